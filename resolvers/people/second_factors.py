"""The verbs of the second factor: set up by its holder, taken away by the security administrator (ours)."""

from typing import Any

import strawberry

from domain.kernel.acts import Act
from domain.kernel.violations import Code, Violation
from domain.people import second_factor
from domain.people.second_factor import FactorFacts
from resolvers.people.one_time_codes import enrolment, new_seed, recovery_codes, recovery_hash, step_of
from resolvers.people.open_sessions import end_sessions
from resolvers.work.call import Once
from resolvers.work.mutation import Update, argument, mutation
from resolvers.work.rows import other_than
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.account import Account, AccountRow


@strawberry.input(description="Your account.")
class EnrolSecondFactorInput(Update):
    """An enrolment."""


@strawberry.input(description="The first code of your second factor.")
class ConfirmSecondFactorInput(Update):
    code: str = argument("The six digits that your program shows now.")


@strawberry.input(description="An account whose second factor is lost, and why.")
class ResetSecondFactorInput(Update):
    reason: str = argument("Why.")


@mutation(
    Act.ENROL_SECOND_FACTOR,
    Account,
    extras={
        "seed": Once(str, "The seed to type into your program, in Base32; shown this once, null when refused."),
        "uri": Once(str, "The same as a link that a program reads as a QR code; shown this once, null when refused."),
    },
)
async def enrol_second_factor(work: UnitOfWork, input: EnrolSecondFactorInput) -> tuple[AccountRow, dict[str, Any]]:
    """Get a seed for a program that shows codes of the moment; it counts once `confirmSecondFactor` told a first code."""
    account, seed = await work.get(AccountRow, input), new_seed()
    work.apply(account, second_factor.enrol(account.facts(FactorFacts), seed))
    return account, {"seed": seed, "uri": enrolment(seed, account.username)}


@mutation(
    Act.CONFIRM_SECOND_FACTOR,
    Account,
    extras={
        "recovery_codes": Once(
            list[str], "Each signs in once in the code's stead; keep them apart. Shown this once, null when refused."
        )
    },
)
async def confirm_second_factor(work: UnitOfWork, input: ConfirmSecondFactorInput) -> tuple[AccountRow, dict[str, Any]]:
    """Tell a first code: from now on every signing-in asks for one. Your other sessions end."""
    account, codes = await work.get(AccountRow, input), recovery_codes()
    step = step_of(work.opened_value(account, "factor_seed"), input.code, account.factor_step, work.database_now)
    hashes = [recovery_hash(each) for each in codes]
    work.apply(account, second_factor.confirm(account.facts(FactorFacts), step, hashes, at=work.database_now))
    await end_sessions(work, account_id=account.id, id=other_than(work.actor.session))
    return account, {"recovery_codes": codes}


@mutation(Act.RESET_SECOND_FACTOR, Account)
async def reset_second_factor(work: UnitOfWork, input: ResetSecondFactorInput) -> AccountRow:
    """Take a lost second factor away, with a reason; the account's sessions end. Nobody does this to an account of one's own."""
    account = await work.get(AccountRow, input)
    if account.id == work.actor.account:
        raise Violation(Code.OWN_ACCOUNT)
    work.apply(account, second_factor.reset(input.reason))
    await end_sessions(work, account_id=account.id)
    return account

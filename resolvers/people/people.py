"""The verbs of offices, and of one's own password (ours)."""

from dataclasses import dataclass
from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import named_once
from domain.kernel.violations import Code, Violation
from domain.people import administrators, people
from domain.people.account import MOST
from domain.people.administrators import ProposalFacts, Proposer
from domain.people.people import OfficeFacts
from domain.people.session import PasswordFacts, not_again
from domain.terms import Role
from domain.terms.registry import OfficeState
from resolvers.people.administrators_left import stay_manned
from resolvers.people.appointments import WantedOffice, appointment
from resolvers.people.open_sessions import end_sessions
from resolvers.plan.pages import NOBODY, global_id
from resolvers.work.call import Caller
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork, working
from schema.people.account import Account, AccountRow, Office, OfficeRow
from schema.people.client import ClientRow


@strawberry.input(description="An office to give.")
class AppointOfficeInput(Create):
    account: strawberry.ID = argument("Who.")
    role: Role = argument("In which role.")
    region: strawberry.ID | None = argument(
        "For which region: departments and centres of districts, and nobody else.", default=None
    )
    entity: strawberry.ID | None = argument("For which legal person: operators, and nobody else.", default=None)
    valid_from: date | None = argument("The first day; today when left out.", default=None)
    valid_to: date | None = argument("The first day after; left out while open-ended.", default=None)


@strawberry.input(description="A proposed appointment to confirm.")
class ConfirmOfficeInput(Update):
    """A confirmation."""


@strawberry.input(description="One of several proposed appointments to confirm.")
class EachOfficeInput:
    id: strawberry.ID = argument("The appointment.")
    expected_version: int = argument("The version you saw; CONFLICT if it has changed since.")


@strawberry.input(description="Proposed appointments to confirm: all of them or none.")
class ConfirmOfficesInput(Create):
    offices: list[EachOfficeInput] = argument(
        f"Which, at most {MOST}. A problem's path tells which one stopped it.", most=MOST
    )


@strawberry.input(description="An office to end.")
class EndOfficeInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="A new password of your own.")
class ChangePasswordInput(Update):
    present: str = argument("The present password.")
    password: str = argument(
        "The new one: ten characters at least, three of capitals, small letters, digits and signs."
    )


@mutation(Act.APPOINT_OFFICE, Office)
async def appoint_office(work: UnitOfWork, input: AppointOfficeInput) -> New:
    """Give an account an office from a day on; each role names its own anchor, and some roles exclude each other.

    The finance bureau's and the administrators' wait until an administrator of another kind confirms them.
    """
    account = await work.find(AccountRow, input.account, ("account",), lock=True)
    if await work.rows_of(ClientRow, account_id=account.id).exists():
        raise Violation(Code.MACHINES_HOLD_NO_OFFICE, path=("account",))
    others = [row.facts(OfficeFacts) for row in await work.rows_of(OfficeRow, account_id=account.id)]
    wanted = WantedOffice(input.role, input.region, input.entity, input.valid_from, input.valid_to)
    return work.create(await appointment(work, account.id, wanted, others))


@mutation(Act.CONFIRM_OFFICE, Office)
async def confirm_office(work: UnitOfWork, input: ConfirmOfficeInput) -> OfficeRow:
    """Confirm an appointment that an administrator of another kind proposed; it runs from today on, or from its first day."""
    office = await work.get(OfficeRow, input)
    by = Proposer(work.actor.role, work.actor.account)
    work.apply(office, administrators.confirm(office.facts(ProposalFacts), by, today=work.today))
    return office


@mutation(Act.CONFIRM_OFFICES, None, extras={"offices": (int, "How many were confirmed; null when refused.")})
async def confirm_offices(work: UnitOfWork, input: ConfirmOfficesInput) -> tuple[None, dict[str, int]]:
    """Confirm several appointments, all of them or none; each is audited for itself."""
    by = Proposer(work.actor.role, work.actor.account)
    named_once([each.id for each in input.offices], "offices", "id")
    for place, each in enumerate(input.offices):
        try:
            await _confirm(work, each, by)
        except Violation as refusal:
            raise refusal.below("offices", str(place)) from None
    return None, {"offices": len(input.offices)}


async def _confirm(work: UnitOfWork, each: EachOfficeInput, by: Proposer) -> None:
    office = await work.find(OfficeRow, each.id, lock=True)
    if office.version != each.expected_version:
        raise Violation(Code.CONFLICT, path=("expectedVersion",), facts={"version": office.version})
    work.apply(office, administrators.confirm(office.facts(ProposalFacts), by, today=work.today))


@mutation(Act.END_OFFICE, Office)
async def end_office(work: UnitOfWork, input: EndOfficeInput) -> OfficeRow:
    """End an office today; its sessions end with it."""
    office = await work.get(OfficeRow, input)
    if office.state is OfficeState.CONFIRMED:
        await stay_manned(work, [office.role], office.account_id)
    work.apply(office, people.end(office.facts(OfficeFacts), input.reason, today=work.today))
    await end_sessions(work, office_id=office.id)
    return office


@dataclass(frozen=True)
class Hashes:
    """The hash that the present password fits, and that of the new one."""

    present: str
    new: str


async def own_hashes(caller: Caller, input: ChangePasswordInput) -> Hashes | None:
    """The hashes of one's own passwords; None where the act is refused for something else, be it the account or its version."""
    async with working(caller.write, caller.city, caller.actor, Act.CHANGE_PASSWORD) as work:
        own = await work.rows_of(AccountRow, id=caller.actor.account or NOBODY).first()
    if own is None or own.id != global_id(input.id, "Account") or own.version != input.expected_version:
        return None
    people.strong(input.password, own.username)
    guess = ("own password", str(own.id))
    await caller.limits.spend(caller.limits.guesses, *guess, code=Code.LOCKED_OUT)
    if not await caller.hashing.matches(own.password_hash, input.present):
        raise Violation(Code.WRONG_PASSWORD, path=("present",))
    await caller.limits.forget(*guess)
    not_again(used=await caller.hashing.used(own.facts(PasswordFacts).remembered, input.password))
    return Hashes(own.password_hash, await caller.hashing.hashed(input.password))


@mutation(Act.CHANGE_PASSWORD, Account, before=own_hashes, once=True)
async def change_password(work: UnitOfWork, input: ChangePasswordInput, hashes: Hashes | None) -> AccountRow:
    """Change your own password to none of the last five; all the account's sessions end, so sign in again."""
    account = await work.get(AccountRow, input)
    if hashes is None or account.password_hash != hashes.present:
        raise Violation(Code.CONFLICT, path=("expectedVersion",), facts={"version": account.version})
    work.apply(account, people.change_password(account.facts(PasswordFacts), hashes.new, at=work.database_now))
    await end_sessions(work, account_id=account.id)
    return account

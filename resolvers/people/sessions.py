"""Signing in and out: a session is a row that can be revoked; the token only names it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.violations import Code, Violation
from domain.rights.scope import PUBLIC
from domain.terms import Role
from domain.terms.registry import AccountState, OfficeState
from resolvers.people.sign_in_throttle import count, stranger
from resolvers.plan.pages import global_id
from resolvers.work.mutation import Door, argument, mutation
from resolvers.work.rows import AtLeast, AtMost
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.account import AccountRow, OfficeRow, SessionRow, StrangerRow

LASTS: Final = timedelta(hours=12)
FAILURES: Final = 5
LOCKED: Final = timedelta(minutes=15)
AT_HOME: Final = timedelta(days=30)
"""How long a network counts as one that an account is signed in to from."""
RANKS: Final = list(Role)
"""The order of a choice that is not made: a desk's own report is the lesser of its holder's offices."""


@strawberry.input(description="Who you are.")
class SignInInput:
    username: str = argument("The account's user name.")
    password: str = argument("Its password.")
    office: strawberry.ID | None = argument(
        "The office to act in, held today; when left out the only one, or of several the city's before a district's before an operator's.",
        default=None,
    )


@strawberry.input(description="Nothing is needed: the token says which session.")
class SignOutInput:
    everywhere: bool = argument("Whether to end all sessions of the account.", default=False)


@dataclass(frozen=True)
class Known:
    """An account by its user name, whether it is at home in the network that asks, and why that may not even try."""

    account: AccountRow | None
    at_home: bool
    refusal: Violation | None


@mutation(
    Act.SIGN_IN,
    None,
    extras={"token": (str, "Send it as `Authorization: Bearer …`; null when refused.")},
    direct=True,
    once=True,
)
async def sign_in(door: Door, input: SignInInput) -> dict[str, Any]:
    """Sign in; the token is signed, expires after twelve hours and can be revoked."""
    username, limits = input.username.strip().lower(), door.limits
    await limits.spend(limits.sign_ins, "sign in", door.network)
    if (name := await known(door, username)).refusal:
        raise name.refusal
    guess = ("guess", username, door.network)
    await limits.spend(limits.guesses, *guess, code=Code.LOCKED_OUT)
    # No connection is held meanwhile: many who sign in at once do not keep others from writing.
    fits = await door.hashing.matches(name.account and name.account.password_hash, input.password)
    async with door.work(Act.SIGN_IN, PUBLIC) as work:
        account = name.account and await work.rows_of(AccountRow, id=name.account.id).lock().one()
        whose = account or await stranger(username, door.sign, work)
        refusal = (None if name.at_home else locked(whose, work)) or (None if fits else await failed(whose, work))
        session = None if refusal or account is None else await opened(account, input.office, door.network, work)
    if session is None:
        raise refusal or Violation(Code.SIGN_IN_FAILED)
    await limits.forget(*guess)
    return {"token": door.sign(work.ids[session], work.database_now + LASTS)}


async def known(door: Door, username: str) -> Known:
    """What is known of a user name: a lock keeps strangers out, not whoever signed in from the same network of late."""
    async with door.work(Act.SIGN_IN, PUBLIC) as work:
        account = await work.rows_of(AccountRow, username=username).first()
        whose = account or await stranger(username, door.sign, work)
        at_home = account is not None and door.network != "" and await signed_in_from(door.network, account, work)
        return Known(account, at_home, None if at_home else locked(whose, work))


async def signed_in_from(network: str, account: AccountRow, work: UnitOfWork) -> bool:
    """Whether an account was signed in to from a network of late."""
    sessions = work.rows_of(SessionRow, account_id=account.id, network=network)
    return await sessions.that(issued_at=AtLeast(work.database_now - AT_HOME)).exists()


def locked(whose: AccountRow | StrangerRow, work: UnitOfWork) -> Violation | None:
    """Why a name may not even be tried."""
    if whose.locked_until is None or whose.locked_until <= work.database_now:
        return None
    return Violation(Code.LOCKED_OUT, facts={"minutes": (whose.locked_until - work.database_now).seconds // 60 + 1})


async def failed(whose: AccountRow | StrangerRow, work: UnitOfWork) -> Violation:
    """Count a failure; the fifth locks the name for a while."""
    failures = whose.failed_sign_ins + 1
    lock = work.database_now + LOCKED if failures % FAILURES == 0 else None
    if isinstance(whose, StrangerRow):
        await count(whose, failures, lock, work)
    else:
        work.apply(whose, Change({"failed_sign_ins": failures, "locked_until": lock}))
    return Violation(Code.SIGN_IN_FAILED)


async def opened(account: AccountRow, office: str | None, network: str, work: UnitOfWork) -> New:
    """A session in one of the account's offices, from a network."""
    now, acts_in = work.database_now, await chosen(account, office, work)
    work.apply(account, Change({"failed_sign_ins": 0, "locked_until": None, "signed_in_at": now}))
    values = {"account": account.id, "office": acts_in.id, "network": network or None}
    session = New("Session", {**values, "issued_at": now, "expires_at": now + LASTS})
    work.add(session)
    return session


async def chosen(account: AccountRow, office: str | None, work: UnitOfWork) -> OfficeRow:
    """The office to act in, among those held today."""
    held = work.rows_of(
        OfficeRow, account_id=account.id, state=OfficeState.CONFIRMED, valid_from=AtMost(work.today)
    ).ordered("valid_from", "id")
    offices = sorted(
        (each for each in await held if each.valid_to is None or each.valid_to > work.today),
        key=lambda each: RANKS.index(each.role),
    )
    if office is not None:
        offices = [each for each in offices if each.id == global_id(office, "Office")]
    if not offices or account.state is not AccountState.ACTIVE:
        raise Violation(Code.SIGN_IN_FAILED)
    return offices[0]


@mutation(Act.SIGN_OUT, None, direct=True)
async def sign_out(door: Door, input: SignOutInput) -> dict[str, Any]:
    """End this session, or all of the account's."""
    if door.session is None:
        raise Violation(Code.NOT_SIGNED_IN)
    async with door.work(Act.SIGN_OUT) as work:
        open_sessions = work.rows_of(SessionRow, account_id=door.actor.account, revoked_at=None)
        for session in await (open_sessions if input.everywhere else open_sessions.that(id=door.session)):
            work.apply(session, Change({"revoked_at": work.database_now}))
    return {}

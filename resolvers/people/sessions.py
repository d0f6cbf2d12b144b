"""Signing in and out: a session is a row that can be revoked; the token only names it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import strawberry

from domain.calendar import KUNMING
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.violations import Code, Violation
from domain.people.second_factor import FactorFacts, proved
from domain.people.session import aged, expired
from domain.rights.scope import PUBLIC
from resolvers.people.held_offices import chosen, held_offices
from resolvers.people.one_time_codes import recovery_hash, step_of
from resolvers.people.sign_in_throttle import count, stranger
from resolvers.plan.pages import global_id
from resolvers.work.mutation import Door, argument, mutation
from resolvers.work.rows import AtLeast
from resolvers.work.unit_of_work import RefusedOf, UnitOfWork
from resolvers.work.write import SECRET
from schema.people.account import AccountRow, OfficeRow, SessionRow, StrangerRow

FAILURES: Final = 5
LOCKED: Final = timedelta(minutes=15)
AT_HOME: Final = timedelta(days=30)
"""How long a network counts as one that an account is signed in to from."""
TOKEN: Final = {
    "token": (str, "Send it as `Authorization: Bearer …`; null when refused."),
    "expires_at": (datetime, "When it ends at the latest, by the server's clock; null when refused."),
}


@strawberry.input(description="Who you are.")
class SignInInput:
    username: str = argument("The account's user name.")
    password: str = argument("Its password.")
    code: str | None = argument(
        "The digits of the second factor, or a recovery code; asked for by SECOND_FACTOR once the password is right.",
        default=None,
    )
    office: strawberry.ID | None = argument(
        "The office to act in, held today; when left out the only one, or of several the city's before a district's before an operator's.",
        default=None,
    )


@strawberry.input(description="Nothing is needed: the token says which session.")
class SignOutInput:
    everywhere: bool = argument("Whether to end all sessions of the account.", default=False)
    session: strawberry.ID | None = argument("Another session of the account to end in this one's stead.", default=None)


@dataclass(frozen=True)
class Known:
    """An account by its user name, whether it is at home in the network that asks, and why that may not even try."""

    account: AccountRow | None
    at_home: bool
    refusal: Violation | None


@strawberry.input(description="Another of your offices.")
class SwitchOfficeInput:
    office: strawberry.ID = argument("The office to act in, held today.")


async def whom_it_names(work: UnitOfWork, input: SignInInput) -> tuple[str, RefusedOf]:
    """Whom a refused sign-in is audited of: the account by its user name, or a digest of a name that nobody has.

    Whoever types a password in the place of the name is not to find it in the audit.
    """
    username = input.username.strip().lower()
    account = await work.rows_of(AccountRow, username=username).first()
    work.actor = PUBLIC
    if account is None:
        return "Account", RefusedOf(said={"username": SECRET + work.city.keys.digest(username)})
    work.named(account.id)
    return "Account", RefusedOf(account.id)


@mutation(Act.SIGN_IN, None, extras=TOKEN, direct=True, once=True, names=whom_it_names)
async def sign_in(door: Door, input: SignInInput) -> dict[str, Any]:
    """Sign in; the token is signed, expires and can be revoked. At a desk of the authorities it ends where nothing is asked for long."""
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
        if account is not None:
            work.named(account.id)
        whose = account or await stranger(username, door.sign, work)
        refusal = (None if name.at_home else locked(whose, work)) or (None if fits else await failed(whose, work))
        refusal = refusal or (account and await unopened(account, input.code, door, work))
        session = None if refusal or account is None else await opened(account, input.office, door, work)
    if session is None:
        raise refusal or Violation(Code.SIGN_IN_FAILED)
    await limits.forget(*guess)
    return token(door, work, session)


async def unopened(account: AccountRow, code: str | None, door: Door, work: UnitOfWork) -> Violation | None:
    """Why a password that fits does not open: it was given too long ago, or the second factor is not proved."""
    return expired(account.password_given_at, door.policy, work.database_now) or await unproved(account, code, work)


async def unproved(account: AccountRow, code: str | None, work: UnitOfWork) -> Violation | None:
    """Why the second factor is not proved; a wrong code counts as a wrong password does."""
    if account.factor_since is None:
        return None
    if code is None:
        return Violation(Code.SECOND_FACTOR, path=("code",))
    step = step_of(work.opened_value(account, "factor_seed"), code, account.factor_step, work.database_now)
    change = proved(account.facts(FactorFacts), step, recovery_hash(code))
    if change is None:
        await failed(account, work)
        return Violation(Code.WRONG_FACTOR, path=("code",))
    work.apply(account, change)
    return None


def token(door: Door, work: UnitOfWork, session: New) -> dict[str, Any]:
    """The token of a session that was begun, and when it ends."""
    expires_at: Any = session.values["expires_at"]
    return {"token": door.sign(work.ids[session], expires_at), "expires_at": expires_at.astimezone(KUNMING)}


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


async def opened(account: AccountRow, office: str | None, door: Door, work: UnitOfWork) -> New:
    """A session in one of the account's offices; a password past its age is changed before anything else."""
    now, acts_in = work.database_now, await chosen(account, office, work)
    first = account.must_change_password or aged(account.password_changed_at, door.policy, now)
    came = {"failed_sign_ins": 0, "locked_until": None, "signed_in_at": now, "must_change_password": first}
    work.apply(account, Change(came))
    return begun(acts_in, door, work, until=door.policy.ends(now))


def begun(office: OfficeRow, door: Door, work: UnitOfWork, *, until: datetime) -> New:
    """A session in an office, as the client calls now."""
    times = {"issued_at": work.database_now, "expires_at": until}
    client = {"address": door.address, "network": door.network or None, "device": door.device}
    session = New("Session", {"account": office.account_id, "office": office.id, **times, **client})
    work.add(session)
    work.acts_in(office.id, office.role, office.account_id)
    return session


@mutation(Act.SWITCH_OFFICE, None, extras=TOKEN, direct=True)
async def switch_office(door: Door, input: SwitchOfficeInput) -> dict[str, Any]:
    """Begin a session in another office of yours, without the password; this one lives on, and both end when it would have."""
    if door.session is None:
        raise Violation(Code.NOT_SIGNED_IN)
    async with door.work(Act.SWITCH_OFFICE) as work:
        current = await work.rows_of(SessionRow, id=door.session).one()
        offices = await held_offices(current.account_id, work)
        office = next((each for each in offices if each.id == global_id(input.office, "Office")), None)
        if office is None:
            raise Violation(Code.NOT_FOUND, path=("office",))
        session = begun(office, door, work, until=current.expires_at)
    return token(door, work, session)


@mutation(Act.SIGN_OUT, None, direct=True)
async def sign_out(door: Door, input: SignOutInput) -> dict[str, Any]:
    """End this session, another one, or all of the account's."""
    if door.session is None:
        raise Violation(Code.NOT_SIGNED_IN)
    async with door.work(Act.SIGN_OUT) as work:
        sessions = work.rows_of(SessionRow, account_id=door.actor.account, revoked_at=None)
        if not input.everywhere:
            meant = door.session if input.session is None else global_id(input.session, "Session")
            sessions = sessions.that(id=meant)
        ended = await sessions
        if not ended:
            raise Violation(Code.NOT_FOUND, path=("session",))
        for session in ended:
            work.apply(session, Change({"revoked_at": work.database_now}))
    return {}

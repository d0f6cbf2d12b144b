"""The verbs of accounts and offices (ours)."""

from dataclasses import dataclass
from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.violations import Code, Violation
from domain.people import people
from domain.people.people import OfficeFacts
from domain.registry.registry import RegionFacts
from domain.terms import Kind, Role
from resolvers.plan.pages import NOBODY, global_id
from resolvers.work.call import Caller
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.pinyin import sort_key
from resolvers.work.unit_of_work import UnitOfWork, working
from schema.people.account import Account, AccountRow, Office, OfficeRow, SessionRow
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow


@strawberry.input(description="An account to open.")
class CreateAccountInput(Create):
    username: str = argument(
        "The name to sign in with: 3 to 60 letters, digits, dots, hyphens or underscores; capitals do not matter."
    )
    name: str = argument("The person's name.")
    password: str = argument("The first password, to be changed at the first signing-in.")
    phone: str | None = argument("Office telephone.", default=None)
    email: str | None = argument("Where letters go.", default=None)


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


@strawberry.input(description="An office to end.")
class EndOfficeInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="A new password of your own.")
class ChangePasswordInput(Update):
    present: str = argument("The present password.")
    password: str = argument(
        "The new one: ten characters at least, three of capitals, small letters, digits and signs."
    )


async def first_hash(caller: Caller, input: CreateAccountInput) -> str:
    """The hash of an account's first password."""
    return await caller.hashing.hashed(people.strong(input.password, people.username_of(input.username)))


@mutation(Act.CREATE_ACCOUNT, Account, before=first_hash)
async def create_account(work: UnitOfWork, input: CreateAccountInput, password_hash: str) -> New:
    """Open an account with a first password, to be changed at the first signing-in."""
    username, name = people.username_of(input.username), a_text(input.name, "name", "姓名", 100)
    contacts = {
        "phone": maybe_text(input.phone, "phone", "办公电话", 40),
        "email": people.an_address(input.email),
    }
    return work.create(
        people.open_account(
            {"username": username, "name": name, "name_sort": sort_key(name), **contacts}, password_hash
        )
    )


@mutation(Act.APPOINT_OFFICE, Office)
async def appoint_office(work: UnitOfWork, input: AppointOfficeInput) -> New:
    """Give an account an office from a day on; each role names its own anchor, and some roles exclude each other."""
    account = await work.find(AccountRow, input.account, ("account",), lock=True)
    region = None if input.region is None else await work.find(RegionRow, input.region, ("region",))
    entity = None if input.entity is None else await work.find(EntityRow, input.entity, ("entity",))
    others = [row.facts(OfficeFacts) for row in await work.rows_of(OfficeRow, account_id=account.id)]
    new = OfficeFacts(
        input.role, region and region.id, entity and entity.id, input.valid_from or work.today, input.valid_to
    )
    centres = work.rows_of(PlatformRow, region_id=new.region_id, kind=Kind.SERVICE_CENTER, abolished_on=None)
    where = None if region is None else region.facts(RegionFacts)
    return work.create(people.appoint(account.id, new, others, region=where, region_has_centre=await centres.exists()))


@mutation(Act.END_OFFICE, Office)
async def end_office(work: UnitOfWork, input: EndOfficeInput) -> OfficeRow:
    """End an office today; its sessions end with it."""
    office = await work.get(OfficeRow, input)
    work.apply(office, people.end(office.facts(OfficeFacts), input.reason, today=work.today))
    for session in await work.rows_of(SessionRow, office_id=office.id, revoked_at=None):
        work.apply(session, Change({"revoked_at": work.database_now}))
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
    return Hashes(own.password_hash, await caller.hashing.hashed(input.password))


@mutation(Act.CHANGE_PASSWORD, Account, before=own_hashes, once=True)
async def change_password(work: UnitOfWork, input: ChangePasswordInput, hashes: Hashes | None) -> AccountRow:
    """Change your own password; all the account's sessions end, so sign in again."""
    account = await work.get(AccountRow, input)
    if hashes is None or account.password_hash != hashes.present:
        raise Violation(Code.CONFLICT, path=("expectedVersion",), facts={"version": account.version})
    work.apply(account, people.change_password(hashes.new, at=work.database_now))
    for session in await work.rows_of(SessionRow, account_id=account.id, revoked_at=None):
        work.apply(session, Change({"revoked_at": work.database_now}))
    return account

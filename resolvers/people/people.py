"""The verbs of accounts and offices (ours)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.violations import Code, Violation
from domain.people import administrators, people
from domain.people.administrators import ProposalFacts, Proposer
from domain.people.people import OfficeFacts
from domain.registry.registry import RegionFacts
from domain.terms import Kind, Role
from domain.terms.registry import AccountState, OfficeState
from resolvers.people.passwords import hashed, matches
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.pinyin import sort_key
from resolvers.work.unit_of_work import UnitOfWork
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


@strawberry.input(description="A proposed appointment to confirm.")
class ConfirmOfficeInput(Update):
    """A confirmation."""


@strawberry.input(description="An office to end.")
class EndOfficeInput(Update):
    reason: str = argument("Why.")


@strawberry.input(description="A new password of your own.")
class ChangePasswordInput(Update):
    present: str = argument("The present password.")
    password: str = argument(
        "The new one: ten characters at least, three of capitals, small letters, digits and signs."
    )


@mutation(Act.CREATE_ACCOUNT, Account)
async def create_account(work: UnitOfWork, input: CreateAccountInput) -> New:
    """Open an account with a first password, to be changed at the first signing-in."""
    username, name = people.username_of(input.username), a_text(input.name, "name", "姓名", 100)
    contacts = {
        "phone": maybe_text(input.phone, "phone", "办公电话", 40),
        "email": people.an_address(input.email),
    }
    password_hash = await hashed(people.strong(input.password, username))
    return work.create(
        people.open_account(
            {"username": username, "name": name, "name_sort": sort_key(name), **contacts}, password_hash
        )
    )


@mutation(Act.APPOINT_OFFICE, Office)
async def appoint_office(work: UnitOfWork, input: AppointOfficeInput) -> New:
    """Give an account an office from a day on; each role names its own anchor, and some roles exclude each other.

    The finance bureau's and the administrators' wait until an administrator of another kind confirms them.
    """
    account = await work.find(AccountRow, input.account, ("account",), lock=True)
    region = None if input.region is None else await work.find(RegionRow, input.region, ("region",))
    entity = None if input.entity is None else await work.find(EntityRow, input.entity, ("entity",))
    others = [row.facts(OfficeFacts) for row in await work.rows_of(OfficeRow, account_id=account.id)]
    new = OfficeFacts(
        input.role, region and region.id, entity and entity.id, input.valid_from or work.today, input.valid_to
    )
    centres = work.rows_of(PlatformRow, region_id=new.region_id, kind=Kind.SERVICE_CENTER, abolished_on=None)
    where = None if region is None else region.facts(RegionFacts)
    by, has_centre = Proposer(work.actor.role, work.actor.account), await centres.exists()
    return work.create(people.appoint(account.id, new, others, by=by, region=where, region_has_centre=has_centre))


@mutation(Act.CONFIRM_OFFICE, Office)
async def confirm_office(work: UnitOfWork, input: ConfirmOfficeInput) -> OfficeRow:
    """Confirm an appointment that an administrator of another kind proposed; it runs from today on, or from its first day."""
    office = await work.get(OfficeRow, input)
    by = Proposer(work.actor.role, work.actor.account)
    work.apply(office, administrators.confirm(office.facts(ProposalFacts), by, today=work.today))
    return office


@mutation(Act.END_OFFICE, Office)
async def end_office(work: UnitOfWork, input: EndOfficeInput) -> OfficeRow:
    """End an office today; its sessions end with it."""
    office = await work.get(OfficeRow, input)
    if office.state is OfficeState.CONFIRMED:
        administrators.not_the_last(office.role, await others_left(work, office))
    work.apply(office, people.end(office.facts(OfficeFacts), input.reason, today=work.today))
    for session in await work.rows_of(SessionRow, office_id=office.id, revoked_at=None):
        work.apply(session, Change({"revoked_at": work.database_now}))
    return office


async def others_left(work: UnitOfWork, office: OfficeRow) -> int:
    """How many other accounts that may sign in hold an office of the same role for good; no other office ends meanwhile."""
    offices = work.rows_of(OfficeRow, role=office.role, state=OfficeState.CONFIRMED, valid_to=None)
    held = [each.account_id for each in await offices.ordered("id").lock() if each.account_id != office.account_id]
    return await work.rows_of(AccountRow, id=held, state=AccountState.ACTIVE).count()


@mutation(Act.CHANGE_PASSWORD, Account)
async def change_password(work: UnitOfWork, input: ChangePasswordInput) -> AccountRow:
    """Change your own password; all the account's sessions end, so sign in again."""
    account = await work.get(AccountRow, input)
    if not await matches(account.password_hash, input.present):
        raise Violation(Code.WRONG_PASSWORD, path=("present",))
    password_hash = await hashed(people.strong(input.password, account.username))
    work.apply(account, people.change_password(password_hash, at=work.database_now))
    for session in await work.rows_of(SessionRow, account_id=account.id, revoked_at=None):
        work.apply(session, Change({"revoked_at": work.database_now}))
    return account

"""The verbs by which the system administrator keeps accounts (ours)."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.typed_text import named_once
from domain.kernel.violations import Code, Violation
from domain.people import account as account_rules
from domain.people import people
from domain.people.account import MOST, AccountFacts
from domain.people.session import PasswordFacts
from domain.terms import Role
from domain.terms.registry import OfficeState
from resolvers.people.administrators_left import stay_manned
from resolvers.people.appointments import WantedOffice, appointment
from resolvers.people.one_time import one_time
from resolvers.people.open_sessions import end_sessions
from resolvers.work.call import Caller, Once
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.pinyin import sort_key
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.vocabulary import global_text
from schema.people.account import Account, AccountRow, OfficeRow

ONE_TIME: Final = {
    "password": Once(
        str,
        "The one-time password, to be changed at the next signing-in; shown this once, null when refused or chosen by you.",
    )
}


@strawberry.type(description="An account that was opened, with its one-time password.")
class OpenedAccount:
    id: strawberry.ID = strawberry.field(description="The account.")
    username: str = strawberry.field(description="The name to sign in with.")
    password: str = strawberry.field(description="Its one-time password, to be changed at the first signing-in.")


@strawberry.input(description="An account to open.")
class CreateAccountInput(Create):
    username: str = argument(
        "The name to sign in with: 3 to 60 letters, digits, dots, hyphens or underscores; capitals do not matter."
    )
    name: str = argument("The person's name.")
    password: str | None = argument(
        "The first password, to be changed at the first signing-in; left out, one is made and shown once.", default=None
    )
    phone: str | None = argument("Office telephone.", default=None)
    email: str | None = argument("Where letters go.", default=None)


@strawberry.input(description="One of several accounts to open, with the office it is proposed for.")
class EachAccountInput:
    username: str = argument(
        "The name to sign in with: 3 to 60 letters, digits, dots, hyphens or underscores; capitals do not matter."
    )
    name: str = argument("The person's name.")
    phone: str | None = argument("Office telephone.", default=None)
    email: str | None = argument("Where letters go.", default=None)
    role: Role | None = argument("The role it is proposed for; no office when left out.", default=None)
    region: strawberry.ID | None = argument("For which region: departments and centres of districts.", default=None)
    entity: strawberry.ID | None = argument("For which legal person: operators.", default=None)
    valid_from: date | None = argument("The office's first day; today when left out.", default=None)


@strawberry.input(description="Accounts to open: all of them or none.")
class CreateAccountsInput(Create):
    accounts: list[EachAccountInput] = argument(
        f"Which, at most {MOST}. A problem's path tells which one stopped it.", most=MOST
    )


@strawberry.input(description="What is now so of an account; what is left out becomes empty.")
class UpdateAccountInput(Update):
    name: str = argument("The person's name.")
    phone: str | None = argument("Office telephone.", default=None)
    email: str | None = argument("Where letters go.", default=None)


@strawberry.input(description="An account, and nothing else.")
class AccountInput(Update):
    """An account."""


@strawberry.input(description="An account, and why.")
class AccountReasonInput(Update):
    reason: str = argument("Why.")


def opened(input: CreateAccountInput | EachAccountInput, username: str, password_hash: str, work: UnitOfWork) -> Change:
    """Open the account that an input describes."""
    name = account_rules.a_name(input.name)
    columns = {"username": username, "name": name, "name_sort": sort_key(name)}
    contacts = account_rules.contacts(input.phone, input.email)
    return people.open_account({**columns, **contacts}, password_hash, at=work.database_now)


async def first_password(caller: Caller, input: CreateAccountInput) -> tuple[str | None, str]:
    """The password that is shown, null where the administrator chose it, and its hash."""
    if input.password is None:
        return one_time()
    return None, await caller.hashing.hashed(people.strong(input.password, people.username_of(input.username)))


@mutation(Act.CREATE_ACCOUNT, Account, extras=ONE_TIME, before=first_password)
async def create_account(
    work: UnitOfWork, input: CreateAccountInput, first: tuple[str | None, str]
) -> tuple[New, dict[str, Any]]:
    """Open an account with a first password, to be changed at the first signing-in."""
    password, password_hash = first
    return work.create(opened(input, people.username_of(input.username), password_hash, work)), {"password": password}


@mutation(
    Act.CREATE_ACCOUNTS,
    None,
    extras={
        "accounts": Once(
            list[OpenedAccount], "Each account with its one-time password, shown this once; null when refused."
        )
    },
)
async def create_accounts(work: UnitOfWork, input: CreateAccountsInput) -> tuple[None, dict[str, Any]]:
    """Open several accounts, all of them or none; their offices wait for the security administrator."""
    names = [each.username.strip().lower() for each in input.accounts]
    named_once(names, "accounts", "username")
    there = {each.username for each in await work.rows_of(AccountRow, username=names)} if names else set[str]()
    accounts = list[dict[str, str]]()
    for place, each in enumerate(input.accounts):
        try:
            accounts.append(await _each(work, each, there))
        except Violation as refusal:
            raise refusal.below("accounts", str(place)) from None
    return None, {"accounts": accounts}


async def _each(work: UnitOfWork, each: EachAccountInput, there: Collection[str]) -> dict[str, str]:
    """One of several accounts, and its proposed office; `there` are the names that are taken."""
    username, (password, password_hash) = people.username_of(each.username), one_time()
    if username in there:
        raise Violation(Code.ALREADY_EXISTS, path=("username",))
    account = work.create(opened(each, username, password_hash, work))
    if each.role is not None:
        wanted = WantedOffice(each.role, each.region, each.entity, each.valid_from)
        work.create(await appointment(work, work.ids[account], wanted, []))
    return {"id": global_text("Account", work.ids[account]), "username": username, "password": password}


@mutation(Act.UPDATE_ACCOUNT, Account)
async def update_account(work: UnitOfWork, input: UpdateAccountInput) -> AccountRow:
    """Correct the name and the contacts of an account; its user name never changes."""
    account, name = await work.get(AccountRow, input), account_rules.a_name(input.name)
    contacts = account_rules.contacts(input.phone, input.email)
    work.apply(account, Change({"name": name, "name_sort": sort_key(name), **contacts}))
    return account


@mutation(Act.RESET_PASSWORD, Account, extras=ONE_TIME)
async def reset_password(work: UnitOfWork, input: AccountInput) -> tuple[AccountRow, dict[str, Any]]:
    """Give an account a one-time password, shown this once; its sessions end, and what locked it out is over."""
    account = await work.get(AccountRow, input)
    account_rules.moved(account.facts(AccountFacts), work.act, work.actor, work.today)
    password, password_hash = one_time()
    work.apply(account, account_rules.given_password(account.facts(PasswordFacts), password_hash, at=work.database_now))
    await end_sessions(work, account_id=account.id)
    return account, {"password": password}


@mutation(Act.UNLOCK_ACCOUNT, Account)
async def unlock_account(work: UnitOfWork, input: AccountInput) -> AccountRow:
    """Let an account try again before its lock is over."""
    account = await work.get(AccountRow, input)
    account_rules.moved(account.facts(AccountFacts), work.act, work.actor, work.today)
    work.apply(account, account_rules.unlocked())
    return account


@mutation(Act.REVOKE_SESSIONS, Account)
async def revoke_sessions(work: UnitOfWork, input: AccountInput) -> AccountRow:
    """End all sessions of an account."""
    account = await work.get(AccountRow, input)
    account_rules.moved(account.facts(AccountFacts), work.act, work.actor, work.today)
    await end_sessions(work, account_id=account.id)
    return account


@mutation(Act.DISABLE_ACCOUNT, Account)
async def disable_account(work: UnitOfWork, input: AccountReasonInput) -> AccountRow:
    """Shut an account, with a reason; its sessions end, its offices stay. The last administrator of a kind is not shut."""
    account = await work.get(AccountRow, input)
    state = account_rules.moved(account.facts(AccountFacts), work.act, work.actor, work.today)
    held = await work.rows_of(OfficeRow, account_id=account.id, state=OfficeState.CONFIRMED, valid_to=None)
    await stay_manned(work, [office.role for office in held], account.id)
    work.apply(account, account_rules.shut(state, input.reason))
    await end_sessions(work, account_id=account.id)
    return account


@mutation(Act.ENABLE_ACCOUNT, Account)
async def enable_account(work: UnitOfWork, input: AccountReasonInput) -> AccountRow:
    """Open an account that was shut, with a reason."""
    account = await work.get(AccountRow, input)
    state = account_rules.moved(account.facts(AccountFacts), work.act, work.actor, work.today)
    work.apply(account, account_rules.shut(state, input.reason))
    return account

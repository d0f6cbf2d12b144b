"""Laying the ground of a city in which there is nothing yet (ours)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.kernel.acts import Act
from domain.kernel.change import Change
from domain.people import account as account_rules
from domain.people import people
from domain.registry import first_day
from domain.rights.scope import CLOCK
from domain.terms import Role
from resolvers.plan.city import City
from resolvers.work.passwords import HASHING
from resolvers.work.pinyin import sort_key
from resolvers.work.unit_of_work import UnitOfWork, Write, alone, working
from schema.people.account import AccountRow
from schema.registry.region import RegionRow


@dataclass(frozen=True)
class FirstAccount:
    """The account of one of the first administrators."""

    username: str
    name: str
    password: str


async def found_city(write: Write, city: City, firsts: Mapping[Role, FirstAccount]) -> None:
    """Enter the regions and the first administrators, each of whom changes the password at the first signing-in."""
    hashes = {
        role: await HASHING.hashed(people.strong(first.password, first.username)) for role, first in firsts.items()
    }
    async with alone(write), working(write, city, CLOCK, Act.FOUND_CITY) as work:
        accounts = {role: account(first, hashes[role], work.database_now) for role, first in firsts.items()}
        change = first_day.found_city(accounts, existing=await existing(work), today=work.today)
        for new in change.adds:
            work.add(new)


def account(first: FirstAccount, password_hash: str, at: datetime) -> Change:
    """Open the account of a first administrator."""
    name = account_rules.a_name(first.name)
    columns = {"username": people.username_of(first.username), "name": name, "name_sort": sort_key(name)}
    return people.open_account(dict[str, object](columns), password_hash, at=at)


async def existing(work: UnitOfWork) -> str | None:
    """Name an account, else a region, of a city that was founded already."""
    if account := await work.rows_of(AccountRow).ordered("username").first():
        return f"“{account.username}”（{account.name}）"
    region = await work.rows_of(RegionRow).ordered("sort_key").first()
    return None if region is None else f"“{region.name}”"

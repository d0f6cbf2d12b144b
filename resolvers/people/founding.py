"""Laying the ground of a city in which there is nothing yet (ours)."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.kernel.acts import Act
from domain.kernel.change import Change
from domain.kernel.typed_text import a_text
from domain.people import people
from domain.registry import first_day
from domain.rights.scope import CLOCK
from domain.terms import Role
from resolvers.people.passwords import hashed
from resolvers.plan.city import City
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
    accounts = {role: await account(first) for role, first in firsts.items()}
    async with alone(write), working(write, city, CLOCK, Act.FOUND_CITY) as work:
        change = first_day.found_city(accounts, existing=await existing(work), today=work.today)
        for new in change.adds:
            work.add(new)


async def account(first: FirstAccount) -> Change:
    """Open the account of a first administrator."""
    username, name = people.username_of(first.username), a_text(first.name, "name", "姓名", 100)
    columns: dict[str, object] = {"username": username, "name": name, "name_sort": sort_key(name)}
    return people.open_account(columns, await hashed(people.strong(first.password, username)))


async def existing(work: UnitOfWork) -> str | None:
    """Name the first account, else a region, of a city that was founded already."""
    if account := await work.rows_of(AccountRow).ordered("id").first():
        return f"“{account.username}”（{account.name}）"
    region = await work.rows_of(RegionRow).ordered("sort_key").first()
    return None if region is None else f"“{region.name}”"

"""Laying the ground of a city in which there is nothing yet (ours)."""

from domain.kernel.acts import Act
from domain.kernel.typed_text import a_text
from domain.people import people
from domain.registry import first_day
from domain.rights.scope import CLOCK
from resolvers.plan.city import City
from resolvers.work.passwords import HASHING
from resolvers.work.pinyin import sort_key
from resolvers.work.unit_of_work import UnitOfWork, Write, alone, working
from schema.people.account import AccountRow
from schema.registry.region import RegionRow


async def found_city(write: Write, city: City, username: str, name: str, password: str) -> None:
    """Enter the regions and the bureau's first account, whose password is to be changed at the first signing-in."""
    username, name = people.username_of(username), a_text(name, "name", "姓名", 100)
    columns: dict[str, object] = {"username": username, "name": name, "name_sort": sort_key(name)}
    account = people.open_account(columns, await HASHING.hashed(people.strong(password, username)))
    async with alone(write), working(write, city, CLOCK, Act.FOUND_CITY) as work:
        change = first_day.found_city(account, existing=await existing(work), today=work.today)
        for new in change.adds:
            work.add(new)


async def existing(work: UnitOfWork) -> str | None:
    """Name the first account, else a region, of a city that was founded already."""
    if account := await work.rows_of(AccountRow).ordered("id").first():
        return f"“{account.username}”（{account.name}）"
    region = await work.rows_of(RegionRow).ordered("sort_key").first()
    return None if region is None else f"“{region.name}”"

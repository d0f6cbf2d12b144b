"""A city on its first day: regions and three administrators, everything else over HTTP by whom it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.database.database import open_database
from domain.people.administrators import ADMINISTRATORS
from domain.registry.credit_code import check_character
from resolvers.people.founding import FirstAccount, found_city
from resolvers.plan.city import open_city
from tests.api.client import Client
from tests.api.hiring import hired
from tests.resolvers.acting import Acting

if TYPE_CHECKING:
    from api.settings import Settings

FIRST_DAY: Final = "2021-01-04 09:00+08"
FOUNDED: Final = "2020-06-01"
GIVEN: Final = "Kunming-2021-first"
CHOSEN: Final = "Kunming-2021-chosen"
DISTRICT: Final = "530102"
FIRST: Final = ("system", "security", "audit")


def uscc(kind: str, number: int) -> str:
    """A credit code that could be one: `kind` is its first two characters."""
    first = f"{kind}{DISTRICT}MA{number:07}"
    return first + check_character(first)


async def ground(settings: Settings) -> None:
    """Lay the ground a new city stands on, on its first day."""
    async with await open_database(settings) as database:
        await Acting(database).fetch(
            "update city_clock set movable = true, offset_seconds = extract(epoch from $1::text::timestamptz - now())",
            FIRST_DAY,
        )
        async with database.pool.read() as connection:
            city = await open_city(connection, database.keyring)
        firsts = {
            role: FirstAccount(name, "李" + name, GIVEN) for role, name in zip(ADMINISTRATORS, FIRST, strict=True)
        }
        await found_city(database.pool.write, city, firsts)


@dataclass
class Opened:
    """Who acts in the year, and what they act on."""

    anyone: Client
    bureau: Client
    center: Client
    department: Client
    desk: Client
    operator: Client
    region: str
    holder: str
    centre: str


async def own_password(anyone: Client, username: str) -> Client:
    """Sign in with the password given, choose one's own, and sign in with that."""
    person = await anyone.signed_in(username, GIVEN)
    me = (await person.query("{ viewer { account version mustChangePassword } }"))["viewer"]
    assert me["mustChangePassword"], username
    await person.do("changePassword", id=me["account"], expectedVersion=me["version"], present=GIVEN, password=CHOSEN)
    return await anyone.signed_in(username, CHOSEN)


async def opened(anyone: Client) -> Opened:
    """The administrators open accounts and give offices; the bureau enters its centre, and a district's centre with its holder."""
    system, security = [await own_password(anyone, name) for name in ("system", "security")]

    async def person(username: str, role: str, **reach: str) -> Client:
        await hired(system, security, username, role, GIVEN, "王" + username, **reach)
        return await own_password(anyone, username)

    bureau = await person("bureau", "MUNICIPAL_BUREAU")
    found = await bureau.query("{ regions(first: 100) { nodes { id code } } }")
    regions = {each["code"]: each["id"] for each in found["regions"]["nodes"]}
    names = {"city": ("昆明市中小企业服务中心", "530100", "12"), "own": ("五华区中小企业服务中心", DISTRICT, "91")}
    entities, centres = dict[str, str](), dict[str, str]()
    for number, (which, (name, region, kind)) in enumerate(names.items()):
        fields: dict[str, Any] = {
            "name": name,
            "uscc": uscc(kind, number),
            "legalRepresentative": "张华",
            "address": "东风西路1号",
        }
        entities[which] = (await bureau.do("registerEntity", "entity { id }", **fields))["entity"]["id"]
        centre: dict[str, Any] = {
            "region": regions[region],
            "holder": entities[which],
            "foundingDocument": f"昆政发〔2020〕{number}号",
        }
        made = await bureau.do("foundCenter", "platform { id municipal }", name=name, foundedOn=FOUNDED, **centre)
        assert made["platform"]["municipal"] == (which == "city")
        centres[which] = made["platform"]["id"]

    here: dict[str, Any] = {"region": regions[DISTRICT]}
    return Opened(
        anyone,
        bureau,
        await person("municipal-centre", "MUNICIPAL_CENTER"),
        await person("department", "DISTRICT_DEPARTMENT", **here),
        await person("centre", "DISTRICT_CENTER", **here),
        await person("operator", "OPERATOR", entity=entities["own"]),
        regions[DISTRICT],
        entities["own"],
        centres["own"],
    )

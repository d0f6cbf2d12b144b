"""Whose enterprises one lists, and how another's is found by its code to be named in an act (Art. 5, 11, 13)."""

from collections.abc import AsyncGenerator
from typing import Any, Final

import asyncpg
import pytest

from api.settings import Settings
from tests.api.client import Client, Refusal

SERVICES: Final = ("activity_enterprise", "demand", "match", "follow_up")
OWN: Final = f"""select e.id, e.uscc, e.name from enterprise e where {{mine}} or e.id in (
{" union all ".join(f"select enterprise_id from {table} e where {{mine}}" for table in SERVICES)})"""
PLATFORMS: Final = """e.platform_id in (select p.id from platform p join entity h on h.id in (p.holder_id, p.operator_id)
join office o on o.entity_id = h.id join account a on a.id = o.account_id where a.username = '530102-operator')"""
REGION: Final = """(e.region_id = (select id from region where code = '530102')
or e.platform_id in (select p.id from platform p join region r on r.id = p.region_id where r.code = '530102'))"""
SHOWN: Final = "id uscc name size employees revenue assets"


@pytest.fixture
async def owner(city_settings: Settings) -> AsyncGenerator[Any]:
    connection = await asyncpg.connect(city_settings.database_url)
    yield connection
    await connection.close()


async def listed(who: Client) -> dict[str, str]:
    """Every enterprise that somebody lists, by credit code, page by page."""
    found, after, total = dict[str, str](), None, -1
    while total != len(found):
        page = (
            await who.query(
                "query($after: String) { enterprises(first: 100, after: $after) { totalCount pageInfo { endCursor } nodes { id uscc } } }",
                after=after,
            )
        )["enterprises"]
        found |= {each["uscc"]: each["id"] for each in page["nodes"]}
        total, after = page["totalCount"], page["pageInfo"]["endCursor"]
        assert page["nodes"] or not total
    return found


async def by_code(who: Client, code: str, show: str = SHOWN) -> Any:
    found = await who.query(f"query($code: String!) {{ enterpriseByCode(code: $code) {{ {show} }} }}", code=code)
    return found["enterpriseByCode"]


async def test_a_list_is_of_ones_own_and_the_citys_desks_list_all(anyone: Client, owner: Any) -> None:
    every = {row["uscc"] for row in await owner.fetch("select uscc from enterprise")}
    operators, districts = [
        {row["uscc"] for row in await owner.fetch(OWN.format(mine=mine))} for mine in (PLATFORMS, REGION)
    ]

    assert set() < operators < districts < every
    assert set(await listed(await anyone.signed_in("530102-operator"))) == operators
    for desk in ("department", "center"):
        assert set(await listed(await anyone.signed_in(f"530102-{desk}"))) == districts
    for office in ("bureau", "finance", "center", "oversight"):
        assert set(await listed(await anyone.signed_in(office))) == every
    for nobody in (anyone, await anyone.signed_in("expert-1")):
        assert await listed(nobody) == {}


async def test_anothers_enterprise_is_found_by_its_whole_code_alone(anyone: Client) -> None:
    operator, expert = await anyone.signed_in("530102-operator"), await anyone.signed_in("expert-1")
    bureau, desk = await anyone.signed_in("bureau"), await anyone.signed_in("530102-department")
    own, district = await listed(operator), await listed(desk)
    every = await listed(bureau)
    code = next(code for code in every if code not in district)

    for who in (operator, expert, desk):
        found = await by_code(who, f"{code[:6].lower()} {code[6:]}")
        assert (found["id"], found["uscc"]) == (every[code], code)
        assert (found["employees"], found["revenue"], found["assets"]) == (None, None, None)
        lists = f'enterprises(filter: {{uscc: {{eq: "{code}"}}}}) {{ totalCount nodes {{ id }} }}'
        rest = await who.query(f'{{ node(id: "{every[code]}") {{ id }} {lists} }}')
        assert rest == {"node": None, "enterprises": {"totalCount": 0, "nodes": []}}
    for wrong in (code[:-1], f"{code[:-1]}%", "", " ", "x" * 5000, f"{code}{' ' * 200}"):
        assert await by_code(operator, wrong) is None
    assert await by_code(anyone, code) is None
    assert (await by_code(bureau, code))["employees"] is not None
    assert own.keys() < every.keys()


async def test_an_enterprise_found_by_its_code_is_served_and_then_ones_own(anyone: Client) -> None:
    operator, bureau = await anyone.signed_in("530102-operator"), await anyone.signed_in("bureau")
    own = await listed(operator)
    code = next(code for code in await listed(bureau) if code not in own)
    [report] = (await operator.query("{ reports(first: 1) { nodes { platform { id } } } }"))["reports"]["nodes"]
    platform: dict[str, Any] = {"platform": report["platform"]["id"]}
    today = (await operator.query("{ viewer { today } }"))["viewer"]["today"]
    demand: dict[str, Any] = {"function": "HR_AND_TRAINING", "source": "VISIT", "content": "需要培训", "day": today}

    entered: dict[str, Any] = {**platform, "uscc": code, "name": "又一家", "scale": {"industry": "RETAIL"}}

    with pytest.raises(Refusal) as refused:
        await operator.do("registerEnterprise", **entered)
    assert refused.value.codes == ["ALREADY_EXISTS"]
    enterprise = (await by_code(operator, code, "id"))["id"]
    made = await operator.do(
        "recordDemand",
        "demand { enterprise { id } }",
        **platform,
        enterprise=enterprise,
        **demand,
    )

    assert made["demand"]["enterprise"]["id"] == enterprise
    assert set(await listed(operator)) == {*own, code}

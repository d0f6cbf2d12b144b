"""What the form, the law and the rights refuse, over HTTP: told in Chinese or English by code, field and article, and nothing half written."""

import asyncio
import base64
import re
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest
import pytest_asyncio

from api.database.database import create_database
from api.settings import Settings
from resolvers.plan.pages import LISTED, MOST
from tests.api.client import INPUTS, Client, serving
from tests.builders.reports import FIGURES, OF_A_BASE, owed
from tests.conftest import at, drop

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOTED: Final = ("audit", "session")
"""What is written of a refusal, and by signing in."""
KNOWN: Final = "91530102MA6K010090"
CHINESE: Final = re.compile(r"(?<![\u3000-\u9fff])(?!昆明|五华)[\u3000-\u9fff]")
"""What no English message holds, but for the names of regions."""


@dataclass
class Desk:
    """A city in which one report is written and another one handed in, and those who come to its desks."""

    anyone: Client
    bureau: Client
    operator: Client
    centre: Client
    stranger: Client
    url: str
    names: dict[str, Any]

    async def counts(self) -> dict[str, int]:
        """How many rows every table has."""
        connection = await asyncpg.connect(self.url)
        try:
            tables = [
                row["relname"]
                for row in await connection.fetch(
                    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
                )
            ]
            return {
                table: await connection.fetchval(f'select count(*) from "{table}"')
                for table in sorted(tables)
                if table not in NOTED
            }
        finally:
            await connection.close()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def desk(
    server: str, city_template: str, city_keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Desk]:
    """One city for all that is refused: none of it leaves a trace."""
    name = f"{city_template}_wrong"
    await create_database(server, name, city_template)
    async with serving(
        Settings(database_url=at(server, name), data=tmp_path_factory.mktemp("wrong"), key_file=city_keys, demo=True)
    ) as anyone:
        bureau, operator = await anyone.signed_in("bureau"), await anyone.signed_in("530102-operator")
        centre, stranger = await anyone.signed_in("530102-center"), await anyone.signed_in("530103-operator")
        names = await named(bureau, operator, stranger)
        yield Desk(anyone, bureau, operator, centre, stranger, at(server, name), names)
    await drop(server, name)


async def named(bureau: Client, operator: Client, stranger: Client) -> dict[str, Any]:
    """The ids that inputs name."""
    [mine] = await owed(operator, "REPORT", "2022Q4")
    [theirs] = await owed(stranger, "REPORT", "2022Q4")
    written = (await operator.do("startReport", "report { id version }", obligation=mine["id"]))["report"]
    figures = FIGURES | (OF_A_BASE if mine["platform"]["kind"] == "DEMO_BASE" else {})
    saved = (
        await operator.do(
            "saveReportDraft",
            "report { version }",
            id=written["id"],
            expectedVersion=written["version"],
            figures=figures,
        )
    )["report"]
    handed = (
        await operator.do("submitReport", "report { version }", id=written["id"], expectedVersion=saved["version"])
    )["report"]
    begun = (await stranger.do("startReport", "report { id version }", obligation=theirs["id"]))["report"]
    wrong = (
        await stranger.do(
            "saveReportDraft",
            "report { version }",
            id=begun["id"],
            expectedVersion=begun["version"],
            figures=FIGURES | {"expertCount": -1},
        )
    )["report"]
    municipal_zone = (await bureau.query('{ regions(filter: {code: {eq: "530129405"}}) { nodes { id } } }'))["regions"][
        "nodes"
    ][0]
    holder = (await bureau.query("{ entities(first: 1) { nodes { id } } }"))["entities"]["nodes"][0]
    return {
        "mine": mine["platform"]["id"],
        "theirs": theirs["platform"]["id"],
        "their obligation": theirs["id"],
        "handed in": written["id"],
        "version": handed["version"],
        "their draft": begun["id"],
        "their version": wrong["version"],
        "zone": municipal_zone["id"],
        "holder": holder["id"],
    }


def activity(platform: str, **entry: Any) -> dict[str, Any]:
    """An entry of the ledger."""
    return {
        "platform": platform,
        "entry": {
            "day": "2022-10-09",
            "function": "HR_AND_TRAINING",
            "nature": "PUBLIC_BENEFIT",
            "mode": "OFFLINE",
            "subject": "讲座",
            "persons": 10,
            **entry,
        },
    }


def global_id(text: str) -> str:
    """A global id of our own making."""
    return base64.urlsafe_b64encode(text.encode()).decode()


@dataclass(frozen=True)
class Wrong:
    """A wrong input, and how it is refused."""

    act: str
    input: Callable[[dict[str, Any]], dict[str, Any]]
    code: str
    path: list[str]
    article: str | None = None
    says: str = ""
    says_en: str = ""
    who: str = "operator"


WRONG: Final = {
    "a credit code with two characters swapped": Wrong(
        "registerEntity",
        lambda _: {"uscc": "91530102MA6K010900", "name": "某公司"},
        "BAD_CREDIT_CODE",
        ["uscc"],
        None,
        "校验位不符",
        "check character",
        "bureau",
    ),
    "a credit code with the letter O": Wrong(
        "registerEntity",
        lambda _: {"uscc": "9153O102MA6K010090", "name": "某公司"},
        "BAD_CREDIT_CODE",
        ["uscc"],
        None,
        "“O”",
        "'O'",
        "bureau",
    ),
    "fewer than no persons": Wrong(
        "recordActivity",
        lambda known: activity(known["mine"], persons=-1),
        "NEGATIVE",
        ["persons"],
        None,
        "不能为负数",
        "negative",
    ),
    "fewer than no experts": Wrong(
        "submitReport",
        lambda known: {"id": known["their draft"], "expectedVersion": known["their version"]},
        "NEGATIVE",
        ["expertCount"],
        None,
        "不能为负数",
        "negative",
        "stranger",
    ),
    "a day that has not come": Wrong(
        "recordActivity",
        lambda known: activity(known["mine"], day="2022-10-11"),
        "FUTURE_DAY",
        ["day"],
        None,
        "尚未到来",
        "not come",
    ),
    "another district's platform": Wrong(
        "recordActivity", lambda known: activity(known["theirs"]), "FORBIDDEN", [], None, "不能办理", "may not"
    ),
    "another district's obligation": Wrong(
        "startReport",
        lambda known: {"obligation": known["their obligation"]},
        "NOT_FOUND",
        ["obligation"],
        None,
        "没有找到",
        "no such",
    ),
    "another district's draft": Wrong(
        "submitReport",
        lambda known: {"id": known["their draft"], "expectedVersion": known["their version"]},
        "NOT_FOUND",
        ["id"],
        None,
        "没有找到",
        "no such",
    ),
    "handing in twice": Wrong(
        "submitReport",
        lambda known: {"id": known["handed in"], "expectedVersion": known["version"]},
        "WRONG_STATE",
        [],
        None,
        "已报送",
        "SUBMITTED",
    ),
    "a version that is not the last": Wrong(
        "recallReport",
        lambda known: {"id": known["handed in"], "expectedVersion": known["version"] - 1},
        "CONFLICT",
        ["expectedVersion"],
        None,
        "已被他人修改",
        "changed",
    ),
    "an id that is none": Wrong(
        "submitReport", lambda _: {"id": "十四", "expectedVersion": 1}, "NOT_FOUND", ["id"], None, "没有找到", "no such"
    ),
    "an id nobody has": Wrong(
        "submitReport",
        lambda _: {"id": global_id("Report:01838f20-4400-7d87-a46a-2a711b27bcc5"), "expectedVersion": 1},
        "NOT_FOUND",
        ["id"],
        None,
        "没有找到",
        "no such",
    ),
    "an id of another noun": Wrong(
        "submitReport",
        lambda known: {"id": known["mine"], "expectedVersion": 1},
        "NOT_FOUND",
        ["id"],
        None,
        "没有找到",
        "no such",
    ),
    "a reason of blanks": Wrong(
        "returnReport",
        lambda known: {
            "id": known["handed in"],
            "expectedVersion": known["version"],
            "items": [{"item": "whole", "reason": " "}],
        },
        "REASON_REQUIRED",
        ["items", "0", "reason"],
        None,
        "写明理由",
        "reason is required",
        "centre",
    ),
    "an item the form has not": Wrong(
        "returnReport",
        lambda known: {
            "id": known["handed in"],
            "expectedVersion": known["version"],
            "items": [{"item": "teaBreaks", "reason": "无此项"}],
        },
        "UNKNOWN_ITEM",
        ["items", "0", "item"],
        None,
        "teaBreaks",
        "teaBreaks",
        "centre",
    ),
    "a municipal zone founding a centre": Wrong(
        "foundCenter",
        lambda known: {
            "name": "某服务中心",
            "region": known["zone"],
            "holder": known["holder"],
            "foundedOn": "2022-10-01",
            "foundingDocument": "某号",
        },
        "NO_CENTRE_HERE",
        ["region"],
        "第二条",
        "国家级、省级",
        "provincial zones",
        "bureau",
    ),
    "a round of the wrong year": Wrong(
        "calculateSubsidy",
        lambda known: {"holder": known["holder"], "gradedYear": 2035},
        "NO_EVALUATION",
        ["gradedYear"],
        "第十八条",
        "2035年度",
        "2035",
        "bureau",
    ),
    "more reports than fit a page": Wrong(
        "acceptReports",
        lambda known: {"reports": [{"id": known["handed in"], "expectedVersion": known["version"]}] * (MOST + 1)},
        "TOO_MANY",
        ["reports"],
        None,
        "100项",
        "At most 100",
        "centre",
    ),
    "a longer list than any": Wrong(
        "recordActivity",
        lambda known: activity(known["mine"], enterprises=[known["holder"]] * (LISTED + 1)),
        "TOO_MANY",
        ["entry", "enterprises"],
        None,
        "500项",
        "At most 500",
    ),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_wrong_is_told_and_leaves_nothing_behind(desk: Desk, name: str) -> None:
    wrong = WRONG[name]
    person, before = getattr(desk, wrong.who), await desk.counts()
    input = {"idempotencyKey": f"wrong {name}", **wrong.input(desk.names)}
    query = f"mutation($input: {INPUTS[wrong.act]}) {{ {wrong.act}(input: $input) {{ problems {{ code message article path hint }} }} }}"

    chinese = (await person.raw(query, {"input": input})).json()["data"][wrong.act]["problems"]
    english = (await person.raw(query, {"input": input}, **{"Accept-Language": "en"})).json()["data"][wrong.act][
        "problems"
    ]

    told = chinese[0]
    assert (told["code"], told["path"], told["article"]) == (wrong.code, wrong.path, wrong.article)
    assert wrong.says in told["message"]
    assert wrong.says_en in english[0]["message"]
    assert not CHINESE.search(f"{english[0]['message']} {english[0]['hint']}")
    assert [each["code"] for each in english] == [each["code"] for each in chinese]
    assert await desk.counts() == before


@pytest.mark.case("2-31")
async def test_a_filing_cannot_be_begun_for_another_districts_platform(desk: Desk) -> None:
    before = await desk.counts()

    for obligation in (desk.names["their obligation"], desk.names["theirs"]):
        refused = await desk.operator.try_("startReport", "report { id }", obligation=obligation)
        assert (refused["report"], [each["code"] for each in refused["problems"]]) == (None, ["NOT_FOUND"])

    assert await desk.counts() == before


@pytest.mark.case("2-29")
async def test_what_one_person_read_is_not_shown_to_the_next(desk: Desk) -> None:
    asked = 'query($id: ID!) { node(id: $id) { id } reports(filter: {quarter: {eq: "2022Q4"}}) { nodes { id } } }'
    for _ in range(3):
        own, foreign = await asyncio.gather(
            desk.operator.query(asked, id=desk.names["handed in"]),
            desk.stranger.query(asked, id=desk.names["handed in"]),
        )
        assert own["node"] == {"id": desk.names["handed in"]}
        assert foreign["node"] is None
        assert desk.names["handed in"] not in [each["id"] for each in foreign["reports"]["nodes"]]


@pytest.mark.case("2-39")
@pytest.mark.parametrize(
    "filter", ["{}", '{quarter: {eq: "2022Q3"}}', '{or: [{quarter: {eq: "2022Q3"}}, {state: {eq: ACCEPTED}}]}']
)
async def test_a_total_counts_the_rows_that_are_there(desk: Desk, filter: str) -> None:
    page = f"query($after: String) {{ reports(first: 40, after: $after, filter: {filter}) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
    found, totals, after = list[str](), set[int](), None
    while True:
        answer = (await desk.centre.query(page, after=after))["reports"]
        found += [each["id"] for each in answer["nodes"]]
        totals.add(answer["totalCount"])
        if not answer["pageInfo"]["hasNextPage"]:
            break
        after = answer["pageInfo"]["endCursor"]

    assert found
    assert totals == {len(found)} == {len(set(found))}


async def test_numbers_of_another_script_are_refused_or_read_as_what_they_are(desk: Desk) -> None:
    name = "全角代码登记有限公司"
    registered = await desk.bureau.do(
        "registerEntity", "entity { uscc }", uscc="９１５３０１０２ＭＡ６Ｋ０１００９０", name=name
    )
    assert registered["entity"]["uscc"] == KNOWN

    refused = await desk.operator.raw(
        "query($q: Quarter!) { reports(filter: {quarter: {eq: $q}}) { totalCount } }", {"q": "２０２２Q4"}
    )
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (400, "VARIABLES")
    money = await desk.stranger.raw(
        f"mutation($input: {INPUTS['saveReportDraft']}) {{ saveReportDraft(input: $input) {{ problems {{ code path message }} }} }}",
        {
            "input": {
                "idempotencyKey": "full width",
                "id": desk.names["their draft"],
                "expectedVersion": 1,
                "figures": {"floorArea": "１２.００"},
            }
        },
    )
    [problem] = money.json()["data"]["saveReportDraft"]["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID", ["figures", "floorArea"])
    assert "半角数字" in problem["message"]


@pytest.mark.parametrize(
    "day", ["２０２２-１０-０９", "2022-02-30", "20221009", "2022-W40-7", "0001-01-01", "9999-12-31"]
)
async def test_a_day_is_written_as_one_and_within_the_calendar(desk: Desk, day: str) -> None:
    query = f"mutation($input: {INPUTS['advanceClock']}) {{ advanceClock(input: $input) {{ problems {{ code path message }} }} }}"
    [problem] = (await desk.bureau.raw(query, {"input": {"to": day}})).json()["data"]["advanceClock"]["problems"]

    assert (problem["code"], problem["path"]) == ("INVALID", ["to"])
    assert "请用半角数字填写1900至2199年间的日期" in problem["message"]


async def test_what_is_there_already_names_its_field(desk: Desk) -> None:
    known = {"uscc": "91110000600037341L", "name": "同一代码有限公司"}
    await desk.bureau.do("registerEntity", "entity { id }", **known)

    [problem] = (await desk.bureau.try_("registerEntity", "entity { id }", **known))["problems"]
    assert (problem["code"], problem["path"]) == ("ALREADY_EXISTS", ["uscc"])


@pytest.mark.case("2-35")
async def test_a_repeated_key_answers_with_the_same_record_and_never_with_a_second(desk: Desk) -> None:
    input = activity(desk.names["mine"], subject="失而复得的回答")
    first = await desk.operator.do("recordActivity", "activity { id }", key="the answer was lost", **input)
    after = await desk.counts()

    again = await desk.operator.do("recordActivity", "activity { id }", key="the answer was lost", **input)
    other = await desk.operator.try_(
        "recordActivity",
        "activity { id }",
        key="the answer was lost",
        **activity(desk.names["mine"], subject="别的内容"),
    )
    both = await asyncio.gather(
        *(desk.operator.do("recordActivity", "activity { id }", key="at once", **input) for _ in range(4))
    )

    assert again == first
    assert (other["activity"], [(each["code"], each["path"]) for each in other["problems"]]) == (
        None,
        [("KEY_REUSED", ["idempotencyKey"])],
    )
    assert len({each["activity"]["id"] for each in both}) == 1
    assert (await desk.counts())["activity"] == after["activity"] + 1
    elsewhere = await desk.stranger.do(
        "recordActivity", "activity { id }", key="the answer was lost", **activity(desk.names["theirs"])
    )
    assert elsewhere["activity"]["id"] != first["activity"]["id"]

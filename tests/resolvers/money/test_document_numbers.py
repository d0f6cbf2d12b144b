"""A number is used once however it is typed; what is there already keeps its place, and the doctor tells of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from api.commands.doctor import numbers_entered_twice
from api.migrations import files
from domain.kernel.acts import Act
from domain.kernel.document_number import normal
from domain.kernel.units import Quarter, yuan
from domain.kernel.violations import Code, Violation
from domain.regulation.packs.kunming_2020 import GOOD, QUALIFIED, UNQUALIFIED
from domain.terms import Kind
from domain.terms.money import RecoveryGround
from domain.terms.supervision import CircularState
from tests.resolvers.acting import Acting, code, shown
from tests.resolvers.payable import Case

if TYPE_CHECKING:
    from api.database.database import Database

TYPED: Final = (
    "昆企服〔2022〕9号",
    "昆企服[2022]第009号",
    "昆企服【２０２２】 9 号",
    "昆企服〔2022〕10号",
    "pz—2022——07",
    "ＰＺ-2022-7",
)
AT: Final = datetime(2022, 10, 8, tzinfo=UTC)


@pytest.fixture
async def city(database: Database) -> Acting:
    return Acting(database)


async def of_before(city: Acting, *numbers: str) -> list[Any]:
    """Circulars from before numbers had a normal form."""
    filed = {"state": CircularState.ARCHIVED, "published_at": AT, "archived_at": AT, "archive_reason": "x"}
    said: dict[str, Any] = {"quarter": Quarter("2022Q3"), "title": "通报", "text": "x", "figures": {}, "drafted_at": AT}
    return [await city.add("Circular", **said, **filed, number=number) for number in numbers]


async def fill(city: Acting) -> None:
    """What the migration does to rows that are there, until it finds none."""
    [filled] = [name for name in files.names() if name.endswith("numbers_in_one_form_filled")]
    migration: Any = files.load(filled)
    for _ in range(2):
        for step in migration.steps:
            await city.as_owner(step)


async def normals(city: Acting) -> list[str | None]:
    return [row["number_normal"] for row in await city.fetch("select number_normal from circular order by id")]


@pytest.mark.reading("L50")
async def test_numbers_that_are_there_get_their_normal_form_once_each(city: Acting) -> None:
    """13 E5: the first of each stays in the index, the others stand outside, and the doctor lists them."""
    ids = await of_before(city, *TYPED)

    await fill(city)

    assert await normals(city) == [normal(TYPED[0]), None, None, normal(TYPED[3]), normal(TYPED[4]), None]
    async with city.connection() as connection:
        told = [str(each) async for each in numbers_entered_twice(connection)]
    assert told == [
        f"ok    昆企服〔2022〕9号 was entered 3 times, and stays: Circular {ids[0]}, {ids[1]}, {ids[2]}",
        f"ok    PZ-2022-7 was entered 2 times, and stays: Circular {ids[4]}, {ids[5]}",
    ]


async def test_the_database_forms_numbers_as_the_rules_do(city: Acting) -> None:
    """13 E5."""
    odd = [
        f"x{chr(each)}0{chr(each)}1"
        for each in (
            *range(0x20, 0x7F),
            *range(0x2000, 0x2070),
            *range(0x3000, 0x3020),
            *range(0xFF01, 0xFF5F),
            0xA0,
            0x2212,
            0x30FC,
        )
    ]
    await of_before(city, *odd)

    await fill(city)

    found = await city.fetch("select number, number_normal from circular where number_normal is not null")
    assert {row["number"]: row["number_normal"] for row in found} == {
        row["number"]: normal(row["number"]) for row in found
    }
    assert {row["number_normal"] for row in found} == set(map(normal, odd))


async def test_a_form_that_a_server_wrote_meanwhile_keeps_its_place(city: Acting) -> None:
    """13 E5: the fill passes over a form that is taken."""
    await of_before(city, "昆企服〔2022〕3号")
    filed = {"state": CircularState.ARCHIVED, "published_at": AT, "archived_at": AT, "archive_reason": "x"}
    said: dict[str, Any] = {"quarter": Quarter("2022Q3"), "title": "通报", "text": "x", "figures": {}, "drafted_at": AT}
    await city.add("Circular", **said, **filed, number="昆企服[2022]3号", number_normal="昆企服〔2022〕3号")

    await fill(city)

    assert await normals(city) == [None, "昆企服〔2022〕3号"]


@pytest.mark.parametrize("voucher", ["缴款书２０２２－０１", "缴款书 2022—1", "缴款书2022-001"])
async def test_a_return_is_booked_once(city: Acting, voucher: str) -> None:
    """13 E5."""
    case = await Case.of(city)
    evaluation = await case.graded(await case.platform(Kind.DEMO_BASE), GOOD)
    subsidy = await case.calculate()
    await case.pay(subsidy)
    await city.set("evaluation", evaluation, grade=QUALIFIED)
    await case.recovery(subsidy, RecoveryGround.LOWER_GRADE)
    came: dict[str, Any] = {"amount": yuan(20_000), "day": await case.today()}
    await city.do(Act.RECORD_RETURN, case.finance, subsidy["id"], **came, voucher="缴款书2022-01")

    with pytest.raises(Violation) as twice:
        await city.do(Act.RECORD_RETURN, case.finance, subsidy["id"], **came, voucher=voucher)

    assert code(twice) == "VOUCHER_USED"
    assert (await city.one("Subsidy", subsidy["id"]))["returned"] == yuan(20_000)


@pytest.mark.parametrize("number", ["昆工信整改[2022]7号", "昆工信整改（2022）第07号"])
async def test_a_notice_to_put_right_is_issued_once(city: Acting, number: str) -> None:
    """13 E5."""
    case = await Case.of(city)
    failed = [await case.graded(await case.platform(Kind.DEMO_PLATFORM), UNQUALIFIED, year) for year in (2020, 2021)]
    said: dict[str, Any] = {"content": "补齐", "evidence": "复印件", "due_on": await case.today() + timedelta(days=30)}
    first, second = (shown("Evaluation", each) for each in failed)
    await city.do(Act.ISSUE_RECTIFICATION, case.bureau, evaluation=first, number="昆工信整改〔2022〕7号", **said)

    with pytest.raises(Violation) as twice:
        await city.do(Act.ISSUE_RECTIFICATION, case.bureau, evaluation=second, number=number, **said)

    assert twice.value.code is Code.ALREADY_EXISTS

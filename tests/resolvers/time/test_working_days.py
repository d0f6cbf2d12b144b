"""A calendar loaded while filings and notices run: open dates follow, what was closed stays (Art. 14, 17)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from api.commands.calendar_file import BadCalendar
from api.mail.worker import style_of
from api.settings import Settings
from domain.calendar import Calendar
from domain.kernel.acts import Act
from domain.regulation.packs.kunming_2020 import UNQUALIFIED
from domain.terms import Role
from domain.terms.rectification import DeliveryMethod, RefusalKind
from resolvers.letters import recipients
from resolvers.plan.city import City
from resolvers.time.working_days import Loaded
from tests.builders.keys import KEYS
from tests.builders.working_days import loading
from tests.invariants import broken
from tests.resolvers.acting import shown
from tests.resolvers.yearly import Yearly

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from api.database.database import Database
    from tests.resolvers.district import District


async def letters_by_role(case: Yearly) -> Counter[tuple[str, str]]:
    """Who hears of what the calendar moved, by event and role."""
    offices: dict[Role, dict[str, UUID]] = {role: {} for role in (Role.MUNICIPAL_BUREAU, Role.MUNICIPAL_CENTER)}
    offices |= {role: {"region_id": case.region} for role in (Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER)}
    offices |= {Role.FINANCE_BUREAU: {}, Role.OPERATOR: {"entity_id": case.holder}}
    for role, where in offices.items():
        account = (await case.city.person(role)).account
        await case.city.add("Office", account_id=account, role=role, valid_from=date(2020, 1, 1), **where)
    pool = case.city.database.pool
    while await recipients.address(pool.write, City(Calendar({}), 0, KEYS), style_of(Settings())):
        continue
    letters = (
        "select l.event, o.role from letter l join office o on o.account_id = l.account_id where event like '%RECKONED'"
    )
    return Counter((each["event"], each["role"]) for each in await case.city.fetch(letters))


async def sound(database: Database) -> list[str]:
    """What is wrong with the database."""
    async with database.pool.write() as connection:
        return await broken(connection)


async def audited(case: Yearly) -> dict[str, int]:
    """How many records of which noun the load changed, but for what is loaded itself."""
    found = await case.city.fetch("select noun, count(*) from audit where act = 'LOAD_CALENDAR' group by 1")
    return {noun: count for noun, count in found if noun not in ("CalendarDay", "CityClock")}


async def code_of(district: District) -> str:
    return (await district.one("Region", district.region))["code"]


async def days(district: District) -> list[Any]:
    """What the filings of the quarter's platforms are due by, and what became of them."""
    found = await district.fetch("select effective, outcome from obligation where kind = 'REPORT' order by 1, 2")
    return [tuple(each) for each in found]


async def edition(district: District) -> int:
    return (await district.fetch("select version from city_clock"))[0]["version"]


@pytest.mark.case("2-1")
async def test_open_days_follow_a_calendar_and_what_was_handed_in_stays(district: District, tmp_path: Path):
    await district.reported(district.platform, district.operator)
    before = await edition(district)

    loaded = await loading(district.database, tmp_path, "2022-09-15,REST,校庆,昆政办〔2022〕9号,")

    assert loaded == Loaded(1, 2)
    assert await days(district) == [
        (date(2022, 9, 15), "ON_TIME"),
        (date(2022, 9, 16), "PENDING"),
        (date(2022, 9, 16), "PENDING"),
    ]
    told = await district.fetch("select count(*) from outbox where event = 'OBLIGATION_RECKONED'")
    audited = await district.fetch("select noun, count(*) from audit where act = 'LOAD_CALENDAR' group by 1 order by 1")
    assert told[0][0] == 2
    assert [tuple(each) for each in audited] == [("CalendarDay", 1), ("CityClock", 1), ("Obligation", 3)]
    # The third is the consolidation, whose day is provisional no more.
    assert await edition(district) == before + 1


async def test_the_same_file_again_changes_nothing(district: District, tmp_path: Path):
    lines = ("2022-09-15,REST,校庆,昆政办〔2022〕9号,", "2022-09-17,REST,,昆政办〔2022〕9号,")
    first = await loading(district.database, tmp_path, *lines)
    before = await edition(district), await district.fetch("select * from audit")

    again = await loading(district.database, tmp_path, *lines)

    assert (first.days, again) == (2, Loaded(0))
    assert (await edition(district), await district.fetch("select * from audit")) == before


async def test_what_is_not_late_any_more_is_owed_again(district: District, tmp_path: Path):
    await district.now("2022-09-16 12:00")
    missing = await days(district)

    await loading(district.database, tmp_path, "2022-09-15,REST,,文,", "2022-09-16,REST,,文,")

    assert missing == [(date(2022, 9, 15), "MISSING")] * 3
    assert await days(district) == [(date(2022, 9, 19), "PENDING")] * 3


async def test_what_is_late_under_the_new_calendar_too_stays_late(district: District, tmp_path: Path):
    await district.now("2022-09-19 12:00")

    loaded = await loading(district.database, tmp_path, "2022-09-15,REST,,文,")

    assert loaded == Loaded(1)
    assert await days(district) == [(date(2022, 9, 15), "MISSING")] * 3


async def test_a_region_s_own_day_moves_that_region_alone(district: District, tmp_path: Path):
    code, other = await code_of(district), await district.one("Region", await district.district())

    elsewhere = await loading(district.database, tmp_path, f"2022-09-15,REST,,文,{other['code']}")
    here = await loading(district.database, tmp_path, f"2022-09-15,REST,,文,{code}")

    assert (elsewhere, here) == (Loaded(1), Loaded(1, 3))
    assert await days(district) == [(date(2022, 9, 16), "PENDING")] * 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2022-02-30,REST,,文,", "line 3"),
        ("20220915,REST,,文,", "line 3"),
        ("2022-09-15,FREE,,文,", "WORK"),
        ("2022-09-15,REST,,,", "source"),
        ("2022-09-15,REST,,文,000", "区划代码"),
        ("2022-09-16,REST,,文,", "重复"),
        ("2022-09-15,REST,,文", "列"),
        (f"2022-09-15,REST,{'长' * 101},文,", "name"),
        ('2022-09-15,REST,"x,文,', "CSV"),
    ],
)
async def test_a_file_with_a_bad_line_changes_nothing(district: District, tmp_path: Path, line: str, said: str):
    before = await edition(district), await days(district)

    with pytest.raises(BadCalendar, match=said):
        await loading(district.database, tmp_path, "2022-09-16,REST,,文,", line)

    assert (await edition(district), await days(district)) == before


async def test_a_bad_file_is_told_line_by_line_up_to_sixty(district: District, tmp_path: Path):
    with pytest.raises(BadCalendar) as refusal:
        await loading(district.database, tmp_path, *(["x,REST,,文,"] * 70))
    with pytest.raises(BadCalendar, match="day,kind,name,source,region"):
        await loading(district.database, tmp_path, "2022-09-16,REST", header="day,kind")
    with pytest.raises(BadCalendar, match="no days"):
        await loading(district.database, tmp_path)

    assert len(str(refusal.value).splitlines()) == 61


@pytest.mark.case("2-1")
async def test_a_running_window_grows_and_never_shrinks(database: Database, tmp_path: Path):
    case = await Yearly.of(database)
    await case.called()
    await case.published()
    notice = "select n.window_end, e.window_end from notice n join evaluation e on e.notice_id = n.id"
    before = await case.city.fetch(notice)

    grown = await loading(database, tmp_path, "2022-06-08,REST,,文,")
    longer = await case.city.fetch(notice)
    worked = await loading(database, tmp_path, "2022-06-08,WORK,,文,")

    assert [tuple(each) for each in before] == [(date(2022, 6, 8),) * 2]
    assert (
        [tuple(each) for each in longer]
        == [(date(2022, 6, 10),) * 2]
        == [tuple(each) for each in await case.city.fetch(notice)]
    )
    assert (grown.windows, worked.windows) == (1, 0)


@pytest.mark.case("2-1")
async def test_whom_a_notice_concerns_hears_that_its_window_is_longer(database: Database, tmp_path: Path):
    case = await Yearly.of(database)
    await case.called()
    await case.published()

    await loading(database, tmp_path, "2022-06-08,REST,,文,")

    concerned = ("OPERATOR", "DISTRICT_DEPARTMENT", "DISTRICT_CENTER", "MUNICIPAL_BUREAU", "MUNICIPAL_CENTER")
    assert await audited(case) == {"Notice": 1, "Evaluation": 1}
    assert await letters_by_role(case) == {("NOTICE_RECKONED", role): 1 for role in (*concerned, "FINANCE_BUREAU")}
    [letter, *_] = await case.city.fetch("select subject, text from letter where event = 'NOTICE_RECKONED'")
    assert letter["subject"] == "公示期延至2022年6月10日（星期五）：公示"
    assert "自2022年6月2日（星期四）起，至2022年6月10日（星期五）24时止" in letter["text"]
    assert await sound(database) == []


@pytest.mark.case("2-1")
@pytest.mark.parametrize(
    ("day", "end"),
    [("2022-06-20", "2022-06-20"), ("2022-06-08", "2022-06-20")],
    ids=["which is a rest day now", "while a day before it is one"],
)
async def test_an_end_that_the_bureau_chose_later_than_the_law_asks_stays(
    database: Database, tmp_path: Path, day: str, end: str
):
    case = await Yearly.of(database)
    await case.called()
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau)
    await case.at("2022-06-01")
    await case.publish(window_end=date.fromisoformat(end))

    loaded = await loading(database, tmp_path, f"{day},REST,,文,")

    assert (loaded.windows, await audited(case), await letters_by_role(case)) == (0, {}, {})


@pytest.mark.case("2-1")
async def test_a_window_that_is_over_stays(database: Database, tmp_path: Path):
    case = await Yearly.of(database)
    await case.called()
    await case.published()
    await case.at("2022-06-09")

    loaded = await loading(database, tmp_path, "2022-06-08,REST,,文,")

    assert (loaded.windows, await audited(case), await letters_by_role(case)) == (0, {}, {})


@pytest.mark.case("2-1")
async def test_a_called_round_follows_and_who_has_to_act_by_its_days_hears_it(database: Database, tmp_path: Path):
    case = await Yearly.of(database, platforms=2)
    await case.called()
    await case.submitted()
    known = await case.city.fetch("select id, effective from obligation where submitted_at is not null")

    loaded = await loading(database, tmp_path, "2022-03-31,REST,,文,", "2022-04-15,REST,,文,")

    row = await case.city.one("Round", case.round)
    assert loaded == Loaded(2, filings=1, rounds=1)
    assert (row["materials_due"], row["materials_effective"]) == (date(2022, 3, 31), date(2022, 4, 1))
    assert (row["district_due"], row["district_effective"]) == (date(2022, 4, 15), date(2022, 4, 18))
    assert await case.city.fetch("select id, effective from obligation where submitted_at is not null") == known
    assert await audited(case) == {"Round": 1, "Obligation": 1}
    assert await letters_by_role(case) == {
        ("OBLIGATION_RECKONED", "OPERATOR"): 1,
        **{("ROUND_RECKONED", role): 1 for role in ("MUNICIPAL_BUREAU", "DISTRICT_DEPARTMENT", "MUNICIPAL_CENTER")},
    }
    assert await sound(database) == []


@pytest.mark.case("2-1")
async def test_a_round_whose_evaluations_are_decided_stays_and_so_do_materials_that_never_came(
    database: Database, tmp_path: Path
):
    case = await Yearly.of(database)
    await case.called()
    await case.city.set("obligation", (await case.row())["obligation_id"], outcome="MISSING")
    await case.city.set("evaluation", case.evaluation, state="DECIDED")
    await case.city.set("round", case.round, state="DECIDED")

    loaded = await loading(database, tmp_path, "2022-03-31,REST,,文,")

    assert (loaded, await audited(case), await letters_by_role(case)) == (Loaded(1), {}, {})


async def rectifying(case: Yearly, platform: UUID) -> UUID:
    """A rectification of a platform that failed, due on 31 March."""
    failed = await case.city.evaluation(platform, UNQUALIFIED, await case.city.round(2020))
    said: dict[str, Any] = {
        "number": f"整{platform}",
        "content": "补齐",
        "evidence": "复印件",
        "due_on": date(2022, 3, 31),
    }
    return await case.city.do(Act.ISSUE_RECTIFICATION, case.bureau, evaluation=shown("Evaluation", failed), **said)


async def refused(case: Yearly, one: UUID) -> None:
    """Its holder will not answer."""
    how: dict[str, Any] = {"how": DeliveryMethod.POST, "day": date(2022, 3, 1), "to_whom": "负责人", "proof": "EMS 1"}
    await case.city.do(Act.RECORD_DELIVERY, case.bureau, one, **how)
    await case.city.do(Act.RECORD_REFUSAL, case.bureau, one, kind=RefusalKind.IN_WORDS, note="来函拒绝")


@pytest.mark.case("2-1")
async def test_a_rectification_follows_while_its_answer_is_awaited(database: Database, tmp_path: Path):
    case = await Yearly.of(database)
    awaited, over = await rectifying(case, case.platform), await rectifying(case, await case.titled())
    await refused(case, over)

    loaded = await loading(database, tmp_path, "2022-03-31,REST,,文,")

    days = "select r.due_effective, o.effective from rectification r join obligation o on o.rectification_id = r.id where r.id = $1"
    assert loaded == Loaded(1, filings=1)
    assert [tuple(each) for each in await case.city.fetch(days, awaited)] == [(date(2022, 4, 1),) * 2]
    assert [tuple(each) for each in await case.city.fetch(days, over)] == [(date(2022, 3, 31),) * 2]
    assert await audited(case) == {"Rectification": 1, "Obligation": 1}
    assert await letters_by_role(case) == {
        ("OBLIGATION_RECKONED", "OPERATOR"): 1,
        ("RECTIFICATION_RECKONED", "MUNICIPAL_BUREAU"): 1,
        ("RECTIFICATION_RECKONED", "DISTRICT_DEPARTMENT"): 1,
    }

"""Reminders on a real database: each rung once, the latest alone after a pause, by the day that is due now; what a sent one proves."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.rights.scope import CLOCK
from domain.terms import Kind, Role
from domain.terms.letters import LetterState
from domain.terms.rectification import DeliveryMethod
from resolvers.letters import outgoing, recipients, reminders
from resolvers.letters.outgoing import TryOutcome
from resolvers.plan.city import open_city
from resolvers.root import FALLS
from resolvers.time.city_clock import replay
from resolvers.work.read import row_of
from resolvers.work.unit_of_work import EmittedEvent, alone, uuid7
from schema.letters.letter import LetterRow
from tests.builders.filings import at
from tests.builders.reminders import MAILED, rungs
from tests.pace import paced
from tests.resolvers.acting import shown
from tests.resolvers.yearly import Yearly

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from uuid import UUID

    from api.database.database import Database
    from tests.resolvers.district import District

SENT = TryOutcome(LetterState.SENT, "250 ok")


async def reminders_of(district: District, platform: UUID) -> list[tuple[str, int]]:
    """What a platform was reminded of."""
    return await rungs(district, (await district.obligation(platform))["id"])


@pytest.mark.reading("L22")
@pytest.mark.case("2-7")
async def test_each_rung_is_told_once_and_the_latest_alone_after_a_pause(district: District) -> None:
    assert await reminders_of(district, district.platform) == [
        ("OBLIGATION_DUE", -5)
    ]  # met on Saturday, four days before

    await district.now("2022-09-14 23:45")
    await district.now("2022-09-15 00:15")  # nothing ran at midnight
    assert (await reminders_of(district, district.platform))[1:] == [("OBLIGATION_DUE", -1)]
    await district.now("2022-09-15 08:59")
    assert len(await reminders_of(district, district.platform)) == 2
    await district.now("2022-09-15 09:00")
    await district.now("2022-09-15 23:59")
    await district.now("2022-09-20 12:00")  # nothing ran on the first day after
    await district.now("2022-10-31 12:00")  # nor until long after

    assert (await reminders_of(district, district.platform))[2:] == [("OBLIGATION_DUE", 0), ("OBLIGATION_LATE", 1)]


async def test_who_handed_in_is_reminded_no_more_and_a_later_day_moves_what_was_not_told(district: District) -> None:
    await district.now("2022-09-15 12:00")
    await district.reported(district.platform, district.operator)
    owed = await district.obligation(district.silent)
    await district.do(Act.EXTEND_OBLIGATION, district.city_centre, owed["id"], until=date(2022, 9, 26), reason="停电")
    await district.now("2022-09-16 12:00")
    before = await reminders_of(district, district.silent)
    await district.now("2022-09-26 12:00")
    await district.now("2022-09-27 12:00")

    assert (await reminders_of(district, district.platform))[-1] == ("OBLIGATION_DUE", 0)
    assert [rung for _, rung in before] == [-5, 0, -10]  # of the later day what was not told of the first
    assert (await reminders_of(district, district.silent))[3:] == [("OBLIGATION_LATE", 1)]


@pytest.mark.case("2-41")
async def test_two_clocks_tell_a_rung_once(district: District) -> None:
    async with district.connection() as connection:
        city = await open_city(connection)
    write, noon = district.database.pool.write, at("2022-09-15 12:00")

    await asyncio.gather(*(clock(write, city, noon) for _ in range(4)))

    found = await district.fetch("select row_id, rung, count(*) as n from outbox where rung is not null group by 1, 2")
    assert {each["n"] for each in found} == {1}
    assert {each["rung"] for each in found} >= {0}


async def clock(write: Any, city: Any, until: datetime) -> None:
    """What falls due is recorded by whoever's turn it is."""
    async with alone(write):
        await replay(write, city, until, FALLS)


async def letter_to(case: Yearly, role: Role, obligation: UUID, **values: Any) -> LetterRow:
    """A reminder on its way to somebody in an office."""
    who = await case.city.person(role)
    where = {"entity_id": case.holder} if role is Role.OPERATOR else {"region_id": case.region}
    await case.city.add("Office", account_id=who.account, role=role, valid_from=date(2020, 1, 1), **where)
    async with case.city.working(CLOCK) as work:
        work.events.append(EmittedEvent(Event.OBLIGATION_DUE, obligation, "Obligation"))
    [event] = await case.city.fetch("select id from outbox order by id desc limit 1")
    id = uuid7()
    told: dict[str, Any] = {
        "event": "OBLIGATION_DUE",
        "outbox_id": event["id"],
        "obligation_id": obligation,
        "rung": -5,
    }
    await case.city.add(
        "Letter",
        account_id=who.account,
        message_id=f"<{id}@dianchi.invalid>",
        subject="催报",
        text="请报送。",
        html="",
        made_at=at("2022-03-24 09:00"),
        next_at=datetime.now(UTC),
        **{"state": LetterState.WAITING, "address": "a@dianchi.invalid", **told, **values},
    )
    [found] = await case.city.fetch("select * from letter where message_id = $1", f"<{id}@dianchi.invalid>")
    return row_of(LetterRow, found)


async def test_a_reminder_that_was_sent_is_the_proof_without_which_silence_does_not_fail(database: Database) -> None:
    case = await Yearly.of(database)
    await case.called()
    await case.at("2022-03-24")
    owed = (await case.row())["obligation_id"]
    async with case.city.working(CLOCK) as work:
        await reminders.remind(work)
    reminded = await rungs(case.city, owed)
    to_desk = await letter_to(case, Role.DISTRICT_DEPARTMENT, owed)
    to_operator = await letter_to(case, Role.OPERATOR, owed)
    async with case.city.connection() as connection:
        await outgoing.record(connection, to_desk, SENT)
        first = await case.row()
        await outgoing.record(connection, to_operator, TryOutcome(LetterState.DEFERRED, "450"))
        to_operator.version += 1
        await outgoing.record(connection, to_operator, SENT)
        await outgoing.record(connection, to_operator, SENT)
    [proof] = await case.city.fetch("select * from delivery")
    await case.at("2022-04-20")
    await case.do(Act.DECIDE_MISSING, case.bureau, reason="未报送")

    assert reminded == [("OBLIGATION_DUE", -5)]
    assert first["reminded_on"] is None
    assert (await case.city.one("Obligation", owed))["told_at"] is not None
    assert (proof["how"], proof["day"], proof["proof"]) == ("ELECTRONIC", date(2022, 3, 24), to_operator.message_id)
    assert (await case.row())["reminded_on"] == date(2022, 3, 24)


async def test_what_is_read_online_is_told_but_proves_nothing(database: Database) -> None:
    case = await Yearly.of(database)
    await case.called()
    owed = (await case.row())["obligation_id"]
    mailed = await letter_to(case, Role.OPERATOR, owed)
    online = await letter_to(case, Role.DISTRICT_DEPARTMENT, owed, state=LetterState.ONLINE, address=None)
    async with case.city.connection() as connection:
        await outgoing.notified_online(connection, [mailed.id])
        before = (await case.city.one("Obligation", owed))["told_at"]
        await outgoing.notified_online(connection, [online.id])

    assert before is None
    assert (await case.city.one("Obligation", owed))["told_at"] is not None
    assert (await case.row())["reminded_on"] is None


async def test_a_reminder_of_what_is_owed_is_one_of_its_evaluation(database: Database) -> None:
    case = await Yearly.of(database)
    await case.called()
    owed = shown("Obligation", (await case.row())["obligation_id"])
    told: dict[str, Any] = {"how": DeliveryMethod.POST, "to_whom": "法人", "proof": "回执"}
    await case.city.do(Act.RECORD_REMINDER, case.bureau, obligation=owed, day=date(2022, 3, 1), **told)

    assert (await case.row())["reminded_on"] == date(2022, 3, 1)


LONG: Final = os.environ.get("DIANCHI_LONG") == "1"
PLATFORMS: Final = 300 if LONG else 30
"""The whole city's, or fewer."""
SECONDS: Final = 20


async def whole_city(district: District, due: date) -> None:
    """Twelve quarters of reports owed by one day and never handed in; everybody who hears of it has an office and an address."""
    platforms = [await district.platform_of(Kind.DEMO_PLATFORM, await district.holder()) for _ in range(PLATFORMS)]
    await district.fetch(
        "insert into obligation (id, version, provisional_day, transitional, kind, region_id, platform_id, quarter, route, route_fixed, nominal, effective, basis, outcome) "
        "select gen_random_uuid(), 1, false, false, 'REPORT', $1, p, y || 'Q' || q, 'CENTER', true, $3, $3, 'NORM', 'PENDING' "
        "from unnest($2::uuid[]) p, generate_series(2019, 2021) y, generate_series(1, 4) q",
        district.region,
        platforms,
        due,
    )
    holders = await district.fetch("select holder_id from platform where id = any($1)", platforms)
    offices: list[tuple[Role, dict[str, UUID]]] = [
        (Role.MUNICIPAL_CENTER, {}),
        (Role.DISTRICT_CENTER, {"region_id": district.region}),
        *((Role.OPERATOR, {"entity_id": each["holder_id"]}) for each in holders),
    ]
    for role, place in offices:
        who = await district.person(role)
        await district.add("Office", account_id=who.account, role=role, valid_from=date(2020, 1, 1), **place)
    await district.fetch("update account set version = version + 1, email = username || '@dianchi.invalid'")


@pytest.mark.parametrize(("due", "rung", "levels"), [(date(2022, 9, 13), -1, 1), (date(2022, 9, 5), 5, 3)])
async def test_twelve_quarters_of_a_whole_city_are_told_at_once_and_quickly(
    district: District, due: date, rung: int, levels: int
) -> None:
    await whole_city(district, due)
    began = time.perf_counter()
    await district.now("2022-09-12 12:00")
    judged = time.perf_counter()
    async with district.connection() as connection:
        city = await open_city(connection)
    while await recipients.address(district.database.pool.write, city, MAILED):
        continue
    took = time.perf_counter() - began

    told = await district.fetch(
        "select count(distinct o.id) as events, count(l.id) as letters, count(*) filter (where l.state = 'WAITING') as waiting "
        "from outbox o left join letter l on l.outbox_id = o.id where o.rung = $1 and o.at = $2 and o.problem is null",
        rung,
        at("2022-09-12 09:00"),
    )
    [(events, made, waiting)] = told
    print(f"{events} reminders of twelve quarters in {judged - began:.2f} s, {made} letters of them in {took:.2f} s")
    assert events == 12 * PLATFORMS
    assert made == waiting == 12 * PLATFORMS * levels
    assert not LONG or took < paced(SECONDS)


async def test_many_events_are_told_in_as_many_statements_as_few(district: District) -> None:
    await whole_city(district, date(2022, 9, 5))
    await district.now("2022-09-12 12:00")
    await district.fetch("update outbox set version = version + 1, addressed_at = now() where rung is distinct from 5")
    async with district.connection() as connection:
        city = await open_city(connection)
    asked, told = list[str](), dict[int, int]()

    @asynccontextmanager
    async def write() -> AsyncGenerator[Any]:
        async with district.connection() as connection:
            with connection.query_logger(lambda query: asked.append(query.query)):
                yield connection

    while events := await recipients.address(write, city, MAILED):
        told[events] = len(asked)
        asked.clear()

    assert len(told) > 1
    assert set(told.values()) == {told[recipients.BATCH]}
    assert told[recipients.BATCH] < 15

"""The simulated city: every situation it promises is there, everything in it reconciles, and the API finds the same states."""

import asyncio
import json
import os
import re
from collections.abc import AsyncGenerator, Generator
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest

import api.demo
from api.database.calendar_seed import rows as calendar_rows
from api.database.database import create_database, open_database
from api.demo.memory import Memory
from api.settings import Settings
from domain.calendar import KUNMING, Calendar
from domain.evaluation.round import cut_offs_of
from domain.evaluation.scoring import grade_of
from domain.kernel.units import Hundredths
from domain.registry import credit_code
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from schema.registry.region import RegionRow
from tests.api.client import Refusal, serving
from tests.api.replay import Replay
from tests.conftest import at, drop

SCALE: Final = 0.1
RANDOM_SEED: Final = 7
STEPS: Final = list[str]()
"""What was announced while it was peopled."""


@pytest.fixture(scope="module")
def peopled(server: str, template: str) -> Generator[str]:
    """URL of a database in which a small city lives; two started at once, and one peopled it."""
    name = f"dianchi_situations_{os.getpid()}"

    async def people() -> None:
        await create_database(server, name, template)
        async with await open_database(Settings(database_url=at(server, name)), application=False) as database:
            both = (
                api.demo.seed(database, scale=SCALE, random_seed=RANDOM_SEED, announce=STEPS.append) for _ in range(2)
            )
            assert all(await asyncio.gather(*both))

    try:
        asyncio.run(people())
        yield at(server, name)
    finally:
        asyncio.run(drop(server, name))


@pytest.fixture
async def db(peopled: str) -> AsyncGenerator[Any]:
    """A connection to it, as its owner."""
    connection = await asyncpg.connect(peopled)
    yield connection
    await connection.close()


SITUATIONS: Final = {
    "all regions, fourteen counties and the zones, under the city": "select count(*) >= 23 from region where parent_id is not null",
    "a region without a centre": "select true from region r where parent_id is not null and not exists (select from platform p where p.region_id = r.id and p.kind = 'SERVICE_CENTER')",
    "a report on time": "select true from obligation where kind = 'REPORT' and outcome = 'ON_TIME'",
    "a late report": "select true from obligation where kind = 'REPORT' and outcome = 'LATE'",
    "a missing report": "select true from obligation where kind = 'REPORT' and outcome = 'MISSING'",
    "a missing report excused with a reason": "select true from obligation where kind = 'REPORT' and excused_at is not null and outcome = 'MISSING'",
    "a report exempt, because its platform left the reporting set": "select true from obligation where kind = 'REPORT' and outcome = 'EXEMPT' and exemption_reason is null",
    "an extended report": "select true from obligation where kind = 'REPORT' and extended_from is not null",
    "a returned report": "select true from review where report_id is not null and decision = 'RETURNED'",
    "a recalled report": "select true from review where report_id is not null and decision = 'RECALLED'",
    "an amended report": "select true from report_version where reason = '补充季末开展的服务活动'",
    "a report sent back after it was accepted": "select true from review where decision = 'SENT_BACK'",
    "a report on its desk today": "select true from report where quarter = '2022Q3' and state = 'SUBMITTED'",
    "a report begun of the quarter that runs": "select true from report where quarter = '2022Q4' and state = 'DRAFT'",
    "a task past its day": "select true from assignment where state = 'ACKNOWLEDGED' and due_on < '2022-10-10'",
    "a task under way": "select true from assignment where state = 'REPORTED' and due_on > '2022-10-10'",
    "an inspection without a reply past its day": "select true from inspection where state = 'FINDINGS_SENT' and due_on < '2022-10-10'",
    "an inspection to come": "select true from inspection where state = 'PLANNED' and planned_on > '2022-10-10'",
    "a difficulty resolved, and one that nobody has in hand": "select count(distinct state) = 2 from difficulty where state in ('RESOLVED', 'OPEN')",
    "a circular of every past quarter": "select count(*) = 10 from circular where state = 'PUBLISHED'",
    "a missing consolidation": "select true from obligation where kind = 'CONSOLIDATION' and outcome = 'MISSING'",
    "a late consolidation": "select true from obligation where kind = 'CONSOLIDATION' and outcome = 'LATE'",
    "a returned consolidation": "select true from review where consolidation_id is not null and decision = 'RETURNED'",
    "a consolidation with the department today": "select true from consolidation where state = 'WITH_DEPARTMENT'",
    "a department's own consolidation": "select true from consolidation where author = 'DISTRICT_DEPARTMENT' and state = 'RECEIVED'",
    "archives complete and not": "select count(distinct archive_complete) = 2 from activity where filled_slots <> '[]'",
    "a photo and a sheet used again elsewhere, and nothing else flagged": "select array_agg(kind order by kind) = '{LIKE_PHOTO,LIKE_PHOTO,SAME_SHEET,SAME_SHEET}' from evidence_flag where kind <> 'SAME_ENTERPRISES'",
    "a corrected entry of the ledger": "select true from activity where state = 'REPLACED'",
    "a function that no partner, product or activity covers": "select true from coverage where level = 'PLATFORM' and not covered",
    "a platform with neither partner nor product": "select true from coverage where level = 'PLATFORM' group by platform_id having sum(partners) + sum(products) = 0",
    "an organisation that serves several platforms": "select true from partner where state = 'CURRENT' group by uscc having count(*) > 1",
    "a partnership that ended, and somebody who left a team": "select true from partner p, team_member t where p.state = 'ENDED' and t.state = 'ENDED'",
    "support of every kind, and one recorded by mistake": "select count(distinct kind) = 3 and bool_or(state = 'WITHDRAWN') from support",
    "an expert whom a partner of a platform of the drafted round employs": "select true from partner p join expert_employer e on e.uscc = p.uscc",
    "a target of each district in each year": "select count(*) = 3 * (select count(*) from region where parent_id is not null) from target where measure = 'ACTIVITIES' and level = 'DISTRICT' and state = 'SET'",
    "a target that its district's platforms were given too little of": "select true from target_progress where broken_down < amount",
    "letters of responsibility signed by all three in every year": "select count(distinct year) = 3 from responsibility_letter where state = 'SIGNED'",
    "a letter that waits for its centre, and one for its counter-signatures": "select count(distinct signed_by = '{}') = 2 from responsibility_letter where state = 'OFFERED'",
    "a letter that another replaced": "select true from responsibility_letter where state = 'AMENDED'",
    "a department's assessment of each result": "select count(distinct result) = 3 from assessment where state = 'RECORDED'",
    "rounds closed of 2019 and 2020": "select count(*) = 2 from round where graded_year in (2019, 2020) and state = 'CLOSED'",
    "the round of bases in publicity": "select true from round r join round_kind k on k.round_id = r.id where r.graded_year = 2021 and r.state = 'IN_PUBLICITY' and k.kind = 'DEMO_BASE'",
    "an objection open in it": "select true from objection where state = 'RECEIVED'",
    "the round of platforms a draft that can be called": "select true from round r join round_kind k on k.round_id = r.id where r.state = 'DRAFT' and k.kind = 'DEMO_PLATFORM' and r.notice_number is not null and r.materials_effective > '2022-10-10'",
    "the round of centres at every state up to decided": "select count(distinct e.state) = 8 from evaluation e join round r on r.id = e.round_id where r.state = 'CALLED' and e.state in ('OPEN', 'RETURNED', 'WITH_DEPARTMENT', 'REVIEWED', 'WITH_BUREAU', 'IN_PANEL', 'SCORED', 'DECIDED')",
    "one decided without materials, after a reminder": "select true from result where missing",
    "an upheld objection that changed the grade": "select true from objection o join result one on one.evaluation_id = o.evaluation_id and one.n = 1 join result two on two.evaluation_id = o.evaluation_id and two.n = 2 where o.state = 'UPHELD' and one.grade <> two.grade",
    "a rejected objection": "select true from objection where state = 'REJECTED'",
    "a tip-off filed": "select true from objection where state = 'FILED'",
    "a demand that a match met with money, and one given up": "select exists (select from demand d join match m on m.demand_id = d.id where d.state = 'RESOLVED' and m.financing > 0) and exists (select from demand where state = 'UNMET')",
    "a demand on its way today": "select count(distinct state) = 2 from demand where state in ('OPEN', 'MATCHED')",
    "a follow-up with what was done about it": "select true from follow_up where state = 'ACTED_ON'",
    "a complaint in every state, one with the municipal centre": "select count(distinct state) = 3 and bool_or(passed_on_at is not null and state = 'IN_HAND') from complaint",
    "a tip-off on funds that nobody has taken up": "select true from complaint where kind = 'FUND_USE' and state = 'RECEIVED'",
    "a base at its cap": "select true from cap_account where kind = 'DEMO_BASE' and carried + awarded = cap and carried > 0",
    "and nothing payable to it any more": "select true from claim c join cap_account a on a.platform_id = c.platform_id where c.headroom = 0 and c.outcome = 'NOTHING' and c.grade in ('EXCELLENT', 'GOOD')",
    "one legal person with a platform of each kind": "select count(*) > 0 from (select holder_id from platform group by holder_id having count(distinct kind) = 3) held",
    "paid once a year: the others lapse": "select true from claim where outcome = 'LAPSED'",
    "a payment that failed and was paid after all": "select true from payment f join payment p on p.subsidy_id = f.subsidy_id where f.state = 'FAILED' and p.state = 'PAID'",
    "money that was paid too much and came back": "select true from subsidy where state = 'RETURNED'",
    "a centre founded in mid-quarter": "select true from platform where kind = 'SERVICE_CENTER' and founded_on = '2021-05-12'",
    "whose district reported by itself before": "select true from platform p join consolidation a on a.region_id = p.region_id and a.quarter = '2021Q1' join consolidation b on b.region_id = p.region_id and b.quarter = '2021Q3' where p.founded_on = '2021-05-12' and a.author = 'DISTRICT_DEPARTMENT' and b.author = 'DISTRICT_CENTER'",
    "a change of operator": "select true from platform_entity where bearing = 'OPERATOR' and valid_from > '2020-01-01'",
    "a change of region": "select true from platform_region where valid_to is not null",
    "a platform that another followed": "select true from succession where kind = 'MERGE'",
    "a refused rectification": "select true from rectification where refusal is not null and state = 'CLOSED'",
    "a centre whose government was advised": "select true from rectification where effect = 'ADVISED_GOVERNMENT'",
    "an extended rectification": "select true from rectification where extensions_left = 0 and state = 'PASSED'",
    "a revoked title with a higher one still running": "select true from title t join title h on h.platform_id = t.platform_id where t.end_reason = 'REVOKED' and h.level <> 'MUNICIPAL' and h.state = 'RECOGNISED'",
    "every platform's disclosures, some missing and some expired": "select count(distinct status) = 3 from disclosure_standing",
    "a disclosure that was renewed": "select true from disclosure a join disclosure b on b.platform_id = a.platform_id and b.item = a.item where a.superseded_on = b.valid_from",
    "a change filed late, after something was missing": "select true from change_filing f join filing_copy c on c.filing_id = f.id where not f.on_time and c.supplement is not null and c.state = 'ACKNOWLEDGED'",
    "a change that is still to be filed in time": "select true from change_filing where state = 'OPEN' and due_on > '2022-10-10'",
    "a filing taken back": "select true from change_filing where state = 'WITHDRAWN'",
    "a move whose filing went to both departments": "select true from registry_change r join filing_copy c on c.filing_id = r.filing_id where r.kind = 'ADDRESS' and c.recipient = 'NEW_DEPARTMENT'",
    "a change that nobody filed, and one that was filed with the department alone": "select count(distinct filing_id is null) = 2 from unfiled_change",
    "whose platform still reports": "select true from title t join obligation o on o.platform_id = t.platform_id where t.end_reason = 'REVOKED' and o.quarter = '2022Q4'",
}


@pytest.mark.parametrize("situation", SITUATIONS)
async def test_the_city_has(db: Any, situation: str) -> None:
    assert await db.fetchval(SITUATIONS[situation])


async def test_it_is_the_morning_of_10_october_2022(db: Any) -> None:
    now = await db.fetchval("select now() + make_interval(secs => offset_seconds) from city_clock where movable")

    assert now.astimezone(KUNMING).date() == date(2022, 10, 10)
    assert await db.fetchval("select max(at) from audit") <= now


async def test_nobody_moves_in_twice(peopled: str, db: Any) -> None:
    before = await db.fetchval("select count(*) from audit")

    async with await open_database(Settings(database_url=peopled), application=False) as database:
        told = await api.demo.seed(database)

    assert await db.fetchval("select count(*) from audit") == before
    assert any("530102-operator" in line for line in told)


def test_the_same_chance_makes_the_same_city() -> None:
    calendar = Calendar({(None, day["day"]): day["is_workday"] for day in calendar_rows(range(2019, 2024))})
    until = datetime(2020, 6, 1, tzinfo=KUNMING)

    def digest(random_seed: int) -> str:
        town = api.demo.city(calendar, scale=SCALE, random_seed=random_seed, until=until)
        return sha256(repr([(each[:4], each[7]) for each in town.city.audits]).encode()).hexdigest()

    assert digest(1) == digest(1) != digest(2)


# what must hold


async def test_what_is_owed_is_accounted_for(db: Any) -> None:
    counted = await db.fetch(
        "select quarter, count(*) as owed, count(*) filter (where outcome in ('ON_TIME', 'LATE')) as came, "
        "count(*) filter (where outcome = 'MISSING') as missing, count(*) filter (where outcome = 'EXEMPT') as exempt, "
        "count(*) filter (where outcome = 'PENDING') as pending from obligation where kind = 'REPORT' group by quarter order by quarter"
    )

    assert [each["quarter"] for each in counted] == [f"{year}Q{n}" for year in (2020, 2021, 2022) for n in (1, 2, 3, 4)]
    for each in counted:
        assert each["owed"] == each["came"] + each["missing"] + each["exempt"] + each["pending"]
        assert (each["pending"] > 0) == (each["quarter"] == "2022Q4")
    assert not await db.fetchval(
        "select count(*) from obligation o join report r on r.obligation_id = o.id where (o.outcome in ('ON_TIME', 'LATE')) <> (r.first_submitted_at is not null)"
    )
    assert not await db.fetchval(
        "select count(*) from obligation where outcome = 'ON_TIME' and (submitted_at at time zone 'Asia/Shanghai')::date > effective or outcome = 'LATE' and (submitted_at at time zone 'Asia/Shanghai')::date <= effective"
    )


async def test_no_cap_is_passed_and_every_entry_counts(db: Any) -> None:
    wrong = await db.fetch(
        "select a.id from cap_account a left join cap_entry e on e.account_id = a.id group by a.id "
        "having a.awarded <> coalesce(sum(case e.kind when 'AWARD' then e.amount when 'GIVEN_BACK' then -e.amount else 0 end), 0) "
        "or a.carried <> coalesce(sum(e.amount) filter (where e.kind in ('OPENING', 'TRANSFER')), 0) or a.carried + a.awarded > greatest(a.cap, a.carried)"
    )

    assert wrong == []


async def test_money_is_paid_once_for_a_holder_and_year(db: Any) -> None:
    assert not await db.fetchval(
        "select count(*) from (select from subsidy where state <> 'CANCELLED' group by holder_id, graded_year having count(*) > 1) twice"
    )
    assert not await db.fetchval(
        "select count(*) from subsidy s join account a on a.id = s.approver_id where s.approver_id = s.confirmer_id"
    )


async def test_every_grade_follows_from_its_score_or_says_why(db: Any) -> None:
    results = await db.fetch(
        "select s.score, s.grade, s.experts_grade, s.reason, r.cut_offs from result s join evaluation e on e.id = s.evaluation_id join round r on r.id = e.round_id where not s.missing"
    )

    assert results
    for each in results:
        follows = grade_of(
            Hundredths(each["score"]), cut_offs_of(json.loads(each["cut_offs"]), KUNMING_2020), KUNMING_2020.lowest
        )
        assert each["experts_grade"] == follows
        assert each["grade"] == follows or each["reason"]


async def test_published_grades_are_those_of_the_last_notice(db: Any) -> None:
    assert not await db.fetchval(
        "select count(*) from evaluation e join result r on r.id = e.published_result_id where r.grade <> e.grade or r.score is distinct from e.score"
    )
    assert set(KUNMING_2020.grades.value) == {
        each["grade"] for each in await db.fetch("select distinct grade from evaluation where grade is not null")
    }


async def test_enterprises_are_counted_once(db: Any) -> None:
    reports = "select v.id from report_version v left join report_version_enterprise e on e.report_version_id = v.id group by v.id having v.enterprise_count <> count(e.id) filter (where e.visits > 0) or v.financing_enterprises <> count(e.id) filter (where e.financed) or v.enterprise_visits <> coalesce(sum(e.visits), 0)"
    districts = (
        "select c.id from consolidation_version c left join consolidation_item i on i.consolidation_version_id = c.id "
        "left join report_version_enterprise e on e.report_version_id = i.report_version_id group by c.id having c.enterprise_count <> count(distinct e.enterprise_id) filter (where e.visits > 0) or c.financing_enterprises <> count(distinct e.enterprise_id) filter (where e.financed)"
    )

    assert await db.fetch(reports) == []
    assert await db.fetch(districts) == []


async def test_every_change_was_audited(db: Any) -> None:
    for table, noun in (
        ("report", "Report"),
        ("evaluation", "Evaluation"),
        ("subsidy", "Subsidy"),
        ("rectification", "Rectification"),
        ("consolidation", "Consolidation"),
    ):
        unknown = await db.fetchval(
            f"select count(*) from {table} t where version > 1 and version <> (select max(row_version) from audit a where a.noun = $1 and a.row_id = t.id)",
            noun,
        )
        assert unknown == 0, noun


async def test_everybody_is_invented(db: Any) -> None:
    codes = [each["uscc"] for each in await db.fetch("select uscc from entity union all select uscc from enterprise")]
    phones = [
        each["phone"]
        for each in await db.fetch(
            "select phone from account where phone is not null union all select service_phone from platform"
        )
    ]

    assert all(
        credit_code.checked(code) == code and credit_code.organ_code_agrees(code) and code[8:10] == "DC"
        for code in codes
    )
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"0871-0000\d{4}", phone) for phone in phones)


async def test_every_key_and_check_stands(db: Any) -> None:
    assert not await db.fetchval("select count(*) from pg_constraint where not convalidated")
    assert (
        await db.fetchval(
            "select count(*) from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace"
        )
        > 100
    )


@pytest.mark.usefixtures("peopled")
def test_each_quarter_is_announced_with_how_far_the_city_is() -> None:
    *happening, last = STEPS
    told = [re.fullmatch(r"peopling the city: (\d{4}Q\d), (\d+)%", each) for each in happening]
    quarters, shares = zip(*(each.groups() for each in told if each), strict=True)

    assert all(told)
    assert quarters == tuple(f"{year}Q{n}" for year in (2020, 2021, 2022) for n in (1, 2, 3, 4))
    assert [int(each) for each in shares] == sorted({int(each) for each in shares})
    assert last == "checking that the city holds together"


def test_what_is_found_by_several_values_comes_in_their_order() -> None:
    """Not in the order that texts hash to, which is another in each process."""
    memory, codes = Memory(), [f"5301{n:02d}" for n in range(20)]
    for number, code in enumerate(codes):
        memory.tables[RegionRow].insert(UUID(int=number), {"code": code})

    assert [each.code for each in memory.all(RegionRow, code=codes)] == codes


# through the API


async def test_everybody_can_sign_in(peopled: str, tmp_path: Any) -> None:
    names = [
        "bureau",
        "finance",
        "center",
        "oversight",
        "expert-1",
        "530102-department",
        "530102-center",
        "530102-operator",
        "530128-department",
        "530128-operator",
    ]
    async with serving(Settings(database_url=peopled, data=tmp_path, demo=True)) as client:
        roles = [
            (await (await client.signed_in(name)).query("{ viewer { role } }"))["viewer"]["role"] for name in names
        ]
        with pytest.raises(Refusal):
            await client.signed_in("530128-center")

    assert roles == [
        "MUNICIPAL_BUREAU",
        "FINANCE_BUREAU",
        "MUNICIPAL_CENTER",
        "OVERSIGHT",
        "EXPERT",
        "DISTRICT_DEPARTMENT",
        "DISTRICT_CENTER",
        "OPERATOR",
        "DISTRICT_DEPARTMENT",
        "OPERATOR",
    ]


async def test_a_quarter_done_again_through_the_api_finds_the_same_states(settings: Settings) -> None:
    replay = await Replay.of(
        settings,
        scale=SCALE,
        random_seed=RANDOM_SEED,
        since=datetime(2022, 9, 1, 9, tzinfo=KUNMING),
        until=datetime(2022, 10, 10, 9, tzinfo=KUNMING),
    )

    async with serving(settings.model_copy(update={"demo": True})) as client:
        done = await replay.run(client, regions=("530102", "530128"))

    assert done > 20
    assert {each[4] for each in replay.expected()} > {"ACCEPTED"}
    assert await replay.recorded() == replay.expected()

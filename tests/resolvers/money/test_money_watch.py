"""What oversight is shown of the money, from the day it arises (13 E3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, QUALIFIED
from domain.terms import Kind, Role
from domain.terms.evaluation import EvaluationState, ObjectionState, SubjectBasis
from domain.terms.money import RecoveryGround
from domain.terms.registry import DayBasis
from domain.terms.reporting import ExcuseGround, ObligationDecisionKind, ObligationKind, Outcome, Route
from tests.resolvers.acting import Acting
from tests.resolvers.payable import Case

if TYPE_CHECKING:
    from api.database.database import Database


@pytest.fixture
async def case(database: Database) -> Case:
    acting = Acting(database)
    if not await acting.fetch("select 1 from city_clock"):
        await acting.add("CityClock")
    return await Case.of(acting)


NOW: Final = datetime.now(UTC)
LONG_AGO: Final = NOW - timedelta(days=40)
"""More than fifteen working days, holidays included."""


async def watched(case: Case) -> dict[str, Any]:
    rows = await case.city.fetch("select kind, since, amount from money_watch order by kind")
    return {row["kind"]: (row["since"], row["amount"]) for row in rows}


async def kinds(case: Case) -> list[str]:
    return sorted(await watched(case))


async def test_what_waits_too_long_is_shown(case: Case) -> None:
    evaluation = await case.graded(await case.platform(Kind.DEMO_BASE), GOOD)
    notice = await case.noticed(evaluation, GOOD)
    subsidy = await case.calculate()
    await case.approve(subsidy)
    row = await case.city.one("Evaluation", evaluation)
    anchors = {name: row[name] for name in ("platform_id", "region_id")}
    objection = await case.city.add(
        "Objection", notice_id=notice, evaluation_id=evaluation, state=ObjectionState.TIP_OFF, receipt="A1",
        content="不实", anonymous=True, received_at=NOW, **anchors,
    )  # fmt: skip
    assert await kinds(case) == []

    await case.city.set("subsidy", subsidy["id"], approved_at=LONG_AGO)
    await case.city.set("objection", objection, received_at=LONG_AGO)
    assert await kinds(case) == ["APPROVED_UNPAID", "OBJECTION_UNDECIDED"]
    await case.city.do(Act.CONFIRM_SUBSIDY, case.finance, subsidy["id"])
    await case.city.do(Act.PAY_SUBSIDY, case.finance, subsidy["id"], instruction="拨1")
    [payment] = await case.city.fetch("select id from payment")
    await case.city.set("payment", payment["id"], instructed_at=LONG_AGO)
    assert await kinds(case) == ["NOT_ARRIVED", "OBJECTION_UNDECIDED"]


async def test_a_sum_not_back_by_its_day_is_shown(case: Case) -> None:
    evaluation = await case.graded(await case.platform(Kind.DEMO_BASE), GOOD)
    await case.noticed(evaluation, GOOD)
    subsidy = await case.calculate()
    await case.pay(subsidy)
    recovery = await case.recovery(subsidy, RecoveryGround.PAYMENT_ERROR, amount=yuan(40_000))
    assert await kinds(case) == []

    await case.city.set("recovery", recovery, pay_by=await case.today() - timedelta(days=1))
    assert await watched(case) == {"RECOVERY_OVERDUE": (await case.today(), yuan(40_000))}


async def test_a_grade_other_than_the_experts_is_shown(case: Case) -> None:
    evaluation = await case.graded(await case.platform(Kind.DEMO_PLATFORM), GOOD)
    await case.noticed(evaluation, GOOD)
    assert await kinds(case) == []

    row = await case.city.one("Evaluation", evaluation)
    anchors = {name: row[name] for name in ("platform_id", "region_id")}
    decided: dict[str, Any] = {"experts_grade": QUALIFIED, "grade": GOOD, "reason": "加分", "steps": [], "inputs": {}}
    result = await case.city.add("Result", evaluation_id=evaluation, n=9, decided_at=NOW, **decided, **anchors)
    await case.city.set("evaluation", evaluation, published_result_id=result)
    assert await kinds(case) == ["OVERRIDDEN"]


@pytest.mark.reading("L58")
@pytest.mark.parametrize(
    ("kind", "before", "after", "expected", "amount"),
    [
        (Kind.DEMO_BASE, GOOD, QUALIFIED, "OVERPAID", 100_000),
        (Kind.SERVICE_CENTER, GOOD, QUALIFIED, "OVERPAID", 200_000),
        (Kind.SERVICE_CENTER, GOOD, EXCELLENT, "UNDERPAID", 200_000),
        (Kind.DEMO_PLATFORM, GOOD, EXCELLENT, None, 0),
    ],
)
async def test_the_watch_shows_what_arises_from_its_day_on(
    case: Case, kind: Kind, before: Any, after: Any, expected: str | None, amount: int
) -> None:
    """Paid too much or too little, by the final grades, before anybody calculates."""
    evaluation = await case.graded(await case.platform(kind), before)
    await case.pay(await case.calculate())
    await case.noticed(evaluation, before)
    assert await watched(case) == {}

    await case.city.set("evaluation", evaluation, grade=after, state=EvaluationState.IN_PUBLICITY)
    await case.noticed(evaluation, after, 2)
    assert await watched(case) == {}, "nothing arises while the grade is in publicity"

    await case.city.set("evaluation", evaluation, state=EvaluationState.FINAL)
    found = await watched(case)
    assert found == ({expected: (await case.today(), yuan(amount))} if expected else {})


async def test_what_was_granted_or_struck_is_shown(case: Case) -> None:
    platform = await case.platform(Kind.DEMO_PLATFORM)
    anchors = {"region_id": case.region, "platform_id": platform}
    day = date(2022, 12, 15)
    owed = await case.city.add(
        "Obligation", kind=ObligationKind.REPORT, quarter="2022Q4", nominal=day, effective=day, basis=DayBasis.NORM,
        route=Route.CENTER, **anchors,
    )  # fmt: skip
    more: dict[ObligationDecisionKind, dict[str, Any]] = {
        ObligationDecisionKind.EXTENSION: {"day_after": date(2022, 12, 20)},
        ObligationDecisionKind.EXEMPTION: {"outcome_after": Outcome.EXEMPT},
        ObligationDecisionKind.EXCUSE: {"ground": ExcuseGround.FORCE_MAJEURE, "proof": "公告"},
    }
    for kind, columns in more.items():
        decided = {
            "role": Role.MUNICIPAL_CENTER,
            "decided_at": NOW,
            "reason": "暴雨",
            "outcome_before": Outcome.PENDING,
        }
        await case.city.add(
            "ObligationDecision", kind=kind, obligation_id=owed, day_before=day, **columns, **decided, **anchors
        )
    round_ = await case.city.round(2021)
    struck = {"basis": SubjectBasis.STRUCK, "reason": "重复登记", "named_at": NOW}
    await case.city.add("RoundSubject", round_id=round_, platform_id=platform, **struck)

    assert await kinds(case) == ["EXCUSED", "EXEMPTED", "EXTENDED", "STRUCK"]


@pytest.mark.parametrize(("since", "expected"), [(date(2016, 1, 1), ["BACKDATED"]), (date(2022, 1, 2), [])])
async def test_a_title_entered_after_the_call_is_shown(case: Case, since: date, expected: list[str]) -> None:
    """It would have been a subject, had it been there."""
    round_ = await case.city.round(2021)
    await case.city.add("RoundKind", round_id=round_, kind=Kind.DEMO_BASE, graded_year=2021)
    platform = await case.platform(Kind.DEMO_BASE)
    [title] = await case.city.fetch("select id from title where platform_id = $1", platform)
    await case.city.set("title", title["id"], valid_from=since)
    entered = "insert into audit (id, act, noun, row_id, role, at, recorded_at, changes) values (gen_random_uuid(), $1, 'Title', $2, $3, $4, $4, '{}')"
    await case.city.fetch(entered, Act.RECOGNISE_TITLE.value, title["id"], Role.MUNICIPAL_BUREAU.value, NOW)

    assert await kinds(case) == expected


async def test_a_title_revoked_before_payment_leaves_nothing_underpaid(case: Case) -> None:
    platform, base = await case.platform(Kind.DEMO_PLATFORM), await case.platform(Kind.DEMO_BASE)
    [title] = await case.city.fetch("select id from title where platform_id = $1", base)
    ended = {"state": "ENDED", "end_reason": "REVOKED", "valid_to": await case.today()}
    await case.city.set("title", title["id"], **ended)
    for n, one in enumerate((platform, base)):
        await case.noticed(await case.graded(one, GOOD), GOOD, n + 1)

    await case.pay(await case.calculate())

    assert await kinds(case) == []
    await case.city.set("title", title["id"], end_reason="WITHDRAWN")
    assert await kinds(case) == ["UNDERPAID"]

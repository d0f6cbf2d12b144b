"""Time that was, stays: what an office may still decide about a filing, and what no word of its takes back (Art. 14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.violations import Code
from domain.regulation.rulepack import Shift
from domain.reporting import obligation as obligation_rules
from domain.reporting import obligation_decision as rules
from domain.reporting.obligation import ObligationFacts
from domain.reporting.obligation_decision import CORRECTIONS, LIFE, OWN_ACTS, CorrectionFacts, Ruling
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.registry import DayBasis
from domain.terms.reporting import DecisionState, ExcuseGround, FaultCause, ObligationKind, Outcome, Route
from tests.builders.filings import CITY_CENTRE, NOON, after, an_id, an_obligation, at, calendar, owing, terms
from tests.builders.refusing import refused

O, K = Outcome, ObligationKind  # noqa: E741
COLLEAGUE: Final = Actor(Role.MUNICIPAL_CENTER, an_id("colleague"))
BUREAU: Final = Actor(Role.MUNICIPAL_BUREAU, an_id("bureau"))
LATER: Final = at("2022-10-08 09:00")
"""After the day of the filing."""


def a_ruling(moment: datetime = NOON, reason: str | None = "停电", actor: Actor = CITY_CENTRE) -> Ruling:
    return Ruling(actor, moment, reason)


def extended(
    owed: ObligationFacts, until: date = date(2022, 9, 30), moment: datetime = NOON, reason: str | None = "停电"
) -> Change:
    return rules.extend(owed, until, a_ruling(moment, reason), calendar=calendar(), shift=Shift.NEXT)


def excused(owed: ObligationFacts, moment: datetime = LATER) -> Change:
    return rules.excuse(owed, ExcuseGround.FORCE_MAJEURE, "街道办停电证明", a_ruling(moment))


def corrected(owed: ObligationFacts, to: Outcome = O.ON_TIME, cause: FaultCause = FaultCause.PORTAL) -> New:
    return rules.correct(owed, to, cause, "运维日志2022-09-15", a_ruling(LATER))


def standing(outcome: Outcome, **facts: Any) -> ObligationFacts:
    """A filing with what became of it."""
    moment = {O.ON_TIME: NOON, O.LATE: at("2022-09-20 10:00")}.get(outcome)
    return an_obligation(outcome=outcome, submitted_at=moment, **facts)


# who may what, while it lasts


@pytest.mark.parametrize(("outcome", "act"), list(product(O, LIFE.acts)))
def test_the_life_of_an_obligation(outcome: Outcome, act: Act):
    owed = standing(outcome)
    acts = {
        Act.EXTEND_OBLIGATION: lambda: extended(owed).set["outcome"],
        Act.EXEMPT_OBLIGATION: lambda: rules.exempt(owed, a_ruling()).set["outcome"],
        Act.EXCUSE_OBLIGATION: lambda: after(owed, excused(owed)).outcome,
        Act.CORRECT_OUTCOME: lambda: corrected(owed, O.EXEMPT, FaultCause.REGISTRY).values["outcome_before"],
    }

    if (outcome, act) in LIFE.moves:
        assert acts[act]() is LIFE.moves[outcome, act]
    else:
        assert refused(acts[act]) is Code.WRONG_STATE


@pytest.mark.reading("L31")
@pytest.mark.parametrize("moment", ["2022-09-15 23:59:59.999999", "2022-09-14 08:00", "2022-07-01 00:00"])
def test_a_day_is_moved_until_it_is_over(moment: str):
    """A1: an extension comes before the effective day is over."""
    assert extended(an_obligation(), moment=at(moment)).set["outcome"] is O.PENDING


@pytest.mark.parametrize("moment", ["2022-09-16 00:00", "2022-09-16 09:00", "2022-12-31 12:00"])
@pytest.mark.parametrize("act", ["extend", "exempt"])
def test_a_day_that_is_over_is_neither_moved_nor_waived(moment: str, act: str):
    """A1: not even before the clock has recorded it missing."""
    owed, then = an_obligation(), at(moment)
    acts = {
        "extend": lambda: extended(owed, date(2023, 1, 20), then),
        "exempt": lambda: rules.exempt(owed, a_ruling(then)),
    }

    assert refused(acts[act]) is Code.DAY_OVER


@given(
    some.sampled_from([O.LATE, O.MISSING]),
    some.dates(date(2022, 9, 16), date(2024, 1, 1)),
    some.sampled_from(["extend", "exempt", "excuse"]),
)
def test_no_extension_exemption_or_excuse_turns_lateness_back(outcome: Outcome, day: date, act: str):
    """A1: whatever is granted, whenever."""
    owed, then = standing(outcome), at(f"{day} 10:00")
    acts = {
        "extend": lambda: extended(owed, date(2025, 1, 1), then),
        "exempt": lambda: rules.exempt(owed, a_ruling(then)),
    }

    if act == "excuse":
        assert after(owed, excused(owed, then)).outcome is outcome
    else:
        assert refused(acts[act]) is Code.WRONG_STATE


@pytest.mark.parametrize(("submitted", "outcome"), [("2022-09-15 23:59", O.LATE), ("2022-09-16 00:00", O.LATE)])
def test_an_excuse_stands_beside_the_lateness(submitted: str, outcome: Outcome):
    """A1: kept beside it, with ground and proof."""
    change = excused(an_obligation(outcome=outcome, submitted_at=at(submitted)))

    assert change.set == {"excused_at": LATER}
    [new] = change.adds
    said = {name: new.values[name] for name in ("ground", "proof", "role", "decided_at", "reason", "outcome_before")}
    assert said == {
        "ground": ExcuseGround.FORCE_MAJEURE,
        "proof": "街道办停电证明",
        "role": Role.MUNICIPAL_CENTER,
        "decided_at": LATER,
        "reason": "停电",
        "outcome_before": outcome,
    }


@pytest.mark.parametrize("proof", ["", "  "])
def test_an_excuse_and_a_correction_need_their_proof(proof: str):
    """A1: 证明材料."""
    late = standing(O.LATE)

    assert refused(lambda: rules.excuse(late, ExcuseGround.OTHER_GOOD_REASON, proof, a_ruling(LATER))) is Code.REQUIRED
    assert refused(lambda: rules.correct(late, O.ON_TIME, FaultCause.CALENDAR, proof, a_ruling(LATER))) is Code.REQUIRED


def test_nobody_is_excused_twice():
    """A1."""
    late = standing(O.LATE)

    assert refused(lambda: excused(after(late, excused(late)))) is Code.ALREADY_EXISTS


@pytest.mark.parametrize(
    ("until", "effective"),
    [("2022-09-17", "2022-09-19"), ("2022-10-01", "2022-10-08"), ("2022-10-09", "2022-10-09")],
)
def test_an_extension_to_a_rest_day_lasts_to_the_next_working_day(until: str, effective: str):
    assert extended(an_obligation(), date.fromisoformat(until)).set["effective"] == date.fromisoformat(effective)


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2022-09-15", Code.NOT_LATER),
        ("2022-09-01", Code.NOT_LATER),
        ("2023-09-18", Code.TOO_FAR),
        ("2122-12-20", Code.TOO_FAR),
    ],
)
def test_a_later_day_lies_within_a_year(until: str, code: Code):
    """A1: within bounds. 15 September 2023 is a Friday."""
    assert extended(an_obligation(), date(2023, 9, 15)).set["effective"] == date(2023, 9, 15)
    assert refused(lambda: extended(an_obligation(), date.fromisoformat(until))) is code


def test_an_extension_is_told_from_the_first_day_it_had():
    once = after(an_obligation(), extended(an_obligation(), date(2022, 9, 20)))

    assert extended(once, date(2022, 9, 22)).set["extended_from"] == date(2022, 9, 15)


@pytest.mark.parametrize(
    ("moment", "words"),
    [("2022-09-10 12:00", "于2022年9月10日"), ("2022-09-14 23:30", "于2022年9月14日"), (None, "经批准延期")],
)
def test_the_words_say_when_an_extension_was_granted(moment: str | None, words: str):
    """A1: of days granted before this was kept, they do not."""
    granted = {"effective": date(2022, 9, 30), "extended_from": date(2022, 9, 15), "route_fixed": True}
    row = {**vars(an_obligation(**granted)), "transitional": False, "extended_at": moment and at(moment)}

    told = obligation_rules.due_date(row, calendar(), date(2022, 9, 20)).explanation

    assert words in told
    assert told.endswith("延期至2022年9月30日24时。")


@pytest.mark.parametrize("reason", [None, "", "  \n"])
@pytest.mark.parametrize("act", ["extend", "exempt", "excuse", "correct"])
def test_every_decision_needs_a_reason(reason: str | None, act: str):
    late = standing(O.LATE)
    acts = {
        "extend": lambda: extended(an_obligation(), reason=reason),
        "exempt": lambda: rules.exempt(an_obligation(), a_ruling(reason=reason)),
        "excuse": lambda: rules.excuse(late, ExcuseGround.FORCE_MAJEURE, "证明", a_ruling(LATER, reason)),
        "correct": lambda: rules.correct(late, O.ON_TIME, FaultCause.PORTAL, "证明", a_ruling(LATER, reason)),
    }

    assert refused(acts[act]) is Code.REASON_REQUIRED


# by who set the day


@pytest.mark.parametrize("kind", [K.CONSOLIDATION])
@pytest.mark.parametrize("act", ["extend", "exempt"])
def test_nobody_moves_or_waives_a_day_of_the_measures(kind: ObligationKind, act: str):
    """A2: it can be excused, no more."""
    owed = an_obligation(kind=kind, route=Route.DEPARTMENT, basis=DayBasis.LAW, platform_id=None)
    acts = {"extend": lambda: extended(owed), "exempt": lambda: rules.exempt(owed, a_ruling())}

    assert refused(acts[act]) is Code.LAW_SETS_THE_DAY
    assert excused(replace(owed, outcome=O.MISSING)).set == {"excused_at": LATER}


@pytest.mark.parametrize(("which", "hint"), OWN_ACTS.items())
def test_what_has_an_act_of_its_own_is_not_decided_here(which: tuple[ObligationKind, Act], hint: str):
    """A2: an exemption of materials would leave their evaluation without an end."""
    kind, act = which
    row = {**vars(an_obligation(kind=kind, basis=DayBasis.NOTICE)), "excused_at": None}

    refusal = rules.condition(act, row, BUREAU, date(2022, 9, 10))

    assert refusal is not None
    assert (refusal.code, refusal.hint) == (Code.OWN_ACT, hint)


@pytest.mark.parametrize(
    ("kind", "basis", "actor", "may"),
    [
        (K.REPORT, DayBasis.NORM, CITY_CENTRE, True),
        (K.REPORT, DayBasis.NORM, BUREAU, False),
        (K.CONSOLIDATION, DayBasis.NORM, CITY_CENTRE, True),
        (K.CONSOLIDATION, DayBasis.NORM, BUREAU, False),
        (K.MATERIALS, DayBasis.NOTICE, BUREAU, True),
        (K.MATERIALS, DayBasis.NOTICE, CITY_CENTRE, False),
        (K.RECTIFICATION, DayBasis.NOTICE, BUREAU, True),
        (K.RECTIFICATION, DayBasis.NOTICE, CITY_CENTRE, False),
    ],
)
def test_whoever_set_the_day_decides(kind: ObligationKind, basis: DayBasis, actor: Actor, may: bool):
    """A2: the municipal centre of what its norm sets, the bureau of what its notices set."""
    row = vars(standing(O.MISSING, kind=kind, basis=basis))

    told = {each.action: each for each in rules.actions(row, actor, date(2022, 10, 8))}

    assert told[Act.EXCUSE_OBLIGATION].allowed is may
    refusal = told[Act.EXTEND_OBLIGATION].why_not
    assert refusal is not None
    assert (refusal.code is Code.FORBIDDEN) is not may


def test_a_decision_says_who_when_and_why():
    """A2: 审批意见."""
    [new] = extended(an_obligation()).adds
    [waiver] = rules.exempt(an_obligation(), a_ruling(reason=" 停业整顿 ")).adds

    for each, kind, reason in ((new, "EXTENSION", "停电"), (waiver, "EXEMPTION", "停业整顿")):
        said = each.values
        assert (said["kind"], said["reason"], said["role"]) == (kind, reason, Role.MUNICIPAL_CENTER)
        assert (said["account_id"], said["decided_at"]) == (CITY_CENTRE.account, NOON)
    assert (new.values["day_before"], new.values["day_after"]) == (date(2022, 9, 15), date(2022, 9, 30))


# what a first submission and a recall make of it


@pytest.mark.parametrize(
    ("outcome", "moment", "to"),
    [
        (O.MISSING, "2022-09-16 00:00", O.LATE),
        (O.MISSING, "2023-03-01 12:00", O.LATE),
        (O.PENDING, "2022-09-15 23:59", O.ON_TIME),
        (O.EXEMPT, "2022-09-20 12:00", O.EXEMPT),
    ],
)
def test_a_first_submission_turns_missing_into_late(outcome: Outcome, moment: str, to: Outcome):
    """A1: and leaves an exemption what it is."""
    change = obligation_rules.handed_in(an_obligation(outcome=outcome), owing(), terms(), at=at(moment))

    assert change is not None
    assert change.set["outcome"] is to


@pytest.mark.parametrize(
    ("outcome", "first", "today", "to"),
    [
        (O.ON_TIME, None, "2022-09-15", O.PENDING),
        (O.ON_TIME, None, "2022-09-16", O.MISSING),
        (O.LATE, None, "2022-09-21", O.MISSING),
        (O.ON_TIME, O.LATE, "2022-10-09", O.MISSING),
    ],
)
def test_a_recall_undoes_its_own_submission(outcome: Outcome, first: Outcome | None, today: str, to: Outcome):
    """A1: and what was put right of it."""
    sent = standing(outcome, first_outcome=first)

    back = after(sent, obligation_rules.taken_back(sent, today=date.fromisoformat(today)))

    assert (back.outcome, back.submitted_at, back.first_outcome) == (to, None, None)


# corrections


def decided(owed: ObligationFacts, actor: Actor = COLLEAGUE, *, agreed: bool = True, **one: Any) -> tuple[Any, Any]:
    usual: dict[str, Any] = {
        "state": DecisionState.PROPOSED,
        "account_id": CITY_CENTRE.account,
        "outcome_after": O.ON_TIME,
        "cause": FaultCause.PORTAL,
    }
    said, put_right = rules.decide(
        CorrectionFacts(**{**usual, **one}), owed, "经核实属实", actor, agreed=agreed, at=LATER
    )
    return said.set, after(owed, put_right)


@pytest.mark.parametrize(("outcome", "to", "cause"), list(product(O, O, FaultCause)))
def test_which_fault_puts_which_outcome_right(outcome: Outcome, to: Outcome, cause: FaultCause):
    """A1: a fault of calendar, registry or portal; who was in time by the first word is never made late."""
    owed = standing(outcome)
    if cause in CORRECTIONS.get((outcome, to), ()):
        assert corrected(owed, to, cause).values["state"] is DecisionState.PROPOSED
        assert to in (O.ON_TIME, O.EXEMPT)
    else:
        assert refused(lambda: corrected(owed, to, cause)) in (Code.NOT_THIS_FAULT, Code.WRONG_STATE)


@pytest.mark.parametrize(
    ("outcome", "to", "cause"), [(a, b, cause) for (a, b), causes in CORRECTIONS.items() for cause in sorted(causes)]
)
def test_a_correction_takes_effect_by_another_person_and_keeps_the_first_word(
    outcome: Outcome, to: Outcome, cause: FaultCause
):
    """A1: 更正."""
    said, now = decided(standing(outcome), outcome_after=to, cause=cause)

    assert (said["state"], said["confirmer_id"]) == (DecisionState.IN_FORCE, COLLEAGUE.account)
    assert (now.outcome, now.first_outcome) == (to, outcome)


def test_whoever_proposed_a_correction_does_not_decide_on_it():
    """A1: another person."""
    assert refused(lambda: decided(standing(O.LATE), CITY_CENTRE)) is Code.ANOTHER_PERSON


@pytest.mark.parametrize("outcome", [O.LATE, O.MISSING])
def test_a_correction_that_is_not_agreed_to_changes_nothing(outcome: Outcome):
    """A1."""
    owed = standing(outcome)

    said, now = decided(owed, agreed=False, outcome_after=O.EXEMPT, cause=FaultCause.REGISTRY)

    assert (said["state"], now) == (DecisionState.REJECTED, owed)


@pytest.mark.parametrize("state", [DecisionState.IN_FORCE, DecisionState.REJECTED])
def test_a_correction_is_decided_on_once(state: DecisionState):
    """A1."""
    assert refused(lambda: decided(standing(O.LATE), state=state)) is Code.WRONG_STATE


def test_a_correction_that_events_overtook_is_refused():
    """A1: the version was taken back meanwhile."""
    assert refused(lambda: decided(standing(O.MISSING))) is Code.NOT_THIS_FAULT


@pytest.mark.parametrize(
    ("outcome", "submitted", "days"), [(O.LATE, "2022-09-20 10:00", 3), (O.ON_TIME, "2022-09-20 10:00", None)]
)
def test_a_corrected_filing_counts_no_days(outcome: Outcome, submitted: str, days: int | None):
    """A1."""
    row = {**vars(an_obligation(outcome=outcome, submitted_at=at(submitted)))}

    assert obligation_rules.days_late(row, calendar(), date(2022, 10, 8)) == days


@pytest.mark.parametrize(("outcome", "first"), [(O.PENDING, None), (O.MISSING, O.MISSING)])
def test_a_duty_that_falls_away_keeps_its_first_word(outcome: Outcome, first: Outcome | None):
    """A1: with a withdrawn round or an annulled notice."""
    now = after(standing(outcome), rules.void(outcome, "通知有误"))

    assert (now.outcome, now.first_outcome) == (O.EXEMPT, first)

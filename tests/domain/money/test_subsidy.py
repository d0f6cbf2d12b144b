"""The life of a subsidy and of what replaces it (Art. 18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any, cast

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import Fen, GradedYear, yuan
from domain.kernel.violations import Code, Violation
from domain.money import fund_use as fund_use_rules
from domain.money import payment as payment_rules
from domain.money import subsidy as subsidy_rules
from domain.money.award import subsidy_for
from domain.money.fund_use import FundedYear, VoucherContent
from domain.money.payment import Back, PaymentFacts, RecoveryFacts
from domain.money.subsidy import LIFE
from domain.regulation.packs.kunming_2020 import GOOD, QUALIFIED, UNQUALIFIED
from domain.rights.authority import who_may
from domain.terms import Grade, Kind
from domain.terms.money import ClaimOutcome, FundPurpose, PaymentState, RecoveryState, SubsidyKind, SubsidyState
from tests.builders.money import BUREAU, FINANCE, NOON, TODAY, a_calculation, a_claim, a_subsidy, an_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from domain.kernel.change import Change
    from domain.money.subsidy import Calculation, CalculationOutcome, SubsidyFacts

S = SubsidyState
PLATFORM = a_claim(Kind.DEMO_PLATFORM, GOOD, name="platform")
BASE = a_claim(Kind.DEMO_BASE, GOOD, name="base")
SENT = PaymentFacts(NOON)
POOR_BASE = replace(BASE, grade=QUALIFIED)
A_USE = VoucherContent(FundPurpose.ACTIVITY, yuan(1), TODAY, "记-1", "云岭会展公司", "场地")


def do(act: Act, one: SubsidyFacts) -> Any:
    """An act that nothing but the state could forbid."""
    again = an_award_again(one)
    acts: dict[Act, Callable[[], Any]] = {
        Act.RECORD_SUPPLEMENT_DECISION: lambda: subsidy_rules.record_decision(
            replace(one, kind=SubsidyKind.SUPPLEMENT), BUREAU, "局务会纪要"
        ),
        Act.APPROVE_SUBSIDY: lambda: subsidy_rules.approve(one, BUREAU, again, at=NOON),
        Act.CONFIRM_SUBSIDY: lambda: subsidy_rules.confirm(one, FINANCE, again, title_revoked=False, at=NOON),
        Act.CANCEL_SUBSIDY: lambda: subsidy_rules.cancel(one, BUREAU, "撤回", at=NOON),
        Act.PAY_SUBSIDY: lambda: payment_rules.pay(
            one, FINANCE, again, "昆财企〔2022〕1号", title_revoked=False, at=NOON
        ),
        Act.RECORD_PAYMENT_OUTCOME: lambda: payment_rules.arrived(one, SENT, FINANCE, TODAY, at=NOON, today=TODAY),
        Act.RECORD_RETURN: lambda: payment_rules.record_return(
            one, an_order(10_000), FINANCE, a_return(10_000), at=NOON, today=TODAY
        ),
        Act.RECORD_FUND_USE: lambda: fund_use_rules.record(
            FundedYear(one, GradedYear(2021), yuan(0)), [A_USE], yuan(1), BUREAU, at=NOON, today=TODAY
        ),
    }
    return acts[act]()


def an_award_again(one: SubsidyFacts, grade: Grade = GOOD, open_evaluations: int = 0) -> Calculation:
    """What is due now, the subsidy left aside, where its platform has this grade."""
    claim = replace(PLATFORM, grade=grade)
    made = a_calculation(subsidy_for([claim]), (one, claim), open_evaluations=open_evaluations)
    return replace(made, live=())


def an_order(amount: int, returned: int = 0) -> RecoveryFacts:
    return RecoveryFacts(an_id("order"), an_id("holder"), an_id("region"), yuan(amount), yuan(returned), NOON)


def a_return(amount: int) -> Back:
    return Back(yuan(amount), TODAY, "收字1号")


@pytest.mark.parametrize(("state", "act"), list(product(SubsidyState, LIFE.acts)))
def test_each_act_in_each_state_is_allowed_or_refused_as_the_life_says(state: SubsidyState, act: Act) -> None:
    one = a_subsidy(state=state)

    if (state, act) not in LIFE.moves:
        with pytest.raises(Violation) as refused:
            do(act, one)
        assert (refused.value.code, refused.value.article) == (Code.WRONG_STATE, None)
        return
    done = do(act, one)
    change: Change = cast("Any", done[0]) if isinstance(done, tuple) else done
    to = LIFE.moves[state, act]
    assert change.set.get("state", state) in (to if isinstance(to, tuple) else (to,))


def test_every_act_of_the_life_is_an_act_somebody_may_do() -> None:
    for act in LIFE.acts:
        assert who_may(act, "Subsidy")[0], act


def refused_of(run: Callable[[], object]) -> Code:
    with pytest.raises(Violation) as refused:
        run()
    return refused.value.code


# four eyes, and nothing while an evaluation is open


@pytest.mark.reading("L24")
def test_who_approved_may_not_confirm() -> None:
    one = a_subsidy(state=S.APPROVED, approver_id=FINANCE.account)

    again = an_award_again(one)
    assert (
        refused_of(lambda: subsidy_rules.confirm(one, FINANCE, again, title_revoked=False, at=NOON)) is Code.SAME_PERSON
    )


@pytest.mark.requirement("R17.6")
@pytest.mark.parametrize("on_hold", [True, False])
def test_nothing_goes_out_while_an_evaluation_is_open(on_hold: bool) -> None:
    made = a_calculation(subsidy_for([PLATFORM]), open_evaluations=1)
    expected = Code.ON_HOLD if on_hold else Code.NOT_ALL_FINAL

    assert refused_of(lambda: subsidy_rules.approve(a_subsidy(on_hold=on_hold), BUREAU, made, at=NOON)) is expected
    assert (
        refused_of(
            lambda: subsidy_rules.confirm(
                a_subsidy(state=S.APPROVED, on_hold=on_hold), FINANCE, made, title_revoked=False, at=NOON
            )
        )
        is expected
    )
    assert (
        refused_of(
            lambda: payment_rules.pay(
                a_subsidy(state=S.CONFIRMED, on_hold=on_hold), FINANCE, made, "1", title_revoked=False, at=NOON
            )
        )
        is expected
    )
    assert refused_of(lambda: subsidy_rules.calculate(made, at=NOON)) is Code.NOT_ALL_FINAL


@pytest.mark.parametrize("grade", [UNQUALIFIED, QUALIFIED])
@pytest.mark.parametrize("state", [S.APPROVED, S.CONFIRMED, S.PAYMENT_FAILED])
def test_nothing_goes_out_on_a_grade_that_no_longer_stands(state: SubsidyState, grade: Grade) -> None:
    one = a_subsidy(state=state)
    again = an_award_again(one, grade)

    def goes_on() -> object:
        if state is S.APPROVED:
            return subsidy_rules.confirm(one, FINANCE, again, title_revoked=False, at=NOON)
        return payment_rules.pay(one, FINANCE, again, "1", title_revoked=False, at=NOON)

    assert refused_of(goes_on) is Code.STALE_CALCULATION


@pytest.mark.reading("L19")
def test_a_title_revoked_before_payment_is_not_paid() -> None:
    again = an_award_again(a_subsidy())
    assert (
        refused_of(
            lambda: payment_rules.pay(a_subsidy(state=S.CONFIRMED), FINANCE, again, "1", title_revoked=True, at=NOON)
        )
        is Code.TITLE_REVOKED
    )
    assert (
        refused_of(
            lambda: subsidy_rules.confirm(a_subsidy(state=S.APPROVED), FINANCE, again, title_revoked=True, at=NOON)
        )
        is Code.TITLE_REVOKED
    )


# calculation


def calculated(*claims: Any, live: tuple[tuple[SubsidyFacts, Any], ...] = (), n: int = 1) -> CalculationOutcome:
    return subsidy_rules.calculate(a_calculation(subsidy_for(claims), *live, n=n), at=NOON)


def test_a_calculation_lists_every_claim_and_points_at_the_chosen_one() -> None:
    outcome = calculated(PLATFORM, BASE)

    assert outcome.subsidy is not None
    assert (outcome.subsidy.values["amount"], outcome.subsidy.values["kind"]) == (yuan(100_000), SubsidyKind.AWARD)
    assert outcome.subsidy.values["claim_id"] is outcome.claims[0]
    assert [claim.values["outcome"] for claim in outcome.claims] == [ClaimOutcome.CHOSEN, ClaimOutcome.LAPSED]
    assert all(claim.values["subsidy_id"] is outcome.subsidy for claim in outcome.claims)


def test_where_nothing_is_payable_there_are_claims_and_no_subsidy() -> None:
    outcome = calculated(POOR_BASE)

    assert outcome.subsidy is None
    assert [
        (claim.values["outcome"], claim.values["payable"], claim.values["subsidy_id"]) for claim in outcome.claims
    ] == [(ClaimOutcome.NOTHING, 0, None)]


@pytest.mark.case("1-19")
def test_a_lower_award_already_paid_is_topped_up_to_the_highest() -> None:
    paid = a_subsidy(state=S.PAID)

    outcome = calculated(PLATFORM, BASE, live=((paid, PLATFORM),), n=2)

    assert outcome.subsidy is not None
    values = outcome.subsidy.values
    assert (values["amount"], values["kind"], values["n"]) == (yuan(50_000), SubsidyKind.SUPPLEMENT, 2)
    assert values["platform_id"] == an_id("base"), "borne by the winning claim's cap alone"
    assert outcome.cancelled == []


@pytest.mark.reading("L25")
@pytest.mark.case("1-19")
def test_a_supplement_is_approved_only_on_a_recorded_decision() -> None:
    paid = a_subsidy(state=S.PAID, id=an_id("first"))
    supplement = a_subsidy(kind=SubsidyKind.SUPPLEMENT, n=2)
    again = a_calculation(subsidy_for([PLATFORM, BASE]), (paid, PLATFORM))
    again = replace(again, chosen_before={**again.chosen_before, supplement.id: BASE.evaluation_id})

    assert refused_of(lambda: subsidy_rules.approve(supplement, BUREAU, again, at=NOON)) is Code.DECISION_REQUIRED
    decision = subsidy_rules.record_decision(supplement, BUREAU, " 局务会纪要 ").set["decision"]
    assert (
        subsidy_rules.approve(replace(supplement, decision=str(decision)), BUREAU, again, at=NOON).set["state"]
        is S.APPROVED
    )


def test_an_award_rests_on_no_decision() -> None:
    assert refused_of(lambda: subsidy_rules.record_decision(a_subsidy(), BUREAU, "x")) is Code.NOT_A_SUPPLEMENT


@pytest.mark.parametrize("state", [S.CALCULATED, S.APPROVED, S.CONFIRMED, S.PAYMENT_FAILED])
def test_an_unpaid_subsidy_is_replaced_when_more_or_less_is_due(state: SubsidyState) -> None:
    unpaid = a_subsidy(state=state)

    more = calculated(PLATFORM, BASE, live=((unpaid, PLATFORM),), n=2)
    less = calculated(replace(PLATFORM, grade=QUALIFIED), live=((unpaid, PLATFORM),), n=2)

    assert more.cancelled == [unpaid]
    assert more.subsidy is not None
    assert (more.subsidy.values["amount"], more.subsidy.values["kind"]) == (yuan(100_000), SubsidyKind.AWARD)
    assert (less.cancelled, less.subsidy) == ([unpaid], None)


def test_the_same_amount_by_another_claim_replaces_it_too() -> None:
    unpaid = a_subsidy(amount=yuan(100_000))
    center = a_claim(Kind.SERVICE_CENTER, QUALIFIED, name="center")

    outcome = calculated(BASE, center, live=((unpaid, BASE),), n=2)

    assert outcome.cancelled == [unpaid]
    assert outcome.subsidy is not None
    assert outcome.subsidy.values["platform_id"] == an_id("center")


@pytest.mark.parametrize("state", [S.CALCULATED, S.PAID])
def test_to_calculate_what_stands_already_is_refused(state: SubsidyState) -> None:
    assert refused_of(lambda: calculated(PLATFORM, live=((a_subsidy(state=state), PLATFORM),))) is Code.NOTHING_CHANGED


@pytest.mark.parametrize("state", [S.PAYING, S.RECOVERY_ORDERED])
def test_nothing_is_calculated_while_money_is_on_its_way(state: SubsidyState) -> None:
    assert (
        refused_of(lambda: calculated(PLATFORM, BASE, live=((a_subsidy(state=state), PLATFORM),)))
        is Code.PAYMENT_UNSETTLED
    )


@pytest.mark.reading("L25")
def test_paid_and_less_due_is_recovered_from_the_latest_first() -> None:
    first = a_subsidy(state=S.PAID, id=an_id("first"), n=1, amount=yuan(50_000))
    supplement = a_subsidy(state=S.PAID, id=an_id("second"), n=2, amount=yuan(50_000), kind=SubsidyKind.SUPPLEMENT)

    def too_much(*claims: Any) -> list[tuple[UUID, Fen]]:
        made = a_calculation(subsidy_for(claims), (first, PLATFORM), (supplement, BASE), n=3)
        outcome = subsidy_rules.calculate(made, at=NOON)
        assert (outcome.subsidy, outcome.cancelled) == (None, []), "what is paid stays paid"
        return [(one.id, amount) for one, amount in subsidy_rules.overpaid(made)]

    assert too_much(PLATFORM, POOR_BASE) == [(supplement.id, yuan(50_000))]
    assert too_much(replace(PLATFORM, grade=UNQUALIFIED), POOR_BASE) == [
        (supplement.id, yuan(50_000)),
        (first.id, yuan(50_000)),
    ]


def test_what_came_back_counts_as_not_held() -> None:
    half = a_subsidy(state=S.PAID, amount=yuan(100_000), returned=yuan(50_000))

    outcome = calculated(BASE, live=((half, BASE),), n=2)

    assert outcome.subsidy is not None
    assert outcome.subsidy.values["amount"] == yuan(50_000)


# approval works it out again


@pytest.mark.parametrize("claim", [a_claim(Kind.DEMO_PLATFORM, GOOD, received=yuan(130_000), name="platform"), BASE])
def test_a_calculation_that_no_longer_holds_is_stale(claim: Any) -> None:
    one = a_subsidy()
    again = replace(a_calculation(subsidy_for([claim]), (one, PLATFORM)), live=())

    assert refused_of(lambda: subsidy_rules.approve(one, BUREAU, again, at=NOON)) is Code.STALE_CALCULATION


# money back


def states(changes: tuple[Change, Change]) -> tuple[object, object]:
    return changes[0].set.get("state"), changes[1].set.get("state")


def test_a_failed_payment_keeps_its_cap_and_may_be_tried_again() -> None:
    paying = a_subsidy(state=S.PAYING)

    assert states(payment_rules.failed(paying, SENT, FINANCE, TODAY, "账号有误", today=TODAY)) == (
        S.PAYMENT_FAILED,
        PaymentState.FAILED,
    )
    assert (
        refused_of(lambda: payment_rules.failed(paying, SENT, FINANCE, TODAY, " ", today=TODAY)) is Code.REASON_REQUIRED
    )
    assert states(payment_rules.arrived(paying, SENT, FINANCE, TODAY, at=NOON, today=TODAY)) == (
        S.PAID,
        PaymentState.PAID,
    )
    assert (
        refused_of(lambda: payment_rules.arrived(paying, SENT, FINANCE, TODAY.replace(day=2), at=NOON, today=TODAY))
        is Code.FUTURE_DAY
    )


def test_no_money_arrives_or_comes_back_before_it_was_sent_or_ordered() -> None:
    paying, ordered = a_subsidy(state=S.PAYING), a_subsidy(state=S.RECOVERY_ORDERED)
    day_before = TODAY - timedelta(days=1)

    for outcome in (
        lambda: payment_rules.arrived(paying, SENT, FINANCE, day_before, at=NOON, today=TODAY),
        lambda: payment_rules.failed(paying, SENT, FINANCE, day_before, "账号有误", today=TODAY),
        lambda: payment_rules.record_return(
            ordered, an_order(10_000), FINANCE, replace(a_return(10_000), day=day_before), at=NOON, today=TODAY
        ),
    ):
        assert refused_of(outcome) is Code.DATES_ORDER


@pytest.mark.parametrize(
    ("returned", "ordered", "came", "now", "state", "order"),
    [
        (0, 50_000, 0, 50_000, S.RETURNED, RecoveryState.RETURNED),
        (0, 20_000, 0, 20_000, S.PAID, RecoveryState.RETURNED),
        (0, 20_000, 0, 5_000, S.RECOVERY_ORDERED, None),
        (15_000, 20_000, 15_000, 5_000, S.PAID, RecoveryState.RETURNED),
        (30_000, 20_000, 0, 20_000, S.RETURNED, RecoveryState.RETURNED),
    ],
)
def test_what_comes_back(
    returned: int, ordered: int, came: int, now: int, state: SubsidyState, order: RecoveryState | None
) -> None:
    one = a_subsidy(state=S.RECOVERY_ORDERED, returned=yuan(returned))

    done = payment_rules.record_return(one, an_order(ordered, came), FINANCE, a_return(now), at=NOON, today=TODAY)

    assert states(done) == (state, order)
    assert (done[0].set["returned"], done[1].set["returned"]) == (yuan(returned + now), yuan(came + now))


def test_no_more_comes_back_than_was_ordered() -> None:
    one = a_subsidy(state=S.RECOVERY_ORDERED)

    assert (
        refused_of(
            lambda: payment_rules.record_return(
                one, an_order(10_000, 5_000), FINANCE, a_return(5_001), at=NOON, today=TODAY
            )
        )
        is Code.TOO_MUCH
    )


@pytest.mark.parametrize("reason", ["", "  ", "\t"])
def test_cancelling_needs_a_reason(reason: str) -> None:
    assert refused_of(lambda: subsidy_rules.cancel(a_subsidy(), BUREAU, reason, at=NOON)) is Code.REASON_REQUIRED

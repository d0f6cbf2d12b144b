"""Paid money that is to come back: its ground, its hearing, two bureaus, its delivery (13 E2; Art. 13, 18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from domain.calendar import Calendar
from domain.kernel.acts import Act
from domain.kernel.units import Fen, in_text, yuan
from domain.kernel.violations import Code, Violation
from domain.money import recovery as recovery_rules
from domain.money import subsidy as subsidy_rules
from domain.money.award import subsidy_for
from domain.money.hearing import Procedure
from domain.money.recovery import LIFE, Grounds, OrderTerms, RecoveryCase
from domain.regulation.packs.kunming_2020 import GOOD, QUALIFIED, UNQUALIFIED
from domain.rights.authority import who_may
from domain.terms import Grade, Kind
from domain.terms.money import RecoveryGround, RecoveryState, SubsidyState
from tests.builders.money import BUREAU, FINANCE, NOON, PACK, TODAY, a_calculation, a_claim, a_subsidy, an_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.kernel.change import Change
    from domain.money.subsidy import Calculation, SubsidyFacts

R, S, G = RecoveryState, SubsidyState, RecoveryGround
WHEN = Procedure(NOON, TODAY, Calendar({}), PACK)
BASE = a_claim(Kind.DEMO_BASE, GOOD, name="base")
PAID = a_subsidy(state=S.PAID, amount=yuan(100_000))
MISUSE = Grounds(G.FUND_MISUSE, yuan(30_000), "购车一辆", "昆审报〔2022〕8号", "市审计局")
ERROR = Grounds(G.PAYMENT_ERROR, yuan(50_000), "重复拨付一次")
LOWER = Grounds(G.LOWER_GRADE, None, "等次由良好更正为合格")
TERMS = OrderTerms("昆工信决〔2022〕1号", date(2022, 11, 30), None)


def after(grade: Grade, *, live: SubsidyFacts = PAID, open_evaluations: int = 0) -> Calculation:
    """What the year comes to once the paid base has this grade."""
    claim = replace(BASE, grade=grade)
    return a_calculation(subsidy_for([claim]), (live, claim), open_evaluations=open_evaluations)


def a_case(**facts: Any) -> RecoveryCase:
    """A recovery for misuse, told and heard."""
    usual = RecoveryCase(
        an_id("region"), G.FUND_MISUSE, R.NOTIFIED, yuan(30_000), "购车一辆", TODAY - timedelta(days=1),
        None, None, None, None, None, None,
    )  # fmt: skip
    return replace(usual, **facts)


def proposed(grounds: Grounds, made: Calculation | None = None, one: SubsidyFacts = PAID) -> Any:
    return recovery_rules.propose(one, made or after(GOOD), grounds, BUREAU, at=NOON).values


def refused_of(run: Callable[[], object]) -> Code:
    with pytest.raises(Violation) as refused:
        run()
    return refused.value.code


# the ground


@pytest.mark.reading("L25")
@pytest.mark.parametrize(
    ("grade", "kept", "back"), [(QUALIFIED, 100_000, 100_000), (UNQUALIFIED, 60_000, 60_000), (UNQUALIFIED, 1, 1)]
)
def test_a_lower_grade_says_the_amount_by_what_is_due_and_held(grade: Grade, kept: int, back: int) -> None:
    one = replace(PAID, returned=yuan(100_000 - kept))

    values = proposed(LOWER, after(grade, live=one), one)

    assert (values["state"], values["amount"]) == (R.PROPOSED, yuan(back))
    says = [step["says"] for step in values["derivation"]]
    assert any(grade.label in each for each in says), "the grade"
    assert "2021年度应补助0.00元" in says
    assert any(f"现留存{in_text(yuan(kept))}" in each for each in says), "what is held"
    assert says[-1] == f"拟追回{in_text(yuan(back))}"


@pytest.mark.reading("L55")
def test_nothing_comes_back_for_a_grade_that_is_not_final_or_not_lower() -> None:
    assert refused_of(lambda: proposed(LOWER, after(QUALIFIED, open_evaluations=1))) is Code.NOT_ALL_FINAL
    assert refused_of(lambda: proposed(LOWER, after(GOOD))) is Code.NOT_OVERPAID
    assert refused_of(lambda: proposed(replace(LOWER, amount=yuan(1)), after(QUALIFIED))) is Code.OTHER_DIFFERENCE
    assert proposed(replace(LOWER, amount=yuan(100_000)), after(QUALIFIED))["amount"] == yuan(100_000)


@pytest.mark.reading("L55")
@pytest.mark.parametrize(
    ("grounds", "code"),
    [
        (replace(MISUSE, document=" "), Code.REQUIRED),
        (replace(MISUSE, finder=None), Code.REQUIRED),
        (replace(MISUSE, facts=""), Code.REQUIRED),
        (replace(MISUSE, facts="长" * 5001), Code.TOO_LONG),
        (replace(MISUSE, amount=None), Code.REQUIRED),
        (replace(ERROR, amount=Fen(0)), Code.NOT_POSITIVE),
        (replace(ERROR, amount=yuan(100_001)), Code.TOO_MUCH),
    ],
)
def test_an_error_or_a_finding_names_its_amount_and_a_finding_its_document(grounds: Grounds, code: Code) -> None:
    assert refused_of(lambda: proposed(grounds)) is code


def test_an_error_or_a_finding_waits_for_no_grade() -> None:
    made = after(GOOD, open_evaluations=1)

    assert proposed(MISUSE, made)["amount"] == yuan(30_000)
    assert proposed(ERROR, made)["amount"] == yuan(50_000)
    assert "资金使用问题（市审计局昆审报〔2022〕8号）：购车一辆" in [s["says"] for s in proposed(MISUSE)["derivation"]]


@pytest.mark.parametrize("state", [state for state in SubsidyState if state is not S.PAID])
def test_only_what_is_paid_comes_back(state: SubsidyState) -> None:
    assert refused_of(lambda: proposed(MISUSE, one=replace(PAID, state=state))) is Code.WRONG_STATE


# the life


def do(act: Act, case: RecoveryCase) -> tuple[Change, ...]:
    acts: dict[Act, Callable[[], Any]] = {
        Act.NOTIFY_RECOVERY: lambda: recovery_rules.notify(case, BUREAU, "告1号", TODAY, WHEN),
        Act.STATE_ON_RECOVERY: lambda: recovery_rules.state_on(case, BUREAU, "车系租用", WHEN),
        Act.ORDER_RECOVERY: lambda: recovery_rules.order(case, PAID, after(GOOD), TERMS, BUREAU, WHEN),
        Act.DECIDE_RECOVERY: lambda: recovery_rules.confirm(case, PAID, after(GOOD), FINANCE, None, WHEN),
        Act.RECORD_RECOVERY_DELIVERY: lambda: (recovery_rules.serve(case, BUREAU, TODAY, WHEN),),
        Act.WITHDRAW_RECOVERY_ORDER: lambda: recovery_rules.withdraw(case, BUREAU, "查实无误", WHEN),
        Act.DROP_RECOVERY: lambda: recovery_rules.drop(case, BUREAU, "查实无误", WHEN),
    }
    return acts[act]()


@pytest.mark.parametrize(("state", "act"), list(product(RecoveryState, LIFE.acts)))
def test_each_act_in_each_state_is_allowed_or_refused_as_the_life_says(state: RecoveryState, act: Act) -> None:
    case = a_case(state=state)

    if (state, act) not in LIFE.moves:
        assert refused_of(lambda: do(act, case)) is Code.WRONG_STATE
        return
    to = LIFE.moves[state, act]
    assert do(act, case)[0].set.get("state", state) in (to if isinstance(to, tuple) else (to,))


def test_every_act_of_the_life_is_an_act_somebody_may_do() -> None:
    for act in LIFE.acts:
        assert who_may(act, "Recovery")[0], act


@pytest.mark.reading("L55")
@pytest.mark.parametrize("ground", [G.FUND_MISUSE, G.LOWER_GRADE, None])
def test_nobody_pays_back_unheard(ground: RecoveryGround | None) -> None:
    """Five working days after the notice was served; silence waives."""
    told, _ = recovery_rules.notify(a_case(state=R.PROPOSED, heard_until=None), BUREAU, "告1号", TODAY, WHEN)
    assert told.set["heard_until"] == date(2022, 11, 8)
    again, _ = recovery_rules.notify(a_case(heard_until=date(2022, 11, 21)), BUREAU, "告1号", TODAY, WHEN)
    assert again.set["heard_until"] == date(2022, 11, 21), "told again, nobody has less time"

    def order(until: date | None, today: date) -> object:
        made = after(QUALIFIED if ground is G.LOWER_GRADE else GOOD)
        case = a_case(ground=ground, heard_until=until, amount=yuan(100_000))
        return recovery_rules.order(case, PAID, made, TERMS, BUREAU, replace(WHEN, today=today))

    assert refused_of(lambda: order(None, TODAY)) is Code.HEARING_FIRST
    assert refused_of(lambda: order(date(2022, 11, 8), date(2022, 11, 8))) is Code.STILL_HEARD
    assert order(date(2022, 11, 8), date(2022, 11, 9))


def test_a_mere_payment_error_needs_no_hearing() -> None:
    case = a_case(state=R.PROPOSED, ground=G.PAYMENT_ERROR, heard_until=None)

    assert recovery_rules.order(case, PAID, after(GOOD), TERMS, BUREAU, WHEN)[0].set["state"] is R.ORDERED


def test_a_statement_is_answered() -> None:
    case = a_case(statement="车系租用")

    def order(answer: str | None) -> Any:
        return recovery_rules.order(case, PAID, after(GOOD), replace(TERMS, answer=answer), BUREAU, WHEN)[0].set

    assert refused_of(lambda: order(" ")) is Code.ANSWER_REQUIRED
    assert order("不予采纳：发票为购置")["answer"] == "不予采纳：发票为购置"


@pytest.mark.parametrize(
    ("pay_by", "code"),
    [
        (date(2022, 11, 7), Code.TOO_SOON),
        (date(2021, 11, 7), Code.TOO_SOON),
        (date(2022, 11, 8), None),
        (date(2023, 11, 1), None),
        (date(2122, 11, 8), Code.TOO_FAR),
    ],
)
def test_a_day_to_pay_by_leaves_days_and_lies_within_a_year(pay_by: date, code: Code | None) -> None:
    def order() -> object:
        return recovery_rules.order(a_case(), PAID, after(GOOD), replace(TERMS, pay_by=pay_by), BUREAU, WHEN)

    assert order() if code is None else refused_of(order) is code


def test_an_order_served_late_moves_the_day_to_pay_by() -> None:
    case = a_case(state=R.OPEN, pay_by=date(2022, 11, 30))

    assert recovery_rules.serve(case, BUREAU, TODAY, WHEN).set["pay_by"] == date(2022, 11, 30)
    assert recovery_rules.serve(case, BUREAU, date(2022, 11, 28), WHEN).set["pay_by"] == date(2022, 12, 5)


# two bureaus


@pytest.mark.reading("L55")
def test_finance_confirms_an_order_and_its_withdrawal_by_another_person() -> None:
    ordered, withdrawing = (
        a_case(state=R.ORDERED, orderer_id=FINANCE.account),
        a_case(state=R.WITHDRAWING, withdrawer_id=FINANCE.account, withdrawal_reason="查实无误"),
    )
    for case in (ordered, withdrawing):
        assert refused_of(lambda case=case: do(Act.DECIDE_RECOVERY, case)) is Code.SAME_PERSON

    own, subsidy = do(Act.DECIDE_RECOVERY, replace(ordered, orderer_id=BUREAU.account))
    assert (own.set["state"], subsidy.set) == (R.OPEN, {"state": S.RECOVERY_ORDERED})
    own, subsidy = do(Act.DECIDE_RECOVERY, replace(withdrawing, withdrawer_id=BUREAU.account))
    assert (own.set["state"], subsidy.set) == (R.WITHDRAWN, {"state": S.PAID})


@pytest.mark.parametrize(
    ("state", "until", "to"),
    [(R.ORDERED, TODAY, R.NOTIFIED), (R.ORDERED, None, R.PROPOSED), (R.WITHDRAWING, TODAY, R.OPEN)],
)
def test_finance_may_disagree_with_reasons(state: RecoveryState, until: date | None, to: RecoveryState) -> None:
    case = a_case(state=state, heard_until=until)

    own, subsidy = recovery_rules.disagree(case, FINANCE, "凭证不足", WHEN)

    assert (own.set["state"], subsidy.set) == (to, {})
    assert refused_of(lambda: recovery_rules.disagree(case, FINANCE, " ", WHEN)) is Code.REQUIRED


@pytest.mark.parametrize("grade", [GOOD, QUALIFIED])
def test_a_grade_that_changed_meanwhile_stops_the_order_and_its_confirmation(grade: Grade) -> None:
    half = replace(PAID, returned=yuan(20_000))
    case = a_case(ground=G.LOWER_GRADE, amount=yuan(100_000))
    expected = Code.NOT_OVERPAID if grade is GOOD else Code.STALE_RECOVERY
    made = after(grade, live=half) if grade is not GOOD else after(grade)

    assert refused_of(lambda: recovery_rules.order(case, half, made, TERMS, BUREAU, WHEN)) is expected
    ordered = replace(case, state=R.ORDERED)
    assert refused_of(lambda: recovery_rules.confirm(ordered, half, made, FINANCE, None, WHEN)) is expected


@pytest.mark.parametrize("verb", [recovery_rules.withdraw, recovery_rules.drop])
def test_withdrawing_and_giving_up_need_a_reason(verb: Any) -> None:
    case = a_case(state=R.OPEN if verb is recovery_rules.withdraw else R.PROPOSED)

    assert refused_of(lambda: verb(case, BUREAU, " \t", WHEN)) is Code.REASON_REQUIRED


# what came back for misuse


@pytest.mark.reading("L57")
def test_what_came_back_for_misuse_is_not_due_again() -> None:
    misused = replace(PAID, returned=yuan(30_000), forfeited=yuan(30_000))
    mistaken = replace(PAID, returned=yuan(30_000))

    assert after(GOOD, live=misused).due == 0
    assert after(GOOD, live=mistaken).due == yuan(30_000)
    assert subsidy_rules.overpaid(after(UNQUALIFIED, live=misused)) == [(misused, yuan(70_000))]

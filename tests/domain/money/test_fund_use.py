"""What subsidised money was spent on (Art. 13, 18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.change import Change
from domain.kernel.events import Event
from domain.kernel.units import Fen, GradedYear, yuan
from domain.kernel.violations import Code, Violation
from domain.money import fund_use as fund_use_rules
from domain.money.fund_use import FundedYear, Voucher, VoucherContent
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.money import FundPurpose, FundUseState, SubsidyState
from tests.builders.money import NOON, TODAY, a_subsidy, an_id

OPERATOR = Actor(Role.OPERATOR, an_id("operator"))
PAID = a_subsidy(state=SubsidyState.PAID, amount=yuan(50_000))


def a_use(amount: Fen, **more: Any) -> VoucherContent:
    usual = VoucherContent(
        FundPurpose.ACTIVITY, amount, date(2022, 3, 1), "记-0301-07", "五华会展有限公司", "政策宣讲会场地"
    )
    return replace(usual, **more)


def entered(
    *uses: VoucherContent, total: Fen | None = None, before: int = 0, vouchers: Sequence[Voucher] = (), **subsidy: Any
) -> Change:
    account = FundedYear(replace(PAID, **subsidy), GradedYear(2021), Fen(before), vouchers)
    total = Fen(sum(each.amount for each in uses)) if total is None else total
    return fund_use_rules.record(account, uses, total, OPERATOR, at=NOON, today=TODAY)


def refused(*uses: VoucherContent, **how: Any) -> Violation:
    with pytest.raises(Violation) as refusal:
        entered(*uses, **how)
    return refusal.value


@pytest.mark.case("1-13")
def test_parts_that_do_not_come_to_the_total_are_refused_with_both_and_the_difference() -> None:
    parts = [a_use(Fen(fen), voucher=f"记-{fen}") for fen in (16_500_000_00, 19_965_000_00, 17_099_800_00)]

    refusal = refused(*parts, total=Fen(53_534_800_00), amount=yuan(60_000_000))

    assert (refusal.code, refusal.path) == (Code.TOTAL_DIFFERS, ("total",))
    assert refusal.facts == {"total": "53534800.00", "sum": "53564800.00", "difference": "30000.00"}


@pytest.mark.reading("L15")
@pytest.mark.requirement("R18.6")
@pytest.mark.requirement("R13.2")
@pytest.mark.parametrize("purpose", FundPurpose)
def test_other_uses_always_raise_a_finding_and_only_they(purpose: FundPurpose) -> None:
    change = entered(a_use(yuan(100)), a_use(yuan(200), purpose=purpose, voucher="记-0301-08"))

    other = purpose is FundPurpose.OTHER
    assert (change.adds[1].values["finding"] is not None, tuple(change.events)) == (
        other,
        (Event.FUND_FINDING,) if other else (),
    )
    assert change.adds[0].values["finding"] is None


@pytest.mark.parametrize(
    ("use", "how", "code"),
    [
        (a_use(yuan(0)), {}, Code.NOT_POSITIVE),
        (a_use(yuan(50_001)), {}, Code.TOO_MUCH),
        (a_use(yuan(10_000)), {"before": yuan(40_001)}, Code.TOO_MUCH),
        (a_use(yuan(10_000)), {"returned": yuan(40_001)}, Code.TOO_MUCH),
        (a_use(yuan(1), day=date(2022, 11, 2)), {}, Code.FUTURE_DAY),
        (a_use(yuan(1), day=date(2020, 12, 31)), {}, Code.DATES_ORDER),
        (a_use(yuan(1), voucher=" "), {}, Code.REQUIRED),
        (a_use(yuan(1)), {"state": SubsidyState.CONFIRMED}, Code.WRONG_STATE),
        (a_use(yuan(1)), {"state": SubsidyState.RETURNED}, Code.WRONG_STATE),
    ],
)
def test_what_is_refused(use: VoucherContent, how: dict[str, Any], code: Code) -> None:
    assert refused(use, **how).code is code


@pytest.mark.requirement("R13.2")
def test_no_voucher_is_entered_twice() -> None:
    use, other = a_use(yuan(1)), a_use(yuan(1), day=date(2022, 3, 2))
    known = [("记-0301-07", "五华会展有限公司", date(2022, 3, 1))]

    twice = refused(use, other, a_use(yuan(2), voucher=" 记-0301-07 "))
    assert (twice.code, twice.path) == (Code.ALREADY_EXISTS, ("uses", "2", "voucher"))
    assert refused(use, vouchers=known).code is Code.ALREADY_EXISTS
    assert len(entered(other, a_use(yuan(1), payee="别家公司"), vouchers=known).adds) == 2


def test_nothing_is_no_account() -> None:
    assert refused(total=yuan(0)).code is Code.REQUIRED


@given(some.lists(some.integers(1, 5_000_000), min_size=1, max_size=6), some.integers(0, 5_000_000))
def test_never_more_than_the_holder_keeps(amounts: list[int], before: int) -> None:
    fits = before + sum(amounts) <= PAID.kept

    uses = [a_use(Fen(each), voucher=f"记-{n}") for n, each in enumerate(amounts)]

    if fits:
        assert len(entered(*uses, before=before).adds) == len(uses)
    else:
        assert refused(*uses, before=before).code is Code.TOO_MUCH


def test_a_voucher_is_withdrawn_once_with_a_reason() -> None:
    change = fund_use_rules.withdraw(FundUseState.RECORDED, "重复登记")

    assert change.set == {"state": FundUseState.WITHDRAWN, "reason": "重复登记"}
    with pytest.raises(Violation, match="REASON_REQUIRED"):
        fund_use_rules.withdraw(FundUseState.RECORDED, " ")
    with pytest.raises(Violation, match="WRONG_STATE"):
        fund_use_rules.withdraw(FundUseState.WITHDRAWN, "重复登记")

"""Vouchers of subsidised money: within the award, in the uses of the text, with a finding for any other use (Art. 13, 18)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text
from domain.kernel.units import Fen, GradedYear, as_yuan
from domain.kernel.violations import Code, Violation
from domain.money.subsidy import SubsidyFacts, move
from domain.registry.registry import not_ahead, not_before
from domain.rights.scope import Actor
from domain.terms.money import FundPurpose, FundUseState

S = FundUseState
FINDING: Final = "用途不在第十八条所列范围内"

LIFE: Final = Life("FundUse", {(S.RECORDED, Act.WITHDRAW_FUND_USE): S.WITHDRAWN})


def condition(_act: Act, _row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """An entry is bound by state alone."""
    return None


@dataclass(frozen=True)
class VoucherContent:
    """A voucher has its number, day, amount and purpose."""

    purpose: FundPurpose
    amount: Fen
    day: date
    voucher: str
    payee: str
    subject: str


Voucher = tuple[str, str, date]
"""What tells one voucher of a holder from another: its number, who was paid, the day (ours)."""


@dataclass(frozen=True)
class FundedYear:
    """A funded year is the subsidy with its year, its spent sum and its holder's standing vouchers."""

    subsidy: SubsidyFacts
    graded_year: GradedYear
    before: Fen
    vouchers: Iterable[Voucher] = ()


def record(
    account: FundedYear, uses: Sequence[VoucherContent], total: Fen, actor: Actor, *, at: datetime, today: date
) -> Change:
    """The holder enters vouchers of a paid subsidy, whose amounts add up to `total`.

    The parts must come to the total, and all that is spent to no more than the holder keeps; no voucher is entered
    twice, of whichever subsidy. Source: Art. 18; reading L15.

    “财政专项经费的使用接受财政、审计、监察部门和社会的监督” (Art. 13).
    “经费用于组织开展各类企业公共服务活动、购买第三方机构专业化服务” (Art. 18).
    """
    subsidy = account.subsidy
    state = move(subsidy, Act.RECORD_FUND_USE, actor)
    if not uses:
        raise Violation(Code.REQUIRED, path=("uses",), facts={"field": "支出明细", "field_en": "uses"})
    _adds_up(uses, total)
    if account.before + total > subsidy.kept:
        left = as_yuan(Fen(max(subsidy.kept - account.before, 0)))
        raise Violation(Code.TOO_MUCH, path=("total",), facts={"limit": left})
    entered = {"recorded_at": at, "recorded_by_id": actor.account}
    rows = [
        New("FundUse", {**subsidy.anchors, **_voucher_columns(use, account.graded_year, today), **entered})
        for use in uses
    ]
    _once(
        [(str(row.values["voucher"]), str(row.values["payee"]), use.day) for row, use in zip(rows, uses, strict=True)],
        account.vouchers,
    )
    finding = any(use.purpose is FundPurpose.OTHER for use in uses)
    return Change({"state": state}, rows, [Event.FUND_FINDING] if finding else ())


def _adds_up(uses: Sequence[VoucherContent], total: Fen) -> None:
    """Refuse parts that do not come to their total, with both and the difference."""
    for n, use in enumerate(uses):
        if use.amount <= 0:
            raise Violation(Code.NOT_POSITIVE, path=("uses", str(n), "amount"))
    parts = Fen(sum(use.amount for use in uses))
    if parts != total:
        facts: dict[str, object] = {
            "total": as_yuan(total),
            "sum": as_yuan(parts),
            "difference": as_yuan(Fen(abs(parts - total))),
        }
        raise Violation(Code.TOTAL_DIFFERS, path=("total",), facts=facts)


def _once(entered: Sequence[Voucher], vouchers: Iterable[Voucher]) -> None:
    """Refuse a voucher that is recorded already, or is entered twice."""
    known = set(vouchers)
    for n, voucher in enumerate(entered):
        if voucher in known:
            raise Violation(Code.ALREADY_EXISTS, path=("uses", str(n), "voucher"))
        known.add(voucher)


def _voucher_columns(use: VoucherContent, year: GradedYear, today: date) -> dict[str, object]:
    """The columns of one voucher; it is not of the future, nor of before the subsidised year."""
    not_ahead(use.day, today)
    since = ("所补助年度第一天", "the first day of the subsidised year")
    not_before(use.day, date(year, 1, 1), ("支出日期", "the day of spending"), since)
    return {
        **vars(use),
        "voucher": a_text(use.voucher, "voucher", "凭证号", 100),
        "payee": a_text(use.payee, "payee", "收款单位", 200),
        "subject": a_text(use.subject, "subject", "用途说明", 500),
        "finding": FINDING if use.purpose is FundPurpose.OTHER else None,
    }


def withdraw(state: FundUseState, reason: str | None) -> Change:
    """The holder withdraws an entry made by mistake, with a reason."""
    return Change({"state": LIFE.move(state, Act.WITHDRAW_FUND_USE), "reason": a_reason(reason)})

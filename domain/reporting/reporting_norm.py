"""The municipal centre's reporting norm: days and form of quarterly filings, from a quarter on (Art. 14; the days are ours)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.kernel.change import Change, New
from domain.kernel.events import Event
from domain.kernel.typed_text import maybe_text
from domain.kernel.units import Quarter
from domain.kernel.violations import Code, Violation
from domain.letters.reminder import a_ladder
from domain.regulation.rulepack import RulePack, pack_for_quarter

LONGEST_HANDOVER: Final = 20
LATEST: Final = 30
"""The last day that the last month of every quarter has."""


@dataclass(frozen=True)
class Norm:
    """By which days of a quarter's last month filings are due, and on which form."""

    report_day: int
    consolidation_day: int
    form_version: int
    document: str | None
    ladder: Sequence[int]
    """When is reminded of what is due: working days after its day, negative before it."""
    hold_unfiled_holder: bool = False
    """Whether an unfiled change of holder holds payments back."""
    handover_workdays: int = 0
    """Working days from a change of debtor or route on that the new debtor has at least, where the norm sets the day."""


def set_norm(norm: Norm, first: Quarter, latest: date | None, packs: Sequence[RulePack], *, today: date) -> Change:
    """Set the norm from a quarter on that has not begun; `latest` is the first day of the one it follows.

    Refuses a quarter that no pack governs. Source: Art. 14, 21.

    “市中小企业服务中心负责建立信息上报规范化制度” (Art. 14).
    """
    pack_for_quarter(packs, first, "from_quarter")
    if first.first_day <= today:
        raise Violation(Code.QUARTER_BEGUN, path=("from_quarter",), facts={"quarter": first})
    if latest is not None and first.first_day <= latest:
        raise Violation(Code.PERIODS_OVERLAP, path=("from_quarter",), facts={"since": latest})
    if not 1 <= norm.report_day <= norm.consolidation_day <= LATEST:
        facts: dict[str, object] = {
            "field": "日期",
            "why": "应在1至30日之间，且平台报送不晚于汇总报送。",
            "why_en": "1 to 30, reports no later than consolidations.",
        }
        raise Violation(Code.INVALID, path=("report_day",), facts=facts)
    if not 0 <= norm.handover_workdays <= LONGEST_HANDOVER:
        why = {"why": f"应在0至{LONGEST_HANDOVER}之间。", "why_en": f"0 to {LONGEST_HANDOVER}."}
        raise Violation(Code.INVALID, path=("handover_workdays",), facts={"field": "移交工作日数", **why})
    if norm.form_version < 1:
        raise Violation(
            Code.INVALID,
            path=("form_version",),
            facts={"field": "表式版本", "why": "应为正整数。", "why_en": "a positive number."},
        )
    values = {
        **vars(norm),
        "ladder": a_ladder(norm.ladder),
        "document": maybe_text(norm.document, "document", "文号", 100),
        "valid_from": first.first_day,
    }
    return Change(adds=[New("ReportingNorm", values)], events=[Event.NORM_SET])

"""The hearing before a decision that burdens a holder: told of facts, reasons and basis, and heard (ours)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.calendar import Calendar
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.violations import Code, Violation
from domain.regulation.rulepack import RulePack

LONG: Final = 5000


@dataclass(frozen=True)
class Procedure:
    """An act takes place at a moment, by a calendar and under the rule pack in force."""

    at: datetime
    today: date
    calendar: Calendar
    pack: RulePack


def heard_until(served: date, when: Procedure, region: UUID, *, before: date | None) -> date:
    """The last day for a statement, so many working days after the notice was served; served again, never an earlier one. Reading L55."""
    days = when.pack.statement_days.value if when.pack.statement_days else 0
    until = when.calendar.add_workdays(served, days, region) if days else served
    return max(until, before or until)


def unheard(until: date | None, today: date) -> Violation | None:
    """Nothing is decided before the holder was told, and its days to answer are over; silence waives. Reading L55."""
    if until is None:
        return Violation(Code.HEARING_FIRST)
    return Violation(Code.STILL_HEARD, facts={"until": until}) if today <= until else None


def a_statement(text: str) -> str:
    """A statement as its holder made it; refuses an empty one."""
    return a_text(text, "statement", "陈述申辩", LONG)


def an_answer(statement: str | None, answer: str | None) -> str | None:
    """A statement is answered in the decision: what of it is followed, and why. Reading L55."""
    text = maybe_text(answer, "answer", "陈述申辩采纳情况", LONG)
    if statement is not None and text is None:
        raise Violation(Code.ANSWER_REQUIRED, path=("answer",))
    return text

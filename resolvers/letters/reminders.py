"""Reminders by the passing of time: every working morning a filing on another rung gets one letter (ours).

After days on which nothing ran only the latest rung counts. A moved due day moves the rungs without a letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from domain.calendar import KUNMING, Calendar
from domain.kernel.events import Event
from domain.letters import recipients
from domain.letters.reminder import DUTY, LAPSES, OBLIGATION, Pair, days_late, event_of, rung_at
from domain.regulation.rulepack import pack_on
from domain.supervision import task as task_rules
from domain.terms.registry import FilingState
from domain.terms.supervision import InspectionState
from resolvers.time.norm import norm_on
from resolvers.work.rows import Between, Rows, other_than
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.noun import Row
from schema.people.audit import OutboxRow
from schema.registry.change_filing import ChangeFilingRow, RegistryChangeRow
from schema.reporting.obligation import ObligationRow
from schema.supervision.inspection import InspectionRow
from schema.supervision.task import AssignmentRow

MORNING: Final = time(9)
"""When offices begin to work."""
SLACK: Final = timedelta(days=10)
"""By how much the working days of one region may differ from the city's within a ladder."""


@dataclass(frozen=True)
class DueRows:
    """Due rows are the open rows of a class, by the day in a column, with the events of their reminders."""

    row: type[Row]
    day: str
    open: Mapping[str, object]
    events: Pair = DUTY

    def between(self, work: UnitOfWork, first: date, last: date) -> Rows[Row]:
        """Open rows due within these days come earliest first."""
        return work.rows_of(self.row, **self.open, **{self.day: Between((first, last))}).ordered(self.day, "id")

    def due(self, row: Any) -> date:
        """A row is due on its effective day."""
        return getattr(row, self.day)

    def late(self, row: Any, day: date, calendar: Calendar) -> int:
        """The working days from a row's due day to a day, in the row's region; negative before the due day."""
        return days_late(self.due(row), day, calendar, row.region_id)


OWED: Final[Mapping[type[Row], DueRows]] = {
    each.row: each
    for each in (
        DueRows(ObligationRow, "effective", {"outcome": recipients.OPEN}, OBLIGATION),
        DueRows(ChangeFilingRow, "due_on", {"state": FilingState.OPEN}),
        # An entry of the registry that a filing answers for is due as that filing.
        DueRows(RegistryChangeRow, "due_on", {"filing_id": None}),
        DueRows(AssignmentRow, "due_on", {"state": task_rules.OPEN}),
        DueRows(InspectionRow, "due_on", {"state": InspectionState.FINDINGS_SENT}),
    )
}
"""Everything of which somebody is reminded."""


class DueReminder(NamedTuple):
    """A due reminder is a row on a rung, with its event."""

    row: Row
    rung: int
    event: Event


async def ladder_on(work: UnitOfWork, day: date) -> Sequence[int]:
    """The ladder of the norm in force on a day, else of the rule pack."""
    row = await norm_on(work, day)
    return pack_on(work.packs, day).ladder.value if row is None else row.ladder


def last_morning(now: datetime, calendar: Calendar) -> datetime:
    """The last time by now at which a working day began."""
    local = now.astimezone(KUNMING)
    day = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    return datetime.combine(calendar.previous_workday(day), MORNING, KUNMING)


def around(day: date, ladder: Sequence[int], calendar: Calendar) -> tuple[date, date]:
    """The due days that may stand on a rung on a day."""
    first = calendar.add_workdays(day, -ladder[-1] - LAPSES) - SLACK
    return first, calendar.add_workdays(day, -ladder[0]) + SLACK


async def due_reminders(work: UnitOfWork, day: date) -> list[DueReminder]:
    """Due reminders are the open rows on a rung of the day, without those already sent."""
    ladder = await ladder_on(work, day)
    within = around(day, ladder, work.calendar)
    due = list[DueReminder]()
    for owed in OWED.values():
        for row in await owed.between(work, *within):
            late = owed.late(row, day, work.calendar)
            if (rung := rung_at(late, ladder)) is not None:
                due.append(DueReminder(row, rung, event_of(owed.events, late)))
    known = await _sent_rungs(work, due)
    return [each for each in due if (each.row.id, each.rung) not in known]


async def _sent_rungs(work: UnitOfWork, due: Sequence[DueReminder]) -> set[tuple[UUID, int | None]]:
    """Sent rungs are read from the letters; a change in the registry counts the letters of its filing."""
    filings = [each.row.id for each in due if isinstance(each.row, ChangeFilingRow)]
    entries = work.rows_of(RegistryChangeRow, filing_id=filings)
    answers = {each.id: each.filing_id for each in (await entries if filings else ())}
    ids = [*(each.row.id for each in due), *answers]
    sent = work.rows_of(OutboxRow, row_id=ids, rung=other_than(None))
    return {(answers.get(each.row_id) or each.row_id, each.rung) for each in await sent}


async def a_rung_is_reached(work: UnitOfWork) -> datetime | None:
    """The last working morning by which some filing may have stood on a rung."""
    morning = last_morning(work.now, work.calendar)
    within = around(morning.date(), await ladder_on(work, morning.date()), work.calendar)
    for owed in OWED.values():
        if await owed.between(work, *within).exists():
            return morning
    return None


async def remind(work: UnitOfWork) -> int:
    """Every open filing gets one reminder on the rung where it stands."""
    due = await due_reminders(work, work.today)
    for each in due:
        work.emit(each.event, each.row, each.rung)
    return len(due)

"""Rounds as time passes: a window ends, and with the last one the round (Art. 17(4))."""

from datetime import datetime

from domain.calendar import end_of
from domain.evaluation import result as result_rules
from domain.evaluation import round as round_rules
from domain.evaluation.result import DecideFacts
from domain.evaluation.round import RoundFacts
from domain.terms.evaluation import EvaluationState, RoundState
from resolvers.money.cap_accounts import CapAccounts
from resolvers.money.holder_year import hold_money
from resolvers.work.rows import Below, other_than
from resolvers.work.unit_of_work import AT_ONCE, UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.round import RoundRow


async def window_over(work: UnitOfWork) -> datetime | None:
    """The earliest window without an open matter ends at this moment."""
    first = (
        await work.rows_of(EvaluationRow, state=EvaluationState.IN_PUBLICITY, open_objections=0, reopened_at=None)
        .ordered("window_end")
        .first()
    )
    return None if first is None or first.window_end is None else end_of(first.window_end)


async def finalise(work: UnitOfWork) -> int:
    """A result whose window is over, with nothing open, is final (Art. 17(4))."""
    over = work.rows_of(
        EvaluationRow,
        state=EvaluationState.IN_PUBLICITY,
        open_objections=0,
        reopened_at=None,
        window_end=Below(work.today),
    )
    rows = await over.ordered("window_end", "id").limited(AT_ONCE).lock()
    accounts = CapAccounts(work)
    for row in rows:
        work.apply(row, result_rules.finalise(row.facts(DecideFacts), at=work.now, today=work.today))
        await hold_money(work, row, accounts)
    return len(rows)


async def ended(work: UnitOfWork) -> RoundRow | None:
    """A round in publicity all of whose results are final."""
    for row in await work.rows_of(RoundRow, state=RoundState.IN_PUBLICITY).ordered("published_at"):
        if not await work.rows_of(EvaluationRow, round_id=row.id, state=other_than(EvaluationState.FINAL)).exists():
            return row
    return None


async def last_final(work: UnitOfWork) -> datetime | None:
    """A round ends at the moment of its last final result."""
    row = await ended(work)
    last = None if row is None else await work.rows_of(EvaluationRow, round_id=row.id).ordered("-final_at").first()
    return None if last is None else last.final_at


async def close_round(work: UnitOfWork) -> int:
    """A round ends with its last final result (Art. 17(4))."""
    row = await ended(work)
    if row is None or (change := round_rules.close(row.facts(RoundFacts), 0, work.now)) is None:
        return 0
    work.apply(row, change)
    return 1

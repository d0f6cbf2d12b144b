"""An outage of the reporting portal: what was due on its days by norm or notice moves for all (ours; reading L31)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.calendar import Calendar, LostDays, day_of
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.typed_text import a_text
from domain.kernel.violations import Code, Violation
from domain.regulation.rulepack import RulePack
from domain.reporting.obligation import ObligationFacts, first_filed, last_day
from domain.rights.scope import Actor
from domain.terms.registry import DayBasis
from domain.terms.reporting import Outcome

O = Outcome  # noqa: E741 (as in the chapter's other files)
LONGEST: Final = timedelta(days=31)
INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class OutageSpan:
    """An outage lasted from one moment to another."""

    since: datetime
    until: datetime

    @property
    def lost(self) -> LostDays:
        """The days it took, whole or in part; a day on whose first moment it ended is none of them."""
        return LostDays(day_of(self.since), day_of(self.until - INSTANT))


def record(outage: OutageSpan, reason: str | None, proof: str, actor: Actor, *, at: datetime) -> New:
    """Record an outage that is over, with its proof."""
    if outage.until > at:
        raise Violation(Code.FUTURE_DAY, path=("until",), facts={"day": day_of(outage.until)})
    if outage.until <= outage.since:
        raise Violation(Code.EMPTY_PERIOD, path=("until",))
    if outage.until - outage.since > LONGEST:
        latest = day_of(outage.since + LONGEST)
        raise Violation(Code.TOO_FAR, path=("until",), facts={"day": day_of(outage.until), "latest": latest})
    said = {"reason": a_reason(reason), "proof": a_text(proof, "proof", "证明材料", 500)}
    lost = outage.lost
    days = {"first_day": lost.first, "last_day": lost.last}
    who = {"role": actor.role, "account_id": actor.account, "recorded_at": at}
    return New("PortalOutage", {"since": outage.since, "until": outage.until, **days, **said, **who})


def moved_for_all(
    obligation: ObligationFacts, calendar: Calendar, pack: RulePack | None, *, today: date
) -> Change | None:
    """A day of norm or notice on which the portal was out moves, for whoever filed and whoever did not; None for any other.

    What is in time by the new day is in time; the first word is kept beside it.
    """
    if obligation.basis is DayBasis.LAW or obligation.outcome is O.EXEMPT:
        return None
    effective = last_day(obligation, calendar, pack)
    if effective <= obligation.effective:
        return None
    if obligation.submitted_at is None:
        outcome = O.PENDING if today <= effective else O.MISSING
        return Change({"effective": effective, "outcome": outcome}, events=[Event.OBLIGATION_RECKONED])
    outcome = first_filed(obligation.outcome, obligation.submitted_at, effective)
    if outcome is obligation.outcome:
        return Change({"effective": effective})
    put_right = {"outcome": outcome, "first_outcome": obligation.first_outcome or obligation.outcome}
    return Change({"effective": effective, **put_right}, events=[Event.OUTCOME_CORRECTED])

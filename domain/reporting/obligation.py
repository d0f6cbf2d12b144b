"""Expected filings, each with debtor, day, route and outcome (Art. 14; readings L4 to L9).

The days and routes of quarterly filings are made here. Materials and rectifications get their days from their notices.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.calendar import Calendar, Deadline, day_of, due, end_of, explained, on_time, shifted, still_open, written
from domain.kernel.basis import Basis, BasisSource, basis_of
from domain.kernel.change import Change, New
from domain.kernel.events import Event
from domain.kernel.units import Quarter
from domain.kernel.violations import Code, Violation
from domain.regulation.rulepack import ReadingOfDay, RulePack, Shift
from domain.reporting.reporting_norm import Norm
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.registry import DayBasis
from domain.terms.reporting import Gap, ObligationKind, Outcome, ReportState, Route

K, O = ObligationKind, Outcome  # noqa: E741 (read beside S of other chapters)
ARTICLE: Final = "第十四条（二）"
ANEW: Final = 5
"""Working days that whoever owes again has at least (ours)."""
NORM: Final = Basis(BasisSource.NORM, words=DayBasis.NORM.label)
SETS: Final[Mapping[DayBasis, Basis]] = {
    DayBasis.LAW: basis_of(ARTICLE),
    DayBasis.NORM: NORM,
    DayBasis.NOTICE: Basis(BasisSource.NOTICE, words=DayBasis.NOTICE.label),
}
"""What sets the day of an obligation."""


@dataclass(frozen=True)
class ObligationFacts:
    """An obligation has its kind, owner, days and outcome."""

    id: UUID
    platform_id: UUID | None
    kind: ObligationKind
    region_id: UUID
    quarter: Quarter | None
    route: Route | None
    route_fixed: bool
    nominal: date
    effective: date
    basis: DayBasis
    outcome: Outcome
    submitted_at: datetime | None
    extended_from: date | None
    provisional_day: bool = False
    excused_at: datetime | None = None
    left_on: date | None = None
    """The first day out of the reporting set, of a platform that left before the filing's day was over."""
    followed_on: date | None = None
    """The day of the registry that it stands by; None from the quarter's beginning."""
    first_outcome: Outcome | None = None
    """What had become of it by the first word, where that was put right."""


def norm_of(pack: RulePack) -> Norm:
    """The norm where the municipal centre has set none."""
    return Norm(pack.report_due_day.value, pack.consolidation_due_day.value, 1, None, pack.ladder.value)


# when


@dataclass(frozen=True)
class ObligationTerms:
    """The terms of a quarter are its norm, calendar and pack."""

    quarter: Quarter
    norm: Norm
    calendar: Calendar
    pack: RulePack

    @property
    def settling_day(self) -> date:
        """The 25th of the quarter's last month fixes debtor and route. Reading L9."""
        return self.quarter.day_of_last_month(self.pack.route_fixed_day.value)

    @property
    def settled_at(self) -> datetime:
        """The end of the settling day."""
        return end_of(self.settling_day)

    def taken_over(self, since: date, region: UUID) -> date:
        """The last day that leaves a new debtor the norm's working days from a change on; without any, the day of the change."""
        days = self.norm.handover_workdays
        last = self.calendar.add_workdays(since, days, region) if days else self.calendar.next_workday(since, region)
        return self.calendar.reachable(last, region)

    def takes_in(self, entered: date, region: UUID) -> bool:
        """Whoever enters the reporting set by the norm's day owes the quarter's report; whoever enters later, from the next on (ours)."""
        return entered <= self.due(K.REPORT, Route.CENTER, region)[0].effective

    def due(self, kind: ObligationKind, route: Route, region: UUID | None = None) -> tuple[Deadline, DayBasis]:
        """A filing of the quarter has its due day, and the basis of that day.

        The Measures set the day of a department's own report alone; all others are the norm's. Source: Art. 14(2);
        readings L5, L7, L8.
        """
        pack = self.pack
        if kind is K.CONSOLIDATION and route is Route.DEPARTMENT:
            nominal = self.quarter.day_of_last_month(pack.department_due_day.value)
            lawful = due(
                nominal,
                self.calendar,
                shift=pack.quarter_deadline_shift.value,
                basis=pack.basis(ARTICLE),
                reading=pack.due_day_reading.value,
                region=region,
            )
            return lawful, DayBasis.LAW
        day = self.norm.report_day if kind is K.REPORT else self.norm.consolidation_day
        nominal = self.quarter.day_of_last_month(day)
        return due(
            nominal, self.calendar, shift=pack.quarter_deadline_shift.value, basis=NORM, region=region
        ), DayBasis.NORM


# who


def route_of(*, has_centre: bool) -> Route:
    """The route of a district's filings. Source: Art. 14.

    “各服务平台按季度在线向属地中小企业服务中心报送平台建设及运营情况” (Art. 14(1)).
    """
    return Route.CENTER if has_centre else Route.DEPARTMENT


@dataclass(frozen=True)
class Owing:
    """A district, or a platform of the reporting set in it, and whether the district has a centre."""

    region_id: UUID
    has_centre: bool
    platform_id: UUID | None = None

    @property
    def kind(self) -> ObligationKind:
        """A district owes a consolidation, a platform a report."""
        return K.CONSOLIDATION if self.platform_id is None else K.REPORT


def owed(owing: Owing, terms: ObligationTerms, *, entered: date | None = None) -> New:
    """The obligation of one district or platform for a quarter, from its first day or from the day it entered. Source: Art. 14.

    “尚未建成中小企业服务中心的县区、开发区由中小企业主管部门每季度最后一个月25日前向市中小企业服务中心报送季度工作情况” (Art. 14(2)).
    """
    route = route_of(has_centre=owing.has_centre)
    who = {
        "kind": owing.kind,
        "region_id": owing.region_id,
        "platform_id": owing.platform_id,
        "quarter": terms.quarter,
        "route": route,
        "followed_on": entered,
    }
    return New("Obligation", {**who, **_days(owing.kind, route, owing.region_id, terms)})


def _days(kind: ObligationKind, route: Route, region: UUID, terms: ObligationTerms) -> dict[str, Any]:
    when, basis = terms.due(kind, route, region)
    return {
        "nominal": when.nominal,
        "effective": when.effective,
        "basis": basis,
        "provisional_day": when.provisional,
        "transitional": terms.quarter in terms.pack.transitional_quarters.value,
    }


def differs(obligation: ObligationFacts, owing: Owing) -> bool:
    """An obligation differs from the registry's region or route while its own route is provisional. Reading L9."""
    route = route_of(has_centre=owing.has_centre)
    return not obligation.route_fixed and (obligation.region_id, obligation.route) != (owing.region_id, route)


def moved(
    obligation: ObligationFacts, owing: Owing, terms: ObligationTerms, *, since: date | None = None
) -> Change | None:
    """An obligation follows a move or a new route; None where nothing differs. Reading L9.

    An extended day stays, and so does a day that is over. A day of the norm leaves the new debtor the norm's working
    days from the change on, `since`; the 25th of the Measures stays the 25th.
    """
    if not differs(obligation, owing):
        return None
    route = route_of(has_centre=owing.has_centre)
    stays = obligation.extended_from is not None or obligation.outcome is not O.PENDING
    days = {} if stays else _days(obligation.kind, route, owing.region_id, terms)
    if since is not None:
        given = terms.taken_over(since, owing.region_id)
        days = {"followed_on": since, **(_no_earlier(days, given) if days.get("basis") is DayBasis.NORM else days)}
    columns = {"moved_from_id": obligation.region_id, "region_id": owing.region_id, "route": route}
    return Change({**columns, **days}, events=[Event.OBLIGATION_MOVED])


def _no_earlier(days: Mapping[str, Any], given: date) -> dict[str, Any]:
    """Days that give a debtor until a day at least, which is then the day named: no calendar takes it back."""
    return {**days, **({"nominal": given, "effective": given} if given > days["effective"] else {})}


def left(obligation: ObligationFacts, on: date) -> Change | None:
    """Whoever leaves the reporting set before the day is over is exempt at once; whoever leaves after it stays what it was (None)."""
    if obligation.route_fixed or obligation.outcome is not O.PENDING or on > obligation.effective:
        return None
    return Change({"outcome": O.EXEMPT, "left_on": on, "followed_on": on}, events=[Event.OBLIGATION_EXEMPTED])


def restored(obligation: ObligationFacts, terms: ObligationTerms, *, today: date, without_gap: bool) -> Change | None:
    """Whoever is in the reporting set again owes again; None for whom no leaving exempted.

    Without a gap, as by a title renewed late, there is a new day; with a gap, whoever enters after the norm's day owes
    from the next quarter on (None).
    """
    if obligation.left_on is None or obligation.outcome is not O.EXEMPT:
        return None
    days = _days(obligation.kind, obligation.route or Route.CENTER, obligation.region_id, terms)
    if not without_gap and (obligation.route_fixed or today > days["effective"]):
        return None
    if without_gap:
        days = _no_earlier(days, terms.calendar.add_workdays(today, ANEW, obligation.region_id))
    filed = obligation.submitted_at
    outcome = O.PENDING if filed is None else outcome_of(filed, days["effective"])
    now = {"outcome": outcome, "left_on": None, "followed_on": today}
    return Change({**now, **days}, events=[Event.OBLIGATION_RESTORED])


def settled(obligation: ObligationFacts, owing: Owing | None, terms: ObligationTerms) -> Change:
    """An obligation's debtor and route are fixed for ever; `owing` is None for a debtor outside the reporting set.

    What was submitted before keeps its route. Reading L9.
    """
    fixed: dict[str, object] = {"route_fixed": True}
    if obligation.submitted_at is not None:
        return Change(fixed)
    if owing is None:
        out = left(obligation, terms.settling_day)
        return Change({**fixed, **out.set}, events=out.events) if out else Change(fixed)
    move = moved(obligation, owing, terms)
    return Change({**fixed, **move.set}, events=move.events) if move else Change(fixed)


# what becomes of it


def handed_in(obligation: ObligationFacts, to: Owing, terms: ObligationTerms | None, *, at: datetime) -> Change | None:
    """A first submission is on time to the end of the effective day, else late; later submissions change nothing (None).

    It settles the district and the route it went by, and is judged by that route's day. `terms` may be left out
    where nothing `differs`. Readings L7, L9, L30.
    """
    if obligation.submitted_at is not None:
        return None
    where = (terms and moved(obligation, to, terms)) or Change()
    effective = where.set.get("effective", obligation.effective)
    assert isinstance(effective, date)
    outcome = first_filed(obligation.outcome, at, effective)
    return Change({**where.set, "submitted_at": at, "outcome": outcome}, events=where.events)


def first_filed(outcome: Outcome, at: datetime, effective: date) -> Outcome:
    """What a first submission makes of an outcome: an exemption stays, a missing filing becomes late."""
    return outcome if outcome is O.EXEMPT else outcome_of(at, effective)


def region_of(obligation: ObligationFacts, today_in: UUID) -> UUID:
    """The district of a filing: settled by its first submission or on the 25th, until then the platform's own today. Reading L9."""
    return obligation.region_id if obligation.route_fixed or obligation.submitted_at is not None else today_in


def must_be(obligation: ObligationFacts, kind: ObligationKind) -> None:
    """Refuse a filing of another kind than the obligation's."""
    if obligation.kind is not kind:
        raise Violation(Code.NOT_OWED, path=("obligation",), facts={"kind": kind.label, "kind_en": kind.value})


def taken_back(obligation: ObligationFacts, *, today: date) -> Change:
    """A recalled first version leaves its obligation without a submission, and without what was put right of it."""
    if obligation.outcome is O.EXEMPT:
        return Change({"submitted_at": None})
    outcome = O.PENDING if today <= obligation.effective else O.MISSING
    undone = {} if obligation.first_outcome is None else {"first_outcome": None}
    return Change({"submitted_at": None, "outcome": outcome, **undone})


def outcome_of(submitted_at: datetime, effective: date) -> Outcome:
    """On time or late."""
    return O.ON_TIME if on_time(submitted_at, effective) else O.LATE


def missed(obligation: ObligationFacts, *, today: date) -> Change | None:
    """An obligation is missed once its effective day is over without a submission; None before."""
    if obligation.outcome is not O.PENDING or today <= obligation.effective:
        return None
    return Change({"outcome": O.MISSING}, events=[Event.OBLIGATION_MISSED])


def reckoned(obligation: ObligationFacts, calendar: Calendar, pack: RulePack | None, *, today: date) -> Change | None:
    """An open obligation follows a changed calendar by its quarter's terms; None where nothing moves.

    `pack` is the quarter's, None for days that a notice names. A filing that is no longer late is owed again (ours).
    """
    if obligation.outcome not in (O.PENDING, O.MISSING):
        return None
    effective = still_open(obligation.effective, last_day(obligation, calendar, pack), today)
    if effective < today:
        return None
    provisional = obligation.provisional_day and calendar.provisional(obligation.nominal, effective)
    now = {"effective": effective, "provisional_day": provisional, "outcome": O.PENDING}
    changed = {name: value for name, value in now.items() if value != getattr(obligation, name)}
    tells = [Event.OBLIGATION_RECKONED] if "effective" in changed else []
    return Change(changed, events=tells) if changed else None


def last_day(obligation: ObligationFacts, calendar: Calendar, pack: RulePack | None) -> date:
    """An obligation's last day under a calendar; an extended day stays unless the calendar made it a rest day."""
    shift = pack.quarter_deadline_shift.value if pack else Shift.NEXT
    if obligation.extended_from:
        granted = shifted(obligation.effective, calendar, shift, obligation.region_id)
        return calendar.reachable(granted, obligation.region_id)
    reading = pack.due_day_reading.value if pack and obligation.basis is DayBasis.LAW else ReadingOfDay.INCLUSIVE
    # The notice of a round names one day for all districts.
    region = None if obligation.kind is K.MATERIALS else obligation.region_id
    basis = SETS[obligation.basis]
    return due(obligation.nominal, calendar, shift=shift, basis=basis, reading=reading, region=region).effective


def gap(outcome: Outcome, state: ReportState | None) -> Gap:
    """A gap's reason follows from the report's state; None is no report at all."""
    if outcome is O.EXEMPT:
        return Gap.EXEMPT
    match state:
        case None:
            return Gap.NOT_SUBMITTED
        case ReportState.SUBMITTED | ReportState.ACCEPTED:
            return Gap.UNDER_REVIEW
        case ReportState.DRAFT | ReportState.RETURNED:
            return Gap.RETURNED


# as the API tells it

DUE_NEEDS: Final = (
    "nominal",
    "effective",
    "basis",
    "kind",
    "route",
    "provisional_day",
    "route_fixed",
    "extended_from",
    "extended_at",
    "transitional",
)
DUE_DATE_NEEDS: Final = tuple(f"obligation.{need}" for need in DUE_NEEDS)


def owed_by(row: Mapping[str, Any], _actor: Actor, _today: date) -> Role:
    """An obligation is owed by a role."""
    if row["kind"] is not K.CONSOLIDATION:
        return Role.OPERATOR
    return Role.DISTRICT_CENTER if row["route"] is Route.CENTER else Role.DISTRICT_DEPARTMENT


def waiting_on(row: Mapping[str, Any], actor: Actor, today: date) -> Role | None:
    """An open obligation waits on a role."""
    return owed_by(row, actor, today) if row["outcome"] in (O.PENDING, O.MISSING) else None


def days_late(row: Mapping[str, Any], calendar: Calendar, today: date) -> int | None:
    """A late obligation counts the working days from its effective day to its submission, else to today; None where the obligation is not late."""
    end = today if row["submitted_at"] is None else day_of(row["submitted_at"])
    if row["outcome"] in (O.EXEMPT, O.ON_TIME) or end <= row["effective"]:
        return None
    return calendar.count_workdays(row["effective"], end, row["region_id"])


def due_date(row: Mapping[str, Any], calendar: Calendar, _today: date) -> Deadline:
    """The API shows the due date with its explanation; provisional while calendar or route is."""
    basis: DayBasis = row["basis"]
    provisional = row["provisional_day"] or (row["route"] is not None and not row["route_fixed"])
    before = row["extended_from"] or row["effective"]
    parts = [
        explained(
            row["nominal"],
            row["nominal"],
            before,
            ARTICLE if basis is DayBasis.LAW else basis.label,
            calendar,
            provisional=row["provisional_day"],
        )
    ]
    if row["extended_from"]:
        granted = f"于{written(day_of(row['extended_at']))}" if row["extended_at"] else ""
        parts.append(f"经批准{granted}延期至{written(row['effective'])}24时。")
    if row["route"] is not None and not row["route_fixed"]:
        parts.append("报送路径以季度最后一个月25日终了时的情况确定。")
    if row["transitional"]:
        parts.append("过渡季度，迟报不计分。")
    return Deadline(row["nominal"], row["effective"], SETS[basis], bool(provisional), "".join(parts))


def due_date_of_report(row: Mapping[str, Any], calendar: Calendar, today: date) -> Deadline:
    """The due day of a report or consolidation: its obligation's."""
    return due_date(row["obligation"], calendar, today)

"""A graded year's figures, counted from this system's records as of its last day (Art. 16)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.calendar import day_of
from domain.demands.follow_up import Answered
from domain.evaluation.scoring import YearFigures, reported
from domain.kernel.units import Hundredths
from domain.network.partner import Dated, is_current
from domain.registry.registry import runs
from domain.reporting import figures
from domain.reporting.figures import PartnerPeriod
from domain.terms.demands import FollowUpState
from domain.terms.registry import FilingState
from domain.terms.reporting import Nature, Outcome
from domain.terms.services import DisclosureItem, DisclosureState
from domain.terms.targets import TargetMeasure

SQUARE_METRE: Final = 100
"""Hundredths in one."""


@dataclass(frozen=True)
class YearActivity:
    """A year's activity has its day, nature and archive."""

    id: UUID
    nature: Nature
    persons: int
    archive_complete: bool


@dataclass(frozen=True)
class OwedReport:
    """An owed report has its quarter and outcome."""

    outcome: Outcome
    transitional: bool
    excused_at: datetime | None = None


@dataclass(frozen=True)
class YearFollowUp(Answered):
    """A year's follow-up names its enterprise."""

    enterprise_id: UUID


@dataclass(frozen=True)
class DisclosedVersion:
    """A disclosed version has its item and period."""

    item: DisclosureItem
    state: DisclosureState
    valid_from: date
    valid_to: date | None
    superseded_on: date | None
    published_at: datetime


@dataclass(frozen=True)
class Filed:
    """A filed change is on time or late; `on_time` is None before the filing."""

    id: UUID
    state: FilingState
    completed_on: date
    due_on: date | None
    on_time: bool | None


@dataclass(frozen=True)
class Noted:
    """A noted change stands in the registry; `filing_id` names its change filing."""

    completed_on: date
    due_on: date | None
    filing_id: UUID | None


@dataclass(frozen=True)
class PlatformYear:
    """A platform's year gathers its activities, services, follow-ups and posts of the year, and the rest of all time.

    `targets` are the platform's own of the year; `letter_signed` is None for whoever signs no letter of responsibility, `floor_area` where no report has one.
    """

    activities: Sequence[YearActivity] = ()
    served: Iterable[UUID] = ()
    owed: Iterable[OwedReport] = ()
    posts: int = 0
    follow_ups: Sequence[YearFollowUp] = ()
    partners: Iterable[PartnerPeriod] = ()
    team: Iterable[Dated] = ()
    disclosures: Iterable[DisclosedVersion] = ()
    filings: Iterable[Filed] = ()
    noted: Iterable[Noted] = ()
    letter_signed: bool | None = None
    floor_area: Hundredths | None = None
    targets: Mapping[TargetMeasure, int] = field(default_factory=dict[TargetMeasure, int])


def year_of(year: int, records: PlatformYear, satisfied_from: int, today: date) -> YearFigures:
    """The year's figures count records on the year's last day; a change is late once its due day is over.

    Source: Art. 16; the readings are ours.

    “包括服务活动开展情况(活动场次数、服务企业户数、服务人数等)、服务信息发布、带动服务资源、服务信息上报” (Art. 16(2)).
    """
    last = date(year, 12, 31)
    served = frozenset(records.served)
    follow_ups = [each for each in records.follow_ups if each.state is not FollowUpState.WITHDRAWN]
    ratings = [each.rating for each in follow_ups if each.rating is not None]
    return YearFigures(
        activities=len(records.activities),
        enterprises=len(served),
        persons=sum(each.persons for each in records.activities),
        public_service=sum(each.nature is Nature.PUBLIC_BENEFIT for each in records.activities),
        **reporting_of(list(records.owed)),
        staff=sum(is_current(each, last) for each in records.team),
        floor_area=None if records.floor_area is None else records.floor_area // SQUARE_METRE,
        disclosed=disclosed(records.disclosures, last),
        archives=sum(each.archive_complete for each in records.activities),
        changes_unfiled=unfiled(year, records.filings, records.noted, today),
        letter_missing=records.letter_signed is False,
        posts=records.posts,
        partners=len(figures.partners_on(records.partners, last)),
        ratings=len(ratings),
        satisfied=sum(rating >= satisfied_from for rating in ratings),
        followed_up=len({each.enterprise_id for each in follow_ups} & served),
        activities_target=records.targets.get(TargetMeasure.ACTIVITIES),
        enterprises_target=records.targets.get(TargetMeasure.ENTERPRISES),
        persons_target=records.targets.get(TargetMeasure.PERSONS),
    )


def reporting_of(filings: Sequence[OwedReport]) -> Mapping[str, int]:
    """A year's reports are counted by what became of them, and how many of the late and missing ones are excused."""
    owed, on_time, late = reported((each.outcome, each.transitional) for each in filings)
    excused = [(each.outcome, each.transitional) for each in filings if each.excused_at is not None]
    return {
        "reports_owed": owed,
        "reports_on_time": on_time,
        "reports_late": late,
        "excused_late": excused.count((Outcome.LATE, False)),
        "excused_missing": sum(outcome is Outcome.MISSING for outcome, _ in excused),
    }


def disclosed(versions: Iterable[DisclosedVersion], day: date) -> tuple[str, ...]:
    """The items disclosed on a day, by their Chinese names; a version published after that day does not count (ours). Source: Art. 11."""
    in_force = {
        each.item
        for each in versions
        if each.state is not DisclosureState.WITHDRAWN
        and day_of(each.published_at) <= day
        and runs(each.valid_from, each.valid_to, day)
        and (each.superseded_on is None or day < each.superseded_on)
    }
    return tuple(item.label for item in DisclosureItem if item in in_force)


def letter_signed(year: int, signed: Iterable[datetime | None]) -> bool:
    """A year's letter counts where it was signed within the year (ours). Source: Art. 12."""
    return any(moment is not None and day_of(moment).year == year for moment in signed)


def unfiled(year: int, filings: Iterable[Filed], noted: Iterable[Noted], today: date) -> int:
    """A year's unfiled changes are those filed late, and those due and not on record.

    Of a filing and the registry's changes that it answers for the earlier days count, whatever day was typed; what is
    complete outside the life of a regulation has no day and does not count (ours; reading L33).
    Source: Art. 12.
    """
    live = {each.id: each for each in filings if each.state is not FilingState.WITHDRAWN}
    days = {id: [(each.completed_on, each.due_on)] if each.due_on else [] for id, each in live.items()}
    late = 0
    for each in noted:
        if each.due_on is None:
            continue
        if each.filing_id is not None and each.filing_id in live:
            days[each.filing_id].append((each.completed_on, each.due_on))
        else:
            late += each.completed_on.year == year and each.due_on < today
    for id, each in live.items():
        completed_on, due_on = min(days[id], default=(date.max, date.max))
        late += completed_on.year == year and (due_on < today if each.on_time is None else not each.on_time)
    return late

"""A quarter's figures, drawn from a platform's ledger and the records of its duties (Art. 7, 9, 11, 14(1))."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.demands import demand as demand_rules
from domain.demands import follow_up as follow_up_rules
from domain.demands.complaint import dealt_with
from domain.demands.demand import Brought, Collected
from domain.demands.follow_up import Answered
from domain.kernel.units import Quarter
from domain.network.partner import Dated, is_current
from domain.reporting import form
from domain.reporting.form import CountedService, LedgerActivity
from domain.terms.network import DatedState, PostTopic


@dataclass(frozen=True)
class Posted:
    """A counted post stands, and has its day and topic."""

    topic: PostTopic


@dataclass(frozen=True)
class PartnerPeriod(Dated):
    """A partner's period runs from one day to another; one organisation may have several."""

    uscc: str


@dataclass(frozen=True)
class Dealt:
    """A counted complaint has the day of its answer."""

    answered_at: datetime | None


@dataclass(frozen=True)
class QuarterRecords:
    """The quarter's records are the platform's activities, services, posts and follow-ups of the quarter, and the rest of all time."""

    activities: Sequence[LedgerActivity] = ()
    served: Sequence[CountedService] = ()
    posts: Sequence[Posted] = ()
    follow_ups: Sequence[Answered] = ()
    demands: Sequence[Collected] = ()
    matches: Sequence[Brought] = ()
    partners: Sequence[PartnerPeriod] = ()
    team: Sequence[Dated] = ()
    complaints: Sequence[Dealt] = ()

    def financed(self, quarter: Quarter) -> frozenset[UUID]:
        """The enterprises that matches brought financing in a quarter."""
        return demand_rules.figures_of(quarter, self.demands, self.matches).financed


def enterprises_of(served: Iterable[CountedService], financed: Iterable[CountedService]) -> tuple[CountedService, ...]:
    """Every enterprise of a quarter, once: the served ones, and without a visit the financed ones."""
    return form.each_once([*(replace(each, financed=True, visits=0) for each in financed), *served])


def figures_of(
    quarter: Quarter, records: QuarterRecords, enterprises: Sequence[CountedService], satisfied_from: int, today: date
) -> dict[str, Any]:
    """Every figure counted from records, by column, as of the last day, or today if earlier. Give each enterprise once.

    Source: Art. 14(1).

    “积极配合、支持和落实上级、当地中小企业主管部门组织开展的有关工作及活动” (Art. 7(2)).
    """
    chain = demand_rules.figures_of(quarter, records.demands, records.matches)
    follow_ups = follow_up_rules.figures_of(quarter, records.follow_ups, satisfied_from)
    topics = [each.topic for each in records.posts]
    day = min(quarter.last_day, today)
    stood = partners_on(records.partners, quarter.first_day - timedelta(days=1))
    return {
        **form.from_ledger(records.activities, enterprises),
        "policy_info_count": topics.count(PostTopic.POLICY),
        "service_info_count": topics.count(PostTopic.SERVICE),
        "demand_collected": chain.collected,
        "demand_matched": chain.matched,
        "partner_agency_count": len(partners_on(records.partners, day)),
        "partner_agency_new": len(_joined(records.partners, quarter) - stood),
        "financing_amount": chain.financing_amount,
        "satisfaction": follow_ups.satisfaction,
        "survey_answers": follow_ups.survey_answers,
        "follow_up_count": follow_ups.follow_up_count,
        "complaint_count": dealt_with(quarter, (each.answered_at for each in records.complaints)),
        "staff_count": sum(is_current(each, day) for each in records.team),
    }


def partners_on(partners: Iterable[PartnerPeriod], day: date) -> set[str]:
    """The organisations that were partners on a day, each once."""
    return {each.uscc for each in partners if is_current(each, day)}


def _joined(partners: Iterable[PartnerPeriod], quarter: Quarter) -> set[str]:
    return {
        each.uscc
        for each in partners
        if each.state is not DatedState.WITHDRAWN and Quarter.of(each.valid_from) == quarter
    }

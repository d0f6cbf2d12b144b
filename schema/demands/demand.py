"""Demands of enterprises, with their matches and results (Art. 7(3))."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.demands import demand as demand_rules
from domain.registry.credit_code import provider_notes
from domain.terms.demands import DemandSource, DemandState
from domain.terms.reporting import ServiceFunction
from schema.network.partner import Partner
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import QuarterField, Row, actions, computed, many, noun, parent, shown, word
from schema.noun.vocabulary import UNUSUAL, AllowedAction, Connection, Money, Node, Quarter
from schema.registry.platform import Platform
from schema.registry.region import Region
from schema.services.enterprise import Enterprise


class DemandRow(Row):
    """A demand of an enterprise. `matched_on` is the day of its first match, `resolved_on` that of the result that met it."""

    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    enterprise = parent("Enterprise")
    enterprise_id: UUID
    state = word(DemandState, default=DemandState.OPEN)
    source = word(DemandSource)
    function = word(ServiceFunction)
    content = column.TextField()
    day = column.DateField()
    quarter = QuarterField()
    matched_on = column.DateField(null=True)
    resolved_on = column.DateField(null=True)
    reason = column.TextField(null=True)
    recorded_at = column.DatetimeField()

    rules = (
        Check("content", "content <> ''"),
        Check("matched", "state NOT IN ('MATCHED', 'RESOLVED') OR matched_on IS NOT NULL"),
        Check("resolved", "state <> 'RESOLVED' OR resolved_on IS NOT NULL"),
        Check("days", "matched_on >= day AND resolved_on >= matched_on"),
        Check("reason", "(state IN ('UNMET', 'WITHDRAWN')) = (reason IS NOT NULL)"),
        Index(("platform", "quarter", "state")),
        Index(("platform", "day", "id")),
        Index(("day", "id")),
        Index(("recorded_at", "id")),
    )

    class Meta:
        table = "demand"


class MatchRow(Row):
    """One match of a demand; its result comes later, once. `provider` and its code are copied of the partner, where one is named."""

    demand = parent("Demand")
    demand_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    enterprise = parent("Enterprise")
    enterprise_id: UUID
    function = word(ServiceFunction)
    partner = parent("Partner", null=True)
    partner_id: UUID | None
    provider = column.CharField(max_length=200)
    provider_uscc = column.CharField(max_length=18, null=True)
    day = column.DateField()
    quarter = QuarterField()
    note = column.TextField(null=True)
    met = column.BooleanField(null=True)
    result = column.TextField(null=True)
    result_day = column.DateField(null=True)
    result_quarter = QuarterField(null=True)
    financing = column.BigIntField(null=True)
    withdrawn = column.BooleanField(default=False)
    recorded_at = column.DatetimeField()

    rules = (
        Follows("demand", ("platform", "enterprise", "function")),
        Follows("partner", ("platform",)),
        Check("partner", "partner_id IS NULL OR provider_uscc IS NOT NULL"),
        Unique(("demand",), where="met IS NULL"),
        Check("result", "num_nulls(met, result, result_day, result_quarter) IN (0, 4)"),
        Check("result_day", "result_day >= day"),
        Check(
            "financing", "financing IS NULL OR financing > 0 AND met IS NOT NULL AND function = 'FINANCING_SERVICES'"
        ),
        Index(("demand", "day", "id")),
        Index(("platform", "result_quarter")),
        Index(("day", "id")),
        Index(("recorded_at", "id")),
    )

    class Meta:
        table = "match"


@noun(
    DemandRow,
    order=("-day", "recorded_at"),
    filter=(
        "state",
        "source",
        "function",
        "quarter",
        "day",
        "matched_on",
        "resolved_on",
        "platform",
        "region",
        "enterprise",
    ),
)
class Demand(Node):
    """What an enterprise needs, as a platform collected it, and where it stands (Art. 7(3))."""

    platform: Platform = shown("The platform that collected it.")
    region: Region = shown("The region that answered for the platform on that day.")
    enterprise: Enterprise = shown("Who needs it.")
    state: DemandState = shown("Where it stands.")
    version: int = shown("Counts its changes; name it as `expectedVersion` when you change it.")
    source: DemandSource = shown("How it came to be known.")
    function: ServiceFunction = shown("Which of the eleven functions of service is needed (Art. 7(4)).")
    content: str = shown("What is needed.")
    day: date = shown("The day it was collected.")
    quarter: Quarter = shown("The quarter of that day: the one that counts it as collected.")
    matched_on: date | None = shown(
        "The day of its first match: the one whose quarter counts it as matched; null before."
    )
    resolved_on: date | None = shown("The day it was met: the one whose quarter counts it as resolved; null before.")
    reason: str | None = shown("Why it was given up or withdrawn; null otherwise.")
    recorded_at: datetime = shown("When it was entered.")
    matches: Connection[Annotated["Match", strawberry.lazy("schema.demands.demand")]] = many(
        "Whom it was matched with, one after the other, the last first."
    )
    allowed_actions: list[AllowedAction] = actions(demand_rules.LIFE, demand_rules.condition)


@noun(
    MatchRow,
    order=("-day", "recorded_at"),
    filter=(
        "demand",
        "function",
        "quarter",
        "day",
        "met",
        "result_quarter",
        "result_day",
        "financing",
        "withdrawn",
        "partner",
        "platform",
        "region",
        "enterprise",
    ),
)
class Match(Node):
    """That a demand was brought together with who may meet it, and what came of it (Art. 7(3))."""

    demand: Demand | None = shown("The demand; null where you may not read it.")
    platform: Platform = shown("The platform that brought them together.")
    region: Region = shown("The region that answered for the platform on that day.")
    enterprise: Enterprise = shown("Whose demand it is.")
    function: ServiceFunction = shown("Which of the eleven functions of service the demand is of.")
    partner: Partner | None = shown(
        "The platform's partner who may meet it; null where it is none, or you may not read it."
    )
    provider: str = shown("Who may meet it; a partner by the name it had when the match was recorded.")
    provider_uscc: str | None = shown("The provider's unified social credit code; null when not recorded.")
    provider_notes: list[str] = computed(provider_notes, ("provider_uscc",), UNUSUAL)
    day: date = shown("The day they were brought together.")
    quarter: Quarter = shown("The quarter of that day.")
    note: str | None = shown("How, or on what terms; null when not recorded.")
    met: bool | None = shown("Whether it met the demand; null while there is no result.")
    result: str | None = shown("What came of it; null while there is no result.")
    result_day: date | None = shown("The day of the result; null while there is none.")
    result_quarter: Quarter | None = shown(
        "The quarter of the result: the one that counts its money; null while there is none."
    )
    financing: Money | None = shown(
        "How much money it brought the enterprise; null where none, which is so of every function but financing."
    )
    withdrawn: bool = shown("Whether its demand was withdrawn as a mistake: then it counts nowhere.")
    recorded_at: datetime = shown("When it was entered.")

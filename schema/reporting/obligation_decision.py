"""What an office decided about a filing that is owed, and the outages of the reporting portal (Art. 14, 17(2), 19; the acts are ours)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from tortoise import fields as column

from domain.reporting import obligation_decision as rules
from domain.terms import Role
from domain.terms.reporting import DecisionState, ExcuseGround, FaultCause, ObligationDecisionKind, Outcome
from schema.noun.constraints import Check, Index, Unique
from schema.noun.noun import Record, Row, actions, noun, parent, shown, word
from schema.noun.vocabulary import AllowedAction, Node
from schema.registry.platform import Platform
from schema.registry.region import Region

if TYPE_CHECKING:
    from schema.reporting.obligation import Obligation


class ObligationDecisionRow(Row):
    """One decision about one obligation; only a correction still waits for another person."""

    obligation = parent("Obligation")
    obligation_id: UUID
    region = parent("Region")
    region_id: UUID
    platform = parent("Platform", null=True)
    platform_id: UUID | None
    kind: ObligationDecisionKind = word(ObligationDecisionKind)
    state: DecisionState = word(DecisionState, default=DecisionState.IN_FORCE)
    role: Role = word(Role)
    account = parent("Account", null=True)
    account_id: UUID | None
    decided_at = column.DatetimeField()
    reason = column.TextField()
    ground: ExcuseGround | None = word(ExcuseGround, null=True)
    cause: FaultCause | None = word(FaultCause, null=True)
    proof = column.TextField(null=True)
    day_before = column.DateField()
    day_after = column.DateField(null=True)
    outcome_before: Outcome = word(Outcome)
    outcome_after: Outcome | None = word(Outcome, null=True)
    confirmer = parent("Account", null=True)
    confirmer_id: UUID | None
    confirmed_at = column.DatetimeField(null=True)
    opinion = column.TextField(null=True)

    rules = (
        Unique(("obligation",), where="state = 'PROPOSED'"),
        Check("extension", "(kind = 'EXTENSION') = (day_after IS NOT NULL)"),
        Check("later", "day_after > day_before"),
        Check("excuse", "(kind = 'EXCUSE') = (ground IS NOT NULL)"),
        Check("correction", "(kind = 'CORRECTION') = (cause IS NOT NULL)"),
        Check("outcome", "(kind IN ('EXEMPTION', 'CORRECTION')) = (outcome_after IS NOT NULL)"),
        Check("proof", "kind NOT IN ('EXCUSE', 'CORRECTION') OR proof <> ''"),
        Check("second_word", "(kind = 'CORRECTION' AND state <> 'PROPOSED') = (confirmed_at IS NOT NULL)"),
        Check("four_eyes", "confirmer_id <> account_id"),
        Index(("decided_at", "id")),
        Index(("obligation", "decided_at", "id")),
        Index(("region", "decided_at", "id")),
    )

    class Meta:
        table = "obligation_decision"


class PortalOutageRow(Record):
    """An outage of the reporting portal, which never changes."""

    since = column.DatetimeField()
    until = column.DatetimeField()
    first_day = column.DateField()
    last_day = column.DateField()
    reason = column.TextField()
    proof = column.TextField()
    role: Role = word(Role)
    account = parent("Account", null=True)
    account_id: UUID | None
    recorded_at = column.DatetimeField()

    rules = (
        Check("period", "until > since AND last_day >= first_day"),
        Check("proof", "proof <> '' AND reason <> ''"),
        Index(("since", "id")),
    )

    class Meta:
        table = "portal_outage"


@noun(
    ObligationDecisionRow,
    order=("-decided_at", "decided_at"),
    filter=("kind", "state", "role", "obligation", "platform", "region"),
)
class ObligationDecision(Node):
    """What an office decided about a filing: a later day, an exemption, an excuse, a correction. Kept beside what it changed."""

    version: int = shown("Counts its changes; name it as `expectedVersion` when you decide on a correction.")
    obligation: Annotated["Obligation", strawberry.lazy("schema.reporting.obligation")] | None = shown(
        "The filing it is about; null where you may not read it."
    )
    region: Region = shown("The district or zone of the filing.")
    platform: Platform | None = shown("The platform of the filing; null for a consolidation.")
    kind: ObligationDecisionKind = shown("What was decided.")
    state: DecisionState = shown("Whether it takes effect.")
    role: Role = shown("Which office decided it.")
    decided_at: datetime = shown("When it was decided; of a correction, when it was proposed.")
    reason: str = shown("Why.")
    ground: ExcuseGround | None = shown("The ground of an excuse; null for the others.")
    cause: FaultCause | None = shown("Whose fault a correction puts right; null for the others.")
    proof: str | None = shown("How that is proven; null for an extension and an exemption.")
    day_before: date = shown("The filing's last day at that moment.")
    day_after: date | None = shown("The last day that an extension gave; null for the others.")
    outcome_before: Outcome = shown("What had become of the filing at that moment.")
    outcome_after: Outcome | None = shown(
        "What an exemption or a correction makes of it; null for the others, which change no outcome."
    )
    confirmed_at: datetime | None = shown(
        "When another person decided on a correction; null before, and for the others."
    )
    opinion: str | None = shown("What that person said; null before, and for the others.")
    allowed_actions: list[AllowedAction] = actions(
        rules.CORRECTION_LIFE, rules.correction_condition, needs=rules.CORRECTION_NEEDS
    )


@noun(PortalOutageRow, order=("-since",), filter=("first_day", "last_day"))
class PortalOutage(Node):
    """An outage of the reporting portal. What was due on one of its days by the norm or a notice was due on the next working day for all."""

    since: datetime = shown("When it began.")
    until: datetime = shown("When it was over.")
    first_day: date = shown("The first day that it took, whole or in part.")
    last_day: date = shown("The last day that it took, whole or in part.")
    reason: str = shown("What happened.")
    proof: str = shown("How that is proven.")
    role: Role = shown("Which office recorded it.")
    recorded_at: datetime = shown("When it was recorded.")

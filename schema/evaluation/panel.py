"""Experts with their employers, their seats on panels and their scores (Art. 17(3))."""

from datetime import date, datetime
from uuid import UUID

from tortoise import fields as column

from domain.evaluation import panel as panel_rules
from domain.registry.credit_code import code_notes
from domain.terms.evaluation import PanelSeatState
from schema.evaluation.evaluation import FROZEN, Evaluation
from schema.evaluation.scheme import Indicator
from schema.noun.constraints import Check, Follows, Index, Unique
from schema.noun.noun import Row, actions, computed, many, noun, parent, shown, sole_parent, word
from schema.noun.vocabulary import UNUSUAL, AllowedAction, Connection, Node, Score


class ExpertRow(Row):
    """A person who may be seated on panels."""

    personal = {"name": "组成评审组并核查回避（第十七条）"}

    account = sole_parent("Account")
    account_id: UUID
    name = column.CharField(max_length=60)
    field = column.CharField(max_length=120)
    registered_at = column.DatetimeField()
    retired_on = column.DateField(null=True)

    rules = (
        Index(("registered_at", "id")),
        Index(("name", "id")),
    )

    class Meta:
        table = "expert"


class ExpertEmployerRow(Row):
    """A legal entity an expert works or worked for, by its code; it need not be an entity of the registry."""

    expert = parent("Expert")
    expert_id: UUID
    account = parent("Account")
    account_id: UUID
    uscc = column.CharField(max_length=18)
    name = column.CharField(max_length=120)
    valid_from = column.DateField()
    valid_to = column.DateField(null=True)

    rules = (
        Follows("expert", ("account_id",)),
        Unique(("expert", "uscc", "valid_from")),
        Check("period", "valid_to IS NULL OR valid_to > valid_from"),
    )

    class Meta:
        table = "expert_employer"


class PanelMemberRow(Row):
    """An expert's seat on one evaluation's panel. `live` while the seat counts."""

    evaluation = parent("Evaluation")
    evaluation_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    expert = parent("Expert")
    expert_id: UUID
    account = parent("Account")
    account_id: UUID
    state: PanelSeatState = word(PanelSeatState, default=PanelSeatState.SCORING)
    live = column.BooleanField(default=True)
    assigned_at = column.DatetimeField()
    closed_at = column.DatetimeField(null=True)
    ended_at = column.DatetimeField(null=True)
    end_reason = column.TextField(null=True)
    points = column.IntField(null=True)

    governed_by = "evaluation.round.pack"
    rules = (
        Unique(("evaluation", "expert")),
        Follows("evaluation", FROZEN),
        Follows("expert", ("account_id",)),
        Check("live", "live = (state IN ('SCORING', 'CLOSED'))"),
        Check("ended", "live = (end_reason IS NULL)"),
        Check("closed", "state <> 'CLOSED' OR closed_at IS NOT NULL AND points IS NOT NULL"),
    )

    class Meta:
        table = "panel_member"


class ExpertScoreRow(Row):
    """One expert's score of one indicator, in hundredths."""

    member = parent("PanelMember")
    member_id: UUID
    evaluation = parent("Evaluation")
    evaluation_id: UUID
    platform = parent("Platform")
    platform_id: UUID
    region = parent("Region")
    region_id: UUID
    account = parent("Account")
    account_id: UUID
    indicator = parent("Indicator")
    indicator_id: UUID
    code = column.CharField(max_length=20)
    score = column.IntField()
    most = column.IntField()
    comment = column.TextField(null=True)
    saved_at = column.DatetimeField()

    rules = (
        Unique(("member", "indicator")),
        Follows("member", ("evaluation_id", "account_id")),
        Follows("evaluation", FROZEN),
        Follows("indicator", {"most": "weight"}),
        Check("score", "score >= 0 AND score <= most"),
    )

    class Meta:
        table = "expert_score"


@noun(ExpertRow, order=("registered_at", "name"), filter=("field", "retired_on"))
class Expert(Node):
    """A person who may be seated on panels. Seen by the bureau, oversight and the expert alone."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    name: str = shown("The person's name.")
    field: str = shown("The person's field of work.")
    registered_at: datetime = shown("When entered in the register.")
    retired_on: date | None = shown("From when the expert is no longer seated; null while active.")
    employers: Connection["ExpertEmployer"] = many(
        "Whom the expert works and worked for, dated: what conflicts are computed from."
    )
    seats: Connection["PanelMember"] = many("The expert's seats.")


@noun(ExpertEmployerRow, order=("-valid_from",), filter=("uscc",))
class ExpertEmployer(Node):
    """A legal entity an expert works or worked for."""

    version: int = shown("Counts the changes.")
    expert: Expert = shown("The expert.")
    uscc: str = shown("The employer's unified social credit code.")
    code_notes: list[str] = computed(code_notes, ("uscc",), UNUSUAL)
    name: str = shown("The employer's name.")
    valid_from: date = shown("First day.")
    valid_to: date | None = shown("First day it no longer holds; null while it does.")


@noun(PanelMemberRow, order=("assigned_at",), filter=("state", "live", "evaluation", "expert"))
class PanelMember(Node):
    """An expert's seat on the panel of one evaluation."""

    version: int = shown("Counts the changes; name it as `expectedVersion` in an update.")
    evaluation: Evaluation | None = shown("The evaluation; null for an expert once the seat has ended.")
    expert: Expert = shown("The expert.")
    state: PanelSeatState = shown("Where the seat stands.")
    live: bool = shown("Whether the seat counts.")
    assigned_at: datetime = shown("When assigned.")
    closed_at: datetime | None = shown("When the expert closed the scores; null before.")
    ended_at: datetime | None = shown("When the seat ended by recusal, replacement or voiding; null while live.")
    end_reason: str | None = shown("Why it ended; null while live.")
    scores: Connection["ExpertScore"] = many("The scores you may see: your own, and all once every expert has closed.")
    allowed_actions: list[AllowedAction] = actions(
        panel_rules.LIFE, panel_rules.condition, needs=("account_id", "evaluation.state")
    )


@noun(ExpertScoreRow, order=("code", "score"), filter=("code", "indicator", "member"))
class ExpertScore(Node):
    """One expert's score for one indicator. Hidden from everyone but its author until the whole panel has closed."""

    version: int = shown("Counts the changes.")
    member: PanelMember | None = shown("The seat it was given from; null where you may not see who scored.")
    indicator: Indicator = shown("The indicator.")
    code: str = shown("Its code.")
    score: Score = shown("The points given.")
    most: Score = shown("The most that could be given.")
    comment: str | None = shown("Why; null when nothing is noted.")
    saved_at: datetime = shown("When it was last saved.")

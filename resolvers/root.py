"""The schema: every root list, every verb, from what the floors below declare."""

from typing import Any, Final

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import FieldExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from domain.kernel.acts import Act
from domain.regulation.packs import PACKS
from resolvers.demands import complaints, demands, follow_ups
from resolvers.evaluation import decisions, evaluations, notices, panels, rounds, schemes
from resolvers.evaluation import falls_due as evaluation_falls_due
from resolvers.letters import letters, reminders
from resolvers.money import caps, fund_uses, payments, recoveries, subsidies, successions
from resolvers.network import partners, posts, support
from resolvers.people import accounts, clients, people, reveals, second_factors, sessions
from resolvers.people import falls_due as people_falls_due
from resolvers.rectification import deliveries, rectifications
from resolvers.registry import change_filings, entities, registry, titles
from resolvers.reporting import consolidations, obligations, reporting_norm, reports
from resolvers.reporting import falls_due as reporting_falls_due
from resolvers.services import activities, archives, disclosures, files
from resolvers.supervision import circulars, difficulties, inspections, tasks
from resolvers.targets import assessments, responsibility_letters, targets
from resolvers.time import city_clock, outages
from resolvers.time.falls_due import Fall
from resolvers.work.mutation import mutation_type, verbs_of
from resolvers.work.orm import prepare
from schema.demands.complaint import ComplaintStanding
from schema.evaluation.objection import ObjectionStanding
from schema.noun.grade import show_grades
from schema.noun.noun import NOUNS, Page
from schema.noun.vocabulary import SCALARS, Connection, Node, show_words
from schema.nouns import NOUN_FILES
from schema.roots import Clock, Figures, FiguresFilter, ShownRulePack, Viewer
from schema.services.enterprise import Enterprise

CONFIG: Final = StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS)

LISTS: Final = {
    "regions": "Region",
    "entities": "Entity",
    "platforms": "Platform",
    "enterprises": "Enterprise",
    "activities": "Activity",
    "files": "File",
    "activity_files": "ActivityFile",
    "evidence_flags": "EvidenceFlag",
    "reports": "Report",
    "consolidations": "Consolidation",
    "reviews": "Review",
    "obligations": "Obligation",
    "obligation_decisions": "ObligationDecision",
    "portal_outages": "PortalOutage",
    "rounds": "Round",
    "evaluations": "Evaluation",
    "notices": "Notice",
    "objections": "Objection",
    "claims": "Claim",
    "subsidies": "Subsidy",
    "recoveries": "Recovery",
    "cap_accounts": "CapAccount",
    "fund_uses": "FundUse",
    "fund_balances": "FundBalance",
    "money_watch": "MoneyWatch",
    "rectifications": "Rectification",
    "deliveries": "Delivery",
    "tasks": "Task",
    "assignments": "Assignment",
    "inspections": "Inspection",
    "difficulties": "Difficulty",
    "circulars": "Circular",
    "letters": "Letter",
    "schemes": "Scheme",
    "experts": "Expert",
    "accounts": "Account",
    "offices": "Office",
    "clients": "Client",
    "audits": "Audit",
    "reveals": "Reveal",
    "norms": "ReportingNorm",
    # demands, complaints, follow-ups (Art. 7, 11, 13)
    "demands": "Demand",
    "matches": "Match",
    "complaints": "Complaint",
    "follow_ups": "FollowUp",
    # disclosures, change filings
    "disclosures": "Disclosure",
    "disclosure_standings": "DisclosureStanding",
    "change_filings": "ChangeFiling",
    "filing_copies": "FilingCopy",
    "registry_changes": "RegistryChange",
    "unfiled_changes": "UnfiledChange",
    # the service network (Art. 3, 7-10)
    "partners": "Partner",
    "partner_functions": "PartnerFunction",
    "products": "Product",
    "posts": "Post",
    "channels": "Channel",
    "team_members": "TeamMember",
    "supports": "Support",
    "coverages": "Coverage",
    # targets, letters of responsibility, assessments
    "targets": "Target",
    "target_progress": "TargetProgress",
    "responsibility_letters": "ResponsibilityLetter",
    "assessments": "Assessment",
}
"""The root lists, and of what."""


VERBS: Final = verbs_of(
    # registry
    registry,
    entities,
    titles,
    change_filings,
    # people
    accounts,
    clients,
    reveals,
    people,
    second_factors,
    sessions,
    # time
    city_clock,
    outages,
    # services
    activities,
    archives,
    files,
    disclosures,
    # network
    partners,
    posts,
    support,
    # demands
    demands,
    complaints,
    follow_ups,
    # reporting
    reports,
    consolidations,
    obligations,
    reporting_norm,
    # evaluation
    schemes,
    rounds,
    evaluations,
    panels,
    decisions,
    notices,
    # money
    subsidies,
    payments,
    recoveries,
    caps,
    fund_uses,
    successions,
    # rectification
    rectifications,
    deliveries,
    # targets
    targets,
    responsibility_letters,
    assessments,
    # supervision
    tasks,
    inspections,
    difficulties,
    circulars,
    # letters
    letters,
)
"""Every mutation, from the files that define them."""

FALLS: Final = (
    Fall(Act.MAKE_OBLIGATIONS, reporting_falls_due.quarter_begins, reporting_falls_due.make_obligations),
    Fall(Act.FOLLOW_REGISTRY, reporting_falls_due.registry_changes, reporting_falls_due.follow_registry),
    Fall(Act.FOLLOW_REGISTRY, reporting_falls_due.somebody_is_back, reporting_falls_due.owe_again),
    Fall(Act.SETTLE_ROUTES, reporting_falls_due.routes_settle, reporting_falls_due.settle_routes),
    Fall(Act.RECORD_MISSING, reporting_falls_due.a_day_is_over, reporting_falls_due.record_missing),
    Fall(Act.HAND_OVER_DESK, reporting_falls_due.a_centre_ended, reporting_falls_due.hand_over_desk),
    Fall(Act.REMIND, reminders.a_rung_is_reached, reminders.remind),
    Fall(Act.FINALISE_EVALUATION, evaluation_falls_due.window_over, evaluation_falls_due.finalise),
    Fall(Act.CLOSE_ROUND, evaluation_falls_due.last_final, evaluation_falls_due.close_round),
    Fall(Act.TELL_CHECKPOINT, people_falls_due.a_day_began, people_falls_due.tell_checkpoint),
)
"""Everything that falls due; at the same moment in this order."""


class _Takes(FieldExtension):
    def __init__(self, name: str, of: Any, says: str) -> None:
        self.argument = StrawberryArgument(
            name,
            None,
            StrawberryAnnotation(of),
            description=says,
            **({} if of in (strawberry.ID, str) else {"default": strawberry.UNSET}),
        )

    def apply(self, field: StrawberryField) -> None:
        field.arguments.append(self.argument)


SINGLES: Final[dict[str, tuple[Any, ...]]] = {
    "viewer": (Viewer | None, "You, in the office this session acts in; null without a sign-in."),
    "clock": (Clock, "What time it is in the city."),
    "objection": (
        ObjectionStanding | None,
        "Where your objection stands; null where no objection has this receipt.",
        _Takes("receipt", str, "The code that `raiseObjection` answered with."),
    ),
    "complaint": (
        ComplaintStanding | None,
        "Where your complaint stands; null where no complaint has this receipt.",
        _Takes("receipt", str, "The code that `raiseComplaint` answered with."),
    ),
    "figures": (
        Figures,
        "The form's figures over any set of accepted reports that you may see.",
        _Takes("filter", FiguresFilter | None, "Of which reports; all you may see when left out."),
    ),
    "enterprise_by_code": (
        Enterprise | None,
        "The enterprise that has this credit code, whoever entered it, to be named in an act; null where none has it. Lists show one's own alone.",
        _Takes(
            "code",
            str,
            "Its whole unified social credit code; blanks, hyphens and full-width characters are put right.",
        ),
    ),
    "rule_pack": (ShownRulePack, "The regulation that is loaded, figure by figure."),
}
"""The roots that are no list."""


def query_type() -> type[Any]:
    """The Query type: the lists, `node`, and the roots without a table."""
    body: dict[str, Any] = {"__annotations__": {}}
    for name, noun in LISTS.items():
        summary = (NOUNS[noun].__doc__ or "").strip().split("\n")[0]
        body["__annotations__"][name] = Connection[NOUNS[noun]]
        body[name] = strawberry.field(description=f"Every {noun} you may see. {summary}", extensions=[Page()])
    body["__annotations__"]["node"] = Node | None
    body["node"] = strawberry.field(
        description="Any record by its global id; null where there is none or you may not see it.",
        extensions=[_Takes("id", strawberry.ID, "A global id.")],
    )
    for name, (of, says, *takes) in SINGLES.items():
        body["__annotations__"][name] = of
        body[name] = strawberry.field(description=says, extensions=takes)
    return strawberry.type(type("Query", (), body), description="Everything that can be read, within what you may see.")


def build() -> strawberry.Schema:
    """Bind every noun to the database's tables, and make the schema."""
    show_words()
    show_grades(PACKS)
    prepare(NOUN_FILES)
    return strawberry.Schema(query_type(), mutation_type(VERBS, NOUNS), types=list(NOUNS.values()), config=CONFIG)


schema = build()

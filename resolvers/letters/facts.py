"""A letter's facts of a record: short, in Chinese, read when the letter is addressed (ours).

No fact tells a person's name or contact, what an expert gave, or a grade that stands in no notice yet.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

from resolvers.letters import (
    facts_of_demands,
    facts_of_evaluation,
    facts_of_money,
    facts_of_network,
    facts_of_people,
    facts_of_rectification,
    facts_of_registry,
    facts_of_reporting,
    facts_of_services,
    facts_of_supervision,
    facts_of_targets,
)
from resolvers.letters.wording import Facts
from resolvers.work.unit_of_work import UnitOfWork

FactsOf = Callable[[UnitOfWork, UUID], Awaitable[Facts]]

FACTS_OF: Final[Mapping[str, FactsOf]] = {
    # registry
    "Platform": facts_of_registry.platform,
    "Title": facts_of_registry.title,
    "Succession": facts_of_registry.succession,
    "ChangeFiling": facts_of_registry.change_filing,
    "FilingCopy": facts_of_registry.copy,
    "RegistryChange": facts_of_registry.entered,
    # people
    "Office": facts_of_people.office,
    "AuditCheckpoint": facts_of_people.checkpoint,
    # services
    "EvidenceFlag": facts_of_services.flag,
    "FlaggedPlace": facts_of_services.flagged,
    # network
    "Support": facts_of_network.support,
    # demands
    "Complaint": facts_of_demands.complaint,
    # reporting
    "Report": facts_of_reporting.report,
    "Consolidation": facts_of_reporting.consolidation,
    "Obligation": facts_of_reporting.obligation,
    "ObligationDecision": facts_of_reporting.correction,
    "ReportingNorm": facts_of_reporting.norm,
    # evaluation
    "Round": facts_of_evaluation.round_,
    "Evaluation": facts_of_evaluation.evaluation,
    "DistrictSubmission": facts_of_evaluation.submission,
    "PanelMember": facts_of_evaluation.seat,
    "Notice": facts_of_evaluation.notice,
    "Objection": facts_of_evaluation.objection,
    # money
    "Subsidy": facts_of_money.subsidy,
    # rectification
    "Rectification": facts_of_rectification.rectified,
    "Delivery": facts_of_rectification.delivery,
    # targets
    "Target": facts_of_targets.target,
    "ResponsibilityLetter": facts_of_targets.responsibility,
    "Assessment": facts_of_targets.assessment,
    # supervision
    "Assignment": facts_of_supervision.assignment,
    "Inspection": facts_of_supervision.inspection,
    "Difficulty": facts_of_supervision.difficulty,
    "Circular": facts_of_supervision.circular,
}
"""What a letter says, by the noun of the record that the event is of."""


async def facts_of(work: UnitOfWork, noun: str, row_id: UUID) -> dict[str, str]:
    """The facts of a record are what its letter may say of it."""
    return dict(await FACTS_OF[noun](work, row_id))

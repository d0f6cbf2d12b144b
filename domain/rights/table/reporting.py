"""Rights of reports, consolidations and obligations (Art. 14)."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    AGENCY,
    BUREAU,
    CENTER,
    CITY,
    DEPARTMENT,
    DISTRICT,
    DISTRICT_CENTER,
    DISTRICT_DESKS,
    EVERY,
    OPERATOR,
    OWN,
    READ,
    SUPERVISORS,
    Grant,
    grant,
)
from domain.rights.scope import In, IsSet, Named, Via, Within
from domain.terms.registry import DayBasis
from domain.terms.reporting import ConsolidationState, ObligationKind, Outcome, ReportState

SENT: Final = IsSet("first_submitted_at")
FILED: Final = IsSet("report_id") | IsSet("consolidation_id")
QUARTERLY: Final = In("kind", (ObligationKind.REPORT, ObligationKind.CONSOLIDATION))
RULINGS: Final = (Act.EXEMPT_OBLIGATION, Act.EXTEND_OBLIGATION, Act.EXCUSE_OBLIGATION, Act.CORRECT_OUTCOME)
AUTHOR_ACTS: Final = (Act.START_CONSOLIDATION, Act.SAVE_CONSOLIDATION_DRAFT, Act.SUBMIT_CONSOLIDATION, Act.AMEND_CONSOLIDATION, Act.DISCARD_CONSOLIDATION_AMENDMENT)
ACCEPTED: Final = In("state", (ReportState.ACCEPTED,))
RECEIVED: Final = In("state", (ConsolidationState.RECEIVED,))
"""What a machine has of a filing: as it was accepted, and nothing of how it came to be or is being amended."""
SHARED_CONSOLIDATION: Final = Within("consolidations", "region_id") & Named("Consolidation", "accepted_version_id")
CAME_OUT: Final = In("outcome", tuple(outcome for outcome in Outcome if outcome is not Outcome.PENDING))

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(SUPERVISORS, READ, "Report Consolidation", SENT, "第十四条"),
    *grant(SUPERVISORS, READ, "ReportVersion ReportVersionActivity ReportVersionEnterprise", EVERY, "第十四条"),
    *grant(SUPERVISORS, READ, "ConsolidationVersion ConsolidationItem Obligation", EVERY, "第十四条"),
    *grant(SUPERVISORS, READ, "Review", FILED, "第十四条"),
    *grant(DISTRICT_DESKS, READ, "Report", DISTRICT & SENT, "第十四条"),
    *grant(DISTRICT_DESKS, READ, "ReportVersion ReportVersionActivity ReportVersionEnterprise", DISTRICT, "第十四条"),
    *grant(DEPARTMENT, READ, "Obligation", DISTRICT, "第十四条"),
    *grant(DISTRICT_CENTER, READ, "Obligation", DISTRICT & QUARTERLY, "第十四条"),
    *grant(DISTRICT_DESKS, READ, "Review", DISTRICT & FILED, "第十四条"),
    *grant(DISTRICT_DESKS, READ, "Consolidation", Within("region") & SENT, "第十四条"),
    *grant(DISTRICT_DESKS, READ, "ConsolidationVersion ConsolidationItem", Within("region"), "第十四条"),
    *grant(OPERATOR, READ, "Report ReportDraft ReportVersion ReportVersionActivity ReportVersionEnterprise Obligation", OWN, "第十四条（一）"),
    *grant(OPERATOR, READ, "Review", OWN & FILED, "第十四条（一）"),
    *grant(OPERATOR, (Act.START_REPORT, Act.SAVE_REPORT_DRAFT, Act.SUBMIT_REPORT), "Report", OWN, "第十四条（一）"),
    *grant(OPERATOR, (Act.RECALL_REPORT, Act.AMEND_REPORT, Act.DISCARD_REPORT_AMENDMENT), "Report", OWN, "第十四条（一）"),
    *grant(DISTRICT_DESKS, (Act.ACCEPT_REPORT, Act.ACCEPT_REPORTS, Act.RETURN_REPORT, Act.SEND_BACK_REPORT), "Report", Within("region") & SENT, "第十四条（一）"),
    *(
        each
        for author in DISTRICT_DESKS
        for each in (
            *grant(author, READ, "Consolidation ConsolidationDraft", Within("region") & In("author", (author,)), "第十四条"),
            *grant(author, AUTHOR_ACTS, "Consolidation", Within("region") & In("author", (author,)), "第十四条"),
        )
    ),
    *grant(DEPARTMENT, (Act.PASS_CONSOLIDATION, Act.RETURN_CONSOLIDATION), "Consolidation", Within("region") & SENT, "第十四条（一）"),
    *grant(CENTER, (Act.RECEIVE_CONSOLIDATION, Act.RETURN_CONSOLIDATION), "Consolidation", SENT, "第十四条"),
    # Whoever set the day decides about it; a day of the Measures is the municipal centre's to explain, and nobody's to move.
    *grant(CENTER, RULINGS, "Obligation", QUARTERLY, "第十四条"),
    *grant(BUREAU, RULINGS, "Obligation", In("basis", (DayBasis.NOTICE,)), "第十七条"),
    *grant(SUPERVISORS, READ, "ObligationDecision", EVERY, "第十四条"),
    *grant(DEPARTMENT, READ, "ObligationDecision", DISTRICT, "第十四条"),
    *grant(DISTRICT_CENTER, READ, "ObligationDecision", DISTRICT & Via("obligation", QUARTERLY), "第十四条"),
    *grant(OPERATOR, READ, "ObligationDecision", OWN, "第十四条（一）"),
    *grant(CENTER, Act.DECIDE_CORRECTION, "ObligationDecision", Via("obligation", QUARTERLY), "第十四条"),
    *grant(BUREAU, Act.DECIDE_CORRECTION, "ObligationDecision", EVERY, "第十四条"),
    *grant((*CITY, *DISTRICT_DESKS, OPERATOR), READ, "PortalOutage", EVERY, "第十四条"),
    *grant((BUREAU, CENTER), Act.RECORD_OUTAGE, "PortalOutage", EVERY, "第十四条"),
    # other agencies' machines
    *grant(AGENCY, READ, "Report", Within("reports", "region_id") & ACCEPTED, "第十四条"),
    *grant(AGENCY, READ, "ReportVersion", Within("reports", "region_id") & Named("Report", "accepted_version_id"), "第十四条"),
    *grant(AGENCY, READ, "Consolidation", Within("consolidations", "region_id") & RECEIVED, "第十四条"),
    *grant(AGENCY, READ, "ConsolidationVersion", SHARED_CONSOLIDATION, "第十四条"),
    *grant(AGENCY, READ, "ConsolidationItem", Via("consolidation_version", SHARED_CONSOLIDATION), "第十四条"),
    *grant(AGENCY, READ, "Obligation", Within("outcomes", "region_id") & QUARTERLY & CAME_OUT, "第十四条", hides="extension_reason exemption_reason"),
)

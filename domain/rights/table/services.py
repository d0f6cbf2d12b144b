"""Rights of the service ledger, its evidence and what is disclosed (Art. 7, 10, 11, 16)."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    ANYONE,
    BUREAU,
    CENTER,
    CITY,
    DISTRICT,
    DISTRICT_DESKS,
    EVERY,
    EXPERT,
    LOOK_UP,
    OPERATOR,
    OWN,
    READ,
    SUPERVISORS,
    Grant,
    grant,
)
from domain.rights.scope import In, Named, Via, Within
from domain.terms.services import DisclosureState

SERVICES: Final = "ActivityEnterprise Demand Match FollowUp"
"""What tells whose enterprise it is, beside who entered it."""
EITHER_DISTRICT: Final = DISTRICT | Within("region", "other_region_id") | Within("platform", "other_platform_id")
"""Desks of either place at which the same stands."""
EITHER_OWN: Final = OWN | Within("platform", "other_platform_id")
DISCLOSED: Final = In("state", (DisclosureState.PUBLISHED, DisclosureState.SUPERSEDED))

GRANTS: Final[tuple[Grant, ...]] = (
    # service ledger (Art. 7, 10, 11, 16)
    *grant(CITY, READ, "Enterprise Activity ActivityEnterprise", EVERY, "第十三条"),
    *grant((*DISTRICT_DESKS, OPERATOR, EXPERT), LOOK_UP, "Enterprise", EVERY, "第十一条", hides="employees revenue assets"),
    *(
        each
        for roles, theirs in ((DISTRICT_DESKS, DISTRICT), (OPERATOR, OWN))
        for service in SERVICES.split()
        for each in grant(roles, READ, "Enterprise", Named(service, "enterprise", theirs), "第十一条", hides="employees revenue assets")
    ),
    *grant(DISTRICT_DESKS, READ, "Enterprise Activity ActivityEnterprise", DISTRICT, "第五条"),
    *grant(OPERATOR, READ, "Enterprise Activity ActivityEnterprise", OWN, "第十一条"),
    *grant(OPERATOR, (Act.REGISTER_ENTERPRISE, Act.UPDATE_ENTERPRISE), "Enterprise", OWN, "第十一条"),
    *grant(CENTER, Act.UPDATE_ENTERPRISE, "Enterprise", EVERY, "第五条"),
    *grant(OPERATOR, Act.RECORD_ACTIVITY, "Activity", OWN, "第十一条"),
    *grant(OPERATOR, Act.RECORD_ACTIVITY, "Platform", Within("platform", "id"), "第十一条"),
    *grant(OPERATOR, (Act.REPLACE_ACTIVITY, Act.WITHDRAW_ACTIVITY), "Activity", OWN, "第十一条"),
    # evidence (Art. 11)
    *grant(SUPERVISORS, (READ, Act.OPEN_FILE, Act.READ_FILE), "File", EVERY, "第十一条"),
    *grant(DISTRICT_DESKS, (READ, Act.OPEN_FILE, Act.READ_FILE), "File", DISTRICT, "第十一条"),
    *grant(OPERATOR, (READ, Act.OPEN_FILE, Act.READ_FILE), "File", OWN, "第十一条"),
    *grant((BUREAU, CENTER), Act.UPLOAD_FILE, "File", EVERY, "第十一条"),
    *grant(DISTRICT_DESKS, Act.UPLOAD_FILE, "File", Within("region"), "第十一条"),
    *grant(OPERATOR, Act.UPLOAD_FILE, "File", OWN, "第十一条"),
    *grant(SUPERVISORS, READ, "ActivityFile EvidenceFlag FlaggedPlace", EVERY, "第十一条"),
    *grant(DISTRICT_DESKS, READ, "ActivityFile", DISTRICT, "第十一条"),
    *grant(DISTRICT_DESKS, READ, "EvidenceFlag", EITHER_DISTRICT, "第十一条"),
    *grant(DISTRICT_DESKS, READ, "FlaggedPlace", Via("flag", EITHER_DISTRICT), "第十一条"),
    *grant(OPERATOR, READ, "ActivityFile FlaggedPlace", OWN, "第十一条"),
    *grant(OPERATOR, (READ, Act.EXPLAIN_FLAG), "EvidenceFlag", EITHER_OWN, "第十一条"),
    *grant(OPERATOR, (Act.ATTACH_EVIDENCE, Act.WITHDRAW_EVIDENCE), "ActivityFile", OWN, "第十一条"),
    *grant(DISTRICT_DESKS, (Act.CLEAR_FLAG, Act.CONFIRM_FLAG), "EvidenceFlag", EITHER_DISTRICT, "第十一条"),
    *grant((BUREAU, CENTER), (Act.CLEAR_FLAG, Act.CONFIRM_FLAG), "EvidenceFlag", EVERY, "第十一条"),
)
DISCLOSURES: Final[tuple[Grant, ...]] = (
    *grant(ANYONE, READ, "Disclosure", DISCLOSED, "第十一条", hides="proof"),
    *grant(ANYONE, READ, "DisclosureStanding", EVERY, "第十一条"),
    *grant(SUPERVISORS, READ, "Disclosure", EVERY, "第十三条"),
    *grant(DISTRICT_DESKS, READ, "Disclosure", DISTRICT, "第五条"),
    *grant(OPERATOR, READ, "Disclosure", OWN, "第十一条"),
    *grant(OPERATOR, (Act.PUBLISH_DISCLOSURE, Act.WITHDRAW_DISCLOSURE), "Disclosure", OWN, "第十一条"),
    *grant(OPERATOR, Act.PUBLISH_DISCLOSURE, "Platform", Within("platform", "id"), "第十一条"),
)

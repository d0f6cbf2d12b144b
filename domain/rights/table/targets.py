"""Rights of targets, letters of responsibility and assessments (Art. 4, 12)."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    BUREAU,
    CENTER,
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
from domain.rights.scope import In, Via, Within
from domain.terms.targets import ResponsibilityState, TargetLevel

OFFERED: Final = In("state", (ResponsibilityState.OFFERED, ResponsibilityState.SIGNED, ResponsibilityState.AMENDED))
"""Letters of responsibility that went out; a draft is the municipal centre's."""
LETTER_ACTS: Final = (Act.DRAFT_RESPONSIBILITY_LETTER, Act.SAVE_RESPONSIBILITY_LETTER, Act.OFFER_RESPONSIBILITY_LETTER, Act.WITHDRAW_OFFER, Act.AMEND_RESPONSIBILITY_LETTER)

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(SUPERVISORS, READ, "Target TargetProgress ResponsibilityLetter Signature Assessment", EVERY, "第十二条"),
    *grant(SUPERVISORS, (Act.OPEN_FILE, Act.READ_FILE), "ResponsibilityLetter", EVERY, "第十二条"),
    *grant(DISTRICT_DESKS, READ, "Target TargetProgress Assessment", DISTRICT, "第十二条"),
    *grant(DISTRICT_DESKS, (READ, Act.OPEN_FILE, Act.READ_FILE), "ResponsibilityLetter", DISTRICT & OFFERED, "第十二条"),
    *grant(DISTRICT_DESKS, READ, "Signature", DISTRICT & Via("letter", OFFERED), "第十二条"),
    *grant(OPERATOR, READ, "Target TargetProgress Assessment", OWN, "第六条"),
    *grant(OPERATOR, (READ, Act.OPEN_FILE, Act.READ_FILE), "ResponsibilityLetter", OWN & OFFERED, "第十二条"),
    *grant(OPERATOR, READ, "Signature", OWN & Via("letter", OFFERED), "第十二条", hides="name"),
    *grant(BUREAU, (Act.SET_TARGET, Act.CHANGE_TARGET, Act.WITHDRAW_TARGET), "Target", In("level", (TargetLevel.DISTRICT,)), "第十二条"),
    *grant(DISTRICT_DESKS, (Act.SET_TARGET, Act.CHANGE_TARGET, Act.WITHDRAW_TARGET), "Target", Within("region") & In("level", (TargetLevel.PLATFORM,)), "第四条"),
    *grant(CENTER, LETTER_ACTS, "ResponsibilityLetter", EVERY, "第十二条"),
    *grant(DISTRICT_CENTER, Act.SIGN_RESPONSIBILITY_LETTER, "ResponsibilityLetter", Within("region") & OFFERED, "第十二条"),
    *grant(CENTER, Act.COUNTERSIGN_RESPONSIBILITY_LETTER, "ResponsibilityLetter", EVERY, "第十二条"),
    *grant(DEPARTMENT, Act.COUNTERSIGN_RESPONSIBILITY_LETTER, "ResponsibilityLetter", Within("region") & OFFERED, "第十二条"),
    *grant(DEPARTMENT, (Act.RECORD_ASSESSMENT, Act.WITHDRAW_ASSESSMENT), "Assessment", Within("region"), "第四条"),
)

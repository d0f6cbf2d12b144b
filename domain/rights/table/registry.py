"""Rights of the registry and of change filings (Art. 2, 5, 12, 14)."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    ANYONE,
    BUREAU,
    CENTER,
    DEPARTMENT,
    DISTRICT,
    DISTRICT_DESKS,
    EVERY,
    FINANCE,
    OPERATOR,
    OVERSIGHT,
    OWN,
    READ,
    SUPERVISORS,
    Grant,
    grant,
)
from domain.rights.scope import In, IsSet, Via, Within
from domain.terms.registry import FilingRecipient

SENT_ONCE: Final = IsSet("first_sent_at")
"""Change filings that went to anybody; until then they are the operator's own."""
COPIES: Final = {
    DEPARTMENT: Within("region") & In("recipient", (FilingRecipient.DEPARTMENT, FilingRecipient.NEW_DEPARTMENT)),
    CENTER: In("recipient", (FilingRecipient.MUNICIPAL_CENTER,)),
    BUREAU: In("recipient", (FilingRecipient.MUNICIPAL_BUREAU,)),
}
"""Which copies of a change filing each desk answers."""

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(ANYONE, READ, "Region PlatformRegion PlatformEntity Title Succession ReportingNorm CalendarDay", EVERY, "第二条"),
    *grant(ANYONE, READ, "Platform", EVERY, "第二条", hides="contact_name contact_phone"),
    *grant((BUREAU, CENTER), READ, "Platform", EVERY, "第五条"),
    *grant((FINANCE, OVERSIGHT), READ, "Platform", EVERY, "第五条", masks="contact_name contact_phone"),
    *grant(BUREAU, READ, "Entity", EVERY, "第五条"),
    *grant((FINANCE, CENTER, OVERSIGHT), READ, "Entity", EVERY, "第五条", masks="legal_representative"),
    *grant(DISTRICT_DESKS, READ, "Platform", Within("region"), "第五条"),
    *grant(OPERATOR, READ, "Platform", Within("platform", "id"), "第六条"),
    *grant(ANYONE, READ, "Entity", EVERY, "第二条", hides="legal_representative"),
    *grant(OPERATOR, READ, "Entity", Within("entity", "id"), "第六条"),
    *grant(BUREAU, (Act.REGISTER_ENTITY, Act.UPDATE_ENTITY), "Entity", EVERY, "第二条"),
    *grant(BUREAU, (Act.FOUND_CENTER, Act.REGISTER_PLATFORM, Act.ABOLISH_PLATFORM, Act.UPDATE_PLATFORM), "Platform", EVERY, "第二条"),
    *grant(BUREAU, (Act.MOVE_PLATFORM, Act.CHANGE_HOLDER, Act.CHANGE_OPERATOR), "Platform", EVERY, "第十二条"),
    *grant(OPERATOR, Act.UPDATE_PLATFORM, "Platform", Within("platform", "id"), "第六条"),
    *grant(BUREAU, Act.RECOGNISE_TITLE, "Platform Title", EVERY, "第二条"),
    *grant(BUREAU, Act.END_TITLE, "Title", EVERY, "第二条"),
    *grant(BUREAU, Act.RECORD_SUCCESSION, "Platform Succession", EVERY, "第十二条"),
    *grant(CENTER, Act.SET_REPORTING_NORM, "ReportingNorm", EVERY, "第十四条"),
)
CHANGE_FILINGS: Final[tuple[Grant, ...]] = (
    *grant(SUPERVISORS, READ, "ChangeFiling", SENT_ONCE, "第十二条"),
    *grant(SUPERVISORS, READ, "FilingCopy", Via("filing", SENT_ONCE), "第十二条"),
    *grant(SUPERVISORS, READ, "RegistryChange UnfiledChange", EVERY, "第十二条"),
    *grant(FINANCE, READ, "RegistryChange UnfiledChange", EVERY, "第十八条", hides="before after"),
    *grant(DEPARTMENT, READ, "ChangeFiling", DISTRICT & SENT_ONCE, "第十二条"),
    *grant(DEPARTMENT, READ, "FilingCopy", DISTRICT & Via("filing", SENT_ONCE), "第十二条"),
    *grant(DEPARTMENT, READ, "RegistryChange UnfiledChange", DISTRICT, "第十二条"),
    *grant(OPERATOR, READ, "ChangeFiling FilingCopy RegistryChange UnfiledChange", OWN, "第十二条"),
    *grant(OPERATOR, (Act.FILE_CHANGE, Act.WITHDRAW_FILING), "ChangeFiling", OWN, "第十二条"),
    *grant(OPERATOR, Act.FILE_CHANGE, "Platform", Within("platform", "id"), "第十二条"),
    *grant(OPERATOR, (Act.SEND_FILING_COPY, Act.COMPLETE_FILING_COPY), "FilingCopy", OWN, "第十二条"),
    *(
        each
        for desk, copies in COPIES.items()
        for each in grant(desk, (Act.ACKNOWLEDGE_FILING_COPY, Act.RETURN_FILING_COPY), "FilingCopy", copies, "第十二条")
    ),
)

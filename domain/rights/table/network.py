"""Rights of the service network (Art. 3, 7 to 10)."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    ADMINISTRATORS,
    AGENCY,
    ANYONE,
    BUREAU,
    CENTER,
    CITY,
    DEPARTMENT,
    DISTRICT,
    DISTRICT_CENTER,
    DISTRICT_DESKS,
    EVERY,
    EXPERT,
    OPERATOR,
    OVERSIGHT,
    OWN,
    READ,
    Grant,
    grant,
)
from domain.rights.scope import In, Via, Within
from domain.terms import Role
from domain.terms.network import DatedState, EntryState

LASTED: Final = In("state", (DatedState.CURRENT, DatedState.ENDED))
"""What was so, once or still; what was entered by mistake is for those who keep the records."""

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(ANYONE, READ, "Partner", LASTED, "第三条", hides="contact_name contact_phone reason"),
    *grant(ANYONE, READ, "Product Channel", LASTED, "第三条", hides="reason"),
    *grant((EXPERT, *ADMINISTRATORS, AGENCY, Role.PUBLIC), READ, "PartnerFunction", Via("partner", LASTED), "第三条"),
    *grant(DISTRICT_DESKS, READ, "PartnerFunction", Via("partner", LASTED | DISTRICT), "第五条"),
    *grant(OPERATOR, READ, "PartnerFunction", Via("partner", LASTED | OWN), "第六条"),
    *grant(ANYONE, READ, "Post", In("state", (EntryState.RECORDED,)), "第七条（二）"),
    *grant(CITY, READ, "Partner", EVERY, "第五条", masks="contact_name contact_phone"),
    *grant(CITY, READ, "PartnerFunction Product Post Channel Support Coverage", EVERY, "第五条"),
    *grant((BUREAU, CENTER), READ, "TeamMember", EVERY, "第五条"),
    *grant(OVERSIGHT, READ, "TeamMember", EVERY, "第五条", masks="name"),
    *grant(DISTRICT_DESKS, READ, "Partner", DISTRICT, "第五条", masks="contact_name contact_phone"),
    *grant(DISTRICT_DESKS, READ, "Product Post Channel TeamMember Support Coverage", DISTRICT, "第五条"),
    *grant(OPERATOR, READ, "Partner Product Post Channel TeamMember Support Coverage", OWN, "第六条"),
    *grant(OPERATOR, (Act.RECORD_PARTNER, Act.END_PARTNER), "Partner", OWN, "第七条（四）"),
    *grant(OPERATOR, (Act.RECORD_PRODUCT, Act.END_PRODUCT), "Product", OWN, "第十条"),
    *grant(OPERATOR, (Act.RECORD_POST, Act.WITHDRAW_POST), "Post", OWN, "第七条（二）"),
    *grant(OPERATOR, (Act.RECORD_TEAM_MEMBER, Act.END_TEAM_MEMBER), "TeamMember", OWN, "第九条"),
    *grant(OPERATOR, (Act.RECORD_CHANNEL, Act.END_CHANNEL), "Channel", OWN, "第九条"),
    *grant(BUREAU, (Act.RECORD_SUPPORT, Act.WITHDRAW_SUPPORT), "Support", In("giver", (BUREAU,)), "第八条"),
    *(
        each
        for giver, article in ((DEPARTMENT, "第八条"), (DISTRICT_CENTER, "第五条"))
        for each in grant(giver, (Act.RECORD_SUPPORT, Act.WITHDRAW_SUPPORT), "Support", Within("region") & In("giver", (giver,)), article)
    ),
)

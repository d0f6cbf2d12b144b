"""Rights of rectifications and their deliveries (Art. 19)."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    BUREAU,
    CENTER,
    DEPARTMENT,
    DISTRICT,
    DISTRICT_CENTER,
    EVERY,
    FINANCE,
    OPERATOR,
    OVERSIGHT,
    OWN,
    READ,
    Grant,
    grant,
)
from domain.rights.scope import IsSet, Via
from domain.rights.table.reporting import QUARTERLY

GRANTS: Final[tuple[Grant, ...]] = (
    *grant((BUREAU, CENTER, OVERSIGHT), READ, "Rectification", EVERY, "第十九条"),
    *grant((BUREAU, CENTER), READ, "Delivery", EVERY, "第十九条"),
    *grant(OVERSIGHT, READ, "Delivery", EVERY, "第十九条", masks="to_whom"),
    *grant(DEPARTMENT, READ, "Rectification Delivery", DISTRICT, "第十九条"),
    *grant(DISTRICT_CENTER, READ, "Delivery", DISTRICT & Via("obligation", QUARTERLY), "第十四条"),
    *grant(OPERATOR, READ, "Rectification Delivery", OWN, "第十九条"),
    *grant(BUREAU, (Act.ISSUE_RECTIFICATION, Act.RECORD_DELIVERY, Act.EXTEND_RECTIFICATION), "Rectification", EVERY, "第十九条"),
    *grant(BUREAU, (Act.RECHECK_RECTIFICATION, Act.RECORD_REFUSAL, Act.NOTIFY_REVOCATION, Act.STATE_ON_REVOCATION, Act.CLOSE_RECTIFICATION, Act.ANNUL_RECTIFICATION), "Rectification", EVERY, "第十九条"),
    *grant(OPERATOR, (Act.REPORT_RECTIFICATION, Act.STATE_ON_REVOCATION), "Rectification", OWN, "第十九条"),
    *grant(FINANCE, READ, "Delivery", IsSet("recovery_id"), "第十三条"),
    *grant(BUREAU, Act.RECORD_REMINDER, "Delivery", EVERY, "第十七条"),
    *grant(CENTER, Act.RECORD_REMINDER, "Delivery", IsSet("obligation_id"), "第十四条"),
)

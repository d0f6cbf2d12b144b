"""Rights of accounts, offices, sessions and the audit."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    ADMINISTRATORS,
    AGENCY,
    AUDIT,
    BUREAU,
    DISTRICT_DESKS,
    EVERY,
    OVERSIGHT,
    PEOPLE,
    READ,
    SECURITY,
    SIGNED_IN,
    SYSTEM,
    Grant,
    grant,
)
from domain.rights.scope import Mine, Via, Within

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(SYSTEM, READ, "Account", EVERY, ""),
    *grant(SECURITY, READ, "Account", EVERY, "", masks="phone email"),
    *grant((SYSTEM, SECURITY), READ, "Office", EVERY, ""),
    *grant((BUREAU, AUDIT), READ, "Account", EVERY, "", hides="phone email"),
    *grant((BUREAU, AUDIT), READ, "Office", EVERY, ""),
    *grant(OVERSIGHT, READ, "Account", EVERY, "第十三条", hides="phone email"),
    *grant(OVERSIGHT, READ, "Office", EVERY, "第十三条"),
    *grant(SIGNED_IN, READ, "Account", Mine("id"), "第四条"),
    *grant(PEOPLE, READ, "Office", Mine(), "第四条"),
    *grant(PEOPLE, READ, "Session", Mine(), ""),
    *grant(SYSTEM, READ, "Session", EVERY, ""),
    *grant(DISTRICT_DESKS, READ, "Office", Within("region"), "第四条"),
    *grant(SYSTEM, (Act.CREATE_ACCOUNT, Act.CREATE_ACCOUNTS, Act.UPDATE_ACCOUNT, Act.RESET_PASSWORD, Act.UNLOCK_ACCOUNT, Act.DISABLE_ACCOUNT, Act.ENABLE_ACCOUNT, Act.REVOKE_SESSIONS), "Account", EVERY, ""),
    *grant(SYSTEM, Act.CREATE_ACCOUNTS, "Office", EVERY, ""),
    *grant(SECURITY, (Act.APPOINT_OFFICE, Act.END_OFFICE), "Office", EVERY, ""),
    *grant((SYSTEM, SECURITY), (Act.CONFIRM_OFFICE, Act.CONFIRM_OFFICES), "Office", EVERY, ""),
    *grant(PEOPLE, Act.CHANGE_PASSWORD, "Account", Mine("id"), "第四条"),
    *grant(PEOPLE, (Act.ENROL_SECOND_FACTOR, Act.CONFIRM_SECOND_FACTOR), "Account", Mine("id"), ""),
    *grant(SECURITY, Act.RESET_SECOND_FACTOR, "Account", EVERY, ""),
    # other agencies' machines
    *grant(ADMINISTRATORS, READ, "Client ClientScope ClientToken", EVERY, ""),
    *grant(AGENCY, READ, "Client", Mine(), ""),
    *grant(AGENCY, READ, "ClientScope ClientToken", Via("client", Mine()), ""),
    *grant(SYSTEM, (Act.CREATE_CLIENT, Act.UPDATE_CLIENT, Act.ROTATE_CLIENT_TOKEN), "Client", EVERY, ""),
    *grant(SECURITY, Act.CONFIRM_CLIENT, "Client", EVERY, ""),
    *grant((SYSTEM, SECURITY), Act.REVOKE_CLIENT, "Client", EVERY, ""),
    *grant((BUREAU, OVERSIGHT, AUDIT), READ, "Audit", EVERY, "第十三条"),
    # A chain is verified by all that it was made of, what the API hides of a record among it.
    *grant(AUDIT, Act.EXPORT_AUDIT, "Audit", EVERY, ""),
    # who looked at whose personal data
    *grant((OVERSIGHT, AUDIT), READ, "Reveal", EVERY, ""),
    *grant(PEOPLE, READ, "Reveal", Mine(), ""),
)

"""Rights of letters."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import BUREAU, EVERY, PEOPLE, READ, Grant, grant
from domain.rights.scope import Mine

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(PEOPLE, READ, "Letter", Mine(), ""),
    *grant(BUREAU, READ, "Letter", EVERY, "", hides="subject text html", masks="address"),
    *grant(BUREAU, Act.RESEND_LETTER, "Letter", EVERY, "第四条"),
    *grant(PEOPLE, Act.CHOOSE_LETTERS, "Account", Mine("id"), "第四条"),
)

"""Rights of letters."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import BUREAU, EVERY, READ, SIGNED_IN, Grant, grant
from domain.rights.scope import Mine

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(SIGNED_IN, READ, "Letter", Mine(), ""),
    *grant(BUREAU, READ, "Letter", EVERY, "", hides="subject text html"),
    *grant(BUREAU, Act.RESEND_LETTER, "Letter", EVERY, "第四条"),
    *grant(SIGNED_IN, Act.CHOOSE_LETTERS, "Account", Mine("id"), "第四条"),
)

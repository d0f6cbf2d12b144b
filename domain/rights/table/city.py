"""Rights at the door: the city's clock, and who is signed in."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import BUREAU, EVERY, READ, SIGNED_IN, Grant, grant
from domain.rights.scope import Mine

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(BUREAU, Act.ADVANCE_CLOCK, "CityClock", EVERY, ""),
    *grant(SIGNED_IN, READ, "Viewer", Mine("id"), ""),
)

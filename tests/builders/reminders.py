"""What reminders were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.mail import letters
from resolvers.letters.recipients import Style

if TYPE_CHECKING:
    from uuid import UUID

    from tests.resolvers.acting import Acting


async def rungs(city: Acting, obligation: UUID) -> list[tuple[str, int]]:
    """What was told of a filing as its reminders, in order."""
    found = await city.fetch(
        "select event, rung from outbox where rung is not null and row_id = $1 order by at", obligation
    )
    return [(each["event"], each["rung"]) for each in found]


MAILED: Final = Style(letters.written, letters.digest, mailed=True, domain="dianchi.invalid")

"""The verb that opens a file: a link good for a short time, for whoever asked alone (Art. 11)."""

from datetime import datetime, timedelta
from typing import Any, Final

import strawberry

from domain.acts import Act
from domain.violations import Code, Violation
from resolvers.mutation import Door, given, mutation
from schema.file import FileRow

LASTS: Final = timedelta(minutes=5)


@strawberry.input(description="A file to open.")
class OpenFileInput:
    file: strawberry.ID = given("Which.")


@mutation(
    Act.OPEN_FILE,
    None,
    extras={
        "url": (str, "Where its bytes are had by GET, for five minutes; null when refused."),
        "expires_at": (datetime, "Until when; null when refused."),
    },
    direct=True,
)
async def open_file(door: Door, input: OpenFileInput) -> dict[str, Any]:
    """Get a link to a file's bytes. It is good for this session alone and ends with it; asking and each reading are audited."""
    if door.session is None:
        raise Violation(Code.NOT_SIGNED_IN)
    async with door.work(Act.OPEN_FILE) as work:
        file = await work.find(FileRow, input.file, ("file",))
        work.permit("File", {"platform_id": file.platform_id, "region_id": file.region_id})
        await work.note("File", file.id)
        until = work.database_now + LASTS
    return {"url": door.link(file.id, door.session, until), "expires_at": until}

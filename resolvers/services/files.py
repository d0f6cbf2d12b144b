"""The verb that opens a file or a letter of responsibility: a link good for a short time, for whoever asked alone (Art. 11, 12)."""

from datetime import datetime, timedelta
from typing import Any, Final

import strawberry

from domain.kernel.acts import Act
from domain.kernel.violations import Code, Violation
from resolvers.plan.pages import split_id
from resolvers.work.mutation import Door, given, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.vocabulary import global_text
from schema.services.file import FileRow
from schema.targets.responsibility_letter import ResponsibilityLetterRow

LASTS: Final = timedelta(minutes=5)
LETTER: Final = "ResponsibilityLetter"


@strawberry.input(description="A file to open.")
class OpenFileInput:
    file: strawberry.ID = given("Which: a file, or a letter of responsibility, which comes as a PDF.")


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
    """Get a link to a file's bytes, or to a letter of responsibility as a PDF in Chinese. It is good for this session alone and ends with it; asking and each reading are audited."""
    if door.session is None:
        raise Violation(Code.NOT_SIGNED_IN)
    async with door.work(Act.OPEN_FILE) as work:
        found = await opened(work, input.file, ("file",))
        until = work.database_now + LASTS
    return {"url": door.link(id_of(found), door.session, until), "expires_at": until}


async def opened(work: UnitOfWork, id: str, path: tuple[str, ...] = ("id",)) -> FileRow | ResponsibilityLetterRow:
    """A file, or a letter of responsibility, that the actor may open or read; that it was is audited."""
    row = ResponsibilityLetterRow if split_id(id).startswith(f"{LETTER}:") else FileRow
    found = await work.find(row, id, path)
    facts = {"platform_id": found.platform_id, "region_id": found.region_id}
    work.permit(noun_of(found), facts if isinstance(found, FileRow) else {**facts, "state": found.state})
    await work.note(noun_of(found), found.id)
    return found


def noun_of(found: FileRow | ResponsibilityLetterRow) -> str:
    """What it is."""
    return "File" if isinstance(found, FileRow) else LETTER


def id_of(found: FileRow | ResponsibilityLetterRow) -> str:
    """The global id by which a link names it."""
    return global_text(noun_of(found), found.id)

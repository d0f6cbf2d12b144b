"""Files are entered once their bytes are kept; files and letters of responsibility are opened by a link good for a short time, for whoever asked alone (Art. 11, 12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.violations import Code, Violation
from domain.people.people import own_password_first
from domain.people.second_factor import factor_first
from domain.services.picture_hash import Print
from resolvers.plan.pages import noun_of as named_by
from resolvers.targets.letter_paper import Paper, paper_of
from resolvers.work.call import Caller, Verb
from resolvers.work.mutation import Door, argument, mutation
from resolvers.work.tries import tried
from resolvers.work.unit_of_work import UnitOfWork, working
from schema.noun.vocabulary import global_text
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from schema.services.file import File, FileRow
from schema.targets.responsibility_letter import ResponsibilityLetterRow

LASTS: Final = timedelta(minutes=5)
LETTER: Final = "ResponsibilityLetter"


@dataclass(frozen=True)
class UploadFileInput:
    """A file in the store, of a kind known by content, and the platform or region that its sender names."""

    name: str
    size: int
    sha256: str
    media_type: str
    seen: Print | None
    platform: str | None
    region: str | None
    idempotency_key: str | None


async def upload_file(work: UnitOfWork, input: UploadFileInput) -> New:
    """Enter a file of a platform, else of a region."""
    seen = input.seen
    values = {
        **await anchors_of(work, input),
        "uploaded_by_id": work.actor.account,
        "name": input.name,
        "media_type": input.media_type,
        "size": input.size,
        "sha256": input.sha256,
        "short_print": seen and seen.short,
        "long_print": seen and f"{seen.long:064x}",
        "uploaded_at": work.now,
    }
    return work.create(New("File", values))


async def anchors_of(work: UnitOfWork, input: UploadFileInput) -> dict[str, object]:
    """The platform that a file is of, with its region; the region alone where no platform is named."""
    if input.platform:
        platform = await work.find(PlatformRow, input.platform, ("platform",))
        return {"platform_id": platform.id, "region_id": platform.region_id}
    if input.region:
        return {"platform_id": None, "region_id": (await work.find(RegionRow, input.region, ("region",))).id}
    raise Violation(Code.REQUIRED, path=("platform",), facts={"field": "平台"})


UPLOAD_FILE: Final = Verb.of(Act.UPLOAD_FILE, File, upload_file)
"""A verb like others that is no mutation: its bytes come by `POST /files`."""


@strawberry.input(description="A file to open.")
class OpenFileInput:
    file: strawberry.ID = argument("Which: a file, or a letter of responsibility, which comes as a PDF.")


@mutation(
    Act.OPEN_FILE,
    None,
    extras={
        "url": (str, "Where its bytes are had by GET with this session's token, for five minutes; null when refused."),
        "expires_at": (datetime, "Until when; null when refused."),
    },
    direct=True,
)
async def open_file(door: Door, input: OpenFileInput) -> dict[str, Any]:
    """Get a link to a file's bytes, or to a letter of responsibility as a PDF in Chinese. It is good for this session alone, whose token goes with the request, and ends with it; asking and each reading are audited."""
    if door.session is None:
        raise Violation(Code.NOT_SIGNED_IN)
    async with door.work(Act.OPEN_FILE) as work:
        document = await opened(work, input.file, ("file",))
        until = work.database_now + LASTS
    return {"url": door.link(id_of(document), door.session, until), "expires_at": until}


async def read_file(caller: Caller, id: str) -> FileRow | Paper:
    """The file, or the words of the letter of responsibility, that a link is to; that it was read is audited."""
    own_password_first(Act.READ_FILE, caller.actor)
    factor_first(Act.READ_FILE, caller.actor)

    async def read() -> FileRow | Paper:
        async with working(caller.write, caller.city, caller.actor, Act.READ_FILE) as work:
            document = await opened(work, id)
            return document if isinstance(document, FileRow) else await paper_of(work, document)

    return await tried(read)


async def opened(work: UnitOfWork, id: str, path: tuple[str, ...] = ("id",)) -> FileRow | ResponsibilityLetterRow:
    """A file, or a letter of responsibility, that the actor may open or read; that it was is audited."""
    row = ResponsibilityLetterRow if named_by(id) == LETTER else FileRow
    document = await work.find(row, id, path)
    facts = {"platform_id": document.platform_id, "region_id": document.region_id}
    work.permit(noun_of(document), facts if isinstance(document, FileRow) else {**facts, "state": document.state})
    await work.note(noun_of(document), document.id)
    return document


def noun_of(row: FileRow | ResponsibilityLetterRow) -> str:
    """A file or letter belongs to a noun."""
    return "File" if isinstance(row, FileRow) else LETTER


def id_of(row: FileRow | ResponsibilityLetterRow) -> str:
    """The global id by which a link names a file or letter."""
    return global_text(noun_of(row), row.id)

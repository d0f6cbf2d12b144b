"""The verbs of titles (Art. 2, 15, 19)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import a_text, maybe_text
from domain.registry import titles
from domain.registry.registry import Period, PlatformFacts
from domain.registry.titles import Recognition, TitleFacts
from domain.terms import Level
from domain.terms.registry import TitleEnd
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.registry.title import Title, TitleRow


@strawberry.input(description="A title of a platform or base.")
class RecogniseTitleInput(Create):
    platform: strawberry.ID = argument("What was recognised.")
    level: Level = argument("Who recognised it.")
    certificate: str = argument("Number of the certificate or recognising document.")
    recognised_by: str = argument("The authority's name.")
    valid_from: date = argument("The first day it runs; not in the future.")
    valid_to: date | None = argument("The first day it no longer runs; left out where it has no term.", default=None)


@strawberry.input(description="A title that ends before its term.")
class EndTitleInput(Update):
    reason: TitleEnd = argument(
        "Why; CORRECTED means it never ran. Not REVOKED and not PLATFORM_ABOLISHED: other acts record those."
    )
    day: date = argument("The first day it no longer runs; not in the future. Without effect for CORRECTED.")
    document: str | None = argument("Number of the document that ended it.", default=None)
    note: str | None = argument("Anything to be noted.", default=None)


@mutation(Act.RECOGNISE_TITLE, Title)
async def recognise_title(work: UnitOfWork, input: RecogniseTitleInput) -> New:
    """Record the recognition of a platform or base (Art. 2); two titles of one level never overlap."""
    platform = await work.find(PlatformRow, input.platform, ("platform",), lock=True)
    rows = await work.rows_of(TitleRow, platform_id=platform.id, level=input.level)
    certificate = a_text(input.certificate, "certificate", "证书编号", 100)
    recognised_by = a_text(input.recognised_by, "recognised_by", "认定机关", 100)
    new = Recognition(input.level, certificate, recognised_by, input.valid_from, input.valid_to)
    others = [Period(row.valid_from, row.valid_to) for row in rows]
    return work.create(titles.recognise(platform.facts(PlatformFacts), others, new, today=work.today))


@mutation(Act.END_TITLE, Title)
async def end_title(work: UnitOfWork, input: EndTitleInput) -> TitleRow:
    """Record that a title ends before its term, and why. Revoking after a failed rectification is that record's own act (Art. 19)."""
    title = await work.get(TitleRow, input)
    document, note = maybe_text(input.document, "document", "文号", 100), maybe_text(input.note, "note", "备注", 2000)
    work.apply(
        title,
        titles.end_by_itself(
            title.facts(TitleFacts), input.reason, input.day, today=work.today, document=document, note=note
        ),
    )
    return title

"""The verbs of titles, successions and the reporting norm (Art. 2, 12, 14, 19)."""

from datetime import date
from uuid import UUID

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.typed_text import a_text, maybe_text
from domain.registry import registry, titles
from domain.registry.registry import Period, PlatformFacts
from domain.registry.registry_change import Entered
from domain.registry.titles import Recognition, TitleFacts
from domain.reporting import reporting_norm as reporting_norm_rules
from domain.reporting.reporting_norm import Norm
from domain.terms import Level
from domain.terms.filing import ChangeKind
from domain.terms.registry import PlatformState, SuccessionKind, TitleEnd
from resolvers.money.cap_accounts import CapAccounts
from resolvers.registry.registry_changes import named, note
from resolvers.work.mutation import Create, Update, given, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.vocabulary import Quarter
from schema.registry.platform import PlatformRow
from schema.registry.title import Succession, SuccessionRow, Title, TitleRow
from schema.time.calendar import ReportingNorm, ReportingNormRow


@strawberry.input(description="A title of a platform or base.")
class RecogniseTitleInput(Create):
    platform: strawberry.ID = given("What was recognised.")
    level: Level = given("Who recognised it.")
    certificate: str = given("Number of the certificate or recognising document.")
    recognised_by: str = given("The authority's name.")
    valid_from: date = given("The first day it runs; not in the future.")
    valid_to: date | None = given("The first day it no longer runs; left out where it has no term.", default=None)


@strawberry.input(description="A title that ends before its term.")
class EndTitleInput(Update):
    reason: TitleEnd = given(
        "Why; CORRECTED means it never ran. Not REVOKED and not PLATFORM_ABOLISHED: other acts record those."
    )
    day: date = given("The first day it no longer runs; not in the future. Without effect for CORRECTED.")
    document: str | None = given("Number of the document that ended it.", default=None)
    note: str | None = given("Anything to be noted.", default=None)


@strawberry.input(description="One platform follows another.")
class RecordSuccessionInput(Create):
    predecessor: strawberry.ID = given("The one that is followed.")
    successor: strawberry.ID = given("The one that follows, of the same kind.")
    kind: SuccessionKind = given("By merger or by split.")
    day: date = given("From which day; not in the future.")
    document: str = given("Number of the document it rests on.")
    note: str | None = given("Anything to be noted.", default=None)
    filing: strawberry.ID | None = given("The change filing of either that this is the effect of.", default=None)


@strawberry.input(description="The days and the form of quarterly filings.")
class SetReportingNormInput(Create):
    from_quarter: Quarter = given("The first quarter it governs; it must not have begun.")
    report_day: int = given("Day of the quarter's last month by which platforms report.", default=15)
    consolidation_day: int = given(
        "Day of the quarter's last month by which districts hand in their consolidation.", default=25
    )
    form_version: int = given("Version of the form to be filled in.", default=1)
    document: str | None = given("Number of the document that sets it.", default=None)
    ladder: list[int] | None = given(
        "When is reminded of what is due: working days after its day, negative before it; left out, as the rule pack has it.",
        default=None,
    )
    hold_unfiled_holder: bool = given(
        "Whether nothing is paid for a platform whose change of holder should have been filed and was not (ours).",
        default=False,
    )


@mutation(Act.RECOGNISE_TITLE, Title)
async def recognise_title(work: UnitOfWork, input: RecogniseTitleInput) -> New:
    """Record the recognition of a platform or base (Art. 2); two titles of one level never overlap."""
    platform = await work.find(PlatformRow, input.platform, ("platform",), lock=True)
    rows = await work.rows(TitleRow).filter(platform_id=platform.id, level=input.level)
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


@mutation(Act.RECORD_SUCCESSION, Succession)
async def record_succession(work: UnitOfWork, input: RecordSuccessionInput) -> New:
    """Record which platform follows which; what both have received is then counted together (Art. 18)."""
    before = await work.find(PlatformRow, input.predecessor, ("predecessor",), lock=True)
    after = await work.find(PlatformRow, input.successor, ("successor",), lock=True)
    told = {
        "document": a_text(input.document, "document", "文号", 100),
        "note": maybe_text(input.note, "note", "备注", 2000),
    }
    facts = before.facts(PlatformFacts), after.facts(PlatformFacts)
    followers = await _followers(work, after.id)
    change = registry.succeed(*facts, input.kind, input.day, told, followers=followers, today=work.today)
    await CapAccounts(work).carry(before.id, after.id, before.kind, input.document)
    await note_succession(work, before, after, input)
    return work.create(change)


async def note_succession(
    work: UnitOfWork, before: PlatformRow, after: PlatformRow, input: RecordSuccessionInput
) -> None:
    """Note for each of the two that is in being that it was restructured, which it has to file."""
    by = await named(work, input.filing)
    entered = Entered(ChangeKind.RESTRUCTURING, input.day, before.name, after.name, input.document)
    for each in (before, after):
        if each.state is PlatformState.OPERATING:
            await note(
                work, each, entered, by if by and by.platform_id != (after if each is before else before).id else None
            )


async def _followers(work: UnitOfWork, platform: UUID) -> set[UUID]:
    """All that followed a platform, each locked before it is asked who followed it: no circle closes meanwhile."""
    found, pending = set[UUID](), {platform}
    while pending:
        await work.rows(PlatformRow).filter(id__in=list(pending)).order_by("id").select_for_update()
        onward = await work.rows(SuccessionRow).filter(predecessor_id__in=list(pending))
        pending = {one.successor_id for one in onward} - found
        found |= pending
    return found


@mutation(Act.SET_REPORTING_NORM, ReportingNorm)
async def set_reporting_norm(work: UnitOfWork, input: SetReportingNormInput) -> New:
    """Set the days and the form of quarterly filings from a quarter on that has not begun (Art. 14)."""
    latest = await work.rows(ReportingNormRow).order_by("-valid_from").select_for_update().first()
    ladder = work.pack.ladder.value if input.ladder is None else input.ladder
    days = input.report_day, input.consolidation_day
    new = Norm(*days, input.form_version, input.document, ladder, input.hold_unfiled_holder)
    change = reporting_norm_rules.set_norm(
        new, input.from_quarter, latest and latest.valid_from, work.packs, today=work.today
    )
    if latest is not None:
        work.apply(latest, Change({"valid_to": input.from_quarter.first_day}))
    return work.create(change)

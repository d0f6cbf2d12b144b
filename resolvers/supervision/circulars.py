"""The verbs of circulars on a quarter (Art. 5)."""

from uuid import UUID

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.supervision import circular as circular_rules
from domain.supervision.circular import CircularFacts, CircularText, CityQuarter, Figures, QuarterlyReturn, Taken
from domain.terms.reporting import ObligationKind
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import Above, other_than
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.vocabulary import Quarter
from schema.registry.region import RegionRow
from schema.reporting.consolidation import ConsolidationItemRow, ConsolidationRow
from schema.reporting.obligation import ObligationRow
from schema.reporting.report import ReportRow, ReportVersionEnterpriseRow, ReportVersionRow
from schema.supervision.circular import Circular, CircularRow

QUARTERLY = (ObligationKind.REPORT, ObligationKind.CONSOLIDATION)


@strawberry.input(description="A circular to begin.")
class DraftCircularInput(Create):
    quarter: Quarter = argument("The quarter it is about; one circular each, until it is archived.")
    title: str = argument("Its title.")
    text: str | None = argument("What it says; proposed from the figures when left out.", default=None)


@strawberry.input(description="A circular to write anew.")
class SaveCircularInput(Update):
    title: str = argument("Its title.")
    text: str | None = argument("What it says; proposed anew from the figures when left out.", default=None)


@strawberry.input(description="A circular to publish.")
class PublishCircularInput(Update):
    number: str = argument("Its document number.")


@strawberry.input(description="A circular to file away.")
class ArchiveCircularInput(Update):
    reason: str = argument("Why.")


@mutation(Act.DRAFT_CIRCULAR, Circular)
async def draft_circular(work: UnitOfWork, input: DraftCircularInput) -> New:
    """Begin a circular on a quarter with the figures as they stand (Art. 5)."""
    figures = await figures_of(work, input.quarter)
    return work.create(circular_rules.draft(input.quarter, CircularText(input.title, input.text), figures, at=work.now))


@mutation(Act.SAVE_CIRCULAR, Circular)
async def save_circular(work: UnitOfWork, input: SaveCircularInput) -> CircularRow:
    """Write a circular anew, with the figures as they stand."""
    row = await work.get(CircularRow, input)
    figures = await figures_of(work, Quarter(row.quarter))
    work.apply(row, circular_rules.save(row.facts(CircularFacts), CircularText(input.title, input.text), figures))
    return row


@mutation(Act.PUBLISH_CIRCULAR, Circular)
async def publish_circular(work: UnitOfWork, input: PublishCircularInput) -> CircularRow:
    """Publish a circular for everybody to read (Art. 5); refused where the records changed since it was saved."""
    row = await work.get(CircularRow, input)
    figures = await figures_of(work, Quarter(row.quarter))
    work.apply(row, circular_rules.publish(row.facts(CircularFacts), input.number, figures, at=work.now))
    return row


@mutation(Act.ARCHIVE_CIRCULAR, Circular)
async def archive_circular(work: UnitOfWork, input: ArchiveCircularInput) -> CircularRow:
    """File a published circular away; another may be written on its quarter."""
    row = await work.get(CircularRow, input)
    work.apply(row, circular_rules.archive(row.facts(CircularFacts), input.reason, at=work.now))
    return row


async def figures_of(work: UnitOfWork, quarter: Quarter) -> Figures:
    """A quarter's figures are counted from the records."""
    regions = await work.rows_of(RegionRow).ordered("sort_key")
    filings = await work.rows_of(ObligationRow, quarter=quarter, kind=QUARTERLY).as_facts(QuarterlyReturn)
    ids = await _in_force(work, quarter)
    taken = await work.rows_of(ReportVersionRow, id=ids).as_facts(Taken)
    served = await work.rows_of(ReportVersionEnterpriseRow, report_version_id=ids, visits=Above(0))
    pairs = [(each.report_version_id, each.enterprise_id) for each in served]
    return circular_rules.figures(CityQuarter({each.id: each.name for each in regions}, filings, taken, pairs))


async def _in_force(work: UnitOfWork, quarter: Quarter) -> list[UUID]:
    """The reports that received consolidations took in; of districts without one, those accepted."""
    received = work.rows_of(ConsolidationRow, quarter=quarter, accepted_version_id=other_than(None))
    by_region = {each.region_id: each.accepted_version_id for each in await received}
    items = work.rows_of(ConsolidationItemRow, consolidation_version_id=by_region.values())
    inside = [each.report_version_id for each in await items if each.report_version_id is not None]
    accepted = await work.rows_of(ReportRow, quarter=quarter, accepted_version_id=other_than(None))
    loose = [
        each.accepted_version_id for each in accepted if each.region_id not in by_region and each.accepted_version_id
    ]
    return [*inside, *loose]

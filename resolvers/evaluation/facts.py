"""The facts that rules of the yearly round need beyond their row, read in one place for its verbs."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from domain.evaluation.panel import Employment, EvaluatedParty, ExpertFacts, Seat
from domain.evaluation.result import Latest, NoticeTerms
from domain.evaluation.round import UNDECIDED, Candidate, cut_offs_of
from domain.evaluation.scheme import lines_of
from domain.evaluation.scoring import ScoredLine
from domain.kernel.units import Hundredths
from domain.network.partner import Dated, serves
from domain.registry.registry import Lifetime, Period
from domain.regulation.rulepack import RulePack
from domain.terms import Kind, Role
from domain.terms.evaluation import Interest, Veto
from domain.terms.registry import Bearing
from resolvers.work.rows import AtMost, other_than
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.panel import ExpertEmployerRow, ExpertRow, PanelMemberRow
from schema.evaluation.result import ResultRow
from schema.evaluation.round import RoundRow
from schema.network.partner import PartnerRow
from schema.people.account import OfficeRow
from schema.registry.entity import EntityRow
from schema.registry.platform import PlatformEntityRow, PlatformRegionRow, PlatformRow
from schema.registry.title import TitleRow


async def round_of(work: UnitOfWork, evaluation: EvaluationRow) -> tuple[RoundRow, tuple[ScoredLine, ...]]:
    """The round of an evaluation, and the lines of its kind from the round's copy."""
    round_ = await work.rows_of(RoundRow, id=evaluation.round_id).one()
    return round_, lines_of(round_.scheme_snapshot or (), evaluation.kind)


def terms_of(work: UnitOfWork, row: RoundRow) -> NoticeTerms:
    """A round's terms are those of its notice, with the pack of its call."""
    pack = work.pack_of(row.pack_snapshot)
    vetoes = tuple(Veto(each) for each in row.vetoes)
    return NoticeTerms(pack, cut_offs_of(row.cut_offs, pack), vetoes, Hundredths(row.bonus_most))


async def locked(work: UnitOfWork, evaluation_id: UUID) -> EvaluationRow:
    """An evaluation that an act on another noun changes too."""
    return await work.rows_of(EvaluationRow, id=evaluation_id).lock().one()


async def undecided(work: UnitOfWork, round_id: UUID, but: Collection[UUID] = ()) -> int:
    """How many evaluations of a round have no decision; lock the round first."""
    return await work.rows_of(EvaluationRow, round_id=round_id, state=UNDECIDED, id=other_than([*but])).count()


async def latest_result(work: UnitOfWork, evaluation: EvaluationRow) -> Latest:
    """The latest result of an evaluation that has one; lock the evaluation first."""
    return (await work.rows_of(ResultRow, id=evaluation.latest_result_id).one()).facts(Latest)


# subjects


async def candidates(work: UnitOfWork, platforms: Sequence[PlatformRow], pack: RulePack) -> list[Candidate]:
    """Platforms as the registry knows them, with their dated regions, holders and titles of the evaluated level."""
    ids = [platform.id for platform in platforms]
    titles = await work.rows_of(TitleRow, platform_id=ids, level=pack.evaluated_level.value)
    regions = await work.rows_of(PlatformRegionRow, platform_id=ids)
    holders = await work.rows_of(PlatformEntityRow, platform_id=ids, bearing=Bearing.HOLDER)
    periods: dict[UUID, tuple[list[Period], list[Period], list[Period]]] = {id: ([], [], []) for id in ids}
    for title in titles:
        periods[title.platform_id][0].append(Period(title.valid_from, title.valid_to))
    for region in regions:
        periods[region.platform_id][1].append(Period(region.valid_from, region.valid_to, region.region_id))
    for holder in holders:
        periods[holder.platform_id][2].append(Period(holder.valid_from, holder.valid_to, holder.entity_id))
    return [Candidate(row.id, row.name, row.facts(Lifetime), *map(tuple, periods[row.id])) for row in platforms]


async def of_kinds(work: UnitOfWork, kinds: Collection[Kind], pack: RulePack) -> list[Candidate]:
    """Every platform of some kinds, past ones too."""
    return await candidates(work, await work.rows_of(PlatformRow, kind=kinds).ordered("id"), pack)


# panels


async def seats_of(work: UnitOfWork, evaluation_id: UUID) -> list[Seat]:
    """Every seat of a panel; lock the evaluation first."""
    return [
        row.facts(Seat)
        for row in await work.rows_of(PanelMemberRow, evaluation_id=evaluation_id).ordered("assigned_at", "id")
    ]


async def parties(work: UnitOfWork, evaluation: EvaluationRow, subject_day: date) -> list[EvaluatedParty]:
    """The evaluated parties held, ran or served the platform on the subject day, or do so today."""
    platform = await work.rows_of(PlatformRow, id=evaluation.platform_id).one()
    then = await work.rows_of(PlatformEntityRow, platform_id=platform.id, valid_from=AtMost(subject_day))
    ids = {
        evaluation.holder_id,
        platform.holder_id,
        *(row.entity_id for row in then if row.valid_to is None or row.valid_to > subject_day),
    }
    if platform.operator_id is not None:
        ids.add(platform.operator_id)
    entities = await work.rows_of(EntityRow, id=ids).ordered("uscc")
    partners = await work.rows_of(PartnerRow, platform_id=platform.id).ordered("uscc", "id")
    return [
        *(EvaluatedParty(entity.uscc, entity.name) for entity in entities),
        *(
            EvaluatedParty(row.uscc, row.name, Interest.PARTNER)
            for row in partners
            if serves(row.facts(Dated), subject_day)
        ),
    ]


async def experts(work: UnitOfWork, ids: Iterable[UUID]) -> list[ExpertFacts]:
    """Experts with every identity: employers, and entities for which their accounts hold or held offices. In the order of `ids`."""
    wanted = list(ids)
    rows = {row.id: row for row in await work.rows_of(ExpertRow, id=wanted)}
    known: dict[UUID, list[Employment]] = {row.account_id: [] for row in rows.values()}
    for each in await work.rows_of(ExpertEmployerRow, expert_id=wanted):
        known[each.account_id].append(each.facts(Employment))
    offices = [
        (office.account_id, office.entity_id, office)
        for office in await work.rows_of(OfficeRow, account_id=known, role=Role.OPERATOR)
    ]
    codes = {row.id: row.uscc for row in await work.rows_of(EntityRow, id=[entity for _, entity, _ in offices])}
    for account, entity, office in offices:
        if entity is not None:
            known[account].append(Employment(codes[entity], office.valid_from, office.valid_to))
    return [rows[expert].facts(ExpertFacts, employments=tuple(known[rows[expert].account_id])) for expert in wanted]

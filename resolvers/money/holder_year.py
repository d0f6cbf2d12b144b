"""Everything the money of one holder and graded year rests on, read and locked in one order (Art. 18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.money import cap as cap_rules
from domain.money import subsidy as subsidy_rules
from domain.money.award import FinalGrade, TitleEnding, YearEvaluations, subsidy_for, title_revoked
from domain.money.claim_record import Borne, ClaimRecord, PublishedGrade
from domain.money.subsidy import DONE, UNPAID, Calculation, ClaimAnchors, SubsidyFacts
from domain.registry.registry import Lifetime, Period, evaluated, runs
from domain.terms.evaluation import EvaluationState
from domain.terms.money import SubsidyState
from resolvers.money.cap_accounts import CapAccounts
from resolvers.work.rows import other_than
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.notice import NoticeRow
from schema.evaluation.result import ResultRow
from schema.evaluation.round import RoundRow
from schema.money.subsidy import ClaimRow, SubsidyRow
from schema.registry.platform import PlatformRow
from schema.registry.title import TitleRow

CHANGED = "评价结果生效后应补金额有变，原核算作废"


@dataclass
class HolderYear:
    """One holder's graded year. `chosen` tells which evaluation each live subsidy rests on, `rounds` the round each evaluation was called in."""

    work: UnitOfWork
    holder_id: UUID
    graded_year: int
    rows: Sequence[SubsidyRow]
    evaluations: Sequence[EvaluationRow]
    chosen: Mapping[UUID, UUID]
    titles: Mapping[UUID, Sequence[TitleRow]]
    rounds: Mapping[UUID, RoundRow]
    accounts: CapAccounts

    @property
    def counts(self) -> YearEvaluations:
        """The year's evaluations are counted, and the open ones."""
        states = [_after(self.work, one, "state") for one in self.evaluations]
        still_open = sum(state is not EvaluationState.FINAL for state in states)
        return YearEvaluations(self.graded_year, len(self.evaluations), still_open)

    def revoked(self, platform: UUID) -> bool:
        """Whether a platform's municipal title was revoked since the year's subject day."""
        [round_] = {one.round_id for one in self.evaluations if one.platform_id == platform}
        titles = [row.facts(TitleEnding) for row in self._titles(platform, self.rounds[round_])]
        return title_revoked(titles, self.rounds[round_].subject_day)

    def _titles(self, platform: UUID, round_: RoundRow) -> Sequence[TitleRow]:
        """A platform's titles of the level that its round evaluates."""
        level = self.work.pack_of(round_.pack_snapshot).evaluated_level.value
        return [row for row in self.titles.get(platform, ()) if row.level is level]

    def untitled_on(self, platform: PlatformRow, round_: RoundRow) -> date | None:
        """A round's subject day, where the platform then was no centre in operation and had no municipal title."""
        periods = [Period(row.valid_from, row.valid_to) for row in self._titles(platform.id, round_)]
        day = round_.subject_day
        return None if evaluated(platform.facts(Lifetime), periods, day) else day

    async def calculation(self, apart_from: UUID | None = None, *, explained: bool = False) -> Calculation:
        """The year's calculation of now; `apart_from` leaves out one subsidy and its share of the caps, `explained` reads what the steps tell."""
        every = [row.facts(SubsidyFacts) for row in self.rows]
        live = [one for one in every if one.id != apart_from]
        award = subsidy_for(await self._claims(every, await self._records(every) if explained else {}))
        places = {one.id: ClaimAnchors(one.platform_id, one.region_id) for one in self.evaluations}
        last = (
            await self.work.rows_of(ClaimRow, holder_id=self.holder_id, graded_year=self.graded_year)
            .ordered("-n")
            .first()
        )
        return Calculation(
            self.holder_id, self.graded_year, last.n + 1 if last else 1, self.counts, award, places, live, self.chosen
        )

    async def _claims(self, live: Sequence[SubsidyFacts], records: Mapping[UUID, ClaimRecord]) -> Sequence[FinalGrade]:
        entries = await self.accounts.entries([one.id for one in live])
        own = dict(cap_rules.own_burden(entries, {one.id: one.kept for one in live}))
        paid = {self.chosen[one.id] for one in live if one.state is SubsidyState.PAID}
        platforms = {
            row.id: row
            for row in await self.work.rows_of(PlatformRow, id=[one.platform_id for one in self.evaluations])
        }
        packs = {id: self.work.pack_of(row.pack_snapshot) for id, row in self.rounds.items()}
        return [
            FinalGrade(
                one.id,
                platforms[one.platform_id].name,
                one.kind,
                packs[one.round_id].own(one.grade or packs[one.round_id].lowest),
                self.accounts.left(one.platform_id, packs[one.round_id].cap(one.kind), own),
                packs[one.round_id],
                title_revoked=one.id not in paid and self.revoked(one.platform_id),
                untitled_on=self.untitled_on(platforms[one.platform_id], self.rounds[one.round_id]),
                record=records.get(one.id),
            )
            for one in self.evaluations
        ]

    async def _records(self, live: Sequence[SubsidyFacts]) -> Mapping[UUID, ClaimRecord]:
        """What stands behind each evaluation's claim: its notice and result, its title of the subject day, its cap."""
        read = self.work.rows_of
        notices = {
            row.id: row
            for row in await read(NoticeRow, id={one.notice_id for one in self.evaluations if one.notice_id})
        }
        results = {
            row.id: row.n
            for row in await read(
                ResultRow, id={one.published_result_id for one in self.evaluations if one.published_result_id}
            )
        }
        return {
            one.id: ClaimRecord(
                self.graded_year,
                _published(
                    notices.get(one.notice_id) if one.notice_id else None,
                    results.get(one.published_result_id) if one.published_result_id else None,
                ),
                self._borne(one),
                await self.accounts.counted(one.platform_id, [each.id for each in live]),
            )
            for one in self.evaluations
        }

    def _borne(self, evaluation: EvaluationRow) -> Borne | None:
        """The evaluated title that a platform bore on the round's subject day."""
        round_ = self.rounds[evaluation.round_id]
        titles = self._titles(evaluation.platform_id, round_)
        return next(
            (row.facts(Borne) for row in titles if runs(row.valid_from, row.valid_to, round_.subject_day)), None
        )


def _published(notice: NoticeRow | None, result: int | None) -> PublishedGrade | None:
    return notice and notice.facts(PublishedGrade, result=result)


async def holder_year(
    work: UnitOfWork, holder_id: UUID, graded_year: int, accounts: CapAccounts | None = None
) -> HolderYear:
    """Lock a holder's subsidies, evaluations and cap accounts of a year, always in this order. An act on several years shares its accounts."""
    year = {"holder_id": holder_id, "graded_year": graded_year}
    every = await work.rows_of(SubsidyRow, **year, state=other_than(SubsidyState.CANCELLED)).ordered("id").lock()
    rows = [row for row in every if row.state not in DONE or row.facts(SubsidyFacts).forfeited]
    known = work.rows_of(EvaluationRow, **year, state=other_than(EvaluationState.WITHDRAWN))
    locked = await known.ordered("id").lock()
    evaluations = [one for one in locked if _after(work, one, "state") is not EvaluationState.WITHDRAWN]
    accounts = accounts or CapAccounts(work)
    await accounts.lock([one.platform_id for one in evaluations])
    chosen, titles = await _chosen(work, rows), await _titles(work, evaluations)
    rounds = {row.id: row for row in await work.rows_of(RoundRow, id={one.round_id for one in evaluations})}
    return HolderYear(work, holder_id, graded_year, rows, evaluations, chosen, titles, rounds, accounts)


async def _chosen(work: UnitOfWork, rows: Sequence[SubsidyRow]) -> Mapping[UUID, UUID]:
    claims = await work.rows_of(ClaimRow, id=[row.claim_id for row in rows])
    rests_on = {claim.id: claim.evaluation_id for claim in claims}
    return {row.id: rests_on[row.claim_id] for row in rows if row.claim_id is not None}


async def _titles(work: UnitOfWork, evaluations: Sequence[EvaluationRow]) -> Mapping[UUID, Sequence[TitleRow]]:
    titles: dict[UUID, list[TitleRow]] = {}
    for row in await work.rows_of(TitleRow, platform_id=[one.platform_id for one in evaluations]):
        titles.setdefault(row.platform_id, []).append(row)
    return titles


async def hold_money(work: UnitOfWork, evaluation: EvaluationRow, accounts: CapAccounts | None = None) -> None:
    """Hold the live subsidies of an evaluation's year, or let them go on."""
    await hold_year(work, evaluation.holder_id, evaluation.graded_year, accounts)


async def hold_year(
    work: UnitOfWork, holder_id: UUID, graded_year: int, accounts: CapAccounts | None = None, *, called: bool = False
) -> None:
    """Hold a holder's live subsidies of a year, or let them go on, by the states its evaluations have after this act; `called` are new ones.

    Once all are final, what is not paid and rests on a grade that no longer stands is cancelled.
    """
    live = work.rows_of(SubsidyRow, holder_id=holder_id, graded_year=graded_year, state=other_than(DONE))
    if not await live.exists():
        return
    year = await holder_year(work, holder_id, graded_year, accounts)
    on = called or year.counts.open > 0
    for one in year.rows:
        if _after(work, one, "on_hold") is not on:
            work.apply(one, subsidy_rules.hold(on=on))
    if not on:
        await _cancel_stale(year)


async def _cancel_stale(year: HolderYear) -> None:
    """Cancel the stale unpaid subsidies; the caps get back their amounts."""
    for row in year.rows:
        facts = row.facts(SubsidyFacts)
        if row.state in UNPAID and subsidy_rules.stale(facts, await year.calculation(apart_from=row.id)):
            year.work.apply(row, subsidy_rules.cancel(facts, year.work.actor, CHANGED, at=year.work.now))
            await year.accounts.stop_counting(row.id, facts.amount, CHANGED)


def _after(work: UnitOfWork, row: EvaluationRow | SubsidyRow, column: str) -> object:
    """A column's value after the changes applied so far."""
    _, pending = work.changed.get(row.id, (row, {}))
    return pending.get(column, getattr(row, column))

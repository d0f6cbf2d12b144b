"""The cap accounts of one act, loaded with their successors and locked in one order (Art. 18)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from domain.calendar import day_of
from domain.kernel.change import Change, Increment, New
from domain.kernel.units import Fen
from domain.money import cap as cap_rules
from domain.money.cap import CapFacts, EntryFacts
from domain.money.claim_record import CapEntryLine
from domain.regulation.rulepack import RulePack
from domain.terms import Kind
from domain.terms.money import CapEntryKind
from resolvers.work.rows import Rows
from resolvers.work.unit_of_work import UnitOfWork
from schema.money.cap import CapAccountRow, CapEntryRow
from schema.money.subsidy import SubsidyRow
from schema.registry.title import SuccessionRow


@dataclass
class CapAccounts:
    """The accounts of some platforms, by platform; a platform that was never awarded anything has none yet."""

    work: UnitOfWork
    rows: dict[UUID, CapAccountRow] = field(default_factory=dict[UUID, CapAccountRow])
    facts: dict[UUID, CapFacts] = field(default_factory=dict[UUID, CapFacts])
    heirs: dict[UUID, set[UUID]] = field(default_factory=dict[UUID, set[UUID]])

    async def lock(self, platforms: Iterable[UUID]) -> None:
        """Lock the accounts of platforms and of all that followed them."""
        pending = set(platforms)
        reached = set(pending)
        while pending:
            followed = await self.work.rows_of(SuccessionRow, predecessor_id=pending)
            for one in followed:
                self.heirs.setdefault(one.predecessor_id, set()).add(one.successor_id)
            pending = {one.successor_id for one in followed} - reached
            reached |= pending
        await self._load(self.work.rows_of(CapAccountRow, platform_id=reached))

    async def _load(self, rows: Rows[CapAccountRow]) -> None:
        for row in await rows.ordered("id").lock():
            if row.platform_id not in self.rows:
                self.rows[row.platform_id], self.facts[row.platform_id] = row, row.facts(CapFacts)

    def bearing(self, platform: UUID) -> set[UUID]:
        """A platform and all that followed it."""
        reached, pending = set[UUID](), {platform}
        while pending:
            reached |= pending
            pending = {heir for one in pending for heir in self.heirs.get(one, ())} - reached
        return reached

    async def entries(self, subsidies: Iterable[UUID]) -> list[EntryFacts]:
        """The awards of some subsidies, and every transfer onward."""
        awards = await self.work.rows_of(CapEntryRow, subsidy_id=[*subsidies], kind=CapEntryKind.AWARD)
        rows, pending = list(awards), {one.account_id for one in awards}
        seen = set(pending)
        while pending:
            onward = await self.work.rows_of(CapEntryRow, source_id=pending)
            rows += onward
            pending = {one.account_id for one in onward} - seen
            seen |= pending
        return [one.facts(EntryFacts) for one in rows]

    def left(self, platform: UUID, cap: Fen | None, own: dict[UUID, int]) -> Fen | None:
        """The rest of a cap is left for an award; None without a cap."""
        if cap is None:
            return None
        fresh = CapFacts(platform, platform, cap, **cap_rules.EMPTY)
        return cap_rules.left([self.facts.get(one, fresh) for one in self.bearing(platform)], cap, own)

    async def counted(self, platform: UUID, own: Iterable[UUID]) -> list[CapEntryLine]:
        """What counts in a platform's own account, entry by entry, but for some subsidies."""
        if platform not in self.rows:
            return []
        apart = set(own)
        entries = self.work.rows_of(CapEntryRow, account_id=self.rows[platform].id)
        found = [one for one in await entries if one.subsidy_id is None or one.subsidy_id not in apart]
        awarded = self.work.rows_of(SubsidyRow, id={one.subsidy_id for one in found if one.subsidy_id})
        years = {row.id: row.graded_year for row in await awarded}
        return [
            one.facts(
                CapEntryLine,
                graded_year=years[one.subsidy_id] if one.subsidy_id else None,
                day=day_of(one.entered_at),
            )
            for one in found
        ]

    def take(self, platform: UUID, kind: Kind, pack: RulePack, amount: Fen, subsidy: UUID) -> None:
        """Count an award approved under a pack wherever it bears."""
        if (cap := pack.cap(kind)) is None:
            return
        for one in sorted(self.bearing(platform)):
            if one in self.rows:
                self._apply(one, cap_rules.taken(self.facts[one], cap, amount, subsidy, at=self.work.now))
            else:
                fresh = cap_rules.a_new_account(one, kind, pack)
                self._begin(cap_rules.first_award(fresh, amount, subsidy, at=self.work.now))

    async def stop_counting(self, subsidy: UUID, amount: Fen, reason: str) -> None:
        """A part of an award stops counting in every account that bears the award."""
        entries = await self.entries([subsidy])
        burden, awarded = cap_rules.burdened(entries, subsidy), cap_rules.awarded_in(entries, subsidy)
        await self._load(self.work.rows_of(CapAccountRow, id=burden))
        for platform in sorted(self.rows):
            one = self.facts[platform]
            if times := burden.get(one.id):
                own = one.id in awarded
                given = cap_rules.returned(one, amount, subsidy, reason, own=own, times=times, at=self.work.now)
                self._apply(platform, given)

    async def carry(self, predecessor: UUID, successor: UUID, kind: Kind, reason: str) -> None:
        """A predecessor's received sum counts for the successor and for all further successors."""
        if self.work.pack.cap(kind) is None:
            return
        await self.lock([predecessor, successor])
        if predecessor not in self.facts:
            return
        first = self.facts[predecessor]
        known = self.work.rows_of(CapEntryRow, source_id=first.id, kind=CapEntryKind.TRANSFER)
        bear_it = {one.platform_id for one in await known}
        for heir in sorted(self.bearing(successor) - bear_it):
            if heir in self.facts:
                self._apply(heir, cap_rules.transferred(self.facts[heir], [first], reason, at=self.work.now))
            else:
                fresh = cap_rules.a_new_account(heir, kind, self.work.pack)
                self._begin(cap_rules.inherited(fresh, first, reason, at=self.work.now))

    def open_onward(self, platform: UUID, kind: Kind, amount: int, source: UUID | New, reason: str) -> None:
        """A platform's opening balance, recorded only now, counts for every platform that followed."""
        for heir in sorted(self.bearing(platform) - {platform}):
            if heir in self.facts:
                self._apply(heir, cap_rules.borne(self.facts[heir], amount, source, reason, at=self.work.now))
            else:
                fresh = cap_rules.a_new_account(heir, kind, self.work.pack)
                self._begin(cap_rules.opening(fresh, amount, reason, source, at=self.work.now))

    def _begin(self, rows: Iterable[New]) -> None:
        for new in rows:
            self.work.add(new)

    def _apply(self, platform: UUID, change: Change) -> None:
        self.work.apply(self.rows[platform], change)
        facts = self.facts[platform]
        known = {
            name: getattr(facts, name) + value.by if isinstance(value, Increment) else value
            for name, value in change.set.items()
        }
        self.facts[platform] = replace(facts, **known)

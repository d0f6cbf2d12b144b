"""Builders of what the rules of money ask for, and a city of accounts that applies their changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from domain.kernel.change import Change, Increment
from domain.kernel.units import Fen, yuan
from domain.money import cap as cap_rules
from domain.money.award import Award, FinalGrade, YearEvaluations
from domain.money.cap import EMPTY, CapFacts, EntryFacts
from domain.money.subsidy import Calculation, ClaimAnchors, SubsidyFacts
from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.rights.scope import Actor
from domain.terms import Grade, Kind, Role
from domain.terms.money import CapEntryKind, SubsidyKind, SubsidyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.regulation.rulepack import RulePack

PACK: Final = KUNMING_2020
NOON: Final = datetime(2022, 11, 1, 12, tzinfo=UTC)
TODAY: Final = date(2022, 11, 1)
NONE: Final = yuan(0)
NAMES: Final = UUID(int=7)


def an_id(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(NAMES, name)


BUREAU: Final = Actor(Role.MUNICIPAL_BUREAU, an_id("bureau"))
FINANCE: Final = Actor(Role.FINANCE_BUREAU, an_id("finance"))


def a_claim(
    kind: Kind, grade: Grade, *, received: Fen = NONE, name: str = "", revoked: bool = False, pack: RulePack = PACK
) -> FinalGrade:
    """A final grade of a platform that has received so much in all years before."""
    cap = pack.cap(kind)
    headroom = None if cap is None else Fen(max(0, cap - received))
    return FinalGrade(an_id(name or kind), name or kind.label, kind, grade, headroom, pack, revoked)


def a_subsidy(**facts: Any) -> SubsidyFacts:
    """A calculated award of 50,000."""
    usual = SubsidyFacts(
        id=an_id("subsidy"),
        claim_id=an_id("claim"),
        holder_id=an_id("holder"),
        region_id=an_id("region"),
        kind=SubsidyKind.AWARD,
        state=SubsidyState.CALCULATED,
        n=1,
        amount=yuan(50_000),
        returned=yuan(0),
        decision=None,
        on_hold=False,
        approver_id=None,
    )
    return replace(usual, **facts)


def a_calculation(
    award: Award, *live: tuple[SubsidyFacts, FinalGrade], open_evaluations: int = 0, n: int = 1
) -> Calculation:
    """A calculation whose earlier subsidies each chose a claim."""
    evaluations = YearEvaluations(2021, len(award.worked), open_evaluations)
    places = {one.claim.evaluation_id: ClaimAnchors(an_id(one.claim.name), an_id("region")) for one in award.worked}
    chosen = {subsidy.id: claim.evaluation_id for subsidy, claim in live}
    return Calculation(an_id("holder"), 2021, n, evaluations, award, places, [subsidy for subsidy, _ in live], chosen)


@dataclass
class Accounts:
    """Cap accounts in memory, kept by the rules' own changes."""

    accounts: dict[UUID, CapFacts] = field(default_factory=dict[UUID, CapFacts])
    entries: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    successors: dict[UUID, list[UUID]] = field(default_factory=dict[UUID, list[UUID]])
    ticks: int = 0

    def now(self) -> datetime:
        """A later moment each time."""
        self.ticks += 1
        return NOON + timedelta(seconds=self.ticks)

    def open(self, name: str, kind: Kind) -> UUID:
        """An empty account."""
        cap = PACK.cap(kind)
        assert cap is not None
        self.accounts[an_id(name)] = CapFacts(an_id(name), an_id(name), cap, **EMPTY)
        return an_id(name)

    def apply(self, account: UUID, change: Change) -> None:
        """Change an account as the database would, its constraint included."""
        facts = self.accounts[account]
        columns: dict[str, Any] = {}
        for name, value in change.set.items():
            if isinstance(value, Increment):
                raised = getattr(facts, name) + value.by
                if value.to_at_most is not None and raised > value.to_at_most:
                    raise value.refusal
                columns[name] = raised
            else:
                columns[name] = value
        after = replace(facts, **columns)
        assert after.awarded >= 0
        assert min(after.carried, after.transferred, after.over) >= 0
        assert after.used <= after.cap + after.over, "cap_account_cap_kept_check"
        self.accounts[account] = after
        self.entries += [dict(new.values) for new in change.adds]

    def bearing(self, account: UUID) -> list[CapFacts]:
        """The account and every successor's."""
        found, pending = dict[UUID, CapFacts](), [account]
        while pending:
            one = pending.pop()
            if one not in found:
                found[one] = self.accounts[one]
                pending += self.successors.get(one, [])
        return list(found.values())

    def facts(self) -> list[EntryFacts]:
        """The entries as the rules read them."""
        return [
            EntryFacts(e["account_id"], e["kind"], e.get("subsidy_id"), e.get("source_id"), e["entered_at"])
            for e in self.entries
        ]

    def headroom(self, account: UUID) -> Fen:
        """What an award to the platform may still take."""
        return cap_rules.left(self.bearing(account), self.accounts[account].cap, {})

    def take(self, account: UUID, amount: Fen, subsidy: UUID) -> None:
        """Approve an award."""
        at = self.now()
        for one in self.bearing(account):
            self.apply(one.id, cap_rules.taken(one, one.cap, amount, subsidy, at=at))

    def give_back(self, amount: Fen, subsidy: UUID) -> None:
        """Cancel an award, or take some of it back."""
        entries = self.facts()
        for account, times in cap_rules.burdened(entries, subsidy).items():
            own = account in cap_rules.awarded_in(entries, subsidy)
            given = cap_rules.returned(
                self.accounts[account], amount, subsidy, "x", own=own, times=times, at=self.now()
            )
            self.apply(account, given)

    def merge(self, successor: UUID, predecessors: Sequence[UUID]) -> None:
        """Carry the predecessors' receipts on."""
        self.apply(
            successor,
            cap_rules.transferred(
                self.accounts[successor], [self.accounts[one] for one in predecessors], "x", at=self.now()
            ),
        )
        for one in predecessors:
            self.successors.setdefault(one, []).append(successor)

    def total(self, account: UUID) -> int:
        """What the entries add up to."""
        return sum(
            -e["amount"] if e["kind"] is CapEntryKind.GIVEN_BACK else e["amount"]
            for e in self.entries
            if e["account_id"] == account
        )

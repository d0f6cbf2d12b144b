"""Years of grades, payments, changes and mergers, told twice: by the rules, and by a second tiny reading of Art. 18."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from hypothesis import event, given, settings
from hypothesis import strategies as st

from domain.kernel.units import Fen
from domain.kernel.violations import Code, Violation
from domain.money import cap as cap_rules
from domain.money import payment as payment_rules
from domain.money import subsidy as subsidy_rules
from domain.money.award import FinalGrade, subsidy_for
from domain.money.payment import Back, RecoveryFacts
from domain.money.subsidy import UNPAID, SubsidyFacts
from domain.terms import Grade, Kind
from domain.terms.money import SubsidyKind, SubsidyState
from tests.builders.money import BUREAU, FINANCE, NOON, PACK, TODAY, Accounts, a_calculation, an_id

if TYPE_CHECKING:
    from collections.abc import Mapping

S = SubsidyState
KINDS: Final[Mapping[str, Kind]] = {
    "c": Kind.SERVICE_CENTER,
    "p": Kind.DEMO_PLATFORM,
    "q": Kind.DEMO_PLATFORM,
    "b": Kind.DEMO_BASE,
    "d": Kind.DEMO_BASE,
}
HOLDERS: Final[Mapping[str, str]] = {"north": "cpb", "south": "qd"}
"""Which units each holder bears; `q` may go up in `p`, and `d` in `b`."""


@dataclass
class ByTheRules:
    """The holders' money kept by the domain: every amount it says is paid or back, in fen."""

    accounts: Accounts = field(default_factory=Accounts)
    subsidies: dict[tuple[str, int], list[tuple[SubsidyFacts, FinalGrade]]] = field(
        default_factory=dict[tuple[str, int], list[tuple[SubsidyFacts, FinalGrade]]]
    )
    calls: int = 0

    def __post_init__(self) -> None:
        for unit, kind in KINDS.items():
            if kind is not Kind.SERVICE_CENTER:
                self.accounts.open(unit, kind)

    def opening(self, unit: str, amount: int) -> None:
        account = self.accounts.accounts[an_id(unit)]
        self.accounts.apply(account.id, cap_rules.opened(account, amount, "x", before=False, at=self.accounts.now()))

    def merge(self, successor: str, predecessor: str) -> None:
        self.accounts.merge(an_id(successor), [an_id(predecessor)])

    def settle(self, holder: str, year: int, grades: Mapping[str, Grade], *, pay: bool) -> None:
        """Calculate, approve and perhaps pay; recover what is too much."""
        live = self.subsidies.setdefault((holder, year), [])
        self.calls += 1
        award = subsidy_for([self.claim(unit, grade, live) for unit, grade in grades.items()])
        made = a_calculation(award, *live, n=self.calls)
        try:
            outcome = subsidy_rules.calculate(made, at=NOON)
        except Violation as refused:
            if refused.code is not Code.NOTHING_CHANGED:
                raise
            event("nothing changed")
            return
        for one in outcome.cancelled:
            self.end(one, live)
        for one, amount in subsidy_rules.overpaid(made):
            event("recovered")
            self.recover(one, amount, live)
        if outcome.subsidy is not None:
            self.award(outcome.subsidy.values, award.claim, live, pay=pay)

    def claim(self, unit: str, grade: Grade, live: list[tuple[SubsidyFacts, FinalGrade]]) -> FinalGrade:
        """A claim as the verb makes it: what the holder's own year took of the cap is not counted against it."""
        account = an_id(unit)
        if account not in self.accounts.accounts:
            return FinalGrade(account, unit, KINDS[unit], grade, None, PACK)
        own = cap_rules.own_burden(self.accounts.facts(), {one.id: one.kept for one, _ in live})
        left = cap_rules.left(self.accounts.bearing(account), self.accounts.accounts[account].cap, own)
        return FinalGrade(account, unit, KINDS[unit], grade, left, PACK)

    def award(
        self,
        values: Mapping[str, Any],
        claim: FinalGrade | None,
        live: list[tuple[SubsidyFacts, FinalGrade]],
        *,
        pay: bool,
    ) -> None:
        assert claim is not None
        facts = SubsidyFacts(
            an_id(f"subsidy {self.calls}"),
            None,
            an_id("holder"),
            an_id("region"),
            values["kind"],
            S.CALCULATED,
            values["n"],
            values["amount"],
            Fen(0),
            "纪要",
            False,
            None,
        )
        if facts.kind is SubsidyKind.SUPPLEMENT:
            event("supplement")
        if claim.headroom is not None:
            self.accounts.take(claim.evaluation_id, facts.amount, facts.id)
        live.append((replace(facts, state=S.PAID if pay else S.APPROVED, approver_id=BUREAU.account), claim))

    def end(self, one: SubsidyFacts, live: list[tuple[SubsidyFacts, FinalGrade]]) -> None:
        subsidy_rules.cancel(one, BUREAU, "x", at=NOON)
        claim = next(claim for facts, claim in live if facts.id == one.id)
        if claim.headroom is not None:
            self.accounts.give_back(one.amount, one.id)
        live[:] = [(facts, claim) for facts, claim in live if facts.id != one.id]

    def recover(self, one: SubsidyFacts, amount: Fen, live: list[tuple[SubsidyFacts, FinalGrade]]) -> None:
        ordered = replace(one, state=S.RECOVERY_ORDERED)
        order = RecoveryFacts(an_id("order"), one.holder_id, one.region_id, amount, Fen(0), NOON)
        award, _ = payment_rules.record_return(ordered, order, FINANCE, Back(amount, TODAY, "1"), at=NOON, today=TODAY)
        claim = next(claim for facts, claim in live if facts.id == one.id)
        if claim.headroom is not None:
            self.accounts.give_back(amount, one.id)
        after = replace(one, **award.set)
        kept = [(facts, claim) for facts, claim in live if facts.id != one.id]
        live[:] = kept if after.state is S.RETURNED else [*kept, (after, claim)]

    def kept_of(self, holder: str, year: int) -> int:
        return sum(one.kept for one, _ in self.subsidies.get((holder, year), []))


IN_YUAN: Final = {
    "c": {"EXCELLENT": 500_000, "GOOD": 300_000, "QUALIFIED": 100_000},
    "p": {"EXCELLENT": 50_000, "GOOD": 50_000},
    "b": {"EXCELLENT": 100_000, "GOOD": 100_000},
}
CAP: Final = {"p": 150_000, "b": 400_000}


@dataclass
class ByTheText:
    """Art. 18 once more: a year is worth its best claim under what is left; what changes is the difference, on the best claim's cap."""

    charged: dict[tuple[str, str, int], int] = field(default_factory=dict[tuple[str, str, int], int])
    carried: dict[str, int] = field(default_factory=dict[str, int])
    heirs: dict[str, str] = field(default_factory=dict[str, str])
    stack: dict[tuple[str, int], list[list[Any]]] = field(default_factory=dict[tuple[str, int], list[list[Any]]])

    def line(self, unit: str) -> str:
        return {"q": "p", "d": "b"}.get(unit, unit)

    def used(self, unit: str) -> int:
        return self.carried.get(unit, 0) + sum(
            amount for (account, _, _), amount in self.charged.items() if account == unit
        )

    def left(self, unit: str, holder: str, year: int) -> int:
        places = [unit, self.heirs[unit]] if unit in self.heirs else [unit]
        cap = CAP[self.line(unit)] * 100
        return max(0, min(cap - self.used(place) + self.charged.get((place, holder, year), 0) for place in places))

    def settle(self, holder: str, year: int, grades: Mapping[str, Grade], *, pay: bool) -> None:
        stack = self.stack.setdefault((holder, year), [])
        best = None
        for unit, grade in grades.items():
            nominal = IN_YUAN[self.line(unit)].get(grade, 0) * 100
            left = None if unit == "c" else self.left(unit, holder, year)
            worth = nominal if left is None else min(nominal, left)
            key = (worth, left is None, left or 0, -int(an_id(unit).hex, 16))
            if worth and (best is None or key > best[0]):
                best = (key, unit, worth)
        due = best[2] if best else 0
        held = sum(amount for _, amount, paid in stack if paid)
        unpaid = [entry for entry in stack if not entry[2]]
        if unpaid and best and due > held and unpaid[0][0] == best[1] and unpaid[0][1] == due - held:
            return
        for entry in unpaid:
            self.charge(entry[0], holder, year, -entry[1])
            stack.remove(entry)
        if best and due > held:
            stack.append([best[1], due - held, pay])
            self.charge(best[1], holder, year, due - held)
        excess = max(0, held - due)
        for entry in reversed(list(stack)):
            back = min(excess, entry[1]) if entry[2] else 0
            entry[1] -= back
            excess -= back
            if back:
                self.charge(entry[0], holder, year, -back)
            if entry[1] == 0:
                stack.remove(entry)

    def charge(self, unit: str, holder: str, year: int, amount: int) -> None:
        if unit != "c":
            for place in [unit, self.heirs[unit]] if unit in self.heirs else [unit]:
                self.charged[place, holder, year] = self.charged.get((place, holder, year), 0) + amount

    def merge(self, successor: str, predecessor: str) -> None:
        self.carried[successor] = self.carried.get(successor, 0) + self.carried.get(predecessor, 0)
        for (account, holder, year), amount in list(self.charged.items()):
            if account == predecessor:
                self.charged[successor, holder, year] = self.charged.get((successor, holder, year), 0) + amount
        self.heirs[predecessor] = successor

    def kept_of(self, holder: str, year: int) -> int:
        return sum(amount for _, amount, _ in self.stack.get((holder, year), []))


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """Opening balances, then years of grades, some changed afterwards; two mergers somewhere."""
    steps: list[tuple[Any, ...]] = [
        ("opening", unit, draw(st.integers(0, 160_000_00))) for unit in draw(st.sets(st.sampled_from("pqbd")))
    ]
    grade = st.sampled_from(PACK.grades.value)
    for year in range(2019, 2019 + draw(st.integers(1, 6))):
        for holder, units in HOLDERS.items():
            judged = draw(st.sets(st.sampled_from(units), min_size=1))
            grades = {unit: draw(grade) for unit in sorted(judged)}
            steps.append(("settle", holder, year, grades, draw(st.booleans())))
            for unit in sorted(draw(st.sets(st.sampled_from(units), max_size=2))):
                grades = {**grades, unit: draw(grade)}
                steps.append(("settle", holder, year, grades, draw(st.booleans())))
    for successor, predecessor in draw(st.lists(st.sampled_from([("p", "q"), ("b", "d")]), unique=True)):
        steps.insert(draw(st.integers(0, len(steps))), ("merge", successor, predecessor))
    merged = False
    ordered = list[tuple[Any, ...]]()
    for step in steps:
        merged = merged or step[0] == "merge"
        if not (step[0] == "opening" and merged):
            ordered.append(step)
    return ordered


@given(histories())
@settings(max_examples=300, deadline=None)
def test_two_readings_of_article_18_agree_to_the_fen(history: list[tuple[Any, ...]]) -> None:
    rules, text = ByTheRules(), ByTheText()

    for step in history:
        match step:
            case ("opening", unit, amount):
                rules.opening(unit, amount)
                text.carried[unit] = amount
            case ("merge", successor, predecessor):
                rules.merge(successor, predecessor)
                text.merge(successor, predecessor)
            case ("settle", holder, year, grades, pay):
                rules.settle(holder, year, grades, pay=pay)
                text.settle(holder, year, grades, pay=pay)
                assert rules.kept_of(holder, year) == text.kept_of(holder, year)
            case _:
                raise AssertionError(step)
        for account in rules.accounts.accounts.values():
            assert account.used == rules.accounts.total(account.id)
    for unit in "pqbd":
        assert rules.accounts.accounts[an_id(unit)].used == text.used(unit)


def test_what_is_unpaid_may_be_cancelled_and_nothing_else() -> None:
    assert {
        state for state in SubsidyState if (state, subsidy_rules.Act.CANCEL_SUBSIDY) in subsidy_rules.LIFE.moves
    } == UNPAID

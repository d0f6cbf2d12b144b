"""The verbs of rounds (Art. 15, 17)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from domain.evaluation import evaluation as evaluation_rules
from domain.evaluation import panel as panel_rules
from domain.evaluation import round as round_rules
from domain.evaluation.evaluation import EvaluationFacts
from domain.evaluation.round import Candidate, RoundFacts, RoundTerms, SchemeFacts
from domain.evaluation.scoring import ScoredLine
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.typed_text import a_text, maybe_link, maybe_text, named_once
from domain.kernel.units import Hundredths
from domain.regulation.rulepack import pack_for_round
from domain.reporting import review as review_rules
from domain.reporting.obligation_decision import void
from domain.reporting.review import ReviewFacts
from domain.terms import Kind
from domain.terms.evaluation import Veto
from domain.terms.reporting import Decision, Outcome
from resolvers.evaluation import facts
from resolvers.money.cap_accounts import CapAccounts
from resolvers.money.holder_year import hold_year
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import parent
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.panel import PanelMemberRow
from schema.evaluation.round import Round, RoundKindRow, RoundRow, RoundSubject, RoundSubjectRow
from schema.evaluation.scheme import IndicatorRow, SchemeRow
from schema.noun.grade import Grade
from schema.noun.vocabulary import Score
from schema.registry.platform import PlatformRow
from schema.reporting.obligation import ObligationRow
from schema.reporting.review import ReviewRow

WARNINGS: Mapping[str, tuple[Any, str]] = {
    "warnings": (
        list[str],
        "What to know about the dates: a due day that is a rest day, a year whose calendar is not published. Null when refused.",
    )
}


@strawberry.input(description="From which score a grade is given.")
class CutOffInput:
    grade: Grade = argument("EXCELLENT, GOOD or QUALIFIED.")
    from_: Score = argument("The lowest rounded score that earns it.", name="from")


@strawberry.input(description="What the notice of a round lays down.")
class RoundTermsInput:
    title: str = argument("Title of the notice.")
    scheme: strawberry.ID = argument("The scheme its evaluations are scored by.")
    materials_due: date = argument("When operators must have handed in; a rest day counts until the next working day.")
    district_due: date = argument("When departments must have handed in their districts.")
    subject_day: date | None = argument(
        "Who is in operation or holds the title on this day is graded; 31 December of the graded year when left out.",
        default=None,
    )
    cut_offs: list[CutOffInput] | None = argument(
        "The cut-offs of the grades; those of the rule pack when left out.", default=None
    )
    vetoes: list[Veto] = argument("Findings that force UNQUALIFIED; none when left out.", default_factory=list)
    bonus_most: Score = argument("The most extra points the bureau may give; none when left out.", default=Score(0))
    trimming: bool = argument("Whether the highest and lowest of five or more experts are left out.", default=False)
    notice_number: str | None = argument("Document number; may wait until the call.", default=None)
    notice_url: str | None = argument("Where the notice is published: an http or https address.", default=None)
    notice_text: str | None = argument("What the notice asks for.", default=None)

    def read(self, work: UnitOfWork, graded_year: int, kinds: tuple[Kind, ...]) -> RoundTerms:
        """An input becomes the rule's terms."""
        named_once([each.grade for each in self.cut_offs or ()], "cut_offs", "grade")
        cut_offs = {each.grade: Hundredths(each.from_) for each in self.cut_offs or ()}
        return RoundTerms(
            a_text(self.title, "title", "标题", 200),
            graded_year,
            kinds,
            self.subject_day or work.pack.day_of(graded_year),
            self.materials_due,
            self.district_due,
            work.pack.thresholds.value if self.cut_offs is None else cut_offs,
            tuple(dict.fromkeys(self.vetoes)),
            Hundredths(self.bonus_most),
            self.trimming,
            maybe_text(self.notice_number, "notice_number", "文号", 80),
            maybe_link(self.notice_url, "notice_url", "网址", 500),
            maybe_text(self.notice_text, "notice_text", "通知内容", 20000),
        )


@strawberry.input(description="A round to begin.")
class DraftRoundInput(Create):
    graded_year: int = argument(
        "The year whose work is judged: the year before the call, so that it is drafted in that year or the next."
    )
    kinds: list[Kind] = argument("The kinds it evaluates; no kind is evaluated twice in a graded year.")
    terms: RoundTermsInput = argument("What the notice lays down.")


@strawberry.input(description="A draft to change; everything is written over, year and kinds stay.")
class SaveRoundInput(Update):
    terms: RoundTermsInput = argument("What the notice lays down.")


@strawberry.input(description="A platform to name for a round.")
class NameSubjectInput(Create):
    round: strawberry.ID = argument("The round, still a draft.")
    platform: strawberry.ID = argument("The platform.")
    reason: str = argument("Why.")


@strawberry.input(description="A round to send out.")
class CallRoundInput(Update):
    pass


@strawberry.input(description="A round to withdraw.")
class WithdrawRoundInput(Update):
    reason: str = argument("Why.")


async def scheme_of(work: UnitOfWork, scheme: strawberry.ID | UUID) -> tuple[SchemeFacts, list[ScoredLine]]:
    """A scheme is read with its lines."""
    row = await work.find(SchemeRow, scheme, ("terms", "scheme"))
    lines = [
        ScoredLine(
            each.kind,
            each.code,
            each.section,
            each.name,
            Hundredths(each.weight),
            each.method,
            each.source,
            each.parameters,
        )
        for each in await work.rows_of(IndicatorRow, scheme_id=row.id).ordered("code")
    ]
    return SchemeFacts(row.id, frozenset(line.kind for line in lines)), lines


async def kinds_of(work: UnitOfWork, round_id: UUID) -> tuple[Kind, ...]:
    """The kinds a round evaluates."""
    return tuple(row.kind for row in await work.rows_of(RoundKindRow, round_id=round_id).ordered("kind"))


def warned(work: UnitOfWork, terms: RoundTerms) -> dict[str, list[str]]:
    """The draft's warnings concern its due days and its regulation."""
    return {
        "warnings": [
            *round_rules.unregulated(work.packs, terms.graded_year, work.today),
            *round_rules.warnings(terms.materials_due, work.calendar),
            *round_rules.warnings(terms.district_due, work.calendar),
        ]
    }


@mutation(Act.DRAFT_ROUND, Round, extras=WARNINGS)
async def draft_round(work: UnitOfWork, input: DraftRoundInput) -> tuple[New, dict[str, list[str]]]:
    """Begin the draft of a round of the yearly evaluation (Art. 15); only the bureau sees it."""
    scheme, _ = await scheme_of(work, input.terms.scheme)
    terms = input.terms.read(work, input.graded_year, tuple(dict.fromkeys(input.kinds)))
    taken = {row.kind for row in await work.rows_of(RoundKindRow, graded_year=input.graded_year, withdrawn=False)}
    new = work.create(
        round_rules.draft(
            terms, scheme, taken, work.pack, at=work.now, account=work.actor.account, calendar=work.calendar
        )
    )
    return new, warned(work, terms)


@mutation(Act.SAVE_ROUND, Round, extras=WARNINGS)
async def save_round(work: UnitOfWork, input: SaveRoundInput) -> tuple[RoundRow, dict[str, list[str]]]:
    """Change what the draft of a round lays down."""
    row = await work.get(RoundRow, input)
    scheme, _ = await scheme_of(work, input.terms.scheme)
    terms = input.terms.read(work, row.graded_year, await kinds_of(work, row.id))
    work.apply(row, round_rules.save(row.facts(RoundFacts), terms, scheme, work.pack, calendar=work.calendar))
    return row, warned(work, terms)


async def named(work: UnitOfWork, input: NameSubjectInput) -> tuple[RoundFacts, Candidate, tuple[Kind, ...]]:
    """The round and the platform to name."""
    row = await work.find(RoundRow, input.round, ("round",), lock=True)
    platform = await work.find(PlatformRow, input.platform, ("platform",))
    [candidate] = await facts.candidates(work, [platform], work.pack)
    return row.facts(RoundFacts), candidate, await kinds_of(work, row.id)


@mutation(Act.ADD_SUBJECT, RoundSubject)
async def add_subject(work: UnitOfWork, input: NameSubjectInput) -> New:
    """Name a platform that Art. 15 does not state as a subject, with a reason."""
    return work.create(round_rules.add_subject(*await named(work, input), input.reason, work.now))


@mutation(Act.STRIKE_SUBJECT, RoundSubject)
async def strike_subject(work: UnitOfWork, input: NameSubjectInput) -> New:
    """Leave out a platform that Art. 15 states as a subject, with a reason."""
    return work.create(round_rules.strike_subject(*await named(work, input), input.reason, work.now))


@mutation(Act.CALL_ROUND, Round)
async def call_round(work: UnitOfWork, input: CallRoundInput) -> RoundRow:
    """Send the notice of a round out (Art. 17): every subject gets its evaluation and owes its materials."""
    row = await work.get(RoundRow, input)
    kinds = await kinds_of(work, row.id)
    named = {each.platform_id: each.basis for each in await work.rows_of(RoundSubjectRow, round_id=row.id)}
    pack = pack_for_round(work.packs, work.today, row.graded_year)
    chosen = round_rules.subjects(await facts.of_kinds(work, kinds, pack), kinds, named, row.subject_day)
    _, lines = await scheme_of(work, row.scheme_id)
    work.apply(row, round_rules.call(row.facts(RoundFacts), chosen, lines, pack, at=work.now, today=work.today))
    for holder in sorted({each.holder for each in chosen}):
        await hold_year(work, holder, row.graded_year, called=True)
    return row


@mutation(Act.WITHDRAW_ROUND, Round)
async def withdraw_round(work: UnitOfWork, input: WithdrawRoundInput) -> RoundRow:
    """Withdraw a round with its evaluations, before anything is decided; its kinds may be evaluated by another."""
    row = await work.get(RoundRow, input)
    evaluations = await work.rows_of(EvaluationRow, round_id=row.id).lock()
    decided = sum(each.latest_result_id is not None for each in evaluations)
    work.apply(row, round_rules.withdraw(row.facts(RoundFacts), decided, input.reason, work.now))
    for kind in await work.rows_of(RoundKindRow, round_id=row.id):
        work.apply(kind, Change({"withdrawn": True}))
    for each in evaluations:
        work.apply(each, evaluation_rules.withdraw(each.facts(EvaluationFacts)))
    await _dismiss(work, [each.id for each in evaluations], input.reason)
    accounts = CapAccounts(work)
    for holder in sorted({each.holder_id for each in evaluations}):
        await hold_year(work, holder, row.graded_year, accounts)
    return row


async def _dismiss(work: UnitOfWork, evaluations: list[UUID], reason: str) -> None:
    """Obligations and reviews of withdrawn evaluations fall away, and their panels are dismissed."""
    for owed in await work.rows_of(
        ObligationRow, evaluation_id=evaluations, outcome=[Outcome.PENDING, Outcome.MISSING]
    ):
        work.apply(owed, void(owed.outcome, reason))
    for desk in await work.rows_of(ReviewRow, material=parent(evaluation_id=evaluations), closed_at=None):
        work.apply(desk, review_rules.closed(desk.facts(ReviewFacts), Decision.RECALLED, by=None, at=work.now))
    for seat in await work.rows_of(PanelMemberRow, evaluation_id=evaluations, live=True).lock():
        work.apply(seat, panel_rules.dismiss(reason, at=work.now))

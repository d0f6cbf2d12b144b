"""The verb of schemes (Art. 16)."""

import strawberry

from domain.evaluation import scheme as scheme_rules
from domain.evaluation import scoring
from domain.evaluation.scheme import SchemeLine
from domain.evaluation.scoring import ScoredLine
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.units import Hundredths
from domain.terms import Kind
from domain.terms.evaluation import IndicatorGroup, IndicatorSource, Lens, Method
from resolvers.work.mutation import Create, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.evaluation.scheme import Scheme
from schema.noun.vocabulary import Score


@strawberry.input(description="A step of a tiered indicator.")
class TierInput:
    from_: int = argument("Reached from this value on.", name="from")
    share: int = argument("The share of the weight it brings, in percent.")


@strawberry.input(description="The figures a method needs; leave out what it does not.")
class IndicatorParametersInput:
    target: int | None = argument("LINEAR: the value that brings the full weight.", default=None)
    tiers: list[TierInput] | None = argument("TIERED: the steps.", default=None)
    items: list[str] | None = argument("CHECKLIST: what is to be in place.", default=None)
    each: int | None = argument(
        "DEDUCT: percent taken off per finding; PER_UNIT_CAP: percent given per item.", default=None
    )
    floor: int | None = argument("DEDUCT: percent that always stays.", default=None)
    late: int | None = argument("RATIO of quarterly reports: percent taken off for each late one.", default=None)
    excused_counts: bool = argument(
        "RATIO of quarterly reports: whether a good reason on record counts, so that an excused late report is as good as in time and an excused missing one as if not owed.",
        default=True,
    )

    @property
    def stored(self) -> dict[str, object]:
        """Parameters take their stored shape."""
        tiers = None if self.tiers is None else [{"from": tier.from_, "share": tier.share} for tier in self.tiers]
        return scheme_rules.parameters_of(
            {
                "target": self.target,
                "tiers": tiers,
                "items": self.items,
                "each": self.each,
                "floor": self.floor,
                "late": self.late,
                scoring.EXCUSED_COUNTS: None if self.excused_counts else False,
            }
        )


@strawberry.input(description="One indicator of one kind.")
class IndicatorInput:
    kind: Kind = argument("The kind it scores.")
    code: str = argument('Its place in the index: "B2".')
    section: IndicatorGroup = argument("Which of the three groups of Art. 16.")
    name: str = argument("Its name.")
    weight: Score = argument("The most points it can bring; those of a kind sum to 100.00.")
    method: Method = argument("How points follow from its input.")
    source: IndicatorSource = argument("Where its input comes from.")
    basis: str = argument("The article that asks for it.")
    lens: Lens | None = argument("Which of the four aspects of Art. 15 it speaks of.", default=None)
    parameters: IndicatorParametersInput | None = argument("The figures of its method.", default=None)

    @property
    def line(self) -> SchemeLine:
        """An input becomes a line of the scheme."""
        code = a_text(self.code, "indicators", "指标编号", 20)
        name = a_text(self.name, "indicators", "指标名称", 120)
        parameters = {} if self.parameters is None else self.parameters.stored
        line = ScoredLine(
            self.kind, code, self.section, name, Hundredths(self.weight), self.method, self.source, parameters
        )
        return SchemeLine(line, self.lens, a_text(self.basis, "indicators", "依据", 120))


@strawberry.input(description="A scheme to save. It never changes; a revision is another scheme.")
class SaveSchemeInput(Create):
    code: str = argument('Its short name, unique: "2021-1".')
    name: str = argument("Its title.")
    note: str | None = argument("Where its weights come from.", default=None)
    stated_by_notice: bool = argument(
        "Whether a notice of the bureau states these weights; else they are shown as this system's own.", default=False
    )
    indicators: list[IndicatorInput] | None = argument(
        "Its indicators for all kinds; left out, the default index of the rule pack.", default=None
    )


@mutation(Act.SAVE_SCHEME, Scheme)
async def save_scheme(work: UnitOfWork, input: SaveSchemeInput) -> New:
    """Save a scheme of indicators and weights (Art. 16); the weights of each kind sum to 100."""
    lines = (
        scheme_rules.default_lines(work.pack) if input.indicators is None else [each.line for each in input.indicators]
    )
    code, name = a_text(input.code, "code", "编号", 40), a_text(input.name, "name", "名称", 120)
    note = maybe_text(input.note, "note", "说明", 2000)
    return work.create(
        scheme_rules.save(
            code, name, note, lines, work.pack, ours=not input.stated_by_notice, account=work.actor.account, at=work.now
        )
    )

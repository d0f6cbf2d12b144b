"""The derivation of a decision, step by step, each step with its article."""

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, field

from domain.kernel.basis import Basis, BasisSource, Cites, Law, basis_of
from domain.kernel.units import Fen


@dataclass(frozen=True)
class DerivationStep:
    """A step of a derivation has its basis; without an article a switch of the pack or the notice decides."""

    cites: InitVar[Cites]
    says: str
    amount: Fen | None = None
    basis: Basis = field(init=False)

    def __post_init__(self, cites: Cites) -> None:
        object.__setattr__(self, "basis", basis_of(cites))

    @property
    def source(self) -> BasisSource:
        """What the step rests on."""
        return self.basis.source

    @property
    def article(self) -> str | None:
        """The article that the step rests on."""
        return self.basis.article

    def under(self, law: Law) -> "DerivationStep":
        """The step under the governing regulation."""
        return DerivationStep(self.basis.under(law), self.says, self.amount)


def under(steps: Iterable[DerivationStep], law: Law) -> list[DerivationStep]:
    """Steps under the governing regulation."""
    return [step.under(law) for step in steps]


def as_data(steps: Iterable[DerivationStep]) -> list[Mapping[str, object]]:
    """Steps are stored as JSON."""
    return [
        {"source": step.source.value, "article": step.article, "says": step.says, "amount": step.amount}
        for step in steps
    ]

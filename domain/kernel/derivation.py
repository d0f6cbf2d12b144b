"""How a decision explains itself: one step after another, each with its article."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.kernel.units import Fen


@dataclass(frozen=True)
class Step:
    """One step of a derivation; `article` is None where a switch of the pack or the notice decides."""

    article: str | None
    says: str
    amount: Fen | None = None


def as_data(steps: Iterable[Step]) -> list[Mapping[str, object]]:
    """The steps as they are stored."""
    return [{"article": step.article, "says": step.says, "amount": step.amount} for step in steps]

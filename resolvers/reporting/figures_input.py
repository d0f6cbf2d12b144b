"""The input of the quarterly form, derived from the form itself."""

from typing import TYPE_CHECKING, Any

import strawberry

from domain.reporting.form import FORM, TEXTS, TYPED
from domain.terms.reporting import Unit
from resolvers.work.mutation import argument
from schema.noun.vocabulary import Money, Score

KINDS: dict[Unit, Any] = {Unit.YUAN: Money, Unit.PERCENT: Score, Unit.SQUARE_METRES: Score, Unit.CHARACTERS: str}
"""How a figure is written; all others are whole numbers."""


def _input(name: str, names: tuple[str, ...], description: str) -> Any:
    """An input with these fields of the form, none of them required."""
    body: dict[str, Any] = {each: argument(FORM[each].says, default=strawberry.UNSET) for each in names}
    body["__annotations__"] = {each: KINDS.get(FORM[each].unit, int) | None for each in names}
    return strawberry.input(type(name, (), body), description=description)


if TYPE_CHECKING:

    class FiguresInput:
        """As below."""

        def __init__(self, **columns: Any) -> None: ...

    class TextsInput(FiguresInput):
        """As below."""
else:
    FiguresInput = _input(
        "ReportFiguresInput",
        TYPED,
        "What an operator types into the quarterly form. What the platform's records tell is not here.",
    )
    TextsInput = _input(
        "ConsolidationTextsInput", TEXTS, "What the author of a consolidation writes; its figures are computed."
    )


def entered_figures(figures: Any) -> dict[str, Any]:
    """The entered figures are listed by column, null included."""
    found = {name: getattr(figures, name, strawberry.UNSET) for name in TYPED}
    return {name: value for name, value in found.items() if value is not strawberry.UNSET}

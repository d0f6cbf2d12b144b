"""A grade is stored as its code, and shown as one GraphQL enum of all loaded packs' grades."""

from collections.abc import Sequence
from enum import Enum, EnumMeta
from typing import TYPE_CHECKING, Any, Final, cast

from strawberry.types.enum import EnumValue, StrawberryEnumDefinition
from tortoise import fields as column

from domain import terms
from domain.regulation.rulepack import RulePack

NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

if TYPE_CHECKING:
    from domain.terms import Grade
else:

    class _Made(EnumMeta):
        """Makes a grade of the law of whatever a client writes."""

        def __call__(cls, code: str) -> terms.Grade:
            return terms.Grade(code)

    class Grade(Enum, metaclass=_Made):
        """What strawberry takes a grade for: it knows an enum by its class alone."""


class GradeField(column.CharField[terms.Grade]):
    """A grade is stored as its code; the round's pack lists the grades there are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def to_python_value(self, value: str | None) -> terms.Grade | None:
        return None if value is None else terms.Grade(value)


def a_grade(**kwargs: Any) -> Any:
    """A column that holds a grade."""
    return GradeField(**kwargs)


SHOWN: Final = StrawberryEnumDefinition(cast("EnumMeta", Grade), "Grade", [], None)
Grade.__strawberry_definition__ = SHOWN  # pyright: ignore[reportAttributeAccessIssue]


def show_grades(packs: Sequence[RulePack]) -> None:
    """Show every grade of these packs once, under the first pack's label; call once all chapters are imported."""
    grades: dict[str, terms.Grade] = {}
    for grade in (grade for pack in packs for grade in pack.grades.value):
        grades.setdefault(str(grade), grade)
    SHOWN.values = [EnumValue(code, code, description=f"{each.label}。{each.says}") for code, each in grades.items()]
    SHOWN.description = f"The {NUMBERS[len(grades)]} results of the yearly evaluation (Art. 17(4))."

"""What stands behind a claim, in the words of a document: the year, the notice, the result, the title, the cap year by year (Art. 17, 18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import written
from domain.kernel.units import Fen, in_text
from domain.terms.money import CapEntryKind


@dataclass(frozen=True)
class PublishedGrade:
    """A grade stands in a notice with its window, as the n-th result."""

    number: str
    first_day: date
    window_end: date
    result: int | None

    def __str__(self) -> str:
        result = f"第{self.result}次评定，" if self.result else ""
        return f"{result}{self.number}，公示期{written(self.first_day)}至{written(self.window_end)}"


@dataclass(frozen=True)
class Borne:
    """The title of the subject day has its certificate and term."""

    certificate: str
    valid_from: date
    valid_to: date | None

    def __str__(self) -> str:
        until = f"至{written(self.valid_to)}止" if self.valid_to else "起"
        return f"市级称号{self.certificate}，{written(self.valid_from)}{until}"


@dataclass(frozen=True)
class CapEntryLine:
    """One entry of a cap account: of an award, its graded year; else its day."""

    kind: CapEntryKind
    amount: Fen
    graded_year: int | None
    day: date


@dataclass(frozen=True)
class ClaimRecord:
    """A claim rests on a year's final grade, on the title of the subject day and on what counts under its cap."""

    graded_year: int
    published: PublishedGrade | None = None
    borne: Borne | None = None
    counted: Sequence[CapEntryLine] = ()

    @property
    def behind_grade(self) -> str:
        """The notice and the title, in brackets."""
        known = [str(each) for each in (self.published, self.borne) if each]
        return f"（{'；'.join(known)}）" if known else ""

    def left_of(self, cap: Fen) -> Fen:
        """What the platform's own account leaves of a cap."""
        return Fen(max(0, cap - sum(amount for _, amount in cap_lines(self.counted))))

    @property
    def year_by_year(self) -> str:
        """What counts under the cap, year by year; nothing where nothing does."""
        sums = cap_lines(self.counted)
        return "、".join(f"{label}{in_text(amount)}" for label, amount in sums) if sums else "无"


def cap_lines(entries: Iterable[CapEntryLine]) -> Sequence[tuple[str, Fen]]:
    """The sums that count under a cap: opening balances, what predecessors had, and the awards of each graded year less what came back."""
    sums: dict[str, int] = {}
    for one in sorted(entries, key=lambda each: (each.graded_year or 0, each.day)):
        label = one.kind.label if one.graded_year is None else f"{one.graded_year}年度"
        sign = -1 if one.kind is CapEntryKind.GIVEN_BACK else 1
        sums[label] = sums.get(label, 0) + sign * one.amount
    return [(label, Fen(amount)) for label, amount in sums.items() if amount]

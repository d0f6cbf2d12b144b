"""What a holder is due for a graded year: the amounts, the caps, and highest not cumulative (Art. 18).

Pure and without effect, so that it serves the calculation, the approval and a what-if alike.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from domain.calendar import written
from domain.kernel.derivation import DerivationStep
from domain.kernel.units import Fen, in_text
from domain.kernel.violations import Code, Violation
from domain.money.claim_record import ClaimRecord
from domain.regulation.rulepack import HighestBy, Remainder, RulePack, Tie
from domain.terms import Grade, Kind
from domain.terms.money import ClaimOutcome
from domain.terms.registry import TitleEnd

NOTHING: Final = Fen(0)


@dataclass(frozen=True)
class FinalGrade:
    """One final grade of a holder's platform, under its round's own pack. `headroom` is what its cap leaves, None without a cap."""

    evaluation_id: UUID
    name: str
    kind: Kind
    grade: Grade
    headroom: Fen | None
    pack: RulePack = field(hash=False)
    title_revoked: bool = False
    untitled_on: date | None = None
    """The subject day, where the platform was then neither a centre in operation nor had a municipal title."""
    record: ClaimRecord | None = field(default=None, hash=False)
    """What stands behind it in the files; None where a rule asks of amounts alone."""


@dataclass(frozen=True)
class Worked:
    """A worked claim has its amounts before and after the cap, with the steps."""

    claim: FinalGrade
    nominal: Fen
    payable: Fen
    steps: tuple[DerivationStep, ...]


@dataclass(frozen=True)
class Award:
    """The one award of a holder's year. `claim` is None when nothing is payable; `lapsed` claims are payable too, but lower."""

    amount: Fen
    claim: FinalGrade | None
    lapsed: tuple[FinalGrade, ...]
    worked: tuple[Worked, ...]
    steps: tuple[DerivationStep, ...]

    def outcome(self, claim: FinalGrade) -> ClaimOutcome:
        """A claim is paid, lapsed or not payable."""
        if claim == self.claim:
            return ClaimOutcome.CHOSEN
        return ClaimOutcome.LAPSED if claim in self.lapsed else ClaimOutcome.NOTHING


@dataclass(frozen=True)
class YearEvaluations:
    """A holder's year counts its evaluations, and those not final."""

    graded_year: int
    called: int
    open: int


def refuse_open(evaluations: YearEvaluations) -> None:
    """No money while any called evaluation of the holder's year is not final. Source: Art. 15, 17(4), 18."""
    if evaluations.called == 0:
        raise Violation(Code.NO_EVALUATION, "第十八条", path=("graded_year",), facts={"year": evaluations.graded_year})
    if evaluations.open:
        raise Violation(
            Code.NOT_ALL_FINAL, "第十八条", facts={"year": evaluations.graded_year, "open": evaluations.open}
        )


def capped(nominal: Fen, claim: FinalGrade) -> Fen:
    """The part of a nominal amount that the lifetime cap leaves. Source: Art. 18; reading L12."""
    if claim.headroom is None or nominal <= claim.headroom:
        return nominal
    return claim.headroom if claim.pack.remainder.value is Remainder.PAID else NOTHING


def earned(
    name: str, kind: Kind, grade: Grade, pack: RulePack, untitled_on: date | None, record: ClaimRecord | None = None
) -> DerivationStep:
    """A grade earns its amount before the cap, and nothing without a municipal title on the subject day. Source: Art. 18; reading L1.

    “评定为良好以上等级的市级示范平台、示范基地分别给予上年度运营经费补助5万元、10万元” (Art. 18).
    """
    year = f"{record.graded_year}年度绩效评价，" if record else ""
    says = f"{year}{name}（{kind.label}）评定为{grade.label}{record.behind_grade if record else ''}"
    if untitled_on is not None:
        day = written(untitled_on)
        return DerivationStep(
            pack.basis("第十八条"), f"{says}；{day}既不是在运营的中小企业服务中心，也没有市级称号，不予补助", NOTHING
        )
    amount = pack.amount(kind, grade)
    return DerivationStep(pack.basis(pack.amounts), f"{says}，补助标准{in_text(amount)}", amount)


def work_out(claim: FinalGrade) -> Worked:
    """One claim before and after its cap. Source: Art. 18; reading L17."""
    pack = claim.pack
    step = earned(claim.name, claim.kind, claim.grade, pack, claim.untitled_on, claim.record)
    nominal, steps = step.amount or NOTHING, [step]
    if claim.title_revoked:
        steps.append(DerivationStep(pack.basis("第十九条"), "拨付前市级称号已取消，不予补助", NOTHING))
        return Worked(claim, nominal, NOTHING, tuple(steps))
    payable = capped(nominal, claim)
    cap = pack.cap(claim.kind)
    if cap is not None and claim.headroom is not None and nominal:
        steps.append(DerivationStep(pack.basis(pack.caps), _under_cap(claim, cap, claim.headroom, payable), payable))
    return Worked(claim, nominal, payable, tuple(steps))


def _under_cap(claim: FinalGrade, cap: Fen, headroom: Fen, payable: Fen) -> str:
    """A cap, what counts under the cap year by year, what is left, and what is payable."""
    counted = f"，已计入：{claim.record.year_by_year}" if claim.record else ""
    if claim.record and claim.record.left_of(cap) != headroom:
        counted += "，并受承继平台累计额度限制"
    return f"{claim.name}累计补助上限{in_text(cap)}{counted}；尚余{in_text(headroom)}，应补{in_text(payable)}"


TIES: Final[Mapping[Tie, Callable[[FinalGrade], tuple[int, int]]]] = {
    Tie.UNCAPPED_FIRST: lambda claim: (claim.headroom is not None, -(claim.headroom or 0)),
}
"""In which order equal claims go."""


def rank(worked: Worked) -> tuple[int, int, int, tuple[int, int], str]:
    """The order of claims, highest first: by amount, then as the pack breaks a tie. Reading L13."""
    claim = worked.claim
    by = worked.payable if claim.pack.highest_by.value is HighestBy.PAYABLE else worked.nominal
    return (
        -(worked.payable > 0),
        -by,
        -worked.payable,
        TIES[claim.pack.tie.value](claim),
        claim.evaluation_id.hex,
    )


def subsidy_for(claims: Sequence[FinalGrade]) -> Award:
    """The one subsidy of a holder for a graded year.

    Highest, not cumulative: the claim payable highest after its cap is paid, the others
    lapse and use up nothing. On a tie the title without a cap goes first. Source: Art. 18; reading L13.

    “对于以上项目,按照“就高不重复”的原则给予运营补助” (Art. 18).
    """
    worked = tuple(sorted(map(work_out, claims), key=rank))
    payable = [one for one in worked if one.payable > 0]
    if not payable:
        basis = worked[0].claim.pack.basis("第十八条") if worked else "第十八条"
        return Award(
            NOTHING,
            None,
            (),
            worked,
            (*_each(worked), DerivationStep(basis, f"{_year(worked)}没有应补助的项目", NOTHING)),
        )
    best, *rest = payable
    steps = [*_each(worked)]
    if rest:
        steps.append(
            DerivationStep(
                best.claim.pack.basis("第十八条"),
                f"就高不重复：补助{_each_by_name([best])}；{_each_by_name(rest)}不重复补助，不占用累计上限",
                best.payable,
            )
        )
    if rest and rest[0].payable == best.payable:
        steps.append(DerivationStep(None, f"应补金额相同：{best.claim.pack.tie.value.label}", best.payable))
    return Award(best.payable, best.claim, tuple(one.claim for one in rest), worked, tuple(steps))


def _year(worked: Sequence[Worked]) -> str:
    record = worked[0].claim.record if worked else None
    return f"{record.graded_year}年度" if record else ""


def _each_by_name(worked: Sequence[Worked]) -> str:
    """Claims by name, with what each would be paid."""
    return "、".join(f"{one.claim.name}（应补{in_text(one.payable)}）" for one in worked)


def _each(worked: Sequence[Worked]) -> tuple[DerivationStep, ...]:
    return tuple(step for one in worked for step in one.steps)


@dataclass(frozen=True)
class TitleEnding:
    """A municipal title has its end, and the title that it restores."""

    id: UUID
    end_reason: TitleEnd | None
    valid_to: date | None
    restores_id: UUID | None


def title_revoked(titles: Sequence[TitleEnding], since: date) -> bool:
    """A title of the subject day counts as revoked when revoked after that day and not restored. Source: Art. 19; reading L19."""
    restored = {one.restores_id for one in titles}
    return any(
        one.end_reason is TitleEnd.REVOKED
        and one.valid_to is not None
        and one.valid_to > since
        and one.id not in restored
        for one in titles
    )

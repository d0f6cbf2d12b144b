"""What a holder is due for a graded year (Art. 18): the amounts, the caps, highest not cumulative."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.units import Fen, yuan
from domain.kernel.violations import Code, Violation
from domain.money.award import Award, FinalGrade, YearEvaluations, refuse_open, subsidy_for, work_out
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, QUALIFIED, UNQUALIFIED
from domain.regulation.rulepack import Cited, HighestBy, Remainder, RulePack
from domain.terms import Grade, Kind
from domain.terms.money import ClaimOutcome
from tests.builders.money import PACK, a_claim, an_id

CENTER, PLATFORM, BASE = Kind.SERVICE_CENTER, Kind.DEMO_PLATFORM, Kind.DEMO_BASE
NOMINAL = replace(PACK, highest_by=replace(PACK.highest_by, value=HighestBy.NOMINAL))
WHOLE_OR_NOTHING = replace(PACK, remainder=replace(PACK.remainder, value=Remainder.NOTHING))

LAW = {
    (CENTER, EXCELLENT): 500_000,
    (CENTER, GOOD): 300_000,
    (CENTER, QUALIFIED): 100_000,
    (CENTER, UNQUALIFIED): 0,
    (PLATFORM, EXCELLENT): 50_000,
    (PLATFORM, GOOD): 50_000,
    (PLATFORM, QUALIFIED): 0,
    (PLATFORM, UNQUALIFIED): 0,
    (BASE, EXCELLENT): 100_000,
    (BASE, GOOD): 100_000,
    (BASE, QUALIFIED): 0,
    (BASE, UNQUALIFIED): 0,
}


@pytest.mark.requirement("R18.2")
@pytest.mark.parametrize(("kind", "grade", "amount"), [(*key, amount) for key, amount in LAW.items()])
def test_what_a_grade_alone_earns(kind: Kind, grade: Grade, amount: int) -> None:
    assert subsidy_for([a_claim(kind, grade)]).amount == yuan(amount)


@pytest.mark.reading("L12")
@pytest.mark.requirement("R18.3")
@pytest.mark.parametrize(
    ("kind", "grade", "years", "paid"),
    [
        (PLATFORM, GOOD, 4, [50_000, 50_000, 50_000, 0]),
        (BASE, EXCELLENT, 5, [100_000, 100_000, 100_000, 100_000, 0]),
        (CENTER, EXCELLENT, 5, [500_000] * 5),
    ],
)
def test_year_after_year_until_the_cap(kind: Kind, grade: Grade, years: int, paid: list[int]) -> None:
    received, amounts = yuan(0), list[Fen]()

    for _ in range(years):
        award = subsidy_for([a_claim(kind, grade, received=received)])
        amounts.append(award.amount)
        received = Fen(received + award.amount)

    assert amounts == [yuan(each) for each in paid]


@pytest.mark.requirement("R18.3")
def test_a_nearly_used_cap_pays_its_remainder_then_nothing() -> None:
    first = subsidy_for([a_claim(PLATFORM, GOOD, received=yuan(130_000))])
    second = subsidy_for([a_claim(PLATFORM, GOOD, received=yuan(150_000))])

    assert (first.amount, second.amount) == (yuan(20_000), 0)
    assert second.claim is None


@pytest.mark.reading("L12")
def test_where_the_switch_says_so_a_remainder_is_not_paid() -> None:
    assert subsidy_for([a_claim(PLATFORM, GOOD, received=yuan(130_000), pack=WHOLE_OR_NOTHING)]).amount == 0


@pytest.mark.reading("L13")
def test_on_a_tie_the_title_without_a_cap_goes_first() -> None:
    center = a_claim(CENTER, QUALIFIED)
    base = a_claim(BASE, GOOD, received=yuan(300_000))

    award = subsidy_for([base, center])

    assert (award.amount, award.claim, award.lapsed) == (yuan(100_000), center, (base,))


def test_a_base_at_its_cap_lets_the_platform_title_win() -> None:
    base = a_claim(BASE, EXCELLENT, received=yuan(400_000))
    platform = a_claim(PLATFORM, GOOD)

    award = subsidy_for([base, platform])

    assert (award.amount, award.claim, award.lapsed) == (yuan(50_000), platform, ())
    assert award.outcome(base) is ClaimOutcome.NOTHING


def test_compared_by_nominal_the_same_base_would_still_lose_for_it_has_nothing_to_pay() -> None:
    base = a_claim(BASE, EXCELLENT, received=yuan(400_000))
    nearly = a_claim(BASE, EXCELLENT, received=yuan(370_000), name="nearly")
    platform = a_claim(PLATFORM, GOOD)

    assert subsidy_for(under(NOMINAL, base, platform)).claim == replace(platform, pack=NOMINAL)
    assert subsidy_for(under(NOMINAL, nearly, platform)).amount == yuan(30_000)
    assert subsidy_for([nearly, platform]).amount == yuan(50_000)


def under(pack: RulePack, *claims: FinalGrade) -> list[FinalGrade]:
    return [replace(claim, pack=pack) for claim in claims]


def test_each_claim_is_worked_out_under_the_pack_its_round_was_called_under() -> None:
    richer = replace(PACK, amounts=Cited({PLATFORM: {GOOD: yuan(120_000)}}, "第十八条"))
    base, platform = a_claim(BASE, GOOD), a_claim(PLATFORM, GOOD, pack=richer)

    award = subsidy_for([base, platform])

    assert (award.amount, award.claim, award.lapsed) == (yuan(120_000), platform, (base,))


@pytest.mark.requirement("R2.1")
def test_a_centre_of_the_best_grade_takes_all() -> None:
    claims = [a_claim(CENTER, EXCELLENT), a_claim(BASE, EXCELLENT), a_claim(PLATFORM, EXCELLENT)]

    award = subsidy_for(claims)

    assert (award.amount, len(award.lapsed)) == (yuan(500_000), 2)


@pytest.mark.reading("L13")
def test_between_equal_capped_claims_the_larger_remainder_goes_first() -> None:
    used = a_claim(PLATFORM, GOOD, received=yuan(100_000), name="used")
    fresh = a_claim(PLATFORM, GOOD, name="fresh")
    early, late = sorted((used.evaluation_id, fresh.evaluation_id), key=lambda each: each.hex)

    for used_id, fresh_id in ((early, late), (late, early)):  # the ids, which decide last, decide nothing here
        claims = [replace(used, evaluation_id=used_id), replace(fresh, evaluation_id=fresh_id)]
        award = subsidy_for(claims)

        assert [one.payable for one in award.worked] == [yuan(50_000), yuan(50_000)]
        assert award.claim == claims[1]
        assert award.lapsed == (claims[0],)


@pytest.mark.reading("L1")
@pytest.mark.parametrize(("kind", "grade"), [(PLATFORM, EXCELLENT), (BASE, GOOD), (CENTER, QUALIFIED)])
def test_without_a_municipal_title_on_the_subject_day_a_grade_earns_nothing(kind: Kind, grade: Grade) -> None:
    """D1: whatever the grade, the claim's nominal amount is nothing, and its one step says why."""
    untitled = replace(a_claim(kind, grade), untitled_on=date(2020, 12, 31))
    [step] = work_out(untitled).steps

    assert (work_out(untitled).nominal, work_out(untitled).payable) == (0, 0)
    assert (step.article, step.amount) == ("第十八条", 0)
    assert "2020年12月31日" in step.says
    assert "没有市级称号" in step.says
    titled = a_claim(kind, grade, name="另一个")
    assert subsidy_for([untitled, titled]).claim == titled


def test_a_revoked_title_earns_nothing_and_says_why() -> None:
    worked = work_out(a_claim(PLATFORM, GOOD, revoked=True))

    assert (worked.nominal, worked.payable, worked.steps[-1].article) == (yuan(50_000), 0, "第十九条")


@pytest.mark.case("1-11")
def test_a_year_of_six_platforms_and_three_bases_costs_600_000() -> None:
    holders = [a_claim(PLATFORM, GOOD, name=f"p{n}") for n in range(4)]
    holders += [a_claim(PLATFORM, EXCELLENT, name=f"q{n}") for n in range(2)]
    holders += [a_claim(BASE, EXCELLENT, name=f"b{n}") for n in range(3)]
    holders += [
        a_claim(kind, QUALIFIED, name=f"{kind}{n}")
        for kind, count in ((PLATFORM, 42), (BASE, 35))
        for n in range(count)
    ]

    assert sum(subsidy_for([claim]).amount for claim in holders) == yuan(600_000)


@pytest.mark.case("1-5")
def test_a_total_is_computed_from_its_parts() -> None:
    awards = [subsidy_for([a_claim(BASE, GOOD, name=f"b{n}")]) for n in range(72)]

    assert sum(award.amount for award in awards) == yuan(7_200_000)


@pytest.mark.case("1-15")
def test_nominal_and_payable_are_both_told_when_a_ceiling_cuts() -> None:
    [worked] = subsidy_for([a_claim(BASE, EXCELLENT, received=yuan(340_000))]).worked

    assert (worked.nominal, worked.payable) == (yuan(100_000), yuan(60_000))
    assert [step.amount for step in worked.steps] == [yuan(100_000), yuan(60_000)]


@pytest.mark.requirement("RX.1")
def test_every_step_of_the_law_names_article_18() -> None:
    award = subsidy_for([a_claim(CENTER, QUALIFIED), a_claim(BASE, GOOD)])

    assert [step.article for step in award.steps] == ["第十八条", "第十八条", "第十八条", "第十八条", None]
    assert award.steps[-1].says == "应补金额相同：无累计上限者优先，再按剩余额度从大到小"


@pytest.mark.parametrize(("called", "still_open", "code"), [(0, 0, Code.NO_EVALUATION), (2, 1, Code.NOT_ALL_FINAL)])
def test_no_money_while_an_evaluation_is_open(called: int, still_open: int, code: Code) -> None:
    with pytest.raises(Violation) as refused:
        refuse_open(YearEvaluations(2021, called, still_open))

    assert refused.value.code is code


@st.composite
def claims(draw: st.DrawFn) -> list[FinalGrade]:
    count = draw(st.integers(0, 6))
    return [
        a_claim(
            draw(st.sampled_from(Kind)),
            draw(st.sampled_from(PACK.grades.value)),
            received=Fen(draw(st.integers(0, 450_000_00))),
            name=f"unit {number}",
            revoked=draw(st.booleans()) and draw(st.booleans()),
        )
        for number in range(count)
    ]


def expected(claims: list[FinalGrade]) -> int:
    """Art. 18 once more, by other means: the largest of the amounts, each cut to what its cap leaves."""
    return max(
        (
            min(LAW[claim.kind, claim.grade] * 100, 10**12 if claim.headroom is None else claim.headroom)
            for claim in claims
            if not claim.title_revoked
        ),
        default=0,
    )


@pytest.mark.requirement("R18.4")
@given(claims())
def test_the_highest_is_awarded_and_never_more(found: list[FinalGrade]) -> None:
    award = subsidy_for(found)

    assert award.amount == expected(found)
    assert (award.claim is None) == (award.amount == 0)


@pytest.mark.requirement("R18.7")
@pytest.mark.case("2-21")
@given(claims())
def test_amounts_are_whole_fen_and_nothing_lapsed_counts(found: list[FinalGrade]) -> None:
    award = subsidy_for(found)
    outcomes = [award.outcome(claim) for claim in found]

    assert type(award.amount) is int
    assert outcomes.count(ClaimOutcome.CHOSEN) == (award.amount > 0)
    for one in award.worked:
        assert type(one.payable) is int
        assert 0 <= one.payable <= one.nominal
        assert (one.payable == 0) == (award.outcome(one.claim) is ClaimOutcome.NOTHING)


@given(claims())
def test_the_order_of_the_claims_changes_nothing(found: list[FinalGrade]) -> None:
    awards = {answer(subsidy_for(list(order))) for order in permutations(found[:4])}

    assert len(awards) == 1


def answer(award: Award) -> tuple[object, ...]:
    return award.amount, award.claim, award.lapsed, award.steps


def test_the_builder_gives_a_claim_its_own_evaluation() -> None:
    assert a_claim(PLATFORM, GOOD, name="x").evaluation_id == an_id("x")

"""A successor regulation beside the Measures of 2020: each round goes by its own grades, amounts and articles to the subsidy."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.kernel.violations import Code, Violation
from domain.regulation.pack_copy import frozen
from domain.regulation.packs.kunming_2020 import GOOD, KUNMING_2020
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.evaluation import RoundState
from resolvers.evaluation.rounds import RoundTermsInput
from resolvers.plan.computed import under_law
from resolvers.work import unit_of_work
from schema.evaluation.round import Round, RoundRow
from tests.builders.successor import FAIR, SUCCESSOR, earlier
from tests.resolvers.acting import shown
from tests.resolvers.yearly import Yearly

if TYPE_CHECKING:
    from uuid import UUID

    from api.database.database import Database

BOTH = (KUNMING_2020, SUCCESSOR)
ENUM = """
from domain.regulation import packs
from tests.builders.successor import SUCCESSOR
packs.PACKS = (*packs.PACKS, SUCCESSOR)
from resolvers.root import schema
kind = schema._schema.type_map["Grade"]
print(kind.description, *(f"{name}={value.description.split('。')[0]}" for name, value in kind.values.items()))
"""


@dataclass
class Rounds:
    """A city in which one round was called under the Measures, and the next under their successor while it still ran."""

    case: Yearly
    first: tuple[UUID, UUID]
    second: tuple[UUID, UUID]

    def at(self, which: tuple[UUID, UUID]) -> Yearly:
        self.case.round, self.case.evaluation = which
        return self.case


async def call(case: Yearly, graded: int) -> tuple[UUID, UUID]:
    """A round of demonstration platforms and its one evaluation."""
    scheme = await case.city.do(Act.SAVE_SCHEME, case.bureau, code=f"S{graded}", name="默认评价体系")
    terms = RoundTermsInput(
        title=f"关于开展{graded}年度绩效评价的通知",
        scheme=shown("Scheme", scheme),
        materials_due=date(graded + 1, 3, 31),
        district_due=date(graded + 1, 4, 15),
        notice_number=f"昆工信通〔{graded + 1}〕1号",
    )
    called = await case.city.do(
        Act.DRAFT_ROUND, case.bureau, graded_year=graded, kinds=[Kind.DEMO_PLATFORM], terms=terms
    )
    await case.city.do(Act.CALL_ROUND, case.bureau, called)
    [found] = await case.city.fetch("select id from evaluation where round_id = $1", called)
    return called, found["id"]


@pytest.fixture
async def rounds(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rounds:
    monkeypatch.setattr(unit_of_work, "PACKS", BOTH)
    case = await Yearly.of(database)
    first = await call(case, 2021)
    copy = json.dumps(earlier(frozen(KUNMING_2020)))
    await case.city.fetch("update round set pack_snapshot = $2 where id = $1", first[0], json.loads(copy))
    await case.at("2023-03-01")
    return Rounds(case, first, await call(case, 2022))


async def graded(case: Yearly, grade: str, posted: date) -> None:
    """The evaluation, decided, published and final."""
    await case.scored()
    await case.do(Act.DECIDE_EVALUATION, case.bureau, grade=grade, reason="现场核查")
    await case.at(str(posted))
    await case.publish(posted)


async def paid(case: Yearly, year: int) -> Any:
    """The subsidy of a year, on its way to the holder."""
    claim = await case.city.do(
        Act.CALCULATE_SUBSIDY, case.bureau, holder=shown("Entity", case.holder), graded_year=year
    )
    subsidy = (await case.city.one("Claim", claim))["subsidy_id"]
    finance = await case.city.person(Role.FINANCE_BUREAU)
    await case.city.do(Act.APPROVE_SUBSIDY, case.bureau, subsidy)
    await case.city.do(Act.CONFIRM_SUBSIDY, finance, subsidy)
    await case.city.do(Act.PAY_SUBSIDY, finance, subsidy, instruction=f"昆财{year}")
    return await case.city.one("Subsidy", subsidy)


def cited(steps: Any) -> set[str | None]:
    read = json.loads(steps) if isinstance(steps, str) else steps
    return {each["article"] for each in read}


async def articles(case: Yearly) -> set[str | None]:
    """What the evaluation's latest result rests on."""
    [result] = await case.city.fetch(
        "select steps from result where evaluation_id = $1 order by n desc limit 1", case.evaluation
    )
    return cited(result["steps"])


async def test_two_rounds_go_to_the_subsidy_each_under_its_own_regulation(rounds: Rounds) -> None:
    city = rounds.case.city
    await graded(rounds.at(rounds.first), GOOD, date(2023, 4, 3))
    assert await articles(rounds.case) == {"第十六条", "第十七条（三）", "第十七条（四）", None}
    await graded(rounds.at(rounds.second), FAIR, date(2023, 4, 10))
    assert await articles(rounds.case) == {"第十九条", "第二十条（三）", "第二十条（四）", None}
    await rounds.case.at("2023-05-08")
    await rounds.case.passes()

    old, new = await paid(rounds.case, 2021), await paid(rounds.case, 2022)

    assert [(each["pack"], each["amount"], each["state"]) for each in (old, new)] == [
        ("KUNMING_2020", yuan(50_000), "PAYING"),
        ("DRAFT_2023", yuan(20_000), "PAYING"),
    ]
    assert (cited(old["derivation"]), cited(new["derivation"])) == ({"第十八条"}, {"第二十一条"})
    [notice] = await city.fetch("select tallies from notice where round_id = $1", rounds.second[0])
    assert [each["grade"] for each in notice["tallies"]] == ["FAIR"]
    [account] = await city.fetch("select cap, awarded from cap_account")
    assert (account["cap"], account["awarded"]) == (yuan(200_000), yuan(70_000))


@pytest.mark.parametrize(
    ("which", "grade", "article"), [("first", "FAIR", "第十七条（四）"), ("second", "UNQUALIFIED", "第二十条（四）")]
)
async def test_a_grade_of_the_other_regulation_is_refused(rounds: Rounds, which: str, grade: str, article: str) -> None:
    case = rounds.at(getattr(rounds, which))
    await case.scored()

    with pytest.raises(Violation) as refused:
        await case.do(Act.DECIDE_EVALUATION, case.bureau, grade=grade, reason="现场核查")

    assert (refused.value.code, refused.value.path, refused.value.article) == (Code.INVALID, ("grade",), article)


async def test_what_follows_a_failure_asks_which_grade_of_the_round_fails(rounds: Rounds) -> None:
    await graded(rounds.at(rounds.second), "DEFICIENT", date(2023, 4, 3))
    await rounds.case.at("2023-05-08")
    await rounds.case.passes()
    said: dict[str, Any] = {"number": "1", "content": "整改", "evidence": "证明", "due_on": date(2023, 6, 8)}

    issued = await rounds.case.city.do(
        Act.ISSUE_RECTIFICATION, rounds.case.bureau, evaluation=shown("Evaluation", rounds.second[1]), **said
    )

    assert (await rounds.case.city.one("Rectification", issued))["state"] == "ISSUED"


async def test_a_refusal_cites_the_regulation_of_what_it_is_about(rounds: Rounds) -> None:
    for which, article in ((rounds.first, "第十七条"), (rounds.second, "第二十条")):
        case = rounds.at(which)
        with pytest.raises(Violation) as refused:
            await case.hand_in()

        assert (refused.value.article or "").startswith(article)
        assert refused.value.basis.regulation in ("KUNMING_2020", "DRAFT_2023")


@pytest.mark.parametrize(
    ("pack", "article"), [("KUNMING_2020", "第十八条"), ("DRAFT_2023", "第二十一条"), (None, "第二十一条")]
)
def test_why_not_cites_the_regulation_of_the_row(
    monkeypatch: pytest.MonkeyPatch, pack: str | None, article: str
) -> None:
    monkeypatch.setattr("resolvers.plan.computed.PACKS", BOTH)
    fields: Any = getattr(Round, "__strawberry_definition__").fields  # noqa: B009 (strawberry's own)
    [spec] = [each.metadata["shown"] for each in fields if each.python_name == "allowed_actions"]
    row = {"state": RoundState.DRAFT, "graded_year": 2021, "notice_number": "1", "pack": pack}

    says = under_law(spec, RoundRow.governed_by).compute(row, Actor(Role.MUNICIPAL_BUREAU), date(2023, 5, 8))

    refused = {each.action: each.why_not for each in says if each.why_not}
    assert refused[Act.CALL_ROUND].article == article


def test_clients_write_the_grades_of_every_loaded_regulation() -> None:
    made = subprocess.run([sys.executable, "-c", ENUM], check=True, capture_output=True, text=True)

    assert made.stdout.split("(Art. 17(4)). ")[1].split() == [
        "EXCELLENT=优秀", "GOOD=良好", "QUALIFIED=合格", "UNQUALIFIED=不合格", "FAIR=中等", "DEFICIENT=不达标",
    ]  # fmt: skip
    assert made.stdout.startswith("The six results")

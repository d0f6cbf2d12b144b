"""Public notices and objections (Art. 17(4); reading L11)."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.evaluation import notice as notice_rules
from domain.evaluation.notice import (
    NoticeLine,
    ObjectionFacts,
    Posting,
    PublishedFacts,
    content_hash,
    tallies,
    window,
)
from domain.kernel.acts import Act
from domain.kernel.typed_text import Grievance
from domain.kernel.units import Fen, yuan
from domain.kernel.violations import Code
from domain.money.award import earned
from domain.regulation.packs.kunming_2020 import EXCELLENT, GOOD, QUALIFIED, UNQUALIFIED
from domain.rights.authority import scope_of
from domain.rights.scope import PUBLIC, holds
from domain.terms import Grade, Kind, Role
from domain.terms.evaluation import EvaluationState, ObjectionState, RoundState
from tests.builders.judging import NOON, PACK, a_round, an_id, calendar, day, new_of, points, refusal

S = ObjectionState
SOMEBODY = an_id("somebody")
DECIDED = datetime.combine(day("2022-04-20"), NOON.timetz())


def an_item(
    name: str,
    kind: Kind = Kind.DEMO_PLATFORM,
    grade: Grade = GOOD,
    *,
    score: str = "85.00",
    open_matters: bool = False,
    untitled_on: date | None = None,
) -> NoticeLine:
    where = (an_id(name), an_id(f"result of {name}"), an_id(f"platform of {name}"), an_id("wuhua"))
    return NoticeLine(
        *where,
        kind,
        name,
        "五华区",
        f"{name}有限公司",
        grade,
        points(score),
        earned(name, kind, grade, PACK, untitled_on),
        DECIDED,
        open_matters,
    )


def a_posting(**facts: Any) -> Posting:
    usual: dict[str, Any] = {
        "number": "昆工信公示〔2022〕3号",
        "title": "公示",
        "url": "http://gxj.km.gov.cn/1",
        "posted_on": day("2022-06-01"),
        "proof": "存档",
        "channel": "电话",
    }
    return Posting(**{**usual, **facts})


def published(
    items: Any = None,
    posting: Posting | None = None,
    state: RoundState = RoundState.DECIDED,
    *,
    undecided: int = 0,
    today: str = "2022-06-01",
):
    items = [an_item("甲")] if items is None else items
    return notice_rules.publish(
        a_round(state),
        items,
        posting or a_posting(),
        PACK,
        undecided=undecided,
        calendar=calendar(),
        account=None,
        at=NOON,
        today=day(today),
    )


# the window


@pytest.mark.reading("L20")
@pytest.mark.requirement("R17.5")
@pytest.mark.parametrize(
    ("posted", "end"),
    [
        ("2020-09-25", "2020-10-09"),
        ("2020-09-29", "2020-10-13"),
        ("2021-02-05", "2021-02-18"),
        ("2022-01-28", "2022-02-09"),
        ("2022-09-28", "2022-10-10"),
        ("2020-04-24", "2020-04-30"),
        ("2025-09-28", "2025-10-11"),
        ("2026-09-18", "2026-09-24"),
    ],
)
def test_five_full_working_days_after_the_day_of_posting(posted: str, end: str):
    assert window(day(posted), 5, calendar()).end == day(end)


@pytest.mark.case("1-1")
@pytest.mark.case("1-3")
@pytest.mark.case("1-5")
@pytest.mark.parametrize(
    ("posted", "end", "days", "earliest"),
    [
        pytest.param("2023-03-24", "2023-03-30", 4, "2023-03-31", marks=pytest.mark.case("1-1")),
        pytest.param("2023-11-07", "2023-11-09", 2, "2023-11-14", marks=pytest.mark.case("1-3")),
        pytest.param("2022-04-08", "2022-04-14", 4, "2022-04-15", marks=pytest.mark.case("1-5")),
    ],
)
def test_a_shorter_window_is_refused_with_the_earliest_end(posted: str, end: str, days: int, earliest: str):
    found = refusal(lambda: window(day(posted), 5, calendar(), day(end)))

    assert (found.code, found.article) == (Code.WINDOW_TOO_SHORT, "第十七条（四）")
    assert (found.facts["days"], found.facts["earliest"]) == (days, day(earliest))
    assert earliest in found.message()
    assert window(day(posted), 5, calendar(), day(earliest)).end == day(earliest)


@given(posted=some.dates(date(2005, 1, 1), date(2026, 11, 1)), longer=some.integers(0, 20))
def test_a_window_always_holds_five_working_days_and_may_be_longer(posted: date, longer: int):
    shortest = window(posted, 5, calendar())

    chosen = window(posted, 5, calendar(), shortest.end + timedelta(days=longer))

    assert calendar().count_workdays(posted, shortest.end) == 5
    assert calendar().is_workday(shortest.end)
    assert chosen.end == shortest.end + timedelta(days=longer)
    assert posted < shortest.first_day <= shortest.end
    assert (
        refusal(lambda: window(posted, 5, calendar(), shortest.end - timedelta(days=1))).code is Code.WINDOW_TOO_SHORT
    )


# the notice


@pytest.mark.case("1-1")
def test_several_lists_stand_under_one_notice():
    round_, notice = published(
        [an_item("甲"), an_item("乙基地", Kind.DEMO_BASE), an_item("丙中心", Kind.SERVICE_CENTER, EXCELLENT)]
    )

    assert round_.set["state"] is RoundState.IN_PUBLICITY
    [row] = new_of(notice, "Notice")
    assert [(each["kind"], each["count"]) for each in row["tallies"]] == [
        ("SERVICE_CENTER", 1),
        ("DEMO_PLATFORM", 1),
        ("DEMO_BASE", 1),
    ]
    assert {item["notice"] for item in new_of(notice, "NoticeItem")} == {notice.adds[0]}
    assert len(new_of(notice, "NoticeItem")) == 3


@pytest.mark.parametrize(
    ("kind", "grade"),
    [(Kind.DEMO_PLATFORM, EXCELLENT), (Kind.DEMO_BASE, GOOD), (Kind.SERVICE_CENTER, QUALIFIED)],
)
def test_a_line_without_a_municipal_title_earns_nothing_and_says_why(kind: Kind, grade: Grade):
    """D1: an added subject stands in the notice with its grade, with a nominal amount of nothing and the reason."""
    items = [an_item("甲", kind, grade, untitled_on=day("2021-12-31")), an_item("乙", kind, grade)]
    assert [item.nominal for item in items] == [0, PACK.amount(kind, grade)]

    _, posted = published(items)

    [notice] = new_of(posted, "Notice")
    lines = {line["name"]: line for line in new_of(posted, "NoticeItem")}
    assert notice["nominal_total"] == PACK.amount(kind, grade) > 0
    [step] = lines["甲"]["steps"]
    assert (lines["甲"]["grade"], step["article"], step["amount"]) == (grade, "第十八条", 0)
    assert step["says"].endswith("2021年12月31日既不是在运营的中小企业服务中心，也没有市级称号，不予补助")


@pytest.mark.case("1-5")
def test_totals_are_counted_and_never_typed():
    items = [an_item(f"平台{n}", Kind.DEMO_BASE) for n in range(72)]

    [row] = new_of(published(items)[1], "Notice")

    assert row["nominal_total"] == yuan(7_200_000)
    assert row["tallies"] == [{"kind": "DEMO_BASE", "grade": "GOOD", "count": 72, "nominal": yuan(7_200_000)}]


@pytest.mark.case("1-9")
def test_the_counts_of_a_notice_reconcile():
    items = [an_item(f"过{n}", grade=QUALIFIED) for n in range(71)] + [
        an_item(f"不{n}", grade=UNQUALIFIED) for n in range(4)
    ]

    found = {each["grade"]: each["count"] for each in tallies(items, PACK.grades.value)}

    assert found == {"QUALIFIED": 71, "UNQUALIFIED": 4}
    assert sum(int(str(count)) for count in found.values()) == len(items) == 75


@pytest.mark.case("1-11")
def test_48_platforms_and_38_bases_of_which_nine_are_good():
    platforms = [an_item(f"平台{n}", grade=EXCELLENT if n < 4 else GOOD if n < 6 else QUALIFIED) for n in range(48)]
    bases = [an_item(f"基地{n}", Kind.DEMO_BASE, EXCELLENT if n < 3 else QUALIFIED) for n in range(38)]

    [row] = new_of(published([*platforms, *bases])[1], "Notice")

    counted = {(each["kind"], each["grade"]): each["count"] for each in row["tallies"]}
    assert counted == {
        ("DEMO_PLATFORM", "EXCELLENT"): 4,
        ("DEMO_PLATFORM", "GOOD"): 2,
        ("DEMO_PLATFORM", "QUALIFIED"): 42,
        ("DEMO_BASE", "EXCELLENT"): 3,
        ("DEMO_BASE", "QUALIFIED"): 35,
    }
    assert row["nominal_total"] == yuan(600_000)


def test_the_hash_is_of_what_is_published_in_any_order_and_moves_with_it():
    first, second = an_item("甲"), an_item("乙")

    assert content_hash([first, second]) == content_hash([second, first])
    assert content_hash([first]) != content_hash([an_item("甲", score="85.01")])
    lines = '{"grade": "GOOD", "holder_name": "甲有限公司", "kind": "DEMO_PLATFORM", "name": "甲", "nominal": 5000000, "region_name": "五华区", "score": 8500}'
    assert content_hash([first]) == sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("state", [RoundState.IN_PUBLICITY, RoundState.CLOSED])
def test_a_changed_result_gets_a_notice_of_its_own_and_the_round_stays(state: RoundState):
    round_, notice = published(state=state)

    assert round_.set == {"state": state}
    assert len(new_of(notice, "NoticeItem")) == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"items": []}, Code.NOTHING_DECIDED),
        ({"items": [an_item("甲", open_matters=True)]}, Code.OPEN_MATTERS),
        ({"today": "2022-05-31"}, Code.FUTURE_DAY),
        ({"posting": a_posting(posted_on=day("2022-04-19"))}, Code.DATES_ORDER),
        ({"posting": a_posting(proof=" ")}, Code.REQUIRED),
        ({"posting": a_posting(window_end=day("2022-06-08"))}, Code.WINDOW_TOO_SHORT),
        ({"state": RoundState.CALLED, "undecided": 2}, Code.NOT_ALL_DECIDED),
        ({"state": RoundState.DECIDED, "undecided": 1}, Code.NOT_ALL_DECIDED),
        ({"state": RoundState.DRAFT}, Code.WRONG_STATE),
    ],
)
def test_what_cannot_be_published(facts: dict[str, Any], code: Code):
    assert refusal(lambda: published(**facts)).code is code


# objections


def a_result(state: EvaluationState = EvaluationState.IN_PUBLICITY, **facts: Any) -> PublishedFacts:
    usual: dict[str, Any] = {
        "id": an_id("evaluation"),
        "platform_id": an_id("platform"),
        "region_id": an_id("wuhua"),
        "notice_id": an_id("notice"),
        "window_end": day("2022-06-10"),
    }
    return PublishedFacts(state=state, **{**usual, **facts})


def raised(row: PublishedFacts, today: str = "2022-06-10", said: Grievance | None = None) -> Any:
    said = said or Grievance("服务企业数不实", "张三", "0871-00000000")
    [values] = new_of(notice_rules.raised(row, said, "0123456789ABCDEF", at=NOON, today=day(today)), "Objection")
    return values


@pytest.mark.reading("L11")
@pytest.mark.parametrize(
    ("state", "today", "becomes"),
    [
        (EvaluationState.IN_PUBLICITY, "2022-06-10", S.RECEIVED),
        (EvaluationState.IN_PUBLICITY, "2022-06-11", S.TIP_OFF),
        (EvaluationState.UNDER_INVESTIGATION, "2022-06-10", S.RECEIVED),
        (EvaluationState.UNDER_INVESTIGATION, "2022-06-11", S.TIP_OFF),
        (EvaluationState.FINAL, "2022-06-11", S.TIP_OFF),
        (EvaluationState.DECIDED, "2022-06-10", S.TIP_OFF),
        (EvaluationState.IN_PANEL, "2022-06-10", S.TIP_OFF),
    ],
)
def test_an_objection_counts_to_the_end_of_the_window_and_is_a_tip_off_after(
    state: EvaluationState, today: str, becomes: ObjectionState
):
    assert raised(a_result(state), today)["state"] is becomes


@pytest.mark.case("1-17")
@pytest.mark.parametrize(
    ("said", "anonymous"),
    [
        (Grievance("不实"), True),
        (Grievance("不实", "张三"), True),
        (Grievance("不实", None, "电话"), True),
        (Grievance("不实", " ", "电话"), True),
        (Grievance("不实", "张三", "电话"), False),
    ],
)
def test_an_anonymous_objection_is_taken_without_a_right_to_a_reply(said: Grievance, anonymous: bool):
    found = raised(a_result(), said=said)

    assert found["state"] is S.RECEIVED
    assert found["anonymous"] is anonymous
    assert found["receipt"] == "0123456789ABCDEF"


@pytest.mark.case("1-17")
def test_no_identity_document_is_asked_for():
    assert set(Grievance.__dataclass_fields__) == {"content", "name", "contact"}


@pytest.mark.requirement("R17.6")
def test_any_person_may_object_and_no_machine():
    for role in Role:
        if role is Role.AGENCY:
            assert not holds(scope_of(role, Act.RAISE_OBJECTION, "Objection"), PUBLIC, {})
        elif role is not Role.CLOCK:
            assert holds(scope_of(role, Act.RAISE_OBJECTION, "Objection"), PUBLIC, {})


def test_what_says_nothing_or_is_about_nothing_published_is_refused():
    assert refusal(lambda: raised(a_result(), said=Grievance("  "))).code is Code.REQUIRED
    assert refusal(lambda: raised(a_result(notice_id=None))).code is Code.NOT_PUBLISHED


MOVES = {
    (S.RECEIVED, Act.INVESTIGATE_OBJECTION): (S.UNDER_INVESTIGATION,),
    (S.UNDER_INVESTIGATION, Act.DECIDE_OBJECTION): (S.UPHELD, S.REJECTED),
    (S.TIP_OFF, Act.TAKE_UP_TIP_OFF): (S.UNDER_INVESTIGATION,),
    (S.TIP_OFF, Act.FILE_TIP_OFF): (S.FILED,),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", notice_rules.LIFE.acts)
def test_the_life_of_an_objection(state: ObjectionState, act: Act):
    options = MOVES.get((state, act))

    if options is None:
        assert refusal(lambda: notice_rules.LIFE.move(state, act)).code is Code.WRONG_STATE
    else:
        assert tuple(notice_rules.LIFE.move(state, act, option) for option in options) == options


def test_an_objection_is_investigated_then_decided_with_findings_and_answer():
    begun = notice_rules.investigate(ObjectionFacts(an_id("objection"), S.RECEIVED), at=NOON)
    row = ObjectionFacts(an_id("objection"), S.UNDER_INVESTIGATION)

    done = {
        upheld: notice_rules.decide(row, "经查属实", "已更正", upheld=upheld, account=SOMEBODY, at=NOON).set["state"]
        for upheld in (True, False)
    }

    assert begun.set["state"] is S.UNDER_INVESTIGATION
    assert done == {True: S.UPHELD, False: S.REJECTED}
    for findings, answer in ((" ", "答复"), ("情况", None)):
        assert (
            refusal(
                lambda f=findings, a=answer: notice_rules.decide(row, f, a, upheld=True, account=SOMEBODY, at=NOON)
            ).code
            is Code.REQUIRED
        )


def test_a_tip_off_is_taken_up_or_filed_with_a_reason():
    row = ObjectionFacts(an_id("objection"), S.TIP_OFF)

    assert notice_rules.take_up(row, at=NOON).set["state"] is S.UNDER_INVESTIGATION
    assert notice_rules.file(row, "线索不具体", account=SOMEBODY, at=NOON).set["answer"] == "线索不具体"
    assert refusal(lambda: notice_rules.file(row, "", account=SOMEBODY, at=NOON)).code is Code.REASON_REQUIRED


def test_a_notice_counts_in_fen():
    assert isinstance(an_item("甲").nominal, int)
    assert an_item("甲").nominal == Fen(5_000_000)

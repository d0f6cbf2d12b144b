"""Titles of platforms and bases (Art. 2, 15, 19)."""

import pytest

from domain.kernel.acts import Act
from domain.kernel.change import Change
from domain.kernel.violations import Code, Violation
from domain.registry import titles
from domain.registry.registry import Period, runs
from domain.registry.titles import Recognition, TitleFacts
from domain.rights.scope import PUBLIC
from domain.terms import Kind
from domain.terms.registry import TitleEnd, TitleState
from tests.builders.registry import PLATFORM, TITLE, TODAY, a_period, a_platform, a_recognition, a_title, code_of, day


def recognise(
    new: Recognition | None = None, *others: Period, kind: Kind = Kind.DEMO_PLATFORM, abolished: str | None = None
) -> Change:
    return titles.recognise(a_platform(kind, abolished=abolished), others, new or a_recognition(), today=TODAY)


@pytest.mark.requirement("R2.3")
def test_a_title_runs_for_the_term_of_its_certificate():
    values = recognise().adds[0].values

    assert (values["platform_id"], values["valid_from"], values["valid_to"], values["granted_to"]) == (
        PLATFORM,
        day("2020-07-01"),
        day("2023-07-01"),
        day("2023-07-01"),
    )
    assert values["state"] is TitleState.RECOGNISED


def test_a_title_without_a_term_is_open_ended():
    assert recognise(a_recognition(to=None)).adds[0].values["valid_to"] is None


@pytest.mark.parametrize(
    ("new", "others", "code"),
    [
        (a_recognition("2022-06-02"), (), Code.FUTURE_DAY),
        (a_recognition("2020-07-01", "2020-07-01"), (), Code.EMPTY_PERIOD),
        (a_recognition("2018-04-30"), (), Code.BEFORE_FOUNDING),
        (a_recognition(), (a_period("2023-06-30"),), Code.PERIODS_OVERLAP),
        (a_recognition(), (a_period("2018-06-01"),), Code.PERIODS_OVERLAP),
        (a_recognition(to=None), (a_period("2030-01-01", "2031-01-01"),), Code.PERIODS_OVERLAP),
    ],
)
def test_recognitions_that_are_refused(new: Recognition, others: tuple[Period, ...], code: Code):
    assert code_of(lambda: recognise(new, *others)) is code


def test_one_title_may_follow_another_on_the_day_it_ends():
    assert recognise(a_recognition(), a_period("2018-06-01", "2020-07-01"), a_period("2023-07-01")).adds


def test_centres_and_what_is_abolished_get_no_title():
    assert code_of(lambda: recognise(kind=Kind.SERVICE_CENTER)) is Code.CENTRES_HAVE_NO_TITLE
    assert code_of(lambda: recognise(abolished="2022-01-01")) is Code.WRONG_STATE


def end(title: TitleFacts, reason: TitleEnd = TitleEnd.WITHDRAWN, on: str = "2022-06-01") -> Change:
    return titles.end(title, reason, day(on), today=TODAY)


def test_an_ended_title_runs_to_the_day_before():
    change = end(a_title())

    assert (change.set["state"], change.set["valid_to"], change.set["end_reason"]) == (
        TitleState.ENDED,
        TODAY,
        TitleEnd.WITHDRAWN,
    )
    assert runs(day("2020-07-01"), TODAY, day("2022-05-31"))
    assert not runs(day("2020-07-01"), TODAY, TODAY)


def test_a_title_entered_by_mistake_never_ran():
    assert end(a_title(), TitleEnd.CORRECTED).set["valid_to"] == day("2020-07-01")


@pytest.mark.parametrize(
    ("title", "on", "code"),
    [
        (a_title(state=TitleState.ENDED, to="2022-01-01"), "2022-06-01", Code.WRONG_STATE),
        (a_title(to="2022-06-01"), "2022-06-01", Code.WRONG_STATE),
        (a_title(), "2022-06-02", Code.FUTURE_DAY),
        (a_title(), "2020-07-01", Code.EMPTY_PERIOD),
    ],
)
def test_ends_that_are_refused(title: TitleFacts, on: str, code: Code):
    assert code_of(lambda: end(title, on=on)) is code


@pytest.mark.requirement("R19.4")
@pytest.mark.parametrize(
    ("reason", "article", "act"),
    [
        (TitleEnd.REVOKED, "第十九条", "closeRectification"),
        (TitleEnd.PLATFORM_ABOLISHED, None, "abolishPlatform"),
    ],
)
def test_a_title_is_revoked_only_by_what_the_measures_lay_down_for_it(reason: TitleEnd, article: str | None, act: str):
    with pytest.raises(Violation) as refused:
        titles.end_by_itself(a_title(), reason, day("2022-06-01"), today=TODAY)

    found = refused.value
    assert (found.code, found.article, found.path, found.hint) == (Code.INVALID, article, ("reason",), act)
    assert titles.end_by_itself(a_title(), TitleEnd.WITHDRAWN, day("2022-06-01"), today=TODAY, document="1").set


def test_a_revoked_title_is_restored_as_a_new_one_for_the_rest_of_its_term():
    revoked = a_title(to="2022-03-01", state=TitleState.ENDED)

    assert titles.restorable(revoked, [a_period("2020-01-01", "2021-01-01")], TODAY)
    assert not titles.restorable(revoked, [a_period("2022-05-01")], TODAY)
    values = titles.restore(revoked, "评价结果更正", today=TODAY).adds[0].values

    assert (values["valid_from"], values["valid_to"], values["restores_id"]) == (TODAY, day("2023-07-01"), TITLE)
    assert values["restore_reason"] == "评价结果更正"


def test_there_is_nothing_to_restore_once_the_term_is_over_or_while_it_runs():
    over = a_title(to="2021-03-01", state=TitleState.ENDED, granted="2022-06-01")

    assert code_of(lambda: titles.restore(over, "理由", today=TODAY)) is Code.WRONG_STATE
    assert not titles.restorable(over, [], TODAY)
    assert code_of(lambda: titles.restore(a_title(), "理由", today=TODAY)) is Code.WRONG_STATE
    revoked = a_title(to="2022-03-01", state=TitleState.ENDED)
    assert code_of(lambda: titles.restore(revoked, " ", today=TODAY)) is Code.REASON_REQUIRED


def test_ending_is_offered_while_a_title_runs():
    def why_not(to: str | None) -> Code | None:
        refusal = titles.title_condition(Act.END_TITLE, {"valid_to": to and day(to)}, PUBLIC, TODAY)
        return refusal and refusal.code

    assert why_not(None) is None
    assert why_not("2022-06-02") is None
    assert why_not("2022-06-01") is Code.WRONG_STATE

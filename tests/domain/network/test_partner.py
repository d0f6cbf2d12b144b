"""The service network: what lasts from one day to another, and partners of an organisation once at a time (Art. 3, 7, 9, 10)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.change import Change
from domain.kernel.violations import Code, Violation
from domain.network import partner as partner_rules
from domain.network.partner import LIVES, Dated, Joining
from domain.terms.network import DatedState, ServiceWay
from domain.terms.reporting import ServiceFunction
from tests.builders.places import AT, OTHER, S, a_place, dated
from tests.builders.registry import PLATFORM, TODAY, code_of, day, refusal_of

COACHING, RESEARCH = ServiceFunction.STARTUP_COACHING, ServiceFunction.RESEARCH_SERVICES


def join(since: str = "2022-01-01", *before: Dated, functions: tuple[ServiceFunction, ...] = (COACHING,)) -> Change:
    joining = Joining("91530100MA6K000001", ServiceWay.BOTH, functions)
    return partner_rules.join(a_place(), day(since), joining, {"name": "某所"}, before=before, at=AT, today=TODAY)


@pytest.mark.parametrize("noun", LIVES)
@pytest.mark.parametrize(
    ("since", "code"),
    [
        ("2022-06-02", Code.FUTURE_DAY),
        ("2022-06-01", None),
        ("2020-01-01", None),
        ("2019-12-31", Code.BEFORE_FOUNDING),
    ],
)
def test_whatever_lasts_begins_by_today_and_within_the_service(noun: str, since: str, code: Code | None):
    def begun() -> object:
        return partner_rules.begin(noun, a_place(), day(since), {}, at=AT, today=TODAY)

    if code is None:
        assert begun()
    else:
        refusal = refusal_of(begun)
        assert (refusal.code, refusal.path) == (code, ("valid_from",))


def test_nothing_begins_after_the_end_of_the_platform():
    ended = a_place(abolished="2022-05-20")

    assert partner_rules.begin("Channel", ended, day("2022-05-19"), {}, at=AT, today=TODAY)
    assert (
        code_of(lambda: partner_rules.begin("Channel", ended, day("2022-05-20"), {}, at=AT, today=TODAY))
        is Code.AFTER_ABOLITION
    )


@pytest.mark.parametrize("noun", LIVES)
@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2022-06-02", Code.FUTURE_DAY),
        ("2022-06-01", None),
        ("2021-01-02", None),
        ("2021-01-01", Code.EMPTY_PERIOD),
        ("2020-12-31", Code.EMPTY_PERIOD),
    ],
)
def test_it_ends_by_today_and_after_it_began(noun: str, on: str, code: Code | None):
    def ended() -> Change:
        return partner_rules.end(noun, dated(), day(on), None, today=TODAY)

    if code is None:
        assert ended().set == {"state": S.ENDED, "valid_to": day(on), "reason": None}
    else:
        assert code_of(ended) is code


@pytest.mark.parametrize("noun", LIVES)
def test_what_never_was_is_withdrawn_with_a_reason(noun: str):
    assert partner_rules.end(noun, dated(), None, " 误录 ", today=TODAY).set == {"state": S.WITHDRAWN, "reason": "误录"}
    assert code_of(lambda: partner_rules.end(noun, dated(), None, " ", today=TODAY)) is Code.REASON_REQUIRED


@pytest.mark.parametrize("noun", LIVES)
@pytest.mark.parametrize("state", [S.ENDED, S.WITHDRAWN])
@pytest.mark.parametrize("on", ["2022-06-01", None])
def test_what_is_over_stays_over(noun: str, state: DatedState, on: str | None):
    row = dated(to="2022-01-01", state=state)

    assert (
        code_of(lambda: partner_rules.end(noun, row, (on and day(on)) or None, "误", today=TODAY)) is Code.WRONG_STATE
    )


# partners


def test_a_partner_serves_each_function_once_and_at_least_one():
    partner, *functions = join(functions=(RESEARCH, COACHING, RESEARCH)).adds

    assert [each.values["function"] for each in functions] == [COACHING, RESEARCH]
    assert all(each.values["partner_id"] is partner for each in functions)
    assert code_of(lambda: join(functions=())) is Code.REQUIRED


@pytest.mark.parametrize(
    ("before", "since", "refused"),
    [
        (dated("2021-01-01"), "2022-01-01", True),
        (dated("2021-01-01"), "2020-06-01", True),
        (dated("2021-01-01", "2022-01-01"), "2021-12-31", True),
        (dated("2021-01-01", "2022-01-01"), "2022-01-01", False),
        (dated("2021-01-01", state=S.WITHDRAWN), "2021-06-01", False),
    ],
)
def test_one_organisation_is_a_partner_once_at_a_time(before: Dated, since: str, refused: bool):
    if refused:
        refusal = refusal_of(lambda: join(since, before))
        assert (refusal.code, refusal.facts["since"]) == (Code.PERIODS_OVERLAP, before.valid_from)
    else:
        assert join(since, before).adds


SPANS = some.tuples(some.integers(0, 300), some.integers(1, 60)).map(
    lambda each: Dated(
        S.ENDED, date(2021, 1, 1) + timedelta(days=each[0]), date(2021, 1, 1) + timedelta(days=sum(each))
    )
)


@given(some.lists(SPANS, max_size=6), some.integers(0, 400))
def test_whatever_joins_after_no_two_partnerships_ever_run_together(before: list[Dated], later: int):
    since = date(2021, 1, 1) + timedelta(days=later)
    together = any(each.valid_to is None or since < each.valid_to for each in before)

    try:
        partner_rules.apart(before, since)
    except Violation:
        assert together
    else:
        assert not together


@pytest.mark.parametrize(
    ("row", "on", "bars"),
    [
        (dated("2021-01-01"), "2020-01-01", True),
        (dated("2021-01-01", "2021-07-01"), "2021-06-30", True),
        (dated("2021-01-01", "2021-07-01"), "2021-07-01", False),
        (dated("2021-01-01", "2021-07-01"), "2020-12-31", False),
        (dated("2021-01-01", state=S.WITHDRAWN), "2021-06-30", False),
    ],
)
def test_a_partner_counts_on_the_subject_day_and_today(row: Dated, on: str, bars: bool):
    assert partner_rules.serves(row, day(on)) is bars


# products


@pytest.mark.parametrize(
    ("platform", "partner", "on", "code"),
    [
        (None, None, "2022-01-01", None),
        (PLATFORM, dated(), "2022-01-01", None),
        (OTHER, dated(), "2022-01-01", Code.NOT_YOUR_PLATFORM),
        (PLATFORM, dated(state=S.WITHDRAWN), "2022-01-01", Code.WRONG_STATE),
        (PLATFORM, dated(), "2020-12-31", Code.DATES_ORDER),
        (PLATFORM, dated(to="2021-07-01"), "2021-06-30", None),
        (PLATFORM, dated(to="2021-07-01"), "2021-07-01", Code.DATES_ORDER),
    ],
)
def test_a_product_is_provided_by_a_partner_of_its_platform(
    platform: UUID | None, partner: Dated | None, on: str, code: Code | None
):
    def provided() -> None:
        partner_rules.provides(platform, partner, a_place(), day(on))

    if code is None:
        provided()
    else:
        assert code_of(provided) is code

"""The service ledger (Art. 7, 10, 11, 14)."""

from dataclasses import replace as but
from datetime import date, datetime
from uuid import UUID

import pytest

from domain.calendar import KUNMING
from domain.kernel.acts import Act
from domain.kernel.change import Change
from domain.kernel.units import Fen, Quarter
from domain.kernel.violations import Code
from domain.registry.registry import Lifetime
from domain.services import activity as activity_rules
from domain.services.activity import LIFE, ActivityFacts, Entry, LedgerPlace, ServedEnterprise
from domain.terms import Kind
from domain.terms.registry import SizeClass
from domain.terms.reporting import ActivityState, Mode, Nature, ServiceFunction
from tests.builders.registry import PLATFORM, WUHUA, code_of

AT = datetime(2022, 6, 1, 9, 0, tzinfo=KUNMING)
OLD, ONE, TWO = (UUID(int=n) for n in (51, 52, 53))


def a_place(founded: str = "2020-01-01", abolished: str | None = None) -> LedgerPlace:
    lifetime = Lifetime(
        Kind.DEMO_BASE, date.fromisoformat(founded), (abolished and date.fromisoformat(abolished)) or None
    )
    return LedgerPlace(PLATFORM, WUHUA, lifetime)


def an_entry(day: str = "2022-05-20", **more: object) -> Entry:
    entry = Entry(
        date.fromisoformat(day),
        ServiceFunction.HR_AND_TRAINING,
        Nature.PUBLIC_BENEFIT,
        Mode.OFFLINE,
        "政策宣讲",
        None,
        40,
        False,
        Fen(0),
    )
    return but(entry, **more)


def an_enterprise(id: UUID = ONE, size: SizeClass = SizeClass.MICRO) -> ServedEnterprise:
    return ServedEnterprise(id, size, self_employed=False)


def record(
    entry: Entry | None = None,
    *served: ServedEnterprise,
    place: LedgerPlace | None = None,
    at: datetime = AT,
    late: bool = False,
) -> Change:
    return activity_rules.record(place or a_place(), entry or an_entry(), served, at=at, late=late)


@pytest.mark.requirement("R7.4")
def test_there_are_exactly_the_eleven_functions_of_the_text():
    assert "、".join(function.label for function in ServiceFunction) == (
        "创业辅导、创新支持、市场策划、管理咨询、商务服务、人力资源与培训服务、科研服务、专业技术服务、信息技术服务、投融资服务、生产性支持服务"
    )


def test_an_entry_carries_its_quarter_its_region_and_whom_it_served():
    activity, served = record(None, an_enterprise()).adds

    assert (activity.noun, activity.values["quarter"], activity.values["region_id"]) == (
        "Activity",
        Quarter("2022Q2"),
        WUHUA,
    )
    assert activity.values["state"] is ActivityState.RECORDED
    assert (served.values["activity_id"], served.values["enterprise_id"], served.values["size"]) == (
        activity,
        ONE,
        SizeClass.MICRO,
    )


@pytest.mark.requirement("R16.3")
def test_an_enterprise_named_twice_counts_once():
    assert len(record(None, an_enterprise(), an_enterprise(), an_enterprise(TWO)).adds) == 3


@pytest.mark.parametrize(
    ("day", "code"),
    [("2022-06-02", Code.FUTURE_DAY), ("2022-06-01", None), ("2020-01-01", None), ("2019-12-31", Code.BEFORE_FOUNDING)],
)
def test_an_activity_took_place_by_today_and_within_the_service(day: str, code: Code | None):
    if code is None:
        assert record(an_entry(day)).adds
    else:
        assert code_of(lambda: record(an_entry(day))) is code


def test_today_is_the_day_in_kunming():
    just_after_midnight = datetime(2022, 6, 2, 0, 0, 1, tzinfo=KUNMING)

    assert record(an_entry("2022-06-02"), at=just_after_midnight).adds
    assert record(an_entry("2022-06-02"), at=datetime.fromisoformat("2022-06-01T16:00:01+00:00")).adds


def test_nothing_takes_place_after_the_end():
    ended = a_place(abolished="2022-05-20")

    assert record(an_entry("2022-05-19"), place=ended).adds
    assert code_of(lambda: record(an_entry("2022-05-20"), place=ended)) is Code.AFTER_ABOLITION


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (an_entry(persons=-1), Code.NEGATIVE),
        (an_entry(fee=Fen(-1)), Code.NEGATIVE),
        (an_entry(subject="  "), Code.REQUIRED),
    ],
)
def test_entries_that_are_refused(entry: Entry, code: Code):
    assert code_of(lambda: record(entry)) is code


def test_a_late_entry_is_marked_and_taken():
    assert record(late=True).adds[0].values["late"] is True


def a_correction(
    state: ActivityState = ActivityState.RECORDED, *, platform: UUID = PLATFORM, reason: str = "人数有误"
) -> Change:
    old = ActivityFacts(OLD, platform, state)
    return activity_rules.replace(old, a_place(), an_entry(persons=41), [an_enterprise()], reason, at=AT, late=True)


def test_a_correction_is_a_new_entry_and_the_old_one_only_says_so():
    change = a_correction()

    assert change.set == {"state": ActivityState.REPLACED}
    new = change.adds[0].values
    assert (new["replaces_id"], new["persons"], new["reason"], new["late"]) == (OLD, 41, "人数有误", True)


def test_corrections_that_are_refused():
    assert code_of(lambda: a_correction(ActivityState.REPLACED)) is Code.WRONG_STATE
    assert code_of(lambda: a_correction(ActivityState.WITHDRAWN)) is Code.WRONG_STATE
    assert code_of(lambda: a_correction(platform=TWO)) is Code.NOT_YOUR_PLATFORM
    assert code_of(lambda: a_correction(reason="")) is Code.REASON_REQUIRED


def test_a_withdrawal_says_why():
    old = ActivityFacts(OLD, PLATFORM, ActivityState.RECORDED)

    assert activity_rules.withdraw(old, " 重复登记 ").set == {"state": ActivityState.WITHDRAWN, "reason": "重复登记"}
    assert code_of(lambda: activity_rules.withdraw(old, None)) is Code.REASON_REQUIRED


@pytest.mark.parametrize("state", [ActivityState.REPLACED, ActivityState.WITHDRAWN])
@pytest.mark.parametrize("act", LIFE.acts)
def test_what_no_longer_counts_stays_as_it_is(state: ActivityState, act: Act):
    refusal = LIFE.refusal(state, act)

    assert refusal is not None
    assert refusal.code is Code.WRONG_STATE

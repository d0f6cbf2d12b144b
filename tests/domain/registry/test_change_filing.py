"""Change filings: when they are due, whom they go to, what the registry shows unfiled (Art. 12)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.calendar import Calendar
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.violations import Code
from domain.registry import change_filing as change_filing_rules
from domain.registry import registry_change as registry_change_rules
from domain.registry.change_filing import (
    COPY_LIFE,
    ChangeFilingFacts,
    CopyFacts,
    FiledChange,
    FilingDue,
    FilingPlatform,
    Reckoned,
)
from domain.registry.registry_change import NamedChange
from domain.regulation.packs import PACKS
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.registry import ChangeKind, FilingCopyState, FilingRecipient, FilingState
from tests.builders.calendar import published
from tests.builders.filings import at
from tests.builders.refusing import refused

F, C, R, K = FilingState, FilingCopyState, FilingRecipient, ChangeKind
PLATFORM, OTHER, HERE, THERE, ACCOUNT, DESK = (UUID(int=n) for n in range(1, 7))
OPERATOR, CLERK = Actor(Role.OPERATOR, ACCOUNT), Actor(Role.DISTRICT_DEPARTMENT, DESK)
NOW, DUE = at("2022-09-20 10:00"), FilingDue(date(2022, 9, 28), 10, provisional_day=False)
LATE = at("2022-09-29 00:00")
FILED = ChangeFilingFacts(F.FILED, DUE.due_on, NOW)


def a_unit(*, municipal: bool = False, now: UUID = HERE, record: UUID = HERE) -> FilingPlatform:
    return FilingPlatform(PLATFORM, municipal, date(2018, 5, 1), now, record)


def a_change(kind: ChangeKind = K.HOLDER, completed: str = "2022-09-14", subject: str | None = None) -> FiledChange:
    return FiledChange(kind, date.fromisoformat(completed), subject, "甲公司", "乙公司", "登记通知书〔2022〕7号")


def filed(
    *send_to: FilingRecipient, unit: FilingPlatform | None = None, of: FiledChange | None = None, when: datetime = NOW
) -> tuple[New, dict[FilingRecipient, New]]:
    new, copies = change_filing_rules.file(unit or a_unit(), of or a_change(), DUE, send_to, OPERATOR, at=when)
    return new, {copy.values["recipient"]: copy for copy in copies}  # pyright: ignore[reportReturnType] # a word


def a_copy(state: FilingCopyState = C.SENT, recipient: FilingRecipient = R.DEPARTMENT, by: UUID = ACCOUNT) -> CopyFacts:
    unsent = state is C.UNSENT
    return CopyFacts(recipient, state, None if unsent else NOW, None if unsent else by)


# when it is due


@pytest.mark.requirement("R12.4")
@pytest.mark.parametrize(
    ("completed", "due"), [("2020-09-29", "2020-10-20"), ("2021-02-05", "2021-02-24"), ("2022-01-28", "2022-02-16")]
)
def test_ten_working_days_after_the_formalities_the_day_itself_not_counted(completed: str, due: str):
    found = change_filing_rules.due_of(date.fromisoformat(completed), PACKS, published(), HERE)

    assert found == FilingDue(date.fromisoformat(due), 10, provisional_day=False)


def test_a_year_without_a_calendar_gives_a_provisional_day_and_says_so():
    until_2022 = Calendar({(None, each): published().is_workday(each) for each in days_of(2022)})
    found = change_filing_rules.due_of(date(2022, 12, 28), PACKS, until_2022, HERE)
    told = change_filing_rules.due_date(
        {"completed_on": date(2022, 12, 28), **vars(found)}, OPERATOR, date(2022, 12, 30)
    )

    assert found.provisional_day
    assert told is not None
    assert "尚未公布" in told.explanation


@pytest.mark.reading("L33")
@pytest.mark.parametrize("completed", ["2018-07-02", "2020-03-18", "2023-01-01", "2035-03-01"])
def test_what_is_complete_outside_the_life_of_the_measures_is_a_plain_record(completed: str):
    """A5: without day or article, and never late."""
    found = change_filing_rules.due_of(date.fromisoformat(completed), PACKS, published(), HERE)
    row = {"completed_on": date.fromisoformat(completed), **vars(found)}
    late = {"state": F.OPEN, "registry_due_on": None, "filed_at": None, "region_id": HERE, **row}

    assert found == FilingDue(None, None, provisional_day=False)
    assert change_filing_rules.due_date(row, OPERATOR, date(2022, 10, 10)) is None
    assert change_filing_rules.days_late(late, published(), date(2036, 1, 1)) is None
    new, _ = change_filing_rules.file(
        a_unit(), a_change(), found, (R.DEPARTMENT, R.MUNICIPAL_CENTER), OPERATOR, at=LATE
    )
    assert (new.values["state"], new.values["on_time"]) == (F.FILED, None)


@pytest.mark.parametrize(
    ("completed", "due"), [("2020-03-19", "2020-04-02"), ("2022-12-31", "2023-01-16"), ("2022-12-20", "2023-01-04")]
)
def test_what_is_complete_within_has_its_ten_working_days_past_the_end(completed: str, due: str):
    """A5."""
    found = change_filing_rules.due_of(date.fromisoformat(completed), PACKS, published(), HERE)

    assert (found.due_on, found.working_days) == (date.fromisoformat(due), 10)


@pytest.mark.parametrize(
    ("own", "entered", "last"),
    [
        (None, None, None),
        (None, "2022-09-28", "2022-09-28"),
        ("2022-09-28", None, "2022-09-28"),
        ("2022-09-28", "2022-09-21", "2022-09-21"),
    ],
)
def test_the_earlier_day_there_is_judges_a_filing(own: str | None, entered: str | None, last: str | None):
    """A5: the filing or the registry's entry may lie outside."""
    days = [(each and date.fromisoformat(each)) or None for each in (own, entered)]

    assert change_filing_rules.last_day(*days) == (last and date.fromisoformat(last))


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365)]


def test_a_due_day_tells_its_article_and_its_working_days():
    row = {
        "completed_on": date(2020, 9, 29),
        **vars(change_filing_rules.due_of(date(2020, 9, 29), PACKS, published(), HERE)),
    }

    found = change_filing_rules.due_date(row, OPERATOR, date(2020, 10, 1))
    assert found is not None

    assert found.article == "第十二条"
    assert found.explanation == "第十二条：自2020年9月29日次日起10个工作日内，截至2020年10月20日24时。"


@given(some.dates(date(2020, 3, 19), date(2022, 12, 31)))
def test_the_due_day_is_a_working_day_ten_working_days_on(completed: date):
    found = change_filing_rules.due_of(completed, PACKS, published(), None).due_on

    assert found is not None
    assert published().is_workday(found)
    assert published().count_workdays(completed, found) == 10


def test_an_open_day_follows_a_calendar_and_one_that_is_over_stays():
    plain = Calendar({})
    known = Reckoned(date(2022, 9, 14), HERE, date(2022, 9, 28), 10, provisional_day=True)
    longer = plain.amended({(None, date(2022, 9, 20)): False})
    shorter = plain.amended({(None, date(2022, 9, 18)): True})

    def moved(calendar: Calendar, today: str) -> object:
        change = change_filing_rules.reckoned(known, calendar, today=date.fromisoformat(today))
        return change and change.set.get("due_on")

    assert moved(longer, "2022-09-22") == date(2022, 9, 29)
    assert moved(shorter, "2022-09-22") == date(2022, 9, 27)
    assert moved(shorter, "2022-09-28") is None
    assert moved(plain, "2022-09-22") is None


# whom it goes to


@pytest.mark.requirement("R12.3")
@pytest.mark.parametrize("kind", list(ChangeKind))
def test_a_change_of_any_kind_is_filed_with_department_and_municipal_centre(kind: ChangeKind):
    new, copies = filed(of=a_change(kind, subject="更名及业务调整"))

    assert set(copies) == {R.DEPARTMENT, R.MUNICIPAL_CENTER}
    assert (new.values["state"], new.values["first_sent_at"]) == (F.OPEN, None)
    assert {copy.values["state"] for copy in copies.values()} == {C.UNSENT}


@pytest.mark.reading("L28")
def test_the_citys_own_centre_files_with_the_bureau():
    assert set(filed(unit=a_unit(municipal=True))[1]) == {R.MUNICIPAL_BUREAU}


def test_who_moved_files_where_it_was_and_a_copy_goes_where_it_is():
    new, copies = filed(unit=a_unit(now=THERE, record=HERE))

    assert new.values["region_id"] == HERE
    assert {to: copy.values["region_id"] for to, copy in copies.items()} == {
        R.DEPARTMENT: HERE,
        R.MUNICIPAL_CENTER: HERE,
        R.NEW_DEPARTMENT: THERE,
    }
    assert (copies[R.NEW_DEPARTMENT].values["state"], new.values["state"]) == (C.SENT, F.OPEN)


@pytest.mark.reading("L3")
def test_of_record_is_the_region_as_the_day_began():
    assert change_filing_rules.day_of_record(date(2022, 9, 14), date(2018, 5, 1)) == date(2022, 9, 13)
    assert change_filing_rules.day_of_record(date(2018, 5, 1), date(2018, 5, 1)) == date(2018, 5, 1)


@pytest.mark.parametrize(
    ("of", "send_to", "code"),
    [
        (a_change(completed="2022-09-21"), (), Code.FUTURE_DAY),
        (a_change(completed="2018-04-30"), (), Code.BEFORE_FOUNDING),
        (a_change(K.OTHER, subject="  "), (), Code.REQUIRED),
        (a_change(), (R.DEPARTMENT, R.DEPARTMENT), Code.TWICE),
        (a_change(), (R.MUNICIPAL_BUREAU,), Code.INVALID),
        (a_change(), (R.NEW_DEPARTMENT,), Code.INVALID),
    ],
)
def test_filings_that_are_refused(of: FiledChange, send_to: tuple[FilingRecipient, ...], code: Code):
    assert refused(lambda: filed(*send_to, of=of)) is code


# on time only if both were sent in time


@pytest.mark.requirement("R12.5")
@pytest.mark.parametrize(
    ("first", "second", "on_time"),
    [(NOW, at("2022-09-28 23:59"), True), (NOW, LATE, False), (LATE, NOW, False), (LATE, LATE, False)],
)
def test_it_is_on_time_only_if_both_were_sent_in_time(first: datetime, second: datetime, on_time: bool):
    other = CopyFacts(R.MUNICIPAL_CENTER, C.SENT, first, ACCOUNT)

    _, became = change_filing_rules.send(
        a_copy(C.UNSENT), ChangeFilingFacts(F.OPEN, DUE.due_on), [other], OPERATOR, at=second
    )

    assert (became.set["state"], became.set["filed_at"], became.set["on_time"]) == (
        F.FILED,
        max(first, second),
        on_time,
    )


def test_one_sending_alone_files_nothing():
    other = a_copy(C.UNSENT, R.MUNICIPAL_CENTER)

    _, became = change_filing_rules.send(
        a_copy(C.UNSENT), ChangeFilingFacts(F.OPEN, DUE.due_on), [other], OPERATOR, at=NOW
    )

    assert became.set == {"state": F.OPEN, "first_sent_at": NOW}


def test_a_copy_for_the_new_department_does_not_count():
    others = [CopyFacts(R.MUNICIPAL_CENTER, C.SENT, NOW, ACCOUNT), CopyFacts(R.NEW_DEPARTMENT, C.SENT, LATE, None)]

    _, became = change_filing_rules.send(
        a_copy(C.UNSENT), ChangeFilingFacts(F.OPEN, DUE.due_on), others, OPERATOR, at=NOW
    )

    assert became.set["on_time"] is True


def test_both_may_be_sent_as_it_is_entered():
    new, _ = filed(R.DEPARTMENT, R.MUNICIPAL_CENTER, when=LATE)

    assert (new.values["state"], new.values["on_time"]) == (F.FILED, False)


@pytest.mark.requirement("R12.4")
@pytest.mark.parametrize(
    ("registry", "on_time"), [(None, True), (DUE.due_on, True), (date(2022, 9, 20), True), (date(2022, 9, 19), False)]
)
def test_the_earlier_day_of_filing_and_registry_judges_whichever_comes_first(registry: date | None, on_time: bool):
    both = (R.DEPARTMENT, R.MUNICIPAL_CENTER)
    new, _ = change_filing_rules.file(a_unit(), a_change(), DUE, both, OPERATOR, at=NOW, registry_due_on=registry)
    sent = change_filing_rules.send(
        a_copy(C.UNSENT), ChangeFilingFacts(F.OPEN, DUE.due_on, registry_due_on=registry), [a_copy()], OPERATOR, at=NOW
    )
    row = {"state": F.FILED, "due_on": DUE.due_on, "filed_at": NOW, "region_id": HERE, "registry_due_on": registry}

    assert new.values["on_time"] is sent[1].set["on_time"] is on_time
    assert (change_filing_rules.days_late(row, published(), NOW.date()) is None) is on_time
    if registry is not None:
        assert change_filing_rules.settle_change(FILED, registry).set == {
            "registry_due_on": registry,
            "on_time": on_time,
        }
        assert (
            change_filing_rules.settle_change(replace(FILED, registry_due_on=date(2022, 9, 1)), registry).set["on_time"]
            is False
        )


# the life of a copy


def test_the_whole_life_of_a_copy():
    expected = {
        (C.UNSENT, Act.SEND_FILING_COPY): C.SENT,
        (C.SENT, Act.ACKNOWLEDGE_FILING_COPY): C.ACKNOWLEDGED,
        (C.SENT, Act.RETURN_FILING_COPY): C.INCOMPLETE,
        (C.INCOMPLETE, Act.COMPLETE_FILING_COPY): C.SENT,
    }
    assert COPY_LIFE.moves == expected


def test_what_is_returned_and_completed_keeps_its_first_time():
    back, _ = change_filing_rules.return_copy(a_copy(), FILED, "缺登记通知书", CLERK, at=LATE)
    again = change_filing_rules.complete(a_copy(C.INCOMPLETE), F.FILED, "补登记通知书", OPERATOR, at=LATE)

    assert (back.set["state"], back.set["missing"]) == (C.INCOMPLETE, "缺登记通知书")
    assert (again.set["state"], again.set["sent_at"]) == (C.SENT, LATE)
    assert "first_sent_at" not in {**back.set, **again.set}


def test_acts_on_copies_that_are_refused():
    gone = ChangeFilingFacts(F.WITHDRAWN, DUE.due_on)
    assert refused(lambda: change_filing_rules.return_copy(a_copy(), FILED, " ", CLERK, at=NOW)) is Code.REQUIRED
    assert refused(lambda: change_filing_rules.acknowledge(a_copy(), gone, CLERK, at=NOW)) is Code.WRONG_STATE
    assert (
        refused(lambda: change_filing_rules.acknowledge(a_copy(C.ACKNOWLEDGED), FILED, CLERK, at=NOW))
        is Code.WRONG_STATE
    )
    assert refused(lambda: change_filing_rules.acknowledge(a_copy(by=DESK), FILED, CLERK, at=NOW)) is Code.OWN_FILING


def test_what_was_received_is_not_taken_back_as_a_mistake():
    for _, received in (
        change_filing_rules.acknowledge(a_copy(), FILED, CLERK, at=NOW),
        change_filing_rules.return_copy(a_copy(), FILED, "缺件", CLERK, at=NOW),
    ):
        held = replace(FILED, received_at=received and received.set["received_at"])
        assert refused(lambda held=held: change_filing_rules.withdraw(held, "误填", at=LATE)) is Code.WRONG_STATE
        assert change_filing_rules.acknowledge(a_copy(), held, CLERK, at=LATE)[1] is None

    assert change_filing_rules.withdraw(FILED, "误填", at=LATE).set["state"] is F.WITHDRAWN


@pytest.mark.parametrize(
    ("recipient", "state", "role"),
    [
        (R.DEPARTMENT, C.UNSENT, Role.OPERATOR),
        (R.DEPARTMENT, C.INCOMPLETE, Role.OPERATOR),
        (R.DEPARTMENT, C.SENT, Role.DISTRICT_DEPARTMENT),
        (R.NEW_DEPARTMENT, C.SENT, Role.DISTRICT_DEPARTMENT),
        (R.MUNICIPAL_CENTER, C.SENT, Role.MUNICIPAL_CENTER),
        (R.MUNICIPAL_BUREAU, C.SENT, Role.MUNICIPAL_BUREAU),
        (R.DEPARTMENT, C.ACKNOWLEDGED, None),
    ],
)
def test_who_has_to_act(recipient: FilingRecipient, state: FilingCopyState, role: Role | None):
    assert change_filing_rules.waiting_on(recipient, state) is role


# what the registry shows


def test_only_what_became_something_else_is_a_change():
    before = {K.NAME: "甲", K.ADDRESS: None, K.LEGAL_REPRESENTATIVE: "张", K.OTHER: "同"}
    after = {K.NAME: "乙", K.ADDRESS: "某路1号", K.LEGAL_REPRESENTATIVE: None, K.OTHER: "同"}

    assert registry_change_rules.differences(before, after) == {K.NAME: ("甲", "乙")}


@given(some.dictionaries(some.uuids(), some.dates(date(2021, 1, 1), date(2023, 1, 1)), max_size=5))
def test_what_is_nearest_is_taken_and_nothing_that_is_far(others: dict[UUID, date]):
    day = date(2022, 1, 1)

    found = registry_change_rules.nearest(day, others)

    least = min((abs(each - day) for each in others.values()), default=timedelta.max)
    assert (found is not None) == (least <= registry_change_rules.FITS_WITHIN)
    assert found is None or abs(others[found] - day) == least


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        (NamedChange(PLATFORM, K.HOLDER), False),
        (NamedChange(PLATFORM, K.RESTRUCTURING), False),
        (NamedChange(PLATFORM, K.OTHER), False),
        (NamedChange(PLATFORM, K.ADDRESS), True),
        (NamedChange(OTHER, K.HOLDER), True),
        (NamedChange(PLATFORM, K.HOLDER, F.WITHDRAWN), True),
    ],
)
def test_a_named_filing_is_of_this_platform_and_of_this_change(named: NamedChange, refusal: bool):
    def act() -> None:
        registry_change_rules.refuse_other(K.HOLDER, PLATFORM, named, "filing")

    if refusal:
        assert refused(act) is Code.FILING_DIFFERS
    else:
        act()

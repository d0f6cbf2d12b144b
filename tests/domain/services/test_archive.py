"""Archives and what stands in two places (Art. 11)."""

from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.acts import Act
from domain.kernel.violations import Code
from domain.rights.scope import Actor
from domain.services import archive as archive_rules
from domain.services.archive import Archived, ArchivedFile, FileFacts, Holder, RepeatedPlace
from domain.services.picture_hash import NEAR, Print, alike, bands, close_to, print_of
from domain.terms import Kind, Role
from domain.terms.reporting import ActivityState
from domain.terms.services import EvidenceState, FlagKind, FlagState, Slot
from tests.builders.registry import code_of

AT = datetime(2022, 9, 1, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
DESK = Actor(Role.DISTRICT_DEPARTMENT)
HOLDERS = (Holder(Kind.DEMO_PLATFORM, municipal=False, region_id=ONE),)
GREYS = bytes((x * x + 7 * y * x + 31 * (y // 5)) % 251 for y in range(32) for x in range(32))


def an_activity(state: ActivityState = ActivityState.RECORDED) -> Archived:
    return Archived(ONE, ONE, ONE, state, date(2022, 9, 1), "讲座")


def a_file(media_type: str = "application/pdf", platform: UUID = ONE, seen: Print | None = None) -> FileFacts:
    return FileFacts(OTHER, platform, media_type, "a" * 64, seen and seen.short, seen and f"{seen.long:064x}")


@pytest.mark.reading("L2")
@given(st.sets(st.sampled_from(list(Slot))))
def test_an_archive_is_complete_once_its_five_slots_are_filled(slots: set[Slot]):
    told = archive_rules.archive(slots).set

    missing = archive_rules.missing(told, None, AT.date())  # pyright: ignore[reportArgumentType]  (nobody asks)
    assert told["archive_complete"] == (not missing) == (slots >= set(Slot) - {Slot.OTHER})
    assert {*missing, *slots} >= set(archive_rules.REQUIRED)


@pytest.mark.parametrize(
    ("activity", "file", "slot", "code"),
    [
        (an_activity(ActivityState.WITHDRAWN), a_file(), Slot.NOTICE, Code.WRONG_STATE),
        (an_activity(ActivityState.REPLACED), a_file(), Slot.NOTICE, Code.WRONG_STATE),
        (an_activity(), a_file(platform=OTHER), Slot.NOTICE, Code.FILE_ELSEWHERE),
        (an_activity(), a_file(), Slot.PHOTO, Code.NOT_A_PHOTO),
    ],
)
def test_what_no_archive_takes(activity: Archived, file: FileFacts, slot: Slot, code: Code):
    assert code_of(lambda: archive_rules.attach(activity, file, slot, at=AT)) is code


@pytest.mark.parametrize(("here", "there"), list(product(Slot, Slot)))
def test_one_file_is_one_of_the_five(here: Slot, there: Slot):
    standing = [ArchivedFile(there, "a" * 64, None, None)]
    five = here in archive_rules.REQUIRED and there in archive_rules.REQUIRED and here is not there

    def put() -> object:
        return archive_rules.attach(an_activity(), a_file("image/png"), here, standing, at=AT)

    if five:
        assert code_of(put) is Code.FILLS_ANOTHER_SLOT
    else:
        assert put()


def test_a_picture_that_only_looks_the_same_is_one_of_the_five_too():
    seen = print_of(GREYS)
    assert seen is not None
    standing = [ArchivedFile(Slot.PHOTO, "b" * 64, seen.short, f"{seen.long ^ 3:064x}")]

    file = a_file("image/png", seen=seen)

    assert (
        code_of(lambda: archive_rules.attach(an_activity(), file, Slot.SIGN_IN, standing, at=AT))
        is Code.FILLS_ANOTHER_SLOT
    )


def test_a_picture_is_found_by_its_bands():
    seen = print_of(GREYS)
    assert seen is not None

    values = archive_rules.attach(an_activity(), a_file("image/png", seen=seen), Slot.PHOTO, at=AT).values

    assert [values[f"band_{n}"] for n in range(1, 5)] == list(bands(seen.short))


@given(st.integers(0, 2**63 - 1), st.sets(st.integers(0, 62), max_size=NEAR))
def test_what_is_near_shares_a_band_that_is_close(short: int, flipped: set[int]):
    other = short ^ sum(1 << bit for bit in flipped)

    assert any(theirs in close_to(ours) for ours, theirs in zip(bands(short), bands(other), strict=True))


def test_brightness_changes_nothing_and_a_blank_page_has_no_print():
    seen, darker = print_of(GREYS), print_of(bytes(each * 4 // 5 for each in GREYS))

    assert seen is not None
    assert darker is not None
    assert all(alike(seen, darker, slot) for slot in archive_rules.COMPARED)
    assert print_of(bytes([240]) * 1024) is None


def test_a_sheet_is_compared_more_closely_than_a_photo():
    one, other = Print(0, 0), Print(0b11, (1 << 40) - 1)

    assert (alike(one, other, Slot.PHOTO), alike(one, other, Slot.SIGN_IN)) == (True, False)
    assert not alike(one, Print((1 << 12) - 1, 0), Slot.PHOTO)


@pytest.mark.parametrize(("here", "there"), list(product(Slot, Slot)))
def test_only_sheets_make_a_sheet_twice(here: Slot, there: Slot):
    both = here is there is Slot.SIGN_IN

    assert archive_rules.of_same_bytes(here, there) is (FlagKind.SAME_SHEET if both else FlagKind.SAME_FILE)


@given(st.lists(st.uuids(), max_size=9))
def test_a_list_is_one_in_any_order_and_short_ones_are_none(ids: list[UUID]):
    told = archive_rules.list_of(ids)

    assert told == archive_rules.list_of([*reversed(ids), *ids])
    assert (told is None) == (len(set(ids)) < archive_rules.MANY)


def test_a_flag_names_both_places():
    here, there = (RepeatedPlace(each, each, each, AT.date(), "讲座") for each in (ONE, OTHER))

    flag, *places = archive_rules.repeated(FlagKind.SAME_ENTERPRISES, here, there, at=AT).adds

    assert (flag.values["platform_id"], flag.values["other_platform_id"]) == (ONE, OTHER)
    assert [place.values["activity_id"] for place in places] == [ONE, OTHER]


@pytest.mark.parametrize("state", FlagState)
@pytest.mark.parametrize("act", [Act.CLEAR_FLAG, Act.CONFIRM_FLAG])
def test_a_decision_is_one_and_says_what_was_found(state: FlagState, act: Act):
    still = state in (FlagState.OPEN, FlagState.EXPLAINED)

    if still:
        assert archive_rules.decide(act, state, " 属联合活动 ", DESK, HOLDERS, at=AT).set["findings"] == "属联合活动"
        assert code_of(lambda: archive_rules.decide(act, state, " ", DESK, HOLDERS, at=AT)) is Code.REQUIRED
    else:
        assert code_of(lambda: archive_rules.decide(act, state, "重复", DESK, HOLDERS, at=AT)) is Code.WRONG_STATE
        assert code_of(lambda: archive_rules.explain(state, "同一场活动")) is Code.WRONG_STATE


@pytest.mark.parametrize(
    ("role", "holder", "own"),
    [
        (Role.DISTRICT_CENTER, Holder(Kind.SERVICE_CENTER, municipal=False, region_id=ONE), True),
        (Role.DISTRICT_CENTER, Holder(Kind.SERVICE_CENTER, municipal=False, region_id=OTHER), False),
        (Role.DISTRICT_CENTER, Holder(Kind.DEMO_BASE, municipal=False, region_id=ONE), False),
        (Role.DISTRICT_DEPARTMENT, Holder(Kind.SERVICE_CENTER, municipal=False, region_id=ONE), False),
        (Role.MUNICIPAL_CENTER, Holder(Kind.SERVICE_CENTER, municipal=True, region_id=OTHER), True),
        (Role.MUNICIPAL_CENTER, Holder(Kind.SERVICE_CENTER, municipal=False, region_id=OTHER), False),
        (Role.MUNICIPAL_BUREAU, Holder(Kind.SERVICE_CENTER, municipal=True, region_id=OTHER), False),
    ],
)
def test_no_centre_decides_on_its_own_archive(role: Role, holder: Holder, own: bool):
    desk = Actor(role, reach={"region": frozenset({ONE})})

    def decide() -> Any:
        return archive_rules.decide(Act.CLEAR_FLAG, FlagState.OPEN, "属联合活动", desk, (*HOLDERS, holder), at=AT)

    assert (code_of(decide) is Code.OWN_CAUSE) if own else decide().set["state"] is FlagState.CLEARED


def test_what_was_put_in_by_mistake_is_withdrawn_once_with_a_reason():
    assert code_of(lambda: archive_rules.withdraw(EvidenceState.ATTACHED, " ", at=AT)) is Code.REASON_REQUIRED
    assert code_of(lambda: archive_rules.withdraw(EvidenceState.WITHDRAWN, "传错了", at=AT)) is Code.WRONG_STATE

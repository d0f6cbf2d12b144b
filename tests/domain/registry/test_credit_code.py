"""The unified social credit code, as people type it (GB 32100-2015)."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.violations import Code, Violation
from domain.registry import credit_code
from domain.terms import Kind
from domain.terms.registry import UsccClass
from tests.builders.codes import ambiguous_numbers, an_id_number

VALID = ("91110000600037341L", "91350100M000100Y43", "911100007109250324", "91440300708461136T")
LISTED = [
    "11",
    "12",
    "13",
    "19",
    "21",
    "29",
    "31",
    "32",
    "33",
    "34",
    "35",
    "39",
    "41",
    "49",
    "51",
    "52",
    "53",
    "59",
    "61",
    "62",
    "69",
    "71",
    "72",
    "79",
    "81",
    "89",
    "91",
    "92",
    "93",
    "A1",
    "A9",
    "N1",
    "N2",
    "N3",
    "N9",
    "Y1",
]
"""The classes of body, as the amended table of GB 32100 lists them."""
HEADS = some.sampled_from(LISTED)
PLACES = some.sampled_from(["100000", "110108", "530102", "530121", "650000", "539999"])
BODY = some.builds("MA".__add__, some.text(credit_code.ALPHABET, min_size=7, max_size=7))


def completed(head: str, place: str, body: str) -> str:
    first = head + place + body
    return first + credit_code.check_character(first)


CODES = some.builds(completed, HEADS, PLACES, BODY)
DAYS = some.dates(date(1900, 1, 1), date(2099, 12, 31))


def taken(typed: str) -> bool:
    try:
        return bool(credit_code.checked(typed))
    except Violation:
        return False


@pytest.mark.parametrize("code", VALID)
def test_real_codes_are_accepted(code: str):
    assert credit_code.checked(code) == code
    assert credit_code.notes(code) == []


@pytest.mark.case("2-51")
@pytest.mark.parametrize("code", ["91530102MA6K010090", "92141127MA0KD1Y64A"])
def test_a_check_value_of_31_is_written_0_and_new_style_codes_pass(code: str):
    assert credit_code.checked(code) == code


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("91 110000-600037341l", "91110000600037341L"),
        ("９１１１００００６０００３７３４１Ｌ", "91110000600037341L"),
        ("9111\u200b0000600037341L", "91110000600037341L"),
        ("\ufeff91110000600037341L\u3000", "91110000600037341L"),
    ],
)
def test_slips_of_the_keyboard_are_put_right(typed: str, stored: str):
    assert credit_code.checked(typed) == stored


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("91110000600037342L", "校验位"),
        ("9111000060003734IL", "不使用字母I、O、S、V、Z"),
        ("91110000600037314L", "校验位"),
        ("000000000000000000", "登记管理部门"),
        ("9111000060003734L", "17位"),
        ("91110000600037341LL", "19位"),
        ("", "0位"),
        ("9111000060003734１号", "不使用字母"),
    ],
)
def test_what_cannot_be_a_code_is_refused_and_told_why(typed: str, why: str):
    with pytest.raises(Violation) as refusal:
        credit_code.checked(typed)

    assert refusal.value.code is Code.BAD_CREDIT_CODE
    assert refusal.value.path == ("uscc",)
    assert why in refusal.value.message()


def test_the_refusal_of_a_letter_says_which_letters_there_are_not_in_english_too():
    with pytest.raises(Violation) as refusal:
        credit_code.checked("9111000060003734OL")

    assert "no I O S V Z" in refusal.value.message("en")


@pytest.mark.parametrize("first", ["N2530102MA6K00014", "N1530102MA6K00014", "A1530102MA6K00014", "Y1530102MA6K00014"])
def test_classes_that_begin_with_a_letter_are_real(first: str):
    code = first + credit_code.check_character(first)

    assert credit_code.checked(code) == code


def test_the_rural_collective_of_the_field_notes_is_accepted():
    assert credit_code.checked("N2530102MA6K00014R") == "N2530102MA6K00014R"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("91", UsccClass.ENTERPRISE),
        ("92", UsccClass.SELF_EMPLOYED),
        ("93", UsccClass.COOPERATIVE),
        ("11", UsccClass.STATE_ORGAN),
        ("12", UsccClass.PUBLIC_INSTITUTION),
        ("52", UsccClass.SOCIAL_BODY),
        ("N3", UsccClass.RURAL_COLLECTIVE),
        ("A1", UsccClass.OTHER),
        ("31", UsccClass.OTHER),
    ],
)
def test_the_first_two_characters_tell_the_class(head: str, kind: UsccClass):
    assert credit_code.class_of(f"{head}530102MA6K00014R") is kind


def test_an_organisation_code_that_fails_its_own_check_is_noted_never_refused():
    first = "91110000600037351"  # the real one ends 7341
    code = first + credit_code.check_character(first)

    assert credit_code.checked(code) == code
    assert "主体标识码" in credit_code.notes(code)[0]


def test_a_self_employed_household_as_a_centre_is_noted():
    assert "服务中心" in credit_code.notes("92141127MA0KD1Y64A", Kind.SERVICE_CENTER)[-1]
    assert not any("服务中心" in note for note in credit_code.notes("91110000600037341L", Kind.SERVICE_CENTER))


@given(some.from_regex(r"[1-9][0-9]{5}", fullmatch=True), DAYS, some.integers(0, 999))
def test_no_citizens_id_number_is_taken_for_a_code_however_it_is_typed(place: str, day: date, serial: int):
    number = an_id_number(place, day, serial)

    assert not any(map(taken, (number, number.lower(), f"{number[:6]} {number[6:14]}-{number[14:]}", f"{number}　")))


@given(HEADS.filter(str.isdigit), some.sampled_from(["10", "11", "53"]), DAYS, some.data())
def test_a_number_that_is_both_by_its_check_digits_is_refused_as_a_persons_and_not_quoted(
    head: str, province: str, day: date, data: some.DataObject
):
    number = data.draw(some.sampled_from(ambiguous_numbers(f"{head}{province}01", day)))

    with pytest.raises(Violation) as refusal:
        credit_code.checked(number)

    said = refusal.value.message() + refusal.value.message("en")
    assert "公民身份号码" in said
    assert not any(number[at : at + 4] in said for at in range(len(number) - 3))


@pytest.mark.parametrize(
    ("number", "persons"),
    [
        ("11010519491231002X", True),
        ("440524188001010014", False),  # no county begins its last digits with a century of today
        ("110105194912310020", False),  # the check digit is another
        ("110105194902310025", False),  # no day
        ("91530102MA6K010090", False),
        ("1101051949123100", False),
    ],
)
def test_a_persons_number_is_told_by_its_day_and_its_check_digit(number: str, persons: bool):
    assert credit_code.identifies_a_person(number) is persons


def test_a_code_begins_with_a_class_of_the_standard_and_no_other():
    heads = map("".join, product(credit_code.ALPHABET, repeat=2))

    assert sorted(head for head in heads if taken(completed(head, "530102", "MA6K00001"))) == sorted(LISTED)


def test_characters_3_and_4_are_a_province_or_the_whole_country():
    places = [f"{number:02}" for number in range(100)]
    accepted = [place for place in places if taken(completed("91", f"{place}0100", "MA6K00001"))]

    assert accepted == (
        [
            "10",
            "11",
            "12",
            "13",
            "14",
            "15",
            "21",
            "22",
            "23",
            "31",
            "32",
            "33",
            "34",
            "35",
            "36",
            "37",
            "41",
            "42",
            "43",
            "44",
            "45",
            "46",
            "50",
            "51",
            "52",
            "53",
            "54",
            "61",
            "62",
            "63",
            "64",
            "65",
            "71",
            "81",
            "82",
        ]
    )


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ("100000", True),
        ("530000", True),
        ("530100", True),
        ("530102", True),
        ("530121", True),  # 呈贡县, until 2011
        ("530199", False),
        ("53010A", False),
        ("100001", False),
        ("999999", False),
    ],
)
def test_a_county_that_never_was_is_noted_never_refused(place: str, known: bool):
    code = completed("91", place, "MA6K00001")

    assert credit_code.county_is_known(code) is known
    assert any("行政区划" in note for note in credit_code.notes(code)) is not known
    assert taken(code) is (place[:2] != "99")


@given(CODES)
def test_any_code_with_its_check_character_is_accepted_as_it_is(code: str):
    assert credit_code.checked(code) == code


@given(CODES, some.integers(0, 17), some.sampled_from(credit_code.ALPHABET))
def test_one_wrong_character_is_always_found(code: str, place: int, other: str):
    typed = code[:place] + other + code[place + 1 :]

    if typed != code:
        with pytest.raises(Violation):
            credit_code.checked(typed)


@given(some.text(max_size=30))
def test_whatever_is_typed_is_refused_or_stored_as_eighteen_known_characters(typed: str):
    try:
        stored = credit_code.checked(typed)
    except Violation:
        return

    assert len(stored) == credit_code.LENGTH
    assert set(stored) <= set(credit_code.ALPHABET)
    assert credit_code.checked(stored) == stored

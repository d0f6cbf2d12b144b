"""The unified social credit code, as people type it (GB 32100-2015)."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.kernel.violations import Code, Violation
from domain.registry import credit_code
from domain.terms import Kind
from domain.terms.registry import UsccClass

VALID = ("91110000600037341L", "91350100M000100Y43", "911100007109250324", "91440300708461136T")
BODY = some.text(credit_code.ALPHABET, min_size=15, max_size=15)
HEADS = some.sampled_from(["91", "92", "12", "N2", "A1", "Y1"])


def completed(head: str, body: str) -> str:
    return head + body + credit_code.check_character(head + body)


CODES = some.builds(completed, HEADS, BODY)


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
        ("99", UsccClass.OTHER),
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

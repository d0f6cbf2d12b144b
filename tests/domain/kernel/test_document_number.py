"""One number typed in many ways is one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.document_number import a_number, collisions, normal, numbered, same
from domain.kernel.violations import Code, Violation


@pytest.mark.reading("L50")
@pytest.mark.parametrize(
    ("number", "others"),
    [
        (
            "昆财拨〔2022〕888号",
            (
                "昆财拨[2022]888号",
                "昆财拨（2022）888号",
                "昆财拨【2022】第888号",
                "昆财拨〔２０２２〕 0888 号",
                "昆财拨 ﹝2022﹞８８８号",
            ),
        ),
        (
            "昆工信发〔2021〕7号",
            ("昆工信发{2021}第007号", "昆工信发《2021》7号", "昆工信发［2021］\u3000７号", "昆工信发〔2021〕\u200b7号"),
        ),
        ("PZ-2021-3", ("pz—2021—0003", "ＰＺ－２０２１－３", "PZ−2021——03", "PZ - 2021 - 3")),
        ("缴款书20220315-12", ("缴款书２０２２０３１５–012", "缴款书 20220315‑12")),
    ],
)
def test_one_number_in_other_brackets_dashes_and_blanks_is_one_number(number: str, others: tuple[str, ...]) -> None:
    """13 E5."""
    assert [other for other in others if not same(number, other)] == []
    assert normal(number) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("昆财拨〔2022〕888号", "昆财拨〔2022〕88号"),
        ("昆财拨〔2022〕888号", "昆财拨〔2021〕888号"),
        ("昆财拨〔2022〕100号", "昆财拨〔2022〕1号"),
        ("PZ-2021-3", "PZ-20213"),
    ],
)
def test_other_numbers_stay_other_numbers(one: str, other: str) -> None:
    assert not same(one, other)


@given(st.text(alphabet="昆财拨〔〕([（【2022０0１号第 -—aZ\u3000", max_size=30))
def test_the_normal_form_of_a_normal_form_is_itself(number: str) -> None:
    assert normal(normal(number)) == normal(number)


def test_a_number_is_kept_as_typed_and_found_by_its_normal_form() -> None:
    assert numbered("number", a_number(" 昆财拨[2022]第09号 ", "number", "文号", 80)) == {
        "number": "昆财拨[2022]第09号",
        "number_normal": "昆财拨〔2022〕9号",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [("", Code.REQUIRED), (" 第 ", Code.REQUIRED), ("8" * 81, Code.TOO_LONG), ("㍿" * 30, Code.TOO_LONG)],
)
def test_a_number_says_something_and_fits_in_either_form(text: str, code: Code) -> None:
    with pytest.raises(Violation) as refused:
        a_number(text, "number", "文号", 80)

    assert (refused.value.code, refused.value.path) == (code, ("number",))


def test_who_bears_one_number_is_told_together() -> None:
    entered = [("a", "整〔2022〕1号"), ("b", "整[2022]01号"), ("c", "整〔2022〕2号"), ("d", "整（2022）1号")]

    assert collisions(entered) == {"整〔2022〕1号": ["a", "b", "d"]}

"""What is left of a personal value that is shown masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.masking import FEWEST_HIDDEN, masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("张三", "张*"),
        ("王小明", "王**"),
        ("欧阳小明", "欧***"),
        ("李", "李*"),
        ("13812345678", "138****5678"),
        ("138-1234 5678", "138****5678"),
        ("0871-63123456", "087*****3456"),
        ("63123456", "****3456"),
        ("12315", "****5"),
        ("zhang.san@example.com", "z***@example.com"),
        ("微信：zhang_san", "微" + "*" * 11),
        ("张三 13812345678", "张" + "*" * 13),
        ("a b@example.com", "a" + "*" * 14),
    ],
)
def test_a_value_is_masked_by_its_form(value: str, shown: str) -> None:
    assert masked(value) == shown


@given(st.text("0123456789-+ ()", min_size=5).filter(lambda text: sum(map(str.isdigit, text)) >= FEWEST_HIDDEN))
def test_of_a_number_at_least_four_digits_are_hidden(number: str) -> None:
    assert masked(number).count("*") >= FEWEST_HIDDEN


@given(st.text(min_size=1))
def test_nothing_is_shown_whole(value: str) -> None:
    assert masked(value) != value or set(value) == {"*"}

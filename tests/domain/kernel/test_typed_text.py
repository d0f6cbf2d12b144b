"""What people may type."""

import pytest

from domain.kernel.typed_text import LONGEST, refuse_unwritable
from domain.kernel.violations import Code, Violation


@pytest.mark.parametrize(
    "text",
    [
        "",
        "财税合规\n第二行\t表",
        "e\u0301",
        "👩\u200d💻",
        "=1+1",
        "１２",
        "' or 1=1 --",
        "<b>",
        "x" * LONGEST,
        "𠀀",
        "\r\n",
    ],
)
def test_what_can_be_seen_is_taken_as_it_is(text: str) -> None:
    refuse_unwritable({"a": [{"b": text}], "n": 1, "none": None})


@pytest.mark.parametrize(
    "unseen", ["\0", "\x1b", "\x7f", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\u2028"]
)
def test_what_nobody_sees_is_refused_wherever_it_stands(unseen: str) -> None:
    with pytest.raises(Violation) as refusal:
        refuse_unwritable({"entry": {"names": ["云岭", f"云{unseen}岭"]}})

    assert (refusal.value.code, refusal.value.path) == (Code.INVALID, ("entry", "names", "1"))
    assert f"U+{ord(unseen):04X}" in refusal.value.message("en")
    assert unseen not in refusal.value.message()


def test_a_text_longer_than_anything_asked_for_is_refused() -> None:
    with pytest.raises(Violation) as refusal:
        refuse_unwritable({"opinion": "字" * (LONGEST + 1)})

    assert (refusal.value.code, refusal.value.path) == (Code.TOO_LONG, ("opinion",))

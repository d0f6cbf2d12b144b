"""The one normal form of document numbers: whoever types the same number otherwise typed the same number (ours; reading L50)."""

import re
import unicodedata
from collections.abc import Iterable
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from domain.kernel.typed_text import a_text
from domain.kernel.violations import Code, Violation

OPENING: Final = "([{<【〖〘〚《〈「『⟦⟨"
CLOSING: Final = ")]}>】〗〙〛》〉」』⟧⟩"
DASHES: Final = "‐‒–—―−─━ー"
UNSAID: Final = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u1680\u180e\u200b\u200c\u200d\u2028\u2029\u2060\ufeff\xad第"
"""Blanks seen and unseen, and 第, which a number has or has not."""
ONE: Final = str.maketrans(
    {
        **dict.fromkeys(OPENING, "〔"),
        **dict.fromkeys(CLOSING, "〕"),
        **dict.fromkeys(DASHES, "-"),
        **dict.fromkeys(UNSAID, ""),
        **dict(zip(ascii_lowercase, ascii_uppercase, strict=True)),
    }
)
RUN: Final = re.compile("--+")
LEADING: Final = re.compile("(?<![0-9])0+(?=[0-9])")


def normal(number: str) -> str:
    """The normal form has half width, capitals, brackets 〔〕, one dash, no blanks, no 第 and no leading zeros. Source: reading L50."""
    plain = unicodedata.normalize("NFKC", number).translate(ONE)
    return LEADING.sub("", RUN.sub("-", plain))


def same(one: str, other: str) -> bool:
    """Whether two numbers differ in typing alone."""
    return normal(one) == normal(other)


def a_number(text: str | None, field: str, label: str, limit: int) -> str:
    """A required number is shown as typed; it says something, and is no longer than its column in either form."""
    number = a_text(text, field, label, limit)
    plain = normal(number)
    if not plain:
        raise Violation(Code.REQUIRED, path=(field,), facts={"field": label})
    if len(plain) > limit:
        raise Violation(Code.TOO_LONG, path=(field,), facts={"field": label, "limit": limit})
    return number


def numbered(column: str, number: str) -> dict[str, str]:
    """The columns of a number that is used once: as typed, and in its normal form, by which it is found."""
    return {column: number, f"{column}_normal": normal(number)}


def collisions(numbers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Those who bear the same number, by its normal form; each comes with its number."""
    found: dict[str, list[str]] = {}
    for name, number in numbers:
        found.setdefault(normal(number), []).append(name)
    return {plain: names for plain, names in found.items() if len(names) > 1}

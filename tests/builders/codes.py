"""Codes that nobody has."""

from datetime import date
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643."""


def uscc(number: int) -> str:
    """A unified social credit code that nobody has, with its check character (GB 32100)."""
    body = f"91530102MA8{number:06d}"
    return body + checked_by(body)


def checked_by(body: str) -> str:
    """The check character of a unified social credit code."""
    return LETTERS[-sum(LETTERS.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


def an_id_number(place: str, day: date, serial: int) -> str:
    """A citizen's ID number, made up, with its check digit by the table of GB 11643."""
    body = f"{place}{day:%Y%m%d}{serial:03}"
    total = sum(int(c) * weight for c, weight in zip(body, ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def ambiguous_numbers(place: str, day: date) -> list[str]:
    """Citizens' ID numbers, made up, whose last character is that of a credit code too."""
    numbers = (an_id_number(place, day, serial) for serial in range(1000))
    return [number for number in numbers if number[-1] == checked_by(number[:-1])]

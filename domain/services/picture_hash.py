"""The print of a picture's coarse light and shade, by which copies without a common byte are alike (Art. 11; ours).

A picture is looked at as 32 by 32 greys. Its cosine transform tells how much of each coarse wave is in it; whether a
wave is stronger than the middling one survives another size, another compression, another brightness and, in a photo,
a narrow crop. All is reckoned in whole numbers, so that a print is the same on every machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, pi
from operator import mul
from statistics import median
from struct import Struct
from typing import Final

from domain.terms.services import Slot

SIDE: Final = 32
"""Greys of a picture's side, as it is looked at."""
COARSE, FINE = 8, 16
"""Waves of a side, for the short print and for the long one."""
BANDS, BAND_BITS = 4, 16
NEAR: Final = 11
"""Bits of the short print's 63 that may differ."""
NEAR_LONG: Final = {Slot.PHOTO: 60, Slot.SIGN_IN: 28}
"""Bits of the long print's 255 that may differ; sheets of one form differ in what is written on them alone."""
FLIPS: Final = 2
"""Where two prints differ in at most 11 bits, one of their four bands differs in at most two."""
SCALE: Final = 1 << 10
PLAIN: Final = 20 * SCALE * SCALE
"""The middling wave of a picture in which there is nothing to tell it by: a wall, a blank page."""
WAVES: Final = [[round(SCALE * cos((2 * x + 1) * u * pi / (2 * SIDE))) for x in range(SIDE)] for u in range(FINE)]
LANE: Final = 64
ALL_WAVES: Final = [sum(WAVES[u][x] << (LANE * u) for u in range(FINE)) for x in range(SIDE)]
"""By place, every wave's height there, side by side in one number: one product then serves all of them."""
LANES: Final = Struct(f"<{FINE}Q")
HALF: Final = 1 << (LANE - 1)
HALVES: Final = sum(HALF << (LANE * u) for u in range(FINE))


@dataclass(frozen=True)
class Print:
    """A picture's print is short for looking up, and long for comparing."""

    short: int
    long: int


def print_of(greys: bytes) -> Print | None:
    """The print of a picture from its 32 by 32 greys; None of a picture too plain to be recognised."""
    rows = [sum(map(mul, greys[n : n + SIDE], ALL_WAVES)) for n in range(0, SIDE * SIDE, SIDE)]
    waves = [_lanes(sum(map(mul, wave, rows))) for wave in WAVES]
    coarse = [each for row in waves[:COARSE] for each in row[:COARSE]][1:]
    if median(map(abs, coarse)) < PLAIN:
        return None
    return Print(_bits(coarse), _bits([each for row in waves for each in row][1:]))


def _lanes(packed: int) -> list[int]:
    """The signed numbers that stand side by side in one."""
    return [each - HALF for each in LANES.unpack((packed + HALVES).to_bytes(LANES.size, "little"))]


def _bits(waves: Sequence[int]) -> int:
    middling = median(waves)
    return sum(1 << n for n, wave in enumerate(waves) if wave > middling)


def alike(one: Print, other: Print, slot: Slot) -> bool:
    """Two prints are alike within the distance of a slot."""
    near = (one.short ^ other.short).bit_count() <= NEAR
    return near and (one.long ^ other.long).bit_count() <= NEAR_LONG[slot]


def bands(short: int) -> tuple[int, ...]:
    """A short print is looked up by its bands."""
    return tuple(short >> (n * BAND_BITS) & ((1 << BAND_BITS) - 1) for n in range(BANDS))


MASKS: Final = tuple(
    sum(1 << bit for bit in bits) for count in range(FLIPS + 1) for bits in combinations(range(BAND_BITS), count)
)


def close_to(band: int) -> Iterator[int]:
    """The bands within `FLIPS` bits of a band; two near prints have such a band among their four."""
    return (band ^ mask for mask in MASKS)

"""Personal values as whoever need not know them sees them: enough to tell two apart, too little to call or to name (ours)."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "*"
NUMBER: Final = re.compile(r"[\d\s()（）+/、,，-]{5,}", re.ASCII)
"""A telephone number, or several, as people write them."""
FRONT, BACK = 3, 4
"""Digits of a telephone number that stay: those of the network, and the last."""
FEWEST_HIDDEN: Final = 4
"""Digits of a telephone number that do not."""


def masked(value: str) -> str:
    """Mask a name as 张*, a telephone number as 138****1234, a mail address as z***@example.com, anything else as a name."""
    local, at, domain = value.rpartition("@")
    if at and local and not re.search(r"\s", value):
        return f"{local[0]}{HIDDEN * 3}@{domain}"
    if NUMBER.fullmatch(value):
        return _masked_number(value)
    return value[:1] + HIDDEN * max(len(value) - 1, 1)


def _masked_number(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    back = max(0, min(BACK, len(digits) - FEWEST_HIDDEN))
    front = max(0, min(FRONT, len(digits) - FEWEST_HIDDEN - back))
    hidden = HIDDEN * (len(digits) - front - back)
    return digits[:front] + hidden + digits[len(digits) - back :]

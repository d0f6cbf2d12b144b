"""One-time passwords: made by chance, so long that nobody need be kept from guessing by a dear hash."""

import secrets
from typing import Final

from argon2 import PasswordHasher

HASHER: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Quick, so that two hundred accounts are opened at once: 120 bits of chance are beyond guessing at any speed."""
BYTES: Final = 15


def by_chance() -> str:
    """A password of 120 bits, of all four kinds of characters."""
    return f"Dc-{secrets.token_urlsafe(BYTES)}-7"


def one_time() -> tuple[str, str]:
    """A one-time password, and its hash."""
    password = by_chance()
    return password, HASHER.hash(password)

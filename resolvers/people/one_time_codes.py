"""Codes of the moment (RFC 6238) and recovery codes, which are made by chance and kept as hashes."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

from pyotp import random_base32
from pyotp.totp import TOTP

from domain.people.second_factor import RECOVERY_CODES

SECONDS: Final = 30
DRIFT: Final = (-1, 0, 1)
"""Steps by which a phone's clock may differ."""
ISSUER: Final = "Dianchi"


def new_seed() -> str:
    """A seed of 160 bits by chance."""
    return random_base32()


def enrolment(seed: str, username: str) -> str:
    """What a phone's program reads a seed from, as a QR code or a link."""
    return TOTP(seed).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(seed: str | None, code: str, after: int | None, now: datetime) -> int | None:
    """The step of which a code is, None where it is of none that may still be used: each counts once, and none before it."""
    if seed is None:
        return None
    totp, present = TOTP(seed), int(now.timestamp()) // SECONDS
    steps = (present + drift for drift in DRIFT)
    fits = [step for step in steps if hmac.compare_digest(totp.at(step * SECONDS), plain(code))]
    return next((step for step in fits if after is None or step > after), None)


def plain(code: str) -> str:
    """A code without the blanks and hyphens that people read it by, in ASCII."""
    return "".join(c for c in code if c.isascii() and c.isalnum()).lower()


def recovery_codes() -> list[str]:
    """New recovery codes, of 80 bits each."""
    return ["-".join(secrets.token_hex(5) for _ in range(2)) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code: beyond guessing by its length, so that a plain hash does."""
    return hashlib.sha256(plain(code).encode()).hexdigest()

"""The tokens that machines call by: made by chance, told by their prefix, kept as digests."""

import hashlib
import secrets
import string
import zlib
from dataclasses import dataclass
from typing import Final

from schema.people.client import HANDLE

PREFIX: Final = "dianchi_"
"""By this, and by the checksum at the end, scanners find a token that leaked."""
LETTERS: Final = string.digits + string.ascii_letters
SECRET: Final = 43
"""Characters of the secret: 256 bits of chance, so that a plain digest is enough."""
CHECKSUM: Final = 6
LENGTH: Final = len(PREFIX) + HANDLE + SECRET + CHECKSUM


@dataclass(frozen=True)
class Presented:
    """A token as it is looked up: by what it is found, and the digest it must have."""

    handle: str
    digest: str


def new_token() -> str:
    """A token that nobody had before."""
    body = PREFIX + "".join(secrets.choice(LETTERS) for _ in range(HANDLE + SECRET))
    return body + checksum(body)


def checksum(body: str) -> str:
    """The checksum of a token's body: CRC-32 in base 62, as it is written at the end."""
    rest, found = zlib.crc32(body.encode()), ""
    for _ in range(CHECKSUM):
        rest, digit = divmod(rest, len(LETTERS))
        found = LETTERS[digit] + found
    return found


def presented(token: str) -> Presented | None:
    """A text as a token, null where it is none, be it by one character."""
    body, end = token[:-CHECKSUM], token[-CHECKSUM:]
    if len(token) != LENGTH or not token.startswith(PREFIX) or not token.isascii() or checksum(body) != end:
        return None
    handle = token[len(PREFIX) : len(PREFIX) + HANDLE]
    return Presented(handle, hashlib.sha256(token.encode()).hexdigest())

"""The keys that the database never holds: for digests of personal data, checkpoints of the audit, and what machines sign.

The file has a key a line, `NAME HEX`, 32 bytes each: the first is used from now on, the others still open what they
closed. Digests, and the keys that machines sign with, are made with the last, the oldest, so that a rotation leaves them as
they are.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api import OperatorError
from domain.people.audit_chain import Checkpoint, content_of

if TYPE_CHECKING:
    from datetime import datetime

    from api.settings import Settings

BYTES: Final = 32
DIGITS: Final = 24
"""Of a digest of personal data, in hexadecimal: 96 bits tell any two values apart that a city enters."""


class BadKeysError(OperatorError):
    """The file of keys cannot be read as one."""


@dataclass(frozen=True)
class Key:
    """A key with the name by which it is known."""

    name: str
    secret: bytes

    def derived(self, purpose: str) -> bytes:
        """A key of its own for one purpose (RFC 5869)."""
        return HKDF(hashes.SHA256(), BYTES, None, f"dianchi {purpose}".encode()).derive(self.secret)


@dataclass(frozen=True)
class Keyring:
    """The keys of an installation, the newest first."""

    keys: tuple[Key, ...]

    @classmethod
    def of(cls, settings: Settings) -> Keyring:
        """Read the keys that the settings name, or those of this machine's own data folder."""
        text = settings.key_lines()
        try:
            keys = tuple(Key(name, bytes.fromhex(secret)) for name, secret in map(str.split, text.splitlines()))
        except ValueError:
            raise BadKeysError("DIANCHI_KEY_FILE needs a key a line: a name, a blank, 64 hexadecimal digits.") from None
        if not keys or any(len(key.secret) != BYTES for key in keys) or len({key.name for key in keys}) < len(keys):
            raise BadKeysError(
                "DIANCHI_KEY_FILE needs keys of 32 bytes (`openssl rand -hex 32`), each with its own name."
            )
        return cls(keys)

    @cached_property
    def _digests(self) -> bytes:
        return self.keys[-1].derived("digests of personal data")

    def digest(self, value: object) -> str:
        """Make a digest of a personal value: equal values have equal ones, and without the key nothing is learnt."""
        return hmac.digest(self._digests, str(value).encode(), "sha256").hex()[:DIGITS]

    @cached_property
    def _clients(self) -> bytes:
        return self.keys[-1].derived("requests of clients")

    def client_key(self, handle: str) -> str:
        """Make the key that requests by a machine's token are signed with, from what the token is found by."""
        return hmac.digest(self._clients, handle.encode(), "sha256").hex()

    @cached_property
    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.keys[0].derived("checkpoints of the audit"))

    @property
    def public_key(self) -> str:
        """What verifies the signatures, in hexadecimal: for whoever keeps checkpoints elsewhere."""
        return self._signer.public_key().public_bytes_raw().hex()

    def sign(self, checkpoint: Checkpoint, at: datetime) -> str:
        """Sign a checkpoint (Ed25519), in hexadecimal."""
        return self._signer.sign(signed_content(checkpoint, at.isoformat())).hex()


def signed_content(checkpoint: Checkpoint, at: str) -> bytes:
    """What of a checkpoint is signed: all of it, in one way."""
    links = {digest.value.lower(): each.hex() for digest, each in checkpoint.links.items()}
    return content_of({"size": checkpoint.size, "root": checkpoint.root.hex(), "made_at": at, **links})


def signature_holds(checkpoint: Checkpoint, at: str, key: str, signature: str) -> bool:
    """Whether a checkpoint bears the signature of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature), signed_content(checkpoint, at)
        )
    except (InvalidSignature, ValueError):
        return False
    return True

"""The keys that the database never holds: for sealed columns, digests of personal data, the audit's checkpoints, and what machines sign.

The file has a key a line, `NAME HEX`, 32 bytes each: the first is used from now on, the others still open what they
closed. Digests, and the keys that machines sign with, are made with the last, the oldest, so that a rotation leaves them as
they are.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256, SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api import OperatorError
from domain.people.audit_chain import Checkpoint, content_of
from resolvers.plan.city import SealedError

if TYPE_CHECKING:
    from datetime import datetime

    from api.settings import Settings

BYTES: Final = 32
DIGITS: Final = 24
"""Of a digest of personal data, in hexadecimal: 96 bits tell any two values apart that a city enters."""


CIPHERS: Final = {"aes": (AES256, 32), "sm4": (SM4, 16)}
"""What a sealed value may be enciphered with, each in GCM, and the bytes of its key (GB/T 32907-2016 for SM4)."""
NONCE: Final = 12
TAG: Final = 16
SEALED: Final = re.compile(r"~(aes|sm4)\.([0-9a-f]{8})\.([\w-]+={0,2})", re.ASCII)
"""A sealed value: its cipher, which key opens it, then nonce, ciphertext and tag."""


class BadKeysError(OperatorError):
    """The file of keys cannot be read as one."""


class ClosedError(OperatorError, SealedError):
    """A sealed value that no key of the file opens at its place."""


@dataclass(frozen=True)
class Key:
    """A key with the name by which it is known."""

    name: str
    secret: bytes

    def derived(self, purpose: str) -> bytes:
        """A key of its own for one purpose (RFC 5869)."""
        return HKDF(hashes.SHA256(), BYTES, None, f"dianchi {purpose}".encode()).derive(self.secret)

    @cached_property
    def mark(self) -> str:
        """What a sealed value bears of its key, whatever the file calls it."""
        return self.derived("mark of sealed columns").hex()[:8]

    def cipher(self, name: str, nonce: bytes, tag: bytes | None = None) -> Cipher[GCM]:
        """The cipher that seals, or with a tag opens, each with a key of its own."""
        algorithm, size = CIPHERS[name]
        return Cipher(algorithm(self.derived(f"sealed columns {name}")[:size]), GCM(nonce, tag))


@dataclass(frozen=True)
class Keyring:
    """The keys of an installation, the newest first."""

    keys: tuple[Key, ...]
    cipher: str = "aes"

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
        return cls(keys, settings.cipher)

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

    @property
    def seal_mark(self) -> str:
        """How a value begins that is sealed with the newest key and the cipher of the settings."""
        return f"~{self.cipher}.{self.keys[0].mark}."

    def seal(self, value: str, place: str) -> str:
        """Encipher a value for one place, its column and row: at any other it does not open."""
        nonce = secrets.token_bytes(NONCE)
        encryptor = self.keys[0].cipher(self.cipher, nonce).encryptor()
        encryptor.authenticate_additional_data(place.encode())
        closed = encryptor.update(value.encode()) + encryptor.finalize()
        return self.seal_mark + urlsafe_b64encode(nonce + closed + encryptor.tag).decode()

    def unseal(self, value: str, place: str) -> str:
        """Read a value that any key of the file sealed for its place, or that was kept plain before there were seals."""
        if (parts := SEALED.fullmatch(value)) is None:
            return value
        key = next((each for each in self.keys if each.mark == parts[2]), None)
        if key is None:
            raise ClosedError(f"{place} is sealed with a key that DIANCHI_KEY_FILE does not have.")
        try:
            closed = bytes_of(parts[3])
            decryptor = key.cipher(parts[1], closed[:NONCE], closed[-TAG:]).decryptor()
            decryptor.authenticate_additional_data(place.encode())
            return (decryptor.update(closed[NONCE:-TAG]) + decryptor.finalize()).decode()
        except (InvalidTag, ValueError):
            raise ClosedError(f"{place} holds what was sealed for another place, or was altered.") from None

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


def bytes_of(text: str) -> bytes:
    """Decode base64 as it was written here: the last letter has bits that say nothing, and another one in its place is refused."""
    found = urlsafe_b64decode(text)
    if urlsafe_b64encode(found).decode() != text:
        raise ValueError(text)
    return found


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

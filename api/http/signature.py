"""Signed requests: a code over method, path, body, time and nonce, by a key that is never sent (HMAC-SHA256 or HMAC-SM3)."""

import re
import time
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac

from api.http.request import Head
from domain.kernel.violations import Code, Violation

TIMESTAMP, NONCE, SIGNATURE = b"dianchi-timestamp", b"dianchi-nonce", b"dianchi-signature"
ALGORITHMS: Final[Mapping[str, type[hashes.HashAlgorithm]]] = {"HMAC-SHA256": hashes.SHA256, "HMAC-SM3": hashes.SM3}
WINDOW: Final = 300
"""Seconds by which a machine's clock may differ from the server's."""
SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
NONCES: Final = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
SIGNED: Final = re.compile(r"(HMAC-SHA256|HMAC-SM3) ([0-9a-fA-F]{64})", re.ASCII)


def expect_signed(head: Head, key: str) -> str:
    """The nonce of a request that is signed with a key, of the present; refuses any other."""
    sent = [head.field(name) for name in (TIMESTAMP, NONCE, SIGNATURE)]
    timestamp, nonce, signature = (each or "" for each in sent)
    if None in sent:
        raise Violation(Code.SIGNATURE_REQUIRED)
    found = SIGNED.fullmatch(signature)
    if found is None or not SECONDS.fullmatch(timestamp) or not NONCES.fullmatch(nonce):
        raise Violation(Code.SIGNATURE_WRONG)
    if abs(time.time() - int(timestamp)) > WINDOW:
        raise Violation(Code.SIGNATURE_STALE, facts={"minutes": WINDOW // 60})
    algorithm = ALGORITHMS[found[1]]()
    code = hmac.HMAC(key.encode(), algorithm)
    code.update(signed_text(head.method, head.target, digest(algorithm, head.body), timestamp, nonce))
    try:
        code.verify(bytes.fromhex(found[2]))
    except InvalidSignature:
        raise Violation(Code.SIGNATURE_WRONG) from None
    return nonce


def signed_text(method: str, target: str, body: str, timestamp: str, nonce: str) -> bytes:
    """What is signed of a request, a line each."""
    return f"{method}\n{target}\n{body}\n{timestamp}\n{nonce}".encode("latin-1")


def digest(algorithm: hashes.HashAlgorithm, body: bytes) -> str:
    """The digest of a body, in hexadecimal."""
    found = hashes.Hash(algorithm)
    found.update(body)
    return found.finalize().hex()

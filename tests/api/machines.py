"""Machines of other agencies, as administrators register them, and as they call and sign."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from tests.api.client import Client

WHOLE: Final = [{"noun": noun} for noun in ("REPORTS", "CONSOLIDATIONS", "OUTCOMES", "GRADES", "AWARDS")]
HERE: Final = ["127.0.0.1"]
FOUND: Final = "client { id version account { id } scopes { nodes { noun state region { code } } } } token signingKey"


@dataclass
class Machine:
    """A machine that was registered, with its token and the key it signs by."""

    client: Client
    id: str
    version: int
    token: str
    key: str
    account: str

    @property
    def named(self) -> dict[str, Any]:
        """How an act names it."""
        return {"id": self.id, "expectedVersion": self.version}

    async def signed(
        self, document: str, variables: Mapping[str, Any] | None = None, algorithm: str = "HMAC-SHA256", **sent: Any
    ) -> httpx.Response:
        """A signed request; `sent` is what is sent in another way than it was signed."""
        body = json.dumps({"query": document, "variables": variables or {}}).encode()
        timestamp, nonce = sent.get("timestamp", str(int(time.time()))), sent.get("nonce", uuid4().hex)
        signature = signature_of(self.key, "POST", "/graphql", body, timestamp, nonce, algorithm=algorithm)
        headers = {
            **self.client.headers,
            "Content-Type": "application/json",
            "Dianchi-Timestamp": timestamp,
            "Dianchi-Nonce": nonce,
            "Dianchi-Signature": sent.get("signature", signature),
        }
        headers = {name: value for name, value in headers.items() if value is not None}
        return await self.client.http.post(
            sent.get("path", "/graphql"), content=sent.get("body", body), headers=headers
        )


def signature_of(
    key: str, method: str, target: str, body: bytes, timestamp: str, nonce: str, *, algorithm: str = "HMAC-SHA256"
) -> str:
    """A signature, made without a line of what verifies it."""
    digest = hashlib.new("sha256" if algorithm == "HMAC-SHA256" else "sm3", body).hexdigest()
    text = f"{method}\n{target}\n{digest}\n{timestamp}\n{nonce}".encode()
    if algorithm == "HMAC-SHA256":
        return f"{algorithm} {hmac.new(key.encode(), text, 'sha256').hexdigest()}"
    code = HMAC(key.encode(), hashes.SM3())
    code.update(text)
    return f"{algorithm} {code.finalize().hex()}"


async def registered(system: Client, username: str = "tax-bureau", **more: Any) -> Machine:
    """A machine whose scopes wait for the security administrator."""
    given: dict[str, Any] = {"agency": "税务部门", "scopes": WHOLE, "networks": HERE, **more}
    made = await system.do("createClient", FOUND, username=username, **given)
    client, token = made["client"], made["token"]
    caller = Client(system.http, token)
    return Machine(caller, client["id"], client["version"], token, made["signingKey"], client["account"]["id"])


async def confirmed(system: Client, security: Client, username: str = "tax-bureau", **more: Any) -> Machine:
    """A machine that may call."""
    machine = await registered(system, username, **more)
    await security.do("confirmClient", **machine.named)
    return machine

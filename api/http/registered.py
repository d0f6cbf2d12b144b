"""Registered operations: the documents that clients were built with, by their SHA-256, and who may send no others."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

from api import OperatorError
from resolvers.plan.cache import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from api.settings import Settings


def hash_of(document: str) -> str:
    """The name of a document: the SHA-256 of its text in UTF-8, in hex."""
    return sha256(document.encode()).hexdigest()


@dataclass(frozen=True)
class Registered:
    """The documents of a file that `api operations` wrote; nothing a client sends is added to them."""

    documents: Mapping[str, str] = field(default_factory=dict[str, str])
    only: str = "nobody"
    """Who may send registered documents alone: `nobody`, the `unsigned` or `everybody`."""

    def text(self, document: str, digest: str | None, *, signed_in: bool) -> str:
        """The document to run, from its text or its hash."""
        if digest is not None and not document:
            if digest not in self.documents:
                raise Refused("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound: this hash is not registered.")
            return self.documents[digest]
        found = hash_of(document) if digest is not None or self.binds(signed_in=signed_in) else None
        if digest is not None and digest != found:
            raise Refused("PERSISTED_QUERY_MISMATCH", "The hash is not that of the document.")
        if self.binds(signed_in=signed_in) and found not in self.documents:
            raise Refused("NOT_REGISTERED", "Only registered operations are answered here.")
        return document

    def binds(self, *, signed_in: bool) -> bool:
        """Whether somebody may send nothing else."""
        return self.only == "everybody" or (self.only == "unsigned" and not signed_in)


def registered(settings: Settings) -> Registered:
    """The operations that the settings name; none where they name no file."""
    path = settings.registered_operations
    return Registered() if path is None else Registered(read(path), settings.only_registered)


def read(path: Path) -> Mapping[str, str]:
    """The documents of a file by their hash; a file that was altered by hand is refused."""
    try:
        entries: dict[str, Any] = orjson.loads(path.read_bytes())
        documents = {digest: str(entry["document"]) for digest, entry in entries.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise OperatorError(f"{path} is not what `api operations` writes: {error}") from error
    if wrong := [digest for digest, document in documents.items() if hash_of(document) != digest]:
        raise OperatorError(f"{path}: {wrong[0]} is not the hash of its document: write the file anew")
    return documents

"""Whether what is registered as a new platform stands in the registry already (ours): each has a lifetime cap of its own (Art. 18)."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from domain.kernel.typed_text import maybe_text
from domain.kernel.violations import Code, Violation
from domain.terms import Kind
from domain.terms.registry import PlatformState

LONGEST: Final = 2000
SAID_ALIKE: Final = ("Z", "P", "S", "C")
"""Blanks, marks and signs, by their general category in Unicode: they make no other name."""


def normal(text: str) -> str:
    """A name or number without what spelling alone makes different: width, case, blanks, brackets, dots and dashes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] not in SAID_ALIKE)


def alike(one: str, other: str) -> bool:
    """Whether two names or numbers differ in spelling alone."""
    return normal(one) == normal(other)


@dataclass(frozen=True)
class KnownCertificate:
    """The number under which a platform has a title."""

    platform_id: UUID
    certificate: str


@dataclass(frozen=True)
class KnownPlatform:
    """A platform of the registry, in being or not."""

    id: UUID
    name: str
    kind: Kind
    state: PlatformState
    holder_id: UUID


@dataclass(frozen=True)
class Newcomer:
    """What is to be registered: its name, kind and holder, and the number of its title's certificate."""

    name: str
    kind: Kind
    holder_id: UUID
    certificate: str | None = None


def apart_from(
    new: Newcomer, others: Iterable[KnownPlatform], certified: Collection[UUID], distinct_reason: str | None
) -> str | None:
    """The reason for which the newcomer is another platform than one it resembles, None where it resembles none; refused without.

    `certified` are the platforms that have a title under the newcomer's certificate.
    """
    found = next(((each, path) for each in others if (path := _alike(new, each, certified))), None)
    reason = maybe_text(distinct_reason, "distinct_reason", "非同一平台的理由", LONGEST)
    if found is None or reason is not None:
        return reason if found else None
    twin, (path, what, what_en) = found
    facts: dict[str, object] = {"name": twin.name, "state": twin.state.label, "what": what, "what_en": what_en}
    raise Violation(Code.LIKE_ANOTHER, path=path, facts=facts)


Likeness = tuple[tuple[str, ...], str, str]
"""Where the input is like the other, in Chinese and English."""


def _alike(new: Newcomer, other: KnownPlatform, certified: Collection[UUID]) -> Likeness | None:
    if alike(new.name, other.name):
        return ("name",), "名称", "the name"
    if new.holder_id != other.holder_id:
        return None
    if new.kind is other.kind:
        return ("holder",), "主体单位和类别", "holder and kind"
    if other.id in certified:
        return ("title", "certificate"), "主体单位和证书编号", "holder and certificate"
    return None

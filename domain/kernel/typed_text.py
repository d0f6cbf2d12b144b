"""Typed text is trimmed, present where required, and no longer than its column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from domain.kernel.violations import Code, Violation

LONGEST: Final = 20_000
UNWRITABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What nobody sees and no font shows: controls but tabs and line ends, zero-width and turning marks, halves of pairs."""

LINK: Final = re.compile(
    r"""https?://
    (?:[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.?  # a host by its name or number
    |\[[0-9a-f:.]+\])
    (?::[0-9]{1,5})?
    (?:[/?#][^\s\\<>"]*)?""",
    re.IGNORECASE | re.VERBOSE,
)
"""An http or https address with a host, and with nobody named before the host, who would be taken for it."""
SCHEME: Final = re.compile(r"[a-z][a-z0-9+.\s-]*:", re.IGNORECASE)
"""How a link begins; a browser passes over blanks in it."""


def refuse_unwritable(typed: object, path: tuple[str, ...] = ()) -> None:
    """No typed text, however deep inside, holds invisible characters or passes the longest length."""
    match typed:
        case str():
            if unseen := UNWRITABLE.search(typed):
                facts: dict[str, object] = {
                    "field": path[-1] if path else "",
                    "why": f"不能含有不可见字符U+{ord(unseen[0]):04X}",
                    "why_en": f"it holds the invisible character U+{ord(unseen[0]):04X}",
                }
                raise Violation(Code.INVALID, path=path, facts=facts)
            if len(typed) > LONGEST:
                raise Violation(Code.TOO_LONG, path=path, facts={"field": path[-1] if path else "", "limit": LONGEST})
        case Mapping():
            for name, value in cast("Mapping[str, Any]", typed).items():
                refuse_unwritable(value, (*path, name))
        case list():
            for place, value in enumerate(cast("list[Any]", typed)):
                refuse_unwritable(value, (*path, str(place)))
        case _:
            return


def a_text(text: str | None, field: str, label: str, limit: int) -> str:
    """A required text loses its surrounding blanks; an empty or too long one is refused."""
    stripped = maybe_text(text, field, label, limit)
    if stripped is None:
        raise Violation(Code.REQUIRED, path=(field,), facts={"field": label})
    return stripped


def maybe_text(text: str | None, field: str, label: str, limit: int) -> str | None:
    """An optional text loses its surrounding blanks, and is None where nothing is left; a too long one is refused."""
    stripped = (text or "").strip()
    if len(stripped) > limit:
        raise Violation(Code.TOO_LONG, path=(field,), facts={"field": label, "limit": limit})
    return stripped or None


def a_link(text: str | None, field: str, label: str, limit: int) -> str:
    """A required link is an http or https address with a host, since who follows it trusts the record (ours)."""
    return _followed(a_text(text, field, label, limit), field, label)


def maybe_link(text: str | None, field: str, label: str, limit: int) -> str | None:
    """An optional link is an http or https address with a host."""
    link = maybe_text(text, field, label, limit)
    return link and _followed(link, field, label)


def a_place(text: str | None, field: str, label: str, limit: int) -> str:
    """A required place in town is told in words, one on the network by a link; what begins as a link is one."""
    place = a_text(text, field, label, limit)
    return _followed(place, field, label) if SCHEME.match(place) else place


def maybe_place(text: str | None, field: str, label: str, limit: int) -> str | None:
    """An optional place is in town or on the network."""
    return a_place(text, field, label, limit) if maybe_text(text, field, label, limit) else None


def _followed(link: str, field: str, label: str) -> str:
    """A link of another scheme, or without a host, is refused."""
    if LINK.fullmatch(link) is None:
        facts: dict[str, object] = {
            "field": label,
            "why": "须为以http://或https://开头的完整网址",
            "field_en": field,
            "why_en": "it must be a whole address that begins with http:// or https://",
        }
        raise Violation(Code.INVALID, path=(field,), facts=facts)
    return link


def named_once(names: Sequence[str], path: str, field: str = "code") -> None:
    """Refuse a list that names something twice, at the second place."""
    for n, name in enumerate(names):
        if name in names[:n]:
            raise Violation(Code.TWICE, path=(path, str(n), field), facts={"what": name})


def camel(name: str) -> str:
    """A name of words joined by underscores as GraphQL writes it: `activityCount`."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


@dataclass(frozen=True)
class Grievance:
    """A grievance is a text with the sender's name and contact, where the sender gives them."""

    content: str
    name: str | None = None
    contact: str | None = None

    @property
    def anonymous(self) -> bool:
        """An anonymous grievance has no contact."""
        return not ((self.name or "").strip() and (self.contact or "").strip())

    @property
    def columns(self) -> dict[str, object]:
        """The columns hold no blank text."""
        who = {"name": (self.name or "").strip() or None, "contact": (self.contact or "").strip() or None}
        return {**who, "content": self.content.strip(), "anonymous": self.anonymous}

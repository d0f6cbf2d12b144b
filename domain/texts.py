"""What people type: trimmed, present where it must be, no longer than its column, named once."""

from collections.abc import Sequence

from domain.violations import Code, Violation


def a_text(text: str | None, field: str, label: str, limit: int) -> str:
    """A text that says something, without surrounding blanks; refuses an empty or too long one."""
    found = maybe_text(text, field, label, limit)
    if found is None:
        raise Violation(Code.REQUIRED, path=(field,), facts={"field": label})
    return found


def maybe_text(text: str | None, field: str, label: str, limit: int) -> str | None:
    """A text without surrounding blanks, None where it says nothing; refuses a too long one."""
    found = (text or "").strip()
    if len(found) > limit:
        raise Violation(Code.TOO_LONG, path=(field,), facts={"field": label, "limit": limit})
    return found or None


def named_once(names: Sequence[str], path: str, field: str = "code") -> None:
    """Refuse a list that names something twice, at the second place."""
    for n, name in enumerate(names):
        if name in names[:n]:
            raise Violation(Code.TWICE, path=(path, str(n), field), facts={"what": name})

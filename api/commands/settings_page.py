"""The settings as a part of `docs/operating.md`: each with its meaning, what holds when it is left out, and its bounds, as declared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import AliasChoices

from api.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

PAGE: Final = Path(__file__).parents[2] / "docs" / "operating.md"
BEGINS: Final = (
    "<!-- Written by `python3 dev.py api settings --write` from `api/settings.py`, down to the next such line. -->"
)
ENDS: Final = "<!-- Here ends what is written. -->"
UNITS: Final = {"seconds": "seconds", "timeout": "milliseconds", "bytes": "bytes", "minutes": "minutes", "hours": "hours", "days": "days"}  # fmt: skip
"""By the last word of a setting's name."""
KINDS: Final = {
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
    "array": "a list in JSON",
}
BOUNDS: Final = {
    "exclusiveMinimum": "more than",
    "minimum": "from",
    "maximum": "up to",
    "exclusiveMaximum": "less than",
}


def page() -> str:
    """The whole page, with the settings as they are declared now."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return "\n".join((f"{before}{BEGINS}", "", *_lines(), "", f"{ENDS}{after}"))


def _lines() -> Iterator[str]:
    declared = Settings.model_json_schema()["properties"]
    yield "| setting | what it is | left out | takes |"
    yield "| --- | --- | --- | --- |"
    for name, field in Settings.model_fields.items():
        says: dict[str, Any] = declared[name]
        cells = (
            f"`{in_environment(name, field)}`",
            says["description"],
            _left_out(says["default"]),
            _takes(name, says),
        )
        yield f"| {' | '.join(cells)} |"


def in_environment(name: str, field: FieldInfo) -> str:
    """What a setting is called in the environment."""
    alias = field.validation_alias
    return str(alias.choices[-1]) if isinstance(alias, AliasChoices) else f"DIANCHI_{name.upper()}"


def _left_out(default: object) -> str:
    match default:
        case None | []:
            return "–"
        case bool(flag):
            return f"`{str(flag).lower()}`"
        case value:
            return f"`{value}`"


def _takes(name: str, says: Mapping[str, Any]) -> str:
    """What a setting takes: its choices, or its kind or unit and its bounds."""
    # One that may be left out is of two kinds, of which the other is null.
    kind: Mapping[str, Any] = says["anyOf"][0] if "anyOf" in says else says
    if "enum" in kind:
        return ", ".join(f"`{word}`" for word in kind["enum"])
    counted = kind["type"] in ("integer", "number")
    words = UNITS.get(name.rpartition("_")[2]) if counted else None
    bounds = (f"{way} {kind[bound]}" for bound, way in BOUNDS.items() if bound in kind)
    return ", ".join((words or KINDS[kind["type"]], *bounds))

"""The copy a round keeps of its rule pack from its call on: what was called under it is finished under it (Art. 21; reading L17)."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, cast, get_args, get_origin, get_type_hints

from domain.regulation.rulepack import Figure, RulePack


def frozen(pack: RulePack) -> dict[str, Any]:
    """Write a pack with every article and reason, as stored."""
    return cast("dict[str, Any]", _plain(pack))


def thawed(kept: Mapping[str, Any]) -> RulePack:
    """Read the pack from a round's copy."""
    return _made(RulePack, kept)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, Any]", value).items()
        return {str(_plain(name)): _plain(each) for name, each in pairs}
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("tuple[Any, ...]", value)]
    return value.isoformat() if isinstance(value, date) else getattr(value, "value", value)


@cache
def _types(of: Any) -> Mapping[str, Any]:
    return get_type_hints(of)


def _made(of: Any, value: Any) -> Any:
    """Make a value of its declared type again."""
    origin, parts = get_origin(of) or of, get_args(of)
    if value is None or of is Any:
        return value
    if origin is Figure:
        return Figure(_made(parts[0], value["value"]), value["article"], value["why"], value["reading"])
    if is_dataclass(origin):
        return of(**{name: _made(part, value[name]) for name, part in _types(of).items()})
    if origin is Mapping:
        return MappingProxyType({_made(parts[0], name): _made(parts[1], each) for name, each in value.items()})
    if origin is tuple:
        return tuple(_made(parts[0], each) for each in value)
    return date.fromisoformat(value) if of is date else of(value)

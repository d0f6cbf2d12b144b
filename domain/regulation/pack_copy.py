"""A round's copy of its rule pack, from call to close (Art. 21; reading L17)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from domain.regulation.rulepack import Figure, RulePack
from domain.terms import Grade


def frozen(pack: RulePack) -> dict[str, Any]:
    """Write a pack with every article and reason, as stored."""
    return cast("dict[str, Any]", _plain(pack))


def thawed(kept: Mapping[str, Any], loaded: Iterable[RulePack] = (), of: type[RulePack] = RulePack) -> RulePack:
    """Read the pack from a round's copy: a figure that came after the copy is absent.

    Where a copy has but the codes of its grades, the loaded pack of its code says what they are called.
    """
    made: RulePack = _maker(of)(kept)
    if all(grade.label for grade in made.grades.value):
        return made
    # Without the pack the codes are what there is to show.
    return replace(made, grades=next((pack.grades for pack in loaded if pack.code == made.code), made.grades))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, Any]", value).items()
        return {str(name): _plain(each) for name, each in pairs}
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("tuple[Any, ...]", value)]
    if isinstance(value, Grade):
        return {"code": str(value), "label": value.label, "says": value.says, "fails": value.fails}
    return value.isoformat() if isinstance(value, date) else getattr(value, "value", value)


@cache
def _maker(of: Any) -> Callable[[Any], Any]:
    """The maker of a declared type's values, remembered for the acts on a round."""
    make = _maker_of_some(of)
    return lambda value: None if value is None else make(value)


def _maker_of_some(of: Any) -> Callable[[Any], Any]:
    origin, parts = get_origin(of) or of, [_maker(part) for part in get_args(of) if part is not Ellipsis]
    if of is Any:
        return lambda value: value
    if origin in (Union, UnionType):  # a figure that came later, or none
        return parts[0]
    if origin is Figure:
        [figure] = parts
        return lambda value: Figure(figure(value["value"]), value["article"], value["why"], value["reading"])
    if is_dataclass(origin):
        makers = {name: _maker(part) for name, part in get_type_hints(of).items()}
        return lambda value: of(**{name: make(value[name]) for name, make in makers.items() if name in value})
    if origin is Mapping:
        key, entry = parts
        return lambda value: MappingProxyType({key(name): entry(each) for name, each in value.items()})
    if origin is tuple:
        return lambda value: tuple(map(parts[0], value))
    if of is Grade:
        return _grade
    return date.fromisoformat if of is date else of


def _grade(kept: str | Mapping[str, Any]) -> Grade:
    """A kept grade with the label of its round's call, or the code alone."""
    return Grade(kept) if isinstance(kept, str) else Grade(**kept)

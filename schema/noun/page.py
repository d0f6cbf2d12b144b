"""The arguments of a page: how many, from where, which and in what order. Inputs and enums are derived from the nouns."""

from enum import Enum
from functools import cache
from typing import Any, cast

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryContainer
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType

ORDERED = {"Int", "Quarter", "DateTime", "Date", "Money", "Score", "String"}


def _strip(annotation: Any) -> Any:
    """The type inside lists, nulls and lazy references."""
    while isinstance(annotation, StrawberryContainer | LazyType):
        annotation = annotation.of_type if isinstance(annotation, StrawberryContainer) else annotation.resolve_type()
    return annotation


def _input(name: str, description: str, fields: dict[str, tuple[Any, str]]) -> type[Any]:
    """An input type all of whose fields may be left out."""
    body: dict[str, Any] = {"__annotations__": {key: of for key, (of, _) in fields.items()}, "__doc__": description}
    for key, (_, says) in fields.items():
        body[key] = strawberry.field(name="in" if key == "in_" else None, description=says, default=strawberry.UNSET)
    return strawberry.input(type(name, (), body), description=description)


@cache
def _comparison(leaf: Any, name: str) -> type[Any]:
    """What a field may be compared with: equal, one of, a range, null."""
    fields: dict[str, tuple[Any, str]] = {
        "eq": (leaf | None, "Equal to this."),
        "in_": (list[leaf] | None, "One of these; an empty list finds nothing."),
        "is_null": (bool | None, "Whether there is no value."),
    }
    if name in ORDERED:
        fields |= {"gte": (leaf | None, "At least this."), "lte": (leaf | None, "At most this.")}
    if name == "String":
        fields |= {"starts_with": (str | None, "Begins with this, letter for letter.")}
    return _input(f"{name}Comparison", f"Compares a value of type {name}; what is given must all hold.", fields)


def _leaf(annotation: Any) -> tuple[Any, str]:
    """The input type and name by which a field is compared; a parent is compared by its id."""
    from schema.noun.vocabulary import SCALARS  # noqa: PLC0415 (vocabulary is imported by every noun)

    kind = _strip(annotation)
    if kind is strawberry.ID or hasattr(kind, "__strawberry_definition__"):
        return strawberry.ID, "ID"
    if kind in SCALARS:
        return kind, SCALARS[kind].name
    if isinstance(kind, StrawberryEnumDefinition):
        return kind.wrapped_cls, kind.name
    return kind, {str: "String", int: "Int", bool: "Boolean"}[kind]


@cache
def filter_of(shown_type: type[Any]) -> type[Any]:
    """The filter input of a noun, from its `filter` declaration."""
    definition = shown_type.__strawberry_definition__
    fields: dict[str, tuple[Any, str]] = {}
    for name in shown_type.__noun__.filter:
        shown_field = next((field for field in definition.fields if field.python_name == name), None)
        if shown_field is None:
            raise LookupError(f"{shown_type.__name__} is filtered by {name}, which it does not show")
        fields[name] = (
            _comparison(*_leaf(shown_field.type)) | None,
            f"By {name.replace('_', ' ')}: {shown_field.description}",
        )
    made = _input(
        f"{shown_type.__name__}Filter", f"Narrows a list of {shown_type.__name__}; what is given must all hold.", fields
    )
    for name, says in (("and_", "All of these must hold."), ("or_", "At least one of these must hold.")):
        made.__strawberry_definition__.fields.append(
            StrawberryField(
                python_name=name,
                graphql_name=name.removesuffix("_"),
                description=says,
                default=strawberry.UNSET,
                type_annotation=StrawberryAnnotation(list[made] | None),
            )
        )
    return made


@cache
def order_of(shown_type: type[Any]) -> type[Enum]:
    """The orders a list of a noun may have: each declared key, both ways."""
    keys = dict.fromkeys(key.removeprefix("-") for key in shown_type.__noun__.order)
    words = {
        f"{key.upper()}_{way}": strawberry.enum_value(
            f"{key} {way.lower()}", description=f"By {key.replace('_', ' ')}, {says} first."
        )
        for key in keys
        for way, says in (("ASC", "lowest or earliest"), ("DESC", "highest or latest"))
    }
    made = cast("type[Enum]", Enum(f"{shown_type.__name__}Order", words))
    return strawberry.enum(made, description=f"The order of a list of {shown_type.__name__}; ties are broken by id.")


class Page(FieldExtension):
    """A page gives a connection field its arguments when the schema is built."""

    def apply(self, field: StrawberryField) -> None:
        connection: Any = _strip(field.type)
        node = _strip(next(of.type for of in connection.__strawberry_definition__.fields if of.python_name == "nodes"))
        arguments = {
            "first": (int | None, "How many, 1 to 100; 20 when left out."),
            "after": (str | None, "The cursor to go on from."),
            "filter": (filter_of(node) | None, "Which."),
            "order_by": (order_of(node) | None, "In what order."),
        }
        if not node.__noun__.filter:
            del arguments["filter"]
        field.arguments.extend(
            StrawberryArgument(name, None, StrawberryAnnotation(of), description=says, default=strawberry.UNSET)
            for name, (of, says) in arguments.items()
        )

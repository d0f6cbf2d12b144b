"""Plain resolvers over all rows in memory, under the same scopes: slow, obvious, and sharing no SQL with the planner."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache, cached_property
from typing import Any, cast
from uuid import UUID

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,  # pyright: ignore[reportUnknownVariableType]  (open generics)
    parse,
)

from domain.calendar import KUNMING, Calendar
from domain.kernel.masking import masked
from domain.kernel.violations import Violation
from domain.rights.authority import hidden, known, scope_of
from domain.rights.authority import masked as unmasked
from domain.rights.grant import READ
from domain.rights.scope import Actor, holds
from resolvers.plan.bind import Children, Column, OnlyChild, Parent, Spec, bind, connection_noun, shape_of
from resolvers.plan.problem import problem_of
from schema.noun.constraints import column_of, fields_of, table_of
from schema.noun.noun import NOUNS, Computed, Noun, Stored, rows, sealed_place
from schema.time.calendar import CalendarDayRow

Table = dict[UUID, dict[str, Any]]
specs_of = cache(bind)
"""How each field of a schema is read, found out once."""


class Rows:
    """Every row of every table, by table and id, as Python values."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables

    @cached_property
    def calendar(self) -> Calendar:
        """The working days that the rows tell of."""
        days = self.of(CalendarDayRow)
        return Calendar({(each["region_id"], each["day"]): each["is_workday"] for each in days})

    def of(self, row: type[Stored]) -> list[dict[str, Any]]:
        return list(self.tables[table_of(row)].values())

    def facts(self, row: type[Stored], values: Mapping[str, Any]) -> dict[str, Any]:
        """A row with its parents as nested mappings, as deep as they go."""
        return _Facts(self, row, values)


class _Facts(dict[str, Any]):
    """Column values; a parent is looked up when asked for, and which rows of a noun name this one (`NoticeItem.result`)."""

    def __init__(self, all_rows: Rows, row: type[Stored], values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.all_rows, self.row = all_rows, row

    def __missing__(self, name: str) -> Any:
        noun, _, key = name.partition(".")
        if key:
            naming = rows()[noun]
            return (
                _Facts(self.all_rows, naming, each)
                for each in self.all_rows.of(naming)
                if each[column_of(naming, key)] == self["id"]
            )
        above = fields_of(self.row)[name].related_model
        found = self.all_rows.tables[table_of(above)].get(self[column_of(self.row, name)])
        return None if found is None else _Facts(self.all_rows, above, found)


async def load(connection: Any, unseal: Callable[[str, str], str]) -> Rows:
    """Read the whole database; what is sealed is opened."""
    tables: dict[str, Table] = {}
    for row in rows().values():
        found = await connection.fetch(f"select * from {table_of(row)}")
        convert = {
            field.source_field or name: field.to_python_value
            for name, field in fields_of(row).items()
            if getattr(field, "has_db_field", False)
        }
        tables[table_of(row)] = {
            record["id"]: {
                name: unseal(value, sealed_place(row, name, record["id"]))
                if name in row.sealed and value is not None
                else convert[name](value)
                if name in convert and not isinstance(value, dict | list)
                else value
                for name, value in record.items()
            }
            for record in found
        }
    return Rows(tables)


class Reference:
    """Answers queries by graphql-core over plain rows."""

    def __init__(self, schema: GraphQLSchema, all_rows: Rows, actor: Actor, today: date) -> None:
        self.schema, self.rows, self.actor, self.today = schema, all_rows, actor, today
        self.specs = specs_of(schema)
        # strawberry gives each field a resolver that reads an attribute; ours goes before.
        for gtype in (each for name, each in schema.type_map.items() if not name.startswith("__")):
            for field in getattr(gtype, "fields", {}).values():
                field.resolve = None
            if isinstance(gtype, GraphQLObjectType):
                gtype.is_type_of = None
            if isinstance(gtype, GraphQLInterfaceType):
                gtype.resolve_type = None

    def answer(self, document: str, variables: Mapping[str, Any] | None = None) -> Any:
        result = execute_sync(
            self.schema,
            parse(document),
            None,
            variable_values=dict(variables or {}),
            field_resolver=self.resolve,
            type_resolver=noun_of,
        )
        assert result.errors is None, result.errors
        return result.data

    def sees(self, noun: Noun, values: Mapping[str, Any]) -> bool:
        return holds(scope_of(self.actor.role, READ, noun.name), self.actor, self.rows.facts(noun.row, values))

    def knows(self, noun: Noun, values: Mapping[str, Any]) -> bool:
        return holds(known(self.actor.role, noun.name), self.actor, self.rows.facts(noun.row, values))

    def reveals(self, noun: Noun, name: str, values: Mapping[str, Any]) -> bool:
        mask = hidden(self.actor.role, noun.name, name)
        return mask is None or holds(mask, self.actor, self.rows.facts(noun.row, values))

    def resolve(self, source: Any, info: GraphQLResolveInfo[None], **arguments: Any) -> Any:
        field = info.parent_type.fields[info.field_name].extensions["strawberry-definition"]
        if info.parent_type.name == "Query":
            return self.root(info.field_name, field, arguments)
        if isinstance(source, Mapping) and "__noun" in source:
            return self.of_noun(cast("Mapping[str, Any]", source), info, field, arguments)
        return plain(part(source, info.field_name, field.python_name))

    def root(self, name: str, field: Any, arguments: Mapping[str, Any]) -> Any:
        if name == "node":
            kind, _, row_id = base64.urlsafe_b64decode(arguments["id"] + "==").decode().partition(":")
            noun = NOUNS[kind].__noun__
            return self.wrap(noun, self.rows.tables[table_of(noun.row)].get(UUID(row_id)))
        if name in ("objection", "complaint"):
            noun = NOUNS[f"{name.capitalize()}Standing"].__noun__
            found = (each for each in self.rows.of(noun.row) if each["receipt"] == arguments["receipt"].upper())
            return self.wrap(noun, next(found, None))
        if name == "enterpriseByCode":
            noun = NOUNS["Enterprise"].__noun__
            found = (each for each in self.rows.of(noun.row) if each["uscc"] == arguments["code"])
            return next(({**each, "__noun": noun.name} for each in found if self.knows(noun, each)), None)
        noun = connection_noun(shape_of(field).of)
        return self.page(noun, self.rows.of(noun.row), arguments)

    def wrap(self, noun: Noun, values: Mapping[str, Any] | None) -> Any:
        return {**values, "__noun": noun.name} if values is not None and self.sees(noun, values) else None

    def of_noun(
        self, source: Mapping[str, Any], info: GraphQLResolveInfo[None], field: Any, arguments: Mapping[str, Any]
    ) -> Any:
        noun: Noun = NOUNS[source["__noun"]].__noun__
        if info.field_name == "id":
            return base64.b64encode(f"{noun.name}:{source['id']}".encode()).decode()
        if not self.reveals(noun, field.python_name, source):
            return None
        found = self.of_spec(self.specs[noun.name, info.field_name], noun, source, arguments)
        seen = unmasked(self.actor.role, noun.name, field.python_name)
        if seen is None or found is None or holds(seen, self.actor, self.rows.facts(noun.row, source)):
            return found
        return masked(found)

    def of_spec(self, spec: Spec, noun: Noun, source: Mapping[str, Any], arguments: Mapping[str, Any]) -> Any:
        match spec:
            case Column(name=name):
                value = source[name]
                return value.astimezone(KUNMING) if isinstance(value, datetime) else value
            case Parent(noun=above, key=key):
                return self.wrap(above, self.rows.tables[table_of(above.row)].get(source[key]))
            case OnlyChild(noun=child, back=back):
                return next(
                    (self.wrap(child, each) for each in self.rows.of(child.row) if each[back] == source["id"]), None
                )
            case Children(noun=child, back=back):
                return self.page(
                    child, [each for each in self.rows.of(child.row) if each[back or ""] == source["id"]], arguments
                )
            case Computed(compute=says, counts=counts):
                own = {name: value for name, value in source.items() if name != "__noun"}
                by = self.rows.calendar if counts else self.actor
                return plain(says(self.rows.facts(noun.row, own), by, self.today))
        raise AssertionError(spec)

    # pages

    def page(self, noun: Noun, found: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> Any:
        seen = [each for each in found if self.sees(noun, each) and self.passes(noun, each, arguments.get("filter"))]
        first = noun.order[0]
        word = (
            getattr(arguments.get("orderBy"), "value", None)
            or f"{first.removeprefix('-')} {'desc' if first.startswith('-') else 'asc'}"
        )
        key, way = word.split(" ")
        column = column_of(noun.row, key)
        seen = in_order(seen, column, falls=way == "desc")
        cursors = [cursor_of(word, each, column) for each in seen]
        start = cursors.index(arguments["after"]) + 1 if arguments.get("after") else 0
        stop = start + (arguments.get("first") or 20)
        nodes = [self.wrap(noun, each) for each in seen[start:stop]]
        window = cursors[start:stop]
        info = {
            "hasNextPage": len(seen) > stop,
            "hasPreviousPage": bool(arguments.get("after")),
            "startCursor": window[0] if window else None,
            "endCursor": window[-1] if window else None,
        }
        return {
            "nodes": nodes,
            "edges": [{"node": node, "cursor": cursor} for node, cursor in zip(nodes, window, strict=True)],
            "pageInfo": info,
            "totalCount": len(seen),
        }

    def passes(self, noun: Noun, each: Mapping[str, Any], filter: Mapping[str, Any] | None) -> bool:
        for name, value in (filter or {}).items():
            if value is None:
                continue
            if name == "and":
                ok = all(self.passes(noun, each, part) for part in value)
            elif name == "or":
                ok = any(self.passes(noun, each, part) for part in value)
            else:
                ok = self.compares(noun, each, name, value)
            if not ok:
                return False
        return True

    def compares(self, noun: Noun, each: Mapping[str, Any], name: str, filter: Mapping[str, Any]) -> bool:
        spec = self.specs[noun.name, name]
        target = each["noun"] if isinstance(spec, Computed) else spec.noun.name if isinstance(spec, Parent) else None
        match spec:
            case Column(name=column) | Parent(key=column) | Computed(compares=str(column)):
                actual = each[column]
            case _:
                raise AssertionError(spec)

        def plain(value: Any) -> Any:
            if target:
                kind, _, row_id = base64.urlsafe_b64decode(value + "==").decode("latin-1").partition(":")
                return UUID(row_id) if kind == target else None
            return value

        def holds_for(operator: str, value: Any) -> bool:
            match operator:
                case "isNull":
                    return (actual is None) == value
                case _ if actual is None:
                    return False
                case "eq":
                    return actual == plain(value)
                case "in":
                    return actual in [plain(item) for item in value]
                case "gte":
                    return actual >= plain(value)
                case "lte":
                    return actual <= plain(value)
                case "startsWith":
                    return actual.startswith(value)
                case _:
                    raise AssertionError(operator)

        return all(holds_for(key, value) for key, value in filter.items() if value is not None)


def noun_of(value: Mapping[str, Any], _info: object, _type: object) -> str:
    return value["__noun"]


def part(source: Any, name: str, python_name: str) -> Any:
    """A part of structured data, as stored or as told."""
    if isinstance(source, Mapping):
        found = cast("Mapping[str, Any]", source)
        return found.get(name, found.get(python_name))
    return getattr(source, python_name)


def plain(value: Any) -> Any:
    """A value that graphql-core may pass on: it takes an exception, as a refusal is one, for a failure."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in cast("Sequence[Any]", value)]
    return problem_of(value, "zh") if isinstance(value, Violation) else value


def in_order(found: Sequence[Mapping[str, Any]], column: str, *, falls: bool) -> list[Mapping[str, Any]]:
    """Records by a column and then by id, those that have nothing there last."""

    def key(each: Mapping[str, Any]) -> tuple[Any, UUID]:
        return (each[column].value if isinstance(each[column], Enum) else each[column], each["id"])

    there = [each for each in found if each[column] is not None]
    empty = [each for each in found if each[column] is None]
    return [*sorted(there, key=key, reverse=falls), *sorted(empty, key=lambda each: each["id"], reverse=falls)]


def cursor_of(word: str, each: Mapping[str, Any], column: str) -> str:
    """The cursor of a record in an order; what has nothing there has no key."""
    key = "" if each[column] is None else f"|{_text(each[column])}"
    return base64.b64encode(f"{word}|{each['id']}{key}".encode()).decode()


def _text(value: Any) -> str:
    """A value as PostgreSQL writes it."""
    if isinstance(value, datetime):
        local = value.astimezone(KUNMING)
        fraction = f".{local.microsecond:06d}".rstrip("0").rstrip(".")
        return f"{local:%Y-%m-%d %H:%M:%S}{fraction}+08"
    return value.value if isinstance(value, Enum) else str(value)

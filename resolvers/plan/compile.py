"""One operation compiled to one statement: LATERAL JSON text over ordered, limited, guarded sub-selects."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLDirective,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    get_named_type,
    is_abstract_type,
)

from domain.authority import READ, hidden, scope_of
from domain.scope import facts_of
from domain.terms import Role
from resolvers.plan.bind import Children, Column, OnlyChild, Parent, Spec
from resolvers.plan.given import Given
from resolvers.plan.pages import after_sql, cursor_sql, encoded, filter_sql, first_of, order_of
from resolvers.plan.sql import Piece, Source, concatenation, id_of, json_of, or_null, quote
from resolvers.plan.told import Hole, Needs, needs_of, project
from resolvers.scope import Asked, Binds, where
from schema.constraints import column_of, fields_of, table_of
from schema.noun import Noun, Stored, Told

Fields = Mapping[str, list[FieldNode]]


class Compiler:
    """Compiles selections for one role, one shape of variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        specs: Mapping[tuple[str, str], Spec],
        fragments: Mapping[str, FragmentDefinitionNode],
        asked: Asked,
        role: Role,
    ) -> None:
        self.schema = schema
        self.specs = specs
        self.fragments = fragments
        self.asked = asked
        self.role = role
        self.binds = Binds()
        self.holes = list[Hole]()

    # what is selected

    def fields(self, gtype: GraphQLObjectType, nodes: Sequence[Any]) -> Fields:
        """The fields selected on a type, by response key, fragments spread and directives applied."""
        found: dict[str, list[FieldNode]] = {}
        for node in nodes:
            for field in self._spread(gtype, node.selection_set.selections if node.selection_set else ()):
                found.setdefault((field.alias or field.name).value, []).append(field)
        return found

    def _spread(self, gtype: GraphQLObjectType, selections: Sequence[SelectionNode]) -> Iterator[FieldNode]:
        for selection in selections:
            if not self._included(selection):
                continue
            match selection:
                case FieldNode():
                    yield selection
                case InlineFragmentNode(type_condition=condition, selection_set=inside):
                    if condition is None or self._applies(gtype, condition.name.value):
                        yield from self._spread(gtype, inside.selections)
                case FragmentSpreadNode(name=name):
                    fragment = self.fragments[name.value]
                    if self._applies(gtype, fragment.type_condition.name.value):
                        yield from self._spread(gtype, fragment.selection_set.selections)
                case _:
                    raise AssertionError(selection)

    def _applies(self, gtype: GraphQLObjectType, condition: str) -> bool:
        on = self.schema.type_map[condition]
        return on is gtype or (is_abstract_type(on) and self.schema.is_sub_type(on, gtype))

    def _included(self, node: SelectionNode) -> bool:
        return not self._directive(node, GraphQLSkipDirective, otherwise=False) and self._directive(
            node, GraphQLIncludeDirective, otherwise=True
        )

    def _directive(self, node: SelectionNode, directive: GraphQLDirective, *, otherwise: bool) -> bool:
        for used in node.directives or ():
            if used.name.value == directive.name:
                return bool(Given(directive.args["if"].type, self.asked, used.arguments[0].value).value)
        return otherwise

    def arguments(self, gtype: GraphQLObjectType, node: FieldNode) -> dict[str, Given]:
        """The arguments of a field that were given, by name."""
        types = gtype.fields[node.name.value].args
        given = {
            argument.name.value: Given(types[argument.name.value].type, self.asked, argument.value)
            for argument in node.arguments or ()
        }
        return {name: each for name, each in given.items() if not (each.path and each.path[0] not in self.asked)}

    def selected(
        self, gtype: GraphQLObjectType, nodes: Sequence[FieldNode]
    ) -> dict[str, tuple[str, GraphQLOutputType | None, Any]]:
        """A selection as `project` reads it."""
        found: dict[str, tuple[str, GraphQLOutputType | None, Any]] = {}
        for key, below in self.fields(gtype, nodes).items():
            name = below[0].name.value
            if name == "__typename":
                found[key] = (name, None, below)
            else:
                field = gtype.fields[name]
                found[key] = (field.extensions["strawberry-definition"].python_name, field.type, below)
        return found

    # a row as JSON

    def guard(self, noun: Noun, table: str) -> str:
        """The condition that the role sees a row at all."""
        return where(scope_of(self.role, READ, noun.name), noun.row, table, self.binds)

    def object(self, gtype: GraphQLObjectType, nodes: Sequence[FieldNode], noun: Noun, source: Source) -> str:
        """The JSON text of one row of a source."""
        pieces: list[Piece] = []
        for key, below in self.fields(gtype, nodes).items():
            pieces += ["," if pieces else "{", f'"{key}":', *self.field(gtype, below, noun, source)]
        return concatenation([*pieces, "}"] if pieces else ["{}"])

    def field(self, gtype: GraphQLObjectType, nodes: list[FieldNode], noun: Noun, source: Source) -> list[Piece]:
        name = nodes[0].name.value
        if name == "__typename":
            return [f'"{gtype.name}"']
        if name == "id":
            return [(id_of(noun.name, source.col("id")),)]
        expression = self.value(gtype, nodes, self.specs[gtype.name, name], noun, source)
        python_name = gtype.fields[name].extensions["strawberry-definition"].python_name
        mask = hidden(self.role, noun.name, python_name)
        if mask is not None:
            for fact in facts_of(mask):
                source.col(column_of(noun.row, fact.partition(".")[0]))
            expression = f"case when {where(mask, noun.row, source.name, self.binds)} then {expression} else 'null' end"
        return [(expression,)]

    def value(self, gtype: GraphQLObjectType, nodes: list[FieldNode], spec: Spec, noun: Noun, source: Source) -> str:
        """The SQL expression of a field's JSON text; never null."""
        of = get_named_type(gtype.fields[nodes[0].name.value].type)
        match spec:
            case Column(record=None):
                return or_null(json_of(spec.kind, source.col(spec.name)))
            case Column():
                return self.record(of, nodes, source.col(spec.name), listed=spec.listed)
            case Parent(noun=above, key=key):
                return or_null(source.lateral(self.one(of, nodes, above, f"id = {source.col(key)}", source)))
            case OnlyChild(noun=child, back=back):
                return or_null(source.lateral(self.one(of, nodes, child, f"{back} = {source.col('id')}", source)))
            case Children():
                return source.lateral(self.page(gtype, nodes, spec, source))
            case Told():
                return self.hole(gtype, nodes, spec, noun, source)
        raise AssertionError(spec)

    def one(self, of: Any, nodes: list[FieldNode], noun: Noun, link: str, outer: Source | None) -> str:
        """The select of at most one row; `limit 1` keeps it from being flattened, so the outer order stands."""
        source = Source(self.binds)
        body = self.object(of, nodes, noun, source)
        gate = f" and {outer.gate}" if outer and outer.gate else ""
        return f"select {body} as j from {table_of(noun.row)} {source.name}{source.beside()} where {source.name}.{link} and {self.guard(noun, source.name)}{gate} limit 1"

    def record(self, of: Any, nodes: list[FieldNode], expression: str, *, listed: bool) -> str:
        """Structured data in its column, under the selection."""
        item = self.binds.alias("e")
        pieces: list[Piece] = []
        for key, below in self.fields(of, nodes).items():
            name = below[0].name.value
            pieces += ["," if pieces else "{", f'"{key}":']
            pieces.append(f'"{of.name}"' if name == "__typename" else (self.member(of, name, below, f"{item}.v"),))
        body = concatenation([*pieces, "}"])
        if listed:
            return f"coalesce((select '[' || coalesce(string_agg({body}, ',' order by {item}.n), '') || ']' from jsonb_array_elements({expression}) with ordinality {item}(v, n) where {expression} is not null having {expression} is not null), 'null')"
        return f"coalesce((select {body} from (select {expression} as v) {item} where {item}.v is not null), 'null')"

    def member(self, of: GraphQLObjectType, name: str, nodes: list[FieldNode], value: str) -> str:
        kind = of.fields[name].type
        below = get_named_type(kind)
        if isinstance(below, GraphQLObjectType):
            listed = "[" in str(kind)
            return self.record(below, nodes, f"nullif({value} -> {quote(name)}, 'null')", listed=listed)
        if below.name in ("Money", "Score"):
            return or_null(json_of("hundredths", f"({value} ->> {quote(name)})::int8"))
        return or_null(f"({value} -> {quote(name)})::text")

    # what Python tells

    def hole(self, gtype: GraphQLObjectType, nodes: list[FieldNode], spec: Told, noun: Noun, source: Source) -> str:
        needs = needs_of(noun.row, spec.needs)
        self.holes.append(Hole(spec.says, needs, project(gtype.fields[nodes[0].name.value].type, nodes, self.selected)))
        return f"E'\\x01{len(self.holes) - 1}:' || {self.facts(noun.row, needs, source)} || E'\\x01'"

    def facts(self, row: type[Stored], needs: Needs, source: Source) -> str:
        """The needed facts as a JSON array."""
        parts = [or_null(f"to_json({source.col(column_of(row, name))})::text") for name, _ in needs.columns]
        for name, below in needs.parents:
            above: type[Stored] = fields_of(row)[name].related_model
            inner = Source(self.binds)
            values = self.facts(above, below, inner)
            key = source.col(column_of(row, name))
            parts.append(
                or_null(
                    source.lateral(
                        f"select {values} as j from {table_of(above)} {inner.name}{inner.beside()} where {inner.name}.id = {key} limit 1"
                    )
                )
            )
        return "'[' || " + " || ',' || ".join(parts) + " || ']'"

    # pages

    def page(self, gtype: GraphQLObjectType, nodes: list[FieldNode], spec: Children, outer: Source | None) -> str:
        """The select of a page: its JSON text `j`."""
        noun, given = spec.noun, self.arguments(gtype, nodes[0])
        connection: Any = get_named_type(gtype.fields[nodes[0].name.value].type)
        link = f"{spec.back} = {outer.col('id')}" if outer and spec.back else None
        order, first, table = (
            order_of(noun, given.get("orderBy")),
            first_of(given.get("first"), self.binds),
            self.binds.alias("t"),
        )
        conditions = [*self.conditions(noun, given, table, link), *([outer.gate] if outer and outer.gate else [])]
        if "after" in given and given["after"].value is not None:
            conditions.append(after_sql(noun, order, given["after"], table, self.binds))
        wants = self.fields(connection, nodes)
        more = self.asks(connection, wants, "hasNextPage")
        source = Source(self.binds)
        source.gate = f"{source.name}.rn <= {first}" if more else None
        body = self.connection(connection, wants, noun, source, order, first, given, link)
        number = f", row_number() over (order by {order.sql(table)}) as rn" if more else ""
        rows = f"select {source.columns(table)}{number} from {table_of(noun.row)} {table} where {' and '.join(conditions)} order by {order.sql(table)} limit {first}{' + 1' if more else ''}"
        return f"select {body} as j from ({rows}) {source.name}{source.beside()} having count(*) >= 0"

    def conditions(self, noun: Noun, given: Mapping[str, Given], table: str, link: str | None) -> list[str]:
        found = [f"{table}.{link}"] if link else []
        found.append(self.guard(noun, table))
        if "filter" in given and given["filter"].value is not None:
            found.append(filter_sql(noun, given["filter"], table, self.binds, self.compared))
        return found

    def compared(self, noun: Noun, name: str) -> tuple[str, str | None]:
        """The column a filter field compares and, for a parent, its noun."""
        spec = self.specs[noun.name, name]
        match spec:
            case Column():
                return spec.name, None
            case Parent():
                return spec.key, spec.noun.name
            case _:
                raise AssertionError(spec)

    def asks(self, connection: Any, wants: Fields, name: str) -> bool:
        info: Any = get_named_type(connection.fields["pageInfo"].type)
        return any(
            below[0].name.value == "pageInfo"
            and any(field[0].name.value == name for field in self.fields(info, below).values())
            for below in wants.values()
        )

    def connection(
        self,
        connection: Any,
        wants: Fields,
        noun: Noun,
        source: Source,
        order: Any,
        first: str,
        given: Mapping[str, Given],
        link: str | None,
    ) -> str:
        seen = f" filter (where {source.gate})" if source.gate else ""
        pieces: list[Piece] = []
        for key, below in wants.items():
            pieces += ["," if pieces else "{", f'"{key}":']
            match below[0].name.value:
                case "__typename":
                    pieces.append(f'"{connection.name}"')
                case "nodes":
                    body = self.object(self.schema.type_map[noun.name], below, noun, source)
                    pieces.append((f"'[' || coalesce(string_agg({body}, ','){seen}, '') || ']'",))
                case "edges":
                    body = self.edge(connection, below, noun, source, order)
                    pieces.append((f"'[' || coalesce(string_agg({body}, ','){seen}, '') || ']'",))
                case "pageInfo":
                    pieces += self.page_info(connection, below, source, order, first, given, seen)
                case "totalCount":
                    table = self.binds.alias("t")
                    pieces.append(
                        (
                            f"(select count(*)::text from {table_of(noun.row)} {table} where {' and '.join(self.conditions(noun, given, table, link))})",
                        )
                    )
                case other:
                    raise AssertionError(other)
        return concatenation([*pieces, "}"])

    def edge(self, connection: Any, nodes: list[FieldNode], noun: Noun, source: Source, order: Any) -> str:
        edge: Any = get_named_type(connection.fields["edges"].type)
        pieces: list[Piece] = []
        for key, below in self.fields(edge, nodes).items():
            pieces += ["," if pieces else "{", f'"{key}":']
            match below[0].name.value:
                case "__typename":
                    pieces.append(f'"{edge.name}"')
                case "node":
                    pieces.append((self.object(self.schema.type_map[noun.name], below, noun, source),))
                case _:
                    pieces.append((encoded(cursor_sql(order, source.col("id"), source.col(order.column))),))
        return concatenation([*pieces, "}"])

    def page_info(
        self,
        connection: Any,
        nodes: list[FieldNode],
        source: Source,
        order: Any,
        first: str,
        given: Mapping[str, Given],
        seen: str,
    ) -> list[Piece]:
        info: Any = get_named_type(connection.fields["pageInfo"].type)
        cursors = f"array_agg({cursor_sql(order, source.col('id'), source.col(order.column))}){seen}"
        last = f"least(count(*), {first})::int" if seen else "count(*)::int"
        pieces: list[Piece] = []
        for key, below in self.fields(info, nodes).items():
            pieces += ["," if pieces else "{", f'"{key}":']
            match below[0].name.value:
                case "__typename":
                    pieces.append(f'"{info.name}"')
                case "hasNextPage":
                    pieces.append((f"(count(*) > {first})::text",))
                case "hasPreviousPage":
                    pieces.append("true" if "after" in given and given["after"].value is not None else "false")
                case "startCursor":
                    pieces.append((or_null(encoded(f"({cursors})[1]")),))
                case _:
                    pieces.append((or_null(encoded(f"({cursors})[{last}]")),))
        return [*pieces, "}"]

"""One operation compiled to one statement: LATERAL JSON text over ordered, limited, guarded sub-selects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
)

from domain.rights.authority import hidden, masked, scope_of
from domain.rights.grant import READ
from domain.rights.scope import Scope, facts_of
from domain.terms import Role
from resolvers.plan.arguments import Argument
from resolvers.plan.bind import Children, Column, OnlyChild, Parent, Spec
from resolvers.plan.computed import Hole, Needs, needs_of, personal_value, project, under_law
from resolvers.plan.pages import ANY_NOUN, PageOrder, after_sql, cursor_sql, encoded, filter_sql, first_of, order_of
from resolvers.plan.scope import Binds, Variables, where
from resolvers.plan.selection import Fields, Selection, field_of, type_of
from resolvers.plan.sql import Piece, TableSource, as_object, concatenation, id_of, json_of, or_null, quote
from schema.noun.constraints import column_of, fields_of, table_of
from schema.noun.noun import Computed, Noun, Stored


def readable(role: Role, noun: str) -> Scope:
    """A role reads rows of a noun in lists, below other records and by id, within a scope."""
    return scope_of(role, READ, noun)


@dataclass(frozen=True)
class Listing:
    """A page's listing has its noun, source, order, size, arguments and parent."""

    noun: Noun
    source: TableSource
    order: PageOrder
    first: str
    arguments: Mapping[str, Argument]
    link: str | None

    def has(self, argument: str) -> bool:
        """An argument counts with a value, null being none."""
        return argument in self.arguments and self.arguments[argument].value is not None

    @property
    def cursor(self) -> str:
        """The text of a row's cursor."""
        return cursor_sql(self.order, self.source.col("id"), self.source.col(self.order.column))

    @property
    def seen(self) -> str:
        """An aggregate leaves the one row too many out."""
        return f" filter (where {self.source.gate})" if self.source.gate else ""


class Compiler(Selection):
    """Compiles selections for one role, one shape of variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        specs: Mapping[tuple[str, str], Spec],
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Variables,
        role: Role,
    ) -> None:
        super().__init__(schema, fragments, variables)
        self.specs = specs
        self.role = role
        self.binds = Binds()
        self.holes = list[Hole]()
        self.scans = dict[object, tuple[str, str]]()

    def shared(self, key: object, select: Callable[[], str]) -> str:
        """The name of rows that several places of the statement read, found once under a key."""
        if key not in self.scans:
            text = select()  # which may name others: they stand before it
            self.scans[key] = (self.binds.alias("w"), text)
        return self.scans[key][0]

    @property
    def before(self) -> str:
        """What the statement begins with: the rows that are shared."""
        found = ", ".join(f"{name} as materialized ({text})" for name, text in self.scans.values())
        return f"with {found} " if found else ""

    # a row as JSON

    def guard(self, noun: Noun, table: str) -> str:
        """The condition that the role sees a row at all."""
        return where(readable(self.role, noun.name), noun.row, table, self.binds)

    def object(self, gtype: GraphQLObjectType, nodes: Sequence[FieldNode], noun: Noun, source: TableSource) -> str:
        """The JSON text of one row of a source."""
        fields = self.fields(gtype, nodes).items()
        return concatenation(as_object({key: self.field(gtype, below, noun, source) for key, below in fields}))

    def field(self, gtype: GraphQLObjectType, nodes: list[FieldNode], noun: Noun, source: TableSource) -> list[Piece]:
        name = nodes[0].name.value
        if name == "__typename":
            return [f'"{gtype.name}"']
        if name == "id":
            return [(id_of(noun.name, source.col("id")),)]
        expression = self.value(gtype, nodes, self.specs[gtype.name, name], noun, source)
        python_name = field_of(gtype, name).python_name
        mask = hidden(self.role, noun.name, python_name)
        if mask is not None:
            for fact in facts_of(mask):
                source.col(column_of(noun.row, fact.partition(".")[0]))
            expression = f"case when {where(mask, noun.row, source.name, self.binds)} then {expression} else 'null' end"
        return [(expression,)]

    def value(
        self, gtype: GraphQLObjectType, nodes: list[FieldNode], spec: Spec, noun: Noun, source: TableSource
    ) -> str:
        """The SQL expression of a field's JSON text; never null."""
        of = type_of(gtype, nodes[0].name.value)
        match spec:
            case Column(name=name) if name in noun.row.personal:
                return self.personal(gtype, nodes, name, noun, source)
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
            case Computed():
                return self.hole(gtype, nodes, spec, noun, source)
        raise AssertionError(spec)

    def one(
        self,
        of: Any,
        nodes: list[FieldNode],
        noun: Noun,
        link: str,
        outer: TableSource | None,
        rights: Callable[[Role, str], Scope] = readable,
    ) -> str:
        """The select of at most one row; `limit 1` keeps it from being flattened, so the outer order stands."""
        source = TableSource(self.binds)
        guard = where(rights(self.role, noun.name), noun.row, source.name, self.binds)
        body = self.object(of, nodes, noun, source)
        gate = f" and {outer.gate}" if outer and outer.gate else ""
        return f"select {body} as j from {table_of(noun.row)} {source.name}{source.beside()} where {source.name}.{link} and {guard}{gate} limit 1"

    def record(self, of: Any, nodes: list[FieldNode], expression: str, *, listed: bool) -> str:
        """Structured data in its column, under the selection."""
        item = self.binds.alias("e")
        members: dict[str, list[Piece]] = {}
        for key, below in self.fields(of, nodes).items():
            name = below[0].name.value
            members[key] = [f'"{of.name}"' if name == "__typename" else (self.member(of, name, below, f"{item}.v"),)]
        body = concatenation(as_object(members))
        if listed:
            return f"coalesce((select '[' || coalesce(string_agg({body}, ',' order by {item}.n), '') || ']' from jsonb_array_elements({expression}) with ordinality {item}(v, n) where {expression} is not null having {expression} is not null), 'null')"
        return f"coalesce((select {body} from (select {expression} as v) {item} where {item}.v is not null), 'null')"

    def member(self, of: GraphQLObjectType, name: str, nodes: list[FieldNode], value: str) -> str:
        below = type_of(of, name)
        if isinstance(below, GraphQLObjectType):
            listed = "[" in str(of.fields[name].type)
            return self.record(below, nodes, f"nullif({value} -> {quote(name)}, 'null')", listed=listed)
        if below.name in ("Money", "Score"):
            return or_null(json_of("hundredths", f"({value} ->> {quote(name)})::int8"))
        return or_null(f"({value} -> {quote(name)})::text")

    # what Python tells

    def hole(
        self, gtype: GraphQLObjectType, nodes: list[FieldNode], spec: Computed, noun: Noun, source: TableSource
    ) -> str:
        spec = under_law(spec, noun.row.governed_by) if spec.cites else spec
        needs = needs_of(noun.row, spec.needs)
        show = project(gtype.fields[nodes[0].name.value].type, nodes, self.selected)
        return self.filled(Hole(spec.compute, needs, show, "calendar" if spec.counts else "actor"), noun, source)

    def filled(self, hole: Hole, noun: Noun, source: TableSource) -> str:
        """The text of a hole, which Python fills."""
        self.holes.append(hole)
        return f"E'\\x01{len(self.holes) - 1}:' || {self.facts(noun.row, hole.needs, source)} || E'\\x01'"

    def personal(
        self, gtype: GraphQLObjectType, nodes: list[FieldNode], column: str, noun: Noun, source: TableSource
    ) -> str:
        """The expression of a personal column's JSON text: sealed ones are opened, and all are masked where the table says so."""
        row, value = noun.row, source.col(column)
        show = project(gtype.fields[nodes[0].name.value].type, nodes, self.selected)
        needs = needs_of(row, ("id", column) if column in row.sealed else (column,))

        def hole(*, mask: bool) -> str:
            found = Hole(personal_value(row, column, mask=mask), needs, show, "unseal")
            return f"case when {value} is null then 'null' else {self.filled(found, noun, source)} end"

        plain = hole(mask=False) if column in row.sealed else or_null(json_of("text", value))
        seen = masked(self.role, noun.name, field_of(gtype, nodes[0].name.value).python_name)
        if seen is None:
            return plain
        for fact in facts_of(seen):
            source.col(column_of(row, fact.partition(".")[0]))
        return f"case when {where(seen, row, source.name, self.binds)} then {plain} else {hole(mask=True)} end"

    def facts(self, row: type[Stored], needs: Needs, source: TableSource) -> str:
        """The needed facts as a JSON array."""
        parts = [or_null(f"to_json({source.col(column_of(row, name))})::text") for name, _ in needs.columns]
        for name, below in needs.parents:
            above: type[Stored] = fields_of(row)[name].related_model
            inner = TableSource(self.binds)
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

    def page(self, gtype: GraphQLObjectType, nodes: list[FieldNode], spec: Children, outer: TableSource | None) -> str:
        """The select of a page: its JSON text `j`."""
        noun, given = spec.noun, self.arguments(gtype, nodes[0])
        connection = type_of(gtype, nodes[0].name.value)
        link = f"{spec.back} = {outer.col('id')}" if outer and spec.back else None
        order, first = order_of(noun, given.get("orderBy")), first_of(given.get("first"), self.binds)
        table = self.binds.alias("t")
        source = TableSource(self.binds)
        listing = Listing(noun, source, order, first, given, link)
        conditions = [*self.conditions(listing, table), *([outer.gate] if outer and outer.gate else [])]
        if listing.has("after"):
            conditions.append(after_sql(noun, order, given["after"], table, self.binds))
        wants = self.fields(connection, nodes)
        more = self.selects(connection, wants, "hasNextPage")
        source.gate = f"{source.name}.rn <= {first}" if more else None
        body = self.connection(connection, wants, listing)
        number = f", row_number() over (order by {order.sql(table)}) as rn" if more else ""
        rows = f"select {source.columns(table)}{number} from {table_of(noun.row)} {table} where {' and '.join(conditions)} order by {order.sql(table)} limit {first}{' + 1' if more else ''}"
        return f"select {body} as j from ({rows}) {source.name}{source.beside()} having count(*) >= 0"

    def conditions(self, listing: Listing, table: str) -> list[str]:
        """A page's rows are the parent's, visible to the role and within the filter."""
        found = [f"{table}.{listing.link}"] if listing.link else []
        found.append(self.guard(listing.noun, table))
        if listing.has("filter"):
            found.append(filter_sql(listing.noun, listing.arguments["filter"], table, self.binds, self.compared))
        return found

    def compared(self, noun: Noun, name: str) -> tuple[str, str | None]:
        """The column a filter field compares and, for a parent, its noun."""
        spec = self.specs[noun.name, name]
        match spec:
            case Column():
                return spec.name, None
            case Parent():
                return spec.key, spec.noun.name
            case Computed(compares=str(column)):
                return column, ANY_NOUN
            case _:
                raise AssertionError(spec)

    def selects(self, connection: GraphQLObjectType, wants: Fields, name: str) -> bool:
        """A selection may contain a field of `pageInfo`."""
        info = type_of(connection, "pageInfo")
        asked = (self.fields(info, below) for below in wants.values() if below[0].name.value == "pageInfo")
        return any(below[0].name.value == name for fields in asked for below in fields.values())

    def connection(self, connection: GraphQLObjectType, wants: Fields, listing: Listing) -> str:
        """The JSON text of a page, from its rows."""
        members: dict[str, list[Piece]] = {}
        for key, below in wants.items():
            match below[0].name.value:
                case "__typename":
                    members[key] = [f'"{connection.name}"']
                case "nodes":
                    members[key] = [gathered(self.node(below, listing), listing)]
                case "edges":
                    members[key] = [gathered(self.edge(type_of(connection, "edges"), below, listing), listing)]
                case "pageInfo":
                    members[key] = self.page_info(type_of(connection, "pageInfo"), below, listing)
                case "totalCount":
                    members[key] = [self.total(listing)]
                case other:
                    raise AssertionError(other)
        return concatenation(as_object(members))

    def total(self, listing: Listing) -> Piece:
        """The total counts the rows of all pages."""
        table = self.binds.alias("t")
        found = " and ".join(self.conditions(listing, table))
        return (f"(select count(*)::text from {table_of(listing.noun.row)} {table} where {found})",)

    def node(self, nodes: list[FieldNode], listing: Listing) -> str:
        """The JSON text of one row of a page."""
        gtype = self.schema.type_map[listing.noun.name]
        assert isinstance(gtype, GraphQLObjectType)
        return self.object(gtype, nodes, listing.noun, listing.source)

    def edge(self, edge: GraphQLObjectType, nodes: list[FieldNode], listing: Listing) -> str:
        """The JSON text of one row of a page with its cursor."""
        members: dict[str, list[Piece]] = {}
        for key, below in self.fields(edge, nodes).items():
            match below[0].name.value:
                case "__typename":
                    members[key] = [f'"{edge.name}"']
                case "node":
                    members[key] = [(self.node(below, listing),)]
                case _:
                    members[key] = [(encoded(listing.cursor),)]
        return concatenation(as_object(members))

    def page_info(self, info: GraphQLObjectType, nodes: list[FieldNode], listing: Listing) -> list[Piece]:
        """The JSON text of where a page lies in its list."""
        first, seen = listing.first, listing.seen
        cursors = f"array_agg({listing.cursor}){seen}"
        last = f"least(count(*), {first})::int" if seen else "count(*)::int"
        members: dict[str, list[Piece]] = {}
        for key, below in self.fields(info, nodes).items():
            match below[0].name.value:
                case "__typename":
                    members[key] = [f'"{info.name}"']
                case "hasNextPage":
                    members[key] = [(f"(count(*) > {first})::text",)]
                case "hasPreviousPage":
                    members[key] = ["true" if listing.has("after") else "false"]
                case "startCursor":
                    members[key] = [(or_null(encoded(f"({cursors})[1]")),)]
                case _:
                    members[key] = [(or_null(encoded(f"({cursors})[{last}]")),)]
        return as_object(members)


def gathered(body: str, listing: Listing) -> Piece:
    """The JSON list of a page's rows."""
    return (f"'[' || coalesce(string_agg({body}, ','){listing.seen}, '') || ']'",)

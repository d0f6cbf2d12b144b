"""The form's figures over any set of accepted reports: enterprises counted once, stocks as of each platform's last quarter."""

from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLObjectType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    print_ast,
)

from domain.reporting.form import FORM
from domain.terms.reporting import Aggregation, Source
from resolvers.plan.arguments import Argument
from resolvers.plan.compile import Compiler
from resolvers.plan.pages import global_id, listed
from resolvers.plan.selection import field_of, type_of
from resolvers.plan.sql import Piece, as_object, concatenation, json_of, or_null
from schema.noun.noun import NOUNS

ENTERPRISES: Final = """select distinct on (e.enterprise_id) e.size, e.self_employed,
max(e.visits) over (partition by e.enterprise_id) > 0 as visited,
bool_or(e.financed) over (partition by e.enterprise_id) as financed from report_version_enterprise e
join {chosen} c on c.id = e.report_version_id order by e.enterprise_id, c.quarter desc, c.submitted_at desc"""
LAST: Final = "select distinct on (platform_id) * from {chosen} order by platform_id, quarter desc"
COUNTED: Final = {
    "enterprise_count": "e.visited",
    "micro_small_count": "e.visited and e.size in ('SMALL', 'MICRO') and not e.self_employed",
    "self_employed_count": "e.visited and e.self_employed",
    "financing_enterprises": "e.financed",
}
"""Which enterprises a distinct figure counts."""


FigureFilter = object
"""What tells which reports are counted, as it stands in a document: equal filters are one scan."""
EVERY: Final[FigureFilter] = frozenset[object]()


def figure_filter(node: FieldNode) -> FigureFilter:
    """The filter of a field of figures, whatever the order of its parts and values."""
    return next((spelt(each.value) for each in node.arguments or () if each.name.value == "filter"), EVERY)


def spelt(node: ValueNode) -> FigureFilter:
    """A value of a filter, equal to another where both choose alike."""
    match node:
        case ObjectValueNode(fields=fields):
            return frozenset(
                (each.name.value, spelt(each.value)) for each in fields if not isinstance(each.value, NullValueNode)
            )
        case ListValueNode(values=values):
            return frozenset(spelt(each) for each in values)
        case NullValueNode():
            return EVERY
        case _:
            return print_ast(node)


def figures(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> str:
    """One object: every figure of the chosen reports."""
    of = type_of(query, "figures")
    scan = Scan(compiler, figure_filter(nodes[0]), query, nodes)
    members: dict[str, list[Piece]] = {}
    for key, below in compiler.fields(of, nodes).items():
        name = below[0].name.value
        if name == "__typename":
            members[key] = [f'"{of.name}"']
        else:
            stored = field_of(of, name).python_name
            kind = "hundredths" if type_of(of, name).name in ("Money", "Score") else "plain"
            members[key] = [(or_null(json_of(kind, scan.figure(stored))),)]
    return f"({concatenation(as_object(members))})"


class Scan:
    """The reports that a filter chooses, and what is drawn from them; each is read once in a statement."""

    def __init__(
        self, compiler: Compiler, chosen: FigureFilter, query: GraphQLObjectType, nodes: list[FieldNode]
    ) -> None:
        self.compiler, self.filter, self.query, self.nodes = compiler, chosen, query, nodes

    @property
    def chosen(self) -> str:
        """The accepted versions of the reports chosen."""
        return self.compiler.shared(
            ("chosen", self.filter),
            lambda: (
                f"select v.* from report r join report_version v on v.id = r.accepted_version_id join platform p on p.id = r.platform_id where {' and '.join(conditions(self.compiler, self.query, self.nodes))}"
            ),
        )

    @property
    def enterprises(self) -> str:
        """The enterprises that they name, once each."""
        return self.compiler.shared(("enterprises", self.filter), lambda: ENTERPRISES.format(chosen=self.chosen))

    @property
    def last(self) -> str:
        """The last of each platform."""
        return self.compiler.shared(("last", self.filter), lambda: LAST.format(chosen=self.chosen))

    def figure(self, name: str) -> str:
        """One figure over the chosen versions."""
        match name:
            case "report_count":
                return f"(select count(*) from {self.chosen})"
            case "platform_count":
                return f"(select count(distinct platform_id) from {self.chosen})"
            case "public_service_ratio":
                return f"(select round(sum(public_service_count) * 10000.0 / nullif(sum(activity_count), 0)) from {self.chosen})"
            case "satisfaction":
                return f"(select round(sum(satisfaction::numeric * survey_answers) / nullif(sum(survey_answers), 0)) from {self.chosen} where satisfaction is not null and survey_answers > 0)"
            case _:
                return self.added(name)

    def added(self, name: str) -> str:
        """One figure of the form over the chosen versions, by how the form says it adds up."""
        match FORM[name].agg:
            case Aggregation.DISTINCT:
                return f"(select count(*) from {self.enterprises} e where {COUNTED[name]})"
            case Aggregation.LAST:
                of = self.last
            case _:
                of = self.chosen
        total = f"sum({name})"
        counted = FORM[name].source is Source.LEDGER
        return f"(select {f'coalesce({total}, 0)' if counted else total} from {of})"


def conditions(compiler: Compiler, query: GraphQLObjectType, nodes: list[FieldNode]) -> list[str]:
    """The counted reports are the actor's readable ones, narrowed by the filter."""
    found = [compiler.guard(NOUNS["Report"].__noun__, "r")]
    given = compiler.arguments(query, nodes[0]).get("filter")
    columns = {
        "quarters": ("r.quarter", "text[]", None),
        "regions": ("r.region_id", "uuid[]", "Region"),
        "platforms": ("r.platform_id", "uuid[]", "Platform"),
        "kinds": ("p.kind", "text[]", None),
    }
    for name, part in given.parts() if given is not None and given.value not in (None, Undefined) else ():
        if part.value is not None:
            column, cast, noun = columns[name]
            found.append(f"{column} = any({bound(compiler, part, cast, noun)})")
    return found


def bound(compiler: Compiler, part: Argument, cast: str, noun: str | None) -> str:
    """The placeholder of a list of values or of global ids."""

    def one(value: Any) -> Any:
        return global_id(value, noun) if noun else getattr(value, "value", value)

    return compiler.binds.add(lambda asked, _actor: [one(value) for value in listed(part.fetch(asked))], cast)

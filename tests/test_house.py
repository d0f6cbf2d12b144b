"""The house: floors, sizes, names, where SQL and query sets stand, and what the schema promises. Exceptions have reasons."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import grimp
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)

from domain.rights.authority import hidden
from domain.rights.grant import SIGNED_IN
from domain.terms import Role
from resolvers.plan.bind import Children, bind
from resolvers.root import LISTS, VERBS, schema
from schema.noun.constraints import column_of, constraints, table_of, view_of
from schema.noun.noun import NOUNS, Noun, rows
from schema.nouns import NOUN_FILES

ROOT: Final = Path(__file__).resolve().parent.parent
FLOORS: Final = {"api", "resolvers", "schema", "domain"}
BESIDE: Final = {"migrations", "tests"}
GRAPH: Final[GraphQLSchema] = schema._schema

NAMELESS: Final = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "misc"}
"""`services` are those that platforms give: the law's own word."""
SQL_ROOMS: Final = {
    "resolvers/plan/": "one operation, one statement",
    "resolvers/plan/scope.py": "a scope as a condition",
    "resolvers/work/unit_of_work.py": "begins, locks and commits",
    "resolvers/work/write.py": "what a unit of work keeps, as one statement: the half of a unit of work that writes",
    "resolvers/letters/outgoing.py": "letters are claimed past locked rows, in the database's own time",
    "resolvers/people/sign_in_throttle.py": "a place is taken by one statement, whoever else takes it",
    "resolvers/people/nonces.py": "a nonce is taken by one statement, whoever else takes it",
    "resolvers/people/sealing.py": "the audit is read in the order of its commits, past all rights",
    "resolvers/people/exporting.py": "spans of the audit are found by its checkpoints, past all rights",
    "resolvers/people/archiving.py": "the audit's oldest records are taken out by its owner",
    "resolvers/people/sealed_columns.py": "sealed columns of any table are sealed anew with the newest key",
    "resolvers/people/redacting.py": "the audit is rewritten once, by its owner",
    "resolvers/work/limits.py": "a use is counted by one statement, whoever else counts one",
    "resolvers/letters/recipients.py": "takes events that no other worker holds, and finds who holds an office",
    "resolvers/work/read.py": "rows as they are asked for: the reading port's half in the database",
    "resolvers/services/repetitions.py": "a picture is looked up by four bands at once, and its bits are counted",
    "resolvers/plan/city.py": "city time, in which every statement reckons",
    "schema/": "the conditions that the database keeps, beside the rows they are of",
    "api/database/database.py": "databases and sessions",
    "api/database/application_role.py": "the application's role, and whose login serves",
    "api/database/founding.py": "clock and calendar, without which no verb runs",
    "api/migrations/": "the schema, as it is altered and looked at",
    "api/commands/reconciliation.py": "sums and counts over all rows, whoever's they are",
    "api/commands/backup.py": "what a database holds, whatever its tables are",
    "api/commands/doctor.py": "roles, versions and the clock are looked at",
    "api/http/metrics.py": "the same, as figures",
    "api/demo/": "the simulated city is written in bulk",
}
SQL: Final = re.compile(
    r"\b(select\b.+\bfrom|insert\s+into|update\b.+\bset|delete\s+from|with\b.+\bas\s*\(|alter\s+table|create\s+(table|index|role)|grant\b.+\bto)\b",
    re.IGNORECASE | re.DOTALL,
)
QUERY_SETS: Final = {
    "get_or_none",
    "select_for_update",
    "prefetch_related",
    "select_related",
    "bulk_create",
    "get_or_create",
}


@cache
def sources() -> dict[str, str]:
    """Every Python file of ours by its path."""
    found = [ROOT / "dev.py"] + [
        path for name in sorted(FLOORS | BESIDE) for path in sorted((ROOT / name).rglob("*.py"))
    ]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in found if "node_modules" not in path.parts
    }


@cache
def trees(*prefixes: str) -> tuple[tuple[str, ast.Module], ...]:
    """The files below these folders, parsed."""
    return tuple((path, ast.parse(text)) for path, text in sources().items() if path.startswith(prefixes))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(*prefixes: str) -> Iterator[tuple[str, Function]]:
    for path, tree in trees(*prefixes):
        yield from ((f"{path}:{node.name}", node) for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """The lines of a function's body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return 0 if not body else (body[-1].end_lineno or 0) - body[0].lineno + 1


def imported(node: ast.AST) -> list[str]:
    """The modules that a statement imports."""
    match node:
        case ast.Import():
            return [each.name for each in node.names]
        case ast.ImportFrom(module=str(module)):
            return [module]
        case _:
            return []


def is_verb(function: Function) -> bool:
    return any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "mutation"
        for each in function.decorator_list
    )


def declares_a_row(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and node.name.endswith("Row") and node.name != "Row"


def file_of(module: ModuleType) -> str:
    return module.__name__.replace(".", "/") + ".py"


def allowed(path: str, rooms: dict[str, str]) -> bool:
    return path.startswith(tuple(rooms))


# floors, sizes, names


SLOW: Final = {"hashed", "matches", "to_thread", "run_in_executor"}
"""Calls that take a processor or the disk a while."""
TRANSACTIONS: Final = {"work", "working", "write", "transaction"}
"""Calls that open a block with a connection that others wait for."""


def called(node: ast.AST) -> set[str]:
    """The names of what is called anywhere within."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in calls}


def test_what_is_slow_is_done_outside_transactions() -> None:
    """A verb leaves it to its `before`, and a block that holds a connection to what stands around it."""
    verbs = {
        where
        for where, each in functions("resolvers/")
        if is_verb(each) and not opens_its_own(each) and called(each) & SLOW
    }
    blocks = {
        f"{path}:{node.lineno}"
        for path, tree in trees("resolvers/", "api/")
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncWith)
        and any(called(item) & TRANSACTIONS for item in node.items)
        and any(called(each) & SLOW for each in node.body)
    }

    assert (verbs, blocks) == (set(), set())


def opens_its_own(verb: Function) -> bool:
    """Whether a verb is `direct`, and opens its units of work itself."""
    return any(
        isinstance(each, ast.Call) and any(word.arg == "direct" for word in each.keywords)
        for each in verb.decorator_list
    )


def test_there_are_four_floors_and_no_other_folder_of_code() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("*/**/*.py")}
    kept_out = {top for top in tops if top.startswith(".") or top == "var"}

    assert tops - kept_out == FLOORS | BESIDE
    assert [path.name for path in ROOT.glob("*.py")] == ["dev.py"]


def test_no_file_is_long() -> None:
    long = {path for path, text in sources().items() if text.count("\n") > 500}

    assert long == set()


def test_no_verb_is_long() -> None:
    verbs = [(name, function) for name, function in functions("resolvers/") if is_verb(function)]

    assert len(verbs) > 50
    assert {name: length(function) for name, function in verbs if length(function) > 20} == {}


def test_no_function_of_the_law_is_long() -> None:
    assert {name: length(function) for name, function in functions("domain/") if length(function) >= 30} == {}


def test_no_two_classes_have_one_name() -> None:
    """But for `Meta`, which Tortoise asks for, and `Grade`, whose GraphQL enum is made of the law's own."""
    named: dict[str, list[str]] = {}
    for path, tree in trees(*sorted(FLOORS)):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name not in ("Meta", "Grade"):
                named.setdefault(node.name, []).append(path)

    assert {name: places for name, places in named.items() if len(places) > 1} == {}


def test_every_name_says_what_is_inside() -> None:
    assert [path for path in sources() if NAMELESS & set(re.split(r"[/._]", path.removesuffix(".py")))] == []


def test_no_file_of_verbs_imports_another() -> None:
    verbs = {verb.run.__module__ for verb in VERBS.values()}
    graph = grimp.build_graph("resolvers")

    assert len(verbs) > 30
    assert {each: found for each in verbs if (found := graph.find_modules_directly_imported_by(each) & verbs)} == {}


def test_every_file_of_nouns_and_of_verbs_is_listed() -> None:
    nouns = {path for path, tree in trees("schema/") if any(map(declares_a_row, ast.walk(tree)))}
    verbs = {name.partition(":")[0] for name, function in functions("resolvers/") if is_verb(function)}

    assert nouns == {file_of(each) for each in NOUN_FILES}
    assert verbs == {verb.run.__module__.replace(".", "/") + ".py" for verb in VERBS.values()}


@pytest.mark.requirement("RX.2")
def test_the_law_makes_no_time_no_chance_and_no_id() -> None:
    """Time, and whatever else differs from call to call, is an argument of a rule."""
    made = {"now", "today", "utcnow", "monotonic", "uuid1", "uuid4", "uuid7", "choice", "randint", "shuffle"}
    calls = [
        (path, ast.unparse(node.func))
        for path, tree in trees("domain/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]
    modules = {
        name.partition(".")[0] for _, tree in trees("domain/") for node in ast.walk(tree) for name in imported(node)
    }

    assert [(path, call) for path, call in calls if call.rpartition(".")[2] in made] == []
    assert modules & {"time", "random", "secrets", "os", "sys"} == set()


# where SQL and query sets stand


def texts(tree: ast.Module) -> Iterator[str]:
    """The texts a module is written with, docstrings left out; of a formatted one the fixed parts."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            fixed = [part for part in node.values if isinstance(part, ast.Constant)]
            parts |= {id(part) for part in fixed}
            yield " ? ".join(str(part.value) for part in fixed)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | parts:
            yield node.value


def test_what_is_told_of_a_batch_is_asked_together() -> None:
    """Events are told beside each other on one connection: a question of its own would find it in use."""
    alone = re.compile(r"work\.(rows_of|find|read)\(|work\.connection")

    room = ROOT / "resolvers" / "letters"
    files = [*room.glob("facts*.py"), room / "wording.py"]

    assert len(files) > 3
    assert [path.name for path in files if alone.search(path.read_text("utf-8"))] == []


def test_sql_stands_where_it_may() -> None:
    found = {
        path for path, tree in trees("api/", "resolvers/", "schema/", "domain/") if any(map(SQL.search, texts(tree)))
    }

    assert sorted(path for path in found if not allowed(path, SQL_ROOMS)) == []
    assert {room for room in SQL_ROOMS if not any(path.startswith(room) for path in found)} == set()


def test_rows_are_read_by_one_port_and_by_no_query_set() -> None:
    found = {
        path
        for path, tree in trees("api/", "resolvers/", "schema/", "domain/", "tests/")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in QUERY_SETS)
        or (isinstance(node, ast.ImportFrom) and node.module in ("tortoise.queryset", "tortoise.expressions"))
    }

    assert found == set()


def test_what_tortoise_keeps_to_itself_is_touched_in_one_file() -> None:
    found = {
        path
        for path, tree in trees("api/", "resolvers/", "schema/", "domain/", "tests/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "_meta"
    }

    assert found == {"schema/noun/constraints.py"}


# what the schema promises


def described(graph: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Every type, field, argument and enum value with its description."""
    for name, of in graph.type_map.items():
        if name.startswith("__"):
            continue
        yield name, of.description
        match of:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for field, value in of.fields.items():
                    yield f"{name}.{field}", value.description
                    yield from (
                        (f"{name}.{field}({argument})", each.description) for argument, each in value.args.items()
                    )
            case GraphQLInputObjectType():
                yield from ((f"{name}.{field}", value.description) for field, value in of.fields.items())
            case GraphQLEnumType():
                yield from ((f"{name}.{word}", value.description) for word, value in of.values.items())
            case _:
                pass


BUILT_IN: Final = {"String", "Int", "Boolean", "ID"}


def test_everything_in_the_schema_is_described() -> None:
    assert [place for place, says in described(GRAPH) if place not in BUILT_IN and not (says or "").strip()] == []


def test_what_may_be_null_says_when() -> None:
    answers = [
        (f"{name}.{field}", value)
        for name, of in GRAPH.type_map.items()
        if isinstance(of, GraphQLObjectType) and not name.startswith("__") and name not in ("Query", "Mutation")
        for field, value in of.fields.items()
    ]
    assert [
        place
        for place, value in answers
        if not isinstance(value.type, GraphQLNonNull) and "null" not in (value.description or "").lower()
    ] == []


def test_descriptions_stand_for_themselves() -> None:
    """The schema is sorted by name, so that no description leans on the one before it."""
    assert [
        place for place, says in described(GRAPH) if re.search(r"。。|likewise|^Of (them|these),", says or "")
    ] == []


@pytest.mark.case("2-23")
def test_no_amount_and_no_score_is_a_float() -> None:
    assert "Float" not in GRAPH.type_map


def test_no_number_of_an_identity_card_is_asked_for_or_shown() -> None:
    assert [
        place
        for place, _ in described(GRAPH)
        if re.search(r"idCard|residentId|identityNumber|身份证", place, re.IGNORECASE)
    ] == []


# pages that are quick and tell nothing


def nouns() -> list[Noun]:
    return [each.__noun__ for each in NOUNS.values()]


def ways(table: str) -> list[tuple[tuple[str, ...], bool]]:
    """The columns of every index that finds all rows of a table, and whether it is unique."""
    found: list[tuple[tuple[str, ...], bool]] = []
    for each in constraints(rows().values()):
        if each.table == table and (each.name.endswith(("_unique", "_index"))) and " WHERE " not in each.sql:
            columns = re.findall(r'"(\w+)"(?: DESC)?[,)]', each.sql[each.sql.rindex("(") :])
            found.append((tuple(columns), each.name.endswith("_unique")))
    return [*found, (("id",), True)]


@pytest.mark.parametrize("name", sorted(set(LISTS.values())))
def test_every_order_of_a_root_list_is_led_by_an_index(name: str) -> None:
    noun: Noun = NOUNS[name].__noun__
    if view_of(noun.row):
        return  # as quick as what it counts
    indexes = ways(table_of(noun.row))

    for key in (column_of(noun.row, key.removeprefix("-")) for key in noun.order):
        assert any(columns[:2] == (key, "id") or (columns == (key,) and unique) for columns, unique in indexes), key


def test_every_page_of_children_is_led_by_an_index() -> None:
    pages = {(each.noun.name, each.back) for each in bind(GRAPH).values() if isinstance(each, Children)}

    assert len(pages) > 20
    assert [
        (name, back)
        for name, back in sorted(pages, key=str)
        if not view_of(NOUNS[name].__noun__.row)
        and not any(columns[0] == back for columns, _ in ways(table_of(NOUNS[name].__noun__.row)))
    ] == []


def test_what_is_hidden_from_anyone_neither_orders_nor_narrows_a_list() -> None:
    def masked(noun: Noun, key: str) -> bool:
        return any(hidden(role, noun.name, key) is not None for role in (*SIGNED_IN, Role.PUBLIC))

    keys: list[tuple[Noun, Any]] = [
        (each, key.removeprefix("-")) for each in nouns() for key in (*each.order, *each.filter)
    ]

    assert [f"{each.name}.{key}" for each, key in keys if masked(each, key)] == []


def test_no_test_imports_a_test() -> None:
    """What several tests build or wait for stands in `tests/builders/`, or beside the floor it is of."""
    importing = re.compile(r"^from tests\S*\.test_\w+ import |^from tests\S* import .*\btest_", re.MULTILINE)

    assert [path for path in (ROOT / "tests").rglob("*.py") if importing.search(path.read_text("utf-8"))] == []

"""Writes the migrations that make every table from the row classes, the same each time for the same classes.

Before the first release there is one a chapter, made anew whenever a row changes. Columns are written as
plain as the database sees them, so that a migration never imports the code of a later day.
"""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from tortoise import Tortoise
from tortoise.fields.data import CharEnumFieldInstance, IntEnumFieldInstance
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.operations import AddField, CreateModel, Operation, RunSQL
from tortoise.migrations.schema_generator.operation_generator import OperationGenerator
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.migrations.writer import ImportManager, MigrationWriter

from api.database.database import LABEL
from migrations._founding import CreateModels
from schema.noun.constraints import constraints, grants, table_of, view_of, views

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tortoise.models import Model

FOLDER: Final = Path(__file__).resolve().parents[2] / "migrations"
HEADER: Final = (
    '"""Makes the tables, constraints and rights of the {}. Written by `python3 dev.py api makemigrations`."""\n\n'
)
# Which files of `schema` a migration makes the tables of; a file named nowhere is a chapter of its own at the end.
CHAPTERS: Final = {
    "registry": ("region", "entity", "platform", "title", "enterprise", "activity"),
    "people": ("account", "calendar", "audit"),
    "reporting": ("obligation", "report", "consolidation", "review"),
    "round": ("scheme", "round", "evaluation", "panel"),
    "result": ("result", "notice", "objection", "rectification", "delivery"),
    "money": ("subsidy", "cap", "payment"),
    "letter": ("letter",),
    "network": ("partner", "post", "team_member", "support"),
    "demands": ("demand", "complaint", "follow_up"),
    "filings": ("disclosure", "change_filing"),
    "targets": ("target", "target_progress", "responsibility_letter", "assessment"),
    "evidence": ("file", "archive"),
    "supervision": ("task", "inspection", "difficulty", "circular", "fund_use"),
}
# What only Python needs to know of a column.
FORGOTTEN: Final = frozenset(
    [
        "default",
        "encoder",
        "decoder",
        "enum_type",
        "auto_now",
        "auto_now_add",
        "validators",
        "db_constraint",
        "to_field",
    ]
)


@dataclass(frozen=True)
class Plain:
    """A field as the writer reads it: its class and arguments, with nothing of ours among them."""

    path: str
    arguments: dict[str, Any]
    source_field: None = None

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Tell the class and its arguments, as Tortoise's fields do."""
        return self.path, [], dict(self.arguments)


class Key(NamedTuple):
    """A foreign key that waits for the table it refers to."""

    refers: str
    added: AddField


class Writer(MigrationWriter):
    """Tortoise's writer, which also knows many tables at once and SQL of several statements."""

    def _format_operation(self, operation: Operation, imports: ImportManager, *, indent: str) -> list[str]:
        match operation:
            case CreateModels(models=tables):
                imports.add_from(CreateModels.__module__, CreateModels.__name__)
                inner = f"{indent}        "
                lines = [line for one in tables for line in self._format_operation(one, imports, indent=inner)]
                return [f"{indent}CreateModels(", f"{indent}    [", *lines, f"{indent}    ]", f"{indent}),"]
            case RunSQL():
                statements = cast("list[str]", operation.sql)
                lines = [f"{indent}        {statement!r}," for statement in statements]
                return [f"{indent}ops.RunSQL(", f"{indent}    [", *lines, f"{indent}    ]", f"{indent}),"]
            case _:
                return super()._format_operation(operation, imports, indent=indent)


def models() -> list[type[Model]]:
    """List every row class of `schema`, with its relations known to Tortoise."""
    importlib.import_module("schema.nouns")
    rows = list(importlib.import_module("schema.noun.noun").rows().values())
    Tortoise.init_models(sorted({row.__module__ for row in rows}), LABEL)
    return sorted(rows, key=table_of)


def plain(name: str, field: Any) -> Plain:
    """Write a field as the database sees it."""
    _, _, arguments = field.deconstruct()
    if isinstance(field, CharEnumFieldInstance):
        kind, arguments["max_length"] = "tortoise.fields.data.CharField", field.max_length
    elif isinstance(field, IntEnumFieldInstance):
        kind = "tortoise.fields.data.SmallIntField"
    else:
        # A field class of ours is written as the class of Tortoise's that it refines.
        built_in = next(one for one in type(field).__mro__ if one.__module__.startswith("tortoise.fields"))
        kind = f"{built_in.__module__}.{built_in.__name__}"
        taken = [one for one in inspect.signature(built_in).parameters if hasattr(field, one)]
        arguments |= {one: getattr(field, one) for one in taken if one not in arguments and one != "model_name"}
    if field.pk:
        arguments = {"primary_key": True}
    told = {one: value for one, value in arguments.items() if one not in FORGOTTEN and value not in (None, "")}
    if told.get("source_field") in {name, f"{name}_id"}:
        del told["source_field"]
    return Plain(kind, told)


def chapters(rows: Iterable[type[Model]]) -> dict[str, list[type[Model]]]:
    """Tell the row classes of each chapter, in the order in which the chapters are made."""
    of = {module: chapter for chapter, modules in CHAPTERS.items() for module in modules}
    found: dict[str, list[type[Model]]] = {chapter: [] for chapter in CHAPTERS}
    for row in rows:
        found.setdefault(of.get(stem := row.__module__.rpartition(".")[2], stem), []).append(row)
    return {chapter: members for chapter, members in found.items() if members}


def counted(rows: Iterable[type[Model]]) -> Iterator[tuple[str, list[Operation]]]:
    """Tell the step that makes the views, once every table is there."""
    if found := [row for row in rows if view_of(row)]:
        yield "counted", [RunSQL([*views(found), *grants(found)])]


def create(operation: CreateModel, made: set[str]) -> tuple[CreateModel, list[Key]]:
    """Make a table, leaving out the foreign keys to tables that come later, to be added then."""
    now: list[tuple[str, Any]] = []
    later: list[Key] = []
    for name, field in operation.fields:
        refers = isinstance(field, ForeignKeyFieldInstance) and str(field.model_name).removeprefix(f"{LABEL}.")
        if refers and refers not in made and refers != operation.name:
            key = AddField(operation.name, name, plain(name, field))  # pyright: ignore[reportArgumentType]
            later.append(Key(refers, key))
        else:
            now.append((name, plain(name, field)))
    return CreateModel(operation.name, now, operation.options), later


def creating(rows: Iterable[type[Model]]) -> Iterator[CreateModel]:
    """Tell how Tortoise makes these tables, parents first."""
    nothing, all_ = State(models={}, apps=StateApps()), State(models={}, apps=StateApps())
    for row in rows:
        all_.models[LABEL, row.__name__] = ModelState.make_from_model(LABEL, row)
    for operation in OperationGenerator(nothing, all_).generate([LABEL]):
        if not isinstance(operation, CreateModel):
            raise TypeError(f"only whole tables can be made first, not {operation.describe()}")
        yield operation


def steps(rows: Iterable[type[Model]]) -> Iterator[tuple[str, list[Operation]]]:
    """Tell the steps of each chapter; a key waits for the table it refers to, a rule until its tables are whole."""
    every = list(rows)
    rows = [row for row in every if not view_of(row)]
    rules = constraints(rows)
    made: set[str] = set()
    waiting: list[Key] = []
    for chapter, members in chapters(rows).items():
        tables: list[CreateModel] = []
        for operation in creating(members):
            table, later = create(operation, made)
            made.add(operation.name)
            tables.append(table)
            waiting += later
        keys = [key.added for key in waiting if key.refers in made]
        waiting = [key for key in waiting if key.refers not in made]
        whole = {table_of(row) for row in rows if row.__name__ in made - {key.added.model_name for key in waiting}}
        ready = [rule for rule in rules if {rule.table, rule.refers or rule.table} <= whole]
        rules = [rule for rule in rules if rule not in ready]
        yield chapter, [CreateModels(tables), *keys, RunSQL([*(rule.sql for rule in ready), *grants(members)])]
    yield from counted(every)


def written(rows: Iterable[type[Model]]) -> dict[str, str]:
    """Write the migrations for these row classes, by their names."""
    texts: dict[str, str] = {}
    for n, (chapter, operations) in enumerate(steps(rows), 1):
        before = [(LABEL, name) for name in [*texts][-1:]]
        name = f"{n:04}_{chapter}"
        writer = Writer(name, LABEL, operations, dependencies=before, initial=not before)
        texts[name] = HEADER.format(chapter) + writer.as_string()
    return texts


def stored() -> dict[str, str]:
    """Read the migrations that are there."""
    return {path.stem: path.read_text("utf-8") for path in FOLDER.glob("0*.py")}


def stale() -> bool:
    """Tell whether the migrations no longer say what the row classes say."""
    return stored() != written(models())


def make() -> list[Path]:
    """Write the migrations and return their paths."""
    texts = written(models())
    for name in stored().keys() - texts.keys():
        (FOLDER / f"{name}.py").unlink()
    for name, text in texts.items():
        (FOLDER / f"{name}.py").write_text(text, "utf-8")
    return [FOLDER / f"{name}.py" for name in texts]

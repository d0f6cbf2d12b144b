"""Writes the migration that makes every table from the row classes, the same each time for the same classes.

Before the first release there is one, made anew whenever a row changes. Columns are written as
plain as the database sees them, so that a migration never imports the code of a later day.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from tortoise import Tortoise
from tortoise.fields.data import CharEnumFieldInstance, IntEnumFieldInstance
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.operations import AddField, CreateModel, Operation, RunSQL
from tortoise.migrations.schema_generator.operation_generator import OperationGenerator
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.migrations.writer import ImportManager, MigrationWriter

from api.database import LABEL
from migrations._founding import CreateModels
from schema.constraints import grants, table_of
from schema.constraints import statements as rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tortoise.models import Model

FIRST: Final = Path(__file__).resolve().parent.parent / "migrations" / "0001_initial.py"
HEADER: Final = '"""Makes every table, constraint and right. Written by `python3 dev.py api makemigrations`."""\n\n'
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
                statements = cast("list[str]", operation.sql)  # pyright: ignore[reportUnknownMemberType] # untyped there
                lines = [f"{indent}        {statement!r}," for statement in statements]
                return [f"{indent}ops.RunSQL(", f"{indent}    [", *lines, f"{indent}    ]", f"{indent}),"]
            case _:
                return super()._format_operation(operation, imports, indent=indent)


def models() -> list[type[Model]]:
    """List every row class of `schema`, with its relations known to Tortoise."""
    schema = importlib.import_module("schema")
    for module in pkgutil.iter_modules(schema.__path__, "schema."):
        importlib.import_module(module.name)
    rows = list(importlib.import_module("schema.noun").rows().values())
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


def create(operation: CreateModel, made: set[str]) -> tuple[CreateModel, list[AddField]]:
    """Make a table, leaving out the foreign keys to tables that come later, to be added at the end."""
    now: list[tuple[str, Any]] = []
    later: list[AddField] = []
    for name, field in operation.fields:
        refers = isinstance(field, ForeignKeyFieldInstance) and str(field.model_name).removeprefix(f"{LABEL}.")
        if refers and refers not in made and refers != operation.name:
            later.append(AddField(operation.name, name, plain(name, field)))  # pyright: ignore[reportArgumentType]
        else:
            now.append((name, plain(name, field)))
    return CreateModel(operation.name, now, operation.options), later


def written(rows: Iterable[type[Model]]) -> str:
    """Write the first migration for these row classes."""
    rows = list(rows)
    state = State(models={}, apps=StateApps())
    for row in rows:
        state.models[LABEL, row.__name__] = ModelState.make_from_model(LABEL, row)
    tables: list[CreateModel] = []
    later: list[AddField] = []
    made: set[str] = set()
    for operation in OperationGenerator(State(models={}, apps=StateApps()), state).generate([LABEL]):
        if not isinstance(operation, CreateModel):
            raise TypeError(f"only whole tables can be made first, not {operation.describe()}")
        table, keys = create(operation, made)
        made.add(operation.name)
        tables.append(table)
        later += keys
    rules = RunSQL([*rules_of(rows), *grants(rows)])
    return HEADER + Writer(FIRST.stem, LABEL, [CreateModels(tables), *later, rules], initial=True).as_string()


def stale() -> bool:
    """Tell whether the migration no longer says what the row classes say."""
    return not FIRST.exists() or FIRST.read_text("utf-8") != written(models())


def make() -> Path:
    """Write the migration and return its path."""
    FIRST.parent.mkdir(exist_ok=True)
    package = FIRST.parent / "__init__.py"
    if not package.exists():
        package.write_text('"""How the stored nouns came to be."""\n', "utf-8")
    FIRST.write_text(written(models()), "utf-8")
    return FIRST

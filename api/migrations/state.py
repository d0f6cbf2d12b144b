"""What files and row classes say of columns, in Tortoise's own words, so that the two can be compared.

Fields are written as plain as the database sees them: a migration never imports the code of a later day, and a
class may change its name without a migration.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, cast

from tortoise import Tortoise
from tortoise.fields.base import OnDelete
from tortoise.fields.data import CharEnumFieldInstance, IntEnumFieldInstance
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

from api.migrations import files
from api.migrations.statements import Declared
from schema.noun.constraints import table_of, view_of

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        "description",
    ]
)
REFERS: Final = "model_name"


@dataclass(frozen=True)
class Plain:
    """A field as the writer reads it: its class and arguments, with nothing of ours among them."""

    path: str
    arguments: dict[str, Any]
    source_field: None = None

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name the class and its arguments, as Tortoise's fields do."""
        return self.path, [], dict(self.arguments)

    def field(self, names: Mapping[str, str]) -> Any:
        """Make the field; `names` are the names by which the files know row classes that are called otherwise now."""
        module, _, name = self.path.rpartition(".")
        arguments = dict(self.arguments)
        if REFERS in arguments:
            referred = str(arguments[REFERS]).removeprefix(f"{files.LABEL}.")
            arguments[REFERS] = f"{files.LABEL}.{names.get(referred, referred)}"
        return getattr(importlib.import_module(module), name)(**arguments)


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
        arguments |= {one: getattr(field, one) for one in taken if one not in arguments and one != REFERS}
    if field.pk:
        arguments = {"primary_key": True}
    kept = {one: value_of(value) for one, value in arguments.items() if one not in FORGOTTEN and says(one, value)}
    if REFERS in arguments:
        kept |= {"related_name": False}
    if kept.get("source_field") in {name, f"{name}_id"}:
        del kept["source_field"]
    return Plain(kind, kept)


def says(argument: str, value: object) -> bool:
    """Tell whether an argument says anything that goes without it otherwise; a default of the database does, whatever it is."""
    return value is not None and (argument == "db_default" or (value is not False and value != ""))


def value_of(value: Any) -> Any:
    """Write a word of an enum as the text that is stored."""
    return value.value if isinstance(value, Enum) and not isinstance(value, OnDelete) else value


def models() -> list[type[Model]]:
    """List every row class of `schema`, with its relations known to Tortoise."""
    rows = list(importlib.import_module("schema.noun.noun").rows().values())
    Tortoise.init_models(sorted({row.__module__ for row in rows}), files.LABEL)
    return sorted(rows, key=table_of)


def fields_of(one: ModelState) -> dict[str, Any]:
    """List what is known of a table's fields."""
    return cast("dict[str, Any]", one.fields)


def reduced(one: ModelState, name: str, names: Mapping[str, str]) -> ModelState:
    """Reduce what is known of a table to what the database sees, under the name by which the files know it."""
    fields = {key: plain(key, field).field(names) for key, field in fields_of(one).items()}
    for key, field in fields.items():
        field.model_field_name = key
    options: dict[str, Any] = {"table": one.table, "app": files.LABEL, "pk_attr": one.pk_field_name}
    return ModelState(name, files.LABEL, one.table, False, "", options, (Model,), one.pk_field_name, fields)


def of_files(package: str = files.PACKAGE) -> State:
    """Compute Tortoise's state after the last file."""
    grown = State(models={}, apps=StateApps(default_connections={files.LABEL: "default"}))
    for name in files.names(package):
        for operation in files.load(name, package).operations:
            operation.state_forward(files.LABEL, grown)
    known = {key: reduced(one, one.name, {}) for key, one in grown.models.items()}
    return State(models=known, apps=StateApps())


def of_classes(rows: Iterable[type[Model]], before: State) -> State:
    """Compute the state of the row classes, each under the name by which the files know its table."""
    known = {one.table: one.name for one in before.models.values()}
    tables = [row for row in rows if not view_of(row)]
    names = {row.__name__: known.get(table_of(row), row.__name__) for row in tables}
    made = [reduced(ModelState.make_from_model(files.LABEL, row), names[row.__name__], names) for row in tables]
    return State(models={(files.LABEL, one.name): one for one in made}, apps=StateApps())


def declared_by_files(package: str = files.PACKAGE) -> Declared:
    """List the rules, views and rights that the files have declared, by name."""
    declared = Declared()
    for name in files.names(package):
        declared.take(files.statements(files.load(name, package)))
    return declared

"""The steps from what the files have made to what the row classes say, in an order that holds up nobody for long.

Columns come from Tortoise's own comparison of two states; rules, indexes, views and rights are compared by name.
A table in use gets its indexes concurrently, and its rules first unchecked, then validated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from tortoise.migrations.operations import (
    AddField,
    AlterField,
    CreateModel,
    DeleteModel,
    Operation,
    RemoveField,
    RenameField,
    RenameModel,
)
from tortoise.migrations.schema_generator.operation_generator import OperationGenerator
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from api import OperatorError
from api.migrations import files
from api.migrations.columns import StoredColumn, automatic, column, columns
from api.migrations.state import declared_by_files, fields_of, of_classes, of_files
from api.migrations.statements import Declared, Parsed, StatementKind, parsed, words
from schema.noun.constraints import APPLICATION, constraints, rights_of, table_of, view_of, views

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tortoise.models import Model

LOOSEN, BUILD, INDEX, BIND, VALIDATE, TIGHTEN, CONTRACT = range(7)
"""The stages: what is replaced goes, columns and tables, indexes, rules and views, their check, NOT NULL, what is left."""
OUTSIDE: Final = frozenset({INDEX, VALIDATE})
"""The stages whose steps are taken outside a transaction."""


class ByHandError(OperatorError):
    """A difference of which only a person can say what it means."""


@dataclass
class Steps:
    """The steps of each stage, and the operations by which Tortoise's state follows."""

    sql: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    operations: dict[int, list[Operation]] = field(default_factory=dict[int, list[Operation]])
    harmless: dict[str, str] = field(default_factory=dict[str, str])
    """Why a step is none of the dangers it looks like, by the name of the danger."""

    def add(self, stage: int, *sql: str) -> None:
        """Add steps to a stage."""
        self.sql.setdefault(stage, []).extend(sql)

    def know(self, stage: int, operation: Operation) -> None:
        """Have Tortoise's state follow a stage by an operation."""
        self.operations.setdefault(stage, []).append(operation)

    @property
    def stages(self) -> list[int]:
        """List the stages in which anything happens."""
        return sorted(self.sql.keys() | self.operations.keys())


class Difference:
    """The difference between two states of the schema."""

    def __init__(self, before: State, declared: Declared, rows: Iterable[type[Model]]) -> None:
        self.rows = list(rows)
        self.before, self.declared, self.after = before, declared, of_classes(self.rows, before)
        self.steps = Steps()
        self.new = {one.table for key, one in self.after.models.items() if key not in before.models}
        self.gone = {one.table for key, one in before.models.items() if key not in self.after.models}
        self._columns()
        self._rules()
        self._views()
        self._rights()

    # columns, as Tortoise compares them

    def _columns(self) -> None:
        for operation in OperationGenerator(self.before, self.after).generate([files.LABEL]):
            match operation:
                case CreateModel(name=name):
                    self._create(operation, name)
                case AddField(model_name=model, name=name):
                    self._add(operation, column(self.after, model, name))
                case RemoveField(model_name=model, name=name):
                    old = column(self.before, model, name)
                    self.steps.add(CONTRACT, f'ALTER TABLE "{old.table}" DROP COLUMN "{old.name}"')
                    self.steps.know(CONTRACT, operation)
                case AlterField(model_name=model, name=name):
                    self._alter(operation, column(self.before, model, name), column(self.after, model, name))
                case DeleteModel(name=name):
                    self.steps.add(CONTRACT, f'DROP TABLE "{self.before.models[files.LABEL, name].table}"')
                    self.steps.know(CONTRACT, operation)
                case RenameField(model_name=model, old_name=old, new_name=new):
                    self._rename(operation, column(self.before, model, old), column(self.after, model, new))
                case RenameModel(old_name=old, new_name=new):
                    raise ByHandError(f"{new} looks like {old} under another table: write that file by hand")
                case _:
                    raise ByHandError(f"{operation.describe()}: write that file by hand")

    def _create(self, operation: CreateModel, name: str) -> None:
        one = self.after.models[files.LABEL, name]
        found = columns(self.after, name)
        inside = ",\n    ".join(one.definition for one in found)
        self.steps.add(BUILD, f'CREATE TABLE "{one.table}" (\n    {inside}\n)')
        for rule in (rule for each in found for rule in each.rules):
            self._rule(parsed(rule))
        self.steps.know(BUILD, CreateModel(name, list(fields_of(one).items()), one.options))

    def _add(self, operation: AddField, new: StoredColumn) -> None:
        self.steps.add(BUILD, f'ALTER TABLE "{new.table}" ADD COLUMN {new.definition}')
        for rule in new.rules:
            self._rule(parsed(rule))
        self.steps.know(BUILD, operation)

    def _alter(self, operation: AlterField, old: StoredColumn, new: StoredColumn) -> None:
        if (old.primary, old.unique, old.refers, old.name) != (new.primary, new.unique, new.refers, new.name):
            raise ByHandError(f"{new.table}.{new.name} is keyed otherwise: write that file by hand")
        alter = f'ALTER TABLE "{new.table}" ALTER COLUMN "{new.name}"'
        if old.type != new.type:
            self.steps.add(BUILD, f"{alter} TYPE {new.type}")
            if 0 < old.longest <= new.longest:
                self.steps.harmless["rewrite"] = "PostgreSQL writes no row anew for a longer text"
        if old.default != new.default:
            self.steps.add(BUILD, f"{alter} SET DEFAULT {new.default}" if new.default else f"{alter} DROP DEFAULT")
        if new.null and not old.null:
            self.steps.add(LOOSEN, f"{alter} DROP NOT NULL")
        if old.null and not new.null:
            # A checked condition spares the long lock under which every row would be looked at.
            name = automatic(new.table, new.name, "filled")
            self._rule(parsed(f'ALTER TABLE "{new.table}" ADD CONSTRAINT "{name}" CHECK ("{new.name}" IS NOT NULL)'))
            self.steps.add(TIGHTEN, f"{alter} SET NOT NULL", f'ALTER TABLE "{new.table}" DROP CONSTRAINT "{name}"')
        self.steps.know(TIGHTEN if old.null and not new.null else BUILD, operation)

    def _rename(self, operation: RenameField, old: StoredColumn, new: StoredColumn) -> None:
        if old.name != new.name:
            raise ByHandError(
                f"{old.table}.{old.name} looks renamed to {new.name}: add the new column in one commit, "
                "and take the old one away in a later one"
            )
        self.steps.know(BUILD, operation)

    # rules, views and rights, by name

    def _rules(self) -> None:
        own = {one.name: parsed(one.sql) for one in constraints(self.rows)}
        automatic_ones = {
            parsed(rule).name
            for state in (self.before, self.after)
            for _, name in state.models
            for each in columns(state, name)
            for rule in each.rules
        }
        # What refers to a key goes before the key.
        for name, rule in sorted(
            self.declared.rules.items(), key=lambda one: (" FOREIGN KEY " not in one[1].sql, one[0])
        ):
            if name not in automatic_ones and rule.table not in self.gone and own.get(name) != rule:
                self._drop(rule)
        for name, rule in own.items():
            if self.declared.rules.get(name) != rule:
                self._rule(rule)

    def _drop(self, rule: Parsed) -> None:
        # A key that a table refers to goes after that table.
        stage = CONTRACT if any(rule.table in referred_tables(one) for one in self._going()) else LOOSEN
        if rule.kind is StatementKind.CREATE_INDEX:
            self.steps.add(stage, f'DROP INDEX "{rule.name}"')
        else:
            self.steps.add(stage, f'ALTER TABLE "{rule.table}" DROP CONSTRAINT "{rule.name}"')

    def _going(self) -> list[Parsed]:
        """List the rules that go with their tables."""
        return [rule for rule in self.declared.rules.values() if rule.table in self.gone]

    def _rule(self, rule: Parsed) -> None:
        """Make a rule: at once on a table that is new, without a long lock on one in use."""
        alter = f'ALTER TABLE "{rule.table}"'
        if rule.table in self.new:
            self.steps.add(BIND if " FOREIGN KEY " in rule.sql else BUILD, rule.sql)
        elif rule.kind is StatementKind.CREATE_INDEX:
            self.steps.add(INDEX, rule.sql.replace("INDEX", "INDEX CONCURRENTLY", 1))
        elif unique := re.search(r" UNIQUE (\(.+\))$", rule.sql):
            self.steps.add(INDEX, f'CREATE UNIQUE INDEX CONCURRENTLY "{rule.name}" ON "{rule.table}" {unique[1]}')
            self.steps.add(BIND, f'{alter} ADD CONSTRAINT "{rule.name}" UNIQUE USING INDEX "{rule.name}"')
        else:
            self.steps.add(BIND, f"{rule.sql} NOT VALID")
            self.steps.add(VALIDATE, f'{alter} VALIDATE CONSTRAINT "{rule.name}"')

    def _views(self) -> None:
        wanted = {table_of(row): sql for row in self.rows if view_of(row) for sql in views([row])}
        for view in sorted(self.declared.views.keys() - wanted.keys()):
            self.steps.add(CONTRACT, f'DROP VIEW "{view}"')
        for view, sql in sorted(wanted.items()):
            comment = f"COMMENT ON VIEW \"{view}\" IS 'sha256 {sha256(sql.encode()).hexdigest()}'"
            if self.declared.views.get(view) != sql:
                replace = "CREATE OR REPLACE" if view in self.declared.views else "CREATE"
                self.steps.add(BIND, sql.replace("CREATE", replace, 1))
            if self.declared.comments.get(view) != comment:
                self.steps.add(BIND, comment)

    def _rights(self) -> None:
        wanted = {table_of(row): words(rights_of(row)) for row in self.rows}
        for table, rights in sorted(wanted.items()):
            had = self.declared.rights.get(table, frozenset())
            if rights - had:
                self.steps.add(BIND, f'GRANT {", ".join(sorted(rights - had))} ON "{table}" TO {APPLICATION}')
            if had - rights:
                self.steps.add(CONTRACT, f'REVOKE {", ".join(sorted(had - rights))} ON "{table}" FROM {APPLICATION}')


def referred_tables(rule: Parsed) -> list[str]:
    """Name the table that a rule refers to."""
    return re.findall(r' REFERENCES "(\w+)"', rule.sql)


def between_files_and(rows: Iterable[type[Model]], package: str = files.PACKAGE) -> Steps:
    """Tell the steps from the last file to these row classes."""
    return Difference(of_files(package), declared_by_files(package), rows).steps


def from_nothing(rows: Iterable[type[Model]]) -> Steps:
    """Tell the steps that make a database at once."""
    return Difference(State(models={}, apps=StateApps()), Declared(), rows).steps

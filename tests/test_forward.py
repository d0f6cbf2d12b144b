"""From one schema to the next: what the maker writes leads to what the classes say, whatever changed, and holds up nobody."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import time
from typing import TYPE_CHECKING, Any, ClassVar, Final

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise import fields as column
from tortoise.context import TortoiseContext
from tortoise.models import Model

from api.migrations import files, maker, runner
from api.migrations.difference import ByHandError, between_files_and
from api.migrations.fitness import conformity, unfit, unready
from api.migrations.runner import BlockedError, DifferentError, NewerError, migrate
from api.migrations.safety import dangers
from api.migrations.state import models
from api.migrations.statements import Declared
from api.migrations.steps import outside
from migrations._forward import Forward, Phase
from schema.noun.constraints import (
    GROWING,
    Check,
    Follows,
    Index,
    Rule,
    Unique,
    constraints,
    fields_of,
    name_of,
    table_of,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path
    from types import ModuleType

    from asyncpg import Record

    from api.settings import Settings

    Connection = asyncpg.Connection[Record]

HOUSE: Final = "house"


def row(name: str, rules: tuple[Rule, ...] = (), counts: str = "", /, **columns: Any) -> type[Model]:
    """A row class as a day of the code's life would have it."""
    body: dict[str, Any] = {"id": column.UUIDField(primary_key=True), "rules": rules, "counts": counts, **columns}
    body["Meta"] = type("Meta", (), {"table": name})
    body["__annotations__"] = {"rules": ClassVar[tuple[Rule, ...]], "counts": ClassVar[str]}
    return type(f"{name.title()}Row", (Model,), body)


def parent(of: str, **more: Any) -> Any:
    key: Any = column.ForeignKeyField
    return key(f"dianchi.{of.title()}Row", related_name=False, on_delete=column.RESTRICT, **more)


def sole(of: str, **more: Any) -> Any:
    key: Any = column.OneToOneField
    return key(f"dianchi.{of.title()}Row", related_name=False, on_delete=column.RESTRICT, **more)


def text(**more: Any) -> Any:
    return column.CharField(max_length=more.pop("length", 20), **more)


class House:
    """A house of migrations: what the classes say changes from day to day."""

    def __init__(self, package: str, server: str, url: str) -> None:
        self.package, self.server, self.url = package, server, url

    async def becomes(self, *rows: type[Model], because: str = "nobody writes another") -> list[str]:
        """Make the files of a day, which proves them, and apply them."""
        made = await self.made(*rows, because=because)
        await migrate(self.url, self.package)
        return made

    async def made(self, *rows: type[Model], because: str = "") -> list[str]:
        with TortoiseContext():
            Tortoise.init_models([module_of(rows)], "dianchi")
            made = await maker.make("day", because, rows, self.package, self.server)
        return [path.stem for path in made]

    def text(self, name: str) -> str:
        return (files.folder(self.package) / f"{name}.py").read_text("utf-8")


def module_of(rows: tuple[type[Model], ...]) -> ModuleType:
    """A module in which Tortoise finds the classes."""
    module: Any = type(sys)(f"day_{id(rows)}")
    for each in rows:
        each.__module__ = module.__name__
        setattr(module, each.__name__, each)
    sys.modules[module.__name__] = module
    return module


@pytest.fixture
def house(empty: str, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    package = f"house_{abs(hash(tmp_path))}"
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return House(package, server, empty)


@pytest.fixture
async def owner(empty: str) -> AsyncGenerator[Connection]:
    connection = await asyncpg.connect(empty)
    yield connection
    await connection.close()


FIRST: Final = {"name": text, "beds": lambda: column.IntField(db_default=1)}


def first(**more: Any) -> type[Model]:
    """The house of the first day, with more columns and rules."""
    rules = more.pop("rules", ())
    return row(HOUSE, rules, **{name: make() for name, make in FIRST.items()}, **more)


DAYS: Final[dict[str, Callable[[], list[type[Model]]]]] = {
    "a column": lambda: [first(floor=column.IntField(null=True))],
    "a column that is filled": lambda: [first(floor=column.IntField(db_default=0), kind=text(db_default="it's"))],
    "a column that is no more": lambda: [row(HOUSE, name=text())],
    "a wider column": lambda: [row(HOUSE, name=text(length=40), beds=column.IntField(db_default=1))],
    "a column that may be empty": lambda: [row(HOUSE, name=text(null=True), beds=column.IntField(db_default=1))],
    "a rule": lambda: [first(rules=(Check("beds", "beds > 0"), Unique(("name",)), Index(("-beds", "name"))))],
    "a rule under a condition": lambda: [first(rules=(Unique(("name",), where="beds > 3"),))],
    "a table": lambda: [first(), row("bed", (Index(("house", "id")),), house=parent(HOUSE), width=column.IntField())],
    "a parent": lambda: [first(street=parent("street", null=True)), row("street", name=text())],
    "a sole parent": lambda: [first(street=sole("street", null=True)), row("street", name=text())],
    "a copied fact": lambda: [first(), row("bed", (Follows("house", ("name",)),), house=parent(HOUSE), name=text())],
    "a view": lambda: [
        first(),
        row("crowd", (), "select id, beds from house where beds > 3", beds=column.IntField()),
    ],
    "a table that is no more": lambda: [row("street", name=text())],
}


@pytest.mark.parametrize("day", DAYS)
async def test_the_files_lead_to_what_the_classes_say_and_back(house: House, day: str) -> None:
    await house.becomes(first())

    there = await house.becomes(*DAYS[day]())
    back = await house.becomes(first(), because="as before")

    assert there
    assert back
    assert between_files_and([first()], house.package).stages == []


async def test_nothing_is_written_where_nothing_changed(house: House) -> None:
    await house.becomes(first())

    assert await house.made(first()) == []


async def test_a_class_that_changed_and_a_file_that_was_edited_are_told_by_the_check(house: House) -> None:
    [only] = await house.becomes(first())
    assert maker.stale([first()], house.package) == []

    assert maker.stale([first(floor=column.IntField(null=True))], house.package) == ["a row class changed"]

    path = files.folder(house.package) / f"{only}.py"
    path.write_text(house.text(only) + "# by hand\n", "utf-8")
    assert maker.stale([first()], house.package) == [f"{only} was edited since it was proved"]
    assert await house.made(first()) == []
    assert maker.stale([first()], house.package) == []


async def test_a_database_that_was_never_migrated_is_told_so(owner: Connection) -> None:
    assert "never migrated" in str(await unfit(owner))


async def test_a_class_may_change_its_name_without_a_migration(house: House) -> None:
    await house.becomes(first(), row("bed", house=parent(HOUSE)))
    renamed, bed = first(), row("bed", house=column.ForeignKeyField("dianchi.VillaRow", related_name=False))
    renamed.__name__ = "VillaRow"

    assert await house.made(renamed, row("bed", house=parent("villa"))) == []
    assert bed


async def test_a_table_in_use_gets_indexes_concurrently_and_rules_unchecked_first(house: House) -> None:
    await house.becomes(first())

    there = await house.becomes(first(rules=(Check("beds", "beds > 0"), Unique(("name",)), Index(("beds",)))))

    steps = [(files.load(name, house.package), name) for name in there]
    assert [(each.transaction, list(map(kind, each.steps))) for each, _ in steps if isinstance(each, Forward)] == [
        (False, ["CREATE UNIQUE INDEX CONCURRENTLY", "CREATE INDEX CONCURRENTLY"]),
        (True, ["ADD CONSTRAINT UNIQUE USING INDEX", "ADD CONSTRAINT CHECK NOT VALID"]),
        (False, ["VALIDATE CONSTRAINT"]),
    ]


def kind(step: str) -> str:
    """The words of a step that say how it is taken."""
    words = "CREATE|UNIQUE|USING|INDEX|CONCURRENTLY|ADD|CONSTRAINT|CHECK|NOT VALID|VALIDATE"
    return " ".join(re.findall(rf"\b(?:{words})\b", step))


async def test_what_takes_away_is_a_file_of_its_own_that_waits(house: House, owner: Connection) -> None:
    await house.becomes(first())
    there = await house.made(row(HOUSE, name=text(), floor=column.IntField(null=True)))
    assert [files.phase(name, house.package) for name in there] == [Phase.EXPAND, Phase.CONTRACT]

    outcome = await migrate(house.url, house.package, contract=False)

    assert (outcome.applied, outcome.waiting) == (there[:1], there[1:])
    await owner.execute("insert into house (id, name, beds) values (gen_random_uuid(), 'old', 2)")
    assert await unready(owner, house.package) is None
    assert (await migrate(house.url, house.package)).applied == there[1:]


async def test_a_column_that_no_row_could_fill_is_refused_and_leaves_no_file(house: House) -> None:
    before = await house.becomes(first())

    with pytest.raises(maker.UnsafeError, match="db_default"):
        await house.made(first(floor=column.IntField()))

    assert files.names(house.package) == before


async def test_a_rule_that_servers_of_the_version_before_do_not_know_wants_a_reason(house: House) -> None:
    await house.becomes(first())

    with pytest.raises(maker.UnsafeError, match="binds"):
        await house.made(first(rules=(Check("beds", "beds > 0"),)))

    [there, _] = await house.made(first(rules=(Check("beds", "beds > 0"),)), because="the verb asks for beds")
    assert "'binds': 'the verb asks for beds'" in house.text(there)


async def test_a_rename_is_left_to_a_person(house: House) -> None:
    await house.becomes(first())

    with pytest.raises(ByHandError, match="looks renamed"):
        await house.made(row(HOUSE, name=text(), berths=column.IntField(db_default=1)))


UNSAFE: Final = [
    ("not null unchecked", True, 'ALTER TABLE "house" ALTER COLUMN "name" SET NOT NULL'),
    ("rewrite", True, 'ALTER TABLE "house" ALTER COLUMN "beds" TYPE BIGINT'),
    ("rewrite", True, 'ALTER TABLE "house" ADD COLUMN "key" UUID DEFAULT gen_random_uuid()'),
    ("index not concurrent", True, 'CREATE INDEX "house_beds" ON "house" ("beds")'),
    ("key not by an index", True, 'ALTER TABLE "house" ADD CONSTRAINT "house_name_key" UNIQUE ("name")'),
    ("rule checked at once", True, 'ALTER TABLE "house" ADD CONSTRAINT "house_beds_check" CHECK (beds > 0)'),
    ("rule inside a column", True, 'ALTER TABLE "house" ADD COLUMN "street_id" UUID REFERENCES "street" ("id")'),
    ("binds", True, 'ALTER TABLE "house" ADD CONSTRAINT "house_beds_check" CHECK (beds > 0) NOT VALID'),
    ("takes away", True, 'ALTER TABLE "house" DROP COLUMN "beds"'),
    ("takes away", True, 'DROP TABLE "house"'),
    ("takes away", True, 'ALTER TABLE "house" RENAME COLUMN "beds" TO "berths"'),
    ("view taken away", True, 'DROP VIEW "crowd"'),
    ("outside a transaction", False, 'ALTER TABLE "house" ADD COLUMN "floor" INT'),
    ("inside a transaction", True, 'CREATE INDEX CONCURRENTLY "house_beds" ON "house" ("beds")'),
    ("inside a transaction", True, 'ALTER TABLE "house" VALIDATE CONSTRAINT "house_beds_check"'),
    ("rows at once", True, "UPDATE house SET beds = 1"),
    ("unknown", True, 'CLUSTER "house"'),
]


@pytest.mark.parametrize(("danger", "transaction", "step"), UNSAFE)
def test_a_step_that_holds_up_or_breaks_a_database_wants_a_reason(danger: str, transaction: bool, step: str) -> None:
    migration = Forward("0002_house", "dianchi")
    migration.transaction, migration.steps = transaction, [step]

    assert danger in [each.danger for each in dangers(migration, Declared())]

    migration.reasons = {each.danger: "the table is small" for each in dangers(migration, Declared())}
    assert list(dangers(migration, Declared())) == []


async def test_no_reason_allows_a_column_that_rows_have_nothing_to_put_into(house: House) -> None:
    await house.becomes(first())

    with pytest.raises(maker.UnsafeError, match="not null"):
        await house.made(first(floor=column.IntField()), because="nobody writes another")


SAFE: Final = [
    (True, 'ALTER TABLE "house" ADD COLUMN "floor" INT'),
    (True, 'ALTER TABLE "house" ADD COLUMN "floor" INT NOT NULL DEFAULT 0'),
    (True, 'ALTER TABLE "house" DROP CONSTRAINT "house_beds_check"'),
    (False, 'CREATE INDEX CONCURRENTLY "house_beds" ON "house" ("beds")'),
    (False, 'ALTER TABLE "house" VALIDATE CONSTRAINT "house_beds_check"'),
    (False, "UPDATE house SET beds = 1 WHERE id IN (SELECT id FROM house WHERE beds IS NULL LIMIT 1000)"),
]


@pytest.mark.parametrize(("transaction", "step"), SAFE)
def test_a_step_that_holds_nobody_up_wants_none(transaction: bool, step: str) -> None:
    migration = Forward("0002_house", "dianchi")
    migration.transaction, migration.steps = transaction, [step]

    assert list(dangers(migration, Declared())) == []


def test_the_frozen_files_are_what_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(files.frozen()) >= 14
    assert files.altered() == []

    package = f"thawed_{tmp_path.name}"
    shutil.copytree(files.folder(), tmp_path / package)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    thawed = tmp_path / package / "0007_letter.py"
    thawed.write_text(thawed.read_text("utf-8").replace("attempts >= 0", "attempts > 0"), "utf-8")

    assert files.altered(package) == ["0007_letter"]
    assert "0007_letter is frozen, and was altered" in maker.stale(package=package)


async def test_a_database_that_is_not_what_its_files_say_is_left_alone(settings: Settings) -> None:
    url = str(settings.database_url)
    owner = await asyncpg.connect(url)
    await owner.execute("drop view unfiled_change; alter table complaint drop column city_desk cascade")

    with pytest.raises(DifferentError, match=r"lacks column complaint\.city_desk"):
        await migrate(url)

    assert "complaint.city_desk" in str(await unfit(owner))
    found = dict(await conformity(owner))
    [different] = [line for line in found if "not what its migrations say" in line]
    assert "complaint.city_desk" in different
    assert "before the migrations were frozen" in str(found[different])
    await owner.close()


async def test_an_index_added_by_hand_is_told_and_nothing_more(settings: Settings) -> None:
    url = str(settings.database_url)
    owner = await asyncpg.connect(url)
    await owner.execute("create index by_hand on complaint (city_desk)")

    assert (await migrate(url)).applied == []

    findings = dict(await conformity(owner))
    assert [line for line, remedy in findings.items() if "by_hand" in line and remedy is None]
    assert [remedy for remedy in findings.values() if remedy] == []
    await owner.close()


async def newer(owner: Connection, name: str, phase: str) -> None:
    insert = "insert into tortoise_migrations (app, name, applied_at, phase) values ('dianchi', $1, now(), $2)"
    await owner.execute(insert, name, phase)


async def test_a_program_lives_with_what_a_newer_one_added_and_not_with_what_it_took_away(settings: Settings) -> None:
    url = str(settings.database_url)
    owner = await asyncpg.connect(url)
    await newer(owner, "9001_more", "EXPAND")
    await owner.execute("alter table complaint add column more int")

    assert (await migrate(url)).applied == []
    assert (await unready(owner), await unfit(owner)) == (None, None)

    await newer(owner, "9002_less", "CONTRACT")
    with pytest.raises(NewerError, match="9002_less"):
        await migrate(url)
    assert "9002_less" in str(await unready(owner))
    assert "9002_less" in str(await unfit(owner))
    await owner.close()


async def test_what_was_broken_off_is_taken_up_again(house: House, owner: Connection) -> None:
    await house.becomes(first())
    await owner.execute(
        "insert into house (id, name, beds) select gen_random_uuid(), 'same', 1 from generate_series(1, 2)"
    )
    there = await house.made(
        first(rules=(Unique(("name",)), Check("beds", "beds > 0"))), because="nobody writes another"
    )
    with pytest.raises(asyncpg.UniqueViolationError):
        await migrate(house.url, house.package)
    invalid = "select count(*) from pg_index where not indisvalid"
    assert await owner.fetchval(invalid) == 1

    await owner.execute("update house set name = left(id::text, 20)")
    outcome = await migrate(house.url, house.package)

    assert outcome.applied == there
    assert await owner.fetchval(invalid) == 0


async def test_an_index_that_was_removed_before_an_interruption_stays_removed(owner: Connection) -> None:
    await owner.execute("create table house (beds int); create index house_beds on house (beds)")

    for _ in range(2):
        await outside(owner, 'DROP INDEX CONCURRENTLY "house_beds"')

    assert await owner.fetchval("select to_regclass('house_beds')") is None


async def test_a_lock_that_others_hold_is_waited_for_in_short_tries(house: House, owner: Connection) -> None:
    await house.becomes(first())
    await house.made(first(floor=column.IntField(null=True)))
    client, busy = await asyncpg.connect(house.url), owner.transaction()
    await busy.start()
    await owner.execute("select * from house")
    migrating = asyncio.create_task(migrate(house.url, house.package))
    waits = list[float]()

    for _ in range(20):
        begun = time.monotonic()
        await client.execute("insert into house (id, name, beds) values (gen_random_uuid(), 'meanwhile', 1)")
        waits.append(time.monotonic() - begun)
        await asyncio.sleep(0.1)
    await busy.commit()

    assert (await migrating).applied
    assert 0.2 < max(waits) < 1.5  # after which a client gives up
    await client.close()


async def test_a_lock_that_is_never_given_up_is_told_with_who_holds_it(
    house: House, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "TRIES", 2)
    await house.becomes(first())
    await house.made(first(floor=column.IntField(null=True)))
    busy = owner.transaction()
    await busy.start()
    await owner.execute("select * from house")

    with pytest.raises(BlockedError, match=rf"pid {owner.get_server_pid()}"):
        await migrate(house.url, house.package)

    await busy.rollback()
    assert (await migrate(house.url, house.package)).applied


def test_a_word_that_is_none_is_refused_by_the_words_themselves() -> None:
    """Where the tables no longer list the words."""
    for of in GROWING:
        with pytest.raises(ValueError, match="NONE_SUCH"):
            column.CharEnumField(of, max_length=40).to_python_value("NONE_SUCH")
    listed = {each.name for each in constraints(models())}
    assert [
        (table_of(each), name)
        for each in models()
        for name, field in fields_of(each).items()
        if getattr(field, "enum_type", None) in GROWING and name_of(table_of(each), [name], "check") in listed
    ] == []

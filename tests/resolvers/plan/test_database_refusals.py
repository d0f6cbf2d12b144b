"""Every refusal of the database has a code of ours, and every code given to a constraint has its constraint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.kernel.violations import Code, Violation
from domain.regulation.packs.kunming_2020 import GOOD
from domain.terms import Kind
from resolvers.plan.database_refusals import CONSTRAINTS, made_meanwhile, refusal_of
from resolvers.work.unit_of_work import uuid7
from tests.resolvers.acting import Acting, code
from tests.resolvers.payable import Case

if TYPE_CHECKING:
    from api.database.database import Database

NAMES = """
select conname as name, contype::text as kind from pg_constraint
where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'u', 'x') and conrelid <> 'tortoise_migrations'::regclass
union all
select i.relname, 'u' from pg_index x join pg_class i on i.oid = x.indexrelid
where x.indisunique and not x.indisprimary and i.relnamespace = 'public'::regnamespace and x.indrelid <> 'tortoise_migrations'::regclass
"""


@pytest.fixture
async def city(database: Database) -> Acting:
    return Acting(database)


def violated(kind: type[asyncpg.PostgresError], name: str) -> asyncpg.PostgresError:
    error: Any = kind("refused")
    error.constraint_name = name
    return error


async def test_every_constraint_has_a_code_and_every_code_its_constraint(city: Acting) -> None:
    names = {row["name"]: row["kind"] for row in await city.fetch(NAMES)}

    assert set(CONSTRAINTS) <= set(names)
    assert len(names) > 300
    kinds: dict[str, Any] = {
        "c": asyncpg.CheckViolationError,
        "f": asyncpg.ForeignKeyViolationError,
        "u": asyncpg.UniqueViolationError,
    }
    told = {name: refusal_of(violated(kinds[kind], name)) for name, kind in names.items()}
    assert [name for name, refusal in told.items() if refusal is None] == []
    chinese, english = ({each.message(language) for each in told.values() if each} for language in ("zh", "en"))
    assert [message for message in chinese | english if "…" in message] == []
    assert [message for message in english if not message.isascii()] == []


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        (asyncpg.CheckViolationError, "cap_account_cap_kept_check", Code.CAP_EXCEEDED),
        (asyncpg.UniqueViolationError, "payment_instruction_unique", Code.INSTRUCTION_USED),
        (asyncpg.UniqueViolationError, "cap_account_platform_id_key", Code.ALREADY_EXISTS),
        (asyncpg.UniqueViolationError, "entity_uscc_unique", Code.ALREADY_EXISTS),
        (asyncpg.ForeignKeyViolationError, "report_platform_id_fkey", Code.NOT_FOUND),
        (asyncpg.RestrictViolationError, "report_platform_id_fkey", Code.IN_USE),
    ],
)
def test_what_a_constraint_means(kind: type[asyncpg.PostgresError], name: str, expected: Code) -> None:
    refusal = refusal_of(violated(kind, name))

    assert refusal is not None
    assert refusal.code is expected
    for language in ("zh", "en"):
        assert "{" not in refusal.message(language)


@pytest.mark.parametrize(
    ("detail", "fields", "path"),
    [
        ("Key (uscc)=(91530102MA6K010090) already exists.", ["name", "uscc"], ("uscc",)),
        ("Key (round_id, platform_id)=(1, 2) already exists.", ["round", "platform", "reason"], ("platform",)),
        ("Key (result_id)=(1) already exists.", ["evaluation", "number"], ()),
        (None, ["uscc"], ()),
    ],
)
def test_a_key_that_is_there_already_names_its_field(detail: str | None, fields: list[str], path: object) -> None:
    error: Any = violated(asyncpg.UniqueViolationError, "entity_uscc_unique")
    error.detail = detail

    refusal = refusal_of(error, fields)

    assert refusal is not None
    assert refusal.path == path


def test_a_fault_of_ours_is_no_refusal() -> None:
    assert refusal_of(asyncpg.UndefinedTableError("no such table")) is None


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("cap_account_platform_id_key", True),
        ("idempotency_account_id_operation_key_unique", True),
        ("entity_uscc_unique", False),
    ],
)
def test_what_is_tried_again(name: str, again: bool) -> None:
    error: Any = violated(asyncpg.UniqueViolationError, name)

    assert made_meanwhile(error) is again


async def test_a_payment_instruction_is_used_once(city: Acting) -> None:
    case = await Case.of(city)
    for year in (2020, 2021):
        await case.graded(await case.platform(Kind.DEMO_PLATFORM), GOOD, year)
    first, second = await case.calculate(2020), await case.calculate(2021)
    for subsidy in (first, second):
        await case.approve(subsidy)
        await city.do(Act.CONFIRM_SUBSIDY, case.finance, subsidy["id"])
    await city.do(Act.PAY_SUBSIDY, case.finance, first["id"], instruction="昆财支〔2022〕1号")

    with pytest.raises(Violation) as refused:
        await city.do(Act.PAY_SUBSIDY, case.finance, second["id"], instruction="昆财支〔2022〕1号")

    assert code(refused) == "INSTRUCTION_USED"
    assert await case.state(second) == "CONFIRMED"


@pytest.mark.case("2-19")
async def test_the_database_itself_keeps_the_cap(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)
    await case.graded(platform, GOOD)
    await case.approve(await case.calculate())
    [account] = await city.fetch("select id from cap_account where platform_id = $1", platform)

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await city.set("cap_account", account["id"], awarded=yuan(150_000) + 1)

    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert (refusal.code, refusal.message()) == (Code.CAP_EXCEEDED, "累计上限余额不足。")
    assert refusal.message("en") == "The lifetime cap leaves less than this amount."


async def test_a_record_that_others_rest_on_is_in_use_and_one_that_is_not_there_is_not_found(city: Acting) -> None:
    case = await Case.of(city)
    platform = await case.platform(Kind.DEMO_PLATFORM)

    with pytest.raises((asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError)) as in_use:
        await city.as_owner("delete from platform where id = $1", platform)
    with pytest.raises(asyncpg.ForeignKeyViolationError) as missing:
        await city.set("platform", platform, region_id=uuid7())

    refusals = refusal_of(in_use.value), refusal_of(missing.value)
    assert [refusal and refusal.code for refusal in refusals] == [Code.IN_USE, Code.NOT_FOUND]

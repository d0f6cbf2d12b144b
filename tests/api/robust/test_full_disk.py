"""A disk that is full is told as such, for reads, acts and files; nothing half done is left, and room made is used."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import asyncpg
import httpx
import pytest

from api.settings import Settings
from tests.api.client import Client, serving
from tests.api.process import served
from tests.api.sendings import film, send

MB: Final = 1 << 20
FAILING: Final = """create function failing() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file' using errcode = '{}'; end $$;
    create trigger failing before insert on entity execute function failing()"""
UNREADABLE: Final = """create function unreadable() returns boolean language plpgsql as
    $$ begin raise exception 'could not write to a temporary file' using errcode = '{}'; end $$;
    alter table region rename to region_kept;
    create view region as select * from region_kept where unreadable(); grant select on region to dianchi_app"""
REGISTER: Final = (
    "mutation($input: RegisterEntityInput!) { registerEntity(input: $input) { entity { id } problems { code } } }"
)
ENTITY: Final = {"idempotencyKey": "once", "uscc": "91530102MA8000001B", "name": "云岭有限公司"}
STATES: Final = [("53100", ("DISK_FULL", "60")), ("53200", ("BUSY", "1")), ("53400", ("BUSY", "1"))]


async def execute(settings: Settings, sql: str) -> None:
    """Change the database as its owner."""
    owner = await asyncpg.connect(settings.database_url)
    try:
        await owner.execute(sql)
    finally:
        await owner.close()


ACTIVITY: Final = "{ activities(first: 1) { nodes { platform { id } } } }"


def problem_of(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, code, and when to try again."""
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"], answer.headers["retry-after"]


@pytest.mark.parametrize(("state", "answered"), STATES)
async def test_an_act_for_which_the_database_has_no_room_is_done_once_there_is(
    city_settings: Settings, state: str, answered: tuple[str, str]
) -> None:
    async with serving(city_settings) as client:
        bureau = await client.signed_in("bureau")
        await execute(city_settings, FAILING.format(state))
        refused = await bureau.raw(REGISTER, {"input": ENTITY})
        await execute(city_settings, "drop trigger failing on entity")
        done, again = [await bureau.query(REGISTER, input=ENTITY) for _ in range(2)]

    assert problem_of(refused) == (503, *answered)
    assert done == again
    assert done["registerEntity"]["problems"] == []


@pytest.mark.parametrize(("state", "answered"), STATES)
async def test_a_read_for_which_the_database_has_no_room_is_no_fault_of_ours(
    city_settings: Settings, state: str, answered: tuple[str, str]
) -> None:
    async with serving(city_settings) as client:
        await execute(city_settings, UNREADABLE.format(state))
        refused = await client.raw("{ regions { nodes { name } } }")

    assert problem_of(refused) == (503, *answered)


def small_disk(folder: Path, megabytes: int) -> Sequence[str]:
    """What starts a program that finds a small disk of its own at a folder."""
    mount = 'mount -t tmpfs -o "size=$1m" tmpfs "$2" && shift 2 && exec "$@"'
    prefix = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh", str(megabytes), str(folder))
    if shutil.which("unshare") is None or subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    return prefix


@asynccontextmanager
async def on_a_small_disk(settings: Settings, megabytes: int) -> AsyncGenerator[tuple[Path, httpx.AsyncClient]]:
    """A server whose files lie on a disk of so many megabytes, and that disk as we see it."""
    folder = settings.data / "small"
    folder.mkdir()
    prefix = small_disk(folder, megabytes)
    async with served(settings, "run", prefix=prefix, DIANCHI_DATA=str(folder)) as (server, http):
        yield Path(f"/proc/{server.pid}/root{folder}"), http


@pytest.mark.parametrize("size", [9 * MB, 5 * MB], ids=["as it comes", "as it is kept"])
async def test_a_file_for_which_there_is_no_room_leaves_nothing_and_a_smaller_one_is_taken(
    city_settings: Settings, size: int
) -> None:
    async with on_a_small_disk(city_settings, 8) as (disk, http):
        operator = await Client(http).signed_in("530102-operator")
        [activity] = (await operator.query(ACTIVITY))["activities"]["nodes"]
        platform = activity["platform"]["id"]
        refused = await send(operator, "a.mp4", film(size), platform=platform)
        left = await asyncio.to_thread(
            lambda: [path for path in disk.rglob("*") if path.is_file() and path != disk / "keys"]
        )
        taken = await send(operator, "a.mp4", film(), platform=platform)

    assert problem_of(refused) == (503, "DISK_FULL", "60")
    assert left == []
    assert taken.status_code == 201

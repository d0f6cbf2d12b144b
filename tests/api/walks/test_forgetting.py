"""`run --fresh` begins the simulated city anew, and takes nothing from anybody who entered something."""

import asyncio
import shutil
from pathlib import Path

import asyncpg
import pytest

from api.database.database import create_database
from api.database.embedded import Embedded
from api.demo.forgetting import forget
from api.migrations.runner import migrate
from api.settings import Settings

SIMULATED = "update city_clock set movable = true"
SOMEBODY = "insert into account (id, version, username, name, name_sort, password_hash, state, failed_sign_ins, must_change_password, letters) values (gen_random_uuid(), 1, 'somebody', '某人', 'mouren', '-', 'ACTIVE', 0, false, '{}')"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database nobody lives in yet."""
    folder = tmp_path_factory.mktemp("migrated")
    embedded = Embedded.open(folder, durable=False)

    async def make() -> None:
        await create_database(embedded.url("postgres"), "dianchi")
        await migrate(embedded.url())

    try:
        asyncio.run(make())
    finally:
        embedded.close()
    return folder


@pytest.fixture
def settings(migrated: Path, tmp_path: Path) -> Settings:
    """Settings of a copy of it, with a file and a secret."""
    folder = Path(shutil.copytree(migrated, tmp_path / "data"))
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "secret").write_text("x" * 40)
    return Settings(data=folder, durable=False)


def entered(settings: Settings, *statements: str) -> None:
    """Do something in the database of a folder, as its owner."""
    embedded = Embedded.open(settings.data, durable=False)

    async def enter() -> None:
        connection = await asyncpg.connect(embedded.url())
        for each in statements:
            await connection.execute(each)
        await connection.close()

    try:
        asyncio.run(enter())
    finally:
        embedded.close()


def left(settings: Settings) -> set[str]:
    """What of a city is left in a folder."""
    return {name for name in ("postgres", "files", "secret") if (settings.data / name).exists()}


def test_the_simulated_city_goes_with_its_files_and_the_secret_stays(settings: Settings) -> None:
    entered(settings, SIMULATED, SOMEBODY)

    forget(settings)

    assert left(settings) == {"secret"}
    embedded = Embedded.open(settings.data, durable=False)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        asyncio.run(asyncpg.connect(embedded.url()))
    embedded.close()


@pytest.mark.parametrize("begun", ["nothing but a server", "no inhabitants"])
def test_what_was_only_begun_goes(settings: Settings, begun: str) -> None:
    if begun == "nothing but a server":
        shutil.rmtree(settings.data / "postgres")
        Embedded.open(settings.data, durable=False).close()

    forget(settings)

    assert left(settings) == {"secret"}


def test_what_somebody_entered_stays(settings: Settings) -> None:
    entered(settings, SOMEBODY)

    with pytest.raises(SystemExit, match="choose another --data"):
        forget(settings)

    assert left(settings) == {"postgres", "files", "secret"}


def test_what_a_program_uses_stays(settings: Settings) -> None:
    entered(settings, SIMULATED)
    embedded = Embedded.open(settings.data, durable=False)

    with pytest.raises(SystemExit, match="stop it first"):
        forget(settings)

    assert left(settings) == {"postgres", "files", "secret"}
    embedded.close()


def test_what_lies_on_a_server_of_ones_own_stays(settings: Settings) -> None:
    with pytest.raises(SystemExit, match="unset it"):
        forget(settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/nothing"}))

    assert left(settings) == {"postgres", "files", "secret"}


def test_where_there_is_no_city_nothing_is_done(tmp_path: Path) -> None:
    forget(Settings(data=tmp_path / "none"))

    assert not (tmp_path / "none").exists()

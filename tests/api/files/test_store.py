"""Files in a store that speaks S3, as in a folder. Such a store is not brought along: DIANCHI_TEST_S3 names one with a bucket."""

import hashlib
import os
import secrets
from collections.abc import AsyncGenerator
from typing import Final

import pytest
from pydantic import SecretStr

from api.files.store import Store
from api.settings import Settings
from tests.api.client import Client, serving
from tests.api.sendings import PDF, film, photo, saved, sent
from tests.builders.files import opened, own_platform

ENDPOINT: Final = os.environ.get("DIANCHI_TEST_S3")
STORES: Final = [
    "folder",
    pytest.param(
        "S3", marks=pytest.mark.skipif(ENDPOINT is None, reason="DIANCHI_TEST_S3 names no store that speaks S3")
    ),
]


@pytest.fixture(params=STORES)
def stored(request: pytest.FixtureRequest, city_settings: Settings) -> Settings:
    """Settings that name a store, each test's own part of it."""
    if request.param == "folder":
        return city_settings
    where = {"files_url": f"s3://evidence/{secrets.token_hex(8)}", "files_endpoint": ENDPOINT}
    key = {"files_region": "us-east-1", "files_key": "test", "files_secret": SecretStr("test")}
    return city_settings.model_copy(update={**where, **key})


@pytest.fixture
async def operator(stored: Settings) -> AsyncGenerator[Client]:
    async with serving(stored) as anyone:
        yield await anyone.signed_in("530102-operator")


@pytest.mark.requirement("R11.2")
@pytest.mark.parametrize(
    ("name", "content"),
    [("签到表.pdf", PDF), ("现场.png", saved(photo(3), "PNG")), ("活动.mp4", film(12 << 20))],
    ids=["a sheet", "a photo", "in several parts"],
)
async def test_what_is_sent_comes_back_whole_and_in_parts(
    operator: Client, stored: Settings, name: str, content: bytes
):
    store, digest = Store(stored), hashlib.sha256(content).hexdigest()
    platform = await own_platform(operator)
    assert await store.size(digest) is None

    first = await sent(operator, name, content, platform=platform)
    again = await sent(operator, f"另存{name}", content, platform=platform)

    assert (first != again, await store.size(digest), (await store.sizes())[digest]) == (
        True,
        len(content),
        len(content),
    )
    link = await opened(operator, first)
    assert (await operator.get(link)).content == content
    part = await operator.get(link, Range="bytes=5-99")
    assert (part.status_code, part.content) == (206, content[5:100])

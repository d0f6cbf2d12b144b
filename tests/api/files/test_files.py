"""Files over real HTTP: sent whole and in order or not at all, and had by whoever may read them."""

import asyncio
import hashlib
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

from api.files.sandbox import look_into
from api.settings import Settings
from domain.kernel.violations import Code, Violation
from tests.api.client import Client, Refusal, serving
from tests.api.process import served
from tests.api.sendings import (
    PDF,
    codes,
    document,
    enemies,
    film,
    packed,
    photo,
    plain,
    related,
    saved,
    send,
    sent,
    sheet,
    sized,
)
from tests.builders.files import audited, opened, own_platform
from tests.pace import come

MB: Final = 1 << 20
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGE: Final = 200 * MB


@pytest.fixture
async def operator(anyone: Client) -> Client:
    return await anyone.signed_in("530102-operator")


@pytest.fixture
async def platform(operator: Client) -> str:
    return await own_platform(operator)


def kept(settings: Settings) -> list[str]:
    """What the store holds, by hash."""
    return sorted(path.name for path in (settings.data / "files").rglob("*") if path.is_file())


def coming(settings: Settings) -> list[Path]:
    """What is half there."""
    return list((settings.data / "incoming").iterdir())


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("签到表.pdf", PDF, "application/pdf"),
        ("打包.pdf", packed(b"/OpenAction[3 0 R/Fit]"), "application/pdf"),
        ("扫描.pdf", saved(sheet(1), "PDF"), "application/pdf"),
        ("a.png", saved(photo(1), "PNG"), "image/png"),
        ("a.jpeg", saved(photo(1)), "image/jpeg"),
        ("a.JPG", saved(photo(1), progressive=True), "image/jpeg"),
        ("a.webp", saved(photo(1), "WEBP"), "image/webp"),
        (
            "a.docx",
            document(
                "word/document.xml",
                {"word/_rels/document.xml.rels": related("hyperlink", "https://a"), "word/media/a.png": b"\x89PNG"},
            ),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("打印.xlsx", document(more={"xl/printerSettings/printerSettings1.bin": b"\0"}), XLSX),
        ("一季度.xlsx", document(), XLSX),
        ("a.mp4", film(), "video/mp4"),
    ],
)
async def test_what_is_in_order_is_kept_under_its_hash(
    operator: Client, platform: str, city_settings: Settings, name: str, content: bytes, media_type: str
):
    answer = await send(operator, name, content, platform=platform)

    told = answer.json()
    digest = hashlib.sha256(content).hexdigest()
    assert (answer.status_code, {**told, "id": ""}) == (
        201,
        {"id": "", "name": name, "size": len(content), "sha256": digest, "mediaType": media_type},
    )
    assert digest in kept(city_settings)
    shown = "query($id: ID!) { node(id: $id) { ... on File { name size sha256 mediaType platform { id } } } }"
    assert (await operator.query(shown, id=told["id"]))["node"] == {
        **{key: told[key] for key in ("name", "size", "sha256", "mediaType")},
        "platform": {"id": platform},
    }


@pytest.mark.case("2-47")
async def test_a_chinese_name_comes_back_as_it_was(operator: Client, platform: str):
    content = document()
    file = await sent(operator, "wx9f3a.xlsx", content, platform=platform, name="一季度.xlsx")

    got = await operator.get(await opened(operator, file))

    assert (got.status_code, got.content) == (200, content)
    assert got.headers["content-disposition"].endswith("filename*=UTF-8''%E4%B8%80%E5%AD%A3%E5%BA%A6.xlsx")
    assert got.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert got.headers["x-content-type-options"] == "nosniff"


async def test_a_file_is_had_in_parts(operator: Client, platform: str):
    content = saved(photo(5), "PNG")
    file = await sent(operator, "a.png", content, platform=platform)
    link, size = await opened(operator, file), len(content)

    async def part(asked: str, **more: str) -> tuple[int, bytes, str | None]:
        got = await operator.get(link, Range=asked, **more)
        return got.status_code, got.content, got.headers.get("content-range")

    assert await part("bytes=0-9") == (206, content[:10], f"bytes 0-9/{size}")
    assert await part("bytes=10-") == (206, content[10:], f"bytes 10-{size - 1}/{size}")
    assert await part("bytes=-7") == (206, content[-7:], f"bytes {size - 7}-{size - 1}/{size}")
    assert await part(f"bytes={size}-") == (416, b"", f"bytes */{size}")
    assert await part("bytes=-0") == (416, b"", f"bytes */{size}")
    for whole in ("bytes=9-3", "lines=1-2", "bytes=0-1,3-4", "bytes=-"):
        assert (await part(whole))[:2] == (200, content)
    digest = hashlib.sha256(content).hexdigest()
    assert (await part("bytes=0-0", **{"If-Range": f'"{digest}"'}))[0] == 206
    assert (await part("bytes=0-0", **{"If-Range": '"another"'}))[0] == 200
    head = await operator.http.head(link, headers=operator.headers)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(size))


@pytest.mark.requirement("RX.5")
async def test_a_link_is_for_one_file_and_one_session_and_each_reading_is_audited(
    anyone: Client, operator: Client, platform: str
):
    one = await sent(operator, "a.pdf", PDF, platform=platform)
    other = await sent(operator, "b.pdf", PDF + b"\n", platform=platform)
    bureau = await anyone.signed_in("bureau")
    link = await opened(operator, one)

    again = await anyone.signed_in("530102-operator")
    assert (await operator.get(link)).status_code == 200
    for stranger, status, code in (
        (anyone, 401, "NOT_SIGNED_IN"),
        (bureau, 403, "LINK_OVER"),
        (again, 403, "LINK_OVER"),
    ):
        refused = await stranger.get(link)
        assert (refused.status_code, codes(refused)) == (status, [code])
    for wrong in (
        link.replace(quote(one), quote(other)),
        link[:-3] + "abc",
        link.partition("?")[0],
        f"/files/{one}?link={operator.token}",
    ):
        refused = await operator.get(wrong)
        assert (refused.status_code, codes(refused)) == (403, ["LINK_OVER"]), wrong
    as_token = {"Authorization": f"Bearer {link.partition('link=')[2]}"}
    assert (await anyone.http.post("/graphql", json={"query": "{ clock { now } }"}, headers=as_token)).json()["errors"]

    reads = await audited(bureau, "READ_FILE")
    assert reads == [{"act": "READ_FILE", "problem": None, "noun": "File", "role": "OPERATOR"}]
    assert len(await audited(bureau, "OPEN_FILE")) == 1
    await operator.do("signOut")
    assert codes(await operator.get(link)) == ["NOT_SIGNED_IN"]


@pytest.mark.requirement("RX.5")
async def test_who_may_not_read_a_file_gets_neither_it_nor_a_link(anyone: Client, operator: Client, platform: str):
    file = await sent(operator, "签到表.pdf", PDF, platform=platform)

    for name in ("530102-center", "530102-department", "center", "bureau", "oversight"):
        reader = await anyone.signed_in(name)
        assert (await reader.get(await opened(reader, file))).status_code == 200, name
    for name in ("530103-center", "530103-operator", "expert-1", "finance"):
        with pytest.raises(Refusal) as refused:
            await opened(await anyone.signed_in(name), file)
        assert refused.value.codes == ["NOT_FOUND"], name
    with pytest.raises(Refusal) as refused:
        await opened(anyone, file)
    assert refused.value.codes == ["NOT_SIGNED_IN"]


async def test_who_may_send_what_where(anyone: Client, operator: Client, platform: str, city_settings: Settings):
    other = await anyone.signed_in("530103-operator")
    expert = await anyone.signed_in("expert-1")

    assert codes(await send(anyone, "a.pdf", PDF, platform=platform)) == ["NOT_SIGNED_IN"]
    assert codes(await send(expert, "a.pdf", PDF, platform=platform)) == ["FORBIDDEN"]
    assert codes(await send(other, "a.pdf", PDF, platform=platform)) == ["FORBIDDEN"]
    assert codes(await send(operator, "a.pdf", PDF)) == ["REQUIRED"]
    assert codes(await send(operator, "a.pdf", PDF, platform="nonsense")) == ["NOT_FOUND"]
    department = await anyone.signed_in("530102-department")
    [region] = (await department.query('{ regions(filter: { code: { eq: "530102" } }) { nodes { id } } }'))["regions"][
        "nodes"
    ]
    await sent(department, "a.pdf", PDF, region=region["id"])
    assert coming(city_settings) == []


async def test_the_same_key_again_is_the_same_file_and_with_another_file_refused(operator: Client, platform: str):
    many = await asyncio.gather(
        *(send(operator, "a.pdf", PDF, platform=platform, idempotencyKey="one") for _ in range(4))
    )

    assert len({answer.json()["id"] for answer in many}) == 1
    again = await send(operator, "b.pdf", PDF, platform=platform, idempotencyKey="one")
    assert (again.status_code, codes(again)) == (409, ["KEY_REUSED"])
    assert (await send(operator, "a.pdf", PDF, platform=platform)).json()["id"] != many[0].json()["id"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "multipart/form-data; boundary=x", 400),
        (b"--x\r\n", "multipart/form-data; boundary=x", 400),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
        (
            b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n",
            "multipart/form-data; boundary=x",
            400,
        ),
        (b"--x\r\n" + b"A: " + b"b" * 20_000 + b"\r\n\r\n", "multipart/form-data; boundary=x", 400),
        (
            b"".join(b"--x\r\nContent-Disposition: form-data; name=a%d\r\n\r\nb\r\n" % n for n in range(20)),
            "multipart/form-data; boundary=x",
            400,
        ),
        (PDF, "application/pdf", 415),
        (PDF, "multipart/form-data", 415),
    ],
)
async def test_what_is_no_form_is_told_so(
    operator: Client, city_settings: Settings, body: bytes, kind: str, status: int
):
    headers = {"Authorization": operator.headers["Authorization"], "Content-Type": kind}

    answer = await operator.http.post("/files", content=body, headers=headers)

    assert answer.status_code == status, answer.text
    assert set(answer.json()) & {"problems", "errors"}
    assert coming(city_settings) == []


async def test_what_is_too_large_is_refused_announced_or_not(operator: Client, platform: str, city_settings: Settings):
    async with serving(city_settings.model_copy(update={"longest_file": 5000})) as client:
        small = type(client)(client.http, operator.token)

        async def unannounced() -> AsyncGenerator[bytes]:
            yield b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n' + PDF
            for _ in range(20):
                yield bytes(1000)

        kind = {"Authorization": operator.headers["Authorization"], "Content-Type": "multipart/form-data; boundary=x"}
        for answer in (
            await send(small, "a.pdf", PDF + bytes(5000), platform=platform),
            await send(small, "a.pdf", bytes(200_000), platform=platform),
            await client.http.post("/files", content=unannounced(), headers=kind),
        ):
            assert (answer.status_code, codes(answer)) == (413, ["FILE_TOO_LARGE"])
    assert coming(city_settings) == []


async def test_nothing_is_left_of_a_sender_who_goes_away(operator: Client, city_settings: Settings):
    before = kept(city_settings)
    address = operator.http.base_url
    with socket.create_connection((address.host, address.port or 80)) as line:
        line.sendall(
            b"POST /files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            + f"Authorization: {operator.headers['Authorization']}\r\n\r\n".encode()
            + b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n'
            + PDF
        )
        await come(lambda: coming(city_settings))
    await come(lambda: not coming(city_settings))

    assert kept(city_settings) == before


def memory(pid: int) -> float:
    """What a process holds in memory, in MB."""
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def children(pid: int) -> list[int]:
    """What a process has started."""
    return [int(each) for of in Path(f"/proc/{pid}/task").glob("*/children") for each in of.read_text().split()]


class Watch:
    """The most memory that a process held, and the most that one which it started did."""

    def __init__(self, pid: int) -> None:
        self.pid, self.before, self.most, self.most_of_child = pid, memory(pid), 0.0, 0.0
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            self.most = max(self.most, memory(self.pid))
            for child in children(self.pid):
                with suppress(OSError, ValueError):
                    self.most_of_child = max(self.most_of_child, memory(child))
            await asyncio.sleep(0.01)

    def grown(self) -> float:
        self._watching.cancel()
        return max(self.most, memory(self.pid)) - self.before


async def test_a_hundred_enemies_are_refused_and_nothing_of_them_is_kept(city_settings: Settings, tmp_path: Path):
    async with served(city_settings, "run", DIANCHI_DATA=str(tmp_path)) as (server, http):
        operator = await Client(http).signed_in("530102-operator")
        platform = await own_platform(operator)
        await sent(operator, "a.jpg", saved(photo(1)), platform=platform)
        bureau = await Client(http).signed_in("bureau")  # beforehand: to look at a password takes memory too
        before, watch, taken = kept(city_settings), Watch(server.pid), list[str]()
        tried = 0
        for what, name, content in enemies():
            tried += 1
            answer = await send(operator, name, content, platform=platform)
            if answer.status_code < 400 or answer.status_code >= 500:
                taken.append(f"{what}: {answer.status_code} {answer.text}")
        noted = [each for each in await audited(bureau, "UPLOAD_FILE") if each["problem"]]
        large = just_under()
        await asyncio.gather(*(sent(operator, name, content, platform=platform) for name, content in large))
        grown = watch.grown()

    print(
        f"\n{tried} enemies, {len(taken)} taken; memory grew by {grown:.1f} MB, who looks took {watch.most_of_child:.0f} MB"
    )
    assert (taken, len(kept(city_settings)), coming(city_settings)) == ([], len(before) + len(large), [])
    assert tried >= 100
    assert len(noted) == 100
    assert grown < 50
    assert watch.most_of_child < 380


def just_under() -> list[tuple[str, bytes]]:
    """Pictures just under the bounds, and one as a phone makes it."""
    large = photo(1, (4000, 3000))
    return [
        ("a.webp", plain("WEBP", 3460)),
        ("a.png", plain("PNG", 4990)),
        ("a.jpg", plain("JPEG", 4990)),
        ("b.jpg", saved(large)),
        ("c.jpg", saved(sized(large, (8000, 6000)))),
    ]


def test_what_looks_into_a_file_is_ended_where_it_takes_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a"
    path.write_bytes(plain("PNG", 3000))

    monkeypatch.setattr("api.files.sandbox.PROCESSOR", 0.01)
    with pytest.raises(Violation) as refused:
        look_into(path, "a.png")

    assert refused.value.code is Code.FILE_SUSPECT


@pytest.mark.skipif(not os.environ.get("DIANCHI_LONG"), reason="the short form below does")
async def test_two_hundred_megabytes_go_both_ways_at_constant_memory(city_settings: Settings, tmp_path: Path):
    await both_ways(city_settings, tmp_path, LARGE)


async def test_a_large_file_goes_both_ways_at_constant_memory(city_settings: Settings, tmp_path: Path):
    await both_ways(city_settings, tmp_path, 64 * MB)


async def both_ways(settings: Settings, folder: Path, size: int) -> None:
    content = folder / "film.mp4"
    content.write_bytes(film(size))
    async with served(settings, "run", DIANCHI_DATA=str(folder)) as (server, http):
        operator = await Client(http).signed_in("530102-operator")
        platform = await own_platform(operator)
        await sent(operator, "a.mp4", film(), platform=platform)
        watch = Watch(server.pid)
        with content.open("rb") as file:
            answer = await http.post(
                "/files",
                files={"file": ("活动.mp4", file)},
                data={"platform": platform},
                headers={"Authorization": operator.headers["Authorization"]},
            )
        assert answer.status_code == 201, answer.text
        digest = hashlib.sha256()
        link = await opened(operator, answer.json()["id"])
        async with http.stream("GET", link, headers=operator.headers) as got:
            async for piece in got.aiter_bytes():
                digest.update(piece)
        grown = watch.grown()
    print(f"\n{size // MB} MB both ways; memory grew by {grown:.1f} MB")
    assert digest.hexdigest() == answer.json()["sha256"] == hashlib.sha256(content.read_bytes()).hexdigest()
    assert grown < 50

"""The proxies of deploy/ are started as they are shipped, but for ports and certificate, and attacked; a bystander is served."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest

from api.settings import Settings
from tests.api.client import Client, serving
from tests.api.deployed import ROOT
from tests.api.process import free_port
from tests.pace import HANGING, comes

SLOW: Final = (
    b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
)
HALF: Final = b"POST /graphql HTTP/1.1\r\nHost: loc"
FILE: Final = b"POST /files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 200000000\r\n\r\n"


def nginx(program: str, folder: Path, port: int, server: int) -> list[str]:
    """The command that starts nginx on a port, before a server."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    lines = [line for line in text.splitlines() if "ssl_certificate" not in line]
    text = "\n".join(lines).replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace(":8000", f":{server}")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(text.replace("http {", f"http {{ {temporary}", 1))
    user = "user root;" if os.getuid() == 0 else ""  # who reads the folder of a test
    own = f"daemon off; pid {folder}/pid; error_log stderr; {user}"
    return [program, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf"), "-g", own]


def haproxy(program: str, folder: Path, port: int, server: int) -> list[str]:
    """The command that starts HAProxy on a port, before a server."""
    text = (ROOT / "deploy" / "haproxy.cfg").read_text("utf-8")
    text = text.replace("bind :443 ssl crt /etc/haproxy/dianchi.pem", f"bind 127.0.0.1:{port}")
    (folder / "haproxy.cfg").write_text(text.replace(":8000", f":{server}"))
    return [program, "-db", "-f", str(folder / "haproxy.cfg")]


COMMANDS: Final = {"nginx": nginx, "haproxy": haproxy}


def started(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command)


@asynccontextmanager
async def behind(name: str, settings: Settings, folder: Path) -> AsyncGenerator[Client]:
    """Somebody who asks a server through a proxy."""
    program = shutil.which(name, path="/usr/sbin:/usr/bin") or shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    async with serving(settings) as inner:
        port = free_port()
        process = started(COMMANDS[name](program, folder, port, inner.http.base_url.port or 80))
        limits = httpx.Limits(max_connections=20, keepalive_expiry=2)
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=HANGING, limits=limits) as http:

                async def up() -> bool:
                    assert process.poll() is None
                    try:
                        return (await http.get("/healthz")).status_code == 200
                    except httpx.TransportError:
                        return False

                await comes(up)
                yield Client(http)
        finally:
            process.terminate()
            process.wait(HANGING)


async def end_of(reader: asyncio.StreamReader) -> bytes:
    """What comes until a connection ends."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""


@pytest.mark.parametrize("name", COMMANDS)
async def test_an_attacked_proxy_serves_a_bystander(city_settings: Settings, tmp_path: Path, name: str) -> None:
    async with behind(name, city_settings.model_copy(update={"sign_ins_by_address": 3}), tmp_path) as anyone:
        url = anyone.http.base_url
        lines = [await asyncio.open_connection(url.host, url.port) for _ in range(60)]
        for n, (_, writer) in enumerate(lines):
            writer.write((b"", HALF, SLOW)[n % 3])
        for _ in range(20):
            assert (await anyone.query("{ clock { today } }"))["clock"]["today"] == "2022-10-10"
        # Each of them is cut off by the proxy itself, and none with a fault of ours.
        ends = await asyncio.gather(*(end_of(reader) for reader, _ in lines))
        assert not any(end.startswith(b"HTTP/1.1 5") for end in ends)
        for _, writer in lines:
            writer.close()

        large = await anyone.http.post("/graphql", json={"query": "x" * 300_000})
        assert large.status_code == 413
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(FILE)
        assert (await reader.readline()).split()[1] == b"401"
        writer.close()

        # Nobody has another address by saying so.
        codes = list[str]()
        for n in range(5):
            anyone.headers["X-Forwarded-For"] = f"203.0.113.{n}"
            refused = await anyone.try_("signIn", "token", username="nobody", password="wrong")
            codes += [each["code"] for each in refused["problems"]]
        assert codes == ["SIGN_IN_FAILED"] * 3 + ["TOO_OFTEN"] * 2

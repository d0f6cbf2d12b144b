"""A client of the API over real HTTP, as a front-end would write one."""

import asyncio
import itertools
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Self

import httpx
import uvicorn

from api.app import build
from api.commands.serving import protocol_of
from api.http.request import GRAPHQL
from api.settings import Settings
from tests.pace import HANGING

PASSWORD: Final = "dianchi-demo"
KEYS: Final = itertools.count(1)
SCHEMA: Final = (Path(__file__).resolve().parents[2] / "schema.graphql").read_text("utf-8")
INPUTS: Final = dict(
    re.findall(
        r"^  (\w+)\((?:\n    \"\"\"(?:(?!\"\"\").)*\"\"\")?\s*input: (\w+!)\s*\): \w+Payload!",
        SCHEMA,
        re.DOTALL | re.MULTILINE,
    )
)
"""The type of each mutation's input."""


class Refusal(AssertionError):
    """An act was refused; `problems` say why."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__(problems)
        self.problems = problems

    @property
    def codes(self) -> list[str]:
        return [problem["code"] for problem in self.problems]


class Client:
    """One person at the API."""

    def __init__(self, http: httpx.AsyncClient, token: str | None = None) -> None:
        self.http, self.token = http, token
        self.headers = {"Accept": GRAPHQL} | ({} if token is None else {"Authorization": f"Bearer {token}"})

    async def raw(self, query: str, variables: Mapping[str, Any] | None = None, **headers: str) -> httpx.Response:
        return await self.http.post(
            "/graphql", json={"query": query, "variables": variables or {}}, headers={**self.headers, **headers}
        )

    async def get(self, link: str, **headers: str) -> httpx.Response:
        """Follow a link, in the client's own session."""
        return await self.http.get(link, headers={**self.headers, **headers})

    async def query(self, query: str, **variables: Any) -> Any:
        """The data of a query; fails on errors."""
        answer = (await self.raw(query, variables)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def do(self, act: str, show: str = "", *, key: str | None = None, **input: Any) -> Any:
        """Do one act; `show` selects the payload's fields. Raises `Refusal` where it is refused."""
        payload = await self.try_(act, show, key=key, **input)
        if payload["problems"]:
            raise Refusal(payload["problems"])
        return payload

    async def try_(self, act: str, show: str = "", *, key: str | None = None, **input: Any) -> Any:
        kind = INPUTS[act]
        if act not in ("signIn", "signOut", "switchOffice", "advanceClock", "openFile"):
            input["idempotencyKey"] = key or f"{next(KEYS):032x}"
        query = f"mutation($input: {kind}) {{ {act}(input: $input) {{ {show} problems {{ code message article path hint }} }} }}"
        return (await self.query(query, input=input))[act]

    async def signed_in(self, username: str, password: str = PASSWORD, office: str | None = None) -> Self:
        """Another person."""
        payload = await self.do("signIn", "token", username=username, password=password, office=office)
        return type(self)(self.http, payload["token"])


@asynccontextmanager
async def serving(settings: Settings) -> AsyncGenerator[Client]:
    """A server on a free port, and somebody who has not signed in."""
    server = uvicorn.Server(uvicorn.Config(build(settings), host="127.0.0.1", port=0, **protocol_of(settings)))
    running = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        # The server hangs up after five idle seconds; a client that waits as long may write into that.
        limits = httpx.Limits(max_connections=100, keepalive_expiry=2)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=HANGING, limits=limits) as http:
            yield Client(http)
    finally:
        server.should_exit = True
        await running


def operations(markdown: str) -> list[tuple[str, str]]:
    """The GraphQL operations of a page, each with the heading of who runs it (`as NAME`)."""
    return re.findall(r"```graphql\s*\n# as ([\w-]+)\n(.*?)```", markdown, re.DOTALL)

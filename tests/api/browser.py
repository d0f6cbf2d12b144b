"""A real Chromium at the page, which reaches this machine alone and remembers what was asked for and complained of."""

import json
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.async_api import ConsoleMessage, Locator, Page, Request, Route, async_playwright, expect

from tests.pace import HANGING

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
expect.set_options(timeout=1000 * HANGING)
FLAGS: Final = (
    "--no-sandbox",  # a container has no user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
RESPONSE: Final = """() => {
  const model = __MONACO.editor.getModels().find((each) => each.uri.path.includes("response"));
  return model ? model.getValue() : "";
}"""


@dataclass
class Visit:
    """One visit to a page."""

    page: Page
    requests: list[str] = field(default_factory=list[str])
    complaints: list[str] = field(default_factory=list[str])

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    async def open_step(self, name: str) -> None:
        """Put a step of the tour into the editors."""
        await self.page.locator(".tour li button", has_text=name).first.click()
        await self.opened(name)

    async def opened(self, name: str) -> None:
        """Wait until an operation stands in the editor."""
        await self.page.locator("[role=tab]", has_text=name).wait_for()

    async def run(self) -> Any:
        """Run what stands in the editor, and read the answer shown."""
        async with self.page.expect_response("**/graphql") as response:
            await self.button("运行操作").click()
        answer = await (await response.value).json()
        await self.page.wait_for_function(
            f"text => JSON.stringify(JSON.parse(({RESPONSE})() || '0')) === text", arg=text_of(answer)
        )
        return answer


def text_of(answer: Any) -> str:
    """An answer as the browser's JSON.stringify writes it."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


@asynccontextmanager
async def visiting(url: str, *, width: int = 1280, scheme: str = "light") -> AsyncGenerator[Visit]:
    """A visit to an address; the test is skipped where no Chromium is installed."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"no Chromium on this machine: none of {', '.join(NAMES)} is installed (apt install chromium)")
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=program, args=FLAGS)
        size = {"width": width, "height": 800}
        context = await browser.new_context(viewport=size, locale="zh-CN", color_scheme=scheme)  # pyright: ignore[reportArgumentType]
        context.set_default_timeout(1000 * HANGING)
        visit = Visit(await context.new_page())

        async def on_request(route: Route) -> None:
            await (route.continue_() if urlsplit(route.request.url).hostname == "127.0.0.1" else route.abort())

        def on_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                visit.complaints.append(message.text)

        def on_sent(request: Request) -> None:
            visit.requests.append(request.url)

        await context.route("**/*", on_request)
        context.on("request", on_sent)
        context.on("console", on_console)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        await visit.page.goto(url)
        await visit.page.locator(".tour li").first.wait_for()
        await visit.page.locator(".graphiql-query-editor .view-line").first.wait_for()
        yield visit
        await browser.close()

"""GraphiQL at `/`: the page that `dev.py` builds from npm's packages, and what it is told of this server."""

from importlib import import_module
from pathlib import Path
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from api.http.tour import TOUR, in_turn, operations

BUILT: Final = Path(__file__).parents[1] / "web" / "dist"
ALLOWED: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # the editor lays its lines out by styles it writes itself
    "font-src": "'self' data:",
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
POLICY: Final = {
    "Content-Security-Policy": "; ".join(f"{kind} {source}" for kind, source in ALLOWED.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
}
NOT_BUILT: Final = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>滇池</title>
<h1>此页尚未生成</h1>
<p>接口照常工作：<code>/graphql</code>。要看到 GraphiQL，请在能访问 npm 软件源时重新运行 <code>python3 dev.py run</code>，再刷新此页。</p>
<p lang="en">This page has not been built. The API works at <code>/graphql</code>; run <code>python3 dev.py run</code> again where an npm registry can be reached, and reload.</p>
</html>
"""


class Hashed(StaticFiles):
    """Files whose names change with what they hold, so that a browser asks for each once; none where none were built."""

    async def check_config(self) -> None:
        """Answer 404 where there is no folder of them; it may still come."""
        if not BUILT.exists():
            raise HTTPException(404)

    def file_response(self, *args: Any, **options: Any) -> Response:
        response = super().file_response(*args, **options)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


async def page(_request: Request) -> Response:
    """The page, or what to do where it was not built."""
    html = BUILT / "index.html"
    if not html.exists():
        return HTMLResponse(NOT_BUILT, 503, POLICY)
    return FileResponse(html, headers={**POLICY, "Cache-Control": "no-cache"})


def page_data(*, demo: bool) -> dict[str, Any]:
    """What the page is told: the steps of the tour, and in the demonstration city whom to sign in as."""
    steps = [
        {"account": account, "heading": operation.heading, "says": operation.says, "document": operation.document}
        for account, operation in in_turn(operations(TOUR.read_text("utf-8")))
    ]
    if not demo:
        return {"steps": steps, "accounts": [], "password": None}
    city = import_module("api.demo")
    accounts = [{"username": username, "who": who} for username, who in city.SIGN_IN]
    return {"steps": steps, "accounts": accounts, "password": city.PASSWORD}


def routes(*, demo: bool) -> list[BaseRoute]:
    """What stands at `/` and below."""
    answer = page_data(demo=demo)

    async def data(_request: Request) -> Response:
        return JSONResponse(answer, headers={"Cache-Control": "no-cache"})

    return [
        Route("/", page),
        Route("/graphiql.json", data),
        Mount("/assets", Hashed(directory=BUILT / "assets", check_dir=False)),
    ]

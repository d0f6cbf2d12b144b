"""The composition root: the only place that wires the floors together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.settings import Settings


async def healthy(_request: Request) -> PlainTextResponse:
    """Answer that the process serves."""
    return PlainTextResponse("ok\n")


def build(settings: Settings) -> Starlette:
    """Wire the application from its settings."""
    application = Starlette(debug=False, routes=[Route("/healthz", healthy)])
    application.state.settings = settings
    return application

"""The published schema at `/schema.graphql`, told anew only where it has changed."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

PUBLISHED: Final = Path(__file__).parents[2] / "schema.graphql"


class Published:
    """A text that stays as it is while the program runs."""

    def __init__(self, path: Path = PUBLISHED) -> None:
        self.text = path.read_bytes()
        self.headers = {"ETag": f'"{sha256(self.text).hexdigest()[:32]}"', "Cache-Control": "no-cache"}

    async def respond(self, request: Request) -> Response:
        """The text, or that it is the one the asker has."""
        known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
        if self.headers["ETag"] in known or known == ["*"]:
            return Response(status_code=304, headers=self.headers)
        return Response(self.text, media_type="text/plain; charset=utf-8", headers=self.headers)

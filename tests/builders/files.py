"""Files of a platform: whose, opened by whom, and who is noted to have read them."""

from typing import Any

from tests.api.client import Client


async def own_platform(person: Client) -> str:
    """A platform the operator may send files for."""
    [activity] = (await person.query("{ activities(first: 1) { nodes { platform { id } } } }"))["activities"]["nodes"]
    return activity["platform"]["id"]


async def opened(person: Client, file: str) -> str:
    """A link to a file."""
    return (await person.do("openFile", "url expiresAt", file=file))["url"]


async def audited(person: Client, act: str) -> list[dict[str, Any]]:
    query = (
        "query($act: Act!) { audits(filter: { act: { eq: $act } }, first: 100) { nodes { act problem noun role } } }"
    )
    return (await person.query(query, act=act))["audits"]["nodes"]

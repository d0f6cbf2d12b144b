"""An account opened, appointed and, where that waits for a second person, confirmed: by the administrators whose acts these are."""

from typing import Any

from tests.api.client import Client


async def hired(
    system: Client, security: Client, username: str, role: str, password: str, name: str = "新人", **more: Any
) -> str:
    """The id of a new account that holds an office; `more` are its contacts and the office's anchor."""
    contacts = {key: more.pop(key) for key in ("phone", "email") if key in more}
    opened = await system.do(
        "createAccount", "account { id }", username=username, name=name, password=password, **contacts
    )
    account: str = opened["account"]["id"]
    appointed = await security.do(
        "appointOffice", "office { id version state held }", account=account, role=role, **more
    )
    office = appointed["office"]
    if office["state"] == "PROPOSED":
        assert not office["held"]
        confirmed = await system.do(
            "confirmOffice", "office { held }", id=office["id"], expectedVersion=office["version"]
        )
        office = confirmed["office"]
    assert office["held"]
    return account

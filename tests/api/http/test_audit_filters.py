"""The audit is found by record, account, office, act and time; each record says when, whence and by which request or command."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.calendar import KUNMING
from tests.api.process import finished

if TYPE_CHECKING:
    from api.settings import Settings
    from tests.api.client import Client

SHOWN = """nodes { act noun at recordedAt sender request role record { id } account { id } office { id }
    changes { field value before } }"""
ASKED = f"query($filter: AuditFilter) {{ audits(first: 100, filter: $filter) {{ totalCount {SHOWN} }} }}"
ME = "{ viewer { account sessions(first: 1) { nodes { office { id } } } } }"
DUTY = "{ obligations(first: 1, filter: {kind: {eq: REPORT}, outcome: {eq: PENDING}}) { nodes { id } } }"


async def found(reader: Client, **by: Any) -> dict[str, Any]:
    return (await reader.query(ASKED, filter=by))["audits"]


async def oneself(person: Client) -> tuple[str, str]:
    """One's account and the office one acts in."""
    me = (await person.query(ME))["viewer"]
    return me["account"], me["sessions"]["nodes"][0]["office"]["id"]


@pytest.mark.parametrize("reader", ["audit", "oversight"])
async def test_a5_an_act_is_found_by_each_of_what_it_is_known_by(anyone: Client, reader: str) -> None:
    operator, audit = [await anyone.signed_in(each) for each in ("530102-operator", reader)]
    now = (await anyone.query("{ clock { now } }"))["clock"]["now"]
    duty = await operator.query(DUTY)
    shown = "report { id version }"
    report = (await operator.do("startReport", shown, obligation=duty["obligations"]["nodes"][0]["id"]))["report"]
    (account, office), (my_account, my_office) = [await oneself(each) for each in (operator, audit)]
    since = (datetime.fromisoformat(now) - timedelta(minutes=1)).isoformat()

    by = {
        "record": {"eq": report["id"]},
        "account": {"eq": account},
        "office": {"eq": office},
        "act": {"eq": "START_REPORT"},
        "at": {"gte": since},
    }
    [one] = (await found(audit, **by))["nodes"]
    everything = (await found(audit))["totalCount"]
    other = (await operator.query("{ platforms(first: 1) { nodes { id } } }"))["platforms"]["nodes"][0]["id"]
    unlike = {
        "record": {"eq": other},
        "account": {"eq": my_account},
        "office": {"eq": my_office},
        "act": {"eq": "SUBMIT_REPORT"},
        "at": {"lte": since},
    }
    for name, value in by.items():
        assert 0 < (await found(audit, **{name: value}))["totalCount"] < everything
        assert (await found(audit, **{**by, name: unlike[name]}))["totalCount"] == 0

    assert (one["record"]["id"], one["account"]["id"], one["office"]["id"]) == (report["id"], account, office)
    assert one["sender"] == "127.0.0.1"
    assert len(one["request"]) >= 16
    # In city time, beside the database's own.
    assert datetime.fromisoformat(one["at"]).utcoffset() == timedelta(hours=8)
    assert datetime.fromisoformat(one["at"]).astimezone(KUNMING).year == 2022
    assert datetime.fromisoformat(one["recordedAt"]).year > 2022


async def test_a5_what_a_command_did_names_who_gave_it(anyone: Client, city_settings: Settings) -> None:
    done = await asyncio.to_thread(finished, "clock", "--advance", "1wd", DATABASE_URL=str(city_settings.database_url))
    assert done.returncode == 0, done.stderr
    audit = await anyone.signed_in("audit")

    [one] = (await found(audit, act={"eq": "ADVANCE_CLOCK"}))["nodes"]

    assert (one["role"], one["account"], one["request"]) == ("CLOCK", None, None)
    assert "@" in one["sender"]

"""Actors of every role, read from the rows themselves rather than by the session's statement."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from domain.rights.scope import PUBLIC, Actor
from domain.terms import Role
from domain.terms.people import ClientNoun
from domain.terms.registry import OfficeState
from schema.evaluation.panel import PanelMemberRow
from schema.people.account import OfficeRow
from schema.people.client import ClientRow, ClientScopeRow
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from tests.plan.reference import Rows


def actor_of(office: Mapping[str, Any], rows: Rows) -> Actor:
    """Who acts in an office, and what it reaches."""
    reach: dict[str, frozenset[UUID]] = {
        "office": frozenset({office["id"]}),
        "platform": frozenset(),
        "evaluation": frozenset(),
        "region": frozenset(),
        "entity": frozenset(),
    }
    for anchor in ("region", "entity"):
        if office[f"{anchor}_id"] is not None:
            reach[anchor] = frozenset({office[f"{anchor}_id"]})
    if office["role"] is Role.OPERATOR:
        reach["platform"] = frozenset(
            each["id"]
            for each in rows.of(PlatformRow)
            if office["entity_id"] in (each["holder_id"], each["operator_id"])
        )
    if office["role"] in (Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER):
        reach["platform"] = frozenset(
            each["id"] for each in rows.of(PlatformRow) if each["region_id"] == office["region_id"]
        )
    if office["role"] is Role.EXPERT:
        reach["evaluation"] = frozenset(
            each["evaluation_id"]
            for each in rows.of(PanelMemberRow)
            if each["live"] and each["account_id"] == office["account_id"]
        )
    return Actor(office["role"], office["account_id"], office["id"], reach)


def machine_of(client: Mapping[str, Any], rows: Rows) -> Actor:
    """A machine, and the regions of each noun that it reaches."""
    regions = [each["id"] for each in rows.of(RegionRow)]
    held = [
        each
        for each in rows.of(ClientScopeRow)
        if each["client_id"] == client["id"] and each["state"] is OfficeState.CONFIRMED and each["ended_at"] is None
    ]
    reach = {
        noun.value.lower(): frozenset(
            region for each in held if each["noun"] is noun for region in regions if each["region_id"] in (None, region)
        )
        for noun in ClientNoun
    }
    return Actor(Role.AGENCY, client["account_id"], reach=reach)


def anyone(rows: Rows, today: date, random: Random) -> Actor:
    """Somebody: first a role, then one of its holders."""
    held = [
        each
        for each in rows.of(OfficeRow)
        if each["valid_from"] <= today and (each["valid_to"] is None or each["valid_to"] > today)
    ]
    role = random.choice([Role.PUBLIC, Role.AGENCY, *sorted({each["role"] for each in held})])
    if role is Role.AGENCY:
        return machine_of(random.choice(rows.of(ClientRow)), rows)
    return (
        PUBLIC
        if role is Role.PUBLIC
        else actor_of(random.choice([each for each in held if each["role"] is role]), rows)
    )


def one_of_each(rows: Rows, today: date) -> list[Actor]:
    """One actor of every role that somebody holds, a machine, and the public."""
    found: dict[Role, Actor] = {Role.PUBLIC: PUBLIC, Role.AGENCY: machine_of(next(iter(rows.of(ClientRow))), rows)}
    for each in rows.of(OfficeRow):
        if each["valid_from"] <= today and (each["valid_to"] is None or each["valid_to"] > today):
            found.setdefault(each["role"], actor_of(each, rows))
    return list(found.values())

"""Another agency's machine in the simulated city, with a published token."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Final

from api.demo.inhabitants import Town
from domain.calendar import KUNMING
from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.people import client as client_rules
from domain.people.administrators import Proposer
from domain.people.client import ScopeFacts, Wanted
from domain.terms import Role
from domain.terms.people import ClientNoun
from domain.terms.registry import AccountState
from resolvers.people.client_tokens import PREFIX, checksum, presented
from schema.people.client import ClientScopeRow

BODY: Final = f"{PREFIX}DianchiDemoTokenForEverybodyWhoTriesTheDemonstrationCity000"
TOKEN: Final = BODY + checksum(BODY)
"""Printed in the README, as the password of all others is."""
USERNAME, AGENCY, SPELLED = "agency", "昆明市政务数据共享平台", "kun ming shi zheng wu shu ju gong xiang ping tai"
FOR_GOOD: Final = datetime(2100, 1, 1, tzinfo=KUNMING)
"""The city is met as late as somebody keeps it; elsewhere a token holds for days."""
SOME: Final = ("530102", "530103", "530128")
"""The districts of which the machine has what became of filings; it hands in complaints of the first."""


def register_agency(town: Town) -> None:
    """Register the machine by a chance of its own: who else lives in the city does not hang on it."""
    city, administrators = town.city, town.people.administrators
    chance, city.random = city.random, Random(USERNAME)  # noqa: S311 (a simulation)
    system, security = administrators[Role.SYSTEM_ADMINISTRATOR], administrators[Role.SECURITY_ADMINISTRATOR]
    known = presented(TOKEN)
    assert known is not None
    columns = client_rules.terms(AGENCY, ["0.0.0.0/0", "::/0"], signed=False, token_days=90, most_days=90)
    # It has the password of all others, and no office to sign in to.
    names = {"username": USERNAME, "name": AGENCY, "name_sort": SPELLED, "password_hash": town.people.password_hash}
    account = New("Account", {**names, "state": AccountState.ACTIVE, "must_change_password": False})
    client = New("Client", {"account": account, "name_sort": SPELLED, **columns})
    token = client_rules.token(client, known.handle, known.digest, 90, at=city.now)
    for_good = New("ClientToken", {**token.values, "expires_at": FOR_GOOD})
    scopes = client_rules.scopes(wanted(town), Proposer(system.role, system.account_id), client)
    city.enter(system, Act.CREATE_CLIENT, Change(adds=[client, account, for_good, *scopes]))
    by = Proposer(security.role, security.account_id)
    for scope in city.memory.all(ClientScopeRow):
        city.change(security, Act.CONFIRM_CLIENT, scope, client_rules.confirmed(scope.facts(ScopeFacts), by))
    city.random = chance


def wanted(town: Town) -> list[Wanted]:
    """What the machine is appointed to: most of it of the whole city, some of some districts."""
    reads = (ClientNoun.REPORTS, ClientNoun.CONSOLIDATIONS, ClientNoun.GRADES, ClientNoun.AWARDS)
    outcomes = [Wanted(ClientNoun.OUTCOMES, town.regions[code].id) for code in SOME]
    return [*map(Wanted, reads), *outcomes, Wanted(ClientNoun.COMPLAINTS, town.regions[SOME[0]].id)]

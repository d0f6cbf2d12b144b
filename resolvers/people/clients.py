"""The verbs by which other agencies' machines are registered, appointed, given tokens and revoked (ours)."""

from collections.abc import Sequence
from typing import Any, Final

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.violations import Code, Violation
from domain.people import client as client_rules
from domain.people import people
from domain.people.administrators import Proposer
from domain.people.client import MOST_NETWORKS, MOST_OVERLAP, MOST_SCOPES, ClientFacts, ScopeFacts, TokenFacts, Wanted
from domain.terms.people import ClientNoun
from domain.terms.registry import OfficeState
from resolvers.people.client_tokens import new_token, presented
from resolvers.people.one_time import one_time
from resolvers.work.call import Caller, Once
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.pinyin import sort_key
from resolvers.work.rows import Above
from resolvers.work.unit_of_work import UnitOfWork
from schema.people.client import Client, ClientRow, ClientScopeRow, ClientTokenRow
from schema.registry.entity import EntityRow
from schema.registry.region import RegionRow

TOKEN: Final = {
    "token": Once(str, "The token to send as `Authorization: Bearer`; shown this once, null when refused."),
    "signing_key": Once(str, "The key to sign requests with; never sent. Shown this once, null when refused."),
}


@strawberry.input(description="What a machine is to read or to hand in.")
class ClientScopeInput:
    noun: ClientNoun = argument("What.")
    region: strawberry.ID | None = argument("Of which region; of the whole city when left out.", default=None)


@strawberry.input(description="Another agency's machine to register.")
class CreateClientInput(Create):
    username: str = argument(
        "The name of its account, by which the audit names it: 3 to 60 letters, digits, dots, hyphens or underscores."
    )
    agency: str = argument("The agency whose program it is.")
    scopes: list[ClientScopeInput] = argument("What it is proposed for.", most=MOST_SCOPES)
    networks: list[str] = argument(
        "The addresses and networks it may call from, such as `10.1.0.0/16` or `2001:db8::/48`.", most=MOST_NETWORKS
    )
    entity: strawberry.ID | None = argument("The agency as a legal person, where the registry has it.", default=None)
    signed: bool = argument("Whether its requests must be signed.", default=False)
    token_days: int = argument("How many days its tokens hold, 90 at most unless set otherwise.", default=90)


@strawberry.input(
    description="What is now so of a machine; what is left out becomes empty, or what it is for a new one."
)
class UpdateClientInput(Update):
    agency: str = argument("The agency whose program it is.")
    scopes: list[ClientScopeInput] = argument(
        "All it is to be appointed to: what it holds already stays, what is new is proposed, what is missing ends at once.",
        most=MOST_SCOPES,
    )
    networks: list[str] = argument("The addresses and networks it may call from.", most=MOST_NETWORKS)
    entity: strawberry.ID | None = argument("The agency as a legal person, where the registry has it.", default=None)
    signed: bool = argument("Whether its requests must be signed.", default=False)
    token_days: int = argument("How many days a new token of it holds, 90 at most unless set otherwise.", default=90)


@strawberry.input(description="A machine whose proposed scopes are to be confirmed.")
class ConfirmClientInput(Update):
    """A confirmation."""


@strawberry.input(description="A machine that is to have a new token.")
class RotateClientTokenInput(Update):
    overlap_hours: int = argument(
        f"For how many hours those before live on, 0 to {MOST_OVERLAP}: 0 where one leaked.", default=24
    )


@strawberry.input(description="A machine that is to call no more, and why.")
class RevokeClientInput(Update):
    reason: str = argument("Why.")


async def most_days(caller: Caller, _input: object) -> int:
    """How many days a token holds at most."""
    return caller.policy.client_token_days


@mutation(Act.CREATE_CLIENT, Client, extras=TOKEN, before=most_days)
async def create_client(work: UnitOfWork, input: CreateClientInput, most: int) -> tuple[New, dict[str, Any]]:
    """Register another agency's machine with its first token; it calls once an administrator of another kind confirmed its scopes."""
    columns, wanted = await described(work, input, most), await wanted_of(work, input.scopes)
    name = {"username": people.username_of(input.username), "name": columns["agency"]}
    # Nobody was ever told this password, and whoever holds no office signs in nowhere.
    [account] = people.open_account(
        {**name, "name_sort": columns["name_sort"]}, one_time()[1], at=work.database_now
    ).adds
    client = New("Client", {"account": account, **columns})
    more = client_rules.scopes(wanted, Proposer(work.actor.role, work.actor.account), client)
    made, shown = issued(work, client, input.token_days)
    return work.create(Change(adds=[client, account, made, *more])), shown


@mutation(Act.UPDATE_CLIENT, Client, before=most_days)
async def update_client(work: UnitOfWork, input: UpdateClientInput, most: int) -> ClientRow:
    """Change what is kept of a machine. What it is newly proposed for waits for the security administrator, what it is no more ends at once."""
    client = await work.get(ClientRow, input)
    client_rules.LIFE.move(client.state, work.act)
    wanted = await wanted_of(work, input.scopes)
    held = {each.facts(ScopeFacts).wanted: each for each in await standing(work, client)}
    for scope, row in held.items():
        if scope not in wanted:
            work.apply(row, Change({"ended_at": work.database_now}))
    new = (each for each in wanted if each not in held)
    adds = client_rules.scopes(new, Proposer(work.actor.role, work.actor.account), client.id)
    work.apply(client, Change(await described(work, input, most), adds))
    return client


@mutation(Act.CONFIRM_CLIENT, Client)
async def confirm_client(work: UnitOfWork, input: ConfirmClientInput) -> ClientRow:
    """Confirm all that a machine is proposed for; from now on it calls by it."""
    client = await work.get(ClientRow, input)
    client_rules.LIFE.move(client.state, work.act)
    proposed = [each for each in await standing(work, client) if each.state is OfficeState.PROPOSED]
    if not proposed:
        raise Violation(Code.WRONG_STATE, facts={"state": "已全部确认", "state_en": "nothing is proposed"})
    for scope in proposed:
        work.apply(
            scope, client_rules.confirmed(scope.facts(ScopeFacts), Proposer(work.actor.role, work.actor.account))
        )
    return client


@mutation(Act.ROTATE_CLIENT_TOKEN, Client, extras=TOKEN)
async def rotate_client_token(work: UnitOfWork, input: RotateClientTokenInput) -> tuple[ClientRow, dict[str, Any]]:
    """Give a machine a new token, shown this once; those before live on for the hours you choose."""
    client = await work.get(ClientRow, input)
    client_rules.LIFE.move(client.state, work.act)
    hours = client_rules.between(input.overlap_hours, 0, MOST_OVERLAP, "overlap_hours", "并行小时数")
    for token in await work.rows_of(ClientTokenRow, client_id=client.id, expires_at=Above(work.database_now)):
        work.apply(token, client_rules.outlived(token.facts(TokenFacts), hours, at=work.database_now))
    made, shown = issued(work, client.id, client.token_days)
    work.add(made)
    return client, shown


@mutation(Act.REVOKE_CLIENT, Client)
async def revoke_client(work: UnitOfWork, input: RevokeClientInput) -> ClientRow:
    """Let a machine call no more, with a reason; its tokens end and its scopes with them."""
    client = await work.get(ClientRow, input)
    work.apply(client, client_rules.revoked(client.facts(ClientFacts), input.reason, at=work.database_now))
    for token in await work.rows_of(ClientTokenRow, client_id=client.id, revoked_at=None):
        work.apply(token, Change({"revoked_at": work.database_now}))
    for scope in await standing(work, client):
        work.apply(scope, Change({"ended_at": work.database_now}))
    return client


async def described(work: UnitOfWork, input: CreateClientInput | UpdateClientInput, most: int) -> dict[str, object]:
    """The columns of a client that an input describes."""
    entity = None if input.entity is None else await work.find(EntityRow, input.entity, ("entity",))
    days = {"token_days": input.token_days, "most_days": most}
    columns = client_rules.terms(input.agency, input.networks, signed=input.signed, **days)
    return {**columns, "name_sort": sort_key(str(columns["agency"])), "entity_id": entity and entity.id}


async def wanted_of(work: UnitOfWork, scopes: Sequence[ClientScopeInput]) -> Sequence[Wanted]:
    """What a machine is to be appointed to, its regions found."""
    found = list[Wanted]()
    for place, each in enumerate(scopes):
        path = ("scopes", str(place), "region")
        region = None if each.region is None else await work.find(RegionRow, each.region, path)
        found.append(Wanted(each.noun, region and region.id))
    return client_rules.asked_for(found)


async def standing(work: UnitOfWork, client: ClientRow) -> Sequence[ClientScopeRow]:
    """The scopes of a client that are not ended."""
    return await work.rows_of(ClientScopeRow, client_id=client.id, ended_at=None)


def issued(work: UnitOfWork, client: object, days: int) -> tuple[New, dict[str, Any]]:
    """A new token of a client, and what is shown of it once."""
    text = new_token()
    known = presented(text)
    assert known is not None
    made = client_rules.token(client, known.handle, known.digest, days, at=work.database_now)
    return made, {"token": text, "signing_key": work.city.keys.client_key(known.handle)}

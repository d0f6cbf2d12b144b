"""The actor of a session, with the office's reach of today, and the machine of a token: one statement each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from domain.people.client import CallFacts, reach_of
from domain.people.session import DoorPolicy
from domain.rights.grant import STAFF
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.people import ClientState
from domain.terms.registry import AccountState
from schema.noun.noun import NOW

SESSION: Final = f"""
select a.id as account, s.id as session,
  coalesce(s.last_seen_at, s.issued_at) < now() - interval '1 minute' as unseen, a.must_change_password, a.factor_since is null as no_factor,
  o.id as office, o.role, o.region_id, o.entity_id,
  case o.role
    when 'OPERATOR' then array(select p.id from platform p where p.holder_id = o.entity_id or p.operator_id = o.entity_id)
    when 'DISTRICT_DEPARTMENT' then array(select p.id from platform p where p.region_id = o.region_id)
    when 'DISTRICT_CENTER' then array(select p.id from platform p where p.region_id = o.region_id)
    else '{{}}'::uuid[] end as platforms,
  case o.role
    when 'EXPERT' then array(select m.evaluation_id from panel_member m where m.account_id = a.id and m.live)
    else '{{}}'::uuid[] end as evaluations
from session s join account a on a.id = s.account_id join office o on o.id = s.office_id
cross join (select (({NOW}) at time zone 'Asia/Shanghai')::date as day) today
where s.id = $1 and s.revoked_at is null and s.expires_at > now()
  and (o.role <> all($3) or coalesce(s.last_seen_at, s.issued_at) > now() - make_interval(mins => $2))
  and a.state = 'ACTIVE' and o.state = 'CONFIRMED' and o.valid_from <= today.day and (o.valid_to is null or o.valid_to > today.day)
"""
SEEN: Final = """update session set last_seen_at = now()
where id = $1 and coalesce(last_seen_at, issued_at) < now() - interval '1 minute'"""

CALL: Final = """
select c.id as client, c.account_id as account, c.state, a.state as account_state, c.networks, c.signed, t.id as token, t.digest,
  t.expires_at, t.revoked_at, now() as at, coalesce(t.last_used_at < now() - interval '1 minute', true) as unseen,
  coalesce(held.nouns, '{}') as nouns, coalesce(held.regions, '{}') as regions
from client_token t join client c on c.id = t.client_id join account a on a.id = c.account_id cross join lateral (
  select array_agg(s.noun) as nouns, array_agg(r.id) as regions from client_scope s join region r on r.id = coalesce(s.region_id, r.id)
  where s.client_id = c.id and s.state = 'CONFIRMED' and s.ended_at is null) held where t.handle = $1"""
USED: Final = """with used as (update client_token set last_used_at = now(), address = $2
  where id = $1 and coalesce(last_used_at < now() - interval '1 minute', true) returning client_id)
update client c set last_used_at = now() from used where c.id = used.client_id"""


@dataclass(frozen=True)
class MachineCall(CallFacts):
    """A call by a token that is there: which client's, under which digest, and what it holds."""

    client: UUID
    account: UUID
    token: UUID
    digest: str
    signed: bool
    at: datetime
    unseen: bool
    nouns: Sequence[str]
    regions: Sequence[UUID]
    """The nouns it holds, each beside a region of which."""

    @property
    def caller(self) -> Actor:
        """Whom the audit names where the call is refused."""
        return Actor(Role.AGENCY, self.account, token=self.token, unseen=self.unseen)

    @property
    def actor(self) -> Actor:
        """The machine with its reach of today."""
        return replace(self.caller, reach=reach_of(zip(self.nouns, self.regions, strict=True)))


def one(value: UUID | None) -> frozenset[UUID]:
    """What an office reaches that is of one place."""
    return frozenset() if value is None else frozenset({value})


async def session_actor(connection: Any, session: UUID, policy: DoorPolicy) -> Actor | None:
    """The actor of a session that is not over, in an office that is held today; at a desk it was seen lately."""
    record = await connection.fetchrow(SESSION, session, policy.idle_minutes, STAFF)
    if record is None:
        return None
    reach = {
        "region": one(record["region_id"]),
        "entity": one(record["entity_id"]),
        "office": one(record["office"]),
        "platform": frozenset(record["platforms"]),
        "evaluation": frozenset(record["evaluations"]),
    }
    role = Role(record["role"])
    return Actor(
        role,
        record["account"],
        record["office"],
        reach,
        password_first=record["must_change_password"],
        factor_first=role in policy.factor_roles and record["no_factor"],
        session=record["session"],
        unseen=record["unseen"],
    )


async def note_seen(connection: Any, session: UUID) -> None:
    """Note that a session was seen, where that was not noted within a minute."""
    await connection.execute(SEEN, session)


async def machine_call(connection: Any, handle: str) -> MachineCall | None:
    """What is known of a call by what its token is found by; null where there is no such token."""
    record = await connection.fetchrow(CALL, handle)
    if record is None:
        return None
    states: dict[str, Any] = {
        "state": ClientState(record["state"]),
        "account_state": AccountState(record["account_state"]),
    }
    return MachineCall(**{**record, **states})


async def note_used(connection: Any, token: UUID, address: str | None) -> None:
    """Note that a machine called by a token, where that was not noted within a minute."""
    await connection.execute(USED, token, address)

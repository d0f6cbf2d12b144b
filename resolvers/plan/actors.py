"""The actor of a session, with the office's reach of today: one statement."""

from typing import Any, Final
from uuid import UUID

from domain.people.session import DoorPolicy
from domain.rights.grant import STAFF
from domain.rights.scope import Actor
from domain.terms import Role
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

"""A random city: platforms that moved, people with two offices, offices that ended, and who looks at it."""

from random import Random
from typing import Any, Final
from uuid import uuid4

from domain.people.session import DoorPolicy
from domain.rights.scope import PUBLIC, Actor
from resolvers.plan.actors import machine_call, session_actor
from resolvers.plan.city import Keys, open_city
from tests.plan.oracle import Eye, eye_of, eye_of_machine
from tests.plan.reference import load
from tests.plan.sweep import Sweep

MOVES: Final = """update platform set region_id = (select id from region where kind <> 'MUNICIPALITY' and id <> platform.region_id
order by md5(id::text || platform.id::text || $1) limit 1)
where kind <> 'SERVICE_CENTER' and get_byte(decode(md5(id::text || $1), 'hex'), 0) < 80"""
DOUBLES: Final = """insert into office select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'account_id', a.id))).*
from office o join account a on a.id <> o.account_id where o.role <> 'EXPERT' and get_byte(decode(md5(o.id::text || a.id::text || $1), 'hex'), 0) < 1
on conflict do nothing"""
LASTS: Final = """update office set valid_to = null where valid_to = greatest(valid_from + 1, current_date - 5000)
and length($1) > 0"""
"""Those that ended in the random city before go on, or nobody would be left after some of them."""
SHARES: Final = """insert into client_scope (id, version, client_id, noun, region_id, state, confirmed_by_id, ended_at)
select gen_random_uuid(), 1, c.id, n.noun, r.id, case when chance.b < 60 then 'CONFIRMED' else 'PROPOSED' end,
  case when chance.b < 60 then c.account_id end, case when chance.b % 4 = 0 then now() end
from client c cross join region r cross join unnest(array['REPORTS', 'CONSOLIDATIONS', 'OUTCOMES', 'GRADES', 'AWARDS']) n(noun)
cross join lateral (select get_byte(decode(md5(n.noun || r.id::text || $1), 'hex'), 0) as b) chance where chance.b < 120"""
ENDS: Final = """update office set valid_to = greatest(valid_from + 1, current_date - 5000)
where get_byte(decode(md5(id::text || $1), 'hex'), 1) < 40"""


async def lookers(owner: Any, sweep: Sweep, today: Any) -> list[tuple[Actor, Eye]]:
    """Everybody who holds or held an office, in a session of it, and a stranger; who holds none is let in by nobody."""
    found = [(PUBLIC, Eye(sweep.tables))]
    for office in sweep.tables["office"].values():
        session = uuid4()
        await owner.execute(
            "insert into session (id, version, account_id, office_id, issued_at, expires_at) values ($1, 1, $2, $3, now(), now() + interval '1 day')",
            session,
            office["account_id"],
            office["id"],
        )
        actor, eye = await session_actor(owner, session, DoorPolicy()), eye_of(office, sweep.tables, today)
        sweep.same(actor is not None, eye is not None, "session", office["role"], office["id"])
        if actor is not None and eye is not None:
            found.append((actor, eye))
    for token in sweep.tables["client_token"].values():
        call, eye = await machine_call(owner, token["handle"]), eye_of_machine(client_of(token, sweep), sweep.tables)
        if call is not None and eye is not None:
            found.append((call.actor, eye))
    sessions: Any = sweep.tables["session"]
    sessions.update({row["id"]: dict(row) for row in await owner.fetch("select * from session")})
    return found


def client_of(token: Any, sweep: Sweep) -> Any:
    return sweep.tables["client"][token["client_id"]]


async def a_city(
    owner: Any, connection: Any, keys: Keys, seed: int
) -> tuple[Sweep, dict[str, list[tuple[Actor, Eye]]]]:
    """One random city, and who looks at it, by role."""
    await owner.execute("delete from client_scope")
    for change in (MOVES, DOUBLES, LASTS, ENDS, SHARES):
        await owner.execute(change, str(seed))
    sweep = Sweep(await load(owner, keys.unseal), connection, await open_city(connection, keys), Random(seed))
    return sweep, await by_roles(owner, sweep)


async def by_roles(owner: Any, sweep: Sweep) -> dict[str, list[tuple[Actor, Eye]]]:
    """Who looks at a city today, by role."""
    today = await owner.fetchval(
        "select ((now() + make_interval(secs => (select offset_seconds from city_clock))) at time zone 'Asia/Shanghai')::date"
    )
    found: dict[str, list[tuple[Actor, Eye]]] = {}
    for actor, eye in await lookers(owner, sweep, today):
        found.setdefault(eye.letter, []).append((actor, eye))
    return found

"""Letters on their way out: each step is one guarded update, in the database's own time (ours).

A worker holds a letter by a lease. Every step changes the row's version and names the one before, so
whoever was overtaken finds no row and does nothing more. Before a letter is handed over it is marked;
what a mark outlives may have arrived, and is never sent again by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from domain.kernel.masking import masked
from domain.rectification.delivery import NO_SUBJECT
from domain.terms.letters import LetterState
from domain.terms.rectification import DeliveryKind, DeliveryMethod
from resolvers.work.read import row_of
from resolvers.work.unit_of_work import transaction, uuid7
from resolvers.work.write import Statement
from schema.letters.letter import LetterRow
from schema.noun.noun import NOW
from schema.rectification.delivery import DeliveryRow

DUE: Final = "state in ('WAITING', 'DEFERRED') and next_at <= now() and (leased_until is null or leased_until <= now())"


FIRST_NOTIFIED: Final = f"""update obligation set told_at = {NOW} from letter
where obligation.id = letter.obligation_id and obligation.told_at is null and"""
NOTIFIED_BY: Final = f"{FIRST_NOTIFIED} (letter.id = $1 or letter.digest_id = $1)"
NOTIFIED_ONLINE: Final = f"{FIRST_NOTIFIED} letter.id = any($1) and letter.state = 'ONLINE'"
REMINDED: Final = f"""select distinct on (e.id) e.id as evaluation_id, e.region_id, e.platform_id, a.name,
  {NOW} as at, (({NOW}) at time zone 'Asia/Shanghai')::date as day
from letter l join account a on a.id = l.account_id join obligation o on o.id = l.obligation_id
join evaluation e on e.id = o.evaluation_id join platform p on p.id = e.platform_id
join office f on f.account_id = a.id and f.role = 'OPERATOR' and f.state = 'CONFIRMED' and f.entity_id in (p.holder_id, p.operator_id)
cross join lateral (select (l.made_at at time zone 'Asia/Shanghai')::date as day) made
where (l.id = $1 or l.digest_id = $1) and l.rung is not null
  and f.valid_from <= made.day and (f.valid_to is null or f.valid_to > made.day)
order by e.id"""
"""The materials of which a letter reminded who had to hand them in."""


class Overtaken(Exception):
    """A lease has run out, and the letter is another worker's."""


@dataclass(frozen=True)
class TryOutcome:
    """A try's outcome is the letter's state, its reason, and the next moment where the letter waits."""

    state: LetterState
    reply: str
    again_in: float = 0


async def due(connection: Any) -> bool:
    """A letter is due once its moment has come."""
    return await connection.fetchval(f"select exists (select from letter where {DUE})")


async def claim(connection: Any, lease: float) -> LetterRow | None:
    """Take the letter that is due longest, for a lease of seconds; None where no due letter is without a lease."""
    row = await connection.fetchrow(
        f"""with taken as materialized (
            select id from letter where {DUE} order by next_at, id limit 1 for update skip locked)
        update letter set version = version + 1, attempts = attempts + 1, leased_until = now() + make_interval(secs => $1)
        from taken where letter.id = taken.id
        returning letter.*""",
        lease,
    )
    return None if row is None else row_of(LetterRow, row)


async def mark(connection: Any, letter: LetterRow, lease: float) -> None:
    """Record that a letter is being handed over; raises `Overtaken` where its lease has passed to another."""
    version = await connection.fetchval(
        "update letter set version = version + 1, state = $3, leased_until = now() + make_interval(secs => $4) "
        "where id = $1 and version = $2 returning version",
        letter.id,
        letter.version,
        LetterState.SENDING,
        lease,
    )
    if version is None:
        raise Overtaken
    letter.version = version


async def record(connection: Any, letter: LetterRow, stands: TryOutcome) -> None:
    """Record a letter's outcome and the reminder it proves; a late outcome counts while nobody acted on an unknown one."""
    sent = stands.state is LetterState.SENT
    async with transaction(connection):
        noted = await connection.fetchval(
            "update letter set version = version + 1, state = $3, last_reply = $4, leased_until = null, "
            f"next_at = now() + make_interval(secs => $5), sent_at = case when $6 then {NOW} end "
            "where id = $1 and (version = $2 or version = $2 + 1 and state = 'UNKNOWN') returning id",
            letter.id,
            letter.version,
            stands.state,
            stands.reply,
            stands.again_in,
            sent,
        )
        if noted is not None and sent:
            await connection.execute(NOTIFIED_BY, letter.id)
            await _prove(connection, letter)


async def notified_online(connection: Any, letters: Sequence[UUID]) -> None:
    """Obligations are notified by letters that are read online."""
    await connection.execute(NOTIFIED_ONLINE, list(letters))


async def _prove(connection: Any, letter: LetterRow) -> None:
    """A sent reminder of materials, alone or in a digest, is its own proof (Art. 17; reading L16)."""
    reminded = await connection.fetch(REMINDED, letter.id)
    if not reminded:
        return
    deliveries: list[dict[str, object]] = [
        {
            "id": uuid7(),
            "kind": DeliveryKind.REMINDER,
            **NO_SUBJECT,
            **{name: each[name] for name in ("evaluation_id", "region_id", "platform_id")},
            "how": DeliveryMethod.ELECTRONIC,
            "day": each["day"],
            "to_whom": f"{each['name']} {masked(letter.address or '')}"[:200],
            "proof": letter.message_id,
            "recorded_by_id": None,
            "recorded_at": each["at"],
        }
        for each in reminded
    ]
    statement = Statement()
    statement.insert(DeliveryRow, deliveries, {})
    await connection.execute(statement.sql, *statement.values)
    ids, day = [each["evaluation_id"] for each in reminded], reminded[0]["day"]
    await connection.execute(
        "update evaluation set reminded_on = greatest(reminded_on, $2) where id = any($1)", ids, day
    )


async def give_up_the_lost(connection: Any) -> None:
    """A letter of a lost worker is in an unknown state."""
    await connection.execute(
        "update letter set version = version + 1, state = $1, leased_until = null where state = $2 and leased_until <= now()",
        LetterState.UNKNOWN,
        LetterState.SENDING,
    )


async def counts(connection: Any) -> dict[str, int]:
    """Letters are counted by state."""
    return {
        row["state"]: row["count"] for row in await connection.fetch("select state, count(*) from letter group by 1")
    }

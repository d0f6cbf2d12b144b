"""Letters on their way out: each step is one guarded update, in the database's own time (ours).

A worker holds a letter by a lease. Every step changes the row's version and names the one before, so
whoever was overtaken finds no row and does nothing more. Before a letter is handed over it is marked;
what a mark outlives may have arrived, and is never sent again by itself.
"""

from dataclasses import dataclass
from typing import Any, Final

from domain.terms.letters import LetterState
from resolvers.city import NOW
from resolvers.reading import row_of
from schema.letter import LetterRow

DUE: Final = "state in ('WAITING', 'DEFERRED') and next_at <= now() and (leased_until is null or leased_until <= now())"


class Overtaken(Exception):
    """The lease ran out and the letter is another's."""


@dataclass(frozen=True)
class Standing:
    """How a letter stands after a try: in what state, why, and when again where it waits."""

    state: LetterState
    reply: str
    again_in: float = 0


async def due(connection: Any) -> bool:
    """Whether a letter is to be sent now."""
    return await connection.fetchval(f"select exists (select from letter where {DUE})")


async def claim(connection: Any, lease: float) -> LetterRow | None:
    """Take the letter that is due longest, for a lease of seconds; null when there is none that nobody holds."""
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
    """Note for good that a letter is being handed over; raises where it is not ours any more."""
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


async def record(connection: Any, letter: LetterRow, stands: Standing) -> None:
    """Note what became of a letter; the truth is welcome late, while nobody acted on its being unknown."""
    await connection.execute(
        "update letter set version = version + 1, state = $3, last_reply = $4, leased_until = null, "
        f"next_at = now() + make_interval(secs => $5), sent_at = case when $6 then {NOW} end "
        "where id = $1 and (version = $2 or version = $2 + 1 and state = 'UNKNOWN')",
        letter.id,
        letter.version,
        stands.state,
        stands.reply,
        stands.again_in,
        stands.state is LetterState.SENT,
    )


async def give_up_the_lost(connection: Any) -> None:
    """Call unknown what was being handed over by a worker that is gone."""
    await connection.execute(
        "update letter set version = version + 1, state = $1, leased_until = null where state = $2 and leased_until <= now()",
        LetterState.UNKNOWN,
        LetterState.SENDING,
    )


async def counts(connection: Any) -> dict[str, int]:
    """How many letters stand in each state."""
    return {
        row["state"]: row["count"] for row in await connection.fetch("select state, count(*) from letter group by 1")
    }

"""Letters are addressed to the holders of the offices that an event concerns at that moment (ours).

An event is addressed in the transaction that marks it so: all its letters are there, or none. Several
workers may address at once; each takes events that no other holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

import orjson

from domain.calendar import day_of, start_of
from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.letters import recipients
from domain.letters.recipients import LETTERS, Audience, Whom
from domain.letters.reminder import event_of, left
from domain.reporting.obligation import owed_by
from domain.rights.scope import CLOCK
from domain.terms import Role, Term
from domain.terms.letters import LetterState
from domain.terms.registry import FilingState
from domain.terms.reporting import Route
from resolvers.letters.facts import facts_of
from resolvers.letters.outgoing import lapse_before_digest, notified_online
from resolvers.letters.reminders import OWED, ladder_on
from resolvers.letters.wording import worded
from resolvers.plan.city import City
from resolvers.work.loader import beside
from resolvers.work.read import row_of
from resolvers.work.unit_of_work import UnitOfWork, Write, uuid7, working
from resolvers.work.write import Statement, row_class, with_defaults
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.notice import NoticeItemRow
from schema.evaluation.panel import PanelMemberRow
from schema.letters.letter import LetterRow
from schema.people.audit import OutboxRow
from schema.registry.change_filing import ChangeFilingRow, RegistryChangeRow
from schema.registry.platform import PlatformRow
from schema.reporting.consolidation import ConsolidationRow
from schema.reporting.obligation import ObligationRow

BATCH: Final = 100
BY_NAME: Final = {
    Whom.ISSUER: "issuer",
    Whom.ASSIGNEE: "assignee",
    Whom.INSPECTOR: "inspector",
    Whom.OWNER: "owner",
    Whom.RAISER: "raised_by",
}
"""The column in which a record names the role meant."""
WAITING: Final = """select o.* from outbox o
where o.addressed_at is null and (o.retry_at is null or o.retry_at <= now())
order by o.at, o.id limit $1 for update skip locked"""
HOLDERS: Final = """with held as materialized (
  select a.id, a.name, a.email, a.letters, o.role, coalesce(r.name, e.name, '') as place,
    o.id as office_id, o.valid_from, o.valid_to, o.region_id, o.entity_id
  from office o join account a on a.id = o.account_id
  left join region r on r.id = o.region_id left join entity e on e.id = o.entity_id where a.state = 'ACTIVE' and o.state = 'CONFIRMED')
select distinct on (s.n, h.id) s.n, h.* from jsonb_to_recordset($1::jsonb) as s(
  n int, day date, doer uuid, accounts uuid[], roles text[], regions uuid[], entities uuid[])
join held h on h.valid_from <= s.day and (h.valid_to is null or h.valid_to > s.day)
  and h.id is distinct from s.doer and (h.id = any(s.accounts) or h.role = any(s.roles)
    and (s.regions is null or h.region_id is null or h.region_id = any(s.regions))
    and (s.entities is null or h.entity_id is null or h.entity_id = any(s.entities)))
order by s.n, h.id, h.valid_from, h.office_id"""
"""Who holds an office of these roles that day, in these regions and for these legal persons (null: in any); each person once."""
ADDRESSED: Final = "update outbox set version = version + 1, addressed_at = $2, problem = null where id = any($1)"
NOT_ADDRESSED: Final = """update outbox set version = version + 1, attempts = attempts + 1, problem = $2,
  retry_at = now() + make_interval(mins => 10 * least(attempts + 1, 36)) where id = $1"""
DIGESTS: Final = """select a.id, a.name, a.email, array_agg(l.id order by l.made_at, l.id) as letters
from letter l join account a on a.id = l.account_id where l.state = 'FOR_DIGEST' and l.made_at < $1 group by a.id"""

IN_DIGEST: Final = """update letter set version = version + 1, state = 'IN_DIGEST', digest_id = $2
where id = any($1) and state = 'FOR_DIGEST'"""


class LetterText(Protocol):
    """A letter's text has a subject and two forms."""

    @property
    def subject(self) -> str:
        """The subject is one line."""
        ...

    @property
    def text(self) -> str:
        """The text is plain."""
        ...

    @property
    def html(self) -> str:
        """The HTML has the same words."""
        ...


class Worded(Protocol):
    """Words a letter about an event, from its facts, to a person in an office."""

    def __call__(self, event: Event, facts: Mapping[str, str], *, to: str, office: str) -> LetterText: ...


class Summed(Protocol):
    """Words the digest of a day, from the subjects and texts of its letters, to a person."""

    def __call__(self, day: date, letters: Sequence[tuple[str, str]], *, to: str) -> LetterText: ...


@dataclass(frozen=True)
class Style:
    """A style words letters and digests, and knows the mail's domain."""

    worded: Worded
    digest: Summed
    mailed: bool
    domain: str


@dataclass
class Around:
    """An event concerns regions and legal persons (None: all), and accounts by name."""

    regions: set[UUID] | None = field(default_factory=set[UUID])
    entities: set[UUID] | None = field(default_factory=set[UUID])
    accounts: set[UUID] = field(default_factory=set[UUID])


@dataclass(frozen=True)
class Sought:
    """A search is for holders of offices of these roles on a day, and for accounts by name; never for the actor."""

    day: date
    doer: UUID | None
    accounts: tuple[UUID, ...]
    roles: tuple[Role, ...]
    regions: tuple[UUID, ...] | None
    entities: tuple[UUID, ...] | None


async def address(write: Write, city: City, style: Style) -> int:
    """Waiting events are addressed, up to a batch; the result is their number.

    An event that cannot be addressed keeps no other back: its reason is recorded, and it is tried again later.
    """
    try:
        async with working(write, city, CLOCK, Act.READ) as work:
            return await _addressed(work, style, BATCH)
    except Exception:  # noqa: BLE001 (whichever event it was, addressing them one by one finds it)
        return await _one_by_one(write, city, style)


async def _one_by_one(write: Write, city: City, style: Style) -> int:
    tried = 0
    for _ in range(BATCH):
        event: UUID | None = None
        try:
            async with working(write, city, CLOCK, Act.READ) as work:
                rows = await work.connection.fetch(WAITING, 1)
                if not rows:
                    return tried
                event = rows[0]["id"]
                await _write_letters(work, style, rows)
        except Exception as error:  # noqa: BLE001 (whatever it is, it keeps this event from being addressed)
            async with write() as connection:
                await connection.execute(NOT_ADDRESSED, event, type(error).__name__)
        tried += 1
    return tried


async def _addressed(work: UnitOfWork, style: Style, most: int) -> int:
    rows = await work.connection.fetch(WAITING, most)
    if rows:
        await _write_letters(work, style, rows)
    return len(rows)


async def _write_letters(work: UnitOfWork, style: Style, rows: Sequence[Any]) -> None:
    """Write the letters of these events, and mark the events as addressed."""
    ladder = await ladder_on(work, work.today)
    written = await beside(_letters(work, style, row_of(OutboxRow, row), ladder) for row in rows)
    letters = [letter for each in written for letter in each]
    if letters:
        await _insert(work, letters)
        await notified_online(work.connection, [letter["id"] for letter in letters])
    await work.connection.execute(ADDRESSED, [row["id"] for row in rows], work.now)


async def _insert(work: UnitOfWork, letters: Sequence[Mapping[str, Any]]) -> None:
    statement = Statement()
    statement.insert(LetterRow, [with_defaults(LetterRow, each) for each in letters], {})
    await work.connection.fetchval(statement.sql, *statement.values)


async def _letters(work: UnitOfWork, style: Style, event: OutboxRow, ladder: Sequence[int]) -> list[dict[str, Any]]:
    """The letters of one event, one to each person concerned."""
    to = LETTERS[event.event]
    if not isinstance(to, Audience):
        return []
    row: Any = await work.together.one(row_class(event.noun), event.row_id)
    if to.still and await _state(work, row) not in to.still:
        return []
    whom = to.to if event.rung is None else await _escalated(work, event, row, ladder)
    of_rung = {} if event.rung is None else _of_rung(work, event, row, whom)
    if of_rung is None:
        return []
    around = await _around(work, event.noun, row, moved=event.event is Event.OBLIGATION_MOVED)
    holders = await _holders(work, await _named(work, whom, row, around, event.at), around, event.account_id)
    facts = await facts_of(work, event.noun, event.row_id) | dict(worded(**event.payload)) | of_rung
    return [_letter(work, style, event, row, holder, facts) for holder in holders]


async def _state(work: UnitOfWork, row: Any) -> Term:
    match row:
        case ObligationRow():
            return row.outcome
        case RegistryChangeRow():
            filing = await work.together.maybe(ChangeFilingRow, row.filing_id)
            return FilingState.OPEN if filing is None else filing.state
        case _:
            return row.state


async def _escalated(work: UnitOfWork, event: OutboxRow, row: Any, ladder: Sequence[int]) -> tuple[Role | Whom, ...]:
    """A reminder's recipients; of an unsent filing without a change of the registry, the operator alone."""
    of = row.kind if isinstance(row, ObligationRow) else event.noun
    whom = recipients.escalated(of, event.rung or 0, ladder)
    if isinstance(row, ChangeFilingRow) and row.first_sent_at is None:
        return whom if await work.together.those(RegistryChangeRow, filing_id=row.id) else whom[:1]
    return whom


def _of_rung(work: UnitOfWork, event: OutboxRow, row: Any, whom: Sequence[Role | Whom]) -> dict[str, str] | None:
    """A rung's facts are the working days left or lost, and the hint of a level above; None where the due day moved."""
    owed, day = OWED[type(row)], day_of(event.at)
    late = owed.late(row, day, work.calendar)
    if event.event is not event_of(owed.events, late):
        return None
    above = "上一级提示" if len(whom) > 1 else ""
    return {"days": str(abs(late)), "left": left(late, owed.due(row), day), "escalated": above}


async def _named(work: UnitOfWork, whom: Iterable[Role | Whom], row: Any, around: Around, at: datetime) -> list[Role]:
    """The roles among the recipients; accounts that the record names are added to what the event concerns."""
    roles = list[Role]()
    for each in whom:
        match each:
            case Role():
                roles.append(each)
            case Whom.DESK:
                roles.append(await _desk(work, row))
            case Whom.DEBTOR:
                roles.append(await _debtor(work, row))
            case Whom.ISSUER | Whom.ASSIGNEE | Whom.INSPECTOR | Whom.OWNER | Whom.RAISER:
                roles.append(getattr(row, BY_NAME[each]))
            case Whom.SEATED:
                seats = await work.together.those(PanelMemberRow, evaluation_id=row.id)
                around.accounts |= {seat.account_id for seat in seats if seat.live and seat.assigned_at == at}
            case Whom.ACCOUNT_HOLDER:
                around.accounts.add(row.account_id)
            case Whom.CENTER_THAT_MAY:
                roles += [Role.DISTRICT_CENTER] if row.center_may else []
    return roles


async def _desk(work: UnitOfWork, row: Any) -> Role:
    """The desk a record waits on, or will."""
    match row:
        case ObligationRow():
            return Role.DISTRICT_CENTER if row.route is Route.CENTER else Role.DISTRICT_DEPARTMENT
        case ChangeFilingRow() | RegistryChangeRow():
            municipal = (await work.together.one(PlatformRow, row.platform_id)).municipal
            return Role.MUNICIPAL_BUREAU if municipal else Role.DISTRICT_DEPARTMENT
        case _:
            return row.waiting_on


async def _debtor(work: UnitOfWork, row: Any) -> Role:
    """A filing's debtor is the role that owes the record's obligation."""
    if isinstance(row, ConsolidationRow):
        return row.author
    if not isinstance(row, ObligationRow) and getattr(row, "obligation_id", None):
        row = await work.together.one(ObligationRow, row.obligation_id)
    return (
        owed_by({"kind": row.kind, "route": row.route}, CLOCK, work.today)
        if isinstance(row, ObligationRow)
        else Role.OPERATOR
    )


async def _around(work: UnitOfWork, noun: str, row: Any, *, moved: bool = False) -> Around:
    """The regions and legal persons that a record concerns; of one that moved, the region before too."""
    if noun in ("ReportingNorm", "Circular"):
        return Around(None, None)
    platforms = await work.together.each(PlatformRow, await _platforms(work, noun, row))
    own, before = getattr(row, "region_id", None), getattr(row, "moved_from_id", None)
    return Around(
        {region for region in (own, before if moved else None) if region is not None}
        or {each.region_id for each in platforms},
        {bearer for each in platforms for bearer in (each.holder_id, each.operator_id) if bearer is not None},
    )


async def _platforms(work: UnitOfWork, noun: str, row: Any) -> list[UUID]:
    """The platforms that a record concerns."""
    match noun:
        case "Platform":
            return [row.id]
        case "Round":
            return [each.platform_id for each in await work.together.those(EvaluationRow, round_id=row.id)]
        case "Notice":
            return [each.platform_id for each in await work.together.those(NoticeItemRow, notice_id=row.id)]
        case "Succession":
            return [row.predecessor_id, row.successor_id]
        case _:
            platform_id = getattr(row, "platform_id", None)
            return [] if platform_id is None else [platform_id]


async def _holders(work: UnitOfWork, roles: Sequence[Role], around: Around, doer: UUID | None) -> Sequence[Any]:
    """The holders of the offices sought, without the actor."""
    regions, entities = (None if ids is None else tuple(ids) for ids in (around.regions, around.entities))
    sought = Sought(work.today, doer, tuple(around.accounts), tuple(roles), regions, entities)
    return await work.together.load(_rows_sought, sought)


async def _rows_sought(connection: Any, sought: Sequence[Sought]) -> dict[Sought, list[Any]]:
    """The holders of several searches, read at once."""
    holders = {each: list[Any]() for each in sought}
    searches = orjson.dumps([{"n": n, **vars(each)} for n, each in enumerate(sought)], str).decode()
    for holder in await connection.fetch(HOLDERS, searches):
        holders[sought[holder["n"]]].append(holder)
    return holders


def _letter(
    work: UnitOfWork, style: Style, event: OutboxRow, row: Any, holder: Any, facts: Mapping[str, str]
) -> dict[str, Any]:
    """One letter to one person, worded for good."""
    office = holder["place"] + Role(holder["role"]).label.removeprefix("县区")
    words = style.worded(event.event, facts, to=holder["name"], office=office)
    state = recipients.begun(event.event, holder["letters"], holder["email"], mailed=style.mailed)
    of_filing = row.id if isinstance(row, ObligationRow) else None
    return {
        **_made(work, style, words, state, holder["email"]),
        "event": event.event,
        "outbox_id": event.id,
        "obligation_id": of_filing,
        "rung": event.rung,
        "account_id": holder["id"],
        "office_id": holder["office_id"],
    }


def _made(
    work: UnitOfWork, style: Style, words: LetterText, state: LetterState, address: str | None
) -> dict[str, object]:
    """The columns that every letter has."""
    id = uuid7()
    return {
        "id": id,
        "address": address,
        "message_id": f"<{id}@{style.domain}>",
        "subject": words.subject,
        "text": words.text,
        "html": words.html,
        "state": state,
        "made_at": work.now,
        "next_at": work.database_now,
    }


# the daily digest


async def digest(write: Write, city: City, style: Style) -> int:
    """Write the digests of letters from before today, one to each person who chose so; returns their number."""
    async with working(write, city, CLOCK, Act.READ) as work:
        await lapse_before_digest(work.connection, start_of(work.today))
        people = await work.connection.fetch(DIGESTS, start_of(work.today))
        for person in people:
            await _sum_up(work, style, person)
        return len(people)


async def _sum_up(work: UnitOfWork, style: Style, person: Any) -> None:
    letters = await work.rows_of(LetterRow, id=person["letters"]).ordered("made_at", "id").lock()
    words = style.digest(work.today, [(each.subject, each.text) for each in letters], to=person["name"])
    state = LetterState.ONLINE if person["email"] is None or not style.mailed else LetterState.WAITING
    summary = {
        **_made(work, style, words, state, person["email"]),
        "digest_of": work.today,
        "account_id": person["id"],
    }
    await _insert(work, [summary])
    await work.connection.execute(IN_DIGEST, person["letters"], summary["id"])

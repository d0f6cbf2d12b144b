"""What clients did through faults: each act with its key and what became of it; and whether the database says the same."""

import asyncio
import base64
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import httpx

from tests.api.client import Client
from tests.invariants import Image
from tests.pace import HANGING

PAUSE: Final = 0.2
NOUN: Final = re.compile(r"\s*(\w+)")


class Outcome(StrEnum):
    """What the one who acted knows."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass
class Line:
    """One act that somebody intended, and what became of it. `tries` is how often it was sent."""

    key: str
    who: str
    act: str
    outcome: Outcome = Outcome.UNKNOWN
    codes: tuple[str, ...] = ()
    row: UUID | None = None
    version: int | None = None
    tries: int = 0

    @property
    def word(self) -> str:
        """The act as the audit names it."""
        return re.sub(r"(?=[A-Z])", "_", self.act).upper()


@dataclass
class History:
    """Every line of all clients, and who they are."""

    lines: list[Line] = field(default_factory=list[Line])
    people: set[str] = field(default_factory=set[str])

    async def do(self, who: str, person: Client, act: str, show: str, **input: Any) -> Any:
        """Do one act whatever happens on the way; answers with the record, or None where it was refused."""
        line = Line(f"{who} {len(self.lines)}", who, act)
        self.lines.append(line)
        self.people.add(who)
        until = time.monotonic() + HANGING
        while line.outcome is Outcome.UNKNOWN and time.monotonic() < until:
            line.tries += 1
            try:
                payload = await person.try_(act, show, key=line.key, **input)
            except (httpx.HTTPError, AssertionError, ValueError):
                # No answer, or one that does not say: the same key will.
                await asyncio.sleep(PAUSE)
                continue
            codes = tuple(problem["code"] for problem in payload["problems"])
            if codes == ("BUSY",):
                await asyncio.sleep(PAUSE)
                continue
            return self._settle(line, codes, payload[show.split(maxsplit=1)[0]])
        raise TimeoutError(f"{line.who} never learned what became of {line.act}")

    def _settle(self, line: Line, codes: tuple[str, ...], record: Any) -> Any:
        line.codes, line.outcome = codes, Outcome.REFUSED if codes else Outcome.ACKNOWLEDGED
        if not codes:
            line.row, line.version = row_of(record["id"]), record.get("version")
            if line.act.startswith("start") and line.version != 1:
                line.version = None  # begun already, and given back
        return None if codes else record

    def count(self, outcome: Outcome) -> int:
        """How many acts came to this."""
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def begun(self) -> int:
        """How many reports were begun."""
        return sum(line.act == "startReport" and line.outcome is Outcome.ACKNOWLEDGED for line in self.lines)

    @property
    def repeated(self) -> int:
        """How many acts had to be asked for again."""
        return sum(line.tries > 1 for line in self.lines)


def row_of(id: str) -> UUID:
    """The row a global id names."""
    return UUID(base64.urlsafe_b64decode(id + "=" * (-len(id) % 4)).decode().partition(":")[2])


async def contradicted(connection: Any, history: History, since: Image) -> list[str]:
    """Where the database says otherwise than the clients were told; nothing when each effect is there exactly once."""
    lines = history.lines
    accounts = await connection.fetch("select id, username from account where username = any($1)", list(history.people))
    people = {one["id"]: one["username"] for one in accounts}
    spent = [
        one
        for one in await connection.fetch("select * from idempotency where account_id = any($1)", list(people))
        if one["id"] not in since.fixed["Idempotency"]
    ]
    audits = [
        one
        for one in await connection.fetch("select * from audit where account_id = any($1)", list(people))
        if one["id"] not in since.fixed["Audit"]
    ]
    return [*_keys(lines, spent, people), *_effects(lines, spent, audits, people), *_refusals(lines, audits, people)]


def _keys(lines: list[Line], spent: list[Any], people: dict[UUID, str]) -> list[str]:
    """Each acknowledged act has its key on its record, and there is no other key."""
    acknowledged = Counter(
        (each.who, each.act, each.key, each.row) for each in lines if each.outcome is Outcome.ACKNOWLEDGED
    )
    kept = Counter((people[one["account_id"]], one["operation"], one["key"], one["row_id"]) for one in spent)
    unknown = [f"of {each.key} it is not known what became" for each in lines if each.outcome is Outcome.UNKNOWN]
    lost = [f"acknowledged and not there: {of}" for of in (acknowledged - kept).elements()]
    return unknown + lost + [f"there and never acknowledged: {of}" for of in (kept - acknowledged).elements()]


def _effects(lines: list[Line], spent: list[Any], audits: list[Any], people: dict[UUID, str]) -> list[str]:
    """Each acknowledged act made one version of its record, and nobody made another one."""
    acknowledged = Counter(
        (each.who, each.word, each.row, each.version)
        for each in lines
        if each.outcome is Outcome.ACKNOWLEDGED and each.version is not None
    )
    shown = {(one["operation"], one["noun"], one["row_id"]) for one in spent}
    acts = {each.word: each.act for each in lines}
    done = Counter(
        (people[one["account_id"]], one["act"], one["row_id"], one["row_version"])
        for one in audits
        if one["problem"] is None and (acts.get(one["act"]), one["noun"], one["row_id"]) in shown
    )
    undone = [f"acknowledged and not done: {of}" for of in (acknowledged - done).elements()]
    return undone + [f"done and never acknowledged: {of}" for of in (done - acknowledged).elements()]


def _refusals(lines: list[Line], audits: list[Any], people: dict[UUID, str]) -> list[str]:
    """Each refusal left its trace."""
    refused = Counter((each.who, each.word, code) for each in lines for code in each.codes[:1])
    noted = Counter((people[one["account_id"]], one["act"], one["problem"]) for one in audits if one["problem"])
    return [f"refused without a trace: {of}" for of in (refused - noted).elements()]

"""`python3 dev.py bench`: requests per second of ours beside those of the same endpoints written by hand, as a ratio.

Both servers run at once on one embedded PostgreSQL, each in a process; passes alternate, and the medians are compared.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

import asyncpg

from api.database.database import open_database
from api.http.session import signer
from api.migrations.runner import migrate
from api.settings import Settings
from schema.noun.constraints import APPLICATION
from schema.noun.vocabulary import global_text
from tests.bench import city
from tests.bench.load import ask, rate, request
from tests.bench.peer import SECRET, URL
from tests.bench.serve import serving
from tests.bench.written import undo, written

PASSES: Final = 8
SECONDS: Final = 2.0
SUBMISSIONS: Final = 600
"""In one pass, each of another draft."""
FLOORS: Final = {"list": 1.0, "submitReport": 1.0}
"""Requests per second, ours to theirs, below which the run fails."""

LIST: Final = """query($platforms: Int!, $reports: Int!, $reviews: Int!) {
  platforms(first: $platforms) {
    nodes {
      id name kind state foundedOn region { code name }
      reports(first: $reports) {
        nodes {
          id quarter state version firstSubmittedAt
          latestVersion { n activityCount serviceRevenue satisfaction }
          reviews(first: $reviews) {
            nodes { id desk decision opinion openedAt closedAt }
            pageInfo { hasNextPage endCursor }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
SUBMIT: Final = """mutation($input: ReportInput!) {
  submitReport(input: $input) {
    report {
      id version state waitingOn desk firstSubmittedAt
      obligation { outcome effective }
      latestVersion { id n submittedAt activityCount enterpriseCount publicServiceRatio }
    }
    problems { code message }
  }
}"""


def say(text: str) -> None:
    """Tell of progress."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Side:
    """A server: its port, and how its requests look."""

    port: int
    list: bytes
    submit: Callable[[int, str], bytes]


class Requests:
    """Everybody's requests, to ours and to theirs."""

    def __init__(self, secret: str) -> None:
        self.sign, self.until = signer(secret), datetime.now(UTC) + timedelta(hours=1)

    def token(self, account: int) -> str:
        """The bearer token of an account."""
        return self.sign(city.row_id("Session", account), self.until)

    def ours(self, port: int) -> Side:
        body = json.dumps({"query": LIST, "variables": {"platforms": 50, "reports": 4, "reviews": 3}}).encode()
        return Side(port, request("POST", "/graphql", self.token(0), body), self.our_submission)

    def our_submission(self, platform: int, key: str) -> bytes:
        report = global_text("Report", city.draft_id(platform))
        body = json.dumps(
            {"query": SUBMIT, "variables": {"input": {"idempotencyKey": key, "id": report, "expectedVersion": 1}}}
        )
        return request("POST", "/graphql", self.token(city.operator(platform)), body.encode())

    def theirs(self, port: int) -> Side:
        return Side(port, request("GET", "/platforms", self.token(0)), self.their_submission)

    def their_submission(self, platform: int, key: str) -> bytes:
        body = json.dumps({"idempotencyKey": key, "id": str(city.draft_id(platform)), "expectedVersion": 1})
        return request("POST", "/submit", self.token(city.operator(platform)), body.encode())


class Unequal(Exception):
    """The two do not do the same."""


def same_list(sides: tuple[Side, Side]) -> None:
    """Both answer the list with the same JSON."""
    ours, theirs = (ask(side.port, side.list) for side in sides)
    if json.loads(ours) != json.loads(theirs):
        raise Unequal(f"the lists differ:\n{ours[:2000].decode()}\n{theirs[:2000].decode()}")
    say(f"equal lists of {len(ours):,} and {len(theirs):,} bytes")


async def same_submission(sides: tuple[Side, Side], owner: Any) -> None:
    """Both answer a submission alike, and write the same rows."""
    platform, found = next(city.submitters()), list[dict[str, Any]]()
    for side in sides:
        answer = json.loads(ask(side.port, side.submit(platform, "same")))
        found.append({"answer": settled(answer), **await written(owner)})
        await undo(owner)
    ours, theirs = found
    if differing := [part for part in ours if ours[part] != theirs[part]]:
        raise Unequal("\n".join(f"{part}:\n{ours[part]}\n{theirs[part]}" for part in differing))
    say(
        f"equal submissions, each writing {', '.join(f'{len(rows)} {table}' for table, rows in ours.items() if table != 'answer')}"
    )


def settled(answer: Any) -> Any:
    """An answer without what chance and the clock decide."""
    report = answer["data"]["submitReport"]["report"]
    report["firstSubmittedAt"] = report["latestVersion"]["submittedAt"] = report["latestVersion"]["id"] = ""
    return answer


def alternating() -> Iterator[int]:
    """Whose turn it is: ours, theirs, theirs, ours, …, so that neither gains by coming first."""
    return itertools.islice(itertools.cycle((0, 1, 1, 0)), 2 * PASSES)


async def lists(sides: tuple[Side, Side]) -> tuple[list[float], list[float]]:
    """Rates of the list."""
    found: tuple[list[float], list[float]] = ([], [])
    for side in sides:
        rate(side.port, itertools.repeat(side.list), seconds=1.5, must=b"endCursor")
    for turn in alternating():
        side = sides[turn]
        found[turn].append(rate(side.port, itertools.repeat(side.list), seconds=SECONDS, must=b"endCursor"))
        say(f"list, {('ours', 'by hand')[turn]}: {found[turn][-1]:,.0f}/s")
    return found


async def submissions(sides: tuple[Side, Side], owner: Any) -> tuple[list[float], list[float]]:
    """Rates of submitReport: each draft once in a pass, then all is undone."""
    found: tuple[list[float], list[float]] = ([], [])
    for number, turn in enumerate((0, 1, *alternating())):
        side = sides[turn]
        wires = iter(
            [side.submit(platform, f"key-{number}") for platform in itertools.islice(city.submitters(), SUBMISSIONS)]
        )
        reached = rate(side.port, wires, seconds=20, must=b'"SUBMITTED"')
        await undo(owner)
        if number > 1:  # the first pass of each warms up
            found[turn].append(reached)
            say(f"submitReport, {('ours', 'by hand')[turn]}: {reached:,.0f}/s")
    return found


def hold_floors(found: dict[str, tuple[list[float], list[float]]]) -> bool:
    """Print the table; true when every ratio holds its floor."""
    print(f"{'':14}{'ours /s':>22}{'by hand /s':>22}{'ratio':>8}{'of pairs':>14}{'floor':>7}")
    holds = True
    for name, (ours, theirs) in found.items():
        ratio, pairs = median(ours) / median(theirs), [a / b for a, b in zip(ours, theirs, strict=True)]
        holds = holds and ratio >= FLOORS[name]
        rates = [f"{median(each):,.0f} ({min(each):,.0f}-{max(each):,.0f})" for each in (ours, theirs)]
        print(
            f"{name:14}{rates[0]:>22}{rates[1]:>22}{ratio:>8.2f}{f'{min(pairs):.2f}-{max(pairs):.2f}':>14}{FLOORS[name]:>7.2f}"
        )
    return holds


async def measured(folder: Path) -> dict[str, tuple[list[float], list[float]]]:
    """Make the city, start both servers, see that they do the same, and measure."""
    secret, begun = secrets.token_urlsafe(48), time.monotonic()
    async with await open_database(Settings(database_url=None, data=folder), application=False) as database:
        await migrate(database.owner_url)
        await city.settle(database.owner_url)
        say(f"the city is settled after {time.monotonic() - begun:.0f} s")
        owner = await asyncpg.connect(database.owner_url, server_settings={"statement_timeout": "0"})
        application = database.owner_url.replace("//dianchi@", f"//{APPLICATION}@")
        with ExitStack() as servers:
            requests = Requests(secret)
            ours = requests.ours(
                servers.enter_context(
                    serving(
                        "ours",
                        {
                            "DIANCHI_DATA": str(folder),
                            "DIANCHI_SECRET": secret,
                            "DIANCHI_SIGN_INS_BY_ADDRESS": "1000000",
                        },
                    )
                )
            )
            theirs = requests.theirs(servers.enter_context(serving("peer", {URL: application, SECRET: secret})))
            same_list((ours, theirs))
            await same_submission((ours, theirs), owner)
            found = {"list": await lists((ours, theirs)), "submitReport": await submissions((ours, theirs), owner)}
        await owner.close()
        return found


def main() -> int:
    """Measure in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="dianchi-bench-"))
    try:
        return 0 if hold_floors(asyncio.run(measured(folder))) else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

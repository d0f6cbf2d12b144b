"""Thirty-two awards of one platform approved at once through the API: its lifetime cap is never passed (Art. 18)."""

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from api.database.database import open_database
from api.settings import Settings
from domain.kernel.acts import Act
from domain.kernel.units import yuan
from domain.regulation.packs.kunming_2020 import GOOD
from domain.terms import Kind, Role
from resolvers.work.passwords import HASHING
from schema.noun.vocabulary import global_text
from tests.api.client import INPUTS, PASSWORD, Client, serving
from tests.resolvers.acting import Acting

RACES: Final = 50 if os.environ.get("DIANCHI_LONG") else 5
YEARS: Final = range(1990, 2022)
CAP: Final = yuan(150_000)
REFUSED: Final = {"STALE_CALCULATION", "CAP_EXCEEDED"}
APPROVE: Final = f"mutation($input: {INPUTS['approveSubsidy']}) {{ approveSubsidy(input: $input) {{ subsidy {{ id }} problems {{ code }} }} }}"


class Race:
    """A city whose rounds go back thirty-two years, and people of the bureau at its API."""

    def __init__(self, city: Acting, bureau: Sequence[Client]) -> None:
        self.city, self.bureau = city, bureau

    async def open(self) -> "Race":
        self.region = await self.city.district()
        self.rounds = [await self.city.round(year) for year in YEARS]
        self.actor = await self.city.person(Role.MUNICIPAL_BUREAU)
        return self

    async def platform(self, opening: int | None) -> tuple[UUID, list[UUID]]:
        """A platform with its opening balance, and an award of 50,000 calculated for each of its years."""
        holder = await self.city.holder()
        platform = await self.city.platform(Kind.DEMO_PLATFORM, holder, self.region)
        if opening is not None:
            named = global_text("Platform", platform)
            await self.city.do(
                Act.RECORD_OPENING_BALANCE, self.actor, platform=named, amount=yuan(opening), reason="台账"
            )
        for year, of in zip(YEARS, self.rounds, strict=True):
            await self.city.evaluation(platform, GOOD, of)
            await self.city.do(
                Act.CALCULATE_SUBSIDY, self.actor, holder=global_text("Entity", holder), graded_year=year
            )
        rows = await self.city.fetch("select id, amount, version from subsidy where platform_id = $1", platform)
        assert [(row["amount"], row["version"]) for row in rows] == [(yuan(50_000), 1)] * len(YEARS)
        return platform, [row["id"] for row in rows]

    async def run(self, subsidies: Sequence[UUID]) -> list[list[str]]:
        """Approve them all at once; the codes each was refused with."""
        return await asyncio.gather(
            *(approve(self.bureau[n % len(self.bureau)], one) for n, one in enumerate(subsidies))
        )

    async def awarded(self, platform: UUID) -> int:
        """What the entries of the account add up to."""
        [row] = await self.city.fetch(
            "select coalesce(sum(case kind when 'AWARD' then amount when 'GIVEN_BACK' then -amount end), 0)::int8 as sum from cap_entry where platform_id = $1",
            platform,
        )
        return row["sum"]


async def approve(person: Client, subsidy: UUID) -> list[str]:
    """Approve one; where the system is busy, again with the same key."""
    input: dict[str, Any] = {
        "idempotencyKey": f"approve {subsidy}",
        "id": global_text("Subsidy", subsidy),
        "expectedVersion": 1,
    }
    while True:
        answer = await person.raw(APPROVE, {"input": input})
        assert answer.status_code == 200, answer.text
        codes = [each["code"] for each in answer.json()["data"]["approveSubsidy"]["problems"]]
        if codes != ["BUSY"]:
            return codes


@pytest.fixture
async def race(settings: Settings) -> AsyncGenerator[Race]:
    """Sixteen writers in the database, eight sessions at the door."""
    contended = settings.model_copy(update={"write_connections": 16, "acquire_seconds": 30, "request_seconds": 60})
    async with await open_database(settings) as database, serving(contended) as anyone:
        city, secret = Acting(database), await HASHING.hashed(PASSWORD)
        for n in range(8):
            account = await city.add(
                "Account",
                username=f"bureau-{n}",
                name="某人",
                name_sort="mouren",
                password_hash=secret,
                must_change_password=False,
            )
            await city.add("Office", account_id=account, role=Role.MUNICIPAL_BUREAU, valid_from=date(2020, 1, 1))
        bureau = [await anyone.signed_in(f"bureau-{n}") for n in range(8)]
        yield await Race(city, bureau).open()


@pytest.mark.case("2-19")
@pytest.mark.parametrize(("opening", "approved"), [(None, 3), (20_000, 2)], ids=["no account yet", "20,000 received"])
async def test_of_thirty_two_approved_at_once_only_what_the_cap_holds_is(
    race: Race, opening: int | None, approved: int
) -> None:
    for number in range(RACES):
        platform, subsidies = await race.platform(opening)

        answers = await race.run(subsidies)

        awarded = await race.awarded(platform)
        print(f"race {number}: {answers.count([])} of {len(answers)} approved, {awarded // 100} yuan awarded")
        assert awarded + yuan(opening or 0) <= CAP
        assert awarded == approved * yuan(50_000)
        assert answers.count([]) == approved
        assert all(set(codes) <= REFUSED for codes in answers)
        states = await race.city.fetch(
            "select state, count(*) from subsidy where platform_id = $1 group by 1", platform
        )
        assert dict(map(tuple, states)) == {"APPROVED": approved, "CALCULATED": len(YEARS) - approved}
        [account] = await race.city.fetch("select * from cap_account where platform_id = $1", platform)
        assert (account["carried"], account["awarded"]) == (yuan(opening or 0), awarded)

        again = await approve(race.bureau[answers.index([]) % len(race.bureau)], subsidies[answers.index([])])
        assert (again, await race.awarded(platform)) == ([], awarded), "the same key is no second award"

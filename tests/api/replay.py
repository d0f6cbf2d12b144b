"""A part of the simulated city's history, done again through the API: the same acts, by the same offices, on the same days."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

import asyncpg
import strawberry

import api.demo
from api.database.database import open_database
from api.demo.deeds import Scripted
from api.demo.inhabitants import Town
from api.settings import Settings
from domain.kernel.acts import Act
from domain.kernel.typed_text import camel
from domain.kernel.units import as_yuan
from domain.reporting.form import FORM
from domain.terms.reporting import Unit
from resolvers.plan.city import read_calendar
from resolvers.plan.pages import split_id
from resolvers.root import VERBS
from schema.noun.vocabulary import global_text
from tests.api.client import Client

QUARTER: Final = "2022Q3"
REPORTS: Final = {
    Act.START_REPORT,
    Act.SAVE_REPORT_DRAFT,
    Act.SUBMIT_REPORT,
    Act.RECALL_REPORT,
    Act.ACCEPT_REPORT,
    Act.RETURN_REPORT,
    Act.AMEND_REPORT,
    Act.SEND_BACK_REPORT,
}
CONSOLIDATIONS: Final = {
    Act.START_CONSOLIDATION,
    Act.SAVE_CONSOLIDATION_DRAFT,
    Act.SUBMIT_CONSOLIDATION,
    Act.PASS_CONSOLIDATION,
    Act.RETURN_CONSOLIDATION,
    Act.RECEIVE_CONSOLIDATION,
    Act.AMEND_CONSOLIDATION,
}
SCALED: Final = (Unit.YUAN, Unit.PERCENT, Unit.SQUARE_METRES)
STATES: Final = """
select o.kind, coalesce(p.name, g.name) as who, o.outcome, o.route, coalesce(r.state, c.state) as state, coalesce(r.versions_count, c.versions_count) as versions, coalesce(r.waiting_on, c.waiting_on) as waiting_on
from obligation o join region g on g.id = o.region_id left join platform p on p.id = o.platform_id left join report r on r.obligation_id = o.id left join consolidation c on c.obligation_id = o.id
where o.quarter = $1 and g.code = any($2)
"""


@dataclass
class Replay:
    """What happened from a moment on, and the database in which it did not happen yet."""

    settings: Settings
    town: Town
    script: list[Scripted]
    regions: tuple[str, ...] = ()
    ids: dict[UUID, UUID] = field(default_factory=dict[UUID, UUID])
    people: dict[UUID, Client] = field(default_factory=dict[UUID, Client])

    @classmethod
    async def of(cls, settings: Settings, *, scale: float, random_seed: int, since: datetime, until: datetime) -> Self:
        """People the database up to one moment, and know what happened up to another."""
        async with await open_database(settings, application=False) as database:
            await api.demo.seed(database, scale=scale, random_seed=random_seed, until=since)
        connection = await asyncpg.connect(settings.database_url)
        town = api.demo.city(await read_calendar(connection), scale=scale, random_seed=random_seed, until=until)
        await connection.close()
        return cls(settings, town, [each for each in town.city.script if each.at > since])

    async def run(self, client: Client, regions: tuple[str, ...]) -> int:
        """Do the acts of some regions again; returns how many there were."""
        self.regions = regions
        bureau = await client.signed_in("bureau")
        acts = [each for each in self.script if self._concerns(each)]
        today = (await bureau.query("{ clock { today } }"))["clock"]["today"]
        for each in acts:
            if each.at.date().isoformat() > today:
                today = each.at.date().isoformat()
                await bureau.do("advanceClock", "clock { today }", to=today)
            await self._do(client, each)
        await bureau.do("advanceClock", "clock { today }", to=self.town.city.today.isoformat())
        return len(acts)

    def _concerns(self, each: Scripted) -> bool:
        nouns = self.town.city.memory.by_noun
        if each.act not in REPORTS | CONSOLIDATIONS:
            return False
        row = nouns["Report" if each.act in REPORTS else "Consolidation"].rows[each.shown]
        return row.quarter == QUARTER and nouns["Region"].rows[row.region_id].code in self.regions

    async def _do(self, client: Client, each: Scripted) -> None:
        """One act, by the office that did it."""
        verb = next(verb for verb in VERBS.values() if verb.act is each.act)
        noun = "Report" if each.act in REPORTS else "Consolidation"
        assert each.office is not None
        if each.office not in self.people:
            office = self.town.city.memory.by_noun["Office"].rows[each.office]
            account = self.town.city.memory.by_noun["Account"].rows[office.account_id]
            self.people[each.office] = await client.signed_in(account.username, office=global_text("Office", office.id))
        fields = self._plain(each.input, noun)
        fields.pop("idempotencyKey")
        if "expectedVersion" in fields:
            fields["expectedVersion"] = await self._version(noun, self._now(each.input.id))
        shown = noun[0].lower() + noun[1:]
        payload = await self.people[each.office].do(verb.name, f"{shown} {{ id }}", **fields)
        self.ids[each.shown] = UUID(api_uuid(payload[shown]["id"]))

    def _now(self, row_id: UUID) -> UUID:
        """The id a row has in the database."""
        return self.ids.get(row_id, row_id)

    def _plain(self, input: Any, noun: str) -> dict[str, Any]:
        """An input as JSON."""
        return {
            camel(one.name): self._value(one.name, getattr(input, one.name), noun)
            for one in dataclasses.fields(input)
            if getattr(input, one.name) is not strawberry.UNSET
        }

    def _value(self, name: str, value: Any, noun: str) -> Any:
        if isinstance(value, UUID):
            return global_text(noun if name == "id" else name.capitalize(), self._now(value))
        if dataclasses.is_dataclass(value):
            return self._plain(value, noun)
        if isinstance(value, list):
            return [self._value(name, each, noun) for each in value]  # pyright: ignore[reportUnknownVariableType]
        if isinstance(value, int) and name in FORM and FORM[name].unit in SCALED:
            return as_yuan(value)  # pyright: ignore[reportArgumentType]
        return value

    async def _version(self, noun: str, row_id: UUID) -> int:
        connection = await asyncpg.connect(self.settings.database_url)
        version: int = await connection.fetchval(f"select version from {noun.lower()} where id = $1", row_id)
        await connection.close()
        return version

    # what came of it

    async def recorded(self) -> list[tuple[Any, ...]]:
        """Every filing of the quarter in the regions, as the database has it."""
        connection = await asyncpg.connect(self.settings.database_url)
        rows = await connection.fetch(STATES, QUARTER, list(self.regions))
        await connection.close()
        return sorted((tuple(row) for row in rows), key=repr)

    def expected(self) -> list[tuple[Any, ...]]:
        """The same, as the simulated city has it."""
        return sorted(self._expected(), key=repr)

    def _expected(self) -> Iterable[tuple[Any, ...]]:
        nouns = self.town.city.memory.by_noun
        filings: Mapping[UUID, Any] = {
            row.obligation_id: row for noun in ("Report", "Consolidation") for row in nouns[noun].rows.values()
        }
        for owed in nouns["Obligation"].rows.values():
            region = nouns["Region"].rows[owed.region_id]
            if owed.quarter == QUARTER and region.code in self.regions:
                filing = filings.get(owed.id)
                who = region.name if owed.platform_id is None else nouns["Platform"].rows[owed.platform_id].name
                stands = (
                    (None, None, None)
                    if filing is None
                    else (filing.state.value, filing.versions_count, filing.waiting_on and filing.waiting_on.value)
                )
                yield (owed.kind.value, who, owed.outcome.value, owed.route.value, *stands)


def api_uuid(global_id: str) -> str:
    """The uuid in a global id."""
    return split_id(global_id).partition(":")[2]

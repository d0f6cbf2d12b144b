"""Operators with an activity of their own, and what of its archive is flagged."""

from dataclasses import dataclass
from typing import Any, Final

from tests.api.client import Client
from tests.api.sendings import sent

FLAGS: Final = """{ evidenceFlags(first: 100, filter: { raisedAt: { gte: "2022-10-10T00:00:00+08:00" } }) { nodes { id version kind state findings allowedActions { action allowed }
  places { nodes { platform { id } region { id } activity { id } evidence { id file { id } } slot explanation } } } } }"""


@dataclass
class Operator:
    """Somebody who runs a platform, with an activity of its own."""

    client: Client
    platform: str
    activity: str

    async def attach(self, slot: str, name: str, content: bytes, activity: str | None = None) -> dict[str, Any]:
        file = await sent(self.client, name, content, platform=self.platform)
        show = "activityFile { id version activity { id version archiveComplete missingSlots filledSlots } }"
        made = await self.client.do("attachEvidence", show, activity=activity or self.activity, slot=slot, file=file)
        return made["activityFile"]

    async def record(self, enterprises: list[str] | None = None, day: str = "2022-09-06") -> str:
        entry = {
            "day": day,
            "function": "HR_AND_TRAINING",
            "nature": "PUBLIC_BENEFIT",
            "mode": "OFFLINE",
            "subject": "税费政策讲座",
            "persons": 30,
            "enterprises": enterprises or [],
        }
        made = await self.client.do("recordActivity", "activity { id }", platform=self.platform, entry=entry)
        return made["activity"]["id"]

    async def flags(self) -> list[dict[str, Any]]:
        return await flags(self.client)


async def flags(person: Client) -> list[dict[str, Any]]:
    """What somebody sees of all suspicions."""
    return (await person.query(FLAGS))["evidenceFlags"]["nodes"]


async def operator_of(anyone: Client, name: str) -> Operator:
    client = await anyone.signed_in(name)
    [found] = (await client.query("{ activities(first: 1) { nodes { platform { id } } } }"))["activities"]["nodes"]
    made = Operator(client, found["platform"]["id"], "")
    made.activity = await made.record()
    return made

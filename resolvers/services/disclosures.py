"""The verbs of the five things a platform makes public (Art. 11)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.services import disclosure as disclosure_rules
from domain.services.disclosure import Discloser, DisclosureContent, DisclosureFacts
from domain.terms.services import DisclosureItem, DisclosureState
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.services.disclosure import Disclosure, DisclosureRow


@strawberry.input(description="A version of one of the five disclosures.")
class PublishDisclosureInput(Create):
    platform: strawberry.ID = argument("Whose disclosure it is.")
    item: DisclosureItem = argument("Which of the five.")
    text: str = argument("What is made public.")
    valid_from: date = argument("The first day it applies; later than that of the version before. It may lie ahead.")
    valid_to: date | None = argument("The first day it no longer applies; left out where it has no end.", default=None)
    place: str = argument("Where it is made public: a notice board, an http or https address on the network.")
    proof: str = argument("How that is proven: number of a photo, of a log or of a note.")


@strawberry.input(description="A version published by mistake.")
class WithdrawDisclosureInput(Update):
    reason: str = argument("Why.")


@mutation(Act.PUBLISH_DISCLOSURE, Disclosure)
async def publish_disclosure(work: UnitOfWork, input: PublishDisclosureInput) -> New:
    """Make a version of one of the five disclosures public (Art. 11); the version before ends on the day this one begins."""
    platform = await work.find(PlatformRow, input.platform, ("platform",), lock=True)
    versions = await work.rows_of(DisclosureRow, platform_id=platform.id, item=input.item)
    latest = next((row for row in versions if row.state is DisclosureState.PUBLISHED), None)
    content = DisclosureContent(input.item, input.text, input.valid_from, input.valid_to, input.place, input.proof)
    follows = latest and latest.facts(DisclosureFacts)
    change = disclosure_rules.publish(platform.facts(Discloser), content, follows, versions=len(versions), at=work.now)
    if latest is not None:
        work.apply(latest, disclosure_rules.superseded(input.valid_from))
    return work.create(change)


@mutation(Act.WITHDRAW_DISCLOSURE, Disclosure)
async def withdraw_disclosure(work: UnitOfWork, input: WithdrawDisclosureInput) -> DisclosureRow:
    """Take the latest version of a disclosure back as a mistake (Art. 11); the version before it stands again."""
    row = await work.get(DisclosureRow, input)
    work.apply(row, disclosure_rules.withdraw(row.facts(DisclosureFacts), input.reason, at=work.now))
    earlier = work.rows_of(DisclosureRow, platform_id=row.platform_id, item=row.item)
    before = await earlier.that(state=DisclosureState.SUPERSEDED).ordered("-n").first()
    if before is not None:
        work.apply(before, disclosure_rules.restored())
    return row

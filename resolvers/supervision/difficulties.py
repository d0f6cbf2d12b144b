"""The verbs of difficulties and their coordination (Art. 5)."""

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.violations import Code, Violation
from domain.supervision import difficulty as difficulty_rules
from domain.supervision.difficulty import DifficultyFacts, Raised
from domain.terms import Role
from resolvers.registry.anchors import centred, place_of, reached_region
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from schema.supervision.difficulty import Difficulty, DifficultyRow


@strawberry.input(description="What stands in the way.")
class RaiseDifficultyInput(Create):
    platform: strawberry.ID | None = argument(
        "Whose difficulty it is; a district's centre leaves it out where it is the district's own.", default=None
    )
    subject: str = argument("What it is called.")
    content: str = argument("What stands in the way, and what would help.")


@strawberry.input(description="Who is to resolve a difficulty.")
class AssignDifficultyInput(Update):
    owner: Role = argument("The municipal centre itself, or the district's department or centre.")
    note: str | None = argument("What to tell the owner.", default=None)


@strawberry.input(description="How a difficulty was resolved.")
class ResolveDifficultyInput(Update):
    resolution: str = argument("What was done, or why nothing can be.")


@strawberry.input(description="A difficulty that is resolved.")
class CloseDifficultyInput(Update):
    pass


@strawberry.input(description="A difficulty that is not resolved.")
class ReopenDifficultyInput(Update):
    reason: str = argument("What is still in the way.")


@mutation(Act.RAISE_DIFFICULTY, Difficulty)
async def raise_difficulty(work: UnitOfWork, input: RaiseDifficultyInput) -> New:
    """Raise a difficulty with the municipal centre (Art. 5): an operator of its platform, a district's centre of its district."""
    platform = region = None
    if input.platform is not None:
        row = await work.find(PlatformRow, input.platform, ("platform",))
        place = await place_of(work, row, work.today)
        platform, region = place.platform_id, place.region_id
    region = region or reached_region(work.actor)
    if region is None:
        raise Violation(Code.REQUIRED, path=("platform",), facts={"field": "平台"})
    raised = Raised(platform, region, input.subject, input.content)
    return work.create(difficulty_rules.raise_(raised, work.actor.role, at=work.now))


@mutation(Act.ASSIGN_DIFFICULTY, Difficulty)
async def assign_difficulty(work: UnitOfWork, input: AssignDifficultyInput) -> DifficultyRow:
    """Give a difficulty to whoever is to resolve it, or to another (Art. 5)."""
    row = await work.get(DifficultyRow, input)
    region = await work.find(RegionRow, row.region_id)
    centre = await centred(work, row.region_id)
    facts = row.facts(DifficultyFacts, region_name=region.name, region_has_centre=centre)
    work.apply(row, difficulty_rules.assign(facts, input.owner, input.note, at=work.now))
    return row


@mutation(Act.RESOLVE_DIFFICULTY, Difficulty)
async def resolve_difficulty(work: UnitOfWork, input: ResolveDifficultyInput) -> DifficultyRow:
    """Say how a difficulty was resolved, or what is answered (Art. 5)."""
    row = await work.get(DifficultyRow, input)
    work.apply(row, difficulty_rules.resolve(row.state, input.resolution, at=work.now))
    return row


@mutation(Act.CLOSE_DIFFICULTY, Difficulty)
async def close_difficulty(work: UnitOfWork, input: CloseDifficultyInput) -> DifficultyRow:
    """Confirm that one's difficulty is resolved."""
    row = await work.get(DifficultyRow, input)
    work.apply(row, difficulty_rules.close(row.state, at=work.now))
    return row


@mutation(Act.REOPEN_DIFFICULTY, Difficulty)
async def reopen_difficulty(work: UnitOfWork, input: ReopenDifficultyInput) -> DifficultyRow:
    """Say why one's difficulty is not resolved: it is in its owner's hands again."""
    row = await work.get(DifficultyRow, input)
    work.apply(row, difficulty_rules.reopen(row.state, input.reason))
    return row

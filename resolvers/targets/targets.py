"""The verbs of yearly targets (Art. 4, 12)."""

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.kernel.violations import Code, Violation
from domain.registry import registry
from domain.registry.registry import Lifetime, RegionFacts
from domain.targets import target as target_rules
from domain.targets.target import Goal, TargetFacts, Whose
from domain.terms.targets import TargetLevel, TargetMeasure, TargetState
from resolvers.targets.years import a_year
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import Rows
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.registry.region import RegionRow
from schema.targets.target import Target, TargetRow


@strawberry.input(description="A target of a year, for a district or for a platform: name one of the two.")
class SetTargetInput(Create):
    region: strawberry.ID | None = argument("The district; the bureau sets these.", default=None)
    platform: strawberry.ID | None = argument(
        "The platform; its department or centre sets these, as a part of the district's target where there is one.",
        default=None,
    )
    year: int = argument("The calendar year.")
    measure: TargetMeasure = argument("What is counted.")
    amount: int = argument("How much of it is to be achieved; more than zero.")
    document: str | None = argument("Number of the document it is given by.", default=None)


@strawberry.input(description="Another amount for a target.")
class ChangeTargetInput(Update):
    amount: int = argument("The new amount.")
    reason: str = argument("Why.")


@strawberry.input(description="Why a target falls away.")
class WithdrawTargetInput(Update):
    reason: str = argument("Why.")


@mutation(Act.SET_TARGET, Target)
async def set_target(work: UnitOfWork, input: SetTargetInput) -> New:
    """Give a district a target of a year, as the bureau (Art. 12), or a platform, as its department or centre (Art. 4)."""
    goal = Goal(a_year(work, input.year), input.measure, input.amount, input.document)
    if (input.region is None) == (input.platform is None):
        raise Violation(
            Code.REQUIRED, path=("region",), facts={"field": "地区或平台", "field_en": "region or platform"}
        )
    whose = await (_of_platform(work, input.platform, goal) if input.platform else _of_district(work, input.region))
    made = work.create(target_rules.set_target(whose, goal, at=work.now))
    if whose.platform_id is None:
        await _take_in(work, made, whose, goal)
    return made


async def _of_district(work: UnitOfWork, id: strawberry.ID | None) -> Whose:
    region = await work.find(RegionRow, id, ("region",))
    registry.in_a_district(region.kind, region.name)
    registry.exists(region.facts(RegionFacts), work.today)
    return Whose(region.id)


async def _of_platform(work: UnitOfWork, id: strawberry.ID, goal: Goal) -> Whose:
    platform = await work.find(PlatformRow, id, ("platform",))
    if not platform.facts(Lifetime).in_being(work.today):
        facts: dict[str, object] = {"abolished": platform.abolished_on or platform.founded_on}
        raise Violation(Code.AFTER_ABOLITION, path=("platform",), facts=facts)
    registry.in_being_within(platform.facts(Lifetime), goal.year)
    above = _set_targets(work, platform.region_id, goal).that(level=TargetLevel.DISTRICT)
    target = await above.first()
    return Whose(platform.region_id, platform.id, target and target.id)


def _set_targets(work: UnitOfWork, region_id: object, goal: Goal) -> Rows[TargetRow]:
    """Set targets share district, year and measure."""
    return work.rows_of(TargetRow, region_id=region_id, year=goal.year, measure=goal.measure, state=TargetState.SET)


async def _take_in(work: UnitOfWork, made: New, whose: Whose, goal: Goal) -> None:
    """Targets that platforms got before the district's become parts of it."""
    for part in await _set_targets(work, whose.region_id, goal).that(level=TargetLevel.PLATFORM).lock():
        work.apply(part, Change({"parent_id": made}))


@mutation(Act.CHANGE_TARGET, Target)
async def change_target(work: UnitOfWork, input: ChangeTargetInput) -> TargetRow:
    """Give a target another amount, with a reason. A letter of responsibility keeps the amount it was offered with."""
    row = await work.get(TargetRow, input)
    work.apply(row, target_rules.change(row.facts(TargetFacts), input.amount, input.reason))
    return row


@mutation(Act.WITHDRAW_TARGET, Target)
async def withdraw_target(work: UnitOfWork, input: WithdrawTargetInput) -> TargetRow:
    """Withdraw a target, with a reason; what a district broke down from it stands until it is withdrawn too."""
    row = await work.get(TargetRow, input)
    work.apply(row, target_rules.withdraw(row.facts(TargetFacts), input.reason))
    return row

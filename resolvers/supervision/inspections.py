"""The verbs of inspections (Art. 5, 6, 13)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.supervision import inspection as inspection_rules
from domain.supervision.inspection import InspectionFacts, InspectionPlan, Shortcoming
from domain.terms.supervision import InspectionAspect
from resolvers.registry.anchors import place_of
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.supervision.inspection import Inspection, InspectionRow


@strawberry.input(description="An inspection to plan.")
class PlanInspectionInput(Create):
    platform: strawberry.ID = argument("The centre, platform or base to inspect.")
    aspect: InspectionAspect = argument("What it looks at.")
    planned_on: date = argument("On which day; today or later.")
    content: str = argument("What will be looked at.")


@strawberry.input(description="One thing that is not as it should be.")
class FoundInput:
    problem: str = argument("What is wrong.")
    demand: str = argument("What is asked for.")


@strawberry.input(description="What an inspection saw.")
class CarryOutInspectionInput(Update):
    record: str = argument("What was seen.")
    day: date = argument("On which day it took place: not in the future, not before it was planned.")
    findings: list[FoundInput] = argument(
        "What is not as it should be; with nothing here the inspection is closed.", default_factory=list
    )
    due_on: date | None = argument("By which day to reply, later than today; with findings only.", default=None)


@strawberry.input(description="The operator's reply.")
class ReplyInspectionInput(Update):
    reply: str = argument("What was done about each finding.")


@strawberry.input(description="Why another reply is needed.")
class AskAgainInspectionInput(Update):
    reason: str = argument("What is still missing.")
    due_on: date = argument("By which day to reply; later than today.")


@strawberry.input(description="Why the inspector is satisfied.")
class CloseInspectionInput(Update):
    opinion: str = argument("What the reply proves.")


@strawberry.input(description="Why an inspection does not take place.")
class CancelInspectionInput(Update):
    reason: str = argument("Why.")


@mutation(Act.PLAN_INSPECTION, Inspection)
async def plan_inspection(work: UnitOfWork, input: PlanInspectionInput) -> New:
    """Plan and announce an inspection (Art. 5, 13): the municipal centre anywhere, a department or centre in its district, no centre its own."""
    platform = await work.find(PlatformRow, input.platform, ("platform",))
    place, plan = (
        await place_of(work, platform, work.today),
        InspectionPlan(input.aspect, input.planned_on, input.content),
    )
    return work.create(
        inspection_rules.plan(place, platform.kind, work.actor.role, plan, at=work.now, today=work.today)
    )


@mutation(Act.CARRY_OUT_INSPECTION, Inspection)
async def carry_out_inspection(work: UnitOfWork, input: CarryOutInspectionInput) -> InspectionRow:
    """Record an inspection and send its findings to the operator (Art. 5, 13); with none it is closed."""
    row = await work.get(InspectionRow, input)
    shortcomings = [Shortcoming(each.problem, each.demand) for each in input.findings]
    facts, seen = row.facts(InspectionFacts), inspection_rules.Seen(input.record, input.day, shortcomings, input.due_on)
    work.apply(row, inspection_rules.carry_out(facts, seen, at=work.now, today=work.today))
    return row


@mutation(Act.REPLY_INSPECTION, Inspection)
async def reply_inspection(work: UnitOfWork, input: ReplyInspectionInput) -> InspectionRow:
    """Answer the findings of an inspection (Art. 6); after the day it is still taken."""
    row = await work.get(InspectionRow, input)
    work.apply(row, inspection_rules.reply(row.facts(InspectionFacts), input.reply, at=work.now))
    return row


@mutation(Act.ASK_AGAIN_INSPECTION, Inspection)
async def ask_again_inspection(work: UnitOfWork, input: AskAgainInspectionInput) -> InspectionRow:
    """Ask for another reply by another day."""
    row = await work.get(InspectionRow, input)
    facts = row.facts(InspectionFacts)
    work.apply(row, inspection_rules.ask_again(facts, input.reason, input.due_on, today=work.today))
    return row


@mutation(Act.CLOSE_INSPECTION, Inspection)
async def close_inspection(work: UnitOfWork, input: CloseInspectionInput) -> InspectionRow:
    """Be satisfied with the reply."""
    row = await work.get(InspectionRow, input)
    work.apply(row, inspection_rules.close(row.facts(InspectionFacts), input.opinion, at=work.now))
    return row


@mutation(Act.CANCEL_INSPECTION, Inspection)
async def cancel_inspection(work: UnitOfWork, input: CancelInspectionInput) -> InspectionRow:
    """Give a planned inspection up."""
    row = await work.get(InspectionRow, input)
    work.apply(row, inspection_rules.cancel(row.facts(InspectionFacts), input.reason, at=work.now))
    return row

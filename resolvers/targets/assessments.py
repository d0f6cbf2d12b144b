"""The verbs of the departments' yearly assessments (Art. 4)."""

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.registry.registry import Lifetime
from domain.targets import assessment as assessment_rules
from domain.targets.assessment import Assessed
from domain.terms.targets import AssessmentResult
from resolvers.targets.years import a_year
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.registry.platform import PlatformRow
from schema.targets.assessment import Assessment, AssessmentRow


@strawberry.input(description="What a department found of a platform's year.")
class RecordAssessmentInput(Create):
    platform: strawberry.ID = argument("A platform of the department's district.")
    year: int = argument("The calendar year; it has begun.")
    result: AssessmentResult = argument("What was found; no grade of Art. 17.")
    opinion: str = argument("Why.")


@strawberry.input(description="An assessment recorded by mistake.")
class WithdrawAssessmentInput(Update):
    reason: str = argument("Why.")


@mutation(Act.RECORD_ASSESSMENT, Assessment)
async def record_assessment(work: UnitOfWork, input: RecordAssessmentInput) -> New:
    """Record what the department found of the year of a platform of its district (Art. 4); it is no grade, and nothing is paid by it."""
    platform = await work.find(PlatformRow, input.platform, ("platform",))
    year = a_year(work, input.year)
    of = Assessed(platform.id, platform.region_id, platform.facts(Lifetime))
    return work.create(assessment_rules.record(of, year, input.result, input.opinion, at=work.now, today=work.today))


@mutation(Act.WITHDRAW_ASSESSMENT, Assessment)
async def withdraw_assessment(work: UnitOfWork, input: WithdrawAssessmentInput) -> AssessmentRow:
    """Withdraw an assessment recorded by mistake, with a reason; another may follow."""
    row = await work.get(AssessmentRow, input)
    work.apply(row, assessment_rules.withdraw(row.state, input.reason))
    return row

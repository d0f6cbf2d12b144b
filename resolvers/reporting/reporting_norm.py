"""The verb of the reporting norm (Art. 14)."""

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import Change, New
from domain.reporting import reporting_norm as reporting_norm_rules
from domain.reporting.reporting_norm import Norm
from resolvers.work.mutation import Create, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.vocabulary import Quarter
from schema.time.calendar import ReportingNorm, ReportingNormRow


@strawberry.input(description="The days and the form of quarterly filings.")
class SetReportingNormInput(Create):
    from_quarter: Quarter = argument("The first quarter it governs; it must not have begun.")
    report_day: int = argument("Day of the quarter's last month by which platforms report.", default=15)
    consolidation_day: int = argument(
        "Day of the quarter's last month by which districts hand in their consolidation.", default=25
    )
    form_version: int = argument("Version of the form to be filled in.", default=1)
    document: str | None = argument("Number of the document that sets it.", default=None)
    ladder: list[int] | None = argument(
        "When is reminded of what is due: working days after its day, negative before it; left out, as the rule pack has it.",
        default=None,
    )
    hold_unfiled_holder: bool = argument(
        "Whether nothing is paid for a platform whose change of holder should have been filed and was not (ours).",
        default=False,
    )
    handover_workdays: int = argument(
        "How many working days a new debtor has at least where debtor or route change within the quarter (ours), 0 to 20; a day of the Measures stays.",
        default=0,
    )


@mutation(Act.SET_REPORTING_NORM, ReportingNorm)
async def set_reporting_norm(work: UnitOfWork, input: SetReportingNormInput) -> New:
    """Set the days and the form of quarterly filings from a quarter on that has not begun (Art. 14)."""
    latest = await work.rows_of(ReportingNormRow).ordered("-valid_from").lock().first()
    ladder = work.pack.ladder.value if input.ladder is None else input.ladder
    days = input.report_day, input.consolidation_day
    switches = input.hold_unfiled_holder, input.handover_workdays
    new = Norm(*days, input.form_version, input.document, ladder, *switches)
    change = reporting_norm_rules.set_norm(
        new, input.from_quarter, latest and latest.valid_from, work.packs, today=work.today
    )
    if latest is not None:
        work.apply(latest, Change({"valid_to": input.from_quarter.first_day}))
    return work.create(change)

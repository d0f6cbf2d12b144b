"""Working days as published, the reporting norm of the municipal centre, and the clock of the city (Art. 12, 14, 17)."""

from datetime import date
from uuid import UUID

from tortoise import fields as column

from schema.noun.constraints import Check, Unique
from schema.noun.noun import Row, noun, parent, shown
from schema.noun.vocabulary import Node
from schema.registry.region import Region


class CalendarDayRow(Row):
    """A working day or day of rest, of all the city or as one region's exception."""

    region = parent("Region", null=True)
    region_id: UUID | None
    day = column.DateField()
    is_workday = column.BooleanField()
    name = column.CharField(max_length=100, null=True)
    source = column.CharField(max_length=200)

    rules = (
        Unique(("day",), where="region_id is null"),
        Unique(("region", "day"), where="region_id is not null"),
    )

    class Meta:
        table = "calendar_day"


class ReportingNormRow(Row):
    """The due days and the form of quarterly filings, from a quarter on."""

    valid_from = column.DateField()
    valid_to = column.DateField(null=True)
    report_day = column.IntField(default=15)
    consolidation_day = column.IntField(default=25)
    form_version = column.IntField(default=1)
    document = column.CharField(max_length=100, null=True)
    ladder = column.JSONField[list[int]]()
    hold_unfiled_holder = column.BooleanField(default=False)
    handover_workdays = column.IntField(default=0, db_default=0)

    rules = (
        Unique(("valid_from",)),
        Check("period", "valid_to > valid_from"),
        Check("report_day", "report_day between 1 and consolidation_day"),
        Check("consolidation_day", "consolidation_day between 1 and 30"),
        Check("form_version", "form_version > 0"),
        Check("handover", "handover_workdays between 0 and 20"),
        Check("ladder", "jsonb_typeof(ladder) = 'array' and jsonb_array_length(ladder) > 0"),
        # Quarters begin on these days alone.
        Check("quarter", "extract(day from valid_from) = 1 and extract(month from valid_from) in (1, 4, 7, 10)"),
    )

    class Meta:
        table = "reporting_norm"


class CityClockRow(Row):
    """The lead of the city's time over the database's: one row, zero and fixed but in the demonstration city."""

    single = column.BooleanField(default=True)
    movable = column.BooleanField(default=False)
    offset_seconds = column.BigIntField(default=0)

    rules = (Unique(("single",)), Check("single", "single"), Check("movable", "movable or offset_seconds = 0"))

    class Meta:
        table = "city_clock"


@noun(CalendarDayRow, order=("day",), filter=("day", "region", "is_workday"))
class CalendarDay(Node):
    """One day of the published calendar."""

    day: date = shown("The day.")
    is_workday: bool = shown("Whether offices work on it; make-up weekends are working days.")
    name: str | None = shown("The holiday, null on ordinary days.")
    source: str = shown("Where that was published.")
    region: Region | None = shown("The region whose exception this is, null for all the city.")


@noun(ReportingNormRow, order=("-valid_from",))
class ReportingNorm(Node):
    """The municipal centre's norm: by which day of a quarter's last month reports and consolidations are due (Art. 14; the days are ours)."""

    valid_from: date = shown("The first day of the first quarter it governs.")
    valid_to: date | None = shown("The first day of the first quarter it no longer governs, null while open-ended.")
    report_day: int = shown("Day of the quarter's last month by which platforms report.")
    consolidation_day: int = shown("Day of the quarter's last month by which districts hand in their consolidation.")
    form_version: int = shown("Version of the form to be filled in.")
    document: str | None = shown("Number of the document that set it, null when none was named.")
    ladder: list[int] = shown(
        "When is reminded of what is due, materials and rectifications too: working days after its day, negative before it."
    )
    hold_unfiled_holder: bool = shown(
        "Whether nothing is paid for a platform whose change of holder should have been filed and was not (ours)."
    )
    handover_workdays: int = shown(
        "How many working days a new debtor has at least where debtor or route change within the quarter (ours); a day of the Measures stays."
    )
    version: int = shown("Counts its changes.")

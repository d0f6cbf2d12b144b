"""What happens in the simulated city, and when: quarters, rounds, and the turns of fate that every review of the system asks for."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.demo.districts import Districts
from api.demo.filings import Filings, quarters, settles
from api.demo.inhabitants import Town
from api.demo.services import Services
from domain.calendar import KUNMING


def happen(town: Town, scale: float) -> None:
    """Plan everything from the first quarter on."""
    services = Services(town, scale)
    filings = Filings(town, services)
    districts = Districts(town, filings)
    for quarter in quarters("2020Q1", "2022Q4"):
        filings.wake(quarter.first_day)
        filings.wake(settles(quarter))
        town.city.at(datetime.combine(quarter.first_day, datetime.min.time(), KUNMING) + timedelta(minutes=5), lambda quarter=quarter: districts.plan(quarter))
    for platform in town.platforms:
        if platform.founded_on.year < 2019:  # noqa: PLR2004 (it has a ledger of that year)
            services.last_year(platform)

"""The year of a target, letter or assessment: one that a regulation in force covers (Art. 21)."""

from domain.kernel.violations import Code, Violation
from domain.regulation.rulepack import pack_for_quarter
from resolvers.work.unit_of_work import UnitOfWork
from schema.noun.vocabulary import YEARS, Quarter


def a_year(work: UnitOfWork, year: int) -> int:
    """A calendar year; refuses one that no pack covers. Source: Art. 21."""
    if year not in YEARS:
        facts: dict[str, object] = {"field": "年度", "why": "应为四位年份", "why_en": "it is a year of four digits"}
        raise Violation(Code.INVALID, path=("year",), facts=facts)
    pack_for_quarter(work.packs, Quarter(f"{year}Q1"), "year")
    return year

"""The words of yearly targets, letters of responsibility and assessments (Art. 4, 12)."""

from collections.abc import Mapping
from typing import Final

from domain.terms import Term
from domain.terms.reporting import Unit


class TargetLevel(Term):
    """Whose target it is."""

    DISTRICT = "DISTRICT", "县区目标", "A county's, district's or zone's, given by the bureau (Art. 12)."
    PLATFORM = "PLATFORM", "平台目标", "A platform's, given by its department or centre (Art. 4)."


class TargetMeasure(Term):
    """What a target counts, and where the count comes from: the service ledger."""

    ACTIVITIES = "ACTIVITIES", "服务活动场次", "Activities of the year that stand in the ledger."
    ENTERPRISES = "ENTERPRISES", "服务企业户数", "Enterprises served in the year, each counted once."
    PERSONS = "PERSONS", "服务人次", "Persons who took part, once for each activity."
    PUBLIC_BENEFIT = "PUBLIC_BENEFIT", "公益性服务活动场次", "Activities for the public good (Art. 10)."


UNITS: Final[Mapping[TargetMeasure, Unit]] = {
    TargetMeasure.ACTIVITIES: Unit.SESSIONS,
    TargetMeasure.ENTERPRISES: Unit.ENTERPRISES,
    TargetMeasure.PERSONS: Unit.PERSON_TIMES,
    TargetMeasure.PUBLIC_BENEFIT: Unit.SESSIONS,
}
"""What each of them is counted in."""


class TargetState(Term):
    """Whether a target stands."""

    SET = "SET", "有效", "It stands."
    WITHDRAWN = "WITHDRAWN", "已撤回", "It was withdrawn with a reason."


class ResponsibilityState(Term):
    """Where a letter of responsibility stands."""

    DRAFT = "DRAFT", "草拟", "Being written by the municipal centre."
    OFFERED = "OFFERED", "待签署", "Text and targets are frozen; it waits for its three signatures."
    SIGNED = "SIGNED", "已签订", "Signed by all three: in force."
    AMENDED = "AMENDED", "已变更", "Another letter took its place when that one was signed by all three."


class AssessmentResult(Term):
    """What a department finds of a platform's year; never a grade of Art. 17."""

    ACHIEVED = "ACHIEVED", "完成", "The year's targets were achieved."
    PARTLY = "PARTLY", "部分完成", "Some of them were achieved."
    NOT_ACHIEVED = "NOT_ACHIEVED", "未完成", "They were not achieved."


class AssessmentState(Term):
    """Whether an assessment stands."""

    RECORDED = "RECORDED", "有效", "It stands."
    WITHDRAWN = "WITHDRAWN", "已撤回", "It was withdrawn with a reason."

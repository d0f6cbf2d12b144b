"""The quarterly figures as columns and as shown fields, once each; `domain/reporting/form.py` is the list both follow."""

from typing import Any

import strawberry
from tortoise import fields as column

from domain.reporting.form import FORM
from schema.noun.noun import shown
from schema.noun.vocabulary import Money, Score


class TextColumns:
    """The texts of the form."""

    feature_text = column.TextField(null=True)
    demo_effect_text = column.TextField(null=True)
    problem_text = column.TextField(null=True)


class TypedColumns(TextColumns):
    """The operator's typed figures; null without typing, or for a kind of platform without such a figure."""

    expert_count = column.IntField(null=True)
    resident_enterprises = column.IntField(null=True)
    resident_employees = column.IntField(null=True)
    graduated_enterprises = column.IntField(null=True)
    floor_area = column.BigIntField(null=True)


class FiguresColumns(TypedColumns):
    """All figures of a submitted version, the typed ones and those counted from records."""

    activity_count = column.IntField(default=0)
    activity_online_count = column.IntField(default=0)
    enterprise_count = column.IntField(default=0)
    enterprise_visits = column.IntField(default=0)
    micro_small_count = column.IntField(default=0)
    self_employed_count = column.IntField(default=0)
    person_count = column.IntField(default=0)
    training_person_count = column.IntField(default=0)
    public_service_count = column.IntField(default=0)
    policy_info_count = column.IntField(default=0)
    service_info_count = column.IntField(default=0)
    demand_collected = column.IntField(default=0)
    demand_matched = column.IntField(default=0)
    partner_agency_count = column.IntField(default=0)
    partner_agency_new = column.IntField(default=0)
    financing_amount = column.BigIntField(default=0)
    financing_enterprises = column.IntField(default=0)
    service_revenue = column.BigIntField(default=0)
    survey_answers = column.IntField(default=0)
    follow_up_count = column.IntField(default=0)
    complaint_count = column.IntField(default=0)
    staff_count = column.IntField(default=0)
    satisfaction = column.IntField(null=True)
    public_service_ratio = column.IntField(null=True)


def figure(name: str) -> Any:
    """A shown figure, described by the form."""
    return shown(FORM[name].shown)


@strawberry.type
class TextFields:
    feature_text: str | None = figure("feature_text")
    demo_effect_text: str | None = figure("demo_effect_text")
    problem_text: str | None = figure("problem_text")


@strawberry.type
class TypedFields(TextFields):
    expert_count: int | None = figure("expert_count")
    resident_enterprises: int | None = figure("resident_enterprises")
    resident_employees: int | None = figure("resident_employees")
    graduated_enterprises: int | None = figure("graduated_enterprises")
    floor_area: Score | None = figure("floor_area")


@strawberry.type
class FiguresFields(TypedFields):
    activity_count: int = figure("activity_count")
    activity_online_count: int = figure("activity_online_count")
    enterprise_count: int = figure("enterprise_count")
    enterprise_visits: int = figure("enterprise_visits")
    micro_small_count: int = figure("micro_small_count")
    self_employed_count: int = figure("self_employed_count")
    person_count: int = figure("person_count")
    training_person_count: int = figure("training_person_count")
    public_service_count: int = figure("public_service_count")
    policy_info_count: int = figure("policy_info_count")
    service_info_count: int = figure("service_info_count")
    demand_collected: int = figure("demand_collected")
    demand_matched: int = figure("demand_matched")
    partner_agency_count: int = figure("partner_agency_count")
    partner_agency_new: int = figure("partner_agency_new")
    financing_amount: Money = figure("financing_amount")
    financing_enterprises: int = figure("financing_enterprises")
    service_revenue: Money = figure("service_revenue")
    survey_answers: int = figure("survey_answers")
    follow_up_count: int = figure("follow_up_count")
    complaint_count: int = figure("complaint_count")
    staff_count: int = figure("staff_count")
    satisfaction: Score | None = figure("satisfaction")
    public_service_ratio: Score | None = figure("public_service_ratio")

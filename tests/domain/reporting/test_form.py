"""The quarterly form: one list, its checks, and how figures add up (Art. 14(1))."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tortoise import fields as column
from tortoise.fields.base import Field

from domain.kernel.violations import Code, Violation
from domain.reporting import form
from domain.reporting.form import FORM, CountedService
from domain.terms import Kind, Severity
from domain.terms.registry import SizeClass
from domain.terms.reporting import Aggregation, Source, Unit
from schema.reporting.figures import FiguresColumns, FiguresFields, TextColumns, TextFields, TypedColumns, TypedFields
from tests.builders.filings import an_activity, an_id, answers, recorded_figures, served


def columns(mixin: type[Any]) -> set[str]:
    return {name for name in dir(mixin) if isinstance(getattr(mixin, name), Field)}


def shown(mixin: Any) -> dict[str, Any]:
    return {field.python_name: field for field in mixin.__strawberry_definition__.fields}


# one list


@pytest.mark.parametrize(
    ("names", "stored", "fields_shown"),
    [
        (form.TEXTS, TextColumns, TextFields),
        (form.TYPED, TypedColumns, TypedFields),
        (tuple(FORM), FiguresColumns, FiguresFields),
    ],
)
def test_columns_and_shown_fields_follow_the_form(names: tuple[str, ...], stored: type[Any], fields_shown: type[Any]):
    assert columns(stored) == set(shown(fields_shown)) == set(names)


def test_every_figure_is_described_by_the_form():
    assert {name: field.description for name, field in shown(FiguresFields).items()} == {
        name: field.shown for name, field in FORM.items()
    }


def test_codes_are_camel_case_and_unique():
    assert FORM["activity_online_count"].code == "activityOnlineCount"
    assert len(form.CODES) == len(FORM)


def test_what_the_ledger_tells_cannot_be_typed():
    assert not set(form.TYPED) & {
        name for name, field in FORM.items() if field.source in (Source.LEDGER, Source.DERIVED)
    }


def test_every_figure_says_how_it_adds_up_and_texts_do_not():
    assert all((field.agg is None) == field.is_text for field in FORM.values())


def test_money_is_stored_in_fen_and_counts_as_counts():
    kinds: dict[str, Any] = {name: type(getattr(FiguresColumns, name)) for name in form.FIGURES}
    assert all(
        (kinds[name] is column.BigIntField) == (FORM[name].unit in (Unit.YUAN, Unit.SQUARE_METRES)) for name in kinds
    )


# what the ledger tells


def test_the_ledger_is_counted():
    activities = [
        an_activity("a", persons=10, online=True, training=True),
        an_activity("b", persons=5, public=False, fee=300_00),
        an_activity("c", persons=1),
    ]
    enterprises = [
        served("x", visits=3),
        served("y", SizeClass.MEDIUM),
        served("z", SizeClass.NOT_APPLICABLE, self_employed=True),
        replace(served("only financed", visits=0), financed=True),
    ]

    assert form.from_ledger(activities, enterprises) == {
        "activity_count": 3,
        "activity_online_count": 1,
        "enterprise_count": 3,
        "enterprise_visits": 5,
        "micro_small_count": 1,
        "self_employed_count": 1,
        "financing_enterprises": 1,
        "person_count": 16,
        "training_person_count": 10,
        "service_revenue": 300_00,
        "public_service_count": 2,
        "public_service_ratio": 66_67,
    }


def test_an_empty_ledger_is_a_report_without_a_ratio():
    found = recorded_figures()

    assert (found.pop("public_service_ratio"), found.pop("satisfaction")) == (None, None)
    assert set(found) == set(form.COUNTED_BY_LEDGER)
    assert set(found.values()) == {0}


def test_an_enterprise_counts_once_with_its_last_size_and_all_its_visits():
    once = form.each_once([served("x", SizeClass.MICRO), served("y"), served("x", SizeClass.MEDIUM)])

    assert once == (CountedService(an_id("x"), SizeClass.MEDIUM, self_employed=False, visits=2), served("y"))


# several as one


def a_ledger() -> some.SearchStrategy[list[CountedService]]:
    one = some.builds(
        CountedService,
        some.sampled_from([an_id(str(n)) for n in range(6)]),
        some.sampled_from(list(SizeClass)),
        some.booleans(),
        some.booleans(),
        some.integers(1, 5),
    )
    return some.lists(one, max_size=12)


@given(some.lists(a_ledger(), max_size=4))
def test_distinct_counts_add_up_over_any_set(ledgers: list[list[CountedService]]):
    each = [form.each_once(ledger) for ledger in ledgers]

    together = form.each_once([one for ledger in each for one in ledger])

    assert form.distinct(together)["enterprise_count"] == len(
        {one.enterprise_id for ledger in ledgers for one in ledger}
    )
    assert sum(one.visits for one in together) == sum(one.visits for ledger in ledgers for one in ledger)
    assert form.distinct(together)["enterprise_count"] <= sum(
        form.distinct(ledger)["enterprise_count"] for ledger in each
    )


@given(some.lists(some.tuples(some.lists(some.integers(0, 50), max_size=3), a_ledger()), max_size=4))
def test_sums_reconcile_with_what_was_taken_in(districts: list[tuple[list[int], list[CountedService]]]):
    reports = [
        answers(
            expert_count=len(persons),
            **recorded_figures([an_activity(persons=count) for count in persons], form.each_once(ledger)),
        )
        for persons, ledger in districts
    ]

    total = form.together(reports, form.each_once([one for _, ledger in districts for one in ledger]))

    for name in form.FIGURES:
        if FORM[name].agg in (Aggregation.SUM, Aggregation.LAST):
            assert (total[name] or 0) == sum(report[name] or 0 for report in reports)
    assert Code.INVALID not in {each.code for each in form.errors(Kind.SERVICE_CENTER, total)}


def test_satisfaction_is_weighted_by_answers():
    reports = [answers(satisfaction=100_00, survey_answers=1), answers(satisfaction=70_00, survey_answers=2), answers()]

    assert form.together(reports, [])["satisfaction"] == 80_00


def test_a_ratio_is_computed_again_not_averaged():
    small = recorded_figures([an_activity(public=True)])
    large = recorded_figures([an_activity(str(n), public=False) for n in range(9)])

    assert form.together([small, large], [])["public_service_ratio"] == 10_00


def test_what_nobody_reports_stays_null():
    together = form.together([answers(), answers(resident_enterprises=4)], [])

    assert (together["resident_enterprises"], together["graduated_enterprises"], together["expert_count"]) == (
        4,
        None,
        0,
    )


# checks


def code_of(kind: Kind, **given: Any) -> tuple[Code, tuple[str, ...]] | None:
    found = next(form.errors(kind, {**answers(), **recorded_figures([an_activity()], [served("x")]), **given}), None)
    return found and (found.code, found.path)


def test_zeros_are_a_complete_form():
    assert code_of(Kind.DEMO_PLATFORM) is None


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"expert_count": -1}, Code.NEGATIVE, "expertCount"),
        ({"expert_count": None}, Code.REQUIRED, "expertCount"),
        ({"expert_count": 2**31}, Code.INVALID, "expertCount"),
        ({"resident_enterprises": 0}, Code.INVALID, "residentEnterprises"),
        ({"floor_area": -1}, Code.NEGATIVE, "floorArea"),
        ({"activity_online_count": 2}, Code.INVALID, "activityOnlineCount"),
        ({"micro_small_count": 2}, Code.INVALID, "microSmallCount"),
        ({"self_employed_count": 2}, Code.INVALID, "selfEmployedCount"),
        ({"training_person_count": 11}, Code.INVALID, "trainingPersonCount"),
        ({"public_service_count": 2}, Code.INVALID, "publicServiceCount"),
        ({"feature_text": "字" * 2001}, Code.TOO_LONG, "featureText"),
    ],
)
def test_what_stops_a_form(given: dict[str, Any], code: Code, path: str):
    assert code_of(Kind.DEMO_PLATFORM, **given) == (code, (path,))


@pytest.mark.parametrize(
    "given",
    [
        {"feature_text": "字" * 2000},
        {"expert_count": 2**31 - 1},
    ],
)
def test_the_limits_themselves_are_allowed(given: dict[str, Any]):
    assert code_of(Kind.DEMO_PLATFORM, **given) is None


def test_a_base_must_tell_what_only_bases_tell():
    assert code_of(Kind.DEMO_BASE) == (Code.REQUIRED, ("residentEnterprises",))
    assert code_of(Kind.DEMO_BASE, resident_enterprises=3, resident_employees=40, graduated_enterprises=0) is None


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"activity_count": 0, "person_count": 0}, "activityCount"),
        ({"person_count": 0, "training_person_count": 0}, "personCount"),
        ({"demand_matched": 3, "demand_collected": 2}, "demandMatched"),
        ({"partner_agency_new": 3, "partner_agency_count": 2}, "partnerAgencyNew"),
    ],
)
def test_what_only_looks_odd_warns(given: dict[str, Any], path: str):
    found = form.findings(
        Kind.DEMO_PLATFORM, {**answers(), **recorded_figures([an_activity(public=False)], [served("x")]), **given}
    )

    assert (Severity.WARNING, (path,)) in [(each.severity, each.violation.path) for each in found]


def test_errors_come_before_warnings():
    found = form.findings(Kind.DEMO_PLATFORM, {**answers(expert_count=-1), **recorded_figures()})

    assert [each.severity for each in found] == [Severity.ERROR, Severity.WARNING]


def test_a_refusal_names_the_field_in_chinese_and_english():
    with pytest.raises(Violation) as refusal:
        form.checked(Kind.DEMO_PLATFORM, answers(expert_count=-1))

    assert refusal.value.message() == "“专家（期末）”不能为负数。"
    assert refusal.value.message("en") == "expertCount may not be negative."


def test_a_form_tells_all_that_is_wrong_at_once_one_for_each_field():
    wrong = answers(expert_count=-1, floor_area=None, feature_text="长" * 5000)
    with pytest.raises(Violation) as refusal:
        form.checked(Kind.DEMO_PLATFORM, wrong)

    found = [(each.path, each.code) for each in (refusal.value, *refusal.value.others)]
    assert sorted(found) == [
        (("expertCount",), Code.NEGATIVE),
        (("featureText",), Code.TOO_LONG),
        (("floorArea",), Code.REQUIRED),
    ]


def test_blank_texts_are_none():
    assert form.typed({"feature_text": " \n", "problem_text": " 无 ", "expert_count": 0}) == {
        "feature_text": None,
        "problem_text": "无",
        "expert_count": 0,
    }


def test_the_handed_in_enterprise_has_the_columns_of_its_row():
    assert {field.name for field in fields(CountedService)} == {
        "enterprise_id",
        "size",
        "self_employed",
        "financed",
        "visits",
    }

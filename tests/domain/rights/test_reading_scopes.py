"""Who reads what of the yearly evaluation, by the table of rights (Art. 13, 17)."""

from typing import Any

import pytest

from domain.kernel.acts import Act
from domain.rights.authority import hidden, scope_of
from domain.rights.scope import Actor, All, Nothing, holds
from domain.terms import Role
from domain.terms.reporting import ObligationKind
from tests.builders.judging import an_id

READ = Act.READ
OF_WUHUA = {"region": frozenset({an_id("wuhua")}), "platform": frozenset({an_id("platform of wuhua")})}


def reads(role: Role, noun: str, **facts: Any) -> bool:
    """Whether somebody of a district reads a row."""
    return holds(scope_of(role, READ, noun), Actor(role, an_id("somebody"), reach=OF_WUHUA), facts)


def of(district: str, **facts: Any) -> dict[str, Any]:
    return {"region_id": an_id(district), "platform_id": an_id(f"platform of {district}"), **facts}


def test_a_district_centre_reads_the_published_evaluations_of_its_own_district():
    def evaluation(district: str, result: str | None) -> dict[str, Any]:
        return of(district, published_result_id=result and an_id(result))

    assert reads(Role.DISTRICT_CENTER, "Evaluation", **evaluation("wuhua", "result"))
    assert not reads(Role.DISTRICT_CENTER, "Evaluation", **evaluation("wuhua", None))
    assert not reads(Role.DISTRICT_CENTER, "Evaluation", **evaluation("panlong", "result"))
    assert reads(Role.FINANCE_BUREAU, "Evaluation", **evaluation("panlong", "result"))


@pytest.mark.parametrize("field", ["reminded_on", "takeover_reason", "open_objections", "reopen_reason"])
def test_what_passes_between_the_desks_is_for_those_who_act_on_it(field: str):
    for role in (Role.FINANCE_BUREAU, Role.DISTRICT_CENTER, Role.MUNICIPAL_CENTER):
        assert hidden(role, "Evaluation", field) == Nothing()
    for role in (Role.MUNICIPAL_BUREAU, Role.OVERSIGHT, Role.DISTRICT_DEPARTMENT, Role.OPERATOR):
        assert hidden(role, "Evaluation", field) is None


@pytest.mark.parametrize("kind", ObligationKind)
def test_a_district_centre_counts_quarterly_filings_alone(kind: ObligationKind):
    quarterly = kind in (ObligationKind.REPORT, ObligationKind.CONSOLIDATION)

    assert reads(Role.DISTRICT_CENTER, "Obligation", **of("wuhua", kind=kind)) is quarterly
    assert reads(Role.DISTRICT_CENTER, "Delivery", **of("wuhua", obligation={"kind": kind})) is quarterly
    assert reads(Role.DISTRICT_DEPARTMENT, "Obligation", **of("wuhua", kind=kind))


def test_only_results_that_stood_in_a_notice_are_read_outside_the_bureau():
    for told in (True, False):
        result = of("wuhua", **{"NoticeItem.result": [{}] * told})
        for role in (Role.FINANCE_BUREAU, Role.MUNICIPAL_CENTER, Role.DISTRICT_DEPARTMENT, Role.OPERATOR):
            assert reads(role, "Result", **result) is told
    for role in (Role.MUNICIPAL_BUREAU, Role.OVERSIGHT):
        assert scope_of(role, READ, "Result") == All()

"""Builders of what the rules of rectification ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from domain.calendar import Calendar
from domain.money.hearing import Procedure
from domain.rectification.delivery import Handover
from domain.rectification.rectification import Notification, RectificationFacts
from domain.terms import Kind
from domain.terms.evaluation import EvaluationState
from domain.terms.rectification import DeliveryMethod, RectificationState
from tests.builders.money import BUREAU, NOON, PACK, TODAY, an_id

R = RectificationState
TITLE: Final = an_id("title")
TOLD: Final = Notification("昆工信函〔2022〕9号", "盘龙区人民政府", TODAY, "https://gxj.km.gov.cn/9")
WHEN: Final = Procedure(NOON, TODAY, Calendar({}), PACK)


def a_rectification(**facts: Any) -> RectificationFacts:
    """A notice that was issued; its holder was told of the revocation to come yesterday, and heard."""
    usual = RectificationFacts(
        an_id("rectification"),
        an_id("platform"),
        an_id("region"),
        Kind.DEMO_PLATFORM,
        R.ISSUED,
        TODAY + timedelta(days=10),
        1,
        NOON - timedelta(days=20),
        None,
        None,
        TODAY - timedelta(days=1),
        None,
        None,
        EvaluationState.FINAL,
        failed=True,
    )
    return replace(usual, **facts)


def a_handover(**facts: Any) -> Handover:
    """A letter of today."""
    return replace(Handover(DeliveryMethod.POST, TODAY, "平台负责人", "EMS 1234", BUREAU.account), **facts)

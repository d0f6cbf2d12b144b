"""Whoever has a title to lose is heard first, and what is announced in public serves last (13 E2; Art. 19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.kernel.violations import Code
from domain.rectification import rectification as rectification_rules
from domain.rectification.delivery import NO_SUBJECT, reminded, served_on
from domain.terms import Kind
from domain.terms.rectification import DeliveryMethod
from tests.builders.money import NOON, PACK, TODAY
from tests.builders.rectification import TITLE, TOLD, WHEN, R, a_handover, a_rectification
from tests.builders.refusing import refused


@pytest.mark.reading("L55")
@pytest.mark.parametrize("found", [{"state": R.FAILED, "checked_at": NOON}, {"state": R.REFUSED, "refused_at": NOON}])
def test_no_title_is_revoked_before_its_holder_was_heard(found: dict[str, Any]) -> None:
    one = a_rectification(**found, heard_until=None)

    def close(until: date | None, **more: Any) -> object:
        heard = replace(one, heard_until=until, **more)
        return rectification_rules.close(heard, TOLD, TITLE, at=NOON, today=TODAY)

    told = rectification_rules.notify_revocation(one, "告1号", a_handover(), WHEN)
    assert told.set["heard_until"] == date(2022, 11, 8)
    assert refused(lambda: close(None)) is Code.HEARING_FIRST
    assert refused(lambda: close(TODAY)) is Code.STILL_HEARD
    assert refused(lambda: close(TODAY - timedelta(days=1), statement="已补齐")) is Code.ANSWER_REQUIRED
    assert close(TODAY - timedelta(days=1))
    centre = replace(one, kind=Kind.SERVICE_CENTER)
    assert rectification_rules.close(centre, replace(TOLD, announcement=None), None, at=NOON, today=TODAY)
    assert refused(lambda: rectification_rules.notify_revocation(centre, "告1号", a_handover(), WHEN)) is (
        Code.CENTRES_HAVE_NO_TITLE
    )
    for before, until in ((TODAY, date(2022, 11, 8)), (date(2022, 11, 21), date(2022, 11, 21))):
        again = replace(one, heard_until=before)
        told = rectification_rules.notify_revocation(again, "告1号", a_handover(), WHEN)
        assert told.set["heard_until"] == until, "told again, nobody has less time"


@pytest.mark.parametrize("link", [None, " ", "javascript:alert(1)", "公告栏"])
def test_a_revocation_is_announced(link: str | None) -> None:
    one = a_rectification(state=R.FAILED)
    expected = Code.INVALID if (link or "").strip() else Code.REQUIRED

    assert (
        refused(lambda: rectification_rules.close(one, replace(TOLD, announcement=link), TITLE, at=NOON, today=TODAY))
        is expected
    )


@pytest.mark.reading("L56")
@pytest.mark.parametrize(
    ("posted", "today", "served"),
    [
        (date(2021, 12, 31), date(2022, 2, 28), None),
        (date(2021, 12, 31), date(2022, 3, 1), date(2022, 3, 1)),
        (date(2022, 1, 1), date(2022, 1, 30), None),
        (date(2022, 1, 1), date(2022, 1, 31), date(2022, 1, 31)),
        (date(2020, 3, 2), date(2020, 5, 1), date(2020, 5, 1)),
    ],
)
def test_an_announcement_serves_once_its_days_are_over(posted: date, today: date, served: date | None) -> None:
    """Sixty days until the end of 2021, thirty from 2022 on; only where every other way failed."""
    handover = a_handover(how=DeliveryMethod.ANNOUNCEMENT, day=posted, attempts="邮寄退回，登门无人")

    assert refused(lambda: served_on(replace(handover, attempts=" "), PACK, today)) is Code.ANNOUNCED_LAST
    if served is None:
        assert refused(lambda: served_on(handover, PACK, today)) is Code.ANNOUNCEMENT_RUNS
    else:
        assert served_on(handover, PACK, today) == served


def test_the_document_of_an_effect_is_served() -> None:
    one = a_rectification(state=R.CLOSED, effect_on=TODAY)

    def deliver(day: date) -> Any:
        return rectification_rules.deliver(one, a_handover(day=day), PACK, at=NOON, today=TODAY)

    assert deliver(TODAY).set == {"state": R.CLOSED, "effect_delivered_on": TODAY}
    assert refused(lambda: deliver(TODAY - timedelta(days=1))) is Code.DATES_ORDER


@pytest.mark.parametrize("proof", ["长" * 2001, "x" * 5000])
def test_a_proof_has_a_bound(proof: str) -> None:
    handover = a_handover(proof=proof)

    assert (
        refused(lambda: rectification_rules.deliver(a_rectification(), handover, PACK, at=NOON, today=TODAY))
        is Code.TOO_LONG
    )


@pytest.mark.parametrize("how", list(DeliveryMethod))
def test_nobody_is_reminded_by_announcement(how: DeliveryMethod) -> None:
    def remind() -> object:
        return reminded(a_handover(how=how), NO_SUBJECT, TODAY, at=NOON, today=TODAY)

    if how is DeliveryMethod.ANNOUNCEMENT:
        assert refused(remind) is Code.INVALID
    else:
        assert remind()

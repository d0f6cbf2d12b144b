"""The five things a platform makes public, in versions (Art. 11)."""

from datetime import date
from uuid import UUID

import pytest

from domain.kernel.violations import Code
from domain.services import disclosure as disclosure_rules
from domain.services.disclosure import Discloser, DisclosureContent, DisclosureFacts
from domain.terms.registry import PlatformState
from domain.terms.services import DisclosureItem, DisclosureState
from tests.builders.filings import at
from tests.builders.refusing import refused

S, NOW = DisclosureState, at("2022-09-10 10:00")
WHO = Discloser(UUID(int=1), UUID(int=2), PlatformState.OPERATING, date(2018, 5, 1))
GONE = Discloser(UUID(int=1), UUID(int=2), PlatformState.ABOLISHED, date(2018, 5, 1))


def version(since: str, state: DisclosureState = S.PUBLISHED) -> DisclosureFacts:
    return DisclosureFacts(state, date.fromisoformat(since))


def publish(since: str, to: str | None = None, latest: DisclosureFacts | None = None, who: Discloser = WHO):
    until = date.fromisoformat(to) if to else None
    text = DisclosureContent(DisclosureItem.FEES, "免费", date.fromisoformat(since), until, "大厅公示栏", "照片3号")
    return disclosure_rules.publish(who, text, latest, versions=4, at=NOW)


def test_there_are_the_five_of_the_text():
    assert [item.label for item in DisclosureItem] == ["服务内容", "服务流程", "服务标准", "收费标准", "服务时间"]


def test_versions_are_numbered_and_may_begin_later():
    values = publish("2022-12-01", "2023-12-01", version("2021-01-01")).adds[0].values

    assert (values["n"], values["valid_from"], values["state"]) == (5, date(2022, 12, 1), S.PUBLISHED)


def test_versions_that_are_refused():
    assert refused(lambda: publish("2022-01-01", latest=version("2022-01-01"))) is Code.PERIODS_OVERLAP
    assert refused(lambda: publish("2022-01-01", "2022-01-01")) is Code.EMPTY_PERIOD
    assert refused(lambda: publish("2018-04-30")) is Code.BEFORE_FOUNDING
    assert refused(lambda: publish("2022-01-01", who=GONE)) is Code.WRONG_STATE


def test_only_the_latest_is_taken_back_and_with_a_reason():
    assert disclosure_rules.withdraw(version("2022-01-01"), "误填", at=NOW).set["state"] is S.WITHDRAWN
    assert refused(lambda: disclosure_rules.withdraw(version("2022-01-01"), " ", at=NOW)) is Code.REASON_REQUIRED


@pytest.mark.parametrize("state", [S.SUPERSEDED, S.WITHDRAWN])
def test_what_is_not_the_latest_stays(state: DisclosureState):
    assert refused(lambda: disclosure_rules.withdraw(version("2022-01-01", state), "误填", at=NOW)) is Code.WRONG_STATE


@pytest.mark.parametrize("place", ["javascript:alert(1)", "data:text/html,1", "ftp://km.gov.cn/1", "https:///1"])
def test_e7_what_is_made_public_leads_to_a_server_or_a_notice_board(place: str):
    """E7: a place of disclosure that begins as a link is an http or https address."""
    content = DisclosureContent(DisclosureItem.FEES, "免费", date(2022, 1, 1), None, place, "照片3号")

    assert refused(lambda: disclosure_rules.publish(WHO, content, None, versions=4, at=NOW)) is Code.INVALID

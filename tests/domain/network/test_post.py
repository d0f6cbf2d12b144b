"""What a platform publishes, in a channel of its own (Art. 7(2), 9)."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.kernel.change import New
from domain.kernel.units import Quarter
from domain.kernel.violations import Code
from domain.network import post as post_rules
from domain.network.partner import Dated
from domain.network.post import PostContent, Used
from domain.terms.network import DatedState, EntryState, PostSource, PostTopic
from tests.builders.places import AT, OTHER, a_place, dated
from tests.builders.registry import PLATFORM, TODAY, WUHUA, code_of, day

CHANNEL = UUID(int=60)


def posted(on: str = "2022-05-01", channel: Dated | None = None, platform: UUID = PLATFORM) -> New:
    item = PostContent(day(on), PostSource.UPPER, PostTopic.POLICY, "减税降费政策解读", None)
    used = Used(CHANNEL, platform, channel or dated())
    return post_rules.record(a_place(), item, used, at=AT, today=TODAY)


def test_a_post_has_its_quarter_its_region_and_its_channel():
    found = posted().values

    assert (found["quarter"], found["region_id"], found["channel_id"]) == (Quarter("2022Q2"), WUHUA, CHANNEL)
    assert (found["source"], found["topic"]) == (PostSource.UPPER, PostTopic.POLICY)


@pytest.mark.parametrize(
    ("on", "channel", "platform", "code"),
    [
        ("2022-06-02", dated(), PLATFORM, Code.FUTURE_DAY),
        ("2019-12-31", dated(), PLATFORM, Code.BEFORE_FOUNDING),
        ("2020-12-31", dated(), PLATFORM, Code.DATES_ORDER),
        ("2022-05-01", dated(to="2022-05-01"), PLATFORM, Code.DATES_ORDER),
        ("2022-05-01", dated(state=DatedState.WITHDRAWN), PLATFORM, Code.WRONG_STATE),
        ("2022-05-01", dated(), OTHER, Code.NOT_YOUR_PLATFORM),
    ],
)
def test_posts_that_are_refused(on: str, channel: Dated, platform: UUID, code: Code):
    assert code_of(lambda: posted(on, channel, platform)) is code


def test_the_last_day_of_a_channel_is_the_day_before_its_end():
    assert posted("2022-04-30", dated(to="2022-05-01"))


def test_a_post_is_withdrawn_once_and_with_a_reason():
    assert post_rules.withdraw(EntryState.RECORDED, "重复").set == {"state": EntryState.WITHDRAWN, "reason": "重复"}
    assert code_of(lambda: post_rules.withdraw(EntryState.RECORDED, "")) is Code.REASON_REQUIRED
    assert code_of(lambda: post_rules.withdraw(EntryState.WITHDRAWN, "重复")) is Code.WRONG_STATE

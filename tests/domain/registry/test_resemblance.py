"""What stands in the registry already, under another spelling or for the same holder (Art. 2, 18)."""

from dataclasses import replace
from uuid import UUID

import pytest

from domain.kernel.violations import Code, Violation
from domain.registry.resemblance import KnownPlatform, Newcomer, alike, apart_from
from domain.terms import Kind
from domain.terms.registry import PlatformState
from tests.builders.filings import an_id
from tests.builders.refusing import refused

HOLDER, ELSEWHERE = an_id("holder"), an_id("another holder")
OLD = KnownPlatform(an_id("old"), "昆明云创（五华）服务平台", Kind.DEMO_PLATFORM, PlatformState.OPERATING, HOLDER)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("昆明云创（五华）服务平台", "昆明云创(五华) 服务平台", True),
        ("昆财〔2022〕8号", "昆财[2022] 8号", True),
        ("Ｋｕｎｍｉｎｇ·云", "kunming云", True),
        ("昆明云创服务平台", "昆明云创服务基地", False),
        ("昆财〔2022〕8号", "昆财〔2022〕18号", False),
    ],
)
def test_spelling_alone_makes_no_other_name(one: str, other: str, same: bool):
    assert alike(one, other) is same


@pytest.mark.reading("L32")
@pytest.mark.parametrize(
    ("new", "certified", "path"),
    [
        (Newcomer("昆明云创 (五华)服务平台", Kind.DEMO_BASE, ELSEWHERE, "KM-1"), (), ("name",)),
        (Newcomer("昆明云创［五华］服务平台", Kind.DEMO_PLATFORM, HOLDER, "KM-1"), (), ("name",)),
        (Newcomer("另一服务平台", Kind.DEMO_PLATFORM, HOLDER, "KM-1"), (), ("holder",)),
        (Newcomer("另一创业基地", Kind.DEMO_BASE, HOLDER, "KM-1"), (OLD.id,), ("title", "certificate")),
        (Newcomer("另一创业基地", Kind.DEMO_BASE, HOLDER, "KM-1"), (), None),
        (Newcomer("另一服务平台", Kind.DEMO_PLATFORM, ELSEWHERE, "KM-1"), (OLD.id,), None),
    ],
)
def test_what_stands_in_the_registry_is_registered_again_with_a_reason_alone(
    new: Newcomer, certified: tuple[UUID, ...], path: tuple[str, ...] | None
):
    """C2: by name, by holder and kind, by holder and certificate; whether it is still in being or not."""
    for state in PlatformState:
        others = [replace(OLD, state=state)]
        asked = (new, others, certified)

        if path is None:
            assert apart_from(*asked, None) is apart_from(*asked, "两回事") is None
            continue
        assert refused(lambda asked=asked: apart_from(*asked, " ")) is Code.LIKE_ANOTHER
        with pytest.raises(Violation) as refusal:
            apart_from(*asked, None)
        assert (refusal.value.path, refusal.value.facts["name"]) == (path, OLD.name)
        assert apart_from(*asked, "两回事") == "两回事"

"""The same platform is not registered twice without a word (Art. 2, 18)."""

from typing import Any

import pytest

from tests.api.client import Client, Refusal

ONE = "{ platforms(first: 1, filter: {kind: {eq: DEMO_PLATFORM}}) { nodes { name region { id } holder { id } } } }"
TITLE = {
    "level": "MUNICIPAL",
    "certificate": "KM-2022-9001",
    "recognisedBy": "昆明市工业和信息化局",
    "validFrom": "2022-09-01",
}


async def test_a_platform_is_registered_again_only_with_a_reason_that_stays(anyone: Client) -> None:
    """C2."""
    bureau = await anyone.signed_in("bureau")
    [there] = (await bureau.query(ONE))["platforms"]["nodes"]
    asked: dict[str, Any] = {
        "region": there["region"]["id"],
        "kind": "DEMO_PLATFORM",
        "foundedOn": "2021-01-04",
        "title": TITLE,
    }
    name = f" {there['name'].replace('（', '(').replace('）', ')')} "

    with pytest.raises(Refusal) as like_name:
        await bureau.do("registerPlatform", name=name, holder=there["holder"]["id"], **asked)
    with pytest.raises(Refusal) as like_holder:
        await bureau.do("registerPlatform", name="另一服务平台", holder=there["holder"]["id"], **asked)
    asked |= {"name": name, "holder": there["holder"]["id"], "distinctReason": "同名，分属两个园区"}
    made = (await bureau.do("registerPlatform", "platform { distinctReason }", **asked))["platform"]

    assert [each.value.problems[0]["path"] for each in (like_name, like_holder)] == [["name"], ["holder"]]
    assert like_name.value.codes == like_holder.value.codes == ["LIKE_ANOTHER"]
    assert made == {"distinctReason": "同名，分属两个园区"}

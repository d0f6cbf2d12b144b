"""What people may type."""

import pytest

from domain.kernel.typed_text import LONGEST, a_link, a_place, maybe_link, maybe_place, refuse_unwritable
from domain.kernel.violations import Code, Violation


@pytest.mark.parametrize(
    "text",
    [
        "",
        "财税合规\n第二行\t表",
        "e\u0301",
        "👩\u200d💻",
        "=1+1",
        "１２",
        "' or 1=1 --",
        "<b>",
        "x" * LONGEST,
        "𠀀",
        "\r\n",
    ],
)
def test_what_can_be_seen_is_taken_as_it_is(text: str) -> None:
    refuse_unwritable({"a": [{"b": text}], "n": 1, "none": None})


@pytest.mark.parametrize(
    "unseen", ["\0", "\x1b", "\x7f", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\u2028"]
)
def test_what_nobody_sees_is_refused_wherever_it_stands(unseen: str) -> None:
    with pytest.raises(Violation) as refusal:
        refuse_unwritable({"entry": {"names": ["云岭", f"云{unseen}岭"]}})

    assert (refusal.value.code, refusal.value.path) == (Code.INVALID, ("entry", "names", "1"))
    assert f"U+{ord(unseen):04X}" in refusal.value.message("en")
    assert unseen not in refusal.value.message()


def test_a_text_longer_than_anything_asked_for_is_refused() -> None:
    with pytest.raises(Violation) as refusal:
        refuse_unwritable({"opinion": "字" * (LONGEST + 1)})

    assert (refusal.value.code, refusal.value.path) == (Code.TOO_LONG, ("opinion",))


NO_LINKS = (
    "javascript:alert(1)",
    "JavaScript://gxj.km.gov.cn/%0aalert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://gxj.km.gov.cn/1",
    "java\tscript:alert(1)",
    "http:",
    "http://",
    "https:///1",
    "http:gxj.km.gov.cn",
    "http:\\\\gxj.km.gov.cn",
    "https://:8443/1",
    "https://gxj.km.gov.cn@elsewhere.cn/",
    "https://gxj.km.gov.cn/a b",
    "https://gxj.km.gov.cn\\@elsewhere.cn",
    "https://-.cn",
    "https://gxj..cn",
    'https://gxj.km.gov.cn/"onclick=',
)
LINKS = (
    "http://gxj.km.gov.cn",
    "HTTPS://gxj.km.gov.cn:8443/c/2022-11-07/1.shtml?n=21&k=公示#表",
    "https://昆明.政务.cn/公示",
    "https://10.20.0.9/notice",
    "http://[2001:db8::1]/",
    "https://gxj.km.gov.cn.",
)


@pytest.mark.parametrize("text", [*NO_LINKS, "gxj.km.gov.cn", "见门户网站"])
def test_e7_a_link_without_http_and_a_host_is_refused(text: str) -> None:
    """E7: who follows a link of a public record comes to a server and to nothing else."""
    for read in (a_link, maybe_link):
        with pytest.raises(Violation) as refusal:
            read(text, "url", "网址", 500)
        assert (refusal.value.code, refusal.value.path) == (Code.INVALID, ("url",))
    assert refusal.value.message() == "“网址”填写有误：须为以http://或https://开头的完整网址"


@pytest.mark.parametrize("text", NO_LINKS)
def test_e7_a_place_that_begins_as_a_link_is_one(text: str) -> None:
    """E7: a place may be told in words, and a link among places is held to the same."""
    with pytest.raises(Violation):
        a_place(text, "address", "地址", 500)
    with pytest.raises(Violation):
        maybe_place(text, "address", "地址", 500)


@pytest.mark.parametrize("text", LINKS)
def test_e7_a_link_is_taken_as_it_was_typed(text: str) -> None:
    """E7: names of hosts in Chinese, numbers and ports are links too."""
    assert {read(f" {text} ", "url", "网址", 500) for read in (a_link, maybe_link, a_place, maybe_place)} == {text}


def test_e7_a_place_in_town_is_words_and_may_be_left_out() -> None:
    """E7: no link is asked for where none is meant."""
    assert a_place("呈贡区锦绣大街1号：一楼大厅", "place", "地址", 500) == "呈贡区锦绣大街1号：一楼大厅"
    assert (maybe_link("  ", "url", "网址", 500), maybe_place(None, "place", "地址", 500)) == (None, None)

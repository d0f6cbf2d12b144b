"""Letters of responsibility as PDF: all that they say is on paper, and is had by whoever may read them, over real HTTP (Art. 12)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from uuid import UUID

import pytest
from pypdf import PdfReader

from api.files.downloads import linked, linker
from api.files.letter_pdf import drawn, titled
from domain.targets.responsibility_letter import Aim
from domain.terms import Role
from domain.terms.targets import TargetLevel, TargetMeasure
from resolvers.targets.letter_paper import Paper, PaperSignature, Signed
from schema.noun.vocabulary import global_text
from tests.api.client import Client, Refusal
from tests.api.sendings import codes
from tests.builders.files import audited, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.settings import Settings

THEN: Final = datetime(2022, 2, 28, 17, 5, tzinfo=UTC)
"""Early on the first of March in Kunming."""
PARTIES: Final = (
    PaperSignature(Role.DISTRICT_CENTER, "五华区中小企业服务中心", "吕佳怡", THEN),
    PaperSignature(Role.MUNICIPAL_CENTER, "昆明市中小企业服务中心", "吕春燕", THEN),
    PaperSignature(Role.DISTRICT_DEPARTMENT, "五华区中小企业主管部门", "尤建国", THEN),
)
AIMS: Final = (
    Aim("五华区", TargetLevel.DISTRICT, TargetMeasure.ACTIVITIES, 240),
    Aim("某某平台", TargetLevel.PLATFORM, TargetMeasure.PERSONS, 1200),
)
A_LETTER: Final = Paper(
    2022, "昆企服责〔2022〕1号", "落实年度目标任务。", "五华区促进中心", AIMS, PARTIES, signed_at=THEN
)
LETTERS: Final = """query($state: ResponsibilityState!) { responsibilityLetters(filter: { state: { eq: $state } }, first: 100) { nodes {
  id version year number text centre holder signedAt region { code } targets { name amount }
  signatures { nodes { role body name void } } } } }"""


def pages(sheet: bytes) -> list[str]:
    """What each page says, without the blanks that lines end with."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(sheet)).pages]


def words(sheet: bytes) -> str:
    """What all of them say."""
    return "".join(pages(sheet))


# on paper


@pytest.mark.requirement("R12.2")
def test_a_signed_letter_says_who_undertakes_what_and_who_signed_when():
    said = words(drawn(A_LETTER))

    for each in (
        "2022年度中小企业服务中心建设及运营责任书",
        "昆企服责〔2022〕1号",
        "落实年度目标任务。",
        "主体单位五华区促进中心",
        "1五华区县区目标服务活动场次240场",
        "2某某平台平台目标服务人次1200人次",
        "责任单位五华区中小企业服务中心吕佳怡2022-03-0101:05",
        "市级服务中心昆明市中小企业服务中心吕春燕2022-03-0101:05",
        "属地主管部门五华区中小企业主管部门尤建国2022-03-0101:05",
        "本责任书于2022年3月1日经三方签署生效。",
    ):
        assert each in said, each
    assert not any(each in said for each in ("草稿", "已撤回", "已变更", "未签", "从略"))


@pytest.mark.requirement("R12.2")
def test_where_somebody_has_not_signed_it_says_so_in_their_place_and_across_every_page():
    waiting = (PARTIES[0], *(PaperSignature(each.role, each.body) for each in PARTIES[1:]))
    sheet = drawn(replace(A_LETTER, text="责任。\n" * 60, parties=waiting, signed_at=None, mark="草稿（待签署）"))

    said = pages(sheet)
    assert "市级服务中心昆明市中小企业服务中心未签未签" in "".join(said)
    assert "属地主管部门五华区中小企业主管部门未签未签" in "".join(said)
    assert "经三方签署生效" not in "".join(said)
    assert len(said) > 1
    assert all("草稿（待签署）" in each for each in said)


@pytest.mark.parametrize(
    "typed",
    [
        "<b>&amp;粗体</b>",
        "</para></font><para>",
        "<img src='file:///etc/passwd'/>",
        '<a href="http://127.0.0.1">点</a>',
        "<!-- <![CDATA[ ]]> &#60; &lt; &nosuch; & < >",
        "{{7*7}} %s %(x)s \\n (( )) \\",
        "一" * 200,
        "W" * 200,
    ],
)
def test_what_people_typed_is_printed_as_it_is(typed: str):
    parties = (replace(PARTIES[0], body=typed, person=typed[:100]), *PARTIES[1:])
    sheet = drawn(
        replace(
            A_LETTER, text=typed, number=typed, holder=typed, targets=(replace(AIMS[0], name=typed),), parties=parties
        )
    )

    assert words(sheet).count("".join(typed.split())) >= 4


def test_a_character_the_font_has_no_place_for_is_shown_to_be_wanting():
    assert "某〓某" in words(drawn(replace(A_LETTER, text="某𠮷某")))


def test_lines_stay_lines_and_no_line_is_no_paragraph():
    said = drawn(replace(A_LETTER, text="第一行\n\n\r\n\t\n第二行"))

    assert "第一行\n" in PdfReader(io.BytesIO(said)).pages[0].extract_text()
    assert "第一行第二行" in words(said)


@pytest.mark.requirement("R12.2")
def test_a_long_letter_goes_over_pages_and_loses_nothing():
    aims = tuple(Aim(f"第{n}号平台" + "长" * 60, TargetLevel.PLATFORM, TargetMeasure.PERSONS, n) for n in range(40))
    text = "".join(f"第{n}项，落实责任内容。" for n in range(1_600))
    assert len(text) > 20_000

    said = pages(drawn(replace(A_LETTER, text=text, targets=aims)))

    assert len(said) > 10
    for n, each in enumerate(said, 1):
        assert each.count(f"第{n}页共{len(said)}页") == 1
    told = "".join(each.replace(f"第{n}页共{len(said)}页", "") for n, each in enumerate(said, 1))
    assert text in told
    for n in range(40):
        assert f"第{n}号平台{'长' * 60}平台目标服务人次{n}人次" in told
    heads = sum("序号对象层级指标目标值" in each for each in said)
    assert heads > 1


@pytest.mark.requirement("R12.2")
def test_an_amending_letter_names_what_it_replaces_and_why_and_the_old_one_what_replaced_it():
    before, after = Signed("昆企服责〔2022〕1号", THEN), Signed(None, THEN + timedelta(days=100))

    new = words(drawn(replace(A_LETTER, replaces=before, amend_reason="目标<任务>调整")))
    old = words(drawn(replace(A_LETTER, mark="已变更", replaced_by=after)))

    assert "替代2022年3月1日签订的2022年度责任书（文号：昆企服责〔2022〕1号）。变更原因：目标<任务>调整" in new
    assert "【已变更】已由2022年6月9日签订的2022年度责任书（文号：无）替代" in old


def test_the_same_letter_is_the_same_bytes_and_bears_its_title():
    sheet = drawn(A_LETTER)

    told: Any = PdfReader(io.BytesIO(sheet)).metadata
    assert sheet == drawn(replace(A_LETTER))
    assert sheet != drawn(replace(A_LETTER, year=2021))
    assert told.title == f"五华区中小企业服务中心{titled(A_LETTER)}"
    assert told.subject == "已签订"


# over HTTP


async def letters(person: Client, state: str) -> list[dict[str, Any]]:
    """The letters somebody may read."""
    return (await person.query(LETTERS, state=state))["responsibilityLetters"]["nodes"]


async def read(person: Client, letter: str) -> bytes:
    """The PDF of one."""
    got = await person.get(await opened(person, letter))
    assert (got.status_code, got.headers["content-type"]) == (200, "application/pdf"), got.text
    return got.content


async def unread(anyone: Client, names: Sequence[str], letter: str) -> list[str]:
    """What those are told who ask for a letter that is not for them."""
    told: list[str] = []
    for name in names:
        with pytest.raises(Refusal) as refused:
            await opened(await anyone.signed_in(name), letter)
        told += refused.value.codes
    return told


@pytest.mark.requirement("R12.2")
async def test_who_may_read_a_letter_has_its_pdf_with_all_it_says(anyone: Client):
    centre = await anyone.signed_in("530102-center")
    letter, *_ = await letters(centre, "SIGNED")
    sheets = {name: await read(await anyone.signed_in(name), letter["id"]) for name in ("530102-department", "center")}

    got = await centre.get(await opened(centre, letter["id"]))

    assert set(sheets.values()) == {got.content}
    name = "%E4%BA%94%E5%8D%8E%E5%8C%BA%E4%B8%AD%E5%B0%8F%E4%BC%81%E4%B8%9A%E6%9C%8D%E5%8A%A1%E4%B8%AD%E5%BF%83"
    assert got.headers["content-disposition"].partition("UTF-8''")[2].startswith(f"{name}{letter['year']}")
    assert got.headers["content-disposition"].endswith(".pdf")
    said = words(got.content)
    assert len(letter["signatures"]["nodes"]) == 3
    for each in letter["signatures"]["nodes"]:
        assert f"{each['body']}{each['name']}{letter['year']}" in said
    for each in letter["targets"]:
        assert each["name"] in said
        assert str(each["amount"]) in said
    for each in (letter["number"], letter["holder"], "".join(letter["text"].split())):
        assert each in said


@pytest.mark.requirement("R12.2")
async def test_a_letter_is_not_there_for_a_stranger(anyone: Client):
    centre = await anyone.signed_in("530102-center")
    letter, *_ = await letters(centre, "SIGNED")
    strangers = ("530103-center", "530103-department", "530102-operator", "expert-1", "finance")

    assert await unread(anyone, strangers, letter["id"]) == ["NOT_FOUND"] * len(strangers)
    none = global_text("ResponsibilityLetter", UUID(int=7))
    assert await unread(anyone, ("530102-center", "center"), none) == ["NOT_FOUND"] * 2
    with pytest.raises(Refusal) as refused:
        await opened(anyone, letter["id"])
    assert refused.value.codes == ["NOT_SIGNED_IN"]
    [platform] = (await centre.query("{ platforms(first: 1) { nodes { id } } }"))["platforms"]["nodes"]
    with pytest.raises(Refusal) as other:
        await opened(centre, platform["id"])
    assert other.value.codes == ["NOT_FOUND"]


async def test_a_link_to_a_letter_is_for_it_alone_for_five_minutes_and_for_one_session(
    anyone: Client, city_settings: Settings
):
    centre, bureau = await anyone.signed_in("530102-center"), await anyone.signed_in("bureau")
    one, other, *_ = [each["id"] for each in await letters(centre, "SIGNED")]
    link, [secret] = await opened(centre, one), city_settings.signing_secrets()

    assert (await centre.get(link)).status_code == 200
    _, session = linked(link.partition("link=")[2], (secret,))
    now = datetime.now(UTC)
    for wrong in (
        link.replace(quote(one), quote(other)),
        link[:-3] + "abc",
        link.partition("?")[0],
        linker(secret)(one, session, now - timedelta(seconds=1)),
        linker(f"{secret}!")(one, session, now + timedelta(minutes=5)),
        linker(secret)(one, UUID(int=1), now + timedelta(minutes=5)),
    ):
        refused = await centre.get(wrong)
        assert (refused.status_code, codes(refused)) == (403, ["LINK_OVER"]), wrong

    reads = await audited(bureau, "READ_FILE")
    assert reads == [{"act": "READ_FILE", "problem": None, "noun": "ResponsibilityLetter", "role": "DISTRICT_CENTER"}]
    await centre.do("signOut")
    assert codes(await centre.get(link)) == ["NOT_SIGNED_IN"]


@pytest.mark.requirement("R12.2")
async def test_an_offer_taken_back_takes_its_links_with_it(anyone: Client):
    center = await anyone.signed_in("center")
    [letter] = [each for each in await letters(center, "OFFERED") if each["region"]["code"] == "530114"]
    desk = await anyone.signed_in("530114-center")
    links = [(person, await opened(person, letter["id"])) for person in (desk, center)]
    before = [(await person.get(link)).content for person, link in links]
    await center.do("withdrawOffer", id=letter["id"], expectedVersion=letter["version"], reason="正文有误")

    gone, mine = [await person.get(link) for person, link in links]

    assert before[0] == before[1]
    assert "草稿（待签署）" in words(before[0])
    assert words(before[0]).count("未签") == 4
    assert (gone.status_code, codes(gone)) == (404, ["NOT_FOUND"])
    said = words(mine.content)
    assert "已撤回" in said
    assert "提请签署时载入" in said
    assert said.count("未签") == 6
    assert f"主体单位{letter['holder']}" in said


@pytest.mark.requirement("R12.2")
async def test_the_letter_before_and_the_one_that_replaced_it_name_each_other(anyone: Client):
    desk = await anyone.signed_in("530103-department")
    [old] = await letters(desk, "AMENDED")
    [new] = [each for each in await letters(desk, "SIGNED") if each["year"] == old["year"]]

    before, after = words(await read(desk, old["id"])), words(await read(desk, new["id"]))

    signed = [datetime.fromisoformat(each["signedAt"]) for each in (old, new)]
    days = [f"{day.year}年{day.month}月{day.day}日" for day in signed]
    assert f"替代{days[0]}签订的" in after
    assert f"已由{days[1]}签订的" in before
    assert "已变更" in before


async def test_a_letter_is_had_in_parts(anyone: Client):
    centre = await anyone.signed_in("530102-center")
    letter, *_ = await letters(centre, "SIGNED")
    link = await opened(centre, letter["id"])
    whole = await centre.get(link)

    part = await centre.get(link, **{"Range": "bytes=5-9", "If-Range": whole.headers["etag"]})
    head = await centre.http.head(link, headers=centre.headers)

    assert (part.status_code, part.content) == (206, whole.content[5:10])
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole.content)))

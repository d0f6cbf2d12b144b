"""Letters of responsibility as PDF: drawn from what is kept each time one is asked for, the same bytes for the same letter (Art. 12).

No font comes along: the reader's own Chinese one stands in for the name STSong-Light, as PDF provides for.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont  # pyright: ignore[reportUnknownVariableType]
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from domain.calendar import KUNMING
from domain.terms import Role
from domain.terms.targets import UNITS, ResponsibilityState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import BaseDocTemplate

    from resolvers.targets.letter_paper import Paper, PaperSignature, Signed

FONT: Final = "STSong-Light"
registerFont(UnicodeCIDFont(FONT))

RED: Final = HexColor(0xB00020)
BODY: Final = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=19, wordWrap="CJK", spaceAfter=3)
TEXT: Final = ParagraphStyle("text", BODY, firstLineIndent=22)
CELL: Final = ParagraphStyle("cell", BODY, fontSize=10, leading=14, spaceAfter=0)
HEAD: Final = ParagraphStyle("head", BODY, fontSize=13, spaceBefore=10, spaceAfter=5)
TITLE: Final = ParagraphStyle("title", BODY, fontSize=19, leading=28, alignment=TA_CENTER, spaceAfter=6)
NUMBER: Final = ParagraphStyle("number", BODY, alignment=TA_RIGHT)
MARK: Final = ParagraphStyle("mark", BODY, fontSize=14, textColor=RED, alignment=TA_CENTER)
GRID: Final = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, HexColor(0x666666)),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(0xEEEEEE)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
)
SIDES: Final = {
    Role.DISTRICT_CENTER: "责任单位",
    Role.MUNICIPAL_CENTER: "市级服务中心",
    Role.DISTRICT_DEPARTMENT: "属地主管部门",
}
NOT_SIGNED: Final = "未签"
WITHHELD: Final = "（从略）"
BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")
"""What the font's encoding has no place for."""
INSTEAD: Final = "〓"
"""What Chinese print puts where a character is wanting."""


def titled(paper: Paper) -> str:
    """The title of a letter."""
    return f"{paper.year}年度中小企业服务中心建设及运营责任书"


def file_name(paper: Paper) -> str:
    """The file name of a letter's PDF."""
    return f"{paper.parties[0].body}{paper.year}年度责任书.pdf"


def drawn(paper: Paper) -> bytes:
    """A letter as PDF, set twice for the number of pages on each page."""
    _, pages = _set(paper, 0)
    return _set(paper, pages)[0]


def _set(paper: Paper, pages: int) -> tuple[bytes, int]:
    """The sheets of a letter with their number; each sheet names `pages` as that number."""
    sheet = io.BytesIO()
    document = SimpleDocTemplate(
        sheet,
        pagesize=A4,
        leftMargin=25 * mm,
        rightMargin=25 * mm,
        topMargin=25 * mm,
        bottomMargin=25 * mm,
        title=f"{paper.parties[0].body}{titled(paper)}",
        author=paper.parties[1].body,
        subject=paper.mark or ResponsibilityState.SIGNED.label,
        creator="Dianchi",
        lang="zh-CN",
        invariant=1,
    )

    def begun(canvas: Canvas, _document: BaseDocTemplate) -> None:
        _begun(canvas, paper.mark, pages)

    document.build(list(_letter(paper, document.width)), onFirstPage=begun, onLaterPages=begun)
    return sheet.getvalue(), document.page


def _begun(canvas: Canvas, mark: str | None, pages: int) -> None:
    """Number a page, and draw the mark of a letter not in force across that page."""
    width, height = A4
    canvas.saveState()
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(width / 2, 14 * mm, f"第{canvas.getPageNumber()}页 共{pages}页")
    if mark is not None:
        canvas.translate(width / 2, height / 2)
        canvas.rotate(50)
        canvas.setFillColor(RED, alpha=0.12)
        canvas.setFont(FONT, 72)
        canvas.drawCentredString(0, 0, mark)
    canvas.restoreState()


def _letter(paper: Paper, width: float) -> Iterator[Flowable]:
    """A letter from top to bottom."""
    yield _words(titled(paper), TITLE)
    yield _words(f"文号：{paper.number or '无'}", NUMBER)
    if paper.mark is not None:
        yield _words(f"【{paper.mark}】{_why(paper)}", MARK)
    yield from _headed("一、责任各方")
    yield _table(width, (30, 130), [("责任方", "单位"), *_sides(paper)])
    yield from _headed("二、年度目标任务")
    if paper.targets:
        rows = [
            (str(n), each.name, each.level.label, each.measure.label, f"{each.amount}{UNITS[each.measure].label}")
            for n, each in enumerate(paper.targets, 1)
        ]
        yield _table(width, (13, 60, 21, 40, 26), [("序号", "对象", "层级", "指标", "目标值"), *rows])
    else:
        yield _words("提请签署时载入。", TEXT)
    yield from _headed("三、责任内容")
    yield from (_words(line, TEXT) for line in paper.text.splitlines() if line.strip())
    if paper.replaces is not None:
        yield from _headed("四、变更说明")
        yield _words(f"本责任书自签订之日起替代{_named(paper.year, paper.replaces)}。", TEXT)
        yield _words(f"变更原因：{paper.amend_reason}", TEXT)
    yield from _headed("签署")
    rows = [(SIDES[each.role], each.body, *_signature(each)) for each in paper.parties]
    yield _table(width, (26, 60, 28, 46), [("责任方", "单位", "签署人", "签署时间"), *rows])
    if paper.signed_at is not None:
        yield _words(f"本责任书于{_day(paper.signed_at)}经三方签署生效。", TEXT)


def _headed(text: str) -> Iterator[Flowable]:
    """A heading, never alone at the foot of a page."""
    yield CondPageBreak(40 * mm)
    yield _words(text, HEAD)


def _why(paper: Paper) -> str:
    """The meaning of the mark, for the letter's reader."""
    if paper.replaced_by is not None:
        return f"已由{_named(paper.year, paper.replaced_by)}替代"
    return "未经三方签署，尚未生效"


def _sides(paper: Paper) -> Iterator[tuple[str, str]]:
    """The parties, the holder beside its centre."""
    for each in paper.parties:
        yield SIDES[each.role], each.body
        if each.role is Role.DISTRICT_CENTER:
            yield "主体单位", paper.holder


def _signature(party: PaperSignature) -> tuple[str, str]:
    """A party's signature with its moment, or two blanks."""
    if party.signed_at is None:
        return NOT_SIGNED, NOT_SIGNED
    return party.person or WITHHELD, f"{party.signed_at.astimezone(KUNMING):%Y-%m-%d %H:%M}"


def _named(year: int, letter: Signed) -> str:
    """Another letter of the same centre and year, by its number and day."""
    return f"{_day(letter.signed_at)}签订的{year}年度责任书（文号：{letter.number or '无'}）"


def _day(moment: datetime) -> str:
    """A day in Kunming."""
    local = moment.astimezone(KUNMING)
    return f"{local.year}年{local.month}月{local.day}日"


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of typed text, without a meaning for its signs."""
    return Paragraph(escape(BEYOND.sub(INSTEAD, text)), style)


def _table(width: float, parts: Sequence[int], rows: Sequence[Sequence[str]]) -> Table:
    """A table as wide as the page; its head stands on every page again."""
    cells = [[_words(each, CELL) for each in row] for row in rows]
    return Table(cells, [width * part / sum(parts) for part in parts], repeatRows=1, style=GRID, spaceAfter=6)

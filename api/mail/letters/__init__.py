"""The words of letters: one file an event in the folder of its chapter, a subject and paragraphs; plain text and HTML say the same (ours).

A fact is a value, never a template: what somebody typed stays what they typed, in the subject on one line.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from domain.calendar import written as in_words
from domain.kernel.events import Event
from domain.kernel.typed_text import UNWRITABLE

HERE: Final = Path(__file__).parent
LONGEST_SUBJECT: Final = 100
SYSTEM: Final = "昆明市中小企业服务平台管理系统"
CLOSING: Final = (
    SYSTEM,
    "文中《办法》指《昆明市中小企业服务平台管理及评价办法》。本邮件由系统自动发送，请勿直接回复。接收哪些信件、如何接收，可登录系统在“信件设置”中选择。",
)
DIGEST: Final = "digest"
WORDS: Final = Environment(undefined=StrictUndefined, trim_blocks=True, autoescape=False)  # noqa: S701 (plain text; the layout escapes it)
PAGE: Final = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=True)
# A letter is made of its facts alone, and Jinja would copy these for every paragraph.
WORDS.globals.clear()
PAGE.globals.clear()


@dataclass(frozen=True)
class Written:
    """A letter as it is sent."""

    subject: str
    text: str
    html: str


def written(event: Event, facts: Mapping[str, str], *, to: str, office: str) -> Written:
    """The letter that tells an event to the holder of an office."""
    subject, paragraphs = composed(event.lower(), facts)
    return laid_out(subject, [f"{to}（{office}）：", *paragraphs, *CLOSING])


def digest(day: date, letters: Sequence[tuple[str, str]], *, to: str) -> Written:
    """One letter for a day's letters, each given by subject and text, in their order."""
    subject, opening = composed(DIGEST, {"day": in_words(day), "count": str(len(letters))})
    items = [each for n, (title, text) in enumerate(letters, 1) for each in (f"{n}. {title}", *inner(text))]
    return laid_out(subject, [f"{to}：", *opening, *items, *CLOSING])


def inner(text: str) -> list[str]:
    """A letter's paragraphs between salutation and closing."""
    return text.split("\n\n")[1 : -len(CLOSING)]


def composed(name: str, facts: Mapping[str, str]) -> tuple[str, list[str]]:
    """Subject and paragraphs in the words of a file; a paragraph with nothing to say falls out."""
    subject, *paragraphs = [block.render(facts) for block in blocks(name)]
    return subject, [paragraph for paragraph in paragraphs if paragraph.strip()]


def file_of(name: str) -> Path:
    """The file of a letter's words, whichever chapter it lies in."""
    [file] = HERE.glob(f"*/{name}.txt")
    return file


@cache
def blocks(name: str) -> Sequence[Template]:
    """A file's templates: its first line, then its paragraphs, so that no fact can begin a paragraph."""
    subject, _, body = file_of(name).read_text("utf-8").partition("\n")
    return [WORDS.from_string(block) for block in (subject, *re.split(r"\n{2,}", body.strip()))]


@cache
def layout() -> Template:
    """The page around the paragraphs."""
    return PAGE.from_string((HERE / "layout.html").read_text("utf-8"))


def laid_out(subject: str, paragraphs: Sequence[str]) -> Written:
    """Subject and paragraphs as plain text and as HTML."""
    lines = [[line for each in paragraph.splitlines() if (line := tidy(each))] for paragraph in paragraphs]
    title = shortened(tidy(subject))
    text = "\n\n".join("\n".join(each) for each in lines)
    return Written(title, f"{text}\n", layout().render(subject=title, paragraphs=lines))


def tidy(line: str) -> str:
    """A text as one line, without invisible characters."""
    return " ".join(UNWRITABLE.sub(" ", line).split())


def shortened(subject: str) -> str:
    """A subject that fits on its line."""
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"

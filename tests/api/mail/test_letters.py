"""The words of letters: one file an event, the same words in text and HTML, whatever the facts are."""

import re
from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Final

import pytest

from api.keyring import Key, Keyring
from api.mail.letters import CLOSING, DIGEST, HERE, LONGEST_SUBJECT, Written, digest, file_of, written
from domain.calendar import Calendar
from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.letters.recipients import LETTERS, Audience
from domain.letters.reminder import DUTY
from domain.rights.scope import CLOCK
from domain.terms.evaluation import EvaluationState
from domain.terms.reporting import ConsolidationState, ReportState
from resolvers.letters.facts import FACTS_OF, facts_of
from resolvers.people.sealing import Sealer, checkpoint
from resolvers.plan.city import City as CityTime
from resolvers.work.rows import other_than
from resolvers.work.unit_of_work import working
from resolvers.work.write import row_class
from schema.demands.complaint import ComplaintRow
from schema.evaluation.evaluation import EvaluationRow
from schema.evaluation.objection import ObjectionRow
from schema.people.audit import OutboxRow
from schema.reporting.consolidation import ConsolidationRow
from schema.reporting.report import ReportRow
from tests.conftest import City

TOLD: Final = sorted(event for event, to in LETTERS.items() if isinstance(to, Audience))
REMINDER: Final = {"days": "3", "left": "还有3个工作日截止", "escalated": "上一级提示"}
SELDOM: Final = (
    (Event.CENTER_COMPLAINT_RECEIVED, "Complaint"),
    (Event.CENTER_TIP_OFF_RECEIVED, "Complaint"),
    (Event.CHECKPOINT_SIGNED, "AuditCheckpoint"),
    (Event.ASSIGNMENT_RETURNED, "Assignment"),
    (Event.ASSIGNMENT_WITHDRAWN, "Assignment"),
    (Event.DESK_HANDED_OVER, "Report"),
    (Event.DESK_HANDED_OVER, "Consolidation"),
    (Event.DIFFICULTY_REOPENED, "Difficulty"),
    *((event, noun) for event in DUTY for noun in ("ChangeFiling", "RegistryChange", "Assignment", "Inspection")),
    (Event.EVALUATION_TAKEN_OVER, "Evaluation"),
    (Event.CORRECTION_PROPOSED, "ObligationDecision"),
    (Event.OUTCOME_CORRECTED, "Obligation"),
    (Event.OBLIGATION_RESTORED, "Obligation"),
    (Event.FLAG_DECIDED, "FlaggedPlace"),
    (Event.FUND_FINDING, "Subsidy"),
    (Event.EXPERT_UNSEATED, "PanelMember"),
    (Event.FILING_RECKONED, "ChangeFiling"),
    (Event.HOLDER_CHANGED, "Platform"),
    (Event.INSPECTION_ASKED_AGAIN, "Inspection"),
    (Event.INSPECTION_CANCELLED, "Inspection"),
    (Event.NOTICE_RECKONED, "Notice"),
    (Event.OBLIGATION_RECKONED, "Obligation"),
    (Event.OBLIGATION_DUE, "Obligation"),
    (Event.OBLIGATION_LATE, "Obligation"),
    (Event.PLATFORM_ABOLISHED, "Platform"),
    *((event, "Subsidy") for event in Event if event.value.startswith("RECOVERY_")),
    (Event.REVOCATION_PROPOSED, "Rectification"),
    (Event.REVOCATION_STATED, "Rectification"),
    (Event.RECTIFICATION_ANNULLED, "Rectification"),
    (Event.RECTIFICATION_RECKONED, "Rectification"),
    (Event.ROUND_RECKONED, "Round"),
    (Event.ROUND_WITHDRAWN, "Round"),
    (Event.SUBSIDY_CANCELLED, "Subsidy"),
)
"""What may not happen in a small city, and the noun it is told of."""
PEOPLE: Final = {"to": "王芳", "office": "盘龙区主管部门"}
HOSTILE: Final = '<script>alert("x")</script>\r\nBcc: x@example.cn\r\n\r\n{{7*7}}\x00\u202e'


class Words(HTMLParser):
    """What a page shows, paragraph by paragraph."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.paragraphs, self.tags = list[str](), set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "p":
            self.paragraphs.append("")
        if tag == "br":
            self.paragraphs[-1] += "\n"

    def handle_data(self, data: str) -> None:
        if self.paragraphs:
            self.paragraphs[-1] += data

    @property
    def text(self) -> str:
        return "\n\n".join(paragraph.strip() for paragraph in self.paragraphs) + "\n"


def variables(event: Event) -> set[str]:
    """The facts a letter asks for."""
    source = file_of(event.lower()).read_text("utf-8")
    inside = re.findall(r"\{[{%](.*?)[}%]\}", source)
    return set(re.findall(r"[a-z_]+", re.sub(r'"[^"]*"', "", " ".join(inside)))) - {"if", "else", "endif", "and", "or"}


def sound(letter: Written) -> None:
    """What holds of every letter."""
    assert 0 < len(letter.subject) <= LONGEST_SUBJECT
    assert letter.subject.isprintable()
    assert Words(letter.html).text == letter.text
    assert Words(letter.html).tags <= {"html", "head", "meta", "title", "body", "div", "p", "br"}
    assert letter.text.endswith("\n\n".join(CLOSING) + "\n")
    assert "\n\n\n" not in letter.text


def test_every_event_that_is_told_has_its_words_and_there_are_no_others():
    found = [path.name for path in HERE.glob("*/*.txt")]

    assert sorted(found) == sorted([*(f"{event.lower()}.txt" for event in TOLD), f"{DIGEST}.txt"])


def test_words_lie_in_the_folders_of_chapters():
    folders = {path.parent.name for path in HERE.glob("*/*.txt")}

    assert folders <= {path.parent.name for path in (HERE.parents[2] / "resolvers").glob("*/__init__.py")}
    assert {path.name for path in HERE.iterdir() if path.is_file()} == {"layout.html", "__init__.py"}


async def test_every_event_of_the_city_is_told_in_whole_sentences(city: City):
    told: dict[Event, Written] = {}
    async with working(city.pool.write, CityTime(Calendar({}), 0), CLOCK, Act.READ) as work:
        for event in TOLD:
            if row := await work.rows_of(OutboxRow, event=event).ordered("-at").first():
                facts = await facts_of(work, row.noun, row.row_id)
                told[event] = written(event, {**facts, **REMINDER}, **PEOPLE)

    assert len(told) > 30
    for event, letter in told.items():
        sound(letter)
        assert not re.search(r"None|undefined|\{\{|\{%|“”|（）|《》|由接收|。。|，。", letter.subject + letter.text), (
            event,
            letter.text,
        )
        assert letter.text.startswith("王芳（盘龙区主管部门）：\n\n")


async def test_a_letter_asks_for_no_fact_that_its_record_does_not_tell(city: City):
    keyring = Keyring((Key("1", bytes(32)),))
    await Sealer(city.pool.write).seal()
    await checkpoint(city.pool.write, keyring.sign, keyring.public_key)
    async with working(city.pool.write, CityTime(Calendar({}), 0), CLOCK, Act.READ) as work:
        found = {(each.event, each.noun) for each in await work.rows_of(OutboxRow, event=TOLD)}
        rows = {noun: await work.rows_of(row_class(noun)).first() for noun in FACTS_OF}
        facts = {noun: await facts_of(work, noun, row.id) for noun, row in rows.items() if row}

    assert {*TOLD} == {event for event, _ in [*found, *SELDOM]}
    assert {*facts} == {*FACTS_OF} == {noun for _, noun in [*found, *SELDOM]}
    for event, noun in [*found, *SELDOM]:
        assert variables(event) <= {*facts[noun], *REMINDER}, event


async def test_whoever_has_to_mend_something_is_told_what(city: City):
    async with working(city.pool.write, CityTime(Calendar({}), 0), CLOCK, Act.READ) as work:
        returned: list[ReportRow | ConsolidationRow | EvaluationRow] = [
            *await work.rows_of(ReportRow, state=ReportState.RETURNED),
            *await work.rows_of(ConsolidationRow, state=ConsolidationState.RETURNED),
            *await work.rows_of(EvaluationRow, state=EvaluationState.RETURNED),
        ]
        facts = [await facts_of(work, type(row).__name__.removesuffix("Row"), row.id) for row in returned]

    assert len(facts) > 2
    assert all(each["opinion"] or each["reasons"] for each in facts)


async def test_no_letter_tells_who_objected_or_complained_or_a_grade_in_no_notice(city: City):
    async with working(city.pool.write, CityTime(Calendar({}), 0), CLOCK, Act.READ) as work:
        objections = await work.rows_of(ObjectionRow)
        complaints = await work.rows_of(ComplaintRow)
        graded = await work.rows_of(EvaluationRow, decided_grade=other_than(None), published_result_id=None)
        said = [" ".join((await facts_of(work, "Objection", row.id)).values()) for row in objections]
        said += [" ".join((await facts_of(work, "Complaint", row.id)).values()) for row in complaints]
        grades = [(await facts_of(work, "Evaluation", row.id))["grade"] for row in graded]

    secrets = [(row.name, row.contact, row.content) for row in (*objections, *complaints)]
    assert any(row.name for row in objections)
    assert any(row.name for row in complaints)
    for told, secret in zip(said, secrets, strict=True):
        assert not [each for each in secret if each and each in told]
    assert grades
    assert set(grades) == {""}


@pytest.mark.parametrize("event", TOLD)
def test_what_somebody_typed_stays_what_they_typed(event: Event):
    facts = dict.fromkeys(variables(event), HOSTILE)

    letter = written(event, facts, to=HOSTILE, office=HOSTILE)

    sound(letter)
    assert "<script" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "49" not in letter.text
    assert "{{7*7}}" in letter.text
    assert not re.search(r"[\r\x00\u202e]", letter.subject + letter.text + letter.html)


@pytest.mark.parametrize("event", TOLD)
def test_a_letter_stands_without_what_may_be_missing(event: Event):
    sound(written(event, dict.fromkeys(variables(event), ""), **PEOPLE))


def test_a_missing_fact_is_an_error_and_never_a_gap():
    facts: Mapping[str, str] = {}
    with pytest.raises(Exception, match="undefined"):
        written(Event.REPORT_RETURNED, facts, **PEOPLE)


def test_a_digest_says_what_its_letters_say():
    letters = [
        written(event, dict.fromkeys(variables(event), f"甲{n}"), **PEOPLE)
        for n, event in enumerate((Event.REPORT_ACCEPTED, Event.SUBSIDY_PAID))
    ]

    summed = digest(date(2022, 12, 15), [(letter.subject, letter.text) for letter in letters], to="王芳")

    sound(summed)
    assert summed.subject == "2022年12月15日信件汇总（2件）"
    assert summed.text.startswith("王芳：\n\n")
    assert all(f"{n}. {letter.subject}" in summed.text for n, letter in enumerate(letters, 1))
    assert summed.text.count(CLOSING[0]) == 1
    for letter in letters:
        assert all(paragraph in summed.text for paragraph in letter.text.split("\n\n")[1:-2])

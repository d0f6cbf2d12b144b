"""The pages of `docs/`: lists of numbers hold what code and tests cite and name tests that are there; the glossary holds every noun."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.regulation.rulepack import Figure, describe
from domain.terms import Kind, Level, Role
from resolvers.root import schema
from schema.noun.constraints import table_of
from schema.noun.noun import NOUNS, rows

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs"
TESTS: Final = ROOT / "tests"
FLOORS: Final = ("api", "resolvers", "schema", "domain")
NOT_BUILT: Final = re.compile(r"not built", re.IGNORECASE)


@dataclass(frozen=True)
class Numbered:
    """One list of numbers: the mark that tests bear, the page, and what a number looks like."""

    mark: str
    page: str
    number: re.Pattern[str]

    def rows(self) -> list[list[str]]:
        """The rows of the page that begin with a number, as cells."""
        lines = (DOCS / self.page).read_text("utf-8").splitlines()
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
        return [row for row in rows if self.number.fullmatch(row[0])]

    def numbers(self) -> list[str]:
        """The numbers of the page, in order."""
        return [row[0] for row in self.rows()]

    def cited(self) -> set[str]:
        """The numbers that tests bear and that the other pages and the code name."""
        return set(bearing(self.mark)) | {
            number for path, text in texts().items() if path != DOCS / self.page for number in self.number.findall(text)
        }


READINGS: Final = Numbered("reading", "readings.md", re.compile(r"\bL\d+\b"))
CASES: Final = Numbered("case", "cases.md", re.compile(r"(?<![\w-])[12]-\d{1,2}(?![\w-])"))
CLAUSES: Final = Numbered("requirement", "clauses.md", re.compile(r"\bR(?:\d+|X)\.\d+\b"))
LISTS: Final = (READINGS, CASES, CLAUSES)


@cache
def texts() -> dict[Path, str]:
    """What cites numbers: the docstrings and comments of the floors and of the tests, and the pages."""
    pages = {path: path.read_text("utf-8") for path in DOCS.rglob("*.md")}
    return pages | {path: "\n".join(prose(source)) for path, source in sources(*FLOORS, "tests").items()}


@cache
def sources(*folders: str) -> dict[Path, str]:
    """The modules below some folders."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path: path.read_text("utf-8") for path in paths if "node_modules" not in path.parts}


def prose(source: str) -> list[str]:
    """The lines of a module that speak of a case, a reading or a requirement, or cite something by its number."""
    return re.findall(r"^.*\b(?:[Cc]ases?|[Rr]eadings?|[Rr]equirements?) (?=[LR\d]).*$", source, re.MULTILINE)


@cache
def bearing(mark: str) -> dict[str, set[str]]:
    """The tests that bear each number of a mark."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for number in borne(node, mark):
                    found.setdefault(number, set()).add(node.name.removeprefix("test_"))
    return found


def borne(test: ast.FunctionDef | ast.AsyncFunctionDef, mark: str) -> list[str]:
    """The numbers that a test bears, on itself and on the values it is run with."""
    return [
        ast.literal_eval(node.args[0])
        for decorator in test.decorator_list
        for node in ast.walk(decorator)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{mark}"
    ]


@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.mark)
def test_every_number_that_is_cited_stands_in_its_list_once(of: Numbered) -> None:
    numbers = of.numbers()

    assert len(numbers) == len(set(numbers))
    assert of.cited() - set(numbers) == set()
    assert of.cited() & set(numbers)


@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.mark)
def test_every_number_of_a_list_is_shown_by_the_tests_it_names(of: Numbered) -> None:
    for number, *cells in of.rows():
        named = set(re.findall(r"`(\w+)`", cells[-1]))
        if not named:
            assert any(map(NOT_BUILT.search, cells)), number
            assert number not in bearing(of.mark)
        assert named <= bearing(of.mark).get(number, set()), number


def test_the_pack_and_the_readings_name_each_other() -> None:
    figures: dict[str, Figure[Any]] = {key: getattr(KUNMING_2020, key) for key, *_ in describe(KUNMING_2020)}
    switched = {number: set(re.findall(r"`(\w+)`", cells[3])) & set(figures) for number, *cells in READINGS.rows()}

    assert {name: each.reading for name, each in figures.items() if each.reading} == {
        name: number for number, names in switched.items() for name in names
    }


def test_a_reading_has_no_number_of_the_index() -> None:
    assert {each.code for each in KUNMING_2020.indicators.value} & set(READINGS.numbers()) == set()


def test_every_article_has_its_clauses() -> None:
    articles = {number.partition(".")[0] for number in CLAUSES.numbers()}

    assert articles == {f"R{article}" for article in range(1, 22)} | {"RX"}


# the glossary


def lines_of(page: str, columns: int) -> list[list[str]]:
    """The lines of a page's tables that have so many columns, without their heads."""
    tables = re.findall(r"^\|.*\n\|[ -|]*\n((?:\|.*\n)*)", (DOCS / page).read_text("utf-8"), re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()]
    cells = [[re.sub(r"^`(\w+)`$", r"\1", cell.strip()) for cell in line.strip("|").split("|")] for line in lines]
    return [line for line in cells if len(line) == columns]


def test_every_noun_has_one_line_in_the_glossary_that_says_what_the_code_says() -> None:
    shown = {name: noun.__noun__.row for name, noun in NOUNS.items() if name in schema._schema.type_map}
    hidden = {row for row in rows().values() if row not in shown.values()}
    lines = lines_of("glossary.md", 5)

    told = [(graphql, row, table) for _, graphql, row, table, _ in lines]
    assert sorted(told) == sorted(
        [(name, row.__name__, table_of(row)) for name, row in shown.items()]
        + [("–", row.__name__, table_of(row)) for row in hidden]
    )
    assert len({chinese for chinese, *_ in lines}) == len(lines)


def test_a_noun_stands_in_the_glossary_under_its_chapter() -> None:
    chapters = re.split(r"^## ", (DOCS / "glossary.md").read_text("utf-8"), flags=re.MULTILINE)
    told = {name: text.split()[0] for text in chapters for name in re.findall(r"`(\w+Row)` \| `", text)}

    assert told == {row.__name__: row.__module__.split(".")[1] for row in rows().values()}


def test_every_word_of_the_field_stands_in_the_glossary_as_people_read_it() -> None:
    lines = lines_of("glossary.md", 4)

    assert [(chinese, word, of) for chinese, word, of, _ in lines] == [
        *((each.label, each.name, words.__name__) for words in (Role, Kind) for each in words),
        *((each.label, each, "Grade") for each in KUNMING_2020.grades.value),
        *((each.label, each.name, "Level") for each in Level),
    ]


def test_the_words_of_the_house_are_in_the_code() -> None:
    code = "\n".join(sources(*FLOORS).values())
    names = {name for *_, says in lines_of("glossary.md", 3) for name in re.findall(r"`([A-Z]\w+)`", says)}

    assert len(names) > 20
    assert {name for name in names if not re.search(rf"(class|def) {name}\b|^{name}[:\s]", code, re.MULTILINE)} == set()


# what was measured


def test_what_is_measured_again_by_name_is_there() -> None:
    page = (DOCS / "evidence.md").read_text("utf-8")
    chosen = re.findall(r"\| long `\"?([\w ]+)\"?`|-k \"?([\w ]+)\"?[`,]", page)
    tests = [
        f"{path.name} {name}".lower()
        for path, source in sources("tests").items()
        for name in re.findall(r"^(?:async )?def (test_\w+)", source, re.MULTILINE)
    ]

    assert len(chosen) > 15
    for choice in filter(None, (long or short for long, short in chosen)):
        ways = [way.split(" and ") for way in choice.split(" or ")]
        assert all(any(all(word in test for word in way) for test in tests) for way in ways), choice


# what pages name


def pages() -> dict[Path, str]:
    """Every page that people read."""
    return {
        path: path.read_text("utf-8") for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md"))
    }


def test_every_link_of_a_page_leads_somewhere() -> None:
    links = [
        (path, link)
        for path, text in pages().items()
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
        if not (path.parent / link).exists()
    ]

    assert links == []


def test_every_file_that_a_page_names_is_there() -> None:
    named = {name for text in pages().values() for name in re.findall(r"`((?:\w+/)*\w+\.(?:py|md|graphql))`", text)}
    files = {f"/{path.relative_to(ROOT).as_posix()}" for suffix in ("py", "md", "graphql") for path in ours(suffix)}

    assert len(named) > 40
    assert {name for name in named if not any(file.endswith(f"/{name}") for file in files)} == set()


def test_every_test_that_a_page_names_is_there() -> None:
    named = {name for text in pages().values() for name in re.findall(r"`(tests/[\w/]+\.py::\w+)`", text)}

    assert len(named) > 40
    assert {name for name in named if not there(*name.split("::"))} == set()


def there(path: str, test: str) -> bool:
    """Whether a file has such a test."""
    file = ROOT / path
    return file.exists() and re.search(rf"def {test}\(", file.read_text("utf-8")) is not None


def ours(suffix: str) -> list[Path]:
    """The files of the house with a suffix."""
    tops = [
        ROOT.glob(f"*.{suffix}"),
        *((ROOT / top).rglob(f"*.{suffix}") for top in (*FLOORS, "migrations", "tests", "docs")),
    ]
    return [path for top in tops for path in top if "node_modules" not in path.parts]


def test_every_walk_is_short() -> None:
    page = (
        (ROOT / "docs" / "architecture.md")
        .read_text("utf-8")
        .partition("## Eight walks")[2]
        .partition("## Five changes")[0]
    )
    walks = {
        row.split("|")[1].strip(): re.findall(r"`([\w/]+\.\w+)`", row.split("|")[2])
        for row in page.split("\n")
        if "`," in row
    }

    assert len(walks) == 8
    assert {
        walk: len(files) for walk, files in walks.items() if len(files) > (8 if "submitReport" in walk else 10)
    } == {}
    assert all(len(files) == len(set(files)) > 4 for files in walks.values())

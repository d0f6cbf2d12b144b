"""Bad values for every kind of argument, and where in an input each argument stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLNamedType

INT = 2**31
TEXTS: Final[tuple[str, ...]] = (
    "' or '1'='1",
    "'; drop table account; --",
    "$1::text",
    "%",
    "_" * 5,
    "\\' || pg_sleep(9) --",
    "a\r\nBcc: everybody@example.invalid",
    "line one\nline two",
    "tab\tulator",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "{{7*7}} ${7*7} %s {0}",
    "１２３４５",
    "零\u200b宽",
    "\ufeffbom",
    "exe\u202etxt.云",
    "\u2066隔离\u2069",
    "nul\0byte",
    "bell\x07",
    "e\u0301\u0302\u0303" * 20,
    "👩\u200d💻🇨🇳",
    "𠀀𪚥",
    "../../etc/passwd",
    "null",
    " ",
    "",
    "字" * 100_000,
)
UNSEEN: Final = frozenset(text for text in TEXTS if any(each in text for each in "\u200b\ufeff\u202e\u2066\0\x07"))
"""Texts that are always refused; the last of all for its length."""
HALF: Final = '"\\ud800"'
"""Half of a pair, which JSON can write and nothing can keep."""
NUMBERS: Final[tuple[Any, ...]] = (0, -1, INT - 1, -INT, INT, -INT - 1, 2**63, 1.5, 1e308, "1", "NaN", True, [1], {})
DECIMALS: Final[tuple[Any, ...]] = (
    "NaN",
    "Infinity",
    "-0.01",
    "1e5",
    "0.001",
    "9" * 16,
    "１２.00",
    "",
    "1,000.00",
    "0x10",
    5,
    -1,
    0.1,
    True,
    {},
)
DAYS: Final[tuple[Any, ...]] = (
    "0001-01-01",
    "9999-12-31",
    "0000-00-00",
    "2022-02-30",
    "2022-2-1",
    "２０２２-10-10",
    "20221010",
    "yesterday",
    "",
    5,
    True,
    {},
)
QUARTERS: Final[tuple[Any, ...]] = ("2022Q5", "2022Q0", "0000Q1", "9999Q4", "2022q1", "２０２２Q1", "", 5, {})
MOMENTS: Final[tuple[Any, ...]] = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59+08:00",
    "2022-10-10",
    "2022-10-10T09:00:00",
    "now",
    "",
    5,
)
WORDS: Final[tuple[Any, ...]] = ("", "NO_SUCH_WORD", "report", "__proto__", 5, {})
FLAGS: Final[tuple[Any, ...]] = ("true", 1, "yes", {})
BY_SCALAR: Final[Mapping[str, tuple[Any, ...]]] = {
    "String": TEXTS,
    "Int": NUMBERS,
    "Money": DECIMALS,
    "Score": DECIMALS,
    "Date": DAYS,
    "DateTime": MOMENTS,
    "Quarter": QUARTERS,
    "Boolean": FLAGS,
}
NEVER: Final = frozenset({"Money", "Score", "Date", "DateTime", "Quarter", "Boolean"})
"""Kinds of which no bad value above is ever taken, but for a negative or zero amount that a rule refuses."""


@dataclass(frozen=True)
class Argument:
    """One argument: where it stands in the input (a list by the place 0), and of which type."""

    path: tuple[str | int, ...]
    of: GraphQLNamedType

    def bad(self, ids: tuple[str, ...]) -> tuple[Any, ...]:
        """Its bad values; `ids` are those of other nouns and of none."""
        if kind(self.of) == "Enum":
            return WORDS
        return ids if self.of.name == "ID" else BY_SCALAR[self.of.name]


def kind(of: Any) -> str:
    """What sort of type it is: `NonNull`, `List`, `InputObject`, `Object`, `Enum` or `Scalar`."""
    return type(of).__name__.removeprefix("GraphQL").removesuffix("Type")


def arguments(of: Any, path: tuple[str | int, ...] = (), above: tuple[str, ...] = ()) -> Iterator[Argument]:
    """Every argument below a type; a type within itself is entered once."""
    match kind(of):
        case "NonNull":
            yield from arguments(of.of_type, path, above)
        case "List":
            yield from arguments(of.of_type, (*path, 0), above)
        case "InputObject" if of.name not in above:
            for name, field in of.fields.items():
                yield from arguments(field.type, (*path, name), (*above, of.name))
        case "Scalar" | "Enum":
            yield Argument(path, of)
        case _:
            return


def replaced(input: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """A copy of an input with one argument replaced, and what is missing above it made."""
    if not path:
        return value
    first, *rest = path
    if isinstance(first, int):
        entries = list(input or ())
        below = entries[first] if len(entries) > first else None
        return [replaced(below, tuple(rest), value), *entries[first + 1 :]]
    fields: dict[str, Any] = input or {}
    return {**fields, first: replaced(fields.get(first), tuple(rest), value)}


def plausible(of: Any, pick: Mapping[str, str], name: str = "", above: tuple[str, ...] = ()) -> Any:
    """A value that the type takes; ids come from `pick` by the name of the argument."""
    match kind(of):
        case "NonNull":
            return plausible(of.of_type, pick, name, above)
        case "List":
            return [plausible(of.of_type, pick, name.removesuffix("s"), above)]
        case "InputObject":
            fields = {key: field for key, field in of.fields.items() if of.name not in above}
            needed = {key: field for key, field in fields.items() if kind(field.type) == "NonNull" or name != ""}
            return {key: plausible(field.type, pick, key, (*above, of.name)) for key, field in needed.items()}
        case "Enum":
            return next(iter(of.values))
        case _:
            made = {
                "Int": 1,
                "Money": "1.00",
                "Score": "1.00",
                "Date": "2022-10-09",
                "Quarter": "2022Q4",
                "Boolean": True,
            }
            made["DateTime"] = "2022-10-10T09:00:00+08:00"
            return pick.get(name, pick[""]) if of.name == "ID" else made.get(of.name, "云岭")

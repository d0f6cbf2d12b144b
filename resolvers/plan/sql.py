"""Pieces of SQL text that yield JSON text."""

from collections.abc import Mapping, Sequence
from typing import Final

from resolvers.plan.scope import Binds

LINE: Final = 76
"""PostgreSQL breaks base64 after so many characters, even where nothing follows."""

Piece = str | tuple[str]
"""Literal JSON text, or (in a tuple) an SQL expression that yields JSON text."""


def quote(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def concatenation(pieces: list[Piece]) -> str:
    """The pieces one after the other; neighbouring literals become one."""
    merged: list[str] = []
    literal = ""
    for piece in pieces:
        if isinstance(piece, str):
            literal += piece
            continue
        if literal:
            merged.append(quote(literal))
        literal = ""
        merged.append(piece[0])
    if literal or not merged:
        merged.append(quote(literal))
    return " || ".join(merged)


def as_object(members: Mapping[str, Sequence[Piece]]) -> list[Piece]:
    """The pieces of a JSON object: of what a selection leaves of it, which may be nothing."""
    pieces: list[Piece] = ["{"]
    for n, (key, value) in enumerate(members.items()):
        pieces += ["," if n else "", f'"{key}":', *value]
    return [*pieces, "}"]


def json_of(kind: str, expression: str) -> str:
    """The JSON text of a value; null where the value is null."""
    match kind:
        case "plain":
            return f"({expression})::text"
        case "quoted":
            return f"""'"' || ({expression})::text || '"'"""
        case "hundredths":
            return f"""'"' || (({expression})::numeric / 100)::numeric(20, 2)::text || '"'"""
        case "text" | "json" | "structured":
            return f"to_json({expression})::text"
        case _:
            raise AssertionError(kind)


def or_null(expression: str) -> str:
    """The JSON text, or `null` where there is none."""
    return f"coalesce({expression}, 'null')"


def id_of(noun: str, expression: str) -> str:
    """The JSON text of a global id: base64 of `Noun:uuid`."""
    encoded = f"encode(('{noun}:' || {expression})::bytea, 'base64')"
    if (len(noun) + 37 + 2) // 3 * 4 >= LINE:
        encoded = f"replace({encoded}, E'\\n', '')"
    return f"""'"' || {encoded} || '"'"""


class TableSource:
    """One table, ordered and limited in a sub-select: which of its columns are used, and what is joined beside it."""

    def __init__(self, binds: Binds, gate: str | None = None) -> None:
        self.binds = binds
        self.name = binds.alias("s")
        self.gate = gate
        self.used: dict[str, None] = {}
        self.joins: list[str] = []

    def col(self, column: str) -> str:
        self.used[column] = None
        return f"{self.name}.{column}"

    def columns(self, table: str) -> str:
        """The select list of the sub-select."""
        return ", ".join(f"{table}.{column}" for column in self.used) or "1"

    def lateral(self, select: str) -> str:
        """Join a sub-select that yields one JSON text `j`, and name that text."""
        alias = self.binds.alias("l")
        self.joins.append(f"left join lateral ({select}) {alias} on true")
        return f"{alias}.j"

    def beside(self) -> str:
        return " ".join(["", *self.joins]) if self.joins else ""

"""What a rule rests on: an article of the regulation, the reporting norm, a notice, or our own decision.

Rules cite an article by a name, which is its number in the Measures of 2020; the regulation that governs says which
of its articles that is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol

from domain.terms import Term


class BasisSource(Term):
    """Where a rule comes from."""

    TEXT = "TEXT", "办法", "An article of the regulation."
    NORM = "NORM", "报送规范", "The reporting norm."
    NOTICE = "NOTICE", "通知", "A notice of the bureau."
    OURS = "OURS", "系统设定", "Our own decision where the text leaves it open."


class Law(Protocol):
    """A regulation has a code, and articles for the names that rules cite."""

    @property
    def code(self) -> str: ...

    @property
    def articles(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Basis:
    """A rule rests on a basis. `regulation` is None while `article` is only the name that the rule cites."""

    source: BasisSource
    article: str | None = None
    regulation: str | None = None
    words: str | None = None

    def under(self, law: Law) -> "Basis":
        """The basis under the governing regulation, whose article takes the place of the name."""
        if self.article is None or self.regulation is not None:
            return self
        return replace(self, article=law.articles.get(self.article, self.article), regulation=law.code)


Cites = Basis | str | None
"""How a rule says what it rests on: an article by its name alone, nothing where the text says nothing."""
BY_LAW: Final = Basis(BasisSource.TEXT, words="办法规定")


def basis_of(cites: Cites) -> Basis:
    """The basis that a rule cites."""
    if isinstance(cites, Basis):
        return cites
    return Basis(BasisSource.OURS) if cites is None else Basis(BasisSource.TEXT, cites)

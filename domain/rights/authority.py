"""THE table of rights: who may do what to which rows. Silence is no; a grant only ever adds.

A noun is named as its class is (`"Report"`). Reading is the act `READ`. A grant to create names the noun created
and the scope its anchors must lie in. Rules about persons (four eyes, recusal) are refusals in the chapters, not here.
The rows stand chapter by chapter in `domain/rights/table/`; here they are one table, and read.
"""

from collections.abc import Iterable
from functools import cache, reduce
from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import EVERY, LOOK_UP, READ, Grant
from domain.rights.scope import Nothing, Scope
from domain.rights.table import (
    city,
    demands,
    evaluation,
    letters,
    money,
    network,
    people,
    rectification,
    registry,
    reporting,
    services,
    supervision,
    targets,
)
from domain.terms import Role

GRANTS: Final[tuple[Grant, ...]] = (
    *city.GRANTS,
    *registry.GRANTS,
    *services.GRANTS,
    *network.GRANTS,
    *people.GRANTS,
    *letters.GRANTS,
    *reporting.GRANTS,
    *evaluation.GRANTS,
    *money.GRANTS,
    *rectification.GRANTS,
    *demands.GRANTS,
    *services.DISCLOSURES,
    *registry.CHANGE_FILINGS,
    *targets.GRANTS,
    *supervision.GRANTS,
)
"""In the order in which the page of permissions prints them."""

SHOWN_IN_AUDIT: Final = frozenset({"Report", "Consolidation", "Review", "Round"})
"""Nouns whose changes an audit tells whoever reads some of their rows: what is still secret of them is typed into drafts.

Of others it tells what the role reads of every row: so no scores before all have closed, no drafts, no texts of letters.
"""


@cache
def grants(role: Role, act: Act, noun: str) -> tuple[Grant, ...]:
    """The rows of the table for one question."""
    return tuple(grant for grant in GRANTS if role in grant.roles and grant.act is act and grant.noun == noun)


@cache
def scope_of(role: Role, act: Act, noun: str) -> Scope:
    """Which rows of a noun a role may do an act to: the union of its grants, or nothing."""
    return _union(grants(role, act, noun))


@cache
def known(role: Role, noun: str) -> Scope:
    """Which rows of a noun a role may name in an act: those it reads, and those it may look up."""
    return _union(shown_by(role, noun))


def shown_by(role: Role, noun: str) -> tuple[Grant, ...]:
    """The rows of the table by which a role sees any record of a noun."""
    return (*grants(role, READ, noun), *grants(role, LOOK_UP, noun))


def _union(found: Iterable[Grant]) -> Scope:
    scopes = [grant.scope for grant in found]
    return EVERY if EVERY in scopes else reduce(Scope.__or__, scopes) if scopes else Nothing()


@cache
def hidden(role: Role, noun: str, field: str) -> Scope | None:
    """Where a role sees a field of a noun: None if on every row it sees, else the scope of the revealing grants."""
    found = shown_by(role, noun)
    if not any(field in grant.hides for grant in found):
        return None
    return _union(grant for grant in found if field not in grant.hides)


@cache
def masked(role: Role, noun: str, field: str) -> Scope | None:
    """Where a role sees a field of a noun as it is: None if wherever it sees it, else the scope of the grants that do not mask it."""
    found = [grant for grant in shown_by(role, noun) if field not in grant.hides]
    if not any(field in grant.masks for grant in found):
        return None
    return _union(grant for grant in found if field not in grant.masks)


@cache
def revealable(role: Role, noun: str, field: str) -> Scope:
    """Of which rows of a noun a role may have a field revealed that it sees masked."""
    return _union(grant for grant in grants(role, Act.REVEAL, noun) if field in grant.masks)


@cache
def shown_in_audit(role: Role, noun: str, field: str) -> bool:
    """An audit shows a role the new value of a field that the role reads on every row."""
    scope = scope_of(role, READ, noun)
    seen = scope != Nothing() if noun in SHOWN_IN_AUDIT else scope == EVERY
    return seen and hidden(role, noun, field) is None


@cache
def roles_of(act: Act) -> frozenset[Role]:
    """The roles of an act are those with some grant."""
    return frozenset(role for grant in GRANTS if grant.act is act for role in grant.roles)


GIVEN: Final = frozenset({
    Act.SUBMIT_REPORT, Act.SUBMIT_CONSOLIDATION, Act.PASS_CONSOLIDATION, Act.RECEIVE_CONSOLIDATION, Act.SET_REPORTING_NORM,
    Act.FILE_CHANGE, Act.SET_TARGET, Act.SIGN_RESPONSIBILITY_LETTER, Act.COUNTERSIGN_RESPONSIBILITY_LETTER,
    Act.CALL_ROUND, Act.SUBMIT_EVALUATION, Act.REVIEW_EVALUATION, Act.HAND_IN_DISTRICT, Act.ASSIGN_PANEL, Act.DECIDE_EVALUATION,
    Act.PUBLISH_NOTICE, Act.INVESTIGATE_OBJECTION, Act.DECIDE_OBJECTION, Act.ISSUE_RECTIFICATION, Act.CLOSE_RECTIFICATION,
    Act.PLAN_INSPECTION, Act.PUBLISH_CIRCULAR, Act.RESOLVE_DIFFICULTY, Act.ISSUE_TASK,
})  # fmt: skip
"""Acts that the text itself gives to those who may; whose any other act is, is ours, after the article that it is about."""


@cache
def who_may(act: Act, noun: str) -> tuple[tuple[Role, ...], str | None]:
    """Who may do an act to a noun, and by which article where the text says so: what a refusal cites."""
    found = [grant for grant in GRANTS if grant.act is act and grant.noun == noun]
    found = found or [grant for grant in GRANTS if grant.act is act]
    roles = tuple(dict.fromkeys(role for grant in found for role in grant.roles))
    return roles, found[0].article or None if found and act in GIVEN else None

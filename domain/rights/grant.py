"""What the table of rights is written with: a grant, who is named together, and which rows most chapters speak of."""

from dataclasses import dataclass
from typing import Final

from domain.kernel.acts import Act
from domain.rights.scope import All, Scope, Within
from domain.terms import Role

READ, LOOK_UP = Act.READ, Act.LOOK_UP
BUREAU, FINANCE, CENTER, OVERSIGHT = Role.MUNICIPAL_BUREAU, Role.FINANCE_BUREAU, Role.MUNICIPAL_CENTER, Role.OVERSIGHT
DEPARTMENT, DISTRICT_CENTER, OPERATOR, EXPERT = Role.DISTRICT_DEPARTMENT, Role.DISTRICT_CENTER, Role.OPERATOR, Role.EXPERT
SYSTEM, SECURITY, AUDIT = Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR
ADMINISTRATORS: Final = (SYSTEM, SECURITY, AUDIT)
CITY: Final = (BUREAU, FINANCE, CENTER, OVERSIGHT)
AGENCY: Final = Role.AGENCY
PEOPLE: Final = (*CITY, DEPARTMENT, DISTRICT_CENTER, OPERATOR, EXPERT, *ADMINISTRATORS)
"""Who signs in with a password."""
SIGNED_IN: Final = (*PEOPLE, AGENCY)
ANYONE: Final = (*SIGNED_IN, Role.PUBLIC)
DISTRICT_DESKS: Final = (DEPARTMENT, DISTRICT_CENTER)
STAFF: Final = (*CITY, *ADMINISTRATORS, *DISTRICT_DESKS)
"""Who works at a desk of the authorities: a session left idle there ends."""
EVERY: Final = All()
DISTRICT: Final = Within("region") | Within("platform")
"""A district reads by the frozen region of a filing, and by the platforms that are its own today."""
OWN: Final = Within("platform")
SUPERVISORS: Final = (BUREAU, CENTER, OVERSIGHT)
"""Who reads every report; the finance bureau reads what it pays."""


@dataclass(frozen=True)
class Grant:
    """One row of the table. `hides` names shown fields (Python names) this grant does not show, `masks` those it shows masked."""

    roles: tuple[Role, ...]
    act: Act
    noun: str
    scope: Scope
    article: str
    hides: frozenset[str] = frozenset()
    masks: frozenset[str] = frozenset()


def grant(roles: Role | tuple[Role, ...], acts: Act | tuple[Act, ...], nouns: str, scope: Scope, article: str, *, hides: str = "", masks: str = "") -> list[Grant]:
    """Grants for each act on each of the blank-separated nouns. What is shown masked is revealed to whoever gives a reason (ours)."""
    roles = roles if isinstance(roles, tuple) else (roles,)
    cited = [(act, article, hides) for act in (acts if isinstance(acts, tuple) else (acts,))]
    cited += [(Act.REVEAL, "", "")] if masks else []
    return [
        Grant(roles, act, noun, scope, source, frozenset(unseen.split()), frozenset(masks.split()))
        for act, source, unseen in cited
        for noun in nouns.split()
    ]

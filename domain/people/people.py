"""Accounts and offices: one anchor a role, dates, which offices one account may hold together, what a password must be (ours)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.typed_text import maybe_text
from domain.kernel.violations import Code, Violation
from domain.people.administrators import Proposer, awaits_another
from domain.people.session import PasswordFacts
from domain.registry.registry import RegionFacts, in_a_district
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.registry import AccountState, OfficeState

ANCHORS: Final = {Role.DISTRICT_DEPARTMENT: "region", Role.DISTRICT_CENTER: "region", Role.OPERATOR: "entity"}
"""What an office of a role is for; roles not named act for the whole city, or, as experts do, for what they are assigned."""
NAMES: Final = {"region": ("地区", "a region"), "entity": ("单位", "an entity"), None: ("无", "nothing")}
TOGETHER: Final = frozenset(
    {frozenset({Role.OPERATOR, Role.DISTRICT_CENTER}), frozenset({Role.OPERATOR, Role.MUNICIPAL_CENTER})}
)
"""Different roles one account may hold: a centre's own staff write its report too. Who decides is never who submitted."""

BEFORE_A_PASSWORD: Final = frozenset({Act.SIGN_IN, Act.SIGN_OUT, Act.CHANGE_PASSWORD})
"""What is open to whoever has not yet chosen a password of their own."""

SHORTEST: Final = 10
LONGEST: Final = 200
KINDS_NEEDED: Final = 3
USERNAME_SHORTEST: Final = 3
USERNAME_LONGEST: Final = 60


def runs_on(valid_from: date, valid_to: date | None, day: date) -> bool:
    """An office runs on the days of its period."""
    return valid_from <= day and (valid_to is None or day < valid_to)


def held_today(row: Mapping[str, Any], _actor: Actor, today: date) -> bool:
    """An office is held today that took effect and runs."""
    return row["state"] is OfficeState.CONFIRMED and runs_on(row["valid_from"], row["valid_to"], today)


@dataclass(frozen=True)
class OfficeFacts:
    """An office: its role, what it is for, and how long."""

    role: Role
    region_id: UUID | None
    entity_id: UUID | None
    valid_from: date
    valid_to: date | None

    @property
    def anchor(self) -> str | None:
        """An office names the anchor of its role."""
        return "region" if self.region_id is not None else "entity" if self.entity_id is not None else None


def appoint(
    account_id: UUID,
    new: OfficeFacts,
    others: Iterable[OfficeFacts],
    *,
    by: Proposer,
    region: RegionFacts | None = None,
    region_has_centre: bool = True,
) -> Change:
    """Give an account an office; `others` are the offices the account holds or will hold, proposed ones among them."""
    if new.role in (Role.AGENCY, Role.PUBLIC, Role.CLOCK):
        raise Violation(
            Code.INVALID,
            path=("role",),
            facts={"field": "角色", "why": "不能任命。", "why_en": "nobody is appointed to it."},
        )
    _anchored(new)
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        raise Violation(Code.EMPTY_PERIOD, path=("valid_to",))
    if region is not None:
        in_a_district(region.kind, region.name)
    if region is not None and new.role is Role.DISTRICT_CENTER and not region_has_centre:
        raise Violation(Code.REGION_HAS_NO_CENTRE, path=("region",), facts={"region": region.name})
    for other in others:
        _beside(new, other)
    proposed = awaits_another(new.role, by.role)
    state = OfficeState.PROPOSED if proposed else OfficeState.CONFIRMED
    columns = {
        "account_id": account_id,
        **vars(new),
        "state": state,
        "proposed_by_id": by.account,
        "proposed_as": by.role,
    }
    return Change(adds=[New("Office", columns)], events=[Event.OFFICE_PROPOSED if proposed else Event.OFFICE_APPOINTED])


def _anchored(new: OfficeFacts) -> None:
    """Refuse an office that names another anchor than its role's."""
    wanted = ANCHORS.get(new.role)
    if new.anchor != wanted or (new.region_id is not None and new.entity_id is not None):
        anchor, anchor_en = NAMES[wanted]
        facts: dict[str, object] = {
            "role": new.role.label,
            "role_en": new.role.value,
            "anchor": anchor,
            "anchor_en": anchor_en,
        }
        raise Violation(Code.OFFICE_ANCHOR, path=(wanted or new.anchor or "role",), facts=facts)


def _beside(new: OfficeFacts, other: OfficeFacts) -> None:
    """Refuse an office that one already held rules out."""
    if not _overlap(new, other):
        return
    if new.role is other.role:
        if (new.region_id, new.entity_id) == (other.region_id, other.entity_id):
            raise Violation(Code.ALREADY_EXISTS, path=("role",))
        return
    if frozenset({new.role, other.role}) not in TOGETHER:
        facts: dict[str, object] = {
            "role": new.role.label,
            "role_en": new.role.value,
            "other": other.role.label,
            "other_en": other.role.value,
        }
        raise Violation(Code.OFFICES_CLASH, path=("role",), facts=facts)


def _overlap(one: OfficeFacts, other: OfficeFacts) -> bool:
    return (one.valid_to is None or other.valid_from < one.valid_to) and (
        other.valid_to is None or one.valid_from < other.valid_to
    )


def end(office: OfficeFacts, reason: str | None, *, today: date) -> Change:
    """End an office today; one that had not begun was never held."""
    if office.valid_to is not None and office.valid_to <= today:
        raise Violation(Code.WRONG_STATE, facts={"state": "已免职", "state_en": "ended"})
    values = {"valid_to": max(today, office.valid_from), "end_reason": a_reason(reason)}
    return Change(values, events=[Event.OFFICE_ENDED])


# accounts


def username_of(text: str) -> str:
    """A user name as it is stored: lower case, letters, digits, dot, hyphen and underscore."""
    name = text.strip().lower()
    if (
        not USERNAME_SHORTEST <= len(name) <= USERNAME_LONGEST
        or not name.isascii()
        or not name.replace(".", "").replace("-", "").replace("_", "").isalnum()
    ):
        why = {
            "field": "用户名",
            "why": "应为3至60位的字母、数字、点、连字符或下划线。",
            "why_en": "3 to 60 letters, digits, dots, hyphens or underscores.",
        }
        raise Violation(Code.INVALID, path=("username",), facts=dict(why))
    return name


ADDRESS: Final = re.compile(r"[^\s@,;:<>()\[\]\\\"\x00-\x1f\x7f-\x9f]{1,64}@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")


def an_address(text: str | None) -> str | None:
    """An account has one address for letters, or None; a text that is not one address is refused."""
    found = maybe_text(text, "email", "电子邮箱", 200)
    if found is not None and ADDRESS.fullmatch(found) is None:
        why = {"field": "电子邮箱", "field_en": "email", "why": "应为一个邮箱地址。", "why_en": "one address."}
        raise Violation(Code.INVALID, path=("email",), facts=dict(why))
    return found


def password_problem(password: str, username: str) -> Violation | None:
    """A weak password is refused: ten characters at least, three of four kinds, without the user name; None for a strong password."""
    kinds = len({_kind(c) for c in password} - {""})
    if not SHORTEST <= len(password) <= LONGEST:
        why, why_en = f"应为{SHORTEST}至{LONGEST}位。", f"{SHORTEST} to {LONGEST} characters."
    elif kinds < KINDS_NEEDED:
        why, why_en = "应含大写字母、小写字母、数字、符号中的三种。", "three of capitals, small letters, digits, signs."
    elif username and username in password.lower():
        why, why_en = "不能包含用户名。", "it may not contain the user name."
    else:
        return None
    return Violation(Code.WEAK_PASSWORD, path=("password",), facts={"why": why, "why_en": why_en})


def _kind(c: str) -> str:
    """A character is of one of four kinds; a letter without case is of none."""
    if not c.isalnum():
        return "sign"
    return "digit" if c.isdigit() else "small" if c.islower() else "capital" if c.isupper() else ""


def strong(password: str, username: str) -> str:
    """A password that may be set; refuses weak ones."""
    if problem := password_problem(password, username):
        raise problem
    return password


def open_account(columns: dict[str, object], password_hash: str, *, at: datetime) -> Change:
    """Open an account whose first password, given at a moment, must be changed; `columns` are its user name, name and contacts."""
    password = {"password_hash": password_hash, "must_change_password": True, "password_given_at": at}
    values = {**columns, "state": AccountState.ACTIVE, **password}
    return Change(adds=[New("Account", values)])


def change_password(before: PasswordFacts, password_hash: str, *, at: datetime) -> Change:
    """The account's holder sets a new password; the one before is remembered."""
    own = {"must_change_password": False, "password_given_at": None, "password_changed_at": at}
    return Change({"password_hash": password_hash, "past_passwords": before.kept, **own})


def own_password_first(act: Act, actor: Actor) -> None:
    """Refuse an act of whoever acts under a password that somebody else chose."""
    if actor.password_first and act not in BEFORE_A_PASSWORD:
        raise Violation(Code.PASSWORD_FIRST)

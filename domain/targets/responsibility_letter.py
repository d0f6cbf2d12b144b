"""The letter of responsibility for building and running a centre: offered, signed by three, amended by another (Art. 12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.kernel.acts import Act
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.violations import Code, Violation
from domain.registry.registry import Lifetime, in_being_within
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.targets import ResponsibilityState, TargetLevel, TargetMeasure

S = ResponsibilityState
ARTICLE: Final = "第十二条"
LONG: Final = 10_000
FIRST: Final = Role.DISTRICT_CENTER
PARTIES: Final = (FIRST, Role.MUNICIPAL_CENTER, Role.DISTRICT_DEPARTMENT)
"""Who signs: the district's centre first, then the municipal centre and the department in any order (the order is ours)."""

LIFE: Final = Life(
    "ResponsibilityLetter",
    {
        (S.DRAFT, Act.SAVE_RESPONSIBILITY_LETTER): S.DRAFT,
        (S.DRAFT, Act.OFFER_RESPONSIBILITY_LETTER): S.OFFERED,
        (S.OFFERED, Act.SIGN_RESPONSIBILITY_LETTER): S.OFFERED,
        (S.OFFERED, Act.COUNTERSIGN_RESPONSIBILITY_LETTER): (S.OFFERED, S.SIGNED),
        (S.OFFERED, Act.WITHDRAW_OFFER): S.DRAFT,
        (S.SIGNED, Act.AMEND_RESPONSIBILITY_LETTER): S.SIGNED,
    },
)
NEEDS: Final = ("signed_by",)


def condition(act: Act, row: Mapping[str, Any], actor: Actor, _today: date) -> Violation | None:
    """A signature is refused by the order and the persons of the signatures too."""
    if act in (Act.SIGN_RESPONSIBILITY_LETTER, Act.COUNTERSIGN_RESPONSIBILITY_LETTER):
        return unsignable(row["signed_by"], actor)
    return None


def unsignable(signed_by: Mapping[str, str], actor: Actor) -> Violation | None:
    """A signature is refused before the centre's, twice for one side, and to one account for two sides. Source: Art. 12."""
    if actor.role is not FIRST and FIRST not in signed_by:
        return Violation(Code.CENTRE_SIGNS_FIRST)
    if actor.role in signed_by or str(actor.account) in signed_by.values():
        return Violation(Code.SIGNED_ALREADY)
    return None


@dataclass(frozen=True)
class Centre:
    """A letter is for a centre; `taken` is true of a centre with another letter of the year."""

    id: UUID
    region_id: UUID
    name: str
    kind: Kind
    lifetime: Lifetime
    taken: bool


@dataclass(frozen=True)
class Wording:
    """A letter's wording is its text and number."""

    text: str
    number: str | None


@dataclass(frozen=True)
class Aim:
    """A letter's target has its district or platform, measure and amount."""

    name: str
    level: TargetLevel
    measure: TargetMeasure
    amount: int


@dataclass(frozen=True)
class Signatory:
    """A signatory is a person with the body signed for."""

    actor: Actor
    name: str
    body: str


@dataclass(frozen=True)
class ResponsibilityLetterFacts:
    """A letter of responsibility has its year, state and wording. `signed_by` names the account that signed for each role."""

    id: UUID
    platform_id: UUID
    region_id: UUID
    year: int
    state: ResponsibilityState
    text: str
    number: str | None
    signed_by: Mapping[str, str]


def draft(centre: Centre, year: int, wording: Wording, *, at: datetime) -> Change:
    """Begin the letter of a centre and year in which it is in being. Platforms, bases and the city's own centre sign none. Source: Art. 12."""
    if centre.kind is not Kind.SERVICE_CENTER or centre.lifetime.municipal:
        raise Violation(Code.ONLY_CENTRES_SIGN, ARTICLE, ("platform",), {"name": centre.name})
    if centre.lifetime.abolished_on is not None:
        facts: dict[str, object] = {"abolished": centre.lifetime.abolished_on}
        raise Violation(Code.AFTER_ABOLITION, path=("platform",), facts=facts)
    in_being_within(centre.lifetime, year)
    if centre.taken:
        raise Violation(Code.ALREADY_EXISTS, path=("year",), hint=Act.AMEND_RESPONSIBILITY_LETTER)
    whose = {"platform_id": centre.id, "region_id": centre.region_id, "year": year}
    return Change(adds=[New("ResponsibilityLetter", {**whose, **_begun(wording, at)})])


def _begun(wording: Wording, at: datetime) -> dict[str, object]:
    return {"state": S.DRAFT, "drafted_at": at, **_wording_columns(wording)}


def _wording_columns(wording: Wording) -> dict[str, object]:
    return {
        "text": a_text(wording.text, "text", "正文", LONG),
        "number": maybe_text(wording.number, "number", "文号", 100),
    }


def save(one: ResponsibilityLetterFacts, wording: Wording) -> Change:
    """The centre saves the draft's wording."""
    return Change({"state": LIFE.move(one.state, Act.SAVE_RESPONSIBILITY_LETTER), **_wording_columns(wording)})


def offer(one: ResponsibilityLetterFacts, aims: Sequence[Aim], centre: str, holder: str, *, at: datetime) -> Change:
    """The centre offers a letter for signing, under today's names: parties, text and targets do not change any more. Source: Art. 12.

    “与市中小企业服务中心及辖区主管部门签订建设及运营责任书,落实各项年度目标任务” (Art. 12).
    """
    state = LIFE.move(one.state, Act.OFFER_RESPONSIBILITY_LETTER)
    if not any(aim.level is TargetLevel.DISTRICT for aim in aims):
        raise Violation(Code.NO_TARGETS, ARTICLE, facts={"year": one.year})
    frozen = {"targets": [vars(aim) for aim in aims], "centre": centre, "holder": holder}
    offered = {"offered_at": at, "withdraw_reason": None}
    return Change({"state": state, **frozen, **offered}, events=[Event.RESPONSIBILITY_OFFERED])


def sign(one: ResponsibilityLetterFacts, who: Signatory, *, at: datetime) -> Change:
    """Sign for the district's centre. Source: Art. 12.

    “各县(市)区、开发(度假)区中小企业服务中心与市中小企业服务中心及辖区主管部门签订建设及运营责任书” (Art. 12).
    """
    state = LIFE.move(one.state, Act.SIGN_RESPONSIBILITY_LETTER)
    return _signed(one, who, {"state": state}, Event.RESPONSIBILITY_CENTRE_SIGNED, at)


def countersign(one: ResponsibilityLetterFacts, who: Signatory, *, at: datetime) -> Change:
    """Counter-sign for the municipal centre or the department; the third signature puts it in force. Source: Art. 12.

    “各县(市)区、开发(度假)区中小企业服务中心与市中小企业服务中心及辖区主管部门签订建设及运营责任书” (Art. 12).
    """
    last = len({*one.signed_by, who.actor.role}) == len(PARTIES)
    state = LIFE.move(one.state, Act.COUNTERSIGN_RESPONSIBILITY_LETTER, S.SIGNED if last else S.OFFERED)
    columns: dict[str, object] = {"state": state, "signed_at": at if last else None}
    return _signed(one, who, columns, Event.RESPONSIBILITY_SIGNED if last else None, at)


def _signed(
    one: ResponsibilityLetterFacts, who: Signatory, columns: Mapping[str, object], event: Event | None, at: datetime
) -> Change:
    if refusal := unsignable(one.signed_by, who.actor):
        raise refusal
    signature = {
        "letter_id": one.id,
        "platform_id": one.platform_id,
        "region_id": one.region_id,
        "role": who.actor.role,
        "body": who.body,
        "name": who.name,
        "account_id": who.actor.account,
        "office_id": who.actor.office,
        "signed_at": at,
        "void": False,
    }
    signed_by = {**one.signed_by, who.actor.role.value: str(who.actor.account)}
    return Change(
        {**columns, "signed_by": signed_by}, adds=[New("Signature", signature)], events=[] if event is None else [event]
    )


def withdraw_offer(one: ResponsibilityLetterFacts, reason: str | None) -> Change:
    """Take an offer back, with a reason: it is a draft again, and signatures given are void. Source: Art. 12."""
    state = LIFE.move(one.state, Act.WITHDRAW_OFFER)
    thawed: dict[str, object] = {"targets": [], "centre": None, "holder": None, "offered_at": None, "signed_by": {}}
    return Change(
        {"state": state, **thawed, "withdraw_reason": a_reason(reason)}, events=[Event.RESPONSIBILITY_WITHDRAWN]
    )


VOID: Final = Change({"void": True})
"""What becomes of the signatures of an offer that is taken back."""
REPLACED: Final = Change({"state": S.AMENDED})
"""What becomes of a letter when the one that amends it is signed by all three."""


def amend(one: ResponsibilityLetterFacts, reason: str | None, *, at: datetime) -> Change:
    """Begin the letter that is to replace one in force, which stays in force until then. Source: Art. 12."""
    LIFE.move(one.state, Act.AMEND_RESPONSIBILITY_LETTER)
    whose = {"platform_id": one.platform_id, "region_id": one.region_id, "year": one.year}
    begun = _begun(Wording(one.text, one.number), at)
    amends = {"replaces_id": one.id, "amend_reason": a_reason(reason)}
    return Change(adds=[New("ResponsibilityLetter", {**whose, **begun, **amends})])


def mark(state: ResponsibilityState, *, withdrawn: bool) -> str | None:
    """The paper of a letter not in force bears a mark; None in force (ours)."""
    match state:
        case S.DRAFT:
            return "已撤回" if withdrawn else "草稿"
        case S.OFFERED:
            return f"草稿（{state.label}）"
        case S.AMENDED:
            return state.label
        case S.SIGNED:
            return None
    raise AssertionError(state)

"""The roots that are no lists: the viewer, the city's time, the rule pack."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.kernel.events import Event
from domain.letters import recipients
from domain.reporting.form import FIGURES, FORM
from domain.rights.scope import Actor
from domain.terms import Kind, Role
from domain.terms.letters import LetterWay
from schema.noun.noun import computed, many, noun, shown
from schema.noun.vocabulary import Connection, Node, Quarter, global_text
from schema.people.account import AccountRow
from schema.reporting.figures import FiguresFields

if TYPE_CHECKING:
    from schema.people.account import Office, Session


def _account(row: Mapping[str, Any], _actor: Actor, _today: date) -> strawberry.ID:
    return strawberry.ID(global_text("Account", row["id"]))


def _role(_row: Mapping[str, Any], actor: Actor, _today: date) -> Role:
    return actor.role


def _today(_row: Mapping[str, Any], _actor: Actor, today: date) -> date:
    return today


@strawberry.type(description="How you are told of one kind of event.")
class LetterChoice:
    event: Event = strawberry.field(description="Of what.")
    way: LetterWay = strawberry.field(description="How.")
    fixed: bool = strawberry.field(description="Whether it always comes as a mail of its own.")


@noun(AccountRow)
class Viewer(Node):
    """You, in the office this session acts in."""

    username: str = shown("The name you signed in with.")
    name: str = shown("Your name.")
    account: strawberry.ID = computed(
        _account, ("id",), "The id of your account: name it in `changePassword` and `chooseLetters`."
    )
    role: Role = computed(_role, ("id",), "The role you act in.")
    today: date = computed(_today, ("id",), "The business date in the city.")
    must_change_password: bool = shown("Whether you must change your password before anything else.")
    factor_since: datetime | None = shown("Since when signing in asks for a second factor, null when it does not.")
    version: int = shown("Counts the changes of your account; name it as `expectedVersion` when you change it.")
    email: str | None = shown("The address your letters go to; null when they can be read here alone.")
    letters: list[LetterChoice] = computed(
        recipients.choices, ("letters",), "How you are told of each kind of event; change it by `chooseLetters`."
    )
    offices: Connection[Annotated["Office", strawberry.lazy("schema.people.account")]] = many(
        "The offices you hold or held, and those you are proposed for.", via="account"
    )
    sessions: Connection[Annotated["Session", strawberry.lazy("schema.people.account")]] = many(
        "The sessions of your account, those over too."
    )


@strawberry.type(description="City time: what all the law's dates go by. In production it is the database's time.")
class Clock:
    now: datetime = strawberry.field(description="City time now.")
    today: date = strawberry.field(description="The business date in Kunming.")
    offset_seconds: int = strawberry.field(
        description="How far city time is ahead of the database's; 0 in production, negative when behind."
    )


@strawberry.type(description="One figure or switch of the rule pack, and where it comes from.")
class RuleFigure:
    key: str = strawberry.field(description="Stable name.")
    label: str = strawberry.field(description="What people call it, in Chinese.")
    value: str = strawberry.field(description="Its value in words, in Chinese.")
    article: str | None = strawberry.field(description="The article that states it; null when the text leaves it open.")
    ours: str | None = strawberry.field(
        description="Why we decided it so, where the text leaves it open; null when an article states it."
    )


@strawberry.type(name="RulePack", description="The regulation as dated data.")
class ShownRulePack:
    code: str = strawberry.field(description="Stable code: `KUNMING_2020`.")
    title: str = strawberry.field(description="The title of the regulation.")
    valid_from: date = strawberry.field(description="The first day it governs.")
    valid_to: date = strawberry.field(description="The last day a round may be called under it.")
    figures: list[RuleFigure] = strawberry.field(description="Every amount, cap, threshold, day count and reading.")


@strawberry.input(description="Of which accepted reports; what is left out does not narrow.")
class FiguresFilter:
    quarters: list[Quarter] | None = strawberry.field(description="Of these quarters.", default=strawberry.UNSET)
    regions: list[strawberry.ID] | None = strawberry.field(
        description="Handed in to these districts and zones.", default=strawberry.UNSET
    )
    platforms: list[strawberry.ID] | None = strawberry.field(
        description="Of these platforms.", default=strawberry.UNSET
    )
    kinds: list[Kind] | None = strawberry.field(description="Of platforms of these kinds.", default=strawberry.UNSET)


def _figures() -> type[Any]:
    """The form's figures over a set of reports, declared once, by the form."""
    kinds = {
        name: of
        for base in reversed(FiguresFields.__mro__)
        for name, of in getattr(base, "__annotations__", {}).items()
    }
    body: dict[str, Any] = {"__annotations__": {"report_count": int, "platform_count": int}}
    body["report_count"] = strawberry.field(description="Accepted reports in the set.")
    body["platform_count"] = strawberry.field(description="Platforms in the set.")
    for name in FIGURES:
        body["__annotations__"][name] = kinds[name]
        body[name] = strawberry.field(description=FORM[name].shown)
    return strawberry.type(
        type("Figures", (), body),
        description="The figures of any set of accepted reports: enterprises counted once over all of it, stocks as of each platform's last quarter in it.",
    )


Figures = _figures()

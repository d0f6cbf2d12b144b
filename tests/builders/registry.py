"""Builders of what the registry's tests speak of."""

from datetime import date
from uuid import UUID

import pytest

from domain.kernel.violations import Code, Violation
from domain.registry.registry import BearerAndOperator, Period, PlatformFacts, RegionFacts
from domain.registry.titles import Recognition, TitleFacts
from domain.terms import Kind, Level
from domain.terms.registry import PlatformState, RegionKind, TitleState

TODAY = date(2022, 6, 1)
WUHUA, PANLONG, HOLDER, OTHER, RUNNER, PLATFORM, TITLE = (UUID(int=n) for n in range(1, 8))
NAMED: dict[str, object] = {"name": "五华区中小企业服务中心", "name_sort": "wu3 hua2"}
FOUNDED: dict[str, object] = {**NAMED, "founding_body": "五华区人民政府", "founding_document": "五政发〔2018〕1号"}


def day(text: str) -> date:
    return date.fromisoformat(text)


def a_region(
    kind: RegionKind = RegionKind.DISTRICT,
    level: Level | None = None,
    *,
    id: UUID = WUHUA,
    since: str = "1950-01-01",
    to: str | None = None,
):
    return RegionFacts(id, "五华区", kind, level, day(since), (to and day(to)) or None)


def bearers(operator: UUID | None = None):
    return BearerAndOperator(HOLDER, operator)


def a_platform(
    kind: Kind = Kind.DEMO_PLATFORM, *, abolished: str | None = None, operator: UUID | None = None, id: UUID = PLATFORM
):
    state = PlatformState.OPERATING if abolished is None else PlatformState.ABOLISHED
    return PlatformFacts(
        id, kind, state, day("2018-05-01"), (abolished and day(abolished)) or None, WUHUA, HOLDER, operator
    )


def a_period(since: str = "2018-05-01", to: str | None = None, names: UUID = WUHUA):
    return Period(day(since), (to and day(to)) or None, names)


def a_recognition(since: str = "2020-07-01", to: str | None = "2023-07-01", level: Level = Level.MUNICIPAL):
    return Recognition(level, "昆工信〔2020〕8号", "昆明市工业和信息化局", day(since), (to and day(to)) or None)


def a_title(
    since: str = "2020-07-01",
    to: str | None = "2023-07-01",
    *,
    state: TitleState = TitleState.RECOGNISED,
    granted: str | None = "2023-07-01",
):
    running = day(since), (to and day(to)) or None, (granted and day(granted)) or None
    return TitleFacts(
        TITLE,
        PLATFORM,
        Kind.DEMO_PLATFORM,
        Level.MUNICIPAL,
        state,
        "昆工信〔2020〕8号",
        "昆明市工业和信息化局",
        *running,
    )


def refusal_of(act: object) -> Violation:
    """What a rule raises."""
    with pytest.raises(Violation) as found:
        act()  # pyright: ignore[reportCallIssue] # a lambda
    return found.value


def code_of(act: object) -> Code:
    """The code of what a rule raises."""
    return refusal_of(act).code

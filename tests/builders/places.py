"""Places of the service network."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from domain.calendar import KUNMING
from domain.network.partner import Dated
from domain.registry.registry import Lifetime
from domain.services.activity import LedgerPlace
from domain.terms import Kind
from domain.terms.network import DatedState
from tests.builders.registry import PLATFORM, WUHUA, day

S = DatedState


AT = datetime(2022, 6, 1, 12, tzinfo=KUNMING)


OTHER = UUID(int=77)


def a_place(abolished: str | None = None) -> LedgerPlace:
    lifetime = Lifetime(Kind.DEMO_PLATFORM, day("2020-01-01"), (abolished and day(abolished)) or None)
    return LedgerPlace(PLATFORM, WUHUA, lifetime)


def dated(since: str = "2021-01-01", to: str | None = None, state: DatedState | None = None) -> Dated:
    return Dated(state or (S.ENDED if to else S.CURRENT), day(since), (to and day(to)) or None)

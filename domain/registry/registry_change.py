"""The registry's changes, each with its change filing where one answers for it (Art. 12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.kernel.change import New
from domain.kernel.violations import Code, Violation
from domain.registry.change_filing import FilingDue
from domain.terms.registry import ChangeKind, FilingState

FITS_WITHIN: Final = timedelta(days=92)
"""How far the days of a filing and of an entry in the registry may lie apart to be taken for one change (ours)."""
BROAD: Final = (ChangeKind.RESTRUCTURING, ChangeKind.OTHER)
"""Changes that may bring others with them."""


@dataclass(frozen=True)
class Entered:
    """An entered change has its kind and the day from which it holds."""

    kind: ChangeKind
    completed_on: date
    before: str | None
    after: str | None
    document: str | None = None


def noted(entered: Entered, platform: UUID, region: UUID, due: FilingDue, filing: UUID | None) -> New:
    """The registry notes a change with its due day, and the filing that answers for it. Source: Art. 12.

    “发生主体变更、地址或法定代表人变更、重组等重大调整事项的” (Art. 12).
    """
    whose = {"platform_id": platform, "region_id": region, "filing_id": filing}
    return New("RegistryChange", {**whose, **vars(entered), **vars(due)})


def differences(
    before: Mapping[ChangeKind, object], after: Mapping[ChangeKind, object]
) -> Mapping[ChangeKind, tuple[str, str]]:
    """Differences are values replaced by others; a first record or a removed one is no change."""
    pairs = {kind: (before[kind], after[kind]) for kind in after}
    return {kind: (str(was), str(now)) for kind, (was, now) in pairs.items() if was and now and was != now}


def nearest(day: date, others: Mapping[UUID, date]) -> UUID | None:
    """The nearest in time of the filings or entries is taken for the same change; None where none is near (ours)."""
    distances = sorted((abs(each - day), id) for id, each in others.items())
    return distances[0][1] if distances and distances[0][0] <= FITS_WITHIN else None


@dataclass(frozen=True)
class NamedChange:
    """A filing or an entry of the registry that is named as one change with the other."""

    platform_id: UUID
    kind: ChangeKind
    state: FilingState = FilingState.OPEN


def refuse_other(kind: ChangeKind, platform: UUID, named: NamedChange, path: str) -> None:
    """Refuse a filing or entry of another platform or of another kind of change, and a withdrawn filing. Source: Art. 12."""
    alike = named.kind is kind or named.kind in BROAD or kind in BROAD
    if named.platform_id != platform or not alike or named.state is FilingState.WITHDRAWN:
        raise Violation(Code.FILING_DIFFERS, path=(path,), facts={"kind": kind.label, "kind_en": kind.value})


@dataclass(frozen=True)
class Unfiled:
    """An unfiled change is past its due day."""

    platform: str
    kind: ChangeKind
    completed_on: date


def refuse_unfiled(change: Unfiled | None) -> None:
    """Hold a payment back until a change of holder is filed (ours; only where the norm says so). Source: Art. 12."""
    if change is not None:
        kind = {"kind": change.kind.label, "kind_en": change.kind.value}
        facts: dict[str, object] = {**kind, "platform": change.platform, "day": change.completed_on}
        raise Violation(Code.CHANGE_UNFILED, facts=facts)

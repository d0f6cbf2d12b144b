"""The lifetime cap of one platform or base: counted awards, remainder and returns (Art. 18).

What counts is `carried` (an opening balance), `transferred` (what predecessors had) and `awarded` (approved here), each
the sum of its entries less what came back. Reading L12.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast
from uuid import UUID

from domain.kernel.change import Change, Increment, New
from domain.kernel.units import Fen, as_yuan
from domain.kernel.violations import Code, Violation
from domain.regulation.rulepack import RulePack
from domain.rights.scope import Actor
from domain.terms import Kind
from domain.terms.money import CapEntryKind


@dataclass(frozen=True)
class CapFacts:
    """A cap account sums up awards; `cap` is the highest under which anything was awarded, `over` what openings and transfers brought beyond it."""

    id: UUID
    platform_id: UUID
    cap: Fen
    carried: Fen
    transferred: Fen
    awarded: Fen
    over: Fen

    @property
    def used(self) -> Fen:
        """The used part is what was carried in, transferred and awarded."""
        return Fen(self.carried + self.transferred + self.awarded)

    @property
    def headroom(self) -> Fen:
        """The headroom is the cap less the used part."""
        return Fen(max(0, self.cap - self.used))


@dataclass(frozen=True)
class EntryFacts:
    """An entry has its account, kind and moment, and the subsidy or the account it came from."""

    account_id: UUID
    kind: CapEntryKind
    subsidy_id: UUID | None
    source_id: UUID | None
    entered_at: datetime


def headroom_of(row: Mapping[str, Any], _actor: Actor, _today: date) -> Fen:
    """The API shows an account's headroom."""
    return Fen(max(0, row["cap"] - row["carried"] - row["transferred"] - row["awarded"]))


HEADROOM_NEEDS: Final = ("cap", "carried", "transferred", "awarded")
EMPTY: Final[Mapping[str, Fen]] = {each: Fen(0) for each in ("carried", "transferred", "awarded", "over")}
"""The sums of an account before its first entry."""


def a_new_account(platform_id: UUID, kind: Kind, pack: RulePack) -> New:
    """An empty account under the pack's cap; refuses a centre. Source: Art. 18."""
    cap = pack.cap(kind)
    if cap is None:
        raise Violation(Code.NO_CAP, pack.basis(pack.caps))
    return New("CapAccount", {"platform_id": platform_id, "kind": kind, "cap": cap, **EMPTY})


def first_award(new: New, amount: Fen, subsidy_id: UUID, *, at: datetime) -> tuple[New, New]:
    """A new account that begins with an award, and its entry. Source: Art. 18."""
    account = New("CapAccount", {**new.values, "awarded": amount})
    values = {
        "account_id": account,
        "platform_id": new.values["platform_id"],
        "kind": CapEntryKind.AWARD,
        "amount": amount,
        "entered_at": at,
        "subsidy_id": subsidy_id,
    }
    return account, New("CapEntry", values)


def _entry(account: CapFacts, kind: CapEntryKind, amount: int, at: datetime, **more: object) -> New:
    return New(
        "CapEntry",
        {
            "account_id": account.id,
            "platform_id": account.platform_id,
            "kind": kind,
            "amount": Fen(amount),
            "entered_at": at,
            **more,
        },
    )


def beyond(used: int, cap: int) -> Fen:
    """What counts beyond a cap."""
    return Fen(max(0, used - cap))


BRINGS: Final = {CapEntryKind.OPENING: "carried", CapEntryKind.TRANSFER: "transferred"}
"""The sum that an entry from outside adds to; it alone may pass the cap, and nothing can be awarded while it does."""


def _bringing(account: CapFacts, kind: CapEntryKind, amount: int) -> dict[str, object]:
    """The columns once `amount` more comes in from outside."""
    name = BRINGS[kind]
    return {name: Fen(getattr(account, name) + amount), "over": beyond(account.used + amount, account.cap)}


def opened(account: CapFacts, amount: int, reason: str, *, before: bool, at: datetime) -> Change:
    """An account carries in, once, the money received before this system kept the account. Source: Art. 18; reading L12."""
    if before:
        raise Violation(Code.ALREADY_OPENED)
    if amount < 0:
        raise Violation(Code.NEGATIVE, path=("amount",), facts={"field": "金额", "field_en": "amount"})
    return Change(
        set=_bringing(account, CapEntryKind.OPENING, amount),
        adds=[_entry(account, CapEntryKind.OPENING, amount, at, reason=reason)],
    )


def borne(successor: CapFacts, amount: int, source: UUID | New, reason: str, *, at: datetime) -> Change:
    """A successor's account carries in a predecessor's opening balance that is recorded after the succession. Source: Art. 12, 18."""
    return Change(
        set=_bringing(successor, CapEntryKind.OPENING, amount),
        adds=[_entry(successor, CapEntryKind.OPENING, amount, at, source_id=source, reason=reason)],
    )


def transferred(successor: CapFacts, predecessors: Sequence[CapFacts], reason: str, *, at: datetime) -> Change:
    """A successor's account carries in the predecessors' sums: a merger adds them up, a split burdens each successor with the whole. Source: Art. 12, 18.

    “发生主体变更、地址或法定代表人变更、重组等重大调整事项的” (Art. 12).
    """
    return Change(
        set=_bringing(successor, CapEntryKind.TRANSFER, sum(one.used for one in predecessors)),
        adds=[
            _entry(successor, CapEntryKind.TRANSFER, one.used, at, source_id=one.id, reason=reason)
            for one in predecessors
        ],
    )


def inherited(new: New, predecessor: CapFacts, reason: str, *, at: datetime) -> tuple[New, New]:
    """A new account begins with a predecessor's sum, by an entry. Source: Art. 12, 18."""
    return _begun(new, CapEntryKind.TRANSFER, predecessor.used, at, source_id=predecessor.id, reason=reason)


def opening(new: New, amount: int, reason: str, source: UUID | New | None = None, *, at: datetime) -> tuple[New, New]:
    """A new account begins with an opening balance, the platform's own or a predecessor's, by an entry. Source: Art. 12, 18; reading L12."""
    if amount < 0:
        raise Violation(Code.NEGATIVE, path=("amount",), facts={"field": "金额", "field_en": "amount"})
    return _begun(new, CapEntryKind.OPENING, amount, at, source_id=source, reason=reason)


def _begun(new: New, kind: CapEntryKind, amount: int, at: datetime, **more: object) -> tuple[New, New]:
    brought = {BRINGS[kind]: Fen(amount), "over": beyond(amount, cast("Fen", new.values["cap"]))}
    account = New("CapAccount", {**new.values, **brought})
    values = {"account_id": account, "platform_id": new.values["platform_id"], "kind": kind, "amount": Fen(amount)}
    return account, New("CapEntry", {**values, "entered_at": at, **more})


def taken(account: CapFacts, cap: Fen, amount: Fen, subsidy_id: UUID, *, at: datetime) -> Change:
    """An approved award counts against the cap; the database itself refuses a sum beyond the cap. Source: Art. 18.

    “同一示范平台、示范基地累计补助不超过15万元、40万元” (Art. 18).
    """
    headroom = left([account], cap, {})
    refusal = Violation(
        Code.CAP_EXCEEDED,
        "第十八条",
        facts={"headroom": f"仅{as_yuan(headroom)}元", "headroom_en": f"only {as_yuan(headroom)} yuan"},
    )
    if amount > headroom:
        raise refusal
    higher = {"cap": cap, "over": Fen(0)} if cap > account.cap else {}
    most = cap - account.carried - account.transferred
    return Change(
        set={**higher, "awarded": Increment(by=amount, to_at_most=most, refusal=refusal)},
        adds=[_entry(account, CapEntryKind.AWARD, amount, at, subsidy_id=subsidy_id)],
    )


def returned(
    account: CapFacts, amount: Fen, subsidy_id: UUID, reason: str, *, own: bool, times: int = 1, at: datetime
) -> Change:
    """A cancelled or returned award counts no more: in its own account it was awarded, in a later one transferred, as often as it was. Source: Art. 18."""
    back, name = amount * times, "awarded" if own else "transferred"
    columns = {name: Fen(getattr(account, name) - back), "over": beyond(account.used - back, account.cap)}
    return Change(
        set=columns, adds=[_entry(account, CapEntryKind.GIVEN_BACK, back, at, subsidy_id=subsidy_id, reason=reason)]
    )


def awarded_in(entries: Iterable[EntryFacts], subsidy_id: UUID) -> frozenset[UUID]:
    """The accounts in which a subsidy was awarded, and not carried on to."""
    return frozenset(
        each.account_id for each in entries if each.kind is CapEntryKind.AWARD and each.subsidy_id == subsidy_id
    )


def burdened(entries: Iterable[EntryFacts], subsidy_id: UUID) -> Mapping[UUID, int]:
    """An award counts in the account of its approval, and once in an account for each later transfer that carried the award on."""
    taken_at: dict[UUID, datetime] = {}
    onward: dict[UUID, list[EntryFacts]] = {}
    for entry in entries:
        if entry.kind is CapEntryKind.AWARD and entry.subsidy_id == subsidy_id:
            taken_at[entry.account_id] = entry.entered_at
        elif entry.kind is CapEntryKind.TRANSFER and entry.source_id is not None:
            onward.setdefault(entry.source_id, []).append(entry)
    burden: Counter[UUID] = Counter(taken_at.keys())
    pending = list(taken_at.items())
    while pending:
        account, since = pending.pop()
        for transfer in onward.get(account, ()):
            if transfer.entered_at >= since and transfer.account_id not in taken_at:
                burden[transfer.account_id] += 1
                pending.append((transfer.account_id, transfer.entered_at))
    return burden


def own_burden(entries: Sequence[EntryFacts], kept: Mapping[UUID, Fen]) -> Mapping[UUID, int]:
    """Some subsidies count in each account by the sum kept of each; a year calculated anew leaves them out."""
    burden: Counter[UUID] = Counter()
    for subsidy_id, amount in kept.items():
        for account, times in burdened(entries, subsidy_id).items():
            burden[account] += amount * times
    return burden


def left(accounts: Iterable[CapFacts], cap: Fen, own: Mapping[UUID, int]) -> Fen:
    """An award may take the least that the accounts of its platform and of its successors leave under its round's cap. Source: Art. 12, 18."""
    return Fen(max(0, min(cap - one.used + own.get(one.id, 0) for one in accounts)))

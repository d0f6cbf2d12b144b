"""The filing of major changes with the department and the municipal centre, within ten working days (Art. 12).

A filing is a record: nobody approves it and it never holds the change up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from domain.calendar import Calendar, Deadline, day_of, on_time, still_open, written
from domain.kernel.acts import Act
from domain.kernel.basis import basis_of
from domain.kernel.change import Change, New, a_reason
from domain.kernel.events import Event
from domain.kernel.life import Life
from domain.kernel.typed_text import LONGEST, a_text, maybe_text
from domain.kernel.violations import Code, Violation
from domain.registry.registry import not_ahead
from domain.regulation.rulepack import RulePack, in_force, pack_on
from domain.rights.scope import Actor
from domain.terms import Role
from domain.terms.registry import ChangeKind, FilingCopyState, FilingRecipient, FilingState

F, C, R = FilingState, FilingCopyState, FilingRecipient
ARTICLE: Final = "第十二条"
LIFE: Final = Life(
    "ChangeFiling", {(F.OPEN, Act.WITHDRAW_FILING): F.WITHDRAWN, (F.FILED, Act.WITHDRAW_FILING): F.WITHDRAWN}
)
COPY_LIFE: Final = Life(
    "FilingCopy",
    {
        (C.UNSENT, Act.SEND_FILING_COPY): C.SENT,
        (C.SENT, Act.ACKNOWLEDGE_FILING_COPY): C.ACKNOWLEDGED,
        (C.SENT, Act.RETURN_FILING_COPY): C.INCOMPLETE,
        (C.INCOMPLETE, Act.COMPLETE_FILING_COPY): C.SENT,
    },
)
DESKS: Final[Mapping[FilingRecipient, Role]] = {
    R.DEPARTMENT: Role.DISTRICT_DEPARTMENT,
    R.MUNICIPAL_CENTER: Role.MUNICIPAL_CENTER,
    R.MUNICIPAL_BUREAU: Role.MUNICIPAL_BUREAU,
    R.NEW_DEPARTMENT: Role.DISTRICT_DEPARTMENT,
}


def condition(_act: Act, row: Mapping[str, Any], _actor: Actor, _today: date) -> Violation | None:
    """A filing that a recipient has is not withdrawn."""
    return received(row["received_at"])


def received(at: datetime | None) -> Violation | None:
    """Refuse to withdraw a filing that a recipient acknowledged or returned, lest a new one come in time (ours)."""
    facts: dict[str, object] = {
        "state": "对方已签收或已退回补正",
        "state_en": "a recipient has acknowledged or returned it",
    }
    return None if at is None else Violation(Code.WRONG_STATE, facts=facts)


def copy_condition(act: Act, row: Mapping[str, Any], actor: Actor, _today: date) -> Violation | None:
    """A copy allows no act once its filing is withdrawn, and no answer by its own sender."""
    if row["filing"]["state"] is F.WITHDRAWN:
        return withdrawn()
    answers = act in (Act.ACKNOWLEDGE_FILING_COPY, Act.RETURN_FILING_COPY)
    return own(row["sent_by_id"], actor) if answers else None


def withdrawn() -> Violation:
    """A withdrawn filing allows no further act."""
    return Violation(Code.WRONG_STATE, facts={"state": F.WITHDRAWN.label, "state_en": F.WITHDRAWN.value})


def own(sent_by: UUID | None, actor: Actor) -> Violation | None:
    """Whoever sent a copy does not answer that copy."""
    return Violation(Code.OWN_FILING) if sent_by is not None and sent_by == actor.account else None


# when it is due


@dataclass(frozen=True)
class FilingDue:
    """A filing's due day has its working days, and may be provisional; a plain record has none of them."""

    due_on: date | None = None
    working_days: int | None = None
    provisional_day: bool = False


PLAIN: Final = FilingDue()
"""What was complete before a regulation was in force or after it is recorded, and owed by no day."""


def due_of(completed_on: date, packs: Sequence[RulePack], calendar: Calendar, region: UUID | None) -> FilingDue:
    """Ten working days from the day the formalities were complete, which is not counted. Source: Art. 12, 21; reading L33.

    What is complete while the Measures are in force has all its days, past their end too; what is complete before or
    after is a plain record.

    “重大调整事项的,应在完成相关手续后10个工作日内报” (Art. 12).
    """
    if not in_force(packs, completed_on):
        return PLAIN
    return _due(completed_on, pack_on(packs, completed_on).change_filing_days.value, calendar, region)


def _due(completed_on: date, days: int, calendar: Calendar, region: UUID | None) -> FilingDue:
    last = calendar.add_workdays(completed_on, days, region)
    return FilingDue(last, days, calendar.provisional(completed_on, last))


@dataclass(frozen=True)
class Reckoned:
    """A reckoned due day keeps the day it was counted from."""

    completed_on: date
    region_id: UUID
    due_on: date | None
    working_days: int | None
    provisional_day: bool


def reckoned(known: Reckoned, calendar: Calendar, *, today: date) -> Change | None:
    """A filing follows a changed calendar, but never to a day already over (ours); None where nothing moves."""
    if known.due_on is None or known.working_days is None:
        return None
    last = calendar.add_workdays(known.completed_on, known.working_days, known.region_id)
    provisional = calendar.provisional(known.completed_on, last)
    now = {"due_on": still_open(known.due_on, last, today), "provisional_day": provisional}
    changed = {name: value for name, value in now.items() if value != getattr(known, name)}
    return Change(changed, events=[Event.FILING_RECKONED] if "due_on" in changed else []) if changed else None


DUE_NEEDS: Final = ("completed_on", "due_on", "working_days", "provisional_day")


def due_date(row: Mapping[str, Any], _actor: Actor, _today: date) -> Deadline | None:
    """The API shows the due date with its explanation; a plain record has none."""
    if row["due_on"] is None:
        return None
    explanation = f"{ARTICLE}：自{written(row['completed_on'])}次日起{row['working_days']}个工作日内，截至{written(row['due_on'])}24时"
    if row["provisional_day"]:
        explanation += "；当年工作日安排尚未公布，日期可能调整"
    return Deadline(row["due_on"], row["due_on"], basis_of(ARTICLE), row["provisional_day"], f"{explanation}。")


def last_day(*days: date | None) -> date | None:
    """The last day of a filing is the earlier of its own due day and the due day of the registry's change (ours); None of a plain record."""
    return min((day for day in days if day is not None), default=None)


def days_late(row: Mapping[str, Any], calendar: Calendar, today: date) -> int | None:
    """A late filing counts the working days from its last day to its filing, else to today; None where the filing is not late."""
    end = today if row["filed_at"] is None else day_of(row["filed_at"])
    last = last_day(row["due_on"], row["registry_due_on"])
    if row["state"] is F.WITHDRAWN or last is None or end <= last:
        return None
    return calendar.count_workdays(last, end, row["region_id"])


# filing


def day_of_record(completed_on: date, founded_on: date) -> date:
    """The region of record is that of the day before the completion, a new platform's that of its first day. Reading L3."""
    return max(completed_on - timedelta(days=1), founded_on)


@dataclass(frozen=True)
class FilingPlatform:
    """The platform that files. `region_id` is today's region, `record` the one of record when the change was completed."""

    id: UUID
    municipal: bool
    founded_on: date
    region_id: UUID
    record: UUID


@dataclass(frozen=True)
class FiledChange:
    """A filed change has its kind, wording and day of completion."""

    kind: ChangeKind
    completed_on: date
    subject: str | None
    before: str
    after: str
    proof: str


def recipients(unit: FilingPlatform) -> Sequence[FilingRecipient]:
    """The recipients that the Measures name: for the city's own centre the bureau alone. Source: Art. 12; reading L28."""
    return (R.MUNICIPAL_BUREAU,) if unit.municipal else (R.DEPARTMENT, R.MUNICIPAL_CENTER)


def file(
    unit: FilingPlatform,
    change: FiledChange,
    due: FilingDue,
    send_to: Sequence[FilingRecipient],
    actor: Actor,
    *,
    at: datetime,
    registry_due_on: date | None = None,
) -> tuple[New, Sequence[New]]:
    """The operator enters a completed change, with a copy for each recipient, sent to the named ones: the filing, its copies.

    Where it lies in another region by now, the department there gets a copy at once. `registry_due_on` is the due day of
    the registry's change that it answers for. Source: Art. 12; reading L3.

    “各类服务平台(包括中小企业服务中心、示范平台、示范基地)运营单位发生主体变更、地址或法定代表人变更、重组等重大调整事项的” (Art. 12).
    """
    _checked(unit, change, send_to, day_of(at))
    copies = {each: at if each in send_to else None for each in recipients(unit)}
    values = {
        "platform_id": unit.id,
        "region_id": unit.record,
        "kind": change.kind,
        "completed_on": change.completed_on,
        "subject": maybe_text(change.subject, "subject", "变更事项", 100),
        "before": a_text(change.before, "before", "变更前", LONGEST),
        "after": a_text(change.after, "after", "变更后", LONGEST),
        "proof": a_text(change.proof, "proof", "手续办结凭证", 200),
        "filed_by_id": actor.account,
        "entered_at": at,
        **vars(due),
        "registry_due_on": registry_due_on,
        **_state_columns(list(copies.values()), last_day(due.due_on, registry_due_on)),
    }
    filing = New("ChangeFiling", values)
    made = [a_copy(filing, unit.id, unit.record, each, sent, actor) for each, sent in copies.items()]
    if unit.region_id != unit.record:
        made.append(a_copy(filing, unit.id, unit.region_id, R.NEW_DEPARTMENT, at, actor))
    return filing, made


def _checked(unit: FilingPlatform, change: FiledChange, send_to: Sequence[FilingRecipient], today: date) -> None:
    not_ahead(change.completed_on, today, "completed_on")
    if change.completed_on < unit.founded_on:
        facts: dict[str, object] = {"day": change.completed_on, "founded": unit.founded_on}
        raise Violation(Code.BEFORE_FOUNDING, path=("completed_on",), facts=facts)
    if change.kind is ChangeKind.OTHER and not (change.subject or "").strip():
        raise Violation(Code.REQUIRED, path=("subject",), facts={"field": "变更事项"})
    for n, each in enumerate(send_to):
        if each in send_to[:n]:
            raise Violation(Code.TWICE, path=("send_to", str(n)), facts={"what": each.label})
        if each not in recipients(unit):
            facts = {"field": "报送对象", "why": "不是本单位的备案对象。", "why_en": "this unit does not file with it."}
            raise Violation(Code.INVALID, path=("send_to", str(n)), facts=facts)


def a_copy(
    filing: object,
    platform: UUID,
    region: UUID,
    recipient: FilingRecipient,
    sent: datetime | None,
    actor: Actor,
) -> New:
    """A copy for one recipient, sent where a moment is given."""
    whose = {"filing_id": filing, "platform_id": platform, "region_id": region, "recipient": recipient}
    how = {"first_sent_at": sent, "sent_at": sent, "sent_by_id": actor.account if sent else None}
    return New("FilingCopy", {**whose, **how, "state": C.SENT if sent else C.UNSENT})


def _state_columns(sent: Sequence[datetime | None], last: date | None) -> dict[str, object]:
    """A filing is filed with the last first sending of a copy to the recipients that the Measures name."""
    known = [each for each in sent if each is not None]
    if len(known) < len(sent):
        return {"state": F.OPEN, "first_sent_at": min(known, default=None)}
    filed_at = max(known)
    return {
        "state": F.FILED,
        "first_sent_at": min(known),
        "filed_at": filed_at,
        "on_time": _in_time(filed_at, last),
    }


def _in_time(filed_at: datetime, last: date | None) -> bool | None:
    """Whether a filing was in time; None of a plain record."""
    return None if last is None else on_time(filed_at, last)


@dataclass(frozen=True)
class ChangeFilingFacts:
    """A change filing has its state, days and the registry's due day."""

    state: FilingState
    due_on: date | None
    filed_at: datetime | None = None
    received_at: datetime | None = None
    registry_due_on: date | None = None


def settle_change(filing: ChangeFilingFacts, due_on: date | None) -> Change:
    """Let a filing answer for a change of the registry that is due on a day: the earliest day judges it (ours). Source: Art. 12."""
    known = last_day(due_on, filing.registry_due_on)
    values: dict[str, object] = {"registry_due_on": known}
    if filing.filed_at is not None:
        values["on_time"] = _in_time(filing.filed_at, last_day(filing.due_on, known))
    return Change(values)


# copies


@dataclass(frozen=True)
class CopyFacts:
    """A copy of a filing has its recipient and state."""

    recipient: FilingRecipient
    state: FilingCopyState
    first_sent_at: datetime | None
    sent_by_id: UUID | None


def _moved(copy: CopyFacts, act: Act, filing: FilingState) -> FilingCopyState:
    if filing is F.WITHDRAWN:
        raise withdrawn()
    return COPY_LIFE.move(copy.state, act)


def send(
    copy: CopyFacts, filing: ChangeFilingFacts, others: Sequence[CopyFacts], actor: Actor, *, at: datetime
) -> tuple[Change, Change]:
    """Send a copy for the first time: changes of the copy and of its filing. Source: Art. 12.

    “报所属各县(市)区、各开发(度假)区中小企业主管部门及市中小企业服务中心备案” (Art. 12).
    """
    state = _moved(copy, Act.SEND_FILING_COPY, filing.state)
    sent = {"state": state, "first_sent_at": at, "sent_at": at, "sent_by_id": actor.account}
    named = [each.first_sent_at for each in others if each.recipient is not R.NEW_DEPARTMENT]
    return Change(sent, events=[Event.FILING_SENT]), Change(
        _state_columns([at, *named], last_day(filing.due_on, filing.registry_due_on))
    )


def acknowledge(
    copy: CopyFacts, filing: ChangeFilingFacts, actor: Actor, *, at: datetime
) -> tuple[Change, Change | None]:
    """Acknowledge a copy, which is no approval: changes of the copy and of its filing. Source: Art. 12."""
    state = _moved(copy, Act.ACKNOWLEDGE_FILING_COPY, filing.state)
    _not_own(copy, actor)
    values = {"state": state, "acknowledged_at": at, "acknowledged_by_id": actor.account}
    return Change(values, events=[Event.FILING_ACKNOWLEDGED]), _received(filing, at)


def return_copy(
    copy: CopyFacts, filing: ChangeFilingFacts, missing: str, actor: Actor, *, at: datetime
) -> tuple[Change, Change | None]:
    """Return a copy as incomplete and for nothing else: changes of the copy and of its filing. The first sending counts. Source: Art. 12; reading L3."""
    state = _moved(copy, Act.RETURN_FILING_COPY, filing.state)
    _not_own(copy, actor)
    values = {"state": state, "missing": a_text(missing, "missing", "缺少的内容", 2000), "returned_at": at}
    return Change(values, events=[Event.FILING_RETURNED]), _received(filing, at)


def _received(filing: ChangeFilingFacts, at: datetime) -> Change | None:
    return None if filing.received_at else Change({"received_at": at})


def complete(copy: CopyFacts, filing: FilingState, supplement: str, actor: Actor, *, at: datetime) -> Change:
    """Complete a returned copy; the copy is with its recipient again. Source: Art. 12."""
    state = _moved(copy, Act.COMPLETE_FILING_COPY, filing)
    supplement = a_text(supplement, "supplement", "补正内容", LONGEST)
    values = {"state": state, "supplement": supplement, "sent_at": at, "sent_by_id": actor.account}
    return Change(values, events=[Event.FILING_SENT])


def _not_own(copy: CopyFacts, actor: Actor) -> None:
    if refusal := own(copy.sent_by_id, actor):
        raise refusal


def withdraw(filing: ChangeFilingFacts, reason: str, *, at: datetime) -> Change:
    """Withdraw a filing made by mistake, unless a recipient has it; the filing answers no change any more. Source: Art. 12 (ours)."""
    to = LIFE.move(filing.state, Act.WITHDRAW_FILING)
    if refusal := received(filing.received_at):
        raise refusal
    return Change({"state": to, "withdrawn_at": at, "withdrawal_reason": a_reason(reason)})


def waiting_on(recipient: FilingRecipient, state: FilingCopyState) -> Role | None:
    """A copy waits on its sender or recipient; an acknowledged one on nobody."""
    match state:
        case C.UNSENT | C.INCOMPLETE:
            return Role.OPERATOR
        case C.SENT:
            return DESKS[recipient]
        case C.ACKNOWLEDGED:
            return None


def waits_on(row: Mapping[str, Any], _actor: Actor, _today: date) -> Role | None:
    """The API shows whom a copy waits on."""
    gone = row["filing"]["state"] is F.WITHDRAWN
    return None if gone else waiting_on(row["recipient"], row["state"])

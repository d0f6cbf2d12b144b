"""The verbs of complaints (Art. 7(1), 13)."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import strawberry

from domain.calendar import start_of
from domain.demands import complaint as complaint_rules
from domain.demands.complaint import About, ComplaintAnswer, ComplaintFacts
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import Grievance, a_text, maybe_text
from domain.registry.registry import Bearers
from domain.terms.demands import ComplaintKind, ComplaintState
from resolvers.reporting.centres import centres_of
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.rows import AtLeast
from resolvers.work.unit_of_work import UnitOfWork
from schema.demands.complaint import Complaint, ComplaintRow
from schema.registry.platform import PlatformRow

RECEIPT: Final[Mapping[str, tuple[Any, str]]] = {
    "receipt": (
        str,
        "The code by which the complaint is found again; keep it. Null when refused; a request repeated with its key is answered with the same code.",
    )
}


@strawberry.input(description="A complaint about a platform. No identity document is asked for.")
class RaiseComplaintInput(Create):
    platform: strawberry.ID = argument("The platform complained of.")
    kind: ComplaintKind = argument("What it is about.")
    content: str = argument("What happened.")
    name: str | None = argument("Your name; the platform never reads it.", default=None)
    contact: str | None = argument(
        "How to reach you; without name and contact the receipt alone tells the answer.", default=None
    )


@strawberry.input(description="A complaint to look into.")
class TakeUpComplaintInput(Update):
    pass


@strawberry.input(description="A complaint for the municipal centre.")
class PassOnComplaintInput(Update):
    reason: str = argument("Why the municipal centre is to deal with it.")


@strawberry.input(description="How a complaint is answered.")
class AnswerComplaintInput(Update):
    upheld: bool = argument("Whether it proved right.")
    findings: str = argument("What was found; the platform and whoever complained do not read it.")
    answer: str = argument(
        "The answer; whoever holds the receipt reads it, and the platform. Name nobody who complained in it."
    )


@mutation(Act.RAISE_COMPLAINT, Complaint, extras=RECEIPT, target="platform")
async def raise_complaint(work: UnitOfWork, input: RaiseComplaintInput) -> tuple[New, dict[str, str]]:
    """Complain of a platform (Art. 7(1), 13). Anyone may, with or without a name; department, municipal centre and, unless it is about itself, the district's centre read it, of one about the municipal centre the bureau alone."""
    platform = await work.find(PlatformRow, input.platform, ("platform",))
    receipt = secrets.token_hex(8).upper()
    content = a_text(input.content, "content", "投诉内容", complaint_rules.LONGEST)
    grievance = Grievance(
        content, maybe_text(input.name, "name", "姓名", 60), maybe_text(input.contact, "contact", "联系方式", 120)
    )
    centre = await centres_of(work, platform.region_id).first()
    about = About(
        platform.facts(Bearers),
        platform.region_id,
        platform.municipal,
        None if centre is None else centre.facts(Bearers),
    )
    like_it = work.rows_of(ComplaintRow, platform_id=platform.id, kind=input.kind, state=ComplaintState.RECEIVED)
    waits = await like_it.that(received_at=AtLeast(start_of(work.today))).exists()
    change = complaint_rules.raised(about, input.kind, grievance, receipt, at=work.now, another_waits=waits)
    return work.create(change), {"receipt": receipt}


@mutation(Act.TAKE_UP_COMPLAINT, Complaint)
async def take_up_complaint(work: UnitOfWork, input: TakeUpComplaintInput) -> ComplaintRow:
    """Begin to look into a complaint (Art. 7(1)); from then on it lies with the desk that took it up."""
    complaint = await work.get(ComplaintRow, input)
    work.apply(complaint, complaint_rules.take_up(complaint.facts(ComplaintFacts), work.actor.role, at=work.now))
    return complaint


@mutation(Act.PASS_ON_COMPLAINT, Complaint)
async def pass_on_complaint(work: UnitOfWork, input: PassOnComplaintInput) -> ComplaintRow:
    """Hand a complaint to the municipal centre, with a reason (ours)."""
    complaint = await work.get(ComplaintRow, input)
    facts = complaint.facts(ComplaintFacts)
    work.apply(complaint, complaint_rules.pass_on(facts, work.actor.role, input.reason, at=work.now))
    return complaint


@mutation(Act.ANSWER_COMPLAINT, Complaint)
async def answer_complaint(work: UnitOfWork, input: AnswerComplaintInput) -> ComplaintRow:
    """Answer a complaint, with what was found (Art. 7(1)); who complained stays unknown to the platform."""
    complaint = await work.get(ComplaintRow, input)
    answer = ComplaintAnswer(input.upheld, input.findings, input.answer, work.actor.account)
    work.apply(complaint, complaint_rules.answer(complaint.facts(ComplaintFacts), work.actor.role, answer, at=work.now))
    return complaint

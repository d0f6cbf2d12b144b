"""The verbs of support given to platforms (Art. 4, 5, 8)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import a_text, maybe_text
from domain.kernel.units import Fen
from domain.network import support as support_rules
from domain.network.support import SupportContent
from domain.terms.network import SupportKind
from resolvers.registry.anchors import named_place
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.network.support import Support, SupportRow
from schema.noun.vocabulary import Money


@strawberry.input(description="What your desk gave a platform.")
class RecordSupportInput(Create):
    platform: strawberry.ID = argument("Whom it was given to; for a district's desk one of its own on that day.")
    kind: SupportKind = argument("What it was.")
    day: date = argument("The day it was given; not in the future, not before the platform's service.")
    content: str = argument("What it consisted of.")
    amount: Money | None = argument("How much money, above 0; for funds only.", default=None)
    document: str | None = argument("Number of the document.", default=None)


@strawberry.input(description="A record of support that was made by mistake.")
class WithdrawSupportInput(Update):
    reason: str = argument("Why.")


@mutation(Act.RECORD_SUPPORT, Support)
async def record_support(work: UnitOfWork, input: RecordSupportInput) -> New:
    """Record what policy, money or guidance your desk gave a platform (Art. 8)."""
    place = await named_place(work, input.platform, input.day)
    content, document = (
        a_text(input.content, "content", "扶持内容", 500),
        maybe_text(input.document, "document", "文号", 100),
    )
    amount = None if input.amount is None else Fen(input.amount)
    what = SupportContent(input.kind, input.day, content, amount, document)
    return work.create(
        support_rules.record(place, what, work.actor.role, account=work.actor.account, at=work.now, today=work.today)
    )


@mutation(Act.WITHDRAW_SUPPORT, Support)
async def withdraw_support(work: UnitOfWork, input: WithdrawSupportInput) -> SupportRow:
    """Withdraw a record of support that was made by mistake; the desk that recorded it may (Art. 8)."""
    row = await work.get(SupportRow, input)
    work.apply(row, support_rules.withdraw(row.state, input.reason))
    return row

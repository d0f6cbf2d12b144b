"""What a letter says of a subsidy (Art. 18)."""

from uuid import UUID

from domain.terms.money import RecoveryState
from resolvers.letters.wording import Facts, last, money, name_of, place, worded
from resolvers.work.unit_of_work import UnitOfWork
from schema.money.payment import PaymentRow, RecoveryRow
from schema.money.subsidy import SubsidyRow
from schema.registry.entity import EntityRow


async def subsidy(work: UnitOfWork, row_id: UUID) -> Facts:
    """A holder's award, with its last payment and its last order to give back."""
    row = await work.together.one(SubsidyRow, row_id)
    payment = last(await work.together.those(PaymentRow, subsidy_id=row_id), "instructed_at")
    order = last(await work.together.those(RecoveryRow, subsidy_id=row_id), "proposed_at")
    return {
        **await place(work, row.platform_id, row.region_id),
        **worded(year=row.graded_year, kind=row.kind, cancel_reason=row.cancel_reason),
        **worded(instruction=payment and payment.instruction, failure=payment and payment.failure),
        **worded(paid_on=payment and payment.settled_on, reason=order and order.reason),
        **worded(ground=order and order.ground, until=order and order.heard_until, pay_by=order and order.pay_by),
        **worded(number=order and (order.order_number or order.notice_number), opinion=order and order.opinion),
        **worded(withdrawal_reason=order and order.withdrawal_reason, asked=_asked(order)),
        "holder": await name_of(work, EntityRow, row.holder_id),
        "amount": money(row, "amount"),
        "ordered": money(order, "amount"),
        "returned": money(order, "returned"),
    }


def _asked(order: RecoveryRow | None) -> str:
    """What the finance bureau is asked to confirm."""
    withdrawn = order is not None and order.state in (RecoveryState.WITHDRAWING, RecoveryState.WITHDRAWN)
    return "撤回追回决定" if withdrawn else "追回"

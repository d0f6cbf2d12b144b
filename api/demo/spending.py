"""The holders' vouchers for their subsidies, now and then for a use outside the text (Art. 13, 18)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from domain.kernel.units import Fen
from domain.terms.money import FundPurpose, SubsidyState
from resolvers.money.fund_uses import FundUseInput, record_fund_use
from schema.noun.vocabulary import Money

if TYPE_CHECKING:
    from api.demo.inhabitants import Town
    from api.demo.memory import Row

Share = tuple[FundPurpose, int, str, str]
"""For what, percent of an award, to whom, and in words."""
ONE_IN: Final = 9
"""Of so many holders one buys what Art. 18 does not name."""
SHARES: Final[tuple[Share, ...]] = (
    (FundPurpose.ACTIVITY, 45, "云岭会展服务有限公司", "政策宣讲和银企对接会场地、资料"),
    (FundPurpose.THIRD_PARTY_SERVICE, 25, "滇池企业管理咨询有限公司", "购买企业诊断和财税辅导服务"),
)
ELSEWHERE: Final[Share] = (FundPurpose.OTHER, 2, "春城办公家具有限公司", "购置办公家具")


def account_for(town: Town, row: Row) -> None:
    """Enter the vouchers of a paid subsidy, where its holder has somebody to do so."""
    person = town.people.operators.get(row.holder_id)
    if person is None or row.state is not SubsidyState.PAID:
        return
    shares = [*SHARES, ELSEWHERE] if row.id.int % ONE_IN == 0 else SHARES
    uses = [_voucher(town.city.today - timedelta(days=n), row.amount, share) for n, share in enumerate(shares, 1)]
    total = Money(sum(each.amount for each in uses))
    town.city.do(person, record_fund_use, row, total=total, uses=uses)


def _voucher(day: date, award: Fen, share: Share) -> FundUseInput:
    purpose, percent, payee, subject = share
    return FundUseInput(
        purpose=purpose,
        amount=Money(award * percent // 100),
        day=day,
        voucher=f"记{day:%m%d}-{percent:03}",
        payee=payee,
        subject=subject,
    )

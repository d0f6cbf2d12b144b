"""Rights of subsidies, payments, caps and the use of funds (Art. 18)."""

from typing import Final

from domain.kernel.acts import Act
from domain.rights.grant import (
    ADMINISTRATORS,
    AGENCY,
    ANYONE,
    BUREAU,
    CITY,
    DEPARTMENT,
    DISTRICT_CENTER,
    EVERY,
    EXPERT,
    FINANCE,
    OPERATOR,
    OVERSIGHT,
    OWN,
    READ,
    Grant,
    grant,
)
from domain.rights.scope import In, Within
from domain.terms import Role
from domain.terms.money import FundUseState, PaymentState, SubsidyState

PAYEE: Final = Within("entity", "holder_id")
AWARDED: Final = In("state", tuple(state for state in SubsidyState if state not in (SubsidyState.CALCULATED, SubsidyState.CANCELLED)))
"""Subsidies the bureau approved: society sees what was given to whom (Art. 13).

“财政专项经费的使用接受财政、审计、监察部门和社会的监督” (Art. 13).
"""

GRANTS: Final[tuple[Grant, ...]] = (
    *grant(CITY, READ, "Claim Subsidy Payment Recovery MoneyReturn CapAccount CapEntry", EVERY, "第十三条"),
    *grant(DEPARTMENT, READ, "Claim Subsidy Payment Recovery MoneyReturn", Within("region"), "第十三条"),
    *grant(DEPARTMENT, READ, "CapAccount CapEntry", OWN, "第十三条"),
    *grant(OPERATOR, READ, "Claim Subsidy Payment Recovery MoneyReturn", PAYEE, "第十八条"),
    *grant(OPERATOR, READ, "CapAccount CapEntry", OWN, "第十八条"),
    *grant((DEPARTMENT, DISTRICT_CENTER, OPERATOR, EXPERT, *ADMINISTRATORS, AGENCY, Role.PUBLIC), READ, "Subsidy", AWARDED, "第十三条", hides="derivation decision cancel_reason"),
    *grant(AGENCY, READ, "Payment", Within("awards", "region_id") & In("state", (PaymentState.PAID,)), "第十三条"),
    *grant(BUREAU, Act.CALCULATE_SUBSIDY, "Claim", EVERY, "第十八条"),
    *grant(BUREAU, (Act.APPROVE_SUBSIDY, Act.CANCEL_SUBSIDY, Act.RECORD_SUPPLEMENT_DECISION), "Subsidy", EVERY, "第十八条"),
    *grant(BUREAU, (Act.PROPOSE_RECOVERY, Act.NOTIFY_RECOVERY, Act.STATE_ON_RECOVERY, Act.ORDER_RECOVERY, Act.RECORD_RECOVERY_DELIVERY, Act.WITHDRAW_RECOVERY_ORDER, Act.DROP_RECOVERY), "Recovery", EVERY, "第十八条"),
    *grant(OPERATOR, Act.STATE_ON_RECOVERY, "Recovery", PAYEE, "第十八条"),
    *grant(FINANCE, Act.DECIDE_RECOVERY, "Recovery", EVERY, "第十八条"),
    *grant(FINANCE, (Act.CONFIRM_SUBSIDY, Act.PAY_SUBSIDY, Act.RECORD_PAYMENT_OUTCOME, Act.RECORD_RETURN), "Subsidy", EVERY, "第十八条"),
    *grant(CITY, READ, "FundUse", EVERY, "第十三条"),
    *grant(DEPARTMENT, READ, "FundUse", Within("region"), "第十三条"),
    *grant(OPERATOR, READ, "FundUse", PAYEE, "第十八条"),
    *grant((DISTRICT_CENTER, EXPERT, *ADMINISTRATORS, AGENCY, Role.PUBLIC, DEPARTMENT, OPERATOR), READ, "FundUse", In("state", (FundUseState.RECORDED,)), "第十三条", hides="voucher payee subject finding reason recorded_at"),
    *grant((BUREAU, OVERSIGHT), READ, "MoneyWatch", EVERY, "第十三条"),
    *grant(ANYONE, READ, "FundBalance", EVERY, "第十三条"),
    *grant(OPERATOR, Act.RECORD_FUND_USE, "Subsidy", PAYEE, "第十八条"),
    *grant(OPERATOR, Act.WITHDRAW_FUND_USE, "FundUse", PAYEE, "第十八条"),
    *grant(BUREAU, Act.RECORD_OPENING_BALANCE, "CapAccount", EVERY, "第十八条"),
)

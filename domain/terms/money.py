"""The words of money (Art. 18)."""

from domain.terms import Term


class SubsidyState(Term):
    """Where a subsidy stands."""

    CALCULATED = "CALCULATED", "已核算", "Worked out by the bureau, not yet approved."
    APPROVED = "APPROVED", "已审定", "Approved by the bureau; counts against the lifetime cap from here on."
    CONFIRMED = "CONFIRMED", "已确认", "Confirmed by the finance bureau, ready for payment."
    PAYING = "PAYING", "拨付中", "A payment instruction is out, its outcome not yet known."
    PAID = "PAID", "已拨付", "The money arrived."
    PAYMENT_FAILED = "PAYMENT_FAILED", "拨付失败", "The payment failed and may be tried again."
    CANCELLED = "CANCELLED", "已取消", "Ended unpaid; what it took of a cap was given back."
    RECOVERY_ORDERED = "RECOVERY_ORDERED", "追回中", "The bureau ordered some or all of it back."
    RETURNED = "RETURNED", "已退回", "All of it came back."


class SubsidyKind(Term):
    """The first award of a year, or what a later result adds to it."""

    AWARD = "AWARD", "补助", "The holder's award for the graded year."
    SUPPLEMENT = "SUPPLEMENT", "补差", "The difference to a higher award that became due after the first was paid."


class ClaimOutcome(Term):
    """What became of a claim in one calculation."""

    CHOSEN = "CHOSEN", "从高补助", "The claim that is paid."
    LAPSED = "LAPSED", "不重复补", "Not paid because another claim of the holder is higher; uses up no cap."
    NOTHING = "NOTHING", "无应补额", "Nothing would be payable: the grade, the cap or a revoked title."


class PaymentState(Term):
    """What became of a payment instruction."""

    OPEN = "OPEN", "拨付中", "Sent, outcome not yet known."
    PAID = "PAID", "已到账", "The money arrived."
    FAILED = "FAILED", "拨付失败", "The bank or treasury sent it back."


class RecoveryGround(Term):
    """Why paid money is to come back."""

    LOWER_GRADE = "LOWER_GRADE", "评价等次降低", "The final grades earn less than was paid."
    PAYMENT_ERROR = "PAYMENT_ERROR", "拨付差错", "The money was paid by mistake: twice, too much, or to another."
    FUND_MISUSE = "FUND_MISUSE", "资金使用问题", "A competent body found that the money was not used as Art. 18 says."


class RecoveryState(Term):
    """Where a recovery of paid money stands."""

    PROPOSED = "PROPOSED", "拟追回", "Proposed by the bureau; the holder is to be told first."
    NOTIFIED = "NOTIFIED", "已告知", "The holder was told, and may make a statement."
    ORDERED = "ORDERED", "待复核", "Decided by the bureau; the finance bureau is to confirm."
    OPEN = "OPEN", "追回中", "The ordered sum is not all back."
    WITHDRAWING = "WITHDRAWING", "待复核撤回", "The bureau would withdraw the order; the finance bureau is to confirm."
    RETURNED = "RETURNED", "已退回", "The ordered sum came back."
    WITHDRAWN = "WITHDRAWN", "已撤回", "The order was withdrawn; what had come back is kept."
    DROPPED = "DROPPED", "已终止", "Given up before it was ordered."


class CapEntryKind(Term):
    """Why what counts against a lifetime cap changed."""

    OPENING = "OPENING", "期初余额", "Received before this system kept the account."
    TRANSFER = "TRANSFER", "承继转入", "What a predecessor had received, by merger or split."
    AWARD = "AWARD", "审定补助", "A subsidy was approved."
    GIVEN_BACK = "GIVEN_BACK", "额度退回", "A subsidy was cancelled, or money came back."


class FundPurpose(Term):
    """What subsidised money was spent on (Art. 18)."""

    ACTIVITY = "ACTIVITY", "公共服务活动", "Holding public service activities for enterprises."
    THIRD_PARTY_SERVICE = "THIRD_PARTY_SERVICE", "购买专业服务", "Buying professional services of third parties."
    OTHER = "OTHER", "其他用途", "Anything else: outside what Art. 18 allows, so it always raises a finding."


class FundUseState(Term):
    """Whether an entry of the use of funds still counts."""

    RECORDED = "RECORDED", "已登记", "It counts."
    WITHDRAWN = "WITHDRAWN", "已撤回", "Entered by mistake; it does not count."


class MoneyWatchKind(Term):
    """What bears on money and asks for a look."""

    OVERPAID = "OVERPAID", "多补", "The final grades earn less than was paid and kept."
    UNDERPAID = "UNDERPAID", "少补", "The final grades earn more than was paid."
    OVERRIDDEN = "OVERRIDDEN", "改变专家评审等次", "The bureau decided another grade than the experts gave."
    STRUCK = "STRUCK", "剔除评价对象", "A platform that Art. 15 states was struck from a round."
    EXTENDED = "EXTENDED", "延期报送", "A filing was given a later day."
    EXEMPTED = "EXEMPTED", "免予报送", "A filing was waived."
    EXCUSED = "EXCUSED", "逾期事由认定", "A lateness was excused."
    CORRECTED = "CORRECTED", "结果更正", "The outcome of a filing was put right."
    BACKDATED = "BACKDATED", "倒签登记", "A title or a centre entered after a round was called would be a subject of it."
    OBJECTION_UNDECIDED = "OBJECTION_UNDECIDED", "异议超期未答复", "An objection waits for more than 15 working days."
    APPROVED_UNPAID = "APPROVED_UNPAID", "审定后未拨付", "A subsidy was approved more than 15 working days ago, and is not paid."
    NOT_ARRIVED = "NOT_ARRIVED", "拨付后未到账", "A payment was instructed more than 15 working days ago, and has not arrived."
    RECOVERY_OVERDUE = "RECOVERY_OVERDUE", "逾期未退回", "The day to pay an ordered sum back is over."

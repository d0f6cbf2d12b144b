"""What happened that may concern somebody else; each telling becomes one outbox row."""

from domain.terms import Term


class Event(Term):
    """One kind of happening, named noun first: `REPORT_SUBMITTED`."""

    REPORT_SUBMITTED = "REPORT_SUBMITTED", "季度报告已报送", "A platform submitted its quarterly report to its desk."

    # money (Art. 18)
    SUBSIDY_CALCULATED = "SUBSIDY_CALCULATED", "补助已核算", "The bureau worked out a subsidy."
    SUBSIDY_APPROVED = "SUBSIDY_APPROVED", "补助已审定", "The bureau approved a subsidy."
    SUBSIDY_CONFIRMED = "SUBSIDY_CONFIRMED", "补助已确认", "The finance bureau confirmed a subsidy."
    SUBSIDY_CANCELLED = "SUBSIDY_CANCELLED", "补助已取消", "A subsidy was cancelled."
    SUBSIDY_PAYING = "SUBSIDY_PAYING", "补助拨付中", "A payment instruction went out."
    SUBSIDY_PAID = "SUBSIDY_PAID", "补助已拨付", "A subsidy arrived."
    SUBSIDY_PAYMENT_FAILED = "SUBSIDY_PAYMENT_FAILED", "补助拨付失败", "A payment failed."
    RECOVERY_ORDERED = "RECOVERY_ORDERED", "责令退回补助", "The bureau ordered paid money back."
    RECOVERY_WITHDRAWN = "RECOVERY_WITHDRAWN", "退款决定已撤回", "The bureau withdrew an order to give money back."
    MONEY_RETURNED = "MONEY_RETURNED", "补助已退回", "Ordered money came back."

    # rectification (Art. 19)
    RECTIFICATION_ISSUED = "RECTIFICATION_ISSUED", "整改通知已下达", "The bureau issued a rectification notice."
    RECTIFICATION_DELIVERED = "RECTIFICATION_DELIVERED", "整改通知已送达", "The delivery of a rectification notice was proven."
    RECTIFICATION_EXTENDED = "RECTIFICATION_EXTENDED", "整改期限已延长", "A rectification got a later due day."
    RECTIFICATION_REPORTED = "RECTIFICATION_REPORTED", "整改已报告", "An operator reported a rectification done."
    RECTIFICATION_PASSED = "RECTIFICATION_PASSED", "整改合格", "A rectification passed its check."
    RECTIFICATION_FAILED = "RECTIFICATION_FAILED", "整改不合格", "A rectification failed its check."
    RECTIFICATION_REFUSED = "RECTIFICATION_REFUSED", "拒不整改", "A rectification was refused."
    RECTIFICATION_CLOSED = "RECTIFICATION_CLOSED", "整改已办结", "The effect of a failed or refused rectification took place."
    RECTIFICATION_ANNULLED = "RECTIFICATION_ANNULLED", "整改已撤销", "A rectification was annulled with its grade."
    REMINDED = "REMINDED", "已催报", "Somebody was reminded of something due."

    # registry
    PLATFORM_REGISTERED = "PLATFORM_REGISTERED", "平台已登记", "A centre, platform or base was entered."
    PLATFORM_ABOLISHED = "PLATFORM_ABOLISHED", "平台已撤销", "A centre, platform or base is no longer in being."
    PLATFORM_MOVED = "PLATFORM_MOVED", "平台属地已变更", "Another region answers for a platform."
    HOLDER_CHANGED = "HOLDER_CHANGED", "主体单位已变更", "Another legal person bears a platform."
    OPERATOR_CHANGED = "OPERATOR_CHANGED", "运营机构已变更", "Another body runs a platform."
    TITLE_RECOGNISED = "TITLE_RECOGNISED", "称号已认定", "A platform or base was given a title."
    TITLE_ENDED = "TITLE_ENDED", "称号已终止", "A title was ended by a decision."
    PLATFORMS_SUCCEEDED = "PLATFORMS_SUCCEEDED", "平台承继已登记", "One platform follows another."
    NORM_SET = "NORM_SET", "报送规范已制定", "The days of quarterly filings change from a quarter on."
    # people
    OFFICE_APPOINTED = "OFFICE_APPOINTED", "已任职", "An account was given an office."
    OFFICE_ENDED = "OFFICE_ENDED", "已免职", "An office ended."

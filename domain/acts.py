"""Every act a person or the clock may do: the name of its mutation, its Chinese name and its meaning."""

from domain.terms import Term


class Act(Term):
    """One act. Its mutation is the same name in camel case."""

    READ = "READ", "查看", "See the record."

    # reports
    SUBMIT_REPORT = "SUBMIT_REPORT", "报送季度报告", "Hand a quarterly report to the receiving desk (Art. 14(1))."

    # money (Art. 18)
    CALCULATE_SUBSIDY = "CALCULATE_SUBSIDY", "核算补助", "Work out what a holder is due for a graded year (Art. 18)."
    APPROVE_SUBSIDY = "APPROVE_SUBSIDY", "审定补助", "Approve a calculated subsidy and take its amount from the lifetime cap (Art. 18)."
    CONFIRM_SUBSIDY = "CONFIRM_SUBSIDY", "确认补助", "Confirm an approved subsidy as the finance bureau, by another person than approved it (Art. 18)."
    CANCEL_SUBSIDY = "CANCEL_SUBSIDY", "取消补助", "Cancel a subsidy that is not paid; its cap is given back (Art. 18)."
    RECORD_SUPPLEMENT_DECISION = "RECORD_SUPPLEMENT_DECISION", "登记补差决定", "Record the decision on which a supplement rests (Art. 18)."
    PAY_SUBSIDY = "PAY_SUBSIDY", "拨付补助", "Record the payment instruction of a confirmed subsidy (Art. 18)."
    RECORD_PAYMENT_OUTCOME = "RECORD_PAYMENT_OUTCOME", "登记拨付结果", "Record whether the money arrived (Art. 18)."
    ORDER_RECOVERY = "ORDER_RECOVERY", "责令退回", "Order paid money back (Art. 18)."
    RECORD_RETURN = "RECORD_RETURN", "登记退回", "Record money that came back; the cap gets it back too (Art. 18)."
    WITHDRAW_RECOVERY_ORDER = "WITHDRAW_RECOVERY_ORDER", "撤回退款决定", "Withdraw an order to give money back (Art. 18)."
    RECORD_OPENING_BALANCE = "RECORD_OPENING_BALANCE", "登记期初余额", "Record what a platform or base received before this system kept its account (Art. 18)."

    # rectification (Art. 19)
    ISSUE_RECTIFICATION = "ISSUE_RECTIFICATION", "下达整改通知", "Issue the notice that follows a failed evaluation (Art. 19)."
    RECORD_DELIVERY = "RECORD_DELIVERY", "登记送达", "Record the proven delivery of a rectification notice (Art. 19)."
    RECORD_REMINDER = "RECORD_REMINDER", "登记催报", "Record a reminder of something due, with its proof (Art. 14, 17, 19)."
    EXTEND_RECTIFICATION = "EXTEND_RECTIFICATION", "延长整改期限", "Give a later due day, once, with a reason (Art. 19)."
    REPORT_RECTIFICATION = "REPORT_RECTIFICATION", "报告整改完成", "Tell the bureau what was put right (Art. 19)."
    RECHECK_RECTIFICATION = "RECHECK_RECTIFICATION", "复核整改", "Decide whether what was reported is put right (Art. 19)."
    RECORD_REFUSAL = "RECORD_REFUSAL", "认定拒不整改", "Record a refusal in words, or that the due day passed without an answer (Art. 19)."
    CLOSE_RECTIFICATION = "CLOSE_RECTIFICATION", "办结整改", "Record that the effect took place: the government was told, or the municipal title ends (Art. 19)."
    ANNUL_RECTIFICATION = "ANNUL_RECTIFICATION", "撤销整改", "Annul it because the grade was changed; a title it revoked is restored (Art. 19)."

"""What happened that may concern somebody else; each telling becomes one outbox row."""

from domain.terms import Term


class Event(Term):
    """One kind of happening, named noun first: `REPORT_SUBMITTED`."""

    REPORT_SUBMITTED = "REPORT_SUBMITTED", "季度报告已报送", "A platform submitted its quarterly report to its desk."
    REPORT_RECALLED = "REPORT_RECALLED", "季度报告已撤回", "A platform took its submitted report back."
    REPORT_ACCEPTED = "REPORT_ACCEPTED", "季度报告已接收", "A desk accepted a report."
    REPORT_RETURNED = "REPORT_RETURNED", "季度报告已退回", "A desk returned a report, or sent an accepted one back."
    REPORT_AMENDED = "REPORT_AMENDED", "季度报告修订中", "A platform began to amend an accepted report."
    CONSOLIDATION_SUBMITTED = "CONSOLIDATION_SUBMITTED", "季度汇总已报送", "An author handed its district's consolidation on."
    CONSOLIDATION_PASSED = "CONSOLIDATION_PASSED", "季度汇总审核通过", "A department passed a consolidation on to the municipal centre."
    CONSOLIDATION_RECEIVED = "CONSOLIDATION_RECEIVED", "季度汇总已接收", "The municipal centre received a consolidation."
    CONSOLIDATION_RETURNED = "CONSOLIDATION_RETURNED", "季度汇总已退回", "A desk returned a consolidation."
    CONSOLIDATION_AMENDED = "CONSOLIDATION_AMENDED", "季度汇总修订中", "An author began to amend a received consolidation."
    OBLIGATION_MADE = "OBLIGATION_MADE", "报送任务已生成", "A filing is owed."
    OBLIGATION_MISSED = "OBLIGATION_MISSED", "逾期未报送", "The effective day of a filing is over and nothing was handed in."
    OBLIGATION_EXEMPTED = "OBLIGATION_EXEMPTED", "免予报送", "A filing is not owed any more."
    OBLIGATION_EXTENDED = "OBLIGATION_EXTENDED", "报送已延期", "A filing got a later day."
    OBLIGATION_DUE = "OBLIGATION_DUE", "报送期限提醒", "A filing is due in some working days, or today."
    OBLIGATION_LATE = "OBLIGATION_LATE", "逾期催报", "A filing is late by some working days."
    OBLIGATION_MOVED = "OBLIGATION_MOVED", "报送路径已调整", "A filing goes to another district or by another route."
    OBLIGATION_RECKONED = "OBLIGATION_RECKONED", "期限已重新计算", "The calendar changed, and with it the last day of a filing."
    DESK_HANDED_OVER = "DESK_HANDED_OVER", "办理已移交", "What lay on one desk passed to another."

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
    FUND_FINDING = "FUND_FINDING", "经费用途存疑", "Subsidised money was spent outside the uses of Art. 18."

    # rectification (Art. 19)
    RECTIFICATION_ISSUED = "RECTIFICATION_ISSUED", "整改通知已下达", "The bureau issued a rectification notice."
    RECTIFICATION_DELIVERED = "RECTIFICATION_DELIVERED", "整改通知已送达", "The delivery of a rectification notice was proven."
    RECTIFICATION_EXTENDED = "RECTIFICATION_EXTENDED", "整改期限已延长", "A rectification got a later due day."
    RECTIFICATION_RECKONED = (
        "RECTIFICATION_RECKONED",
        "整改期限已重新计算",
        "The calendar changed, and with it the last day of a rectification.",
    )
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
    # evidence (Art. 11)
    FLAG_RAISED = "FLAG_RAISED", "发现疑似重复材料", "The same material stands in two places."
    FLAG_DECIDED = "FLAG_DECIDED", "疑似重复已核查", "A desk decided on what stands in two places."

    # the service network (Art. 8)
    SUPPORT_RECORDED = "SUPPORT_RECORDED", "扶持已登记", "A desk recorded what it gave a platform."
    SUPPORT_WITHDRAWN = "SUPPORT_WITHDRAWN", "扶持记录已撤回", "A desk withdrew a record of support."
    # people
    OFFICE_APPOINTED = "OFFICE_APPOINTED", "已任职", "An account was given an office."
    OFFICE_ENDED = "OFFICE_ENDED", "已免职", "An office ended."

    # the yearly round (Art. 15-17)
    ROUND_CALLED = "ROUND_CALLED", "评价通知已下达", "A round of the yearly evaluation was called."
    ROUND_RECKONED = "ROUND_RECKONED", "评价期限已重新计算", "The calendar changed, and with it a last day that a round's notice names."
    ROUND_WITHDRAWN = "ROUND_WITHDRAWN", "评价通知已撤回", "A round was withdrawn."
    ROUND_DECIDED = "ROUND_DECIDED", "评价全部评定", "Every evaluation of a round is decided."
    ROUND_CLOSED = "ROUND_CLOSED", "评价已办结", "Every result of a round is final."
    EVALUATION_SUBMITTED = "EVALUATION_SUBMITTED", "评价材料已报送", "A platform handed in its materials."
    EVALUATION_REVIEWED = "EVALUATION_REVIEWED", "评价材料已审核", "A department gave its opinion on materials."
    EVALUATION_RETURNED = "EVALUATION_RETURNED", "评价材料已退回", "Materials were sent back to the operator."
    EVALUATION_TAKEN_OVER = "EVALUATION_TAKEN_OVER", "评价材料已调取", "The bureau took an evaluation over from a department."
    EVALUATION_WITHDRAWN = "EVALUATION_WITHDRAWN", "评价已撤回", "An evaluation was withdrawn with its round."
    DISTRICT_HANDED_IN = "DISTRICT_HANDED_IN", "属地评价材料已汇总上报", "A department handed in its district."
    PANEL_ASSIGNED = "PANEL_ASSIGNED", "专家已组织", "Experts were seated on a panel."
    EXPERT_UNSEATED = "EXPERT_UNSEATED", "专家席位已终止", "An expert's seat ended."
    PANEL_CLOSED = "PANEL_CLOSED", "专家评审完成", "Every expert of a panel closed the scores."
    EVALUATION_DECIDED = "EVALUATION_DECIDED", "评价结果已评定", "The bureau decided a grade."
    NOTICE_PUBLISHED = "NOTICE_PUBLISHED", "公示已发布", "A notice of results was published."
    NOTICE_RECKONED = "NOTICE_RECKONED", "公示期已重新计算", "The calendar changed, and with it the last day of a running window."
    RESULT_PUBLISHED = "RESULT_PUBLISHED", "评价结果公示中", "A platform's result stands on the portal."
    EVALUATION_FINAL = "EVALUATION_FINAL", "评价结果已生效", "A grade became final."
    EVALUATION_REOPENED = "EVALUATION_REOPENED", "评价结果重新调查", "A published or final result is investigated again."
    OBJECTION_RECEIVED = "OBJECTION_RECEIVED", "收到异议", "An objection was received within the window."
    TIP_OFF_RECEIVED = "TIP_OFF_RECEIVED", "收到线索", "An objection came after the window."
    OBJECTION_DECIDED = "OBJECTION_DECIDED", "异议已答复", "An objection was decided."
    TIP_OFF_FILED = "TIP_OFF_FILED", "线索已归档", "A tip-off was filed."

    # complaints (Art. 7(1), 13)
    COMPLAINT_RECEIVED = "COMPLAINT_RECEIVED", "收到投诉", "Somebody complained of a platform."
    FUND_TIP_OFF_RECEIVED = "FUND_TIP_OFF_RECEIVED", "收到经费使用举报", "Somebody told of how special funds are used."
    COMPLAINT_PASSED_ON = "COMPLAINT_PASSED_ON", "投诉已转办", "A department handed a complaint to the municipal centre."
    COMPLAINT_ANSWERED = "COMPLAINT_ANSWERED", "投诉已答复", "A complaint was answered."
    # change filings (Art. 12)
    FILING_SENT = "FILING_SENT", "变更备案已报送", "An operator sent a change filing to a recipient, or supplied what was missing."
    FILING_ACKNOWLEDGED = "FILING_ACKNOWLEDGED", "变更备案已签收", "A recipient acknowledged a change filing."
    FILING_RETURNED = "FILING_RETURNED", "变更备案待补正", "A recipient asks for what is missing of a change filing."
    FILING_WITHDRAWN = "FILING_WITHDRAWN", "变更备案已撤回", "An operator took a change filing back."
    FILING_RECKONED = "FILING_RECKONED", "备案期限已重新计算", "The calendar changed, and with it the last day to file a change."
    # targets, letters of responsibility, assessments (Art. 4, 12)
    TARGET_ISSUED = "TARGET_ISSUED", "目标任务已下达", "A district or a platform was given a target of a year."
    TARGET_CHANGED = "TARGET_CHANGED", "目标任务已调整", "A target was changed or withdrawn."
    RESPONSIBILITY_OFFERED = "RESPONSIBILITY_OFFERED", "责任书待签署", "A letter of responsibility was offered for signing."
    RESPONSIBILITY_CENTRE_SIGNED = "RESPONSIBILITY_CENTRE_SIGNED", "责任书待会签", "A district's centre signed; the counter-signatures follow."
    RESPONSIBILITY_SIGNED = "RESPONSIBILITY_SIGNED", "责任书已签订", "A letter of responsibility is signed by all three."
    RESPONSIBILITY_WITHDRAWN = "RESPONSIBILITY_WITHDRAWN", "责任书已撤回", "An offered letter of responsibility was taken back."
    ASSESSMENT_RECORDED = "ASSESSMENT_RECORDED", "属地年度考核已登记", "A department assessed a platform's year."
    ASSESSMENT_WITHDRAWN = "ASSESSMENT_WITHDRAWN", "属地年度考核已撤回", "A department withdrew an assessment."
    # supervision (Art. 4-6, 13)
    ASSIGNMENT_ISSUED = "ASSIGNMENT_ISSUED", "任务已下达", "A task was given to a platform, department or centre."
    ASSIGNMENT_REPORTED = "ASSIGNMENT_REPORTED", "任务结果已报告", "The result of a task was reported."
    ASSIGNMENT_RETURNED = "ASSIGNMENT_RETURNED", "任务结果已退回", "The issuer of a task asks for more."
    ASSIGNMENT_CLOSED = "ASSIGNMENT_CLOSED", "任务已办结", "The issuer of a task took its result."
    ASSIGNMENT_WITHDRAWN = "ASSIGNMENT_WITHDRAWN", "任务已撤回", "A task is asked for no more."
    INSPECTION_PLANNED = "INSPECTION_PLANNED", "检查已安排", "An inspection is announced."
    FINDINGS_SENT = "FINDINGS_SENT", "检查发现已送达", "An inspection found what is to be answered."
    INSPECTION_REPLIED = "INSPECTION_REPLIED", "检查发现已回复", "The operator answered the findings of an inspection."
    INSPECTION_ASKED_AGAIN = "INSPECTION_ASKED_AGAIN", "检查须再次回复", "The inspector asks for another reply."
    INSPECTION_CLOSED = "INSPECTION_CLOSED", "检查已办结", "An inspection left nothing to be done."
    INSPECTION_CANCELLED = "INSPECTION_CANCELLED", "检查已取消", "An announced inspection does not take place."
    DIFFICULTY_RAISED = "DIFFICULTY_RAISED", "困难问题已反映", "A platform or a district's centre raised a difficulty."
    DIFFICULTY_ASSIGNED = "DIFFICULTY_ASSIGNED", "困难问题已交办", "A difficulty has an owner."
    DIFFICULTY_RESOLVED = "DIFFICULTY_RESOLVED", "困难问题已答复", "The owner of a difficulty says it is resolved."
    DIFFICULTY_CLOSED = "DIFFICULTY_CLOSED", "困难问题已办结", "Whoever raised a difficulty confirmed that it is resolved."
    DIFFICULTY_REOPENED = "DIFFICULTY_REOPENED", "困难问题未解决", "Whoever raised a difficulty says it is not resolved."
    CIRCULAR_PUBLISHED = "CIRCULAR_PUBLISHED", "通报已发布", "The municipal centre published a circular on a quarter."

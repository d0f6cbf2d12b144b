"""Every act a person or the clock may do: the name of its mutation, its Chinese name and its meaning."""

from domain.terms import Term


class Act(Term):
    """One act. Its mutation is the same name in camel case."""

    READ = "READ", "查看", "See the record."

    # the door
    SIGN_IN = "SIGN_IN", "登录", "Sign in with user name and password, in one office."
    SIGN_OUT = "SIGN_OUT", "退出", "End this session; its token is worth nothing afterwards."
    ADVANCE_CLOCK = "ADVANCE_CLOCK", "推进时间", "Move the demonstration city's clock on."

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

    # registry (Art. 2, 12)
    REGISTER_ENTITY = "REGISTER_ENTITY", "登记单位", "Enter a legal person, once, by its credit code."
    UPDATE_ENTITY = "UPDATE_ENTITY", "更新单位信息", "Change the name, address or contacts of a legal person."
    FOUND_CENTER = "FOUND_CENTER", "登记成立服务中心", "Enter a service centre with the act that founded it (Art. 2)."
    REGISTER_PLATFORM = "REGISTER_PLATFORM", "登记平台或基地", "Enter a demonstration platform or base with its first title (Art. 2)."
    ABOLISH_PLATFORM = "ABOLISH_PLATFORM", "登记撤销平台", "Record that a centre, platform or base is no longer in being."
    MOVE_PLATFORM = "MOVE_PLATFORM", "变更属地", "Record that another region answers for it from a day on (Art. 12)."
    CHANGE_HOLDER = "CHANGE_HOLDER", "变更主体单位", "Record that another legal person bears it from a day on (Art. 12)."
    CHANGE_OPERATOR = "CHANGE_OPERATOR", "变更运营机构", "Record who runs it for its holder from a day on, or that nobody does (Art. 12, 19)."
    RECOGNISE_TITLE = "RECOGNISE_TITLE", "登记认定称号", "Record the recognition of a platform or base (Art. 2)."
    END_TITLE = "END_TITLE", "登记终止称号", "Record that a title ends, and why."
    RECORD_SUCCESSION = "RECORD_SUCCESSION", "登记承继关系", "Record which platform follows which, by merger or split."
    SET_REPORTING_NORM = "SET_REPORTING_NORM", "制定报送规范", "Set the days and the form of quarterly filings from a quarter on (Art. 14)."

    # service ledger (Art. 7, 10, 11)
    REGISTER_ENTERPRISE = "REGISTER_ENTERPRISE", "登记服务企业", "Enter an enterprise served, once for the whole city."
    UPDATE_ENTERPRISE = "UPDATE_ENTERPRISE", "更新企业信息", "Change the name or the figures its size is told from."
    RECORD_ACTIVITY = "RECORD_ACTIVITY", "登记服务活动", "Enter an activity in the service ledger (Art. 11)."
    REPLACE_ACTIVITY = "REPLACE_ACTIVITY", "更正服务活动", "Correct an entry of the ledger by another that replaces it (Art. 11)."
    WITHDRAW_ACTIVITY = "WITHDRAW_ACTIVITY", "撤回服务活动", "Withdraw an entry of the ledger that was made by mistake (Art. 11)."

    # people
    CREATE_ACCOUNT = "CREATE_ACCOUNT", "开立账户", "Open an account with a first password, to be changed at the first signing-in."
    APPOINT_OFFICE = "APPOINT_OFFICE", "任职", "Give an account an office from a day on."
    END_OFFICE = "END_OFFICE", "免职", "End an office; its sessions end with it."
    CHANGE_PASSWORD = "CHANGE_PASSWORD", "修改密码", "Change one's own password; the account's other sessions end."

    # the yearly round (Art. 15-17)
    SAVE_SCHEME = "SAVE_SCHEME", "制定评价体系", "Save a scheme of indicators and weights; a revision is a new scheme (Art. 16)."
    DRAFT_ROUND = "DRAFT_ROUND", "拟制评价通知", "Begin the draft of a round of the yearly evaluation (Art. 15)."
    SAVE_ROUND = "SAVE_ROUND", "修改评价通知", "Change the draft of a round (Art. 15)."
    ADD_SUBJECT = "ADD_SUBJECT", "增列评价对象", "Name a platform that Art. 15 does not state, with a reason."
    STRIKE_SUBJECT = "STRIKE_SUBJECT", "剔除评价对象", "Leave out a platform that Art. 15 states, with a reason."
    CALL_ROUND = "CALL_ROUND", "下达评价通知", "Send the notice out: every subject gets its evaluation and owes its materials (Art. 17(2))."
    WITHDRAW_ROUND = "WITHDRAW_ROUND", "撤回评价通知", "Withdraw a round, with its evaluations, before anything is decided."
    COMPLETE_ROUND = "COMPLETE_ROUND", "全部评定", "The last evaluation of a round was decided."
    CLOSE_ROUND = "CLOSE_ROUND", "办结评价", "The last result of a round became final."
    PUBLISH_NOTICE = "PUBLISH_NOTICE", "发布公示", "Publish the decided results on the portal, for at least five full working days (Art. 17(4))."
    SAVE_EVALUATION_DRAFT = "SAVE_EVALUATION_DRAFT", "填写自评", "Save the unsent self-assessment (Art. 17(2))."
    SUBMIT_EVALUATION = "SUBMIT_EVALUATION", "报送评价材料", "Hand in self-assessment, materials and the year's ledger (Art. 17(2))."
    REVIEW_EVALUATION = "REVIEW_EVALUATION", "审核评价材料", "Give the department's opinion on the materials (Art. 17(2))."
    RETURN_EVALUATION = "RETURN_EVALUATION", "退回评价材料", "Send the materials back to the operator with reasons (Art. 17(2))."
    HAND_IN_DISTRICT = "HAND_IN_DISTRICT", "汇总上报评价材料", "Hand the reviewed evaluations of a district to the bureau, gaps named (Art. 17(2))."
    TAKE_OVER_EVALUATION = "TAKE_OVER_EVALUATION", "调取评价材料", "Take an evaluation from a department past its due day, with a reason (ours)."
    DECIDE_MISSING = "DECIDE_MISSING", "认定未报送", "Decide that nothing was handed in, after a proven reminder (ours)."
    ASSIGN_PANEL = "ASSIGN_PANEL", "组织专家", "Seat experts on the panel of an evaluation (Art. 17(3))."
    REPLACE_EXPERT = "REPLACE_EXPERT", "更换专家", "Put another expert in a seat, with a reason (Art. 17(3))."
    RECUSE = "RECUSE", "回避", "Withdraw from a seat because of a conflict of interest (Art. 17(3))."
    SAVE_SCORES = "SAVE_SCORES", "评分", "Save scores that are not closed yet (Art. 17(3))."
    CLOSE_SCORES = "CLOSE_SCORES", "提交评分", "Close the scores of a seat; they cannot change any more (Art. 17(3))."
    VOID_SCORE = "VOID_SCORE", "评分作废", "Void closed scores, with a reason; the seat is filled again (Art. 17(3))."
    DECIDE_EVALUATION = "DECIDE_EVALUATION", "评定结果", "Decide the grade; a reason where it differs from the experts' (Art. 17(3))."
    FINALISE_EVALUATION = "FINALISE_EVALUATION", "结果生效", "The publicity window passed with nothing open (Art. 17(4))."
    REOPEN_EVALUATION = "REOPEN_EVALUATION", "重新调查", "Reopen a final result, with a reason (Art. 17(4))."
    CONCLUDE_REOPENING = "CONCLUDE_REOPENING", "办结重新调查", "Decide what a reopening comes to: the same grade or another (Art. 17(4))."
    RAISE_OBJECTION = "RAISE_OBJECTION", "提出异议", "Object to a published result; anyone may, with or without a name (Art. 17(4))."
    INVESTIGATE_OBJECTION = "INVESTIGATE_OBJECTION", "调查核实异议", "Begin to investigate an objection (Art. 17(4))."
    DECIDE_OBJECTION = "DECIDE_OBJECTION", "答复异议", "Decide an objection and answer it (Art. 17(4))."
    TAKE_UP_TIP_OFF = "TAKE_UP_TIP_OFF", "受理线索", "Take up what came after the window: the result is investigated again (ours)."
    FILE_TIP_OFF = "FILE_TIP_OFF", "线索归档", "File what came after the window, with a reason (ours)."
    REGISTER_EXPERT = "REGISTER_EXPERT", "登记专家", "Enter a person who may be seated on panels (Art. 17(3))."
    RETIRE_EXPERT = "RETIRE_EXPERT", "专家退库", "Record from when an expert is no longer seated."
    RECORD_EMPLOYER = "RECORD_EMPLOYER", "登记专家任职单位", "Record whom an expert works or worked for: what conflicts are computed from."
    END_EMPLOYER = "END_EMPLOYER", "登记专家离职", "Record when an expert's employment ended."

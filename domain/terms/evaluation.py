"""The words of the yearly round (Art. 15-17)."""

from domain.terms import Term


class RoundState(Term):
    """Where a round of the yearly evaluation stands."""

    DRAFT = "DRAFT", "拟制中", "The notice is being drafted; only the bureau sees it."
    CALLED = "CALLED", "评价中", "The notice went out: its subjects hand in materials, departments review, experts score."
    DECIDED = "DECIDED", "已评定", "Every evaluation has its result; none is published yet."
    IN_PUBLICITY = "IN_PUBLICITY", "公示中", "The results stand on the bureau's portal."
    CLOSED = "CLOSED", "已办结", "Every result is final; a result reopened later does not reopen the round."
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn before any decision, with all its evaluations."


class SubjectBasis(Term):
    """Why a platform is, or is not, a subject of a round."""

    STATED = "STATED", "办法规定", "A subject by Art. 15: a centre in operation, or a municipal title held, on the subject day."
    ADDED = "ADDED", "增列", "Added by the bureau with a reason."
    STRUCK = "STRUCK", "剔除", "Struck by the bureau with a reason: not evaluated."


class EvaluationState(Term):
    """Where the evaluation of one platform stands."""

    OPEN = "OPEN", "待自评", "The operator is to hand in its self-assessment and materials."
    RETURNED = "RETURNED", "已退回", "Sent back to the operator with reasons."
    WITH_DEPARTMENT = "WITH_DEPARTMENT", "属地审核中", "The district's department is reviewing the materials."
    REVIEWED = "REVIEWED", "待汇总上报", "The department gave its opinion; it is to hand in its district."
    WITH_BUREAU = "WITH_BUREAU", "待评审", "The bureau has the materials and is to assign experts."
    IN_PANEL = "IN_PANEL", "专家评审中", "The experts are scoring, each blind to the others."
    SCORED = "SCORED", "待评定", "All experts closed their scores; the bureau is to decide."
    DECIDED = "DECIDED", "待公示", "The bureau decided; the result is not published yet."
    IN_PUBLICITY = "IN_PUBLICITY", "公示中", "The result stands on the portal and may be objected to."
    UNDER_INVESTIGATION = "UNDER_INVESTIGATION", "调查核实中", "An objection, or a reopening, is being investigated."
    FINAL = "FINAL", "已生效", "The publicity window passed with nothing open: money and rectification rest on the grade."
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn with its round."


class ObjectionState(Term):
    """Where an objection to a published result stands."""

    RECEIVED = "RECEIVED", "已受理", "Received within the window; the result is frozen until it is decided."
    UNDER_INVESTIGATION = "UNDER_INVESTIGATION", "调查核实中", "The bureau is investigating."
    UPHELD = "UPHELD", "异议成立", "Found right."
    REJECTED = "REJECTED", "异议不成立", "Found not right."
    TIP_OFF = "TIP_OFF", "线索待处理", "It came after the window: the bureau takes it up or files it."
    FILED = "FILED", "已归档", "A tip-off filed with a reason, the result untouched."


class PanelSeatState(Term):
    """Where an expert's seat on a panel stands."""

    SCORING = "SCORING", "评分中", "The expert is scoring."
    CLOSED = "CLOSED", "已提交", "The expert closed the scores; they count."
    RECUSED = "RECUSED", "已回避", "The expert withdrew; the seat does not count."
    REPLACED = "REPLACED", "已更换", "The bureau replaced the expert; the seat does not count."
    VOIDED = "VOIDED", "评分作废", "The bureau voided the scores, or withdrew the round; they do not count."


class IndicatorGroup(Term):
    """The three groups of contents (Art. 16)."""

    CONSTRUCTION = "CONSTRUCTION", "建设及运营管理", "Set-up, rules and management (Art. 16(1))."
    PERFORMANCE = "PERFORMANCE", "服务业绩", "Services given and reported (Art. 16(2))."
    INNOVATION = "INNOVATION", "创新服务与特色服务", "New and special services (Art. 16(3))."


class Lens(Term):
    """The four aspects under which services are judged (Art. 15); which indicator speaks of which is ours."""

    SCOPE = "SCOPE", "服务范围", "How widely it serves."
    DEPTH = "DEPTH", "服务深度", "How deeply it serves."
    QUALITY = "QUALITY", "服务质量", "How well it serves."
    EFFECT = "EFFECT", "服务效果", "What comes of it."


class Method(Term):
    """How points follow from what is recorded. Shares are percentages of the indicator's weight."""

    LINEAR = "LINEAR", "按目标比例", "In proportion to the parameter `target`, at most the weight."
    TIERED = "TIERED", "分档", "The share of the highest of `tiers` (`[from, share]`) reached; below the first none."
    RATIO = "RATIO", "按比率", "The part of the whole; `late` is the share deducted for each late quarterly report."
    CHECKLIST = "CHECKLIST", "按清单", "The part of `items` that is in place."
    DEDUCT = "DEDUCT", "逐项扣分", "The weight less the share `each` per finding, not below the share `floor`."
    PER_UNIT_CAP = "PER_UNIT_CAP", "逐项计分封顶", "The share `each` per item, at most the weight."
    EXPERT = "EXPERT", "专家评分", "Scored by the experts, 0 to the weight; the mean counts."


class IndicatorSource(Term):
    """Where the input of an indicator comes from."""

    DECLARED = "DECLARED", "自评申报、属地审核", "Declared in the self-assessment, checked by the department."
    EXPERTS = "EXPERTS", "专家评分", "Scored by the experts."
    ACTIVITIES = "ACTIVITIES", "服务台账：活动场次", "Counted: activities of the graded year in the ledger."
    ENTERPRISES = "ENTERPRISES", "服务台账：企业户数（去重）", "Counted: distinct enterprises served in the graded year."
    PERSONS = "PERSONS", "服务台账：服务人数", "Counted: persons served in the graded year."
    PUBLIC_SERVICE = "PUBLIC_SERVICE", "服务台账：公益服务占比", "Counted: public-interest activities among all of the graded year."
    REPORTING = "REPORTING", "季度报送情况", "Counted: quarterly reports of the graded year, on time, late and missing."
    TEAM = "TEAM", "服务人员名册", "Counted: service staff on the last day of the graded year."
    FLOOR_AREA = "FLOOR_AREA", "季度报告：场地面积", "Told: whole square metres in the last accepted quarterly report of the graded year."
    DISCLOSURES = "DISCLOSURES", "五公开记录", "Found: the items disclosed on the last day of the graded year, by their Chinese names."
    ARCHIVES = "ARCHIVES", "服务档案", "Counted: complete archives among the activities of the graded year."
    FILINGS = "FILINGS", "责任书与变更备案记录", "Counted: changes of the graded year filed late or not at all, and a centre's letter of responsibility that was not signed."
    POSTS = "POSTS", "信息发布记录", "Counted: items of information published in the graded year."
    PARTNERS = "PARTNERS", "合作机构名录", "Counted: partner organisations, each once, on the last day of the graded year."
    SATISFACTION = "SATISFACTION", "回访评价", "Counted: satisfied ratings among those given in follow-ups of the graded year."
    FOLLOW_UPS = "FOLLOW_UPS", "回访记录", "Counted: enterprises followed up among those served in the graded year."


class Applicability(Term):
    """Whether an indicator counts for a platform in a year."""

    APPLIES = "APPLIES", "计分", "It is scored; what was owed and is not recorded scores 0."
    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用", "Nothing was owed in the graded year; its weight is spread over its group."


class Veto(Term):
    """Findings that force the lowest grade, where the round's notice names them (none by default)."""

    FALSE_MATERIAL = "FALSE_MATERIAL", "提供虚假材料", "False material."
    LATE_MATERIAL = "LATE_MATERIAL", "逾期未报材料", "No material by the due day."
    MAJOR_ACCIDENT = "MAJOR_ACCIDENT", "重大安全、质量、环保事故", "A major accident of safety, quality or environment."
    SERIOUS_DISHONESTY = "SERIOUS_DISHONESTY", "列入严重失信名单", "On a list of serious dishonesty."
    MISUSED_SUBSIDY = "MISUSED_SUBSIDY", "违规使用补助资金", "Subsidy used for something else (Art. 13, 18)."
    RESTRICTED_SERVICE = "RESTRICTED_SERVICE", "设置限制或歧视性措施", "Service restricted or discriminating (Art. 7(1))."
    REFUSED_INSPECTION = "REFUSED_INSPECTION", "拒绝检查", "Inspection refused (Art. 6)."


class Interest(Term):
    """What an expert's employer is to a platform that is judged."""

    BEARER = "BEARER", "主体或运营单位", "who bears or runs the platform"
    PARTNER = "PARTNER", "合作机构", "a partner of the platform"

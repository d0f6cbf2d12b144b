"""The words of the service ledger and of quarterly reporting (Art. 14)."""

from domain.terms import Term


class ServiceFunction(Term):
    """The eleven functions of service (Art. 7(4))."""

    STARTUP_COACHING = "STARTUP_COACHING", "创业辅导", "Help with founding a business."
    INNOVATION_SUPPORT = "INNOVATION_SUPPORT", "创新支持", "Support of innovation."
    MARKET_PLANNING = "MARKET_PLANNING", "市场策划", "Planning of marketing."
    MANAGEMENT_CONSULTING = "MANAGEMENT_CONSULTING", "管理咨询", "Advice on management."
    BUSINESS_SERVICES = "BUSINESS_SERVICES", "商务服务", "Services of business."
    HR_AND_TRAINING = "HR_AND_TRAINING", "人力资源与培训服务", "Staff and training."
    RESEARCH_SERVICES = "RESEARCH_SERVICES", "科研服务", "Services of research."
    TECHNICAL_SERVICES = "TECHNICAL_SERVICES", "专业技术服务", "Technical services such as testing."
    IT_SERVICES = "IT_SERVICES", "信息技术服务", "Services of information technology."
    FINANCING_SERVICES = "FINANCING_SERVICES", "投融资服务", "Investment and financing."
    PRODUCTION_SUPPORT = "PRODUCTION_SUPPORT", "生产性支持服务", "Support of production."


class Nature(Term):
    """Whether a service is for the public good or at market terms (Art. 10)."""

    PUBLIC_BENEFIT = "PUBLIC_BENEFIT", "公益性", "Free, or at a preferential price, for the public good."
    MARKET = "MARKET", "市场化", "At market terms."


class Mode(Term):
    """How an activity took place (Art. 7(4))."""

    ONLINE = "ONLINE", "线上", "Over the network."
    OFFLINE = "OFFLINE", "线下", "At a place."


class ActivityState(Term):
    """Whether an entry of the service ledger still stands."""

    RECORDED = "RECORDED", "有效", "Counts."
    REPLACED = "REPLACED", "已更正", "Another entry replaces it."
    WITHDRAWN = "WITHDRAWN", "已撤回", "It was entered by mistake."


class ReportState(Term):
    """Where a quarterly report stands."""

    DRAFT = "DRAFT", "草稿", "Being written by the operator."
    SUBMITTED = "SUBMITTED", "已报送", "Handed in, not decided yet."
    ACCEPTED = "ACCEPTED", "已接收", "Accepted by the receiving desk: in force."
    RETURNED = "RETURNED", "已退回", "Returned to the operator with reasons."


class ConsolidationState(Term):
    """Where a district's quarterly consolidation stands."""

    DRAFT = "DRAFT", "草稿", "Being written by its author."
    WITH_DEPARTMENT = "WITH_DEPARTMENT", "主管部门审核中", "The district's department is to review it."
    WITH_MUNICIPAL_CENTER = "WITH_MUNICIPAL_CENTER", "市中心接收中", "The municipal centre is to receive it."
    RECEIVED = "RECEIVED", "已接收", "Received by the municipal centre: in force."
    RETURNED = "RETURNED", "已退回", "Returned to its author with reasons."


class ObligationKind(Term):
    """What is owed."""

    REPORT = "REPORT", "季度报告", "A platform's quarterly report (Art. 14(1))."
    CONSOLIDATION = "CONSOLIDATION", "季度汇总", "A district's quarterly consolidation (Art. 14(1)), or its department's quarterly work (Art. 14(2))."
    MATERIALS = "MATERIALS", "评价材料", "The materials of a yearly evaluation (Art. 17(2))."
    RECTIFICATION = "RECTIFICATION", "整改报告", "The report that a rectification is done (Art. 19)."


class Route(Term):
    """By which way the reports of a district go."""

    CENTER = "CENTER", "经服务中心", "Through the district's service centre (Art. 14(1))."
    DEPARTMENT = "DEPARTMENT", "由主管部门", "Through the department: the district has no centre (Art. 14(2))."


class Outcome(Term):
    """What became of an obligation."""

    PENDING = "PENDING", "待报送", "Not due yet, nothing handed in."
    ON_TIME = "ON_TIME", "按时报送", "First handed in by the end of the effective day."
    MISSING = "MISSING", "未报送", "The effective day is over and nothing was handed in."
    LATE = "LATE", "逾期报送", "First handed in after the effective day."
    EXEMPT = "EXEMPT", "免予报送", "Not owed: out of the reporting set when that was settled, or excused with a reason."


class ObligationDecisionKind(Term):
    """What was decided about an obligation."""

    EXTENSION = "EXTENSION", "延期", "A later day, granted before the day was over."
    EXEMPTION = "EXEMPTION", "免报", "It is not owed, decided before the day was over."
    EXCUSE = "EXCUSE", "逾期事由认定", "There was a good reason for the lateness, which stays on record beside it."
    CORRECTION = "CORRECTION", "结果更正", "The record was wrong by a fault of calendar, registry or portal."


class ExcuseGround(Term):
    """Why a lateness is excused."""

    FORCE_MAJEURE = "FORCE_MAJEURE", "不可抗力", "What nobody could foresee, avoid or overcome."
    OTHER_GOOD_REASON = "OTHER_GOOD_REASON", "其他正当理由", "Another good reason."


class FaultCause(Term):
    """Whose fault made an outcome wrong."""

    CALENDAR = "CALENDAR", "工作日安排有误", "A working day was taken for a day of rest, or the reverse."
    REGISTRY = "REGISTRY", "登记信息有误", "The registry told another debtor, route or day."
    PORTAL = "PORTAL", "报送系统故障", "The reporting portal could not be reached."


class DecisionState(Term):
    """Whether a decision about an obligation takes effect."""

    PROPOSED = "PROPOSED", "待复核", "Waits for another person."
    IN_FORCE = "IN_FORCE", "已生效", "Took effect."
    REJECTED = "REJECTED", "复核未通过", "Another person did not agree; nothing changed."


class Gap(Term):
    """Why a consolidation takes nothing in from a platform."""

    NOT_SUBMITTED = "NOT_SUBMITTED", "未报送", "Nothing was handed in."
    UNDER_REVIEW = "UNDER_REVIEW", "审核中", "Handed in, not decided yet."
    RETURNED = "RETURNED", "退回修改中", "Returned or recalled, and not handed in again."
    EXEMPT = "EXEMPT", "免予报送", "Nothing was owed."


class Decision(Term):
    """How a desk's review of one version ended."""

    ACCEPTED = "ACCEPTED", "接收", "Accepted."
    PASSED = "PASSED", "审核通过", "Passed on with an opinion."
    RECEIVED = "RECEIVED", "收到", "Received by the last desk."
    RETURNED = "RETURNED", "退回", "Returned with reasons."
    SENT_BACK = "SENT_BACK", "接收后退回", "Sent back after it had been accepted."
    RECALLED = "RECALLED", "报送单位撤回", "Recalled by its sender before the desk decided."
    HANDED_OVER = "HANDED_OVER", "移交", "Passed to another desk, because this one ceased to exist or somebody took over."


class Aggregation(Term):
    """How a figure of several reports becomes one."""

    SUM = "SUM", "合计", "Added up."
    DISTINCT = "DISTINCT", "去重", "Counted once each, over any set of reports."
    LAST = "LAST", "期末值", "Added up over platforms; over quarters the last one stands."
    RATIO = "RATIO", "比率", "Computed again from the figures it rests on."
    WEIGHTED = "WEIGHTED", "加权平均", "The mean, weighted by the number of answers."


class Source(Term):
    """Where a quarterly figure comes from."""

    LEDGER = "LEDGER", "工作台账", "Counted from the service ledger and the records of the platform's duties; cannot be typed."
    TYPED = "TYPED", "填报", "Typed by the operator."
    DERIVED = "DERIVED", "计算", "Computed from other figures; cannot be typed."


class Unit(Term):
    """What a quarterly figure counts."""

    SESSIONS = "SESSIONS", "场", "Service activities."
    ENTERPRISES = "ENTERPRISES", "户", "Enterprises."
    VISITS = "VISITS", "户次", "Enterprises, once for each time served."
    PERSON_TIMES = "PERSON_TIMES", "人次", "Persons, once for each time served."
    PERSONS = "PERSONS", "人", "Persons."
    ITEMS = "ITEMS", "条", "Items published."
    DEMANDS = "DEMANDS", "项", "Demands."
    AGENCIES = "AGENCIES", "家", "Agencies."
    YUAN = "YUAN", "元", "Yuan, stored in fen, printed in 万元."
    PERCENT = "PERCENT", "%", "Percent, two digits."
    ANSWERS = "ANSWERS", "份", "Questionnaires answered."
    CASES = "CASES", "件", "Cases."
    SQUARE_METRES = "SQUARE_METRES", "㎡", "Square metres, two digits."
    CHARACTERS = "CHARACTERS", "字", "Characters of a text."

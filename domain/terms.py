"""The words of the field: every role, kind, state, grade and reason, each with its Chinese label and its meaning."""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word with a Chinese `label` for people and a `says` for developers; its value is its name."""

    label: str
    says: str

    def __new__(cls, value: str, label: str = "", says: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.says = says
        return member


class Role(Term):
    """In which capacity an account acts."""

    MUNICIPAL_BUREAU = "MUNICIPAL_BUREAU", "市工业和信息化局", "Organises evaluation, decides results and subsidies, keeps the registry."
    FINANCE_BUREAU = "FINANCE_BUREAU", "市财政局", "Confirms and pays subsidies."
    MUNICIPAL_CENTER = "MUNICIPAL_CENTER", "市中小企业服务中心", "Receives the districts' quarterly consolidations, urges late ones, keeps the reporting norm."
    OVERSIGHT = "OVERSIGHT", "财政审计监察监督", "Reads everything about money and results, writes nothing (Art. 13)."
    DISTRICT_DEPARTMENT = "DISTRICT_DEPARTMENT", "县区主管部门", "The competent SME department of a county, district or zone."
    DISTRICT_CENTER = "DISTRICT_CENTER", "县区服务中心", "The SME service centre of a county, district or zone."
    OPERATOR = "OPERATOR", "平台运营单位", "Reports for every platform its entity holds or runs today."
    EXPERT = "EXPERT", "评审专家", "Scores the evaluations it is assigned to."
    AGENCY = "AGENCY", "数据共享部门", "A machine of another agency, reading published facts."
    PUBLIC = "PUBLIC", "社会公众", "Anyone, without signing in."
    CLOCK = "CLOCK", "时间", "The passage of time: records what falls due. Nobody signs in as it."


class Kind(Term):
    """The three kinds of platform (Art. 2)."""

    SERVICE_CENTER = "SERVICE_CENTER", "中小企业服务中心", "An SME service centre founded by a government or zone committee."
    DEMO_PLATFORM = "DEMO_PLATFORM", "中小企业公共服务示范平台", "A recognised demonstration platform for SME public services."
    DEMO_BASE = "DEMO_BASE", "小型微型企业创业创新示范基地", "A recognised demonstration base for small and micro enterprises."


class Level(Term):
    """Who recognised a title or a zone."""

    MUNICIPAL = "MUNICIPAL", "市级", "By the city."
    PROVINCIAL = "PROVINCIAL", "省级", "By the province."
    NATIONAL = "NATIONAL", "国家级", "By the state."


class Grade(Term):
    """The four results of the yearly evaluation (Art. 17(4))."""

    EXCELLENT = "EXCELLENT", "优秀", "The best grade."
    GOOD = "GOOD", "良好", "The second grade."
    QUALIFIED = "QUALIFIED", "合格", "Passed."
    UNQUALIFIED = "UNQUALIFIED", "不合格", "Not passed: rectification follows (Art. 19)."


# money (Art. 18)


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


class RecoveryState(Term):
    """What became of an order to give money back."""

    OPEN = "OPEN", "追回中", "The ordered sum is not all back."
    RETURNED = "RETURNED", "已退回", "The ordered sum came back."
    WITHDRAWN = "WITHDRAWN", "已撤回", "The bureau withdrew the order; what had come back is kept."


class CapEntryKind(Term):
    """Why what counts against a lifetime cap changed."""

    OPENING = "OPENING", "期初余额", "Received before this system kept the account."
    TRANSFER = "TRANSFER", "承继转入", "What a predecessor had received, by merger or split."
    AWARD = "AWARD", "审定补助", "A subsidy was approved."
    GIVEN_BACK = "GIVEN_BACK", "额度退回", "A subsidy was cancelled, or money came back."


# rectification (Art. 19)


class RectificationState(Term):
    """Where a rectification stands."""

    ISSUED = "ISSUED", "已下达", "The notice is issued, its delivery not yet proven."
    DELIVERED = "DELIVERED", "整改中", "The operator has the notice and is to answer by the due day."
    REPORTED = "REPORTED", "待复核", "The operator reported it done; the bureau is to check."
    PASSED = "PASSED", "整改合格", "The check found it done; the grade stays as it is."
    FAILED = "FAILED", "整改不合格", "The check found it not done; the effect of Art. 19 is to follow."
    REFUSED = "REFUSED", "拒不整改", "Refused in words, or no answer by the due day; the effect of Art. 19 is to follow."
    CLOSED = "CLOSED", "已办结", "The effect of Art. 19 took place."
    ANNULLED = "ANNULLED", "已撤销", "The grade it rested on was changed."


class RectificationEffect(Term):
    """What a failed or refused rectification leads to."""

    ADVISED_GOVERNMENT = "ADVISED_GOVERNMENT", "通报属地政府", "A centre: told to its government or zone committee, with the advice to change the operating body."
    TITLE_REVOKED = "TITLE_REVOKED", "取消市级称号", "A platform or base: its municipal title is revoked."
    TITLE_ALREADY_ENDED = "TITLE_ALREADY_ENDED", "称号此前已终止", "A platform or base whose municipal title had ended before."


class RefusalKind(Term):
    """How a rectification was refused."""

    IN_WORDS = "IN_WORDS", "明确拒绝", "The operator said so."
    NO_ANSWER = "NO_ANSWER", "逾期未报", "The due day passed without an answer."


class DeliveryKind(Term):
    """What was brought to somebody's notice."""

    REMINDER = "REMINDER", "催报提醒", "A reminder of something due."
    DELIVERY = "DELIVERY", "文书送达", "A notice with legal effect."


class DeliveryMethod(Term):
    """How it was brought."""

    IN_PERSON = "IN_PERSON", "直接送达", "Handed over against a signature."
    POST = "POST", "邮寄送达", "By post, with the receipt."
    ELECTRONIC = "ELECTRONIC", "电子送达", "By mail or message, with the log of arrival."
    TELEPHONE = "TELEPHONE", "电话", "By telephone, with a note of the call."
    LEFT = "LEFT", "留置送达", "Left at the address before a witness."


# the yearly round (Art. 15-17)


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


# registry (Art. 2), people


class RegionKind(Term):
    """The kinds of region a platform may lie in."""

    MUNICIPALITY = "MUNICIPALITY", "市", "The city itself."
    DISTRICT = "DISTRICT", "区", "An urban district."
    COUNTY = "COUNTY", "县", "A county or autonomous county."
    CITY = "CITY", "县级市", "A county-level city."
    NEW_AREA = "NEW_AREA", "新区", "A state-level new area."
    DEVELOPMENT_ZONE = "DEVELOPMENT_ZONE", "开发区", "A development zone with a committee of its own."
    RESORT_ZONE = "RESORT_ZONE", "度假区", "A resort or scenic zone with a committee of its own."
    FTZ = "FTZ", "自贸试验（经济合作）区", "A free trade or economic co-operation zone."


class PlatformState(Term):
    """Whether a platform is still in being."""

    OPERATING = "OPERATING", "运营中", "Founded and not abolished; a pause changes nothing."
    ABOLISHED = "ABOLISHED", "已撤销", "Abolished; its history stays."


class Bearing(Term):
    """What an entity is to a platform."""

    HOLDER = "HOLDER", "主体单位", "Bears the platform and is paid its subsidies."
    OPERATOR = "OPERATOR", "运营机构", "Runs it, where that is another than the holder (Art. 19)."


class TitleState(Term):
    """Whether a title was ended by a decision."""

    RECOGNISED = "RECOGNISED", "已认定", "Recognised; it runs until its last day, if it has one."
    ENDED = "ENDED", "已终止", "Ended by a decision before its last day."


class TitleEnd(Term):
    """Why a title was ended before its last day."""

    REVOKED = "REVOKED", "取消称号", "Revoked after a failed or refused rectification (Art. 19)."
    WITHDRAWN = "WITHDRAWN", "主动退出", "Given up by its holder."
    CANCELLED_BY_SUPERIOR = "CANCELLED_BY_SUPERIOR", "上级撤销", "Cancelled by the province or the state."
    PLATFORM_ABOLISHED = "PLATFORM_ABOLISHED", "平台撤销", "The platform itself was abolished."
    CORRECTED = "CORRECTED", "登记更正", "It was entered by mistake."


class SuccessionKind(Term):
    """How one platform follows another."""

    MERGE = "MERGE", "合并", "Goes up in the successor: what both have received counts together."
    SPLIT = "SPLIT", "分立", "The successor came out of it and bears the whole of what it had received."


class UsccClass(Term):
    """The class of body that a unified social credit code names by its first two characters."""

    ENTERPRISE = "ENTERPRISE", "企业", "91: a company or other enterprise."
    SELF_EMPLOYED = "SELF_EMPLOYED", "个体工商户", "92: a self-employed household, not an enterprise in the size rules."
    COOPERATIVE = "COOPERATIVE", "农民专业合作社", "93: a farmers' co-operative."
    STATE_ORGAN = "STATE_ORGAN", "机关", "11: an organ of the state."
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION", "事业单位", "12: a public institution, as most centres are."
    SOCIAL_BODY = "SOCIAL_BODY", "社会组织", "51, 52, 53: a social body, a private non-enterprise unit or a foundation."
    RURAL_COLLECTIVE = "RURAL_COLLECTIVE", "农村集体经济组织", "N1, N2, N3: a rural collective."
    OTHER = "OTHER", "其他", "Any other registering authority."


class SizeClass(Term):
    """The size of an enterprise by the limits of its industry."""

    LARGE = "LARGE", "大型", "Above the limits of medium."
    MEDIUM = "MEDIUM", "中型", "Meets every lower limit of medium."
    SMALL = "SMALL", "小型", "Meets every lower limit of small."
    MICRO = "MICRO", "微型", "Below a lower limit of small."
    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用", "Not covered by the size rules: its industry, or a self-employed household."
    UNKNOWN = "UNKNOWN", "未知", "The figures the rules need are not recorded."


class Industry(Term):
    """The industries for which the size rules set limits (GB/T 4754-2017 divisions)."""

    AGRICULTURE = "AGRICULTURE", "农、林、牧、渔业", "Section A."
    INDUSTRY = "INDUSTRY", "工业", "Sections B, C, D."
    CONSTRUCTION = "CONSTRUCTION", "建筑业", "Section E."
    WHOLESALE = "WHOLESALE", "批发业", "Division 51."
    RETAIL = "RETAIL", "零售业", "Division 52."
    TRANSPORT = "TRANSPORT", "交通运输业", "Divisions 54 to 58, without railways."
    STORAGE = "STORAGE", "仓储业", "Division 59."
    POST = "POST", "邮政业", "Division 60."
    LODGING = "LODGING", "住宿业", "Division 61."
    CATERING = "CATERING", "餐饮业", "Division 62."
    INFO_TRANSMISSION = "INFO_TRANSMISSION", "信息传输业", "Divisions 63 and 64."
    SOFTWARE = "SOFTWARE", "软件和信息技术服务业", "Division 65."
    REAL_ESTATE_DEV = "REAL_ESTATE_DEV", "房地产开发经营", "Group 701."
    PROPERTY_MGMT = "PROPERTY_MGMT", "物业管理", "Group 702."
    LEASING_BUSINESS = "LEASING_BUSINESS", "租赁和商务服务业", "Section L."
    OTHER = "OTHER", "其他未列明行业", "Sections M, N, O, R, division 85, groups 703 and 709."
    NOT_COVERED = "NOT_COVERED", "划型标准未涵盖的行业", "Finance, education, health, public administration, railways, own property."


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


class AccountState(Term):
    """Whether an account may sign in."""

    ACTIVE = "ACTIVE", "正常", "May sign in."
    DISABLED = "DISABLED", "停用", "May not sign in."


# calendar


class DayBasis(Term):
    """Where a due day comes from."""

    LAW = "LAW", "办法规定", "The Measures name it."
    NORM = "NORM", "报送规范", "The municipal centre's reporting norm sets it."
    NOTICE = "NOTICE", "通知规定", "A notice sets it."

# quarterly reporting (Art. 14)


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

    LEDGER = "LEDGER", "服务台账", "Counted from the service ledger; cannot be typed."
    TYPED = "TYPED", "填报", "Typed by the operator."
    DERIVED = "DERIVED", "计算", "Computed from other figures; cannot be typed."
    SURVEY = "SURVEY", "评价调查", "Typed from the answers of the enterprises asked."


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


class Severity(Term):
    """Whether a finding on a form stops it."""

    ERROR = "ERROR", "错误", "It cannot be handed in like this."
    WARNING = "WARNING", "提示", "It can be handed in; please check."

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
    VOIDED = "VOIDED", "评分作废", "The bureau voided the closed scores; they do not count."


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

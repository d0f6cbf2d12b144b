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

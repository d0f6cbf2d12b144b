"""Every refusal: what the law, the form or the rights do not allow, as data.

A rule raises `Violation`; it is caught once, under the verbs, and shown as a `Problem`.
Messages are templates over the violation's `facts`, in Chinese for people and in English by request.
"""

from dataclasses import dataclass, field

from domain.terms import Term


class Code(Term):
    """The kind of a refusal: stable, for machines. Label: the Chinese message; `says`: the English one."""

    # the door
    NOT_FOUND = "NOT_FOUND", "没有找到这条记录。", "There is no such record."
    FORBIDDEN = "FORBIDDEN", "您的身份不能办理此事项。", "Your office may not do this."
    NOT_SIGNED_IN = "NOT_SIGNED_IN", "请先登录。", "Sign in first."
    SIGN_IN_FAILED = "SIGN_IN_FAILED", "用户名、密码或任职不正确。", "User name, password or office is wrong."
    CONFLICT = "CONFLICT", "这条记录已被他人修改（当前版本 {version}），请刷新后重试。", "Somebody changed this record (now version {version}); read it again."
    KEY_REUSED = "KEY_REUSED", "同一幂等键已用于不同内容。", "This idempotency key was used with other content."
    BUSY = "BUSY", "系统繁忙，请稍后重试。", "The system is busy; try again shortly."

    # the form
    INVALID = "INVALID", "“{field}”填写有误：{why}", "{field} is not valid: {why_en}"
    REQUIRED = "REQUIRED", "请填写“{field}”。", "{field} is required."
    TOO_LONG = "TOO_LONG", "“{field}”不能超过{limit}字。", "{field} may not exceed {limit} characters."
    NEGATIVE = "NEGATIVE", "“{field}”不能为负数。", "{field} may not be negative."
    REASON_REQUIRED = "REASON_REQUIRED", "请写明理由。", "A reason is required."

    # lives
    WRONG_STATE = "WRONG_STATE", "当前状态为“{state}”，不能进行此操作。", "Not possible while {state_en}."
    ALREADY_EXISTS = "ALREADY_EXISTS", "已有相同的记录。", "The same record exists already."

    # the rule pack (Art. 21)
    NO_RULE_PACK = "NO_RULE_PACK", "{what}不在现行办法的有效期内。", "No regulation in force covers {what_en}."
    NOT_THE_YEAR_BEFORE = "NOT_THE_YEAR_BEFORE", "评价的是上年度，应为{year}年。", "A round grades the year before its call, {year}."

    # money (Art. 18)
    NOT_ALL_FINAL = "NOT_ALL_FINAL", "该单位{year}年度还有{open}项评价结果未生效。", "{open} evaluation(s) of this holder for {year} are not final."
    ON_HOLD = "ON_HOLD", "该单位本年度有评价结果正在复查，暂停办理。", "An evaluation of this holder's year is open again; nothing goes out until it is final."
    NO_EVALUATION = "NO_EVALUATION", "该单位没有{year}年度的评价。", "This holder was not evaluated for {year}."
    NOTHING_CHANGED = "NOTHING_CHANGED", "核算结果与现有补助一致，无需重新核算。", "The calculation comes to what stands already."
    STALE_CALCULATION = "STALE_CALCULATION", "核算后情况有变：现应补{due}元，原核算{amount}元，请重新核算。", "Things changed since: {due} yuan is due now, {amount} was calculated; calculate anew."
    CAP_EXCEEDED = "CAP_EXCEEDED", "累计上限仅余{headroom}元。", "Only {headroom} yuan is left under the lifetime cap."
    NO_CAP = "NO_CAP", "服务中心没有累计补助上限。", "A service centre has no lifetime cap."
    ALREADY_OPENED = "ALREADY_OPENED", "期初余额已经登记。", "The opening balance is recorded already."
    SAME_PERSON = "SAME_PERSON", "审定与确认不能是同一人。", "Who approved it may not confirm it."
    DECISION_REQUIRED = "DECISION_REQUIRED", "补差须先登记决定。", "A supplement needs its recorded decision first."
    NOT_A_SUPPLEMENT = "NOT_A_SUPPLEMENT", "只有补差需要登记决定。", "Only a supplement rests on a recorded decision."
    TITLE_REVOKED = "TITLE_REVOKED", "市级称号已取消，不再拨付。", "The municipal title is revoked; nothing is paid."
    PAYMENT_UNSETTLED = "PAYMENT_UNSETTLED", "还有拨付或退款未办结。", "A payment or a recovery is still open."
    TOO_MUCH = "TOO_MUCH", "金额不能超过{limit}元。", "At most {limit} yuan."
    NOT_POSITIVE = "NOT_POSITIVE", "金额必须大于零。", "The amount must be more than zero."

    # rectification (Art. 19)
    NOT_UNQUALIFIED = "NOT_UNQUALIFIED", "只有已生效的不合格结果才下达整改通知。", "Only a final result of unqualified is followed by rectification."
    PROOF_REQUIRED = "PROOF_REQUIRED", "请写明送达凭证。", "The proof of delivery is required."
    IN_THE_FUTURE = "IN_THE_FUTURE", "“{field}”不能晚于今天。", "{field} may not be later than today."
    DUE_DAY_PASSED = "DUE_DAY_PASSED", "期限须晚于今天。", "The due day must be later than today."
    NOT_LATER = "NOT_LATER", "新期限须晚于原期限{due}。", "The new due day must be later than {due}."
    ALREADY_EXTENDED = "ALREADY_EXTENDED", "整改期限只能延长{times}次。", "The due day may be extended {times} time(s)."
    NOT_OVERDUE = "NOT_OVERDUE", "整改期限{due}尚未届满。", "The due day {due} is not over."
    GRADE_UNCHANGED = "GRADE_UNCHANGED", "评价结果仍为不合格。", "The grade is still unqualified."


@dataclass(frozen=True)
class Violation(Exception):
    """One refusal. `facts` fill the message; `path` names the input field; `article` the clause it rests on."""

    code: Code
    article: str | None = None
    path: tuple[str, ...] = ()
    facts: dict[str, object] = field(default_factory=dict)
    hint: str | None = None

    def message(self, language: str = "zh") -> str:
        """What a person reads, in simplified Chinese or English."""
        template = self.code.says if language == "en" else self.code.label
        return template.format_map(_Facts(self.facts))

    def __str__(self) -> str:
        return f"{self.code.value}: {self.message('en')}"


class _Facts(dict[str, object]):
    """Template facts: a missing `x_en` falls back to `x`."""

    def __missing__(self, key: str) -> object:
        return self.get(key.removesuffix("_en"), "…")

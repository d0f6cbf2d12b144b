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

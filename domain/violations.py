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
    LOCKED_OUT = "LOCKED_OUT", "登录失败次数过多，请于{minutes}分钟后重试。", "Too many failed attempts; try again in {minutes} minutes."
    CLOCK_BACK = "CLOCK_BACK", "城市时间只能向前推进。", "The city's clock only moves on."
    CLOCK_FIXED = "CLOCK_FIXED", "正式运行时不能推进时间。", "The clock moves in the demonstration city only."
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

    # registry (Art. 2, 12), ledger (Art. 11), people
    BAD_CREDIT_CODE = "BAD_CREDIT_CODE", "统一社会信用代码有误：{why}", "The unified social credit code is not valid: {why_en}"
    NO_CENTRE_HERE = "NO_CENTRE_HERE", "{region}属{level}开发（度假）区，只有市县两级人民政府和国家级、省级开发（度假）区管委会可以批准成立服务中心。", "{region} is a municipal zone; only the city, county governments and committees of national or provincial zones found centres."
    REGION_ENDED = "REGION_ENDED", "{region}在{day}不存在。", "{region} does not exist on {day}."
    CENTRE_EXISTS = "CENTRE_EXISTS", "{region}已有服务中心。", "{region} has a centre already."
    REGION_HAS_NO_CENTRE = "REGION_HAS_NO_CENTRE", "{region}尚未建成服务中心。", "{region} has no centre."
    CENTRE_STAYS = "CENTRE_STAYS", "服务中心由其政府或管委会批准成立，不能变更属地。", "A centre belongs to the government that founded it and cannot move."
    CENTRES_HAVE_NO_TITLE = "CENTRES_HAVE_NO_TITLE", "服务中心由批准成立，不授予示范称号。", "A centre is founded, not recognised: it has no title."
    FUTURE_DAY = "FUTURE_DAY", "{day}尚未到来。", "{day} has not come yet."
    BEFORE_FOUNDING = "BEFORE_FOUNDING", "{day}早于平台开始服务的{founded}。", "{day} is before the platform's service began on {founded}."
    AFTER_ABOLITION = "AFTER_ABOLITION", "平台已于{abolished}撤销。", "The platform was abolished on {abolished}."
    PERIODS_OVERLAP = "PERIODS_OVERLAP", "与已有的时段（自{since}起）重叠。", "Overlaps the period that began on {since}."
    EMPTY_PERIOD = "EMPTY_PERIOD", "结束日期应晚于开始日期。", "The end must lie after the beginning."
    SAME_AS_BEFORE = "SAME_AS_BEFORE", "与现有登记相同，无需变更。", "It is so already."
    OPERATOR_IS_HOLDER = "OPERATOR_IS_HOLDER", "主体单位自行运营时无需登记运营机构。", "Where the holder runs it itself there is no operator to record."
    KINDS_DIFFER = "KINDS_DIFFER", "承继双方应为同一类平台。", "Only platforms of one kind follow each other."
    GOES_IN_CIRCLES = "GOES_IN_CIRCLES", "承继关系不能首尾相接。", "A platform cannot follow itself."
    NOT_YOUR_PLATFORM = "NOT_YOUR_PLATFORM", "更正只能针对同一平台的台账。", "A correction belongs to the same platform."
    QUARTER_BEGUN = "QUARTER_BEGUN", "{quarter}季度已开始，报送规范从下一季度起调整。", "Quarter {quarter} has begun; the norm changes from a later quarter on."
    OFFICE_ANCHOR = "OFFICE_ANCHOR", "{role}的任职应指明：{anchor}。", "An office of {role_en} names {anchor_en}."
    OFFICES_CLASH = "OFFICES_CLASH", "同一账户不能兼任{role}和{other}。", "One account cannot be {role_en} and {other_en}."
    WEAK_PASSWORD = "WEAK_PASSWORD", "密码不符合要求：{why}", "The password is too weak: {why_en}"
    WRONG_PASSWORD = "WRONG_PASSWORD", "原密码不正确。", "The present password is wrong."


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

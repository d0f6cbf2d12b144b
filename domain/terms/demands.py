"""The words of demands, complaints and follow-ups (Art. 7(1), 7(3), 11, 13)."""

from domain.terms import Term


class DemandState(Term):
    """Where a demand stands."""

    OPEN = "OPEN", "待对接", "Collected, with no provider that is still to answer it."
    MATCHED = "MATCHED", "对接中", "Matched with a provider; the result is still to be recorded."
    RESOLVED = "RESOLVED", "已解决", "A match met it."
    UNMET = "UNMET", "未能解决", "Closed without having been met, with a reason."
    WITHDRAWN = "WITHDRAWN", "已撤回", "Entered by mistake; it counts nowhere."


class DemandSource(Term):
    """How a demand came to be known."""

    SURVEY = "SURVEY", "需求调查", "A survey of what enterprises need."
    VISIT = "VISIT", "走访", "A visit to the enterprise."
    REQUEST = "REQUEST", "企业提出", "The enterprise asked by itself."
    FOLLOW_UP = "FOLLOW_UP", "回访", "A follow-up visit after a service."


class ComplaintKind(Term):
    """What a complaint is about."""

    RESTRICTION = "RESTRICTION", "设置限制", "Providers or enterprises are kept out in the platform's own interest (Art. 7(1))."
    DISCRIMINATION = "DISCRIMINATION", "歧视性措施", "Providers or enterprises are treated unequally (Art. 7(1))."
    FUND_USE = "FUND_USE", "经费使用", "Special funds are used otherwise than they may be (Art. 13)."
    OTHER = "OTHER", "其他", "Anything else about a platform's service."


class ComplaintState(Term):
    """Where a complaint stands."""

    RECEIVED = "RECEIVED", "已收到", "Received; no desk has taken it up."
    IN_HAND = "IN_HAND", "办理中", "A desk looks into it."
    ANSWERED = "ANSWERED", "已答复", "Answered."


class FollowUpState(Term):
    """Where a follow-up stands."""

    RECORDED = "RECORDED", "已回访", "Recorded; nothing is said yet of what was done about it."
    ACTED_ON = "ACTED_ON", "已改进", "What was done about it is recorded."
    WITHDRAWN = "WITHDRAWN", "已撤回", "Entered by mistake; it counts nowhere."

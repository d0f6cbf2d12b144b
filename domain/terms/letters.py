"""The words of letters: where one stands, and how a person wants to be told (ours)."""

from domain.terms import Term


class LetterState(Term):
    """Where a letter stands."""

    WAITING = "WAITING", "待发送", "To be sent by mail."
    SENDING = "SENDING", "发送中", "All of it but the closing dot is with the mail server."
    DEFERRED = "DEFERRED", "暂缓发送", "The mail server did not take it yet; tried again at `nextAt`."
    SENT = "SENT", "已发送", "The mail server took it."
    DEAD = "DEAD", "无法送达", "The mail server refused it for ever, or did not take it for days."
    UNKNOWN = "UNKNOWN", "结果不明", "It was handed over and the answer was lost: never sent again by itself."
    FOR_DIGEST = "FOR_DIGEST", "待汇总", "Goes out with the addressee's next daily digest."
    IN_DIGEST = "IN_DIGEST", "已汇总", "Went into a digest, whose fate it shares."
    LAPSED = "LAPSED", "已失效", "Not mailed any more: the addressee left the office it was written to, or the account was shut."
    ONLINE = "ONLINE", "站内可读", "Not mailed: there is no address, no mail server, or the addressee chose so."


class LetterWay(Term):
    """How a person wants to be told of one kind of event."""

    MAIL = "MAIL", "即时邮件", "By a mail of its own, at once."
    DIGEST = "DIGEST", "每日汇总", "In one mail a day."
    NONE = "NONE", "不发邮件", "By no mail; the letter can be read here."

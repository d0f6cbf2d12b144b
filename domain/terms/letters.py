"""The words of letters (ours)."""

from domain.terms import Term


class LetterState(Term):
    """Where a letter stands."""

    WAITING = "WAITING", "待发送", "To be sent by mail."
    SENDING = "SENDING", "发送中", "All of it but the closing dot is with the mail server."
    DEFERRED = "DEFERRED", "暂缓发送", "The mail server did not take it yet; tried again at `nextAt`."
    SENT = "SENT", "已发送", "The mail server took it."
    DEAD = "DEAD", "无法送达", "The mail server refused it for ever, or did not take it for days."
    UNKNOWN = "UNKNOWN", "结果不明", "It was handed over and the answer was lost: never sent again by itself."

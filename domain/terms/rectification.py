"""The words of rectification and of proven delivery (Art. 19)."""

from domain.terms import Term


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
    ANNOUNCEMENT = "ANNOUNCEMENT", "公告送达", "By public announcement, where every other way failed."

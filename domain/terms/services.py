"""The words of services: an activity's archive and its honesty, and what platforms make public (Art. 11)."""

from domain.terms import Term


class Slot(Term):
    """What a file is in the archive of an activity; the first five are to be filled (Art. 11)."""

    NOTICE = "NOTICE", "活动通知或方案", "The notice or the plan."
    SIGN_IN = "SIGN_IN", "签到表", "The sign-in sheet; of an activity over the network its log (ours)."
    PHOTO = "PHOTO", "现场照片", "A photo taken on the spot; of an activity over the network a picture of the screen (ours)."
    BRIEF = "BRIEF", "活动简报", "The brief."
    SUMMARY = "SUMMARY", "活动总结", "The summary."
    OTHER = "OTHER", "其他材料", "Anything more."


class EvidenceState(Term):
    """Whether a file still stands in an archive."""

    ATTACHED = "ATTACHED", "有效", "Stands in the archive."
    WITHDRAWN = "WITHDRAWN", "已撤回", "Put there by mistake; kept with the reason."


class FlagKind(Term):
    """What stands in two places."""

    SAME_FILE = "SAME_FILE", "文件相同", "The same file, byte for byte."
    SAME_SHEET = "SAME_SHEET", "签到表相同", "The same sign-in sheet, also where it was scanned or saved anew."
    LIKE_PHOTO = "LIKE_PHOTO", "照片高度相似", "The same photo in another size, brightness or compression, or narrowly cropped."
    SAME_ENTERPRISES = "SAME_ENTERPRISES", "服务企业名单相同", "The same list of enterprises served."


class FlagState(Term):
    """Where a suspected repetition stands."""

    OPEN = "OPEN", "待说明", "The operator is to explain it."
    EXPLAINED = "EXPLAINED", "已说明", "An operator explained it; a desk is to decide."
    CLEARED = "CLEARED", "已排除", "A desk found it in order."
    CONFIRMED = "CONFIRMED", "已认定重复", "A desk found it a repetition."


# disclosures


class DisclosureItem(Term):
    """The five things a platform makes public (Art. 11)."""

    CONTENT = "CONTENT", "服务内容", "What it offers."
    PROCESS = "PROCESS", "服务流程", "How a service goes."
    STANDARD = "STANDARD", "服务标准", "To what standard it serves."
    FEES = "FEES", "收费标准", "What it charges."
    HOURS = "HOURS", "服务时间", "When it serves."


class DisclosureState(Term):
    """Where one version of a disclosure stands."""

    PUBLISHED = "PUBLISHED", "已公开", "The latest version of its item."
    SUPERSEDED = "SUPERSEDED", "已更新", "A later version takes its place on `supersededOn`."
    WITHDRAWN = "WITHDRAWN", "已撤回", "It was published by mistake and never counted."


class DisclosureStatus(Term):
    """Whether a platform discloses an item today."""

    IN_FORCE = "IN_FORCE", "公开中", "A version is in force."
    EXPIRED = "EXPIRED", "已过期", "The last version ran out and nothing took its place."
    MISSING = "MISSING", "未公开", "No version was ever in force."

"""The words of disclosures and change filings (Art. 11, 12)."""

from domain.terms import Term


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


class ChangeKind(Term):
    """The major changes that are filed (Art. 12); the list is open."""

    HOLDER = "HOLDER", "主体单位变更", "Another legal person bears it."
    OPERATOR = "OPERATOR", "运营机构变更", "Another body runs it."
    NAME = "NAME", "名称变更", "The unit bears another name (ours: a change of the subject)."
    ADDRESS = "ADDRESS", "地址变更", "It is to be found elsewhere, or another region answers for it."
    LEGAL_REPRESENTATIVE = "LEGAL_REPRESENTATIVE", "法定代表人变更", "The unit has another legal representative."
    RESTRUCTURING = "RESTRUCTURING", "重组", "It merged, split or was made over."
    OTHER = "OTHER", "其他重大调整", "Another major change; `subject` says which."


class FilingRecipient(Term):
    """Whom a change filing goes to (Art. 12)."""

    DEPARTMENT = "DEPARTMENT", "属地主管部门", "The department of the region that answered for it when the change was completed."
    MUNICIPAL_CENTER = "MUNICIPAL_CENTER", "市中小企业服务中心", "The municipal centre."
    MUNICIPAL_BUREAU = "MUNICIPAL_BUREAU", "市工业和信息化局", "The bureau, for the city's own centre, which has no department but it (ours)."
    NEW_DEPARTMENT = "NEW_DEPARTMENT", "迁入地主管部门", "The department of the region it moved to: it gets a copy, which decides nothing about time (ours)."


class FilingState(Term):
    """Where a change filing stands."""

    OPEN = "OPEN", "待备案", "Not yet sent to everybody the Measures name."
    FILED = "FILED", "已备案", "Sent to everybody the Measures name: it is on record."
    WITHDRAWN = "WITHDRAWN", "已撤回", "It was entered by mistake."


class FilingCopyState(Term):
    """Where the copy of a change filing for one recipient stands."""

    UNSENT = "UNSENT", "未送", "The operator has not sent it yet."
    SENT = "SENT", "已送", "The recipient has it."
    INCOMPLETE = "INCOMPLETE", "待补正", "The recipient asks for what is missing; the first time of sending counts."
    ACKNOWLEDGED = "ACKNOWLEDGED", "已签收", "The recipient acknowledged it."

"""The words of supervision: tasks, inspections, difficulties, circulars (Art. 4-6, 13)."""

from domain.terms import Term


class AssignmentState(Term):
    """Where a task stands with one of those it was given to."""

    ISSUED = "ISSUED", "已下达", "Issued, not taken up yet."
    ACKNOWLEDGED = "ACKNOWLEDGED", "办理中", "Taken up; its result is awaited."
    REPORTED = "REPORTED", "待验收", "The result is reported; the issuer is to decide."
    CLOSED = "CLOSED", "已办结", "The issuer took the result."
    WITHDRAWN = "WITHDRAWN", "已撤回", "The issuer withdrew it."


class InspectionAspect(Term):
    """What an inspection looks at (Art. 5, 13)."""

    CONSTRUCTION = "CONSTRUCTION", "平台建设", "How the platform is built up: rooms, staff, rules."
    OPERATION = "OPERATION", "运营管理", "How it is run: the five disclosures, archives, charges."
    SERVICE = "SERVICE", "服务开展", "Which services it gives, and whether as recorded."


class InspectionState(Term):
    """Where an inspection stands."""

    PLANNED = "PLANNED", "已安排", "Planned and announced."
    FINDINGS_SENT = "FINDINGS_SENT", "待回复", "Findings were sent; the operator is to reply."
    REPLIED = "REPLIED", "已回复", "The operator replied; the inspector is to decide."
    CLOSED = "CLOSED", "已办结", "Nothing is left to be done."
    CANCELLED = "CANCELLED", "已取消", "It did not take place."


class DifficultyState(Term):
    """Where a difficulty stands."""

    OPEN = "OPEN", "待交办", "Raised; nobody has it in hand yet."
    IN_HAND = "IN_HAND", "办理中", "An owner is to resolve it."
    RESOLVED = "RESOLVED", "已答复", "The owner says it is resolved; whoever raised it is to confirm."
    CLOSED = "CLOSED", "已办结", "Whoever raised it confirmed."


class CircularState(Term):
    """Where a circular stands."""

    DRAFT = "DRAFT", "草稿", "Being written; its figures are reckoned anew at each saving."
    PUBLISHED = "PUBLISHED", "已通报", "Out: text and figures never change again."
    ARCHIVED = "ARCHIVED", "已归档", "Filed away; the public reads it no more."

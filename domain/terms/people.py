"""Words of people and machines: what another agency's program is appointed to (ours)."""

from domain.terms import Term


class ClientState(Term):
    """Whether a machine may call."""

    ACTIVE = "ACTIVE", "正常", "May call, with a token that holds and from where it may."
    REVOKED = "REVOKED", "已撤销", "Calls no more; another agency's program begins as another client."


class ClientNoun(Term):
    """What a machine may be appointed to read or to hand in, of one region or of the whole city."""

    REPORTS = "REPORTS", "季度报告", "Read the version in force of each report that was accepted."
    CONSOLIDATIONS = "CONSOLIDATIONS", "季度汇总", "Read the version in force of each consolidation that was received."
    OUTCOMES = "OUTCOMES", "报送情况", "Read what became of each filing that was owed: on time, late, missing or excused."
    GRADES = "GRADES", "评价结果", "Read the evaluations whose grade was published, with grade and score."
    AWARDS = "AWARDS", "补助拨付", "Read the payments that arrived, beside the awards that everybody reads."
    COMPLAINTS = "COMPLAINTS", "投诉转办", "Hand in complaints about the platforms there; read none."

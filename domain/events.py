"""What happened that may concern somebody else; each telling becomes one outbox row."""

from domain.terms import Term


class Event(Term):
    """One kind of happening, named noun first: `REPORT_SUBMITTED`."""

    REPORT_SUBMITTED = "REPORT_SUBMITTED", "季度报告已报送", "A platform submitted its quarterly report to its desk."

"""Every act a person or the clock may do: the name of its mutation, its Chinese name and its meaning."""

from domain.terms import Term


class Act(Term):
    """One act. Its mutation is the same name in camel case."""

    READ = "READ", "查看", "See the record."

    # reports
    SUBMIT_REPORT = "SUBMIT_REPORT", "报送季度报告", "Hand a quarterly report to the receiving desk (Art. 14(1))."

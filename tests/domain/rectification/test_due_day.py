"""The due day of a rectification in words (Art. 19)."""

from datetime import date

from domain.rectification import rectification as rectification_rules
from tests.builders.filings import calendar
from tests.builders.money import TODAY


def test_the_due_day_is_told_in_words() -> None:
    told = rectification_rules.due_date(
        {"due_nominal": date(2022, 12, 25), "due_effective": date(2022, 12, 26)}, calendar(), TODAY
    )

    assert (told.article, told.effective) == (None, date(2022, 12, 26))
    assert told.explanation.startswith("整改通知：")
    assert "顺延" in told.explanation

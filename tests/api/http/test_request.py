"""What a request prefers, and what of it is logged."""

import json

import pytest
import structlog

from api.http.log import configure
from api.http.request import GRAPHQL, JSON, language_of, media_of


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*;q=0.5", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.3, {JSON};q=0.9", JSON),
        (f"{JSON};q=0, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, */*", GRAPHQL),
        ("text/html", None),
        (f"{JSON};q=0", None),
        (";;;,,q=", None),
    ],
)
def test_the_answer_comes_in_the_form_preferred(accept: str | None, media: str | None) -> None:
    assert media_of(accept) == media


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.8,zh-CN;q=0.9", "zh"),
        ("en;q=0.8,zh-CN;q=0.7", "en"),
        ("fr,de", "zh"),
        ("*", "zh"),
        ("en;q=0", "zh"),
        ("en;q=zwei", "zh"),
        ("english", "zh"),
    ],
)
def test_people_are_answered_in_the_language_they_prefer(accept: str | None, language: str) -> None:
    assert language_of(accept) == language


def test_the_log_tells_where_and_never_what(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    try:
        try:
            int("张三")
        except ValueError as error:
            raise RuntimeError("password dianchi-demo") from error
    except RuntimeError:
        structlog.get_logger().exception("fault")

    line = json.loads(capsys.readouterr().out)
    assert [each["type"] for each in line["exception"]] == ["RuntimeError", "ValueError"]
    assert all("test_request.py" in each["frames"][0] for each in line["exception"])
    assert "张三" not in str(line)
    assert "dianchi-demo" not in str(line)

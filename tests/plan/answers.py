"""Answers as JSON gives them back."""

import re
from typing import Any

import orjson


def as_json(value: Any) -> Any:
    """Numbers and texts as JSON gives them back; a time without the zeros at its end, as PostgreSQL writes it."""
    text = orjson.dumps(value, default=str).decode()
    return orjson.loads(re.sub(r"(T\d\d:\d\d:\d\d\.\d*?)0+(\+08:00)", r"\1\2", text))

"""What is logged: one JSON object a line, which request it belongs to, and no personal data."""

from typing import Any, Final

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import ExcInfo

TOLD: Final = ("sqlstate", "constraint_name", "table_name")
"""What a refusal of the database says beside its message."""
TRACED: Final = ExceptionDictTransformer(show_locals=False, use_rich=False)


def told(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """Where an exception and its causes came from, without their messages: those may quote what somebody entered."""
    own = {name: value for name in TOLD if (value := getattr(exc_info[1], name, None))}
    return [
        {
            "type": each["exc_type"],
            "frames": [f"{frame['filename']}:{frame['lineno']} {frame['name']}" for frame in each["frames"]],
            **own,
        }
        for each in TRACED(exc_info)
    ]


def configure() -> None:
    """Log so from now on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.add_log_level,
            structlog.processors.ExceptionRenderer(told),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )

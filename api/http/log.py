"""What is logged: one JSON object a line, which request it belongs to, and no personal data."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any, Final

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import ExcInfo

from api import VERSION
from api.settings import Settings

DATABASE_FIELDS: Final = ("sqlstate", "constraint_name", "table_name")
"""What a refusal of the database says beside its message."""
LOG: Final[Any] = structlog.get_logger()
TRACED: Final = ExceptionDictTransformer(show_locals=False, use_rich=False)


def causes(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """Where an exception and its causes came from, without their messages: those may quote what somebody entered."""
    own = {name: value for name in DATABASE_FIELDS if (value := getattr(exc_info[1], name, None))}
    return [
        {
            "type": each["exc_type"],
            "frames": [f"{frame['filename']}:{frame['lineno']} {frame['name']}" for frame in each["frames"]],
            **own,
        }
        for each in TRACED(exc_info)
    ]


def request_answered(settings: Settings, kind: str, code: str, seconds: float, fields: Iterable[str] = ()) -> None:
    """Log a request that was answered, where the settings ask for it: by names of the schema, not of whoever asked."""
    slow = settings.slow_seconds is not None and seconds > settings.slow_seconds
    if slow or settings.log_requests:
        told = {"code": code} if code else {}
        LOG.info(
            "slow" if slow else "request", kind=kind, fields=sorted(fields), milliseconds=round(seconds * 1000), **told
        )


@contextmanager
def lifetime(program: str) -> Generator[None]:
    """Log that a program begins and ends, with its version."""
    LOG.info("started", program=program, version=VERSION)
    try:
        yield
    finally:
        LOG.info("stopped", program=program, version=VERSION)


def configure() -> None:
    """Log so from now on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.add_log_level,
            structlog.processors.ExceptionRenderer(causes),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )

"""A refusal as the API shows it."""

from typing import Any

from domain.kernel.typed_text import camel
from domain.kernel.violations import Violation


def problem_of(violation: Violation, language: str) -> dict[str, Any]:
    """The fields of a `Problem`, by Python name."""
    return {
        "code": violation.code,
        "message": violation.message(language),
        "source": violation.basis.source,
        "article": violation.article,
        "path": [camel(step) for step in violation.path],
        "hint": violation.advice(language),
    }

"""A refusal as the API shows it."""

from typing import Any

from domain.violations import Violation


def problem_of(violation: Violation, language: str) -> dict[str, Any]:
    """The fields of a `Problem`, by Python name."""
    return {
        "code": violation.code,
        "message": violation.message(language),
        "article": violation.article,
        "path": [camel(step) for step in violation.path],
        "hint": violation.advice(language),
    }


def camel(name: str) -> str:
    """A Python name as GraphQL writes it."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)

"""The diagnoses of an installation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnosis:
    """A diagnosis has a finding and, where that will not do, a remedy."""

    text: str
    remedy: str | None = None

    def __str__(self) -> str:
        return f"ok    {self.text}" if self.remedy is None else f"FIX   {self.text}: {self.remedy}"


def diagnosis(holds: object, text: str, remedy: str) -> Diagnosis:
    """A diagnosis, with the remedy where the condition does not hold."""
    return Diagnosis(text, None if holds else remedy)

"""A change of a database that is in use: the SQL it runs, and what Tortoise knows of the rows afterwards."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise.migrations import Migration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Phase(StrEnum):
    """Whether servers of the version before go on working once a change is made."""

    EXPAND = "EXPAND"
    CONTRACT = "CONTRACT"


class Forward(Migration):
    """A migration file after the frozen ones.

    `steps` are all that the database sees. `operations` alter what Tortoise knows of the rows, from which the
    next difference is taken; they run nothing.
    """

    phase: Phase = Phase.EXPAND
    transaction: bool = True
    """Whether the steps are one transaction; without it each step can be run again after an interruption."""
    steps: Sequence[str] = ()
    reasons: Mapping[str, str] = {}
    """Why a step is taken that `api/migrations/safety.py` refuses, by the name of its rule."""

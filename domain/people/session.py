"""How long sessions and passwords last, and that a password is not used again (ours; GB/T 22239-2019, 8.1.4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.kernel.violations import Code, Violation
from domain.terms import Role

REMEMBERED: Final = 5
"""How many of an account's passwords are not chosen again."""


@dataclass(frozen=True)
class PasswordFacts:
    """The password of an account as its hash, the hashes of those it chose before, latest first, when it was chosen and when given."""

    password_hash: str
    past_passwords: Sequence[str] | None
    password_changed_at: datetime | None
    password_given_at: datetime | None

    @property
    def remembered(self) -> list[str]:
        """The hashes that a new password may not fit: of the last ones chosen, and of the present one."""
        return list(dict.fromkeys([self.password_hash, *self.kept]))

    @property
    def kept(self) -> list[str]:
        """The hashes to keep when another password takes its place: one that somebody else gave is nobody's habit."""
        chosen = self.password_changed_at is not None and self.password_given_at is None
        return [*((self.password_hash,) if chosen else ()), *(self.past_passwords or ())][:REMEMBERED]


def not_again(*, used: bool) -> None:
    """Refuse a password that the account used lately."""
    if used:
        raise Violation(Code.PASSWORD_USED, path=("password",), facts={"count": REMEMBERED})


@dataclass(frozen=True)
class DoorPolicy:
    """How long a session lasts, and a password; days of 0 mean for good. Source: GB/T 22239-2019, 8.1.4.1 a and b."""

    session_hours: int = 12
    idle_minutes: int = 30
    first_password_days: int = 7
    password_days: int = 0
    client_token_days: int = 90
    """How long a machine's token holds at most; it is never renewed."""
    factor_roles: frozenset[Role] = frozenset()
    """Roles that do nothing before a second factor is set up."""

    def ends(self, begun: datetime) -> datetime:
        """When a session ends at the latest."""
        return begun + timedelta(hours=self.session_hours)


def over(since: datetime | None, days: int, now: datetime) -> bool:
    """A period of days that began is over; none of 0 days ever is."""
    return since is not None and days > 0 and since + timedelta(days=days) <= now


def expired(given_at: datetime | None, policy: DoorPolicy, now: datetime) -> Violation | None:
    """Why a password that somebody else gave no longer opens."""
    return Violation(Code.PASSWORD_EXPIRED) if over(given_at, policy.first_password_days, now) else None


def aged(changed_at: datetime | None, policy: DoorPolicy, now: datetime) -> bool:
    """A password of one's own has to be changed before anything else, for its age."""
    return over(changed_at, policy.password_days, now)

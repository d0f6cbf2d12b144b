"""A second factor as a person sets it up, by a program that shows codes of the moment."""

import time
from dataclasses import dataclass
from typing import Any

from pyotp.totp import TOTP

from tests.api.client import Client

STEP = 30


@dataclass(frozen=True)
class Factor:
    """A seed in somebody's phone, and the recovery codes in the drawer."""

    seed: str
    recovery_codes: list[str]

    def code(self, later: int = 0) -> str:
        """The code of now, or of some steps later."""
        return TOTP(self.seed).at(int(time.time()) + later * STEP)


async def enrolled(person: Client) -> Factor:
    """Set up a second factor."""

    async def me() -> dict[str, Any]:
        found = (await person.query("{ viewer { account version } }"))["viewer"]
        return {"id": found["account"], "expectedVersion": found["version"]}

    seed = (await person.do("enrolSecondFactor", "seed uri", **await me()))["seed"]
    code = Factor(seed, []).code(-1)
    confirmed = await person.do("confirmSecondFactor", "recoveryCodes", code=code, **await me())
    return Factor(seed, confirmed["recoveryCodes"])

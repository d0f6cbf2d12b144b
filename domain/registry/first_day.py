"""The ground a city stands on: its regions, and the three administrators (ours)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.kernel.change import Change, New
from domain.kernel.violations import Code, Violation
from domain.registry.regions import CITY, REGIONS, Seed
from domain.terms import Role

FOUNDED: Final = "There is {} already: this city was founded, and its system administrator opens all other accounts."


def regions() -> list[New]:
    """The city and its districts, counties and zones, in the order of official lists."""
    above = _region(CITY, 0, None)
    return [above, *(_region(seed, place, above) for place, seed in enumerate(REGIONS, 1))]


def _region(seed: Seed, place: int, above: New | None) -> New:
    return New("Region", {**vars(seed), "former_codes": list(seed.former_codes), "parent_id": above, "sort_key": place})


def found_city(accounts: Mapping[Role, Change], *, existing: str | None, today: date) -> Change:
    """A city is founded once, each account in its role from today on; `existing` names an account or region of an earlier founding."""
    if existing is not None:
        raise Violation(Code.ALREADY_EXISTS, hint=(f"已有{existing}，无需再次建立。", FOUNDED.format(existing)))
    if len({account.adds[0].values["username"] for account in accounts.values()}) < len(accounts):
        raise Violation(Code.ALREADY_EXISTS, path=("username",))
    offices = [
        New("Office", {"account_id": account.adds[0], "role": role, "valid_from": today})
        for role, account in accounts.items()
    ]
    return Change(adds=[*regions(), *(account.adds[0] for account in accounts.values()), *offices])

"""The ground a city stands on: its regions, and the account that opens all others (ours)."""

from datetime import date

from domain.kernel.change import Change, New
from domain.kernel.violations import Code, Violation
from domain.registry.regions import CITY, REGIONS, Seed
from domain.terms import Role


def regions() -> list[New]:
    """The city and its districts, counties and zones, in the order of official lists."""
    above = _region(CITY, 0, None)
    return [above, *(_region(seed, place, above) for place, seed in enumerate(REGIONS, 1))]


def _region(seed: Seed, place: int, above: New | None) -> New:
    return New("Region", {**vars(seed), "former_codes": list(seed.former_codes), "parent_id": above, "sort_key": place})


def found(account: Change, *, begun: bool, today: date) -> Change:
    """Lay the ground, once: `begun` says that there is a region or an account already. The account is the bureau's from today on."""
    if begun:
        raise Violation(Code.ALREADY_EXISTS)
    office = {"account_id": account.adds[0], "role": Role.MUNICIPAL_BUREAU, "valid_from": today}
    return Change(adds=[*regions(), *account.adds, New("Office", office)])

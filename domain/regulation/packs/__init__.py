"""The regulations loaded, oldest first. A successor is one more file and one more name here."""

from typing import Final

from domain.regulation.packs.kunming_2020 import KUNMING_2020
from domain.regulation.rulepack import RulePack

PACKS: Final[tuple[RulePack, ...]] = (KUNMING_2020,)

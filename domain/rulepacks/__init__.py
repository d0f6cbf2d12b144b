"""The regulations loaded, oldest first. A successor is one more file and one more name here."""

from typing import Final

from domain.rulepack import RulePack
from domain.rulepacks.kunming_2020 import KUNMING_2020

PACKS: Final[tuple[RulePack, ...]] = (KUNMING_2020,)

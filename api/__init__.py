"""How it gets in and out: network, processes, the outside world. Decides nothing."""

from typing import Final

VERSION: Final = "0.1.0"

"""How it gets in and out: network, processes, the outside world. Decides nothing."""

from typing import Final

VERSION: Final = "0.1.0"


class OperatorError(Exception):
    """A fault that the operator of the system can put right; the text says how."""

"""How it gets in and out: network, processes, the outside world. Decides nothing."""

from typing import Final

VERSION: Final = "0.1.0"


class OperatorError(Exception):
    """Something for whoever operates the system to put right; the text says what to do."""

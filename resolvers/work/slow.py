"""What is slow is done before a transaction begins: inside one it would hold locks and a connection that others wait for."""

from contextvars import ContextVar
from typing import Final

WITHIN: Final = ContextVar("within a transaction", default=False)
"""Whether what runs is within a transaction of a unit of work."""


def expect_no_transaction() -> None:
    """Fail where something slow is about to be done within a transaction: it belongs into the verb's `before`."""
    if WITHIN.get():
        raise RuntimeError("something slow within a transaction: do it in the verb's `before`")

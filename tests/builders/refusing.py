"""What a rule refuses."""

from collections.abc import Callable

import pytest

from domain.kernel.violations import Code, Violation


def refused(act: Callable[[], object]) -> Code:
    """Why an act is refused; fails where it is not."""
    with pytest.raises(Violation) as refusal:
        act()
    return refusal.value.code

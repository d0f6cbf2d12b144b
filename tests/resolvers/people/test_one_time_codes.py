"""Codes of the moment by RFC 6238, each good once."""

import base64
from datetime import UTC, datetime

import pytest

from resolvers.people.one_time_codes import enrolment, new_seed, recovery_codes, recovery_hash, step_of

SEED = base64.b32encode(b"12345678901234567890").decode()
"""The seed of RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)

    assert step_of(SEED, code, None, now) == seconds // 30
    assert step_of(SEED, f" {code[:3]}-{code[3:]} ", None, now) == seconds // 30
    assert step_of(None, code, None, now) is None


@pytest.mark.parametrize(("drift", "fits"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_differ_by_one_step(drift: int, fits: bool) -> None:
    now = datetime.fromtimestamp(1234567890 + drift, UTC)

    assert (step_of(SEED, "005924", None, now) is not None) is fits


@pytest.mark.parametrize(("after", "fits"), [(1234567890 // 30 - 1, True), (1234567890 // 30, False)])
def test_no_code_counts_twice(after: int, fits: bool) -> None:
    assert (step_of(SEED, "005924", after, datetime.fromtimestamp(1234567890, UTC)) is not None) is fits


@pytest.mark.parametrize("code", ["", "1", "００５９２４", "005924x", "0059240", "…"])
def test_what_is_no_code_fits_nothing(code: str) -> None:
    assert step_of(SEED, code, None, datetime.fromtimestamp(1234567890, UTC)) is None


def test_seeds_and_recovery_codes_are_by_chance_and_read_with_or_without_hyphens() -> None:
    codes = recovery_codes()

    assert len({*codes}) == 10
    assert len({recovery_hash(each) for each in codes}) == 10
    assert recovery_hash(codes[0].upper().replace("-", " ")) == recovery_hash(codes[0])
    assert new_seed() != new_seed()
    assert enrolment(SEED, "zhao") == f"otpauth://totp/Dianchi:zhao?secret={SEED}&issuer=Dianchi"

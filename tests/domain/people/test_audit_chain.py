"""The chain and the tree of the audit: vectors of the standards, and that no alteration fits."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import KUNMING
from domain.kernel.violations import Code, Violation
from domain.people.audit_chain import (
    ChainEnd,
    Checkpoint,
    Digest,
    Examination,
    Frontier,
    Sealed,
    broken,
    content_of,
    leaf,
    proof_of,
    proved_root,
    root_of,
    sealed,
)
from domain.people.audit_export import days_exported

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from domain.people.audit_chain import Break

LEAVES: Final = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS: Final = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Published with the reference implementation of RFC 6962."""
SM3_OF_ABC: Final = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
"""GB/T 32905-2016, appendix A.1."""
MANY: Final = 1000
LONG: Final = bool(os.environ.get("DIANCHI_LONG"))


def contents(count: int) -> list[bytes]:
    return [
        content_of({"id": number, "act": "SUBMIT_REPORT", "noun": "Report", "problem": None}) for number in range(count)
    ]


def checkpoint_of(chain: Sequence[Sealed]) -> Checkpoint:
    return Checkpoint(len(chain), chain[-1].links, root_of([leaf(each.content) for each in chain]))


def test_the_tree_has_the_roots_of_the_standard() -> None:
    leaves = [leaf(bytes.fromhex(each)) for each in LEAVES]

    assert [root_of(leaves[:size]).hex() for size in range(1, 9)] == list(ROOTS)


def test_sm3_is_that_of_the_standard() -> None:
    assert Digest.SM3.of(b"abc").hex() == SM3_OF_ABC


@given(st.lists(st.binary(max_size=8), max_size=70), st.integers(0, 70))
def test_a_tree_that_grows_in_parts_is_the_tree_of_all(leaves: list[bytes], at: int) -> None:
    assert Frontier().grown(leaves[:at]).grown(leaves[at:]).root == root_of(leaves)


@given(st.integers(1, 140), st.data())
def test_a_proof_leads_from_its_record_alone_to_the_root(size: int, data: st.DataObject) -> None:
    leaves = [leaf(each) for each in contents(size)]
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    path = proof_of(leaves, index)

    assert proved_root(leaves[index], index, size, path) == root_of(leaves)
    assert len(path) <= size.bit_length()
    if other != index:
        assert proved_root(leaves[other], index, size, path) != root_of(leaves)
    assert proved_root(leaves[index], index, size, [*path, leaves[0]]) is None
    assert proved_root(leaves[index], size, size, path) is None


@given(st.integers(1, 140), st.data())
def test_a3_a_proof_needs_no_leaf_of_before_a_frontier(size: int, data: st.DataObject) -> None:
    leaves = [leaf(each) for each in contents(size)]
    index = data.draw(st.integers(0, size - 1))
    before = Frontier().grown(leaves[: data.draw(st.integers(0, index))])

    assert proof_of(leaves[before.size :], index, before) == proof_of(leaves, index)


def test_what_is_null_is_left_out_so_that_a_later_column_changes_no_older_record() -> None:
    assert content_of({"b": "张", "a": 1, "later": None}) == '{"a":1,"b":"张"}'.encode()


def altered(chain: list[Sealed], at: int, dice: random.Random) -> list[Sealed]:
    """The chain with the content of one record altered by one bit."""
    content = bytearray(chain[at].content)
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    return [*chain[:at], replace(chain[at], content=bytes(content)), *chain[at + 1 :]]


def swapped(chain: list[Sealed], at: int, dice: random.Random) -> list[Sealed]:
    """The chain with the contents of two records exchanged, the first of them at this place."""
    other = dice.randrange(at + 1, len(chain)) if at + 1 < len(chain) else at - 1
    first, second = sorted((at, other))
    moved = list(chain)
    moved[first] = replace(chain[first], content=chain[second].content)
    moved[second] = replace(chain[second], content=chain[first].content)
    return moved


def relinked(chain: list[Sealed], at: int, dice: random.Random) -> list[Sealed]:
    """The chain with one link altered, and the content as it was."""
    digest = dice.choice(list(Digest))
    bits = bytearray(chain[at].links[digest])
    bits[dice.randrange(32)] ^= 1
    return [*chain[:at], replace(chain[at], links={**chain[at].links, digest: bytes(bits)}), *chain[at + 1 :]]


def dropped(chain: list[Sealed], at: int, _dice: random.Random) -> list[Sealed]:
    """The chain without one record, and a gap in its place."""
    return chain[:at] + chain[at + 1 :]


def inserted(chain: list[Sealed], at: int, _dice: random.Random) -> list[Sealed]:
    """The chain with a record too many, and all later ones moved on."""
    return [*chain[:at], chain[at - 1], *(replace(each, seq=each.seq + 1) for each in chain[at:])]


def test_each_of_many_alterations_is_located() -> None:
    dice, size = random.Random(6962), 120
    chain = list(sealed(contents(size)))
    ways: list[Callable[[list[Sealed], int, random.Random], list[Sealed]]] = [altered, relinked, dropped, inserted]

    assert broken(chain, [checkpoint_of(chain)]) is None
    for number in range(MANY):
        at = dice.randrange(size)
        found = broken(ways[number % len(ways)](chain, at, dice), [checkpoint_of(chain)])
        assert found is not None
        assert found.seq == at + 1
    for at in range(size - 1):
        found = broken(swapped(chain, at, dice))
        assert found is not None
        assert found.seq == at + 1


@pytest.mark.parametrize("kept", [0, 1, 64, 99])
def test_a_cut_tail_shows_against_a_checkpoint_alone(kept: int) -> None:
    chain = list(sealed(contents(100)))

    found = broken(chain[:kept], [checkpoint_of(chain)])

    assert broken(chain[:kept]) is None
    assert found is not None
    assert found.seq == kept + 1
    assert "missing" in found.why


def test_a_chain_that_was_made_anew_as_a_whole_shows_against_a_checkpoint() -> None:
    chain = list(sealed(contents(50)))
    anew = list(sealed([b"{}", *contents(50)[1:]]))

    found = broken(anew, [checkpoint_of(chain[:20]), checkpoint_of(chain)])

    assert broken(anew) is None
    assert found is not None
    assert found.seq == 20


@pytest.mark.parametrize("begins", [0, 1, 63, 64, 99, 100])
def test_a3_a_chain_is_examined_from_where_a_part_of_it_begins(begins: int) -> None:
    chain = list(sealed(contents(100)))
    signed = [checkpoint_of(chain[:size]) for size in range(1, 101)]
    start = ChainEnd()
    for each in chain[:begins]:
        start = start.grown(each.content)

    def verdict(part: Sequence[Sealed], begins: ChainEnd = start, last: int = 100) -> Break | None:
        examination = Examination(signed, begins)
        return next(filter(None, map(examination.take, part)), None) or examination.over(last)

    assert verdict(chain[begins:]) is None
    for dropped_at in range(begins, 100, 9):
        found = verdict([*chain[begins:dropped_at], *chain[dropped_at + 1 :]])
        assert found is not None
        assert found.seq == dropped_at + 1
    # What a part begins after is itself held against what was signed of it.
    forged = replace(start, links=dict.fromkeys(Digest, bytes(31) + b"\x01"))
    found = verdict(chain[begins:], forged)
    assert found is not None
    assert found.seq == max(begins, 1)


def test_a4_a_part_that_was_cut_off_short_of_its_last_record_is_found() -> None:
    chain = list(sealed(contents(10)))
    examination = Examination()
    for each in chain[:8]:
        assert examination.take(each) is None

    assert examination.over(8) is None
    found = examination.over(10)
    assert found is not None
    assert (found.seq, "the last is 10" in found.why) == (9, True)


DAY: Final = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("days", "code"), [(0, None), (365, None), (366, Code.INVALID), (-1, Code.EMPTY_PERIOD)], ids=str
)
def test_a4_a_year_at_most_is_exported_at_once(days: int, code: Code | None) -> None:
    last = DAY + timedelta(days=days)
    if code is not None:
        with pytest.raises(Violation) as refusal:
            days_exported(DAY, last)
        assert refusal.value.code is code
        return
    begins, ends = days_exported(DAY, last)
    assert begins == datetime(2026, 3, 1, tzinfo=KUNMING)
    assert ends - begins == timedelta(days=days + 1)

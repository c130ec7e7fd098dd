"""Look-ups in sorted arrays, against the same in plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rengang.model.arrays import Int64
from rengang.model.pairs import among, decode, encode, find, rows

Rows = list[tuple[int, int]]

SIZE = st.integers(1, 50)
NUMBERS = st.lists(st.integers(-5, 40), max_size=30)
TYPE = st.sampled_from([np.int32, np.int64])


@st.composite
def pairs_and_size(draw: st.DrawFn) -> tuple[Rows, int]:
    """Pairs (first, second) with seconds in 0…size−1."""
    size = draw(SIZE)
    pair = st.tuples(st.integers(0, 2**31 - 1), st.integers(0, size - 1))
    return draw(st.lists(pair, max_size=30)), size


def _columns(pairs: Rows, kind: type[np.signedinteger] = np.int32) -> tuple[Int64, Int64]:
    table = np.array(pairs, dtype=kind).reshape(-1, 2)
    return table[:, 0], table[:, 1]


@given(pairs_and_size(), TYPE)
def test_a_key_holds_its_pair(drawn: tuple[Rows, int], kind: type[np.signedinteger]) -> None:
    """Decoding gives the pairs back, whatever integers they came as; no key overflows."""
    pairs, size = drawn
    first, second = decode(encode(*_columns(pairs, kind), size), size)
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == pairs


@given(pairs_and_size())
def test_keys_are_in_the_order_of_their_pairs(drawn: tuple[Rows, int]) -> None:
    """Sorting keys sorts pairs, by the first and then by the second."""
    pairs, size = drawn
    keys = np.sort(encode(*_columns(pairs), size))
    first, second = decode(keys, size)
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == sorted(pairs)


def test_no_pairs_have_no_keys() -> None:
    """Where there is no second at all there is no pair either, and nothing is divided by."""
    first, second = decode(encode(*_columns([]), 0), 0)
    assert (first.tolist(), second.tolist()) == ([], [])


@given(NUMBERS, NUMBERS, TYPE)
def test_what_is_found_is_the_first_of_its_kind(
    wanted: list[int], known: list[int], kind: type[np.signedinteger]
) -> None:
    """As `list.index` says, −1 for what is not there; `among` says which those are."""
    known = sorted(known)
    asked, given_ = np.array(wanted, dtype=kind), np.array(known, dtype=kind)
    at = find(asked, given_)
    assert at.dtype == np.int64
    assert at.tolist() == [known.index(value) if value in known else -1 for value in wanted]
    there = among(asked, given_)
    assert there.dtype == np.bool_
    assert there.tolist() == [value in known for value in wanted]


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(10, 12), TYPE)
def test_rows_of_a_group_stand_between_its_ends(
    group: list[int], groups: int, kind: type[np.signedinteger]
) -> None:
    """Each group's slice of the sorted column holds that group alone and all of it; empty groups have none."""
    group = sorted(group)
    ends = rows(np.array(group, dtype=kind), groups)
    assert len(ends) == groups + 1
    slices = [group[ends[k] : ends[k + 1]] for k in range(groups)]
    assert slices == [[k] * group.count(k) for k in range(groups)]


def test_what_is_above_all_that_are_known_is_not_there() -> None:
    """Its place would be behind the end, where nothing stands; without anything known nothing is there."""
    known, none = np.array([3, 7]), np.array([], dtype=np.int64)
    assert find(np.array([7, 8]), known).tolist() == [1, -1]
    assert among(np.array([7, 8]), known).tolist() == [True, False]
    assert (find(known, none).tolist(), among(known, none).tolist()) == ([-1, -1], [False, False])

"""The market's compressed rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.model import Market

Pair = tuple[int, int, int, int]


@st.composite
def pair_lists(draw: st.DrawFn) -> tuple[int, int, list[Pair]]:
    """Residents, hospitals, and distinct pairs with ranks, in any order."""
    n, h = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    cells = [(i, u) for i in range(n) for u in range(h)]
    chosen = draw(st.lists(st.sampled_from(cells), unique=True))
    ranks = st.integers(1, 3)
    return n, h, [(i, u, draw(ranks), draw(ranks)) for i, u in chosen]


def market_of(n: int, h: int, pairs: list[Pair]) -> Market:
    """The market of such a list, one seat everywhere."""
    columns = np.array(pairs, dtype=np.int32).reshape(-1, 4).T
    return Market.from_pairs(n, np.ones(h, dtype=np.int64), *columns)


@settings(max_examples=80, deadline=None)
@given(pair_lists(), st.randoms(use_true_random=False))
def test_order_of_pairs_changes_nothing(case: tuple[int, int, list[Pair]], random: object) -> None:
    """Shuffled pairs make the same market, array by array."""
    n, h, pairs = case
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = market_of(n, h, pairs), market_of(n, h, shuffled)
    for name in ("ptr", "hospital", "resident_rank", "hospital_rank"):
        assert (getattr(one, name) == getattr(two, name)).all()


@settings(max_examples=80, deadline=None)
@given(pair_lists())
def test_rows_hold_exactly_the_pairs(case: tuple[int, int, list[Pair]]) -> None:
    """Reading the rows back gives the pairs, each row sorted by rank."""
    n, h, pairs = case
    market = market_of(n, h, pairs)
    read = zip(market.resident, market.hospital, market.resident_rank, market.hospital_rank, strict=True)
    assert sorted(tuple(map(int, row)) for row in read) == sorted(pairs)
    for i in range(n):
        row = market.resident_rank[market.ptr[i] : market.ptr[i + 1]]
        assert (np.diff(row) >= 0).all()


@settings(max_examples=60, deadline=None)
@given(pair_lists(), st.integers(0, 2**12 - 1))
def test_keeping_some_pairs_is_building_from_them(case: tuple[int, int, list[Pair]], bits: int) -> None:
    """`keep` equals building the market from the kept pairs alone."""
    n, h, pairs = case
    market = market_of(n, h, pairs)
    mask = np.array([bool(bits >> (k % 12) & 1) for k in range(market.pairs)], dtype=bool)
    kept = market.keep(mask)
    rows = zip(
        market.resident, market.hospital, market.resident_rank, market.hospital_rank, mask, strict=True
    )
    rebuilt = market_of(n, h, [(int(i), int(u), int(r), int(q)) for i, u, r, q, stays in rows if stays])
    for name in ("ptr", "hospital", "resident_rank", "hospital_rank"):
        assert (getattr(kept, name) == getattr(rebuilt, name)).all()


def test_conflicts_are_symmetric_and_without_loops() -> None:
    """Each edge stands in both rows once, whatever is given twice or points to itself."""
    nobody = np.zeros(0, dtype=np.int32)
    edges = (np.array([0, 1, 2, 2], dtype=np.int32), np.array([1, 0, 2, 0], dtype=np.int32))
    market = Market.from_pairs(3, np.array([1]), nobody, nobody, nobody, nobody, edges)
    rows = [market.kin[market.kin_ptr[i] : market.kin_ptr[i + 1]].tolist() for i in range(3)]
    assert rows == [[1, 2], [0], [0]]


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([(0, 0, 1, 1), (0, 0, 2, 1)], "twice"),
        ([(5, 0, 1, 1)], "resident index"),
        ([(0, 7, 1, 1)], "hospital index"),
        ([(0, 0, 0, 1)], "rank is below 1"),
    ],
)
def test_nonsense_is_refused(pairs: list[Pair], message: str) -> None:
    """A pair twice, an index out of range, a rank of zero."""
    with pytest.raises(ValueError, match=message):
        market_of(2, 2, pairs)


def test_arrays_are_read_only() -> None:
    """Nobody changes a market under an engine."""
    market = market_of(1, 1, [(0, 0, 1, 1)])
    with pytest.raises(ValueError, match="read-only"):
        market.hospital[0] = 0


ROWS = {
    "quota": [1, 2],
    "ptr": [0, 2, 2, 3],
    "hospital": [1, 0, 1],
    "resident_rank": [1, 2, 1],
    "hospital_rank": [1, 1, 2],
}


@settings(max_examples=80, deadline=None)
@given(pair_lists())
def test_rows_that_are_already_in_order_are_taken_as_they_are(case: tuple[int, int, list[Pair]]) -> None:
    """`from_rows` takes the rows that `from_pairs` makes, and does not copy them."""
    one = market_of(*case)
    two = Market.from_rows(one.quota, one.ptr, one.hospital, one.resident_rank, one.hospital_rank)
    for name in ("quota", "ptr", "hospital", "resident_rank", "hospital_rank", "kin_ptr", "kin"):
        assert (getattr(one, name) == getattr(two, name)).all()
    assert np.shares_memory(one.hospital, two.hospital) or len(one.hospital) == 0


def test_rows_are_converted_where_their_types_differ() -> None:
    """Plain lists will do, and the caller's own array stays writable."""
    mine = np.array(ROWS["hospital"], dtype=np.int32)
    market = Market.from_rows(**{**ROWS, "hospital": mine})  # type: ignore[arg-type]
    assert market.resident.tolist() == [0, 0, 2]
    assert mine.flags.writeable
    assert not market.hospital.flags.writeable


@pytest.mark.parametrize(
    ("array", "values", "message"),
    [
        ("ptr", [0, 2, 1, 3], "does not run"),
        ("ptr", [1, 2, 2, 3], "does not run"),
        ("ptr", [0, 2, 2, 2], "does not run"),
        ("ptr", [0, 9, 2, 3], "does not run"),
        ("ptr", [], "does not run"),
        ("hospital", [1, 2, 1], "hospital index"),
        ("hospital", [1, -1, 1], "hospital index"),
        ("hospital", [1, 1, 1], "twice"),
        ("resident_rank", [0, 2, 1], "rank is below 1"),
        ("hospital_rank", [1, 1, -3], "rank is below 1"),
        ("resident_rank", [2, 1, 1], r"not sorted.*resident 0, pair 1"),
        ("resident_rank", [1, 1, 1], "not sorted"),
        ("hospital_rank", [1, 1], "differ in length"),
        ("quota", [1, -1], "negative"),
    ],
)
def test_rows_that_are_none_are_refused(array: str, values: list[int], message: str) -> None:
    """Each fault that rows may have."""
    with pytest.raises(ValueError, match=message):
        Market.from_rows(**{**ROWS, array: values})  # type: ignore[arg-type]


def test_a_long_list_with_a_hospital_twice_is_refused() -> None:
    """Also where lists are too long to compare all entries with each other."""
    long = list(range(40))
    fine = Market.from_rows(np.ones(41), [0, 40, 80], long * 2, [*range(1, 41)] * 2, [1] * 80)  # type: ignore[arg-type]
    assert fine.pairs == 80
    with pytest.raises(ValueError, match="twice"):
        Market.from_rows(np.ones(41), [0, 41], [*long, 7], [*range(1, 42)], [1] * 41)  # type: ignore[arg-type]


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("hospitals", [40, 700])
def test_pairs_by_hospital_are_sorted_by_rank_then_resident(hospitals: int, ties: bool) -> None:
    """The same for few pairs and for many, where compiled loops group them; with strict ranks and with ties."""
    rng = np.random.default_rng(hospitals)
    chosen = rng.random((900, hospitals)) < 0.7
    resident, hospital = np.nonzero(chosen)
    rank = rng.integers(1, 9, len(resident)) if ties else np.cumsum(chosen, axis=0)[resident, hospital]
    market = Market.from_pairs(900, np.ones(hospitals), resident, hospital, np.ones(len(rank)), rank)  # type: ignore[arg-type]
    ptr, pairs = market.by_hospital
    assert ptr.tolist() == [0, *np.cumsum(chosen.sum(axis=0)).tolist()]
    order = np.lexsort((market.resident, market.hospital_rank, market.hospital))
    assert pairs.tolist() == order.tolist()

"""Two-sided top trading cycles."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.small_markets import relatives
from rengang.engines.mechanisms.trading_cycles import top_trading_cycles
from rengang.model import Market


def _market(lists: list[list[int]], hospitals: int, kin: list[tuple[int, int]] | None = None) -> Market:
    """Strict lists, best first."""
    pairs = [(i, h, k + 1) for i, row in enumerate(lists) for k, h in enumerate(row)]
    i, h, rank = (np.array([p[side] for p in pairs], dtype=np.int32) for side in range(3))
    edges = (
        None if kin is None else tuple(np.array([e[side] for e in kin], dtype=np.int32) for side in (0, 1))
    )
    return Market.from_pairs(len(lists), np.zeros(hospitals), i, h, rank, np.ones(len(i), np.int32), edges)


@st.composite
def _exchanges(draw: st.DrawFn, agents: int = 5, hospitals: int = 4, conflicts: bool = False):
    """(lists, home, priority, hospitals, conflict edges)."""
    n, m = draw(st.integers(1, agents)), draw(st.integers(1, hospitals))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    home = rng.integers(0, m, n)
    lists = [
        [h for h in rng.permutation(m).tolist() if h != home[i] and rng.random() < 0.8] for i in range(n)
    ]
    kin = [e for e in itertools.combinations(range(n), 2) if conflicts and rng.random() < 0.3]
    return lists, home.astype(np.int32), rng.permutation(n).astype(np.int64), m, kin


def _rank(row: list[int], hospital: int) -> int:
    """Position on a list; home comes after everything listed."""
    return row.index(hospital) if hospital >= 0 else len(row)


def _balanced(home: np.ndarray, assignment: np.ndarray, hospitals: int) -> bool:
    moves = assignment >= 0
    return (
        np.bincount(home[moves], minlength=hospitals) == np.bincount(assignment[moves], minlength=hospitals)
    ).all()


@settings(max_examples=200, deadline=None)
@given(case=_exchanges(agents=9, hospitals=5, conflicts=True))
def test_balanced_rational_and_apart(case) -> None:
    """In = out everywhere, only listed hospitals are given, and no mover ends where a relative is."""
    lists, home, priority, hospitals, kin = case
    market = _market(lists, hospitals, kin)
    assignment = top_trading_cycles(market, home, priority)
    assert _balanced(home, assignment, hospitals)
    final = np.where(assignment >= 0, assignment, home)
    for i, h in enumerate(assignment.tolist()):
        assert h == -1 or h in lists[i]
        assert h == -1 or all(final[j] != h for j in relatives(market, i))


@settings(max_examples=120, deadline=None)
@given(case=_exchanges())
def test_no_balanced_assignment_is_better_for_all(case) -> None:
    """Balanced-efficient: no other balanced assignment is as good for every agent and better for one."""
    lists, home, priority, hospitals, _ = case
    ours = top_trading_cycles(_market(lists, hospitals), home, priority)
    rank = [_rank(row, int(h)) for row, h in zip(lists, ours, strict=True)]
    for other in itertools.product(*[[*row, -1] for row in lists]):
        theirs = [_rank(row, h) for row, h in zip(lists, other, strict=True)]
        if all(b <= a for a, b in zip(rank, theirs, strict=True)) and theirs != rank:
            assert not _balanced(home, np.array(other), hospitals)


@settings(max_examples=40, deadline=None)
@given(case=_exchanges(agents=5, hospitals=4))
def test_no_agent_gains_by_misreporting(case) -> None:
    """Strategy-proof: no sublist of the true list, in any order, gives an agent something they prefer."""
    lists, home, priority, hospitals, _ = case
    honest = top_trading_cycles(_market(lists, hospitals), home, priority)
    for i, row in enumerate(lists):
        for size in range(len(row) + 1):
            for lie in itertools.permutations(row, size):
                told = [*lists[:i], list(lie), *lists[i + 1 :]]
                got = top_trading_cycles(_market(told, hospitals), home, priority)[i]
                assert _rank(row, int(got)) >= _rank(row, int(honest[i]))


def test_two_who_want_each_others_place_swap_and_a_third_stays() -> None:
    """Homes 0, 1, 1; agent 0 wants 1, agents 1 and 2 want 0: hospital 1 sends whom it puts first."""
    market = _market([[1], [0], [0]], 2)
    home = np.array([0, 1, 1], dtype=np.int32)
    assert top_trading_cycles(market, home, np.array([0, 0, 1])).tolist() == [1, 0, -1]
    assert top_trading_cycles(market, home, np.array([0, 1, 0])).tolist() == [1, -1, 0]


def test_a_relatives_home_is_never_given() -> None:
    """The swap of the test before is refused when agent 0's relative is at hospital 1, moving or not."""
    home = np.array([0, 1, 1], dtype=np.int32)
    market = _market([[1], [0], [0]], 2, kin=[(0, 2)])
    assert top_trading_cycles(market, home, np.array([0, 0, 1])).tolist() == [-1, -1, -1]


def test_listing_the_own_home_is_refused() -> None:
    """A pair with the own home is an error of the caller."""
    with pytest.raises(ValueError, match="own home"):
        top_trading_cycles(_market([[0]], 1), np.zeros(1, np.int32), np.zeros(1, np.int64))

"""The largest balanced exchange against brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.small_markets import relatives
from rengang.engines.exchange import components as exchange_components
from rengang.engines.exchange.maximum import exchange_max
from rengang.model import Market, Status, Stop

Case = tuple[Market, np.ndarray, int, np.ndarray]


@st.composite
def _cases(draw: st.DrawFn, conflicts: bool, agents: int = 6) -> Case:
    """(market, home, tolerance, surplus cap) with at most so many agents and 4 hospitals."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, m = int(rng.integers(1, agents + 1)), int(rng.integers(1, 5))
    home = rng.integers(0, m, n).astype(np.int32)
    pairs = [(i, h) for i in range(n) for h in range(m) if h != home[i] and rng.random() < 0.7]
    i, h = (np.array([p[k] for p in pairs], dtype=np.int32) for k in (0, 1))
    kin = [e for e in itertools.combinations(range(n), 2) if conflicts and rng.random() < 0.3]
    edges = (np.array([e[0] for e in kin], np.int32), np.array([e[1] for e in kin], np.int32))
    # ranks that are far apart, so that the objectives cannot be merged carelessly
    ranks = rng.integers(1, 4, len(i)), rng.integers(1, 4, len(i)) * rng.choice([1, 10**8])
    market = Market.from_pairs(n, np.zeros(m), i, h, *ranks, edges)
    return market, home, int(rng.integers(0, 3)), rng.integers(-1, 2, m)


def _value(case: Case, choice: tuple[int, ...]) -> tuple[int, int, int] | None:
    """(−moved, resident ranks, hospital ranks) of moves along these pairs (−1: stays), None: not allowed."""
    market, home, tolerance, cap = case
    change, final = [0] * market.hospitals, home.tolist()
    for i, p in enumerate(choice):
        if p >= 0:
            final[i] = int(market.hospital[p])
            change[final[i]] += 1
            change[home[i]] -= 1
    if any(abs(d) > tolerance or (c >= 0 and d > c) for d, c in zip(change, cap, strict=True)):
        return None
    if any(p >= 0 and final[i] == final[j] for i, p in enumerate(choice) for j in relatives(market, i)):
        return None
    moves = [p for p in choice if p >= 0]
    return -len(moves), int(market.resident_rank[moves].sum()), int(market.hospital_rank[moves].sum())


def _check(case: Case) -> None:
    """`exchange_max` is proven optimal, agrees with brute force, and its assignment is what it says."""
    market, home, tolerance, cap = case
    lists = [[-1, *range(market.ptr[i], market.ptr[i + 1])] for i in range(market.residents)]
    values = [_value(case, choice) for choice in itertools.product(*lists)]
    answer = exchange_max(market, home, tolerance, cap)
    assert (answer.status, answer.stop) == (Status.OPTIMAL, Stop.COMPLETED)
    moved, resident_ranks, hospital_ranks = (o.value for o in answer.objective)
    assert (-moved, resident_ranks, hospital_ranks) == min(v for v in values if v is not None)
    choice = tuple(market.pair_of(answer.assignment).tolist())
    assert _value(case, choice) == (-moved, resident_ranks, hospital_ranks)


@settings(max_examples=300, deadline=None)
@given(case=_cases(conflicts=False))
def test_agrees_with_brute_force(case: Case) -> None:
    """Most moved, then least ranks, within tolerance and caps."""
    _check(case)


@pytest.mark.parametrize("small", [2_000, -1], ids=["cp-sat", "branching"])
@settings(max_examples=300, deadline=None)
@given(case=_cases(conflicts=True))
def test_agrees_with_brute_force_with_relatives(small: int, case: Case) -> None:
    """The same where no mover may end at a relative's, by either of the exact searches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exchange_components, "SMALL", small)
        _check(case)


def _swap(kin: list[tuple[int, int]]) -> tuple[Market, np.ndarray]:
    """Agents 0 at h0; 1 and 2 at h1; 0 wants h1, 1 and 2 want h0 (2 with a worse rank)."""
    edges = (np.array([e[0] for e in kin], np.int32), np.array([e[1] for e in kin], np.int32))
    lists = (np.array(a) for a in ([0, 1, 2], [1, 0, 0], [1, 1, 1], [1, 1, 2]))
    return Market.from_pairs(3, np.zeros(2), *lists, edges), np.array([0, 1, 1], dtype=np.int32)


def test_a_relative_who_stays_is_in_the_way_and_one_who_leaves_is_not() -> None:
    """0 may come to h1 only while 0's relative leaves it, so the relative is the one who is exchanged."""
    assert exchange_max(*_swap([]), 0).assignment.tolist() == [1, 0, -1]
    assert exchange_max(*_swap([(0, 2)]), 0).assignment.tolist() == [1, -1, 0]
    assert exchange_max(*_swap([(0, 1), (0, 2)]), 0).assignment.tolist() == [-1, -1, -1]


def test_relatives_who_both_stay_at_their_common_home_are_no_conflict() -> None:
    """1 and 2 share a home and are relatives; 1 is exchanged, and both staying would be allowed too."""
    assert exchange_max(*_swap([(1, 2)]), 0).assignment.tolist() == [1, 0, -1]


def test_tolerance_and_cap_bound_the_imbalance() -> None:
    """With tolerance 1 both of h1 may come, unless the cap of h0 forbids the surplus."""
    market, home = _swap([])
    assert exchange_max(market, home, 1).assignment.tolist() == [1, 0, 0]
    assert exchange_max(market, home, 1, np.array([0, -1])).assignment.tolist() == [1, 0, -1]


def test_time_that_is_up_leaves_a_feasible_exchange_with_bounds() -> None:
    """No time: everybody stays, and the flow without conflicts says what is possible at most."""
    answer = exchange_max(*_swap([(0, 2)]), 0, time_limit_s=0.0)
    assert (answer.status, answer.stop) == (Status.FEASIBLE, Stop.TIME_LIMIT)
    assert answer.assignment.tolist() == [-1, -1, -1]
    assert [(o.value, o.bound) for o in answer.objective] == [(0, 2), (0, None), (0, None)]
    assert exchange_max(*_swap([(0, 2)]), 0, should_stop=lambda: True).stop is Stop.CANCELLED


def test_a_negative_tolerance_is_refused() -> None:
    """An impossible demand is an error, not an empty answer."""
    with pytest.raises(ValueError, match="tolerance"):
        exchange_max(*_swap([]), -1)

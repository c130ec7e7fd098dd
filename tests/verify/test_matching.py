"""The judge of matchings against the definition, on small markets and on every assignment of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from oracle.small_markets import assignments, blocking, feasible, relatives, small_markets
from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.model import Market
from rengang.verify.matching import Stability, judge_matching


def feasibly_blocking(market: Market, assignment: np.ndarray) -> int:
    """Blocking pairs whose move breaks nothing, tried out: i comes, at most one leaves, quota and conflicts hold."""
    ranks = {
        (int(i), int(h)): (int(a), int(b))
        for i, h, a, b in zip(
            market.resident, market.hospital, market.resident_rank, market.hospital_rank, strict=True
        )
    }
    count = 0
    for (i, h), (mine, theirs) in ranks.items():
        now = int(assignment[i])
        if now >= 0 and ranks[i, now][0] <= mine:
            continue
        there = [j for j in range(market.residents) if assignment[j] == h]
        worse = [j for j in there if ranks[j, h][1] > theirs]
        ways = [there, *([k for k in there if k != j] for j in worse)]
        count += any(
            len(stay) < market.quota[h] and not set(stay) & set(relatives(market, i)) for stay in ways
        )
    return count


@settings(max_examples=80, deadline=None)
@given(small_markets(residents=4, hospitals=3))
def test_every_assignment_is_judged_as_the_definition_does(market: Market) -> None:
    """Feasible or not, and each blocking pair counted, with ties."""
    for assignment in assignments(market):
        judged = judge_matching(market, assignment)
        assert judged.feasible == feasible(market, assignment)
        if judged.feasible:
            assert judged.blocking == len(blocking(market, assignment))
            assert judged.stable == (judged.blocking == 0)


@settings(max_examples=80, deadline=None)
@given(small_markets(residents=5, hospitals=3, conflicts=True))
def test_with_relatives_a_pair_blocks_only_if_its_move_is_feasible(market: Market) -> None:
    """Every feasible assignment, every pair: tried out move by move."""
    for assignment in assignments(market):
        judged = judge_matching(market, assignment)
        assert judged.feasible == feasible(market, assignment)
        if judged.feasible:
            assert judged.blocking == feasibly_blocking(market, assignment)


def test_each_fault_has_its_count() -> None:
    """An unlisted hospital, one that there is not, too many residents, relatives together."""
    one = np.ones(3, dtype=np.int32)
    kin = (np.array([0], dtype=np.int32), np.array([1], dtype=np.int32))
    market = Market.from_pairs(3, np.array([1, 1]), np.arange(3), one * 0, one, one, kin)
    assert judge_matching(market, np.array([1, 7, -2])) == Stability(3, 0, 0, 3)
    assert judge_matching(market, np.array([0, -1, 0])) == Stability(0, 1, 0, 0)
    assert judge_matching(market, np.array([0, 0, -1])) == Stability(0, 1, 1, 0)
    with pytest.raises(ValueError, match="shape"):
        judge_matching(market, np.array([0]))


def test_a_large_market_of_random_lists() -> None:
    """Deferred acceptance is stable; with one resident sent away, exactly the hospitals that miss them block."""
    rng = np.random.default_rng(3)
    n, m = 40_000, 1_500
    hospital = np.stack([rng.integers(0, m // 2, n), rng.integers(m // 2, m, n)], axis=1).ravel()
    rank = np.tile([1, 2], n)
    ptr = np.arange(0, 2 * n + 1, 2)
    market = Market.from_rows(np.full(m, 20), ptr, hospital, rank, rng.integers(1, 50, 2 * n))  # type: ignore[arg-type]
    assignment = resident_proposing(market).assignment
    assert judge_matching(market, assignment).stable
    sent = assignment.copy()
    sent[np.flatnonzero(assignment >= 0)[0]] = -1
    assert judge_matching(market, sent).blocking >= 1

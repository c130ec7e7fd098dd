"""Deferred acceptance from either side."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.small_markets import assignments, blocking, feasible, relatives, small_markets
from rengang.engines.mechanisms.deferred_acceptance import hospital_proposing, resident_proposing
from rengang.engines.mechanisms.immediate_acceptance import immediate_acceptance
from rengang.model import Market
from rengang.verify.matching import judge_matching

SIDES = [resident_proposing, hospital_proposing]


def _rank(market: Market, assignment: np.ndarray) -> np.ndarray:
    """Each resident's rank of what they got, 99 where nothing."""
    pair = market.pair_of(assignment)
    return np.where(pair >= 0, np.append(market.resident_rank, 0)[pair], 99)


@pytest.mark.parametrize("propose", SIDES)
@settings(max_examples=150, deadline=None)
@given(market=small_markets(residents=8, hospitals=5))
def test_outcome_is_weakly_stable_with_ties(propose, market: Market) -> None:
    """Without conflicts the outcome is feasible and no pair strictly gains on both sides."""
    assignment = propose(market).assignment
    assert feasible(market, assignment)
    assert blocking(market, assignment) == []


@settings(max_examples=100, deadline=None)
@given(market=small_markets(residents=5, hospitals=3, strict=True))
def test_each_side_gets_its_best_stable_assignment(market: Market) -> None:
    """Strict preferences: resident-proposing is every resident's best stable outcome, the other the worst."""
    stable = [a for a in assignments(market) if feasible(market, a) and not blocking(market, a)]
    ranks = np.array([_rank(market, a) for a in stable])
    assert (_rank(market, resident_proposing(market).assignment) == ranks.min(axis=0)).all()
    assert (_rank(market, hospital_proposing(market).assignment) == ranks.max(axis=0)).all()


@settings(max_examples=100, deadline=None)
@given(market=small_markets(residents=8, hospitals=5, strict=True))
def test_both_sides_match_the_same_residents(market: Market) -> None:
    """Rural hospitals: with strict preferences who is matched does not depend on who proposes."""
    a, b = resident_proposing(market).assignment, hospital_proposing(market).assignment
    assert ((a >= 0) == (b >= 0)).all()


@pytest.mark.parametrize("propose", SIDES)
@settings(max_examples=200, deadline=None)
@given(market=small_markets(residents=8, hospitals=4, conflicts=True))
def test_conflicts_and_quotas_always_hold(propose, market: Market) -> None:
    """With conflicts the outcome is feasible; after offers nobody fits a free seat."""
    assignment = propose(market).assignment
    assert feasible(market, assignment)
    if propose is hospital_proposing:
        for i, h in zip(market.resident.tolist(), market.hospital.tolist(), strict=True):
            free = (assignment == h).sum() < market.quota[h]
            apart = all(assignment[j] != h for j in relatives(market, i))
            assert assignment[i] >= 0 or not free or not apart


@pytest.mark.parametrize("propose", SIDES)
def test_the_tie_key_decides_between_equal_ranks(propose) -> None:
    """Two residents of equal rank, one seat: the lower key gets it, by default the lower index."""
    market = Market.from_pairs(2, np.array([1]), *(np.array(a) for a in ([0, 1], [0, 0], [1, 1], [1, 1])))
    assert propose(market).assignment.tolist() == [0, -1]
    assert propose(market, np.array([2**40, -(2**40)])).assignment.tolist() == [-1, 0]


@settings(max_examples=60, deadline=None)
@given(market=small_markets(residents=8, hospitals=4, conflicts=True), seed=st.integers(0, 999))
def test_the_tie_key_is_ranks_without_ties(market: Market, seed: int) -> None:
    """A tie key gives the same outcome as ranks with that key written into them."""
    key = np.random.default_rng(seed).integers(0, 3, market.pairs)
    ranks = market.hospital_rank * 10 + key
    written = Market.from_pairs(
        market.residents,
        market.quota,
        market.resident,
        market.hospital,
        market.resident_rank,
        ranks,
        (np.repeat(np.arange(market.residents), np.diff(market.kin_ptr)), market.kin),
    )
    for propose in SIDES:
        assert propose(market, key).assignment.tolist() == propose(written).assignment.tolist()


def test_a_hospital_keeps_the_better_of_two_relatives() -> None:
    """Two seats, two relatives: the better ranked one displaces the other, who goes to the second entry."""
    market = Market.from_pairs(
        2,
        np.array([2, 1]),
        *(np.array(a) for a in ([0, 0, 1], [0, 1, 0], [1, 2, 1], [2, 1, 1])),
        conflicts=(np.array([0]), np.array([1])),
    )
    assert resident_proposing(market).assignment.tolist() == [1, 0]
    assert hospital_proposing(market).assignment.tolist() == [1, 0]


def test_a_resident_passed_over_for_a_relative_is_offered_the_seat_when_the_relative_leaves() -> None:
    """Hospital-proposing: h0 takes r0 before r0's relative r1; when h1 wins r0, r1 gets h0."""
    market = Market.from_pairs(
        2,
        np.array([1, 1]),
        *(np.array(a) for a in ([0, 0, 1], [0, 1, 0], [2, 1, 1], [1, 1, 2])),
        conflicts=(np.array([0]), np.array([1])),
    )
    assert hospital_proposing(market).assignment.tolist() == [1, 0]


def test_nobody_proposes_twice_to_the_same_hospital() -> None:
    """The number of proposals is at most the number of pairs, and exact where nobody is refused."""
    rng = np.random.default_rng(1)
    resident = np.repeat(np.arange(500, dtype=np.int32), 2)
    hospital = np.stack([rng.permutation(20)[:2] for _ in range(500)]).ravel().astype(np.int32)
    ranks = np.tile([1, 2], 500), rng.integers(1, 9, 1000)
    wide = Market.from_pairs(500, np.full(20, 500), resident, hospital, *ranks)
    assert resident_proposing(wide).proposals == 500
    tight = Market.from_pairs(500, np.full(20, 5), resident, hospital, *ranks)
    assert 500 < resident_proposing(tight).proposals <= 1000


def test_empty_markets() -> None:
    """No residents, no pairs, no hospitals: an empty answer, not an error."""
    none = np.zeros(0, dtype=np.int32)
    for residents, quota in ((0, none), (3, none), (3, np.array([1]))):
        market = Market.from_pairs(residents, quota, none, none, none, none)
        for propose in SIDES:
            assert propose(market).assignment.tolist() == [-1] * residents


def test_a_tie_key_of_the_wrong_length_is_refused() -> None:
    """A key that does not fit the pairs is an error, not a silent mismatch."""
    market = Market.from_pairs(1, np.array([1]), *(np.array([x]) for x in (0, 0, 1, 1)))
    with pytest.raises(ValueError, match="tie_key"):
        resident_proposing(market, np.zeros(2, dtype=np.int64))


def test_kernels_are_compiled_for_one_kind_of_arguments() -> None:
    """Whoever made the arrays, and whether they may be written to: nobody waits for a second compilation."""
    from rengang.engines.mechanisms.hospital_kernels import hospitals_propose
    from rengang.engines.mechanisms.resident_kernels import residents_propose
    from rengang.model.market_kernels import best_first, first_fault
    from rengang.verify.matching_kernels import judge

    for integer in (np.int32, np.int64):
        columns = [np.array(a, dtype=integer) for a in ([1, 1], [0, 2, 3], [0, 1, 0], [1, 2, 1], [2, 1, 1])]
        market = Market.from_rows(*columns)
        for key in (None, np.array([3, 2, 1])):
            for propose in SIDES:
                assignment = propose(market, key).assignment
                for array in (assignment, assignment.copy(), assignment.astype(np.int64)):
                    assert judge_matching(market, array).stable
            immediate_acceptance(market, key)
    for kernel in (best_first, hospitals_propose, residents_propose, first_fault, judge):
        assert len(kernel.signatures) == 1

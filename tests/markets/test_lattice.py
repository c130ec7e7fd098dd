"""The lattice of stable matchings against their definition, on small markets."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

from oracle.small_markets import assignments, blocking, feasible, small_markets
from rengang.engines.mechanisms.deferred_acceptance import hospital_proposing
from rengang.markets.lattice.choices import all_stable, egalitarian, hospital_optimal, minimum_regret
from rengang.markets.lattice.rotations import find_rotations
from rengang.model import Market
from rengang.verify.matching import judge_matching

LATIN = [[0, 1, 2, 3], [1, 0, 3, 2], [2, 3, 0, 1], [3, 2, 1, 0]]
"""Men's lists of the marriage of size 4 with ten stable matchings (Knuth 1976)."""


def stable_ones(market: Market) -> set[tuple[int, ...]]:
    """Every stable matching, from the definition."""
    return {tuple(a.tolist()) for a in assignments(market) if feasible(market, a) and not blocking(market, a)}


def cost(market: Market, assignment: np.ndarray, residents: int = 1, hospitals: int = 1) -> int:
    """Weighted sum of the ranks of everybody matched."""
    pair = market.pair_of(np.asarray(assignment, dtype=np.int32))
    pair = pair[pair >= 0]
    return int(residents * market.resident_rank[pair].sum() + hospitals * market.hospital_rank[pair].sum())


def regret(market: Market, assignment: np.ndarray) -> int:
    """The worst rank of anybody matched."""
    pair = market.pair_of(np.asarray(assignment, dtype=np.int32))
    pair = pair[pair >= 0]
    return int(max(market.resident_rank[pair].max(initial=0), market.hospital_rank[pair].max(initial=0)))


def knuth() -> Market:
    """Knuth's marriage of size 4: both sides' lists from the Latin square, the women's reversed."""
    pairs = [(i, h, LATIN[i].index(h) + 1) for i in range(4) for h in range(4)]
    i, h, rank = (np.array(column, dtype=np.int32) for column in zip(*pairs, strict=True))
    return Market.from_pairs(4, np.ones(4, dtype=np.int64), i, h, rank, (5 - rank).astype(np.int32))


def test_knuths_marriage_has_ten_stable_matchings() -> None:
    """The textbook's lattice of size 4 is found whole."""
    assert len(set(map(tuple, (m.tolist() for m in all_stable(find_rotations(knuth())))))) == 10


@pytest.mark.parametrize("seed", range(4))
def test_lattices_of_several_matchings_with_quotas(seed: int) -> None:
    """Markets with two or more stable matchings, quotas among them: found whole, and as many as it should be."""
    rng = np.random.default_rng(seed)
    several = 0
    while several < 12:
        n, m = int(rng.integers(4, 7)), int(rng.integers(3, 5))
        i, h = (side.ravel().astype(np.int32) for side in np.meshgrid(range(n), range(m), indexing="ij"))
        ranks = np.stack([rng.permutation(m) + 1 for _ in range(n)]).ravel().astype(np.int32)
        theirs = np.stack([rng.permutation(n) + 1 for _ in range(m)], axis=1).ravel().astype(np.int32)
        market = Market.from_pairs(n, rng.integers(1, 3, m), i, h, ranks, theirs)
        rotations = find_rotations(market)
        if len(rotations) == 0:
            continue
        several += 1
        found = [tuple(a.tolist()) for a in all_stable(rotations)]
        assert len(found) == len(set(found))
        assert set(found) == stable_ones(market)


@settings(max_examples=300, deadline=None)
@given(small_markets(residents=5, hospitals=4, strict=True))
def test_all_stable_matchings_are_found_once(market: Market) -> None:
    """The closed sets of rotations are exactly the stable matchings; the ends are the two optima."""
    rotations = find_rotations(market)
    found = [tuple(m.tolist()) for m in all_stable(rotations)]
    assert len(found) == len(set(found))
    assert set(found) == stable_ones(market)
    assert hospital_optimal(rotations).tolist() == hospital_proposing(market).assignment.tolist()


@settings(max_examples=400, deadline=None)
@given(small_markets(residents=6, hospitals=4, strict=True))
def test_the_best_by_sum_and_by_worst_rank(market: Market) -> None:
    """Egalitarian, for two weightings, and minimum regret attain the least value over all stable matchings."""
    rotations = find_rotations(market)
    everything = [np.array(m, dtype=np.int32) for m in stable_ones(market)]
    for weights in ((1, 1), (1, 4), (3, 1)):
        least = min(cost(market, m, *weights) for m in everything)
        assert cost(market, egalitarian(rotations, *weights), *weights) == least
    chosen = minimum_regret(market)
    assert tuple(chosen.tolist()) in stable_ones(market)
    assert regret(market, chosen) == min(regret(market, m) for m in everything)


def test_ties_and_conflicts_are_refused() -> None:
    """A tie on either side, or relatives, and there is no such lattice."""
    one = np.zeros(2, dtype=np.int32)
    two = np.array([0, 1], dtype=np.int32)
    seat = np.ones(2, dtype=np.int64)
    tied = Market.from_pairs(1, seat, one, two, np.ones(2, dtype=np.int32), np.ones(2, dtype=np.int32))
    kin = Market.from_pairs(
        2, seat, two, two, np.ones(2, dtype=np.int32), np.ones(2, dtype=np.int32), (two[:1], two[1:])
    )
    for market in (tied, kin):
        with pytest.raises(ValueError, match=r"ties|conflicts"):
            find_rotations(market)


def test_a_set_that_is_not_closed_is_refused() -> None:
    """A rotation cannot be carried out before those that must come first."""
    rotations = find_rotations(knuth())
    dependent = next(k for k in range(len(rotations)) if rotations.must_ptr[k] < rotations.must_ptr[k + 1])
    chosen = np.zeros(len(rotations), dtype=bool)
    chosen[dependent] = True
    with pytest.raises(ValueError, match="must come before"):
        rotations.carry_out(chosen)


def test_rotations_are_in_an_order_that_can_be_carried_out() -> None:
    """Whatever must come before a rotation has a smaller number."""
    rotations = find_rotations(knuth())
    assert all(
        m < k
        for k in range(len(rotations))
        for m in rotations.must[rotations.must_ptr[k] : rotations.must_ptr[k + 1]].tolist()
    )
    assert next(all_stable(rotations)).tolist() == rotations.resident_optimal.tolist()


def test_markets_with_thousands_of_rotations_can_be_walked() -> None:
    """Two thousand separate marriages of two with two stable matchings each: as many rotations, none before another."""
    size = 2_000
    ptr = np.arange(0, 4 * size + 1, 2)
    hospital = (np.repeat(np.arange(size) * 2, 4) + np.tile([0, 1, 1, 0], size)).astype(np.int32)
    market = Market.from_rows(
        np.ones(2 * size, dtype=np.int64),
        ptr,
        hospital,
        np.tile([1, 2], 2 * size).astype(np.int32),
        np.tile([2, 1], 2 * size).astype(np.int32),
    )
    rotations = find_rotations(market)
    assert (len(rotations), len(rotations.must)) == (size, 0)
    some = [m.tolist() for m in itertools.islice(all_stable(rotations), 9)]
    assert len({tuple(m) for m in some}) == 9
    assert (hospital_optimal(rotations) == hospital_proposing(market).assignment).all()
    assert egalitarian(rotations, 2, 1).tolist() == rotations.resident_optimal.tolist()
    assert egalitarian(rotations, 1, 2).tolist() == hospital_optimal(rotations).tolist()


@pytest.mark.parametrize(("residents", "hospitals", "seats"), [(150, 150, 1), (300, 20, 15), (240, 40, 6)])
def test_larger_markets_with_complete_lists(residents: int, hospitals: int, seats: int) -> None:
    """The walk ends at the hospitals' best; what it says on the way is stable."""
    rng = np.random.default_rng(residents + seats)
    market = Market.from_pairs(
        residents,
        np.full(hospitals, seats),
        np.repeat(np.arange(residents, dtype=np.int32), hospitals),
        np.tile(np.arange(hospitals, dtype=np.int32), residents),
        rng.permuted(np.tile(np.arange(1, hospitals + 1), (residents, 1)), axis=1).ravel(),
        rng.permuted(np.tile(np.arange(1, residents + 1)[:, None], (1, hospitals)), axis=0).ravel(),
    )
    rotations = find_rotations(market)
    assert len(rotations) > 3
    assert (hospital_optimal(rotations) == hospital_proposing(market).assignment).all()
    assert (market.resident[rotations.before] == market.resident[rotations.after]).all()
    assert (market.resident_rank[rotations.before] < market.resident_rank[rotations.after]).all()
    best = cost(market, egalitarian(rotations))
    worst = regret(market, minimum_regret(market))
    for assignment in itertools.islice(all_stable(rotations), 100):
        assert judge_matching(market, assignment).stable
        assert cost(market, assignment) >= best
        assert regret(market, assignment) >= worst

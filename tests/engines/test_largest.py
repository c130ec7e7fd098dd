"""The largest stable matching: against brute force and a plain model, step by step and as a whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest

from engines.random_markets import best, count_blocking, every_matching
from oracle.plain_models import best_matching
from rengang.engines.largest import solve
from rengang.engines.largest.ask import largest_beyond, least_loss
from rengang.engines.largest.climb import climb
from rengang.engines.largest.cover import Cover, least_cover, weight_of
from rengang.engines.largest.dive import dive, plunge
from rengang.engines.largest.relaxation import SCALE, Relaxation
from rengang.engines.largest.solve import Largest, largest_stable_matching
from rengang.engines.stable.matching import best_stable_matching, largest_size
from rengang.engines.stable.predicates import blocking_pairs, is_feasible
from rengang.engines.stable.reduction.reduce import reduce
from rengang.limits import Limits
from rengang.model import UNMATCHED, Market, Status


class Shape(NamedTuple):
    """Probabilities of a tie with the one before on either side, longest list, most seats."""

    own: float
    their: float
    longest: int
    seats: int


SHAPES = {
    "strict residents": Shape(0.0, 0.8, 4, 3),
    "ties on both sides": Shape(0.5, 0.7, 4, 3),
    "one seat": Shape(0.6, 0.6, 3, 1),
    "lists of two": Shape(0.3, 0.8, 2, 3),
}


def tied_market(rng: np.random.Generator, residents: int, hospitals: int, shape: Shape) -> Market:
    """Random lists without repetition."""
    own, their, longest, seats = shape
    rows = []
    for i in range(residents):
        rank = 0
        for u in rng.permutation(hospitals)[: rng.integers(0, longest + 1)].tolist():
            rank += rank == 0 or rng.random() >= own
            rows.append((i, u, rank))
    resident, hospital, mine = (np.array([row[k] for row in rows], dtype=np.int32) for k in range(3))
    theirs = np.zeros(len(rows), dtype=np.int32)
    for u in range(hospitals):
        listed = rng.permutation(np.flatnonzero(hospital == u))
        theirs[listed] = 1 + np.cumsum(rng.random(len(listed)) >= their)
    quota = rng.integers(0 if seats > 1 else 1, seats + 1, hospitals)
    return Market.from_pairs(residents, quota, resident, hospital, mine, theirs)


def small(shape: str, count: int) -> Iterator[Market]:
    """Markets that brute force can settle."""
    rng = np.random.default_rng(sum(shape.encode()))
    for _ in range(count):
        yield tied_market(rng, int(rng.integers(1, 7)), int(rng.integers(1, 5)), SHAPES[shape])


def medium(shape: str, count: int) -> Iterator[tuple[Market, int]]:
    """Markets of dozens, crowded, with the size that a plain model finds."""
    rng = np.random.default_rng(sum(shape.encode()) + 1)
    for _ in range(count):
        n = int(rng.integers(12, 30))
        market = tied_market(rng, n, max(n // SHAPES[shape].seats, 3), SHAPES[shape])
        yield market, best_matching(market, ("blocking", "size"))[1]


def check(market: Market, found: Largest, size: int) -> None:
    """Stable, of the right size, and says so."""
    assert (found.status, found.size, found.bound) == (Status.OPTIMAL, size, size)
    check_stable(market, found.assignment, size)


def check_stable(market: Market, assignment: np.ndarray | None, size: int) -> None:
    """Feasible, nothing blocks, so many placed."""
    assert assignment is not None
    assert is_feasible(market, assignment)
    assert len(blocking_pairs(market, assignment)) == 0
    assert (assignment != UNMATCHED).sum() == size


@pytest.mark.parametrize("shape", SHAPES)
def test_small_markets_by_brute_force(shape: str) -> None:
    """The size is that of the largest among all stable matchings."""
    for market in small(shape, 60):
        check(market, largest_stable_matching(market), best(market, ("blocking", "size"))[1])


@pytest.mark.parametrize("shape", SHAPES)
def test_medium_markets_by_a_plain_model(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole, and with a climb so poor that the later steps have to do the work."""
    for market, size in medium(shape, 6):
        check(market, largest_stable_matching(market), size)
        with monkeypatch.context() as poor:
            poor.setattr(
                solve, "climb", lambda market, target, tries, seed: climb(market, 0, tries=1, seed=seed)
            )
            poor.setattr(solve, "TRIES", 1)
            check(market, largest_stable_matching(market), size)
            poor.setattr(solve, "RELAXED", -1)
            check(market, largest_stable_matching(market), size)
            poor.setattr(solve, "LARGE", 0)
            check(market, largest_stable_matching(market), size)


def test_the_engine_for_all_objectives_agrees() -> None:
    """The size after "no blocking pair" is the same."""
    for market, _ in medium("ties on both sides", 3):
        values = best_stable_matching(market).values
        assert largest_stable_matching(market).size == values[1]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_stable_matching_keeps_every_row(shape: str) -> None:
    """Rows and combs of the relaxation, those added for random values included, hold for all stable matchings."""
    rng = np.random.default_rng(5)
    combs = 0
    for market in small(shape, 25):
        relaxation = Relaxation(market, Limits())
        for _ in range(4):
            relaxation.values = rng.random(relaxation.columns) * rng.random()
            relaxation._separate()
        combs += len(relaxation.combs)
        pair = {(int(market.resident[e]), int(market.hospital[e])): e for e in range(market.pairs)}
        for choice in every_matching(market):
            if count_blocking(market, choice):
                continue
            x = np.zeros(market.pairs, dtype=np.int64)
            x[[pair[i, u] for i, u in enumerate(choice) if u != UNMATCHED]] = 1
            for row in relaxation.combs:
                assert row.coefficients @ x[row.columns] >= row.least
            for e in range(market.pairs):
                relaxation.fix(e, int(x[e]), int(x[e]))
            assert relaxation.solve()
            for e in range(market.pairs):
                relaxation.fix(e, 0, 1)
    assert combs > 20


@pytest.mark.parametrize("shape", SHAPES)
def test_the_bound_holds(shape: str) -> None:
    """The optimum is within the bound, also of a relaxation cut short, and within what reduced costs leave free."""
    for market, size in medium(shape, 6):
        relaxation = Relaxation(market, Limits(should_stop=lambda: True))
        assert relaxation.solve()
        early = relaxation.bound()
        relaxation.limits = Limits()
        assert relaxation.solve()
        assert size <= relaxation.bound().size <= early.size
        root = relaxation.bound()
        room = root.scaled - size * SCALE
        for value, where in ((1, root.reduced > room), (0, -root.reduced > room)):
            for column in np.flatnonzero(where).tolist():
                relaxation.fix(column, value, value)
        assert relaxation.solve()
        assert relaxation.value > size - 1e-6


@pytest.mark.parametrize("shape", SHAPES)
def test_dives_refute_only_what_is_out_of_reach(shape: str) -> None:
    """A refuted target is above the optimum; what is met is stable; all columns are free again."""
    refuted = 0
    for market, size in medium(shape, 5):
        kept = market.keep(reduce(market))
        relaxation = Relaxation(kept, Limits())
        assert relaxation.solve()
        root = relaxation.bound()
        for target in (size, size + 1):
            if target * SCALE > root.scaled:
                continue
            for share in (0.05, 0.5):
                relaxation.solve()
                down = plunge(relaxation, target, root, size=-1, chains=share > 0.1, share=share)
                met = down.assignment
                assert met is not None
                check_stable(market, met, int((met != UNMATCHED).sum()))
            relaxation.solve()
            dived = dive(relaxation, target, root, size=-1, nodes=200)
            assert not (dived.refuted and target <= size)
            refuted += dived.refuted
            assert (relaxation.low == 0).all()
            assert (relaxation.high == 1).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_each_question_alone_finds_the_largest(shape: str) -> None:
    """Both questions to CP-SAT, from nothing and from one below the largest; beyond the largest is nothing."""
    for market, size in medium(shape, 3):
        relaxation = Relaxation(market, Limits())
        assert relaxation.solve()
        cover = least_cover(market, np.full(market.residents, UNMATCHED, dtype=np.int32))
        for known in (-1, size - 1, size):
            answers = [
                least_loss(market, cover, known, Limits(), work=[]),
                largest_beyond(market, known, market.residents, Limits(), work=[]),
                largest_beyond(
                    market, known, market.residents, Limits(), combs=relaxation.combs,
                    bound=relaxation.bound(), work=[],
                ),
            ]  # fmt: skip
            for answer in answers:
                if known == size:
                    assert answer.status is Status.INFEASIBLE
                else:
                    assert answer.status is Status.OPTIMAL
                    check_stable(market, answer.assignment, size)


def test_the_cover_is_least_and_covers() -> None:
    """Its weight is the maximum flow, from any matching to start with."""
    for shape in SHAPES:
        for market in small(shape, 20):
            empty = np.full(market.residents, UNMATCHED, dtype=np.int32)
            for start in (empty, climb(market, 0, tries=1).assignment):
                cover = least_cover(market, start)
                assert cover.weight == largest_size(market) == weight_of(market, cover)


def test_a_hole_in_a_cover_is_noticed() -> None:
    """A pair without an end in the cover."""
    market = tied_market(np.random.default_rng(1), 5, 3, SHAPES["one seat"])
    nothing = Cover(np.zeros(5, dtype=bool), np.zeros(3, dtype=bool), 0)
    with pytest.raises(ValueError, match="no end in the cover"):
        weight_of(market, nothing)


def test_out_of_time_claims_no_more_than_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped at once: stable all the same, the bound holds, optimal only if it is."""
    monkeypatch.setattr(solve, "TRIES", 1)
    unproven = 0
    for shape in SHAPES:
        for market, size in medium(shape, 6):
            found = largest_stable_matching(market, Limits(should_stop=lambda: True))
            check_stable(market, found.assignment, found.size)
            assert found.size <= size <= found.bound
            assert (found.status is Status.OPTIMAL) == (found.size == found.bound)
            unproven += found.status is Status.FEASIBLE
    assert unproven


def test_a_relaxation_cut_short_proves_nothing() -> None:
    """A deadline that has passed ends the linear program, and the bound is the cover's."""
    market = tied_market(np.random.default_rng(5), 400, 57, Shape(0.0, 0.7, 6, 14))
    relaxation = Relaxation(market, Limits(deadline=time.monotonic()))
    assert not relaxation.solve()
    found = largest_stable_matching(market, Limits(deadline=time.monotonic()))
    check_stable(market, found.assignment, found.size)
    assert found.bound <= largest_size(market)
    assert found.status is Status.FEASIBLE
    assert found.figures.get("programs", 0) == 0
    assert largest_stable_matching(market).size <= found.bound


def test_the_same_again() -> None:
    """Twice the same market: the same assignment, figures and deterministic time."""
    market = tied_market(np.random.default_rng(3), 60, 20, SHAPES["ties on both sides"])
    first, second = (largest_stable_matching(market) for _ in range(2))
    assert (first.assignment == second.assignment).all()
    assert (first.figures, first.deterministic_time) == (second.figures, second.deterministic_time)


def test_conflicts_are_refused() -> None:
    """With relatives a stable matching need not exist."""
    one = np.array([0, 1], dtype=np.int32)
    market = Market.from_pairs(2, np.array([2]), one, 0 * one, 0 * one + 1, one + 1, (one[:1], one[1:]))
    with pytest.raises(ValueError, match="no conflicts"):
        largest_stable_matching(market)


def test_nobody_and_nothing() -> None:
    """Markets without residents, hospitals, pairs or seats."""
    none = np.zeros(0, dtype=np.int32)
    for residents, quota in ((0, []), (3, []), (0, [2]), (2, [1, 0])):
        market = Market.from_pairs(residents, np.array(quota, dtype=np.int64), none, none, none, none)
        check(market, largest_stable_matching(market), 0)
    one = np.zeros(1, dtype=np.int32)
    shut = Market.from_pairs(1, np.zeros(1, dtype=np.int64), one, one, one + 1, one + 1)
    check(shut, largest_stable_matching(shut), 0)

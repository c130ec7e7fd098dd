"""Which stable matching: all of them, the egalitarian, the one of minimum regret, the hospitals' best."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rengang.engines.lattice.rotations import Rotations, insist_on_strict
from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.model import UNMATCHED, Market
from rengang.model.instance import Bool, Int32, Int64, frozen


def all_stable(rotations: Rotations) -> Iterator[Int32]:
    """Every stable matching once, the residents' best first.  O(rotations + pairs) for each.

    There may be exponentially many; take as many as wanted with :func:`itertools.islice`.
    """
    chosen = np.zeros(len(rotations), dtype=bool)

    def closed(k: int) -> Iterator[Int32]:
        if k == len(rotations):
            yield rotations.carry_out(chosen)
            return
        yield from closed(k + 1)
        if chosen[rotations.must[k]].all():
            chosen[k] = True
            yield from closed(k + 1)
            chosen[k] = False

    return closed(0)


def hospital_optimal(rotations: Rotations) -> Int32:
    """The stable matching that is best for every hospital: all rotations carried out."""
    return rotations.carry_out(np.ones(len(rotations), dtype=bool))


def egalitarian(rotations: Rotations, resident_weight: int = 1, hospital_weight: int = 1) -> Int32:
    """The stable matching of least weighted sum of all ranks, on both sides (Irving, Leather, Gusfield 1987).

    The closed set of least weight, found as a minimum cut (Picard 1976). Of several the one nearest to the
    residents' best. O(max-flow on one node a rotation).
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    change = _changes(rotations, resident_weight, hospital_weight)
    n = len(change)
    if not (change < 0).any():
        return rotations.resident_optimal
    total = int(np.abs(change).sum()) + 1
    if total >= 2**31:
        raise ValueError("the sums of ranks are too large for 32-bit capacities")
    source, sink = n, n + 1
    arcs = [(source, k, -int(w)) if w < 0 else (k, sink, int(w)) for k, w in enumerate(change) if w]
    arcs += [(k, int(m), total) for k in range(n) for m in rotations.must[k]]
    tail, head, capacity = (np.array(column, dtype=np.int32) for column in zip(*arcs, strict=True))
    graph = csr_array((capacity, (tail, head)), shape=(n + 2, n + 2))
    flow = maximum_flow(graph.tocsr(), source, sink).flow
    residual = (graph - flow).tocsr()
    residual.eliminate_zeros()
    reached = breadth_first_order(residual, source, return_predecessors=False)
    chosen = np.zeros(n + 2, dtype=bool)
    chosen[reached] = True
    return rotations.carry_out(chosen[:n])


def _changes(rotations: Rotations, resident_weight: int, hospital_weight: int) -> Int64:
    """By how much each rotation changes the weighted sum of ranks."""
    market = rotations.market
    cost = resident_weight * market.resident_rank.astype(np.int64)
    cost += hospital_weight * market.hospital_rank.astype(np.int64)
    step = cost[rotations.after] - cost[rotations.before]
    return np.array(
        [step[a:b].sum() for a, b in zip(rotations.ptr[:-1], rotations.ptr[1:], strict=True)], dtype=np.int64
    )


def minimum_regret(market: Market) -> Int32:
    """A stable matching whose worst rank, over everybody matched on either side, is least (Knuth 1976).

    By bisection over the rank: pairs of a worse rank are struck off, and deferred acceptance tells whether a
    stable matching is left. Nothing is struck off for the sake of a hospital that does not fill its seats, which
    takes the same residents in every stable matching, nor of a resident who is matched in none. Of several the
    best for the residents.
    O(pairs · log ranks).

    Raises
    ------
    ValueError
        There are ties or conflicts.
    """
    insist_on_strict(market)
    best = resident_proposing(market).assignment
    matched, held = best != UNMATCHED, _held(market, best)
    mine = np.where(matched[market.resident], market.resident_rank, 0)
    theirs = np.where((held < market.quota)[market.hospital], 0, market.hospital_rank)
    worst_rank = np.maximum(mine, theirs)
    levels = np.unique(worst_rank)
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        trial = _within(market, worst_rank <= levels[middle])
        # every stable matching matches the same residents, and as many at each hospital (Roth 1986)
        if np.array_equal(trial != UNMATCHED, matched) and np.array_equal(_held(market, trial), held):
            high = middle
        else:
            low = middle + 1
    return frozen(_within(market, worst_rank <= levels[low])) if len(levels) else best


def _held(market: Market, assignment: Int32) -> Int64:
    """Residents at each hospital."""
    return np.bincount(assignment[assignment != UNMATCHED], minlength=market.hospitals).astype(np.int64)


def _within(market: Market, keep: Bool) -> Int32:
    """The residents' best stable matching of the pairs kept."""
    return resident_proposing(market.keep(keep)).assignment

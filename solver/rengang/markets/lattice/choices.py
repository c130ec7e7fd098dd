"""Which stable matching: all of them, the egalitarian, the one of minimum regret, the hospitals' best.

Not here: the sex-equal stable matching, of least difference between the two sides' sums, which is NP-hard (Kato 1993).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.markets.lattice.rotations import Rotations, insist_on_strict
from rengang.model.arrays import Int32, Int64, frozen
from rengang.model.market import UNMATCHED, Market


def all_stable(rotations: Rotations) -> Iterator[Int32]:
    """Every stable matching once, the residents' best first.  O(rotations + moves + residents) for each.

    There may be exponentially many; take as many as wanted with :func:`itertools.islice`.
    """
    from rengang.markets.lattice.rotation_kernels import next_closed

    chosen = np.zeros(len(rotations), dtype=bool)
    yield rotations.resident_optimal
    while next_closed(chosen, rotations.must, rotations.must_ptr):
        yield rotations.carry_out(chosen)


def hospital_optimal(rotations: Rotations) -> Int32:
    """The stable matching that is best for every hospital: all rotations carried out."""
    return rotations.carry_out(np.ones(len(rotations), dtype=bool))


def egalitarian(rotations: Rotations, resident_weight: int = 1, hospital_weight: int = 1) -> Int32:
    """The stable matching of least weighted sum of all ranks, on both sides (Irving, Leather, Gusfield 1987).

    The closed set of least weight, found as a minimum cut (Picard 1976). Of several the one nearest to the
    residents' best. O(max-flow on one node a rotation).

    Raises
    ------
    ValueError
        The sums of ranks do not fit into 32 bits.
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
    gain, loss = np.flatnonzero(change < 0), np.flatnonzero(change > 0)
    needs = np.repeat(np.arange(n), np.diff(rotations.must_ptr))
    tail = np.concatenate([np.full(len(gain), source), loss, needs])
    head = np.concatenate([gain, np.full(len(loss), sink), rotations.must])
    capacity = np.concatenate([-change[gain], change[loss], np.full(len(needs), total)]).astype(np.int32)
    graph = csr_array((capacity, (tail, head)), shape=(n + 2, n + 2))
    flow = maximum_flow(graph, source, sink).flow
    residual = (graph - flow).tocsr()
    residual.eliminate_zeros()
    reached = breadth_first_order(residual, source, return_predecessors=False)
    chosen = np.zeros(n + 2, dtype=bool)
    chosen[reached] = True
    return rotations.carry_out(chosen[:n])


def _changes(rotations: Rotations, resident_weight: int, hospital_weight: int) -> Int64:
    """By how much each rotation changes the weighted sum of ranks."""
    if len(rotations) == 0:
        return np.zeros(0, dtype=np.int64)
    step = np.zeros(len(rotations.before), dtype=np.int64)
    ranks = (rotations.market.resident_rank, rotations.market.hospital_rank)
    for weight, rank in zip((resident_weight, hospital_weight), ranks, strict=True):
        step += weight * (rank[rotations.after].astype(np.int64) - rank[rotations.before])
    return np.add.reduceat(step, rotations.ptr[:-1])


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
    low, high = -1, _regret(market, best, worst_rank)  # nobody is content with `low`, everybody with `high`
    chosen = best
    while low + 1 < high:
        middle = (low + high) // 2
        trial = resident_proposing(market.keep(worst_rank <= middle)).assignment
        # every stable matching matches the same residents, and as many at each hospital (Roth 1986)
        if np.array_equal(trial != UNMATCHED, matched) and np.array_equal(_held(market, trial), held):
            chosen, high = trial, _regret(market, trial, worst_rank)
        else:
            low = middle
    return frozen(chosen)


def _held(market: Market, assignment: Int32) -> Int64:
    """Residents at each hospital."""
    return np.bincount(assignment[assignment != UNMATCHED], minlength=market.hospitals).astype(np.int64)


def _regret(market: Market, assignment: Int32, worst_rank: Int32) -> int:
    """The worst rank that counts of anybody matched."""
    pair = market.pair_of(assignment)
    return int(worst_rank[pair[pair >= 0]].max(initial=0))

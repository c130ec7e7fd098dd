"""Rotations: the steps that lead from the residents' best stable matching to the hospitals' best.

In a stable matching a resident r may move to the next hospital on the list that would rather have r than its
worst resident, who then has to move on in turn. Where these moves close a circle, the circle is a *rotation*,
and carrying it out gives the next stable matching. Every stable matching is reached by exactly one set of
rotations that is closed under *must come before*; so all of them, and the best by any sum over people, can be
read off that order.

Sources: Irving & Leather 1986 and Gusfield & Irving 1989 (marriage); Bansal, Agrawal, Malhotra 2007 and Cheng,
McDermid, Suzuki 2008 (hospitals with quotas); who is matched at all is the same everywhere (Roth 1986).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.model.arrays import Bool, Int32, Int64, frozen, read_only
from rengang.model.market import Market


@dataclass(frozen=True, eq=False)
class Rotations:
    """Every rotation of a market, in an order in which they can be carried out one after the other.

    Attributes
    ----------
    market
    resident_optimal : int32, shape (residents,)
        The stable matching that is best for every resident: no rotation carried out.
    ptr : int64, shape (rotations + 1,)
        The moves of rotation k are ``ptr[k]:ptr[k+1]``.
    before, after : int32, shape (moves,)
        Pair that a resident leaves, and pair that the same resident enters.
    must_ptr : int64, shape (rotations + 1,);  must : int32
        Compressed rows: for each rotation those that have to come before it (directly), ascending.
    """

    market: Market
    resident_optimal: Int32
    ptr: Int64
    before: Int32
    after: Int32
    must_ptr: Int64
    must: Int32

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def carry_out(self, chosen: Bool) -> Int32:
        """The stable matching after the rotations marked in `chosen` (a set that `must` closes).

        Raises
        ------
        ValueError
            The set is not closed: a rotation in it needs one outside it.
        """
        from rengang.markets.lattice.rotation_kernels import carry_out

        assignment = self.resident_optimal.copy()
        rows = (self.ptr, self.after, self.must, self.must_ptr)
        owner = self.market.resident
        wrong = carry_out(read_only(chosen), *rows, owner, self.market.hospital, assignment)
        if wrong >= 0:
            raise ValueError(f"rotation {wrong} is chosen without all that must come before it")
        return frozen(assignment)


def find_rotations(market: Market) -> Rotations:
    """All rotations of a market.  O(pairs) where hospitals rank by 1, 2, …, else O(pairs · log list).

    Raises
    ------
    ValueError
        There are ties or conflicts: then stable matchings form no lattice of this kind.
    """
    from rengang.markets.lattice import rotation_kernels as kernels

    start, order = insist_on_strict(market)
    owner, hospital, rank = market.resident, market.hospital, market.hospital_rank
    best = resident_proposing(market).assignment
    at = market.pair_of(best).copy()
    worst = np.empty(market.hospitals, dtype=np.int64)
    kernels.worst_held(market.quota, hospital, start, order, owner, at, worst)
    # every pair is entered at most once and passed over at most once; pages never touched take no memory
    before, after = (np.empty(market.pairs, dtype=np.int32) for _ in range(2))
    must = np.empty(3 * market.pairs, dtype=np.int32)
    ptr, must_ptr = (np.empty(market.pairs + 2, dtype=np.int64) for _ in range(2))
    count = kernels.walk(
        market.ptr, hospital, rank, order, owner, worst, at, before, after, ptr, must, must_ptr
    )
    moves, needs = int(ptr[count]), int(must_ptr[count])
    return Rotations(
        market=market,
        resident_optimal=best,
        ptr=frozen(ptr[: count + 1].copy()),
        before=frozen(before[:moves].copy()),
        after=frozen(after[:moves].copy()),
        must_ptr=frozen(must_ptr[: count + 1].copy()),
        must=frozen(must[:needs].copy()),
    )


def insist_on_strict(market: Market) -> tuple[Int64, Int32]:
    """Each hospital's pairs, best first (pointers, pairs); raises ValueError for ties or conflicts."""
    from rengang.markets.lattice.rotation_kernels import tied
    from rengang.model.market_kernels import best_first

    if market.has_conflicts:
        raise ValueError("the market has conflicts between residents")
    start = np.empty(market.hospitals + 1, dtype=np.int64)
    order = np.empty(market.pairs, dtype=np.int32)
    best_first(market.hospital, market.hospital_rank, start, order)
    frozen(start)
    frozen(order)
    whose = tied(start, order, market.hospital_rank, market.ptr, market.resident_rank)
    if whose:
        raise ValueError(f"a {('resident', 'hospital')[whose - 1]}'s list has ties")
    return start, order

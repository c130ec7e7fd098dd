"""Deferred acceptance from either side (Gale, Shapley 1962), on arrays, with conflicts between residents.

Without conflicts the outcome is weakly stable: no resident and hospital both strictly gain by pairing up.
Ties are broken, on the residents' side by the hospital's index, on the hospitals' side by `tie_key`, then by
the resident's index; with strict preferences resident-proposing is the best stable assignment for every
resident, hospital-proposing the best for every hospital (Roth 1984). With conflicts the outcome is feasible
(quotas hold and no two relatives share a hospital), but a stable one need not exist, and none is promised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model.arrays import Int32, Int64, frozen
from rengang.model.market import Market

_MOST = 2**31 - 1

_CACHE = 2**18
"""Bytes of a block: a part of a core's second-level cache, which the proposals themselves pass through too."""

_MOST_BLOCKS = 1024


@dataclass(frozen=True, eq=False)
class DeferredAcceptance:
    """Outcome of one run.

    Attributes
    ----------
    assignment : int32, shape (residents,)
        Hospital of each resident, :data:`rengang.model.UNMATCHED` where none.
    proposals
        Proposals (or offers) made until nobody had one left to make: the work done, the same on any machine.
    """

    assignment: Int32
    proposals: int


def resident_proposing(market: Market, tie_key: Int64 | None = None) -> DeferredAcceptance:
    """Deferred acceptance where residents propose, best hospital first.

    Without conflicts the order of proposals changes nothing (McVitie, Wilson 1971): they are made in waves. With
    conflicts residents propose in index order; whoever is dropped proposes again at once (the last dropped first),
    before the next resident does, and a hospital that holds a relative of the proposer keeps the
    better of the two: the proposer is refused when any held relative is better, otherwise all held relatives
    are dropped.

    Parameters
    ----------
    market
        The market; O(pairs · log quota) time, linear in practice, O(residents + hospitals + held) memory, and a
        bit or two a pair.
    tie_key : int64, shape (pairs,), optional
        Among equal `hospital_rank` the lower key is better; equal keys go by the resident's index.

    Raises
    ------
    ValueError
        `tie_key` does not fit the pairs, or there are more than 2³¹ − 1 pairs.
    """
    rank = strict_rank(market, tie_key)
    if not market.has_conflicts:
        return _residents_propose(market, rank)
    from rengang.engines.mechanisms.apart_kernels import residents_propose_apart

    assignment, proposals = residents_propose_apart(
        market.quota, market.ptr, market.hospital, rank, market.kin_ptr, market.kin
    )
    return DeferredAcceptance(frozen(assignment), int(proposals))


def _residents_propose(market: Market, rank: Int32) -> DeferredAcceptance:
    """Without conflicts, in waves: room to work in, and how finely a wave is sorted."""
    from rengang.engines.mechanisms.resident_kernels import residents_propose

    residents, hospitals, pairs = market.residents, market.hospitals, market.pairs
    room = min(int(np.minimum(market.quota, residents).sum()), pairs)
    shift, blocks = _blocks(hospitals, 8 * room + 32 * hospitals)
    assignment = np.empty(residents, dtype=np.int32)
    proposals = residents_propose(
        market.quota,
        market.ptr,
        market.hospital,
        rank,
        shift,
        hospitals,
        np.empty((hospitals, 4), dtype=np.int64),
        np.empty(room, dtype=np.int64),
        np.zeros(((pairs >> 6) + 1, 2), dtype=np.uint64),
        np.empty(residents + 1, dtype=np.uint32),
        np.empty(residents, dtype=np.int64),
        np.empty(blocks + 1, dtype=np.int64),
        assignment,
    )
    return DeferredAcceptance(frozen(assignment), int(proposals))


def _blocks(things: int, size: int) -> tuple[int, int]:
    """Into how many blocks of ``1 << shift`` neighbours to sort `things` that take `size` bytes in all.

    A block should fit into a core's cache; many blocks at a time are more than its page table holds. A `shift` of −1
    says that all fit at once.
    """
    most = min(-(-size // _CACHE), _MOST_BLOCKS)
    if most <= 1:
        return -1, 0
    shift = max(0, (things - 1).bit_length() - (most.bit_length() - 1))
    return shift, ((things - 1) >> shift) + 1


def hospital_proposing(market: Market, tie_key: Int64 | None = None) -> DeferredAcceptance:
    """Deferred acceptance where hospitals offer seats, best resident first.

    Without conflicts in waves. With conflicts hospitals offer in index order; a hospital that loses a resident offers
    the seat again at once. It passes over the relatives of those it holds, and comes back to them once the relative
    in the way has left: a resident never loses an offer that they hold, so the run ends.

    Parameters
    ----------
    market
        The market; O(pairs) time where hospitals rank by 1, 2, … without ties, else O(pairs · log list), and
        with conflicts one more pass over a hospital's list for every time that a resident passed over there is
        considered again.
    tie_key : int64, shape (pairs,), optional
        Among equal `hospital_rank` the lower key is better; equal keys go by the resident's index.

    Raises
    ------
    ValueError
        `tie_key` does not fit the pairs, or there are more than 2³¹ − 1 pairs.
    """
    from rengang.engines.mechanisms.hospital_kernels import hospitals_propose, owners
    from rengang.model.market_kernels import best_first

    hospitals, pairs = market.hospitals, market.pairs
    start, order = np.empty(hospitals + 1, dtype=np.int64), np.empty(pairs, dtype=np.int32)
    best_first(market.hospital, strict_rank(market, tie_key), start, order)
    owner, assignment = np.empty(pairs, dtype=np.int32), np.empty(market.residents, dtype=np.int32)
    owners(market.ptr, owner)
    if market.has_conflicts:
        from rengang.engines.mechanisms.apart_kernels import hospitals_propose_apart

        lists = (market.quota, market.ptr, market.hospital, start, order, owner)
        offers = hospitals_propose_apart(*lists, market.kin_ptr, market.kin, assignment)
        return DeferredAcceptance(frozen(assignment), int(offers))
    shift, blocks = _blocks(pairs, 12 * pairs)
    offers = hospitals_propose(
        market.quota,
        market.hospital,
        start,
        order,
        owner,
        shift,
        max(blocks * 64, 1) if blocks else pairs + 1,
        np.empty((hospitals, 3), dtype=np.int64),
        np.empty(hospitals, dtype=np.int32),
        np.empty(market.residents, dtype=np.int32),
        np.empty(pairs, dtype=np.int32),
        np.empty(pairs, dtype=np.int32),
        np.empty(blocks + 1, dtype=np.int64),
        assignment,
    )
    return DeferredAcceptance(frozen(assignment), int(offers))


def strict_rank(market: Market, tie_key: Int64 | None) -> Int32:
    """Hospital-side ranks in which only the resident's index is left to break ties.

    O(1) without a key; with one O(pairs · log pairs): the position in the order by (rank, key, resident).
    """
    if market.pairs > _MOST:
        raise ValueError(f"{market.pairs} pairs are more than the {_MOST} that 32-bit indices can name")
    if tie_key is None:
        return market.hospital_rank
    if tie_key.shape != (market.pairs,):
        raise ValueError(f"tie_key has shape {tie_key.shape}, expected ({market.pairs},)")
    # a stable sort: pairs stand by resident, so equal keys stay in the residents' order
    order = np.lexsort((tie_key, market.hospital_rank))
    rank = np.empty(market.pairs, dtype=np.int32)
    rank[order] = np.arange(market.pairs, dtype=np.int32)
    return frozen(rank)

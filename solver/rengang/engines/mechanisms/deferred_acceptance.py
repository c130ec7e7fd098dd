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

from rengang.model.instance import Int32, Int64, frozen
from rengang.model.market import Market

_MOST = 2**31 - 1


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

    Residents propose in index order; whoever is dropped proposes again at once (the last dropped first),
    before the next resident does. With conflicts a hospital that holds a relative of the proposer keeps the
    better of the two: the proposer is refused when any held relative is better, otherwise all held relatives
    are dropped.

    Parameters
    ----------
    market
        The market; O(pairs · log quota) time, linear in practice, O(residents + hospitals + held) memory.
    tie_key : int64, shape (pairs,), optional
        Among equal `hospital_rank` the lower key is better; equal keys go by the resident's index.

    Raises
    ------
    ValueError
        `tie_key` does not fit the pairs, or there are more than 2³¹ − 1 pairs.
    """
    from rengang.engines.mechanisms import deferred_acceptance_kernels as kernels

    rank = strict_rank(market, tie_key)
    if market.has_conflicts:
        assignment, proposals = kernels.residents_propose_apart(
            market.quota, market.ptr, market.hospital, rank, market.kin_ptr, market.kin
        )
    else:
        assignment, proposals = kernels.residents_propose(market.quota, market.ptr, market.hospital, rank)
    return DeferredAcceptance(frozen(assignment), int(proposals))


def hospital_proposing(market: Market, tie_key: Int64 | None = None) -> DeferredAcceptance:
    """Deferred acceptance where hospitals offer seats, best resident first.

    Hospitals offer in index order; a hospital that loses a resident offers the seat again at once. With
    conflicts a hospital passes over the relatives of those it holds, and comes back to them once the relative
    in the way has left: a resident never loses an offer that they hold, so the run ends.

    Parameters
    ----------
    market
        The market; O(pairs · log list) time, and with conflicts one more pass over a hospital's list for
        every time that a resident passed over there is considered again.
    tie_key : int64, shape (pairs,), optional
        Among equal `hospital_rank` the lower key is better; equal keys go by the resident's index.

    Raises
    ------
    ValueError
        `tie_key` does not fit the pairs, or there are more than 2³¹ − 1 pairs.
    """
    from rengang.engines.mechanisms import deferred_acceptance_kernels as kernels

    assignment, offers = kernels.hospitals_propose(
        market.quota,
        market.ptr,
        market.hospital,
        strict_rank(market, tie_key),
        market.kin_ptr,
        market.kin,
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
    return rank

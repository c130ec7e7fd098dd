"""Reductions that keep exactly the matchings without a feasible blocking pair.

Let Z be the set of feasible matchings (quotas, conflicts) in which no *hard* pair is a feasible blocking pair.
Both rules delete pairs that no matching in Z uses and that block no matching in Z of the reduced market, so Z
is the same before and after; repeated to a fixpoint they generalise the GS-lists of Gusfield & Irving (1989)
to ties and conflicts (compare Irving & Manlove 2009; Delorme et al. 2019, section 4). A pair (i, u) is *free of
conflict* when no relative of i can still be assigned u; only such hard pairs can justify a deletion, because a
relative might otherwise stand in the way of the blocking pair that the argument builds.

Rule H. F = residents whose strict first choice is u by a justifying pair. If |F| ≥ quota(u), every pair of u
    ranked strictly worse than the quota-th best of F goes. *Proof.* If such a k sat at u, one of the best
    quota(u) members f of F would not, and would block with u by replacing k. Conversely in the reduced market
    u cannot have a free seat (some f would block), so the deleted pair does not block.
Rule R. If all residents ranked at least as well as i by u fit into its seats and (i, u) justifies, every pair
    of i strictly worse for i than u goes. *Proof.* If i were worse off than at u, then u would have a free
    seat or somebody ranked strictly worse than i, and (i, u) would block.
"""

from __future__ import annotations

import numpy as np

from rengang.model import Market
from rengang.model.arrays import Bool, frozen


def reduce(market: Market, hard: Bool | None = None) -> Bool:
    """Mask of the pairs that survive both rules.

    Parameters
    ----------
    market
        Any market; conflicts are taken into account.
    hard : bool, shape (pairs,)
        Pairs that are required not to block; default all.

    Notes
    -----
    Each visit of a hospital costs its list length times the short lists of its residents; a hospital is
    visited again only after a deletion that concerns it. Linear in practice.
    """
    from rengang.engines.stable.reduction.reduce_kernels import reduce_to_fixpoint

    h_ptr, h_pair = market.by_hospital
    alive = np.ones(market.pairs, dtype=np.bool_)
    if hard is None:
        hard = np.ones(market.pairs, dtype=np.bool_)
    reduce_to_fixpoint(
        market.ptr, market.hospital, market.resident_rank, market.hospital_rank, market.resident,
        market.quota, h_ptr, h_pair, market.kin_ptr, market.kin, hard, alive,
    )  # fmt: skip
    return frozen(alive)

"""Immediate acceptance, first intents first, as it is done by hand (the Boston mechanism).

Abdulkadiroğlu, Sönmez 2003, "School choice: a mechanism design approach", American Economic Review 93(3). It
is neither stable nor strategy-proof; it is here because it is what people compare with.
"""

from __future__ import annotations

import numpy as np

from rengang.engines.mechanisms.deferred_acceptance import strict_rank
from rengang.model.arrays import Int32, Int64, frozen
from rengang.model.market import UNMATCHED, Market


def immediate_acceptance(market: Market, tie_key: Int64 | None = None) -> Int32:
    """The assignment of immediate acceptance, int32 of shape (residents,).

    In round k everybody still unmatched applies to the k-th entry of their list (by `resident_rank`, equal
    ranks by the hospital's index). Each hospital gives its remaining seats for good to its best applicants by
    (`hospital_rank`, `tie_key`, resident index), passing over relatives of somebody whom it has taken.

    Parameters
    ----------
    market
        The market; O(pairs · log applicants) time over all rounds.
    tie_key : int64, shape (pairs,), optional
        Among equal `hospital_rank` the lower key is better.

    Raises
    ------
    ValueError
        `tie_key` does not fit the pairs, or there are more than 2³¹ − 1 pairs.
    """
    from rengang.engines.mechanisms.immediate_kernels import admit
    from rengang.model.market_kernels import best_first

    rank = strict_rank(market, tie_key)
    seats = market.quota.copy()
    assignment = np.full(market.residents, UNMATCHED, dtype=np.int32)
    unmatched = np.arange(market.residents, dtype=np.int32)
    round_ = 0
    while True:
        pair = market.ptr[unmatched] + round_
        applies = pair < market.ptr[unmatched + 1]
        unmatched, pair = unmatched[applies], pair[applies]
        if len(unmatched) == 0:
            return frozen(assignment)
        hospital = frozen(market.hospital[pair])
        start, order = np.empty(market.hospitals + 1, dtype=np.int64), np.empty(len(pair), dtype=np.int32)
        best_first(hospital, frozen(rank[pair]), start, order)
        admit(order, unmatched, hospital, seats, assignment, market.kin_ptr, market.kin)
        unmatched = unmatched[assignment[unmatched] == UNMATCHED]
        round_ += 1

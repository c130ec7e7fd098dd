"""The largest matching, stable or not, and the cover that proves it (Kőnig 1931; b-matchings).

A *cover* is a set of residents and hospitals such that every pair has an end in it; its weight, one for a resident
and the quota for a hospital, bounds the size of every matching, and the least weight is attained. Of any matching::

    weight − size = unmatched residents of the cover + free seats at hospitals of the cover
                    + matched pairs with both ends in the cover

so a stable matching attains the bound exactly when all three are zero, which is a question for a search: it fixes
most of the market at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model import Market
from rengang.model.arrays import Bool, Int32, frozen


@dataclass(frozen=True, eq=False)
class Cover:
    """A least cover: masks of its residents and hospitals, and its weight, the size of a largest matching."""

    residents: Bool
    hospitals: Bool
    weight: int


def least_cover(market: Market, assignment: Int32) -> Cover:
    """The cover, by augmenting a given assignment.  O(augmentations · pairs) at worst, mostly O(pairs).

    Raises
    ------
    ValueError
        The assignment uses a pair that is not there.
    """
    from rengang.engines.largest.cover_kernels import augment

    held = market.pair_of(assignment).copy()
    listed = np.bincount(market.hospital, minlength=market.hospitals)
    slot_ptr = np.zeros(market.hospitals + 1, dtype=np.int64)
    np.cumsum(np.minimum(market.quota, listed), out=slot_ptr[1:])
    reached = np.zeros(market.hospitals, dtype=np.bool_)
    weight = augment(market.ptr, market.hospital, market.resident, slot_ptr, held, reached)
    unmatched = held < 0
    reached_residents = unmatched.copy()
    placed = np.flatnonzero(~unmatched)
    reached_residents[placed] = reached[market.hospital[held[placed]]]
    covering = ~reached_residents & (np.diff(market.ptr) > 0)
    return Cover(frozen(covering), frozen(reached), int(weight))


def weight_of(market: Market, cover: Cover) -> int:
    """Check that every pair is covered and sum the cover's weight: a bound on any matching's size.

    Raises
    ------
    ValueError
        Some pair is not covered.
    """
    if not (cover.residents[market.resident] | cover.hospitals[market.hospital]).all():
        raise ValueError("a pair has no end in the cover")
    seats = np.minimum(market.quota, np.bincount(market.hospital, minlength=market.hospitals))
    return int(cover.residents.sum() + seats[cover.hospitals].sum())

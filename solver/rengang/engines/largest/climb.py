"""A large stable matching, quickly: deferred acceptance with labels, and a climb over the keys that break ties.

Deferred acceptance is stable under any rule for breaking ties (Gale & Shapley 1962; Manlove et al. 2002), so every
matching that is returned here is stable, whatever the keys are. The labels generalise the promotions of Király
(2013) and McDermid (2009): a resident refused by everybody may start anew with a higher label, not once but several
times, and a resident who loses a place first tries the hospitals that are equal to it; like the prices of an
auction this pushes the gap along ties until it meets a free seat. Every maximum stable matching is what deferred
acceptance makes of *some* tie-breaking, so a climb over keys can meet it, and often does; nothing is claimed of its
size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rengang.model import UNMATCHED, Market
from rengang.model.arrays import Int32, frozen

Float64 = npt.NDArray[np.float64]

ROUNDS = 5
"""How often a resident may start anew."""


@dataclass(frozen=True, eq=False)
class Climbed:
    """A stable assignment, its size, and how many stable matchings were made on the way."""

    assignment: Int32
    size: int
    settlings: int


def climb(market: Market, target: int, *, tries: int, seed: int = 0, guide: Float64 | None = None) -> Climbed:
    """A stable matching of at least `target` residents, or the largest that is met in so many tries.

    Parameters
    ----------
    market
        Without conflicts.
    target
        Where to stop; a bound on the size.
    tries
        Settlings at most; each O(pairs · rounds).
    seed
        Of the keys that are changed.
    guide : float64, shape (pairs,)
        Starting keys: among equals pairs with a higher one are preferred. Default none.
    """
    from rengang.engines.largest import climb_kernels as compiled

    slot_ptr = np.zeros(market.hospitals + 1, dtype=np.int64)
    listed = np.bincount(market.hospital, minlength=market.hospitals)
    np.cumsum(np.minimum(market.quota, listed), out=slot_ptr[1:])
    key = np.zeros(market.pairs) if guide is None else np.array(guide, dtype=np.float64)
    held = np.full(market.residents, -1, dtype=np.int64)
    size, settlings = compiled.climb(
        market.ptr, market.hospital, market.resident, market.resident_rank, market.hospital_rank, slot_ptr,
        key, float(ROUNDS), target, tries, seed, held,
    )  # fmt: skip
    assignment = np.full(market.residents, UNMATCHED, dtype=np.int32)
    placed = held >= 0
    assignment[placed] = market.hospital[held[placed]]
    return Climbed(frozen(assignment), int(size), int(settlings))

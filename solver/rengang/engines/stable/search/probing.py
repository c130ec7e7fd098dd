"""Failed assumptions: what no matching without a blocking pair can do, found by trying it.

Let Z be the set of feasible matchings in which no hard pair is a feasible blocking pair. After the two rules of
`reduction.reduce`, "pair e is matched", "pair e is not matched", "the level of u is at its
least" and "at its most" are assumed one after the other and propagated (:mod:`.propagation_kernels`); where that
ends in a contradiction, the contrary holds in all of Z. Until no assumption fails or the effort is spent.

A pair that is struck off here may still block, unlike one that the two rules delete: what keeps it from
blocking has to stay in the market. So besides the living pairs there are *guards*, dead pairs that must not
block, and facts: hospitals that are full, residents who are placed. Z is the set of the feasible matchings of
living pairs, with every full hospital full and every placed resident placed, in which no living pair and no
guard blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rengang.engines.stable.reduction.reduce import reduce
from rengang.engines.stable.reduction.region import Region, open_region
from rengang.model import Market
from rengang.model.arrays import Bool, Int64, frozen

if TYPE_CHECKING:
    from rengang.engines.stable.propagation.propagation_kernels import State

EFFORT = 400
"""Entries of rows that probing may visit for each pair of a part: what keeps it linear."""


@dataclass(frozen=True, eq=False)
class Known:
    """Facts of every matching in which no hard pair blocks, beside the pairs that it may use.

    Attributes
    ----------
    guard : bool, shape (pairs,)
        Dead pairs that must not block. Dead hard pairs that are no guards never do.
    full : bool, shape (hospitals,)
        Hospitals with no free seat.
    placed : bool, shape (residents,)
        Residents who get one of their living pairs.
    """

    guard: Bool
    full: Bool
    placed: Bool


@dataclass(frozen=True, eq=False)
class Probed:
    """What is left of a market, for the matchings in which no hard pair blocks.

    Attributes
    ----------
    alive : bool, shape (pairs,)
        Pairs that may be matched.
    known
        What else holds.
    impossible : list of int64 arrays
        Living pairs of each connected part that has no such matching; nothing is struck off there.
    """

    alive: Bool
    known: Known
    impossible: list[Int64]


def probe(market: Market, hard: Bool | None = None, *, effort: int = EFFORT) -> Probed:
    """Reduce, propagate and probe.  O(effort · pairs).

    Parameters
    ----------
    market
        Any market; conflicts are taken into account.
    hard : bool, shape (pairs,)
        Pairs that are required not to block; default all.
    effort
        Zero: propagate only.
    """
    from rengang.engines.stable.propagation.propagation_kernels import NO, new_state
    from rengang.engines.stable.search import probing_kernels as compiled

    alive = reduce(market, hard).copy()
    region = open_region(market, alive, hard)
    state = new_state(region.rows)
    everything = np.ones(region.parts, dtype=bool)
    impossible = compiled.look_at_all(
        region.rows, state, region.resident_ptr, region.hospital_ptr, everything, effort
    )
    alive[region.pairs] = state.x != NO
    ptr = region.pair_ptr()
    without = [region.pairs[ptr[c] : ptr[c + 1]] for c in np.flatnonzero(impossible)]
    return Probed(frozen(alive), known_of(market, region, state), without)


def known_of(market: Market, region: Region, state: State) -> Known:
    """What the state of a region says of the market."""
    from rengang.engines.stable.frontier.choices_kernels import pairs_unsure
    from rengang.engines.stable.propagation.propagation_kernels import HIGH, NO, OPEN, YES

    guard, full = np.zeros(market.pairs, dtype=bool), np.zeros(market.hospitals, dtype=bool)
    placed = np.zeros(market.residents, dtype=bool)
    guard[region.pairs] = pairs_unsure(region.rows, state) & (state.x == NO)
    full[region.hospitals] = state.level[:, HIGH] < OPEN
    placed[region.residents] = state.must < OPEN
    placed[market.resident[region.pairs[state.x == YES]]] = True
    return Known(frozen(guard), frozen(full), frozen(placed))

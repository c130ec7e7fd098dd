"""The kernel of a market, settled without a solver: what is forced is propagated, what is open is counted out.

1. Every connected part in which somebody still has a choice is propagated (:mod:`.propagation_kernels`).
2. What is open then falls into smaller parts: choosers who share a hospital whose level or seats are open. For each
   the best joint choice is found by dynamic programming over a frontier of hospitals (:mod:`.frontier_kernels`).
   Everybody else of the part is a single: one pair, no relative to meet. Singles follow from the choosers' choices:
   at every hospital the best by rank take the seats that are left, among equals the ones with the least resident
   rank, which changes neither stability nor any objective before or after. That the others follow is what
   separates the kernel from the rest; nothing is assumed.
3. A part whose frontier would be too wide is probed (:mod:`.probing`) and tried again; if that is not enough it is
   left to the cutoff model, with what is known of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.engines.stable.probing import EFFORT, Known, known_of
from rengang.engines.stable.region import open_region
from rengang.model import UNMATCHED, Market
from rengang.model.instance import Bool, Int32, Int64

STATES = (1 << 11, 1 << 15)
"""States at one step that are allowed before and after probing; zero leaves every part to the cutoff model."""


@dataclass(frozen=True, eq=False)
class Settled:
    """The best stable assignment, but for some parts in which nobody is placed.

    Attributes
    ----------
    assignment
        Hospital of each resident.
    unstable
        Living pairs of each part that has no stable matching.
    left
        Pairs that may be matched of each part that is left to search.
    known
        What is known of these parts' stable matchings; None when there are none.
    """

    assignment: Int32
    unstable: list[Int64]
    left: list[Int64]
    known: Known | None


def settle(market: Market, alive: Bool) -> Settled:
    """The best stable matching of the living pairs.

    Parameters
    ----------
    alive : bool, shape (pairs,)
        What the reductions leave, all of it required not to block.

    Notes
    -----
    O(pairs) and for each part O(choosers² + states · choosers).
    """
    from rengang.engines.stable import region_kernels, settling_kernels
    from rengang.engines.stable.frontier_kernels import IMPOSSIBLE, TOO_WIDE
    from rengang.engines.stable.propagation_kernels import NO, new_state

    assignment = np.full(market.residents, UNMATCHED, dtype=np.int32)
    decided = np.zeros(market.residents, dtype=np.bool_)
    region = open_region(market, alive)
    state = new_state(region.kernel)
    choice = np.full(len(region.residents), -1, dtype=np.int64)
    outcome = settling_kernels.settle_region(
        region.kernel, state, region.resident_ptr, region.hospital_ptr, *STATES, EFFORT, choice
    )
    settling_kernels.write_back(
        region.kernel, state, region.residents, region.hospitals, region.resident_ptr, outcome, choice, decided,
        assignment,
    )  # fmt: skip
    still = alive.copy()
    still[region.pairs] = state.x != NO
    region_kernels.fill(
        market.resident_rank, market.hospital_rank, market.resident, *market.by_hospital, market.quota, still,
        decided, assignment,
    )  # fmt: skip
    ptr = region.pair_ptr()
    unstable = [region.pairs[ptr[c] : ptr[c + 1]] for c in np.flatnonzero(outcome == IMPOSSIBLE)]
    wide = [region.pairs[ptr[c] : ptr[c + 1]] for c in np.flatnonzero(outcome == TOO_WIDE)]
    left = [pairs[still[pairs]] for pairs in wide]
    return Settled(assignment, unstable, left, known_of(market, region, state) if wide else None)

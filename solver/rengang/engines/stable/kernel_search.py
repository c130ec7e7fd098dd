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
from typing import TYPE_CHECKING

import numpy as np

from rengang.engines.stable.probing import EFFORT, Known, known_of
from rengang.engines.stable.region import Region, open_region
from rengang.model import UNMATCHED, Market
from rengang.model.instance import Bool, Int32, Int64

if TYPE_CHECKING:
    from rengang.engines.stable.propagation_kernels import State

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
    from rengang.engines.stable import probing_kernels, region_kernels
    from rengang.engines.stable.propagation_kernels import NO, new_state

    region = open_region(market, alive)
    state = new_state(region.rows)
    everything = np.ones(region.parts, dtype=bool)
    look = probing_kernels.look_at_all
    impossible = look(region.rows, state, region.resident_ptr, region.hospital_ptr, everything, 0)
    choices = _Choices(region, state)
    wide = choices.settle(~impossible, STATES[0])
    if wide.any():
        contradicted = look(region.rows, state, region.resident_ptr, region.hospital_ptr, wide, EFFORT)
        impossible |= contradicted
        wide = choices.settle(wide & ~contradicted, STATES[1])
    impossible |= choices.impossible
    assignment = np.full(market.residents, UNMATCHED, dtype=np.int32)
    decided = np.zeros(market.residents, dtype=np.bool_)
    choices.write(~(impossible | wide), decided, assignment)
    still = alive.copy()
    still[region.pairs] = state.x != NO
    region_kernels.fill(
        market.resident_rank, market.hospital_rank, market.resident, *market.by_hospital, market.quota, still,
        decided, assignment,
    )  # fmt: skip
    ptr = region.pair_ptr()
    unstable = [region.pairs[ptr[c] : ptr[c + 1]] for c in np.flatnonzero(impossible)]
    left = [region.pairs[ptr[c] : ptr[c + 1]] for c in np.flatnonzero(wide)]
    known = known_of(market, region, state) if left else None
    return Settled(assignment, unstable, [pairs[still[pairs]] for pairs in left], known)


class _Choices:
    """The choosers' choices in the parts of a region."""

    def __init__(self, region: Region, state: State) -> None:
        self.region, self.state = region, state
        residents = len(region.residents)
        self.part = np.repeat(np.arange(region.parts), np.diff(region.resident_ptr))
        self.choice = np.full(residents, -1, dtype=np.int64)
        self.chooses = np.zeros(residents, dtype=np.bool_)
        self.impossible = np.zeros(region.parts, dtype=bool)

    def settle(self, wanted: Bool, states: int) -> Bool:
        """Settle the wanted parts; which of them are too wide."""
        from rengang.engines.stable import choices_kernels as compiled
        from rengang.engines.stable.frontier_kernels import IMPOSSIBLE, TOO_WIDE, settle_parts
        from rengang.engines.stable.frontier_table_kernels import new_table
        from rengang.engines.stable.region_kernels import sorted_by_label

        rows, state = self.region.rows, self.state
        unsure = compiled.pairs_unsure(rows, state)
        chooses = compiled.choosers(rows, state, unsure)
        mine = wanted[self.part]
        self.chooses[mine] = chooses[mine]
        ties = compiled.ties_of(rows, state, unsure)
        label, count = compiled.split(rows, state, chooses & mine, ties, unsure)
        ptr, members = sorted_by_label(label, count)
        outcome = np.full(count, TOO_WIDE)
        if states > 0:
            outcome = settle_parts(
                rows, state, chooses, ties, unsure, ptr, members, new_table(states), self.choice
            )
        of = self.part[members[ptr[:-1]]]
        self.impossible[of[outcome == IMPOSSIBLE]] = True
        wide = np.zeros(self.region.parts, dtype=bool)
        wide[of[outcome == TOO_WIDE]] = True
        return np.asarray(wide & ~self.impossible)

    def write(self, solved: Bool, decided: Bool, assignment: Int32) -> None:
        """Place the residents of the solved parts, singles aside; the others count as decided."""
        from rengang.engines.stable.settling_kernels import write_back

        write_back(
            self.region.rows, self.state, self.region.residents, self.region.hospitals, solved[self.part],
            self.chooses, self.choice, decided, assignment,
        )  # fmt: skip

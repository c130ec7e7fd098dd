"""The kernel of a market, settled without a solver: what is forced is propagated, what is open is counted out.

1. Every connected part in which somebody still has a choice is propagated (:mod:`.propagation_kernels`).
2. What is open then falls into smaller parts: choosers who share a hospital whose level or seats are open. For each
   the best joint choice is found by dynamic programming over a frontier of hospitals (:mod:`.frontier_kernels`).
   Everybody else of the part is a single: one pair, no relative to meet. Singles follow from the choosers' choices:
   at every hospital the best by rank take the seats that are left, among equals the ones with the least resident
   rank, which changes neither stability nor any objective before or after. That the others follow is what
   separates the kernel from the rest; nothing is assumed.
3. A part whose frontier would be too wide is left to the cutoff model, with what is known of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rengang.engines.stable.outcomes import IMPOSSIBLE, SOLVED, TOO_WIDE
from rengang.engines.stable.reduction.region import Region, open_region
from rengang.engines.stable.search.probing import Known, known_of
from rengang.model import UNMATCHED, Market
from rengang.model.arrays import Bool, Int32, Int64

if TYPE_CHECKING:
    from rengang.engines.stable.propagation.propagation_kernels import State

STATES = (1 << 11, 1 << 13)
"""States at one step that are allowed, first and then once more; zero leaves every part to the cutoff model."""


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
        Of each part that is left to search: pairs that may be matched, and guards.
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
    from rengang.engines.stable.propagation.propagation_kernels import NO, new_state
    from rengang.engines.stable.reduction import region_kernels
    from rengang.engines.stable.search import probing_kernels

    region = open_region(market, alive)
    rows, state, everything = region.rows, new_state(region.rows), np.ones(region.parts, dtype=bool)
    contradicted = probing_kernels.look_at_all(
        rows, state, region.resident_ptr, region.hospital_ptr, everything, 0
    )
    choices = _Choices(region, state, ~contradicted)
    choices.settle()
    assignment = np.full(market.residents, UNMATCHED, dtype=np.int32)
    decided = np.zeros(market.residents, dtype=np.bool_)
    choices.write(decided, assignment)
    still = alive.copy()
    still[region.pairs] = state.x != NO
    region_kernels.fill(
        market.resident_rank, market.hospital_rank, market.resident, *market.by_hospital, market.quota, still,
        decided, assignment,
    )  # fmt: skip
    ptr = region.pair_ptr()
    unstable = [region.pairs[ptr[c] : ptr[c + 1]] for c in np.flatnonzero(contradicted)]
    unstable += [choices.pairs_of(c) for c in np.flatnonzero(choices.outcome == IMPOSSIBLE).tolist()]
    left = [choices.pairs_of(c) for c in np.flatnonzero(choices.outcome == TOO_WIDE).tolist()]
    return Settled(assignment, unstable, left, known_of(market, region, state) if left else None)


class _Choices:
    """The choosers' choices in the wanted parts of a region, and the smaller parts that they fall into."""

    def __init__(self, region: Region, state: State, wanted: Bool) -> None:
        from rengang.engines.stable.frontier import choices_kernels as compiled
        from rengang.engines.stable.reduction.region_kernels import sorted_by_label

        self.region, self.state = region, state
        self.wanted = np.repeat(wanted, np.diff(region.resident_ptr))
        self.unsure = compiled.pairs_unsure(region.rows, state)
        self.chooses = compiled.choosers(region.rows, state, self.unsure)
        self.ties = compiled.ties_of(region.rows, state, self.unsure)
        asked = self.chooses & self.wanted
        self.label, count = compiled.split(region.rows, state, asked, self.ties, self.unsure)
        self.ptr, self.members = sorted_by_label(self.label, count)
        self.choice = np.full(len(region.residents), -1, dtype=np.int64)
        self.outcome = np.full(count, TOO_WIDE)

    def settle(self) -> None:
        """Settle each part with few states; those where these are not enough once more, with many."""
        from rengang.engines.stable.frontier.frontier_kernels import settle_parts
        from rengang.engines.stable.frontier.frontier_table_kernels import new_table

        for states in STATES:
            wide = np.flatnonzero(self.outcome == TOO_WIDE)
            if states == 0 or len(wide) == 0:
                return
            sizes = np.diff(self.ptr)
            members = self.members[np.repeat(self.outcome == TOO_WIDE, sizes)]
            ptr = np.concatenate([[0], np.cumsum(sizes[wide])])
            self.outcome[wide] = settle_parts(
                self.region.rows, self.state, self.chooses, self.ties, self.unsure, ptr, members,
                new_table(states), self.choice,
            )  # fmt: skip

    def write(self, decided: Bool, assignment: Int32) -> None:
        """Place choosers and those whose pair is certain; where nothing is settled choosers stay unmatched."""
        from rengang.engines.stable.propagation.settling_kernels import write_back

        self.choice[self.members[np.repeat(self.outcome != SOLVED, np.diff(self.ptr))]] = -1
        write_back(
            self.region.rows, self.state, self.region.residents, self.region.hospitals, self.wanted,
            self.chooses, self.choice, decided, assignment,
        )  # fmt: skip

    def pairs_of(self, c: int) -> Int64:
        """The market's pairs of a smaller part, guards and singles and whoever else is in its hospitals included."""
        from rengang.engines.stable.propagation.propagation_kernels import HOSPITAL, MAYBE, NO, RESIDENT, YES

        rows, x = self.region.rows, self.state.x
        resident, hospital = rows.pair[:, RESIDENT], rows.pair[:, HOSPITAL]
        mine = (self.label[resident] == c) & ((x != NO) | self.unsure)
        here, tied = (np.zeros(len(rows.quota), dtype=bool) for _ in range(2))
        here[hospital[mine]] = True
        tied[hospital[mine & self.ties]] = True
        single = (x == MAYBE) & ~self.chooses[resident]
        inside = (x == YES) & here[hospital]
        return np.sort(self.region.pairs[mine | inside | (single & tied[hospital])])

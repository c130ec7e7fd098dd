"""The kernel of a market: its connected parts in which somebody still has a choice.

After the reductions most residents have one pair left. A part in which everybody has at most one, and nobody can
meet a relative, is settled by counting (:func:`fill`). The others are cut out into rows of
their own, part after part, which is what propagation, probing and search work on. Linear in the pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rengang.model import Market
from rengang.model.arrays import Bool, Int64

if TYPE_CHECKING:
    from rengang.engines.stable.propagation.propagation_kernels import Rows


@dataclass(frozen=True, eq=False)
class Region:
    """Some connected parts of a market.

    Attributes
    ----------
    rows
        Their pairs, in rows of their own.
    pairs, residents, hospitals
        The market's index of each of the rows'.
    resident_ptr, hospital_ptr
        Part c has the residents ``resident_ptr[c]:resident_ptr[c + 1]`` of the rows, hospitals alike.
    """

    rows: Rows
    pairs: Int64
    residents: Int64
    hospitals: Int64
    resident_ptr: Int64
    hospital_ptr: Int64

    @property
    def parts(self) -> int:
        """Number of connected parts."""
        return len(self.resident_ptr) - 1

    def pair_ptr(self) -> Int64:
        """Part c has the pairs ``pair_ptr()[c]:pair_ptr()[c + 1]``."""
        return np.asarray(self.rows.ptr[self.resident_ptr])


def open_region(market: Market, alive: Bool, hard: Bool | None = None, wanted: Bool | None = None) -> Region:
    """The parts with a resident who has a choice; `wanted` (bool by resident) names others instead.

    `alive` marks the pairs that count, `hard` those that may not block (default all).
    """
    from rengang.engines.stable.propagation.propagation_kernels import HOSPITAL, RANK, RESIDENT, WISH, Rows
    from rengang.engines.stable.reduction import region_kernels as compiled

    if wanted is None:
        wanted = compiled.chooses(market.ptr, market.hospital, market.kin_ptr, market.kin, alive)
    of_resident, of_hospital = compiled.regions(market.ptr, market.hospital, market.hospitals, alive, wanted)
    parts = int(of_resident.max(initial=-1)) + 1
    resident_ptr, residents = compiled.sorted_by_label(of_resident, parts)
    hospital_ptr, hospitals = compiled.sorted_by_label(of_hospital, parts)
    new_hospital = _inverse(hospitals, market.hospitals)
    ptr, pairs = compiled.cut_rows(residents, new_hospital, market.ptr, market.hospital, alive)
    new_pair = _inverse(pairs, market.pairs)
    h_ptr, h_pair = compiled.cut_columns(hospitals, new_pair, *market.by_hospital, len(pairs))
    rival_ptr, rival = compiled.rivals(
        pairs, new_pair, market.resident, market.hospital, market.ptr, market.kin_ptr, market.kin, alive
    )
    pair = np.empty((len(pairs), 4), dtype=np.int32)
    pair[:, RESIDENT] = np.repeat(np.arange(len(residents)), np.diff(ptr))
    pair[:, HOSPITAL] = new_hospital[market.hospital[pairs]]
    pair[:, WISH], pair[:, RANK] = market.resident_rank[pairs], market.hospital_rank[pairs]
    rows = Rows(
        ptr=ptr,
        pair=pair,
        h_ptr=h_ptr,
        h_pair=h_pair,
        quota=market.quota[hospitals],
        rival_ptr=rival_ptr,
        rival=rival,
        demanded=np.ones(len(pairs), dtype=bool) if hard is None else np.asarray(hard[pairs]),
    )
    return Region(rows, pairs, residents, hospitals, resident_ptr, hospital_ptr)


def _inverse(chosen: Int64, size: int) -> Int64:
    """Position of each index among the chosen, −1 where it is not."""
    out = np.full(size, -1, dtype=np.int64)
    out[chosen] = np.arange(len(chosen))
    return out

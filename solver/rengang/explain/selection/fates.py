"""What became of every intent, and who or what stood in its way, from the tables and the allocation alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.policy import Policy
from rengang.procedures import admissible, capacity
from rengang.procedures.admissible import Bar

Int8 = npt.NDArray[np.int8]


class Fate(IntEnum):
    """What became of an intent."""

    MET = 0
    """The cadre is given this unit by the selection."""
    BARRED = 1
    """It could not be met at all; :attr:`Fates.bars` says why."""
    BETTER_MET = 2
    """The cadre is given a unit that they prefer."""
    EQUAL_MET = 3
    """The cadre is given another unit that they rank equally."""
    NO_SEATS = 4
    """The unit may take nobody."""
    OUTRANKED = 5
    """The unit is full, and everybody that it took ranks strictly better."""
    TIED = 6
    """The unit is full, and the last that it took ranks equally."""
    RELATIVE = 7
    """A relative was given this unit, and ranks no worse there (or there are several)."""
    BLOCKING_FREE = 8
    """A feasible blocking pair: a seat is free."""
    BLOCKING_REPLACE = 9
    """A feasible blocking pair: the unit took somebody who ranks strictly worse."""
    NO_EXCHANGE = 10
    """Exchange only: the move is not part of the exchange."""


@dataclass(frozen=True, eq=False)
class Fates:
    """The fate of every intent of the pool; arrays over `pairs` unless they are named after units.

    Everything is computed on first use, vectorised: O((intents + kin) log) once, then O(1) per intent.
    """

    instance: Instance
    policy: Policy
    allocation: Allocation

    # -- the ground -----------------------------------------------------------------------------------------
    @cached_property
    def pairs(self) -> admissible.Pairs:
        """The pool's intents with ranks and first bar, sorted by cadre then order."""
        return admissible.pairs(self.instance, self.policy)

    @cached_property
    def seats(self) -> capacity.Seats:
        """Bounds on the arrivals of each unit (they bind nothing in an exchange)."""
        return capacity.seats(self.instance, self.policy)

    @cached_property
    def surplus(self) -> Int64:
        """Largest in − out of each unit that the establishment leaves to an exchange, −1: no bound."""
        return capacity.exchange_surplus(self.instance, self.policy)

    @cached_property
    def key(self) -> Int64:
        """cadre · units + unit of each intent."""
        return self.pairs.cadre.astype(np.int64) * len(self.instance.units) + self.pairs.unit

    @cached_property
    def listed(self) -> Int64:
        """`key`, sorted."""
        return np.sort(self.key)

    @cached_property
    def staying(self) -> Int64:
        """Sorted keys cadre · units + unit: a relative outside the pool has that unit."""
        return admissible.units_of_staying_relatives(self.instance, self.policy)

    @cached_property
    def vertical(self) -> Bool:
        """Units that take no part because they are vertically managed."""
        return admissible.vertical_units(self.instance, self.policy)

    @cached_property
    def row(self) -> Int64:
        """Row of the allocation of each intent's cadre, −1 where the allocation has none."""
        return rows_of(self.allocation, self.pairs.cadre)

    @cached_property
    def by_intent(self) -> Bool:
        """Rows of the allocation whose stage is the selection."""
        met = np.array([s is Stage.INTENT for s in self.allocation.stage], dtype=bool)
        return met & (self.allocation.to_unit >= 0)

    @cached_property
    def bars(self) -> dict[Bar, Bool]:
        """For each bar the intents that it holds for; an intent may have several."""
        cadre, unit = self.pairs.cadre, self.pairs.unit
        own = self.instance.unit_of[cadre]
        vertical = np.append(self.vertical, False)
        return {
            Bar.OWN_UNIT: unit == own,
            Bar.VERTICAL: vertical[unit] | vertical[own],
            Bar.NOT_NOMINATED: self.pairs.nomination_rank == 0,
            Bar.TYPE: ~admissible.same_type(self.instance, self.policy, cadre, unit),
            Bar.RELATIVE_STAYS: among(self.key, self.staying),
        }

    @cached_property
    def nominees(self) -> tuple[Int64, Int32, Int32]:
        """(pointers, cadres, ranks) of the nominations that count, by unit, best rank first."""
        unit, cadre, _ = self.instance.nominations
        known = (unit >= 0) & (cadre >= 0)
        unit, cadre = unit[known], cadre[known]
        rank = admissible.nomination_ranks(self.instance, self.policy, cadre, unit)
        unit, cadre, rank = unit[rank > 0], cadre[rank > 0], rank[rank > 0]
        order = np.lexsort((cadre, rank, unit))
        ptr = np.zeros(len(self.instance.units) + 1, dtype=np.int64)
        np.cumsum(self._per_unit(unit), out=ptr[1:])
        return ptr, cadre[order], rank[order]

    # -- the units ------------------------------------------------------------------------------------------
    @cached_property
    def admitted(self) -> Int64:
        """Cadres whom the selection gave each unit."""
        return self._per_unit(self.allocation.to_unit[self.by_intent])

    @cached_property
    def worst(self) -> Int32:
        """Worst nomination rank that each unit took by the selection, 0 where it took nobody."""
        worst = np.zeros(len(self.instance.units), dtype=np.int32)
        rows = self.by_intent
        np.maximum.at(worst, self.allocation.to_unit[rows], self.allocation.nomination_rank[rows])
        return frozen(worst)

    @cached_property
    def arrivals(self) -> tuple[Int64, Int64]:
        """(pointers, rows of the allocation) of the selection's arrivals by unit, best nomination first."""
        rows = np.flatnonzero(self.by_intent)
        order = np.lexsort((rows, self.allocation.nomination_rank[rows], self.allocation.to_unit[rows]))
        ptr = np.zeros(len(self.instance.units) + 1, dtype=np.int64)
        np.cumsum(self.admitted, out=ptr[1:])
        return ptr, rows[order]

    def admitted_ranks(self, unit: int) -> list[int]:
        """Nomination ranks of those whom the selection gave `unit`, best first."""
        ptr, rows = self.arrivals
        ranks: list[int] = self.allocation.nomination_rank[rows[ptr[unit] : ptr[unit + 1]]].tolist()
        return ranks

    @cached_property
    def moves(self) -> Any:
        """Units as nodes, an edge from the old to the new unit of everybody who moves (NetworkX).  O(moves)."""
        import networkx

        moved = np.asarray(self.allocation.to_unit) >= 0
        home = self.instance.unit_of[self.allocation.cadre[moved]]
        graph = networkx.DiGraph()
        graph.add_edges_from(
            sorted({*zip(home.tolist(), self.allocation.to_unit[moved].tolist(), strict=True)})
        )
        return graph

    @cached_property
    def into(self) -> Int64:
        """Arrivals of each unit by all stages."""
        return self._per_unit(self.allocation.to_unit)

    @cached_property
    def movers_out(self) -> Int64:
        """Cadres who were given another unit, per unit that they leave (the outflow of an exchange)."""
        moves = self.allocation.to_unit >= 0
        return self._per_unit(self.instance.unit_of[self.allocation.cadre[moves]])

    def _per_unit(self, unit: Int32) -> Int64:
        return np.bincount(unit[unit >= 0], minlength=len(self.instance.units)).astype(np.int64)

    # -- the relatives --------------------------------------------------------------------------------------
    @cached_property
    def kin(self) -> tuple[Int64, Int64]:
        """Relatives under the policy as compressed rows (pointers, cadres), ascending."""
        a, b = self.instance.kin(self.policy.avoidance.relations)
        one, other = np.concatenate([a, b]), np.concatenate([b, a]).astype(np.int64)
        order = np.lexsort((other, one))
        ptr = np.zeros(len(self.instance.cadres) + 1, dtype=np.int64)
        np.cumsum(np.bincount(one, minlength=len(self.instance.cadres)), out=ptr[1:])
        return ptr, other[order]

    def relatives(self, cadre: int) -> Int64:
        """Relatives of `cadre` under the policy, ascending."""
        ptr, kin = self.kin
        return kin[ptr[cadre] : ptr[cadre + 1]]

    @cached_property
    def kin_given(self) -> tuple[Int64, Int32]:
        """Per intent: relatives whom the selection gave the unit, and the worst rank among them."""
        a, b = self.instance.kin(self.policy.avoidance.relations)
        one, other = np.concatenate([a, b]), np.concatenate([b, a])
        row = rows_of(self.allocation, other)
        there = (row >= 0) & np.append(self.by_intent, False)[row]
        one, row = one[there], row[there]
        key = one.astype(np.int64) * len(self.instance.units) + self.allocation.to_unit[row]
        rank = self.allocation.nomination_rank[row]
        order = np.lexsort((rank, key))
        key, rank = key[order], np.append(rank[order], np.int32(0))
        left, right = np.searchsorted(key, self.key, "left"), np.searchsorted(key, self.key, "right")
        count = right - left
        return count.astype(np.int64), np.where(count > 0, rank[right - 1], 0).astype(np.int32)

    # -- the fates ------------------------------------------------------------------------------------------
    @cached_property
    def fate(self) -> Int8:
        """A :class:`Fate` per intent."""
        pairs, unit, rank = self.pairs, self.pairs.unit, self.pairs.nomination_rank
        got_intent = np.append(np.where(self.by_intent, self.allocation.intent_rank, 0), 0)[self.row]
        got_unit = np.append(np.where(self.by_intent, self.allocation.to_unit, -1), -1)[self.row]
        placed = got_unit >= 0
        relatives, relative_rank = self.kin_given
        fate = np.full(len(unit), Fate.OUTRANKED, dtype=np.int8)
        worst, free = self.worst[unit], self.admitted[unit] < self.seats.upper[unit]
        # later lines win, so the list runs from the weakest reason to the strongest
        fate[rank == worst] = Fate.TIED
        fate[rank < worst] = Fate.BLOCKING_REPLACE
        fate[(self.seats.upper[unit] == 0) & (worst == 0)] = Fate.NO_SEATS
        fate[free] = Fate.BLOCKING_FREE
        fate[relatives >= 1] = Fate.RELATIVE
        fate[(relatives == 1) & (rank < relative_rank)] = Fate.BLOCKING_REPLACE
        if self.policy.exchanges:
            fate[:] = Fate.NO_EXCHANGE
        fate[placed & (pairs.intent_rank == got_intent)] = Fate.EQUAL_MET
        fate[placed & (pairs.intent_rank > got_intent)] = Fate.BETTER_MET
        fate[unit == got_unit] = Fate.MET
        fate[pairs.bar != Bar.NONE] = Fate.BARRED
        return frozen(fate)

    @cached_property
    def enough(self) -> Int32:
        """Per intent that failed on ranks: the nomination rank that would have been enough, 0 where none is.

        With this rank, or a better one, and everything else as it stands, the pair would be a feasible
        blocking pair of this allocation: the last one admitted (or the one relative who is there) would rank
        strictly worse. An equal rank would not do, since among equals either may be taken.
        """
        relatives, relative_rank = self.kin_given
        by_rank = np.isin(self.fate, (Fate.OUTRANKED, Fate.TIED))
        by_kin = (self.fate == Fate.RELATIVE) & (relatives == 1)
        limit = np.where(by_rank, self.worst[self.pairs.unit], np.where(by_kin, relative_rank, 1))
        return frozen((limit - 1).astype(np.int32))

    def of(self, cadre: int) -> range:
        """Positions in `pairs` of the intents of `cadre`, in their order."""
        start, end = np.searchsorted(self.pairs.cadre, [cadre, cadre + 1])
        return range(int(start), int(end))


def rows_of(allocation: Allocation, cadre: Int32 | Int64) -> Int64:
    """Row of the allocation of each cadre, −1 where there is none.  O(n log)."""
    if len(allocation) == 0:
        return np.full(len(cadre), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(allocation.cadre, cadre), len(allocation) - 1)
    return np.where(allocation.cadre[at] == cadre, at, -1).astype(np.int64)


def among(key: Int64, known: Int64) -> Bool:
    """Which keys stand in the sorted array `known`.  O(len(key) · log(len(known)))."""
    if len(known) == 0:
        return np.zeros(len(key), dtype=bool)
    at = np.minimum(np.searchsorted(known, key), len(known) - 1)
    return np.asarray(known[at] == key)

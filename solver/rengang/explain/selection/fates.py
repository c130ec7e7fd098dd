"""What became of every intent, and who or what stood in its way, from the tables and the allocation alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from rengang.errors import Text
from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.pairs import among, decode, encode, find, rows
from rengang.policy import Policy
from rengang.rules.catalogue import named
from rengang.rules.rule import Rule
from rengang.verify.allocation import Trace
from rengang.verify.capacity import Seats, spare
from rengang.verify.case import Case
from rengang.verify.two_way.intents import Intents

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


FATE_WORDS: dict[Fate, tuple[Text, Text]] = {
    Fate.MET: (Text("得到满足", "met"), Text("接收", "admitted")),
    Fate.BARRED: (Text("不能成立", "barred"), Text("不能安排", "barred")),
    Fate.BETTER_MET: (
        Text("不再需要", "not needed"), Text("到了更想去的单位", "went to a unit that they prefer")
    ),
    Fate.EQUAL_MET: (
        Text("已得到并列的意向", "met by an equal one"),
        Text("到了同样想去的单位", "went to a unit that they rank equally"),
    ),
    Fate.NO_SEATS: (Text("没有名额", "no seats"), Text("本单位没有名额", "no seat here")),
    Fate.OUTRANKED: (
        Text("名额给了名次更靠前的人", "seats went to better ranks"),
        Text("名额给了名次更靠前的人", "the seats went to better ranks"),
    ),
    Fate.TIED: (
        Text("与最后接收者并列而未选中", "tied with the last one admitted"),
        Text("与最后接收者并列，未被选中", "tied with the last one admitted and not chosen"),
    ),
    Fate.RELATIVE: (
        Text("亲属已安排到该单位", "a relative was given the unit"),
        Text("亲属已安排到本单位", "a relative was given this unit"),
    ),
    Fate.BLOCKING_FREE: (
        Text("仍为阻塞对", "still a blocking pair"),
        Text("仍有空余名额而未安排（阻塞对）", "left out although a seat is free (blocking pair)"),
    ),
    Fate.BLOCKING_REPLACE: (
        Text("仍为阻塞对", "still a blocking pair"),
        Text("排在被接收者之前而未安排（阻塞对）", "left out although ahead of one admitted (blocking pair)"),
    ),
    Fate.NO_EXCHANGE: (
        Text("不在换岗方案中", "not part of the exchange"), Text("不在换岗方案中", "not part of the exchange")
    ),
}  # fmt: skip
"""Each fate as a count is told of it, and as the unit reads it of a nominee."""


@dataclass(frozen=True, eq=False)
class Fates:
    """The fate of every intent of the pool; arrays over `pairs` unless they are named after units.

    All of it is read off what the judge saw. Everything is computed on first use, vectorised:
    O((intents + kin) log) once, then O(1) per intent.
    """

    trace: Trace

    # -- the ground -----------------------------------------------------------------------------------------
    @property
    def case(self) -> Case:
        """Roster and policy."""
        return self.trace.case

    @property
    def instance(self) -> Instance:
        """The roster that the selection was made on."""
        return self.case.instance

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.case.policy

    @property
    def allocation(self) -> Allocation:
        """Who goes where."""
        return self.trace.allocation

    @property
    def pairs(self) -> Intents:
        """The pool's intents with ranks and what bars them, sorted by cadre then order."""
        return self.trace.intents

    @property
    def seats(self) -> Seats:
        """Bounds on the arrivals of each unit (they bind nothing in an exchange)."""
        return self.trace.seats

    @property
    def vertical(self) -> Bool:
        """Units that take no part because they are vertically managed."""
        return self.case.vertical

    @cached_property
    def surplus(self) -> Int64:
        """Largest in − out of each unit that tolerance and establishment leave to an exchange."""
        return np.minimum(spare(self.case), self.policy.balance.tolerance)

    @cached_property
    def key(self) -> Int64:
        """cadre · units + unit of each intent."""
        return encode(self.pairs.cadre, self.pairs.unit, self.case.units)

    @cached_property
    def row(self) -> Int64:
        """Row of the allocation of each intent's cadre, −1 where the allocation has none."""
        return find(self.pairs.cadre, self.allocation.cadre)

    @cached_property
    def by_intent(self) -> Bool:
        """Rows of the allocation whose stage is the selection."""
        met = np.array([s is Stage.INTENT for s in self.allocation.stage], dtype=bool)
        return met & (self.allocation.to_unit >= 0)

    def barring(self, at: int) -> list[Rule]:
        """The rules that bar the intent at a position, in their order."""
        return named(int(self.pairs.bars[at]))

    @cached_property
    def nominees(self) -> tuple[Int64, Int32, Int32]:
        """(pointers, cadres, ranks) of the nominations that count, by unit, best rank first."""
        table = self.case.nominations
        cadre, unit = (part.astype(np.int32) for part in decode(table.keys, self.case.units))
        kept = table.values > 0
        cadre, unit, rank = cadre[kept], unit[kept], table.values[kept]
        order = np.lexsort((cadre, rank, unit))
        return rows(unit[order], self.case.units), cadre[order], rank[order]

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
    def relatives(self, cadre: int) -> Int64:
        """Relatives of `cadre` under the policy, ascending."""
        ptr, kin = self._kin
        return kin[ptr[cadre] : ptr[cadre + 1]]

    @cached_property
    def _kin(self) -> tuple[Int64, Int64]:
        one, other = self.case.kin
        order = np.lexsort((other, one))
        return rows(one[order], self.case.cadres), other[order].astype(np.int64)

    @cached_property
    def kin_given(self) -> tuple[Int64, Int32]:
        """Per intent: relatives whom the selection gave the unit, and the worst rank among them."""
        one, other = self.case.kin
        row = find(other, self.allocation.cadre)
        there = (row >= 0) & np.append(self.by_intent, False)[row]
        one, row = one[there], row[there]
        key = encode(one, self.allocation.to_unit[row], self.case.units)
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
        relatives, _ = self.kin_given
        fate = np.full(len(unit), Fate.OUTRANKED, dtype=np.int8)
        worst, free = self.worst[unit], self.admitted[unit] < self.seats.upper[unit]
        blocks = among(
            self.key, np.sort(encode(self.trace.blocking_cadre, self.trace.blocking_unit, self.case.units))
        )
        # later lines win, so the list runs from the weakest reason to the strongest
        fate[rank == worst] = Fate.TIED
        fate[(self.seats.upper[unit] == 0) & (worst == 0)] = Fate.NO_SEATS
        fate[relatives >= 1] = Fate.RELATIVE
        fate[blocks] = Fate.BLOCKING_REPLACE
        fate[blocks & free & (relatives == 0)] = Fate.BLOCKING_FREE
        if self.policy.exchanges:
            fate[:] = Fate.NO_EXCHANGE
        fate[placed & (pairs.intent_rank == got_intent)] = Fate.EQUAL_MET
        fate[placed & (pairs.intent_rank > got_intent)] = Fate.BETTER_MET
        fate[unit == got_unit] = Fate.MET
        fate[pairs.bars != 0] = Fate.BARRED
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

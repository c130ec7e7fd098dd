"""The market: what every engine sees. Residents, hospitals, quotas, ranks, conflicts — no cadre, no unit.

The vocabulary is that of the literature (Manlove 2013, *Algorithmics of Matching Under Preferences*): a
resident ranks some hospitals, a hospital ranks those residents, equal ranks are ties, lower is better.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from rengang.model.arrays import Bool, Int32, Int64, frozen, read_only
from rengang.model.preferences import Names, read_preferences

UNMATCHED = -1
"""In an assignment: the resident has no hospital."""

_MANY = 20_000
"""From so many pairs on grouping them is compiled."""


@dataclass(frozen=True, eq=False)
class Market:
    """Hospital/residents with ties and conflicts, in compressed rows.

    Pairs are grouped by resident: those of resident i are ``ptr[i]:ptr[i+1]``, sorted by
    (`resident_rank`, `hospital`).

    Attributes
    ----------
    quota : int64, shape (hospitals,)
        Seats per hospital, ≥ 0.
    ptr : int64, shape (residents + 1,)
        Row pointers.
    hospital : int32, shape (pairs,)
        The hospital of each pair; a resident lists a hospital at most once.
    resident_rank, hospital_rank : int32, shape (pairs,)
        The resident's rank of the hospital and the hospital's rank of the resident, ≥ 1, lower is better.
    kin_ptr : int64, shape (residents + 1,);  kin : int32
        Compressed rows of the symmetric conflict relation: residents who may not share a hospital.
    resident_names, hospital_names
        What the caller calls them, by index; None where they have no other name.

    An *assignment* is an int32 array of shape (residents,): a hospital, or :data:`UNMATCHED`.
    """

    quota: Int64
    ptr: Int64
    hospital: Int32
    resident_rank: Int32
    hospital_rank: Int32
    kin_ptr: Int64
    kin: Int32
    resident_names: Names | None = None
    hospital_names: Names | None = None

    @classmethod
    def from_preferences(
        cls,
        residents: Any,
        hospitals: Any = None,
        quotas: Any = None,
        conflicts: Iterable[tuple[Hashable, Hashable]] = (),
    ) -> Market:
        """A market from preference lists with names: dictionaries or data frames.

        Only pairs that stand on both sides' lists count. Ranks are places on the list as it is given, so a list
        may have gaps where the other side does not answer.

        Parameters
        ----------
        residents, hospitals
            Name → list of names of the other side, best first; an inner list, set or tuple is a tie, whose
            members share a rank. Or data frames (Polars, pandas, Arrow) with a row for each entry: the columns
            ``resident``, ``hospital`` and ``rank``, from 1, lower is better. Or one frame in the place of both:
            ``resident``, ``hospital``, ``resident_rank``, ``hospital_rank``.
        quotas
            Seats: name → number, a number for all, or a frame with ``hospital`` and ``quota``; 1 where not given.
        conflicts
            Residents who may not share a hospital, in pairs.

        Raises
        ------
        ValueError
            A list, quota or conflict names somebody that there is not; a name stands twice on a list; a frame
            lacks a column; a rank or a quota is out of range.

        Examples
        --------
        >>> from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
        >>> market = Market.from_preferences({"a": ["X", "Y"], "b": ["X"]}, {"X": ["b", "a"], "Y": ["a"]})
        >>> market.matching(resident_proposing(market).assignment)
        {'X': ['b'], 'Y': ['a']}
        """
        columns = read_preferences(residents, hospitals, quotas, conflicts)
        market = cls.from_pairs(
            len(columns.resident_names),
            columns.quota,
            columns.resident,
            columns.hospital,
            columns.resident_rank,
            columns.hospital_rank,
            columns.conflicts,
        )
        return replace(market, resident_names=columns.resident_names, hospital_names=columns.hospital_names)

    @classmethod
    def from_rows(
        cls,
        quota: Int64,
        ptr: Int64,
        hospital: Int32,
        resident_rank: Int32,
        hospital_rank: Int32,
        conflicts: tuple[Int32, Int32] | None = None,
    ) -> Market:
        """A market from arrays that already are its rows (see the attributes); they are checked, not copied.

        An array of another type is converted, which copies it; of the others the market keeps a read-only view,
        so who writes to them later changes the market.  O(pairs), about as long as reading the arrays three times.

        Raises
        ------
        ValueError
            Arrays differ in length, pointers are no pointers, an index or a rank is out of range, a row is not
            sorted by (`resident_rank`, `hospital`), a resident lists a hospital twice.
        """
        from rengang.model.market_kernels import first_fault

        rows = [
            read_only(np.ascontiguousarray(side, dtype=np.int32))
            for side in (hospital, resident_rank, hospital_rank)
        ]
        ptr = read_only(np.ascontiguousarray(ptr, dtype=np.int64))
        quota = read_only(np.ascontiguousarray(quota, dtype=np.int64))
        _insist_on_one_length(*rows)
        if len(quota) and quota.min() < 0:
            raise ValueError("a quota is negative")
        fault, resident, pair = first_fault(ptr, len(quota), *rows)
        if fault:
            raise ValueError(_row_fault(fault, resident, pair, len(quota)))
        kin_ptr, kin = _symmetric_rows(len(ptr) - 1, conflicts)
        return cls(
            quota=quota,
            ptr=ptr,
            hospital=rows[0],
            resident_rank=rows[1],
            hospital_rank=rows[2],
            kin_ptr=frozen(kin_ptr),
            kin=frozen(kin),
        )

    @classmethod
    def from_pairs(
        cls,
        residents: int,
        quota: Int64,
        resident: Int32,
        hospital: Int32,
        resident_rank: Int32,
        hospital_rank: Int32,
        conflicts: tuple[Int32, Int32] | None = None,
    ) -> Market:
        """A market from pairs in any order and undirected conflict edges (a, b).  O(p log p).

        Raises
        ------
        ValueError
            Arrays differ in length, an index or a rank is out of range, a pair stands twice.
        """
        sides = (resident, hospital, resident_rank, hospital_rank)
        resident, hospital, resident_rank, hospital_rank = (
            np.array(side, dtype=np.int32, order="C") for side in sides
        )
        quota = np.array(quota, dtype=np.int64)
        _insist_on_one_length(resident, hospital, resident_rank, hospital_rank)
        if len(resident):
            if resident.min() < 0 or resident.max() >= residents:
                raise ValueError(f"a resident index is outside 0…{residents - 1}")
            if hospital.min() < 0 or hospital.max() >= len(quota):
                raise ValueError(f"a hospital index is outside 0…{len(quota) - 1}")
            if min(resident_rank.min(), hospital_rank.min()) < 1:
                raise ValueError("a rank is below 1")
        if len(quota) and quota.min() < 0:
            raise ValueError("a quota is negative")
        if not _in_order(resident, resident_rank, hospital):
            order = np.lexsort((hospital, resident_rank, resident))
            sides = (resident, hospital, resident_rank, hospital_rank)
            resident, hospital, resident_rank, hospital_rank = (side[order] for side in sides)
        ptr = np.zeros(residents + 1, dtype=np.int64)
        np.cumsum(np.bincount(resident, minlength=residents), out=ptr[1:])
        keys = np.sort(resident.astype(np.int64) * max(len(quota), 1) + hospital)
        if len(keys) and (keys[1:] == keys[:-1]).any():
            raise ValueError("a resident lists a hospital twice")
        kin_ptr, kin = _symmetric_rows(residents, conflicts)
        return cls(
            quota=frozen(quota),
            ptr=frozen(ptr),
            hospital=frozen(hospital),
            resident_rank=frozen(resident_rank),
            hospital_rank=frozen(hospital_rank),
            kin_ptr=frozen(kin_ptr),
            kin=frozen(kin),
        )

    @property
    def residents(self) -> int:
        """Number of residents."""
        return len(self.ptr) - 1

    @property
    def hospitals(self) -> int:
        """Number of hospitals."""
        return len(self.quota)

    @property
    def pairs(self) -> int:
        """Number of acceptable pairs."""
        return len(self.hospital)

    @cached_property
    def resident(self) -> Int32:
        """The resident of each pair, shape (pairs,)."""
        return frozen(np.repeat(np.arange(self.residents, dtype=np.int32), np.diff(self.ptr)))

    @cached_property
    def by_hospital(self) -> tuple[Int64, Int64]:
        """(pointers, pair indices) grouped by hospital, each group sorted by (hospital_rank, resident)."""
        start, order = np.empty(self.hospitals + 1, dtype=np.int64), np.empty(self.pairs, dtype=np.int32)
        if self.pairs < _MANY:
            np.cumsum(np.bincount(self.hospital, minlength=self.hospitals), out=start[1:])
            start[0] = 0
            order[:] = np.lexsort((self.hospital_rank, self.hospital))
        else:
            from rengang.model.market_kernels import best_first

            best_first(self.hospital, self.hospital_rank, start, order)
        return frozen(start), frozen(order.astype(np.int64))

    @property
    def has_conflicts(self) -> bool:
        """Does any conflict edge exist."""
        return len(self.kin) > 0

    def pair_of(self, assignment: Int32) -> Int64:
        """Pair index that each resident is assigned by, −1 where unmatched.  O(pairs).

        Raises
        ------
        ValueError
            Somebody is assigned a hospital that they do not list.
        """
        pair = np.full(self.residents, -1, dtype=np.int64)
        hit = np.flatnonzero(self.hospital == assignment[self.resident])
        pair[self.resident[hit]] = hit
        if ((assignment != UNMATCHED) & (pair < 0)).any():
            raise ValueError("a resident is assigned a hospital that is not on the list")
        return frozen(pair)

    def keep(self, mask: Bool) -> Market:
        """The market with only the pairs of `mask`; residents and hospitals stay as they are."""
        ptr = np.zeros(self.residents + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.resident[mask], minlength=self.residents), out=ptr[1:])
        return replace(
            self,
            ptr=frozen(ptr),
            hospital=frozen(self.hospital[mask]),
            resident_rank=frozen(self.resident_rank[mask]),
            hospital_rank=frozen(self.hospital_rank[mask]),
        )

    def matching(self, assignment: Int32) -> dict[Hashable, list[Hashable]]:
        """Hospital → residents given it, by name, in the order of the indices; hospitals with nobody too."""
        names = self.resident_names or range(self.residents)
        out: list[list[Hashable]] = [[] for _ in range(self.hospitals)]
        for name, hospital in zip(names, assignment.tolist(), strict=True):
            if hospital != UNMATCHED:
                out[hospital].append(name)
        return dict(zip(self.hospital_names or range(self.hospitals), out, strict=True))

    def assignment(self, matching: Mapping[Hashable, Iterable[Hashable]]) -> Int32:
        """The assignment that a matching by names (hospital → residents) describes.

        Raises
        ------
        ValueError
            An unknown name, or a resident at two hospitals.
        """
        mine = {name: at for at, name in enumerate(self.resident_names or range(self.residents))}
        theirs = {name: at for at, name in enumerate(self.hospital_names or range(self.hospitals))}
        out = np.full(self.residents, UNMATCHED, dtype=np.int32)
        for hospital, residents in matching.items():
            if hospital not in theirs:
                raise ValueError(f"there is no hospital {hospital!r}")
            for name in residents:
                if name not in mine:
                    raise ValueError(f"there is no resident {name!r}")
                if out[mine[name]] != UNMATCHED:
                    raise ValueError(f"resident {name!r} stands at two hospitals")
                out[mine[name]] = theirs[hospital]
        return frozen(out)


def _insist_on_one_length(*columns: Int32) -> None:
    """Raise ValueError for columns of the pairs that differ in length."""
    if len({len(column) for column in columns}) != 1:
        raise ValueError("the arrays of the pairs differ in length")


def _in_order(*keys: Int32) -> bool:
    """Do the rows ascend strictly, the first key counting most."""
    above = np.zeros(max(len(keys[0]) - 1, 0), dtype=bool)
    for key in reversed(keys):
        above = (key[1:] > key[:-1]) | ((key[1:] == key[:-1]) & above)
    return bool(above.all())


def _row_fault(fault: int, resident: int, pair: int, hospitals: int) -> str:
    """What is wrong with a resident's row, in words."""
    from rengang.model import market_kernels as kernels

    return {
        kernels.POINTERS: "ptr does not run from 0 to the number of pairs without going back",
        kernels.HOSPITAL: f"a hospital index is outside 0…{hospitals - 1}",
        kernels.RANK: "a rank is below 1",
        kernels.ORDER: "the row is not sorted by (resident_rank, hospital); Market.from_pairs sorts",
        kernels.TWICE: "a resident lists a hospital twice",
    }[fault] + f" (resident {resident}, pair {pair})"


def _symmetric_rows(residents: int, conflicts: tuple[Int32, Int32] | None) -> tuple[Int64, Int32]:
    """Compressed rows of an undirected edge list; loops and duplicates are dropped."""
    kin_ptr = np.zeros(residents + 1, dtype=np.int64)
    if conflicts is None or len(conflicts[0]) == 0:
        return kin_ptr, np.zeros(0, dtype=np.int32)
    a, b = (np.asarray(side, dtype=np.int64) for side in conflicts)
    if min(a.min(), b.min()) < 0 or max(a.max(), b.max()) >= residents:
        raise ValueError(f"a conflict names a resident outside 0…{residents - 1}")
    different = a != b
    source = np.concatenate([a[different], b[different]])
    target = np.concatenate([b[different], a[different]])
    keys = np.unique(source * residents + target)
    np.cumsum(np.bincount(keys // residents, minlength=residents), out=kin_ptr[1:])
    return kin_ptr, (keys % residents).astype(np.int32)

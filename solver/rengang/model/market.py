"""The market: what every engine sees. Residents, hospitals, quotas, ranks, conflicts — no cadre, no unit.

The vocabulary is that of the literature (Manlove 2013, *Algorithmics of Matching Under Preferences*): a
resident ranks some hospitals, a hospital ranks those residents, equal ranks are ties, lower is better.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rengang.model.instance import Bool, Int32, Int64, frozen

UNMATCHED = -1
"""In an assignment: the resident has no hospital."""


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

    An *assignment* is an int32 array of shape (residents,): a hospital, or :data:`UNMATCHED`.
    """

    quota: Int64
    ptr: Int64
    hospital: Int32
    resident_rank: Int32
    hospital_rank: Int32
    kin_ptr: Int64
    kin: Int32

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
        resident = np.asarray(resident, dtype=np.int32)
        hospital = np.asarray(hospital, dtype=np.int32)
        resident_rank = np.asarray(resident_rank, dtype=np.int32)
        hospital_rank = np.asarray(hospital_rank, dtype=np.int32)
        quota = np.array(quota, dtype=np.int64)
        if len({len(resident), len(hospital), len(resident_rank), len(hospital_rank)}) != 1:
            raise ValueError("resident, hospital, resident_rank and hospital_rank differ in length")
        if len(resident):
            if resident.min() < 0 or resident.max() >= residents:
                raise ValueError(f"a resident index is outside 0…{residents - 1}")
            if hospital.min() < 0 or hospital.max() >= len(quota):
                raise ValueError(f"a hospital index is outside 0…{len(quota) - 1}")
            if min(resident_rank.min(), hospital_rank.min()) < 1:
                raise ValueError("a rank is below 1")
        if len(quota) and quota.min() < 0:
            raise ValueError("a quota is negative")
        order = np.lexsort((hospital, resident_rank, resident))
        resident = resident[order]
        ptr = np.zeros(residents + 1, dtype=np.int64)
        np.cumsum(np.bincount(resident, minlength=residents), out=ptr[1:])
        hospital = hospital[order]
        keys = np.sort(resident.astype(np.int64) * max(len(quota), 1) + hospital)
        if len(keys) and (keys[1:] == keys[:-1]).any():
            raise ValueError("a resident lists a hospital twice")
        kin_ptr, kin = _symmetric_rows(residents, conflicts)
        return cls(
            quota=frozen(quota),
            ptr=frozen(ptr),
            hospital=frozen(hospital),
            resident_rank=frozen(resident_rank[order]),
            hospital_rank=frozen(hospital_rank[order]),
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
        order = np.lexsort((self.resident, self.hospital_rank, self.hospital))
        ptr = np.zeros(self.hospitals + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.hospital, minlength=self.hospitals), out=ptr[1:])
        return frozen(ptr), frozen(order.astype(np.int64))

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
        return Market(
            quota=self.quota,
            ptr=frozen(ptr),
            hospital=frozen(self.hospital[mask]),
            resident_rank=frozen(self.resident_rank[mask]),
            hospital_rank=frozen(self.hospital_rank[mask]),
            kin_ptr=self.kin_ptr,
            kin=self.kin,
        )


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

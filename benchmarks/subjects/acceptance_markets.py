"""Random markets as arrays, made without waste: they may have ten million residents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model.arrays import Int32, Int64

SEED = 1
EACH = 20
"""Residents, and seats, to a hospital."""
DISTRICT = 5
"""Hospitals to a district."""


@dataclass(frozen=True)
class Arrays:
    """A market in compressed rows, as `rengang.Market.from_rows` takes it."""

    quota: Int64
    ptr: Int64
    hospital: Int32
    resident_rank: Int32
    hospital_rank: Int32

    def all(self) -> tuple[Int64, Int64, Int32, Int32, Int32]:
        """In the order of the fields."""
        return self.quota, self.ptr, self.hospital, self.resident_rank, self.hospital_rank


def random_market(residents: int, wishes: int, shape: str = "") -> Arrays:
    """As many seats as residents, `wishes` different hospitals on each list, strict ranks on both sides.

    Lists and ranks are uniformly random. In a ``popular`` market hospitals are drawn towards the first ones, and all
    of them rank by one score, so that everybody wants the same and proposals go far down the lists. In one of
    ``districts`` everybody lists hospitals of one small district only.
    """
    rng = np.random.default_rng(SEED)
    hospitals = max(wishes + 1, residents // EACH)
    hospital = _lists(rng, residents, wishes, hospitals, shape)
    if shape == "popular":
        order = np.argsort(np.repeat(rng.permutation(residents).astype(np.int32), wishes), kind="stable")
    else:
        order = rng.permutation(len(hospital))
    return Arrays(
        quota=np.full(hospitals, -(-residents // hospitals), dtype=np.int64),
        ptr=np.arange(0, len(hospital) + 1, wishes, dtype=np.int64),
        hospital=hospital,
        resident_rank=np.tile(np.arange(1, wishes + 1, dtype=np.int32), residents),
        hospital_rank=_ranks(hospital, order.astype(np.int32), hospitals),
    )


def _lists(rng: np.random.Generator, residents: int, wishes: int, hospitals: int, shape: str) -> Int32:
    """Rows of different hospitals; rows with one twice are drawn again."""
    out = np.empty((residents, wishes), dtype=np.int32)
    missing = np.arange(residents)
    while len(missing):
        size = (len(missing), wishes)
        if shape == "popular":
            drawn = (rng.random(size, dtype=np.float32) ** 2 * hospitals).astype(np.int32)
        elif shape == "districts":
            home = missing * (hospitals // DISTRICT) // residents * DISTRICT
            drawn = (home[:, None] + rng.integers(0, DISTRICT, size)).astype(np.int32)
        else:
            drawn = rng.integers(0, hospitals, size, dtype=np.int32)
        out[missing] = np.minimum(drawn, hospitals - 1)
        rows = np.sort(out, axis=1)
        missing = np.flatnonzero((rows[:, 1:] == rows[:, :-1]).any(axis=1))
    return out.ravel()


def _ranks(hospital: Int32, order: Int32, hospitals: int) -> Int32:
    """Rank of each pair at its hospital, from 1, when pairs come in `order`."""
    listed = np.bincount(hospital, minlength=hospitals)
    start = np.cumsum(listed) - listed
    by_hospital = order[np.argsort(hospital[order], kind="stable")]
    rank = np.empty(len(hospital), dtype=np.int32)
    rank[by_hospital] = np.arange(1, len(hospital) + 1, dtype=np.int32)
    rank -= start[hospital].astype(np.int32)
    return rank

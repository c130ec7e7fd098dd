"""Problems as files that every peer's environment can read: NumPy arrays, and the lists that they stand for."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.signedinteger]


def write_market(path: Path, market: Any) -> Path:
    """Quotas, lists and ranks of a market (without relatives: no peer knows them)."""
    names = ("quota", "ptr", "hospital", "resident_rank", "hospital_rank")
    return _write(path, **{name: getattr(market, name) for name in names})


def write_assignment(path: Path, quota: Integers, ptr: Integers, hospital: Integers, cost: Integers) -> Path:
    """People ``i`` with the pairs ``ptr[i]:ptr[i+1]`` of hospital and cost (integers, ≥ 0); seats of hospitals."""
    return _write(path, quota=quota, ptr=ptr, hospital=hospital, cost=cost)


def _write(path: Path, **arrays: Integers) -> Path:
    with path.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # the stubs take a name for `allow_pickle`
    return path


class Problem:
    """The arrays of such a file, and the lists that they stand for.

    A file has either both ranks or costs. Equal ranks are broken by index, which changes nothing where there are
    none.
    """

    quota: Integers
    ptr: Integers
    hospital: Integers
    resident_rank: Integers
    hospital_rank: Integers
    cost: Integers

    def __init__(self, path: str) -> None:
        with np.load(path) as file:
            vars(self).update({name: file[name] for name in file.files})

    @property
    def people(self) -> int:
        """Number of residents, or of people to be placed."""
        return len(self.ptr) - 1

    @property
    def has_ranks(self) -> bool:
        """Is it a market; else it is an assignment with costs."""
        return hasattr(self, "hospital_rank")

    @property
    def square(self) -> bool:
        """As many hospitals as people, quotas of one, complete lists: all that some peers know."""
        n = self.people
        return len(self.quota) == n and len(self.hospital) == n * n and bool((self.quota <= 1).all())

    @cached_property
    def person(self) -> Integers:
        """The person of each pair."""
        return np.repeat(np.arange(self.people), np.diff(self.ptr))

    @property
    def dear(self) -> int:
        """More than all other costs together: what it costs to leave a person out."""
        return int(self.cost.max(initial=0)) * min(self.people, int(self.quota.sum())) + 1

    def seats(self) -> tuple[Integers, Integers, Integers]:
        """Hospital of each seat, and for each pair and each seat of its hospital: the pair, the seat."""
        quota, each = self.quota, self.quota[self.hospital]
        first = np.cumsum(quota) - quota
        pair = np.repeat(np.arange(len(self.hospital)), each)
        nth = np.arange(len(pair)) - np.repeat(np.cumsum(each) - each, each)
        return np.repeat(np.arange(len(quota)), quota), pair, first[self.hospital[pair]] + nth

    def lists(self) -> list[list[int]]:
        """Each resident's hospitals, best first."""
        hospital, ptr = self.hospital.tolist(), self.ptr.tolist()
        return [hospital[a:b] for a, b in pairwise(ptr)]

    def applicants(self) -> list[list[int]]:
        """Each hospital's residents, best first."""
        order = np.lexsort((self.person, self.hospital_rank, self.hospital))
        ends = np.cumsum(np.bincount(self.hospital, minlength=len(self.quota)))
        who = self.person[order].tolist()
        return [who[a:b] for a, b in pairwise([0, *ends.tolist()])]

    def groups(self) -> list[list[list[int]]]:
        """Each resident's hospitals in groups of equal rank, best first."""
        return _grouped(self.person, self.hospital, self.resident_rank, self.people)

    def applicant_groups(self) -> list[list[list[int]]]:
        """Each hospital's residents in groups of equal rank, best first."""
        return _grouped(self.hospital, self.person, self.hospital_rank, len(self.quota))


def _grouped(owner: Integers, other: Integers, rank: Integers, count: int) -> list[list[list[int]]]:
    out: list[list[list[int]]] = [[] for _ in range(count)]
    last = (-1, -1)
    order = np.lexsort((other, rank, owner))
    for u, i, r in zip(owner[order].tolist(), other[order].tolist(), rank[order].tolist(), strict=True):
        if (u, r) != last:
            out[u].append([])
            last = (u, r)
        out[u][-1].append(i)
    return out

"""Look-ups in sorted arrays: pairs as one key, where a key stands, whether it does, which rows belong to a group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rengang.model.arrays import Bool, Int64

Integers = npt.NDArray[np.signedinteger]


def encode(first: Integers, second: Integers, size: int) -> Int64:
    """Pairs as keys ``first · size + second``, for seconds in 0…size−1; ascending keys are pairs in order.

    >>> encode(np.array([0, 2]), np.array([1, 0]), 3)
    array([1, 6])
    """
    return first.astype(np.int64) * size + second


def decode(keys: Int64, size: int) -> tuple[Int64, Int64]:
    """The inverse of :func:`encode`."""
    first, second = np.divmod(keys, max(size, 1))
    return first, second


def find(wanted: Integers, known: Integers) -> Int64:
    """First position of each wanted value in the sorted array `known`, −1 where it is not there.  O(w · log k).

    >>> find(np.array([3, 4]), np.array([1, 3, 3]))
    array([ 1, -1])
    """
    if len(known) == 0:
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, at, -1).astype(np.int64)


def among(wanted: Integers, known: Integers) -> Bool:
    """Which of the wanted values stand in the sorted array `known`.  O(w · log k)."""
    if len(known) == 0:
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.asarray(known[at] == wanted)


def rows(group: Integers, groups: int) -> Int64:
    """Where the rows of each group begin in a column sorted by group; one end more than groups.

    >>> rows(np.array([0, 0, 2]), 3)
    array([0, 2, 2, 3])
    """
    return np.searchsorted(group, np.arange(groups + 1)).astype(np.int64)

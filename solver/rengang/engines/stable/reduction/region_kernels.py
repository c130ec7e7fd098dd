"""Cutting out of a market the connected parts in which somebody still has a choice: compiled."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel, part
from rengang.model.arrays import Bool, Int32, Int64


@part
def root(parent: Int64, node: int) -> int:
    """The root of a node's set; halves the way there."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@part
def join(parent: Int64, a: int, b: int) -> None:
    """Make the sets of both nodes one; the least node is its root."""
    a, b = root(parent, a), root(parent, b)
    parent[max(a, b)] = min(a, b)


@part
def _pair_at(i: int, u: int, ptr: Int64, hospital: Int32, alive: Bool) -> int:
    """The living pair of resident i with hospital u, or −1."""
    for e in range(ptr[i], ptr[i + 1]):
        if alive[e] and hospital[e] == u:
            return e
    return -1


@kernel
def chooses(ptr: Int64, hospital: Int32, kin_ptr: Int64, kin: Int32, alive: Bool) -> Bool:
    """Mask of the residents with several living pairs, or with one where a relative could still meet them."""
    out = np.zeros(ptr.shape[0] - 1, dtype=np.bool_)
    for i in range(ptr.shape[0] - 1):
        count = 0
        for e in range(ptr[i], ptr[i + 1]):
            count += alive[e]
        out[i] = count > 1
        if count == 1 and kin_ptr[i + 1] > kin_ptr[i]:
            for e in range(ptr[i], ptr[i + 1]):
                if alive[e]:
                    for r in range(kin_ptr[i], kin_ptr[i + 1]):
                        out[i] |= _pair_at(kin[r], hospital[e], ptr, hospital, alive) >= 0
    return out


@kernel
def regions(ptr: Int64, hospital: Int32, hospitals: int, alive: Bool, wanted: Bool) -> tuple[Int64, Int64]:
    """Connected parts that hold a wanted resident: (label of each resident, of each hospital), −1 elsewhere.

    Labels follow the order of the first residents.
    """
    residents = ptr.shape[0] - 1
    parent = np.arange(residents + hospitals)
    for i in range(residents):
        for e in range(ptr[i], ptr[i + 1]):
            if alive[e]:
                join(parent, i, residents + hospital[e])
    label = np.full(residents + hospitals, -2, dtype=np.int64)
    for i in range(residents):
        if wanted[i]:
            label[root(parent, i)] = -1
    count = 0
    for node in range(residents + hospitals):
        top = root(parent, node)
        if label[top] == -1:
            label[top] = count
            count += 1
        label[node] = label[top]
    return np.maximum(label[:residents], -1), np.maximum(label[residents:], -1)


@kernel
def sorted_by_label(label: Int64, count: int) -> tuple[Int64, Int64]:
    """(pointers by label, indices), those of label −1 left out; a counting sort."""
    ptr = np.zeros(count + 1, dtype=np.int64)
    for at in range(label.shape[0]):
        if label[at] >= 0:
            ptr[label[at] + 1] += 1
    for c in range(count):
        ptr[c + 1] += ptr[c]
    out = np.empty(ptr[count], dtype=np.int64)
    filled = ptr[:-1].copy()
    for at in range(label.shape[0]):
        if label[at] >= 0:
            out[filled[label[at]]] = at
            filled[label[at]] += 1
    return ptr, out


@kernel
def cut_rows(
    chosen: Int64, new_hospital: Int64, ptr: Int64, hospital: Int32, alive: Bool
) -> tuple[Int64, Int64]:
    """(row pointers, pairs) of the chosen residents, in their order: living pairs, and others there as well."""
    rows = np.zeros(chosen.shape[0] + 1, dtype=np.int64)
    count = 0
    for a in range(chosen.shape[0]):
        for e in range(ptr[chosen[a]], ptr[chosen[a] + 1]):
            count += alive[e] and new_hospital[hospital[e]] >= 0
        rows[a + 1] = count
    pairs = np.empty(count, dtype=np.int64)
    count = 0
    for a in range(chosen.shape[0]):
        for e in range(ptr[chosen[a]], ptr[chosen[a] + 1]):
            if alive[e] and new_hospital[hospital[e]] >= 0:
                pairs[count] = e
                count += 1
    return rows, pairs


@kernel
def cut_columns(
    chosen: Int64, new_pair: Int64, h_ptr: Int64, h_pair: Int64, count: int
) -> tuple[Int64, Int64]:
    """(pointers, new pairs) of the chosen hospitals, in their order, each sorted as before."""
    rows = np.zeros(chosen.shape[0] + 1, dtype=np.int64)
    out = np.empty(count, dtype=np.int64)
    filled = 0
    for a in range(chosen.shape[0]):
        for at in range(h_ptr[chosen[a]], h_ptr[chosen[a] + 1]):
            if new_pair[h_pair[at]] >= 0:
                out[filled] = new_pair[h_pair[at]]
                filled += 1
        rows[a + 1] = filled
    return rows, out


@kernel
def rivals(
    pairs: Int64,
    new_pair: Int64,
    resident: Int32,
    hospital: Int32,
    ptr: Int64,
    kin_ptr: Int64,
    kin: Int32,
    alive: Bool,
) -> tuple[Int64, Int64]:
    """For each chosen pair (i, u): the chosen pairs (p, u) of i's relatives p; pointers and pairs."""
    rows = np.zeros(pairs.shape[0] + 1, dtype=np.int64)
    out = np.empty(0, dtype=np.int64)
    for fill in range(2):
        count = 0
        for a in range(pairs.shape[0]):
            i = resident[pairs[a]]
            for r in range(kin_ptr[i], kin_ptr[i + 1]):
                f = _pair_at(kin[r], hospital[pairs[a]], ptr, hospital, alive)
                if f >= 0 and new_pair[f] >= 0:
                    if fill == 1:
                        out[count] = new_pair[f]
                    count += 1
            rows[a + 1] = count
        if fill == 0:
            out = np.empty(count, dtype=np.int64)
    return rows, out


@kernel
def fill(
    wish: Int32, rank: Int32, resident: Int32, h_ptr: Int64, h_pair: Int64, quota: Int64,
    alive: Bool, decided: Bool, assignment: Int32,
) -> None:  # fmt: skip
    """Give the seats that are left to those who are not decided: each has one living pair at most.

    Best ranks first, among equals the least wishes, then the first residents.
    """
    left = quota.copy()
    for i in range(assignment.shape[0]):
        if decided[i] and assignment[i] >= 0:
            left[assignment[i]] -= 1
    for u in range(quota.shape[0]):
        at = h_ptr[u]
        while at < h_ptr[u + 1] and left[u] > 0:
            start, count, least = at, 0, wish[h_pair[at]]
            while at < h_ptr[u + 1] and rank[h_pair[at]] == rank[h_pair[start]]:
                e = h_pair[at]
                count += alive[e] and not decided[resident[e]]
                least = min(least, wish[e])
                at += 1
            count = min(count, left[u])
            left[u] -= count
            while count > 0:
                following = np.iinfo(np.int32).max
                for f in range(start, at):
                    e = h_pair[f]
                    if count > 0 and alive[e] and not decided[resident[e]] and wish[e] == least:
                        assignment[resident[e]] = u
                        count -= 1
                    elif wish[e] > least:
                        following = min(following, wish[e])
                least = following

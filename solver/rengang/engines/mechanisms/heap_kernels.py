"""A max-heap inside a part of an array, compiled. Importing this module imports Numba."""

from __future__ import annotations

from rengang.compiled import kernel


@kernel
def sink(heap, at, size, hole, key):  # type: ignore[no-untyped-def]
    """Put `key` into position `hole` of the max-heap ``heap[at:at + size]``, or below it."""
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        if child + 1 < size and heap[at + child + 1] > heap[at + child]:
            child += 1
        if heap[at + child] <= key:
            break
        heap[at + hole] = heap[at + child]
        hole = child
    heap[at + hole] = key


@kernel
def heapify(heap, at, size):  # type: ignore[no-untyped-def]
    """Turn ``heap[at:at + size]`` into a max-heap, bottom up, in linear time."""
    for hole in range(size // 2 - 1, -1, -1):
        sink(heap, at, size, hole, heap[at + hole])


@kernel
def rise(heap, at, size, key):  # type: ignore[no-untyped-def]
    """Append `key` to the max-heap of `size` entries that starts at `at`."""
    hole = size
    while hole > 0:
        parent = (hole - 1) // 2
        if heap[at + parent] >= key:
            break
        heap[at + hole] = heap[at + parent]
        hole = parent
    heap[at + hole] = key

"""The fullest flow of least cost in a network without cycles, along ever dearer ways to one sink."""

from __future__ import annotations

import numpy as np

from rengang.model.arrays import Int32, Int64

PATIENCE = 1000
"""Rounds after which :func:`fullest_flow` gives up. Placements of 200,000 people took fewer than 100."""


def fullest_flow(
    tail: Int32, head: Int32, lower: Int64, upper: Int64, supply: Int64, cost: Int64
) -> tuple[Int64 | None, Int64]:
    """As much of the `supply` as possible sent to the last node, then at least cost, and what is left.

    Successive shortest paths (Jewell 1958; Iri 1960; Busacker, Gowen 1960), all those of one length at once
    (Dinitz 1970). Where costs are sums of a few weights there are few lengths, and the time is some twenty
    passes over the arcs; a network of a million arcs takes a third of what scaling push-relabel needs.

    Parameters
    ----------
    tail, head : int32, shape (arcs,)
        Every arc leads to a higher number; the last node is the sink.
    lower, upper : int64, shape (arcs,)
        0 ≤ lower ≤ upper < 2³¹; only arcs to the sink have lower > 0.
    supply : int64, shape (nodes,)
        ≥ 0 before the sink, where it is not looked at.
    cost : int64, shape (arcs,)
        ≥ 0.

    Returns
    -------
    flow : int64, shape (arcs,), or None
        None where the lower bounds cannot all be met.
    left : int64, shape (nodes,)
        Of the supply, what found no way.

    Raises
    ------
    TimeoutError
        More than :data:`PATIENCE` rounds would be needed.
    """
    from rengang.engines.solvers.augmenting_flow_kernels import both_ways, fill, first_levels

    nodes, sink = len(supply), len(supply) - 1
    start, to, twin, entry = both_ways(tail, head, nodes)
    last = np.flatnonzero(head == sink)
    price = np.empty(2 * len(tail), dtype=np.int64)
    price[entry], price[twin[entry]] = cost, -cost
    room = np.zeros(2 * len(tail), dtype=np.int64)
    room[entry] = upper
    left = np.maximum(supply, 0)
    left[sink] = 0
    due = bool(lower.any())
    if due:
        # what must come is sent first; more than that can be had without taking it away again
        room[entry[last]] = lower[last]
    level = first_levels(start, to, room, price, left)
    done = fill(start, to, twin, room, price, level, left, sink, PATIENCE)
    if due and done:
        if room[entry[last]].any():
            return None, left
        room[entry[last]] = (upper - lower)[last]
        room[twin[entry[last]]] = 0
        level[sink] = (level[tail] + cost)[last[(upper > lower)[last]]].min(initial=level[sink])
        done = fill(start, to, twin, room, price, level, left, sink, PATIENCE)
    if not done:
        raise TimeoutError(f"the flow needs more than {PATIENCE} rounds")
    return upper - room[entry], left

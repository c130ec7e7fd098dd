"""Pairs that no feasible seating takes, caps that cannot bind, and parts that are independent of each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.engines.seats.problem import SeatMarket
from rengang.model.arrays import Bool, Int64
from rengang.model.pairs import decode, encode


def possible(market: SeatMarket) -> Bool:
    """Mask of the pairs that some feasible seating might take; the others are taken by none.

    A pair that no feasible seating takes cannot block one either: the seating after its move would be feasible
    and take it. Looked at, to a fixpoint: bars; required pairs of the same person, of the same seat, or that
    clash; people needed who have no pair left that fits; caps that nobody's leaving can make room in.
    """
    alive = ~market.barred & ~_beside_required(market)
    while True:
        before = int(alive.sum())
        alive &= ~_over_cap(market, alive)
        _drop_unmet_needs(market, alive)
        if int(alive.sum()) == before:
            return alive


def _beside_required(market: SeatMarket) -> Bool:
    """Pairs that cannot be taken because another one is required."""
    must = np.flatnonzero(market.required)
    out = np.isin(market.person, market.person[must]) | np.isin(market.seat, market.seat[must])
    # two required pairs of one person contradict each other: neither is possible
    person, count = np.unique(market.person[must], return_counts=True)
    seat, held = np.unique(market.seat[must], return_counts=True)
    out[must] = np.isin(market.person[must], person[count > 1]) | np.isin(market.seat[must], seat[held > 1])
    out[market.clash_a[market.required[market.clash_b]]] = True
    out[market.clash_b[market.required[market.clash_a]]] = True
    return out


def _over_cap(market: SeatMarket, alive: Bool) -> Bool:
    """Pairs that raise a cap's count above its room whatever the others do."""
    out = np.zeros(market.pairs, dtype=bool)
    if len(market.room) == 0:
        return out
    key, at = np.unique(
        encode(market.cap, market.person[market.cap_pair], market.people), return_inverse=True
    )
    use = alive[market.cap_pair]
    least = np.zeros(len(key), dtype=np.int64)  # what each (cap, person) can take off the cap's count
    np.minimum.at(least, at[use], np.minimum(market.cap_change[use], 0))
    total = np.zeros(len(market.room), dtype=np.int64)
    np.add.at(total, decode(key, market.people)[0], least)
    others = total[market.cap] - least[at]
    out[market.cap_pair[use & (market.cap_change + others > market.room[market.cap])]] = True
    return out


def _drop_unmet_needs(market: SeatMarket, alive: Bool) -> None:
    """Take out the pairs that need a person who has no pair left beside them."""
    for e, r in zip(market.need_pair.tolist(), market.need_person.tolist(), strict=True):
        if alive[e] and market.person[e] != r:
            alive[e] = any(
                alive[f] and market.seat[f] != market.seat[e] and f not in market.clashes[e]
                for f in market.of_person[r]
            )


def binding_caps(market: SeatMarket, alive: Bool) -> Bool:
    """Mask of the caps that some choice among the living pairs could break; shape (caps,)."""
    use = alive[market.cap_pair] & (market.cap_change > 0)
    most = np.full(len(market.room), np.iinfo(np.int64).max)
    for side, size in ((market.person, market.people), (market.seat, market.seats)):
        cap, _ = decode(np.unique(encode(market.cap[use], side[market.cap_pair[use]], size)), size)
        most = np.minimum(most, np.bincount(cap, minlength=len(market.room)))
    return np.asarray(most > market.room)


@dataclass(frozen=True, eq=False)
class Parts:
    """The living pairs by connected component.

    Attributes
    ----------
    free : int64
        Pairs of components in which nothing but "one seat a person, one person a seat" can bind, ascending.
    bound : list of int64
        The pairs of every other component, in ascending size, then by first pair.
    """

    free: Int64
    bound: list[Int64]


def split(market: SeatMarket, alive: Bool, binding: Bool) -> Parts:
    """Components over people, seats, binding caps, clashes and needs among the living pairs."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    pairs = np.flatnonzero(alive)
    n, m = market.people, market.seats
    change = alive[market.cap_pair] & binding[market.cap]
    clash = alive[market.clash_a] & alive[market.clash_b]
    need = alive[market.need_pair]
    edges = (
        (market.person[pairs], n + market.seat[pairs]),
        (market.person[market.cap_pair[change]], n + m + market.cap[change]),
        (market.person[market.clash_a[clash]], market.person[market.clash_b[clash]]),
        (market.person[market.need_pair[need]], market.need_person[need]),
    )
    first, second = (np.concatenate([edge[k] for edge in edges]).astype(np.int64) for k in (0, 1))
    size = n + m + len(market.room)
    graph = csr_array((np.ones(len(first), dtype=np.int8), (first, second)), shape=(size, size))
    parts, label = connected_components(graph, directed=False)
    tied = np.zeros(parts, dtype=bool)
    for mark in (
        market.cap_pair[change],
        market.clash_a[clash],
        market.need_pair[need],
        np.flatnonzero(market.required & alive),
    ):
        tied[label[market.person[mark]]] = True
    part = label[market.person[pairs]]
    order = np.argsort(part, kind="stable")
    groups = np.split(pairs[order], np.flatnonzero(np.diff(part[order])) + 1) if len(pairs) else []
    bound = [group for group in groups if tied[label[market.person[group[0]]]]]
    bound.sort(key=lambda group: (len(group), int(group[0])))
    return Parts(np.flatnonzero(alive & ~tied[label[market.person]]), bound)

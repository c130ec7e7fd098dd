"""What is done without search: carry out the moves of blocking pairs for as long as there are some."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rengang.engines.seats.definition import counts, objective_values, stays_feasible
from rengang.engines.seats.problem import NOBODY, SeatMarket
from rengang.model.arrays import Bool, Int32, Int64

PASSES = 60
"""Most passes over the pairs: with caps and relatives the moves need not come to an end."""


def carry_out(market: SeatMarket, pairs: Int64, taken: Bool, order: Sequence[str]) -> None:
    """Improve the part of a feasible seating within `pairs`, in place, if that makes the whole one better.

    In each pass every pair, those first that both sides like best, is moved if it then blocks. Ends when none
    does, or after :data:`PASSES`. O(passes · pairs).
    """
    moved = taken.copy()
    pair = np.full(market.people, NOBODY, dtype=np.int64)
    pair[market.person[moved]] = np.flatnonzero(moved)
    held = np.full(market.seats, NOBODY, dtype=np.int64)
    held[market.seat[moved]] = np.flatnonzero(moved)
    count = counts(market, pair)
    liked = pairs[np.lexsort((pairs, market.person_rank[pairs], market.seat_rank[pairs]))]
    rows = liked[~market.barred[liked]].tolist()
    person, seat = market.person.tolist(), market.seat.tolist()
    rank, seat_rank = market.person_rank.tolist(), market.seat_rank.tolist()
    for _ in range(PASSES):
        still = True
        for e in rows:
            own, other = int(pair[person[e]]), int(held[seat[e]])
            if (own >= 0 and rank[own] <= rank[e]) or (other >= 0 and seat_rank[other] <= seat_rank[e]):
                continue
            if stays_feasible(market, pair, count, e, own, other):
                still = False
                for f, change in ((own, -1), (other, -1), (e, 1)):
                    if f >= 0:
                        pair[person[f]] = held[seat[f]] = e if change > 0 else NOBODY
                        for cap, amount in market.changes[f].items():
                            count[cap] += change * amount
        if still:
            break
    moved[:] = False
    moved[pair[pair >= 0]] = True
    if key(market, moved, order) < key(market, taken, order):
        taken[:] = moved


def key(market: SeatMarket, taken: Bool, order: Sequence[str]) -> tuple[int, ...]:
    """The objectives of a seating, each so that less is better."""
    assignment: Int32 = np.full(market.people, NOBODY, dtype=np.int32)
    assignment[market.person[taken]] = market.seat[taken]
    values = objective_values(market, assignment)
    return tuple(-values[name] if name == "filled" else values[name] for name in order)

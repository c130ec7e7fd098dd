"""What is done without search: carry out the moves of blocking pairs, as long as that makes the seating better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rengang.engines.seats.definition import blocking_pairs, objective_values
from rengang.engines.seats.problem import NOBODY, SeatMarket
from rengang.model.instance import Bool, Int32, Int64

ROUNDS = 50
"""Most rounds of moves: with caps and relatives the moves need not come to an end."""


def carry_out(market: SeatMarket, pairs: Int64, taken: Bool, order: Sequence[str]) -> None:
    """Improve the part of a feasible seating within `pairs`, in place; the best one on the way stays.

    In a round, every seat takes the move that it likes best (then the person's rank, then the pair), as long
    as that is still a blocking one's.
    """
    inside = np.zeros(market.pairs, dtype=bool)
    inside[pairs] = True
    best, best_key = taken.copy(), _key(market, taken, order)
    for _ in range(ROUNDS):
        moves = [e for e in blocking_pairs(market, _assignment(market, taken)) if inside[e]]
        if not moves:
            break
        moves.sort(key=lambda e: (market.seat_rank[e], market.person_rank[e], e))
        e = moves[0]
        taken[(market.person == market.person[e]) | (market.seat == market.seat[e])] = False
        taken[e] = True
        key = _key(market, taken, order)
        if key < best_key:
            best, best_key = taken.copy(), key
    taken[:] = best


def _assignment(market: SeatMarket, taken: Bool) -> Int32:
    out = np.full(market.people, NOBODY, dtype=np.int32)
    out[market.person[taken]] = market.seat[taken]
    return out


def _key(market: SeatMarket, taken: Bool, order: Sequence[str]) -> tuple[int, ...]:
    values = objective_values(market, _assignment(market, taken))
    return tuple(-values[name] if name == "filled" else values[name] for name in order)

"""What a seating must be, and which pairs block it: plain predicates, straight from the definition.

A seating is *feasible* when everybody has at most one seat and every seat at most one person, every cap's count is
within its room, the needs of every pair taken are met, no two clashing pairs are taken, every required pair is
taken and no barred one.

A pair (i, s) *blocks* a feasible seating when i has no seat or prefers s strictly, s is empty or prefers i
strictly to its holder, and what comes about when i takes s and the holder ends without a seat is feasible again
(after Kamada & Kojima 2017).
"""

from __future__ import annotations

import numpy as np

from rengang.engines.seats.problem import NOBODY, SeatMarket
from rengang.model.arrays import Int32, Int64


def feasible(market: SeatMarket, assignment: Int32) -> bool:
    """Does the seating (seat per person, −1 for none) keep every rule.  O(pairs + changes)."""
    pair = market.pair_of(assignment)
    taken = np.zeros(market.pairs, dtype=bool)
    taken[pair[pair >= 0]] = True
    held = np.bincount(market.seat[taken], minlength=market.seats)
    return bool(
        (held <= 1).all()
        and (counts(market, pair) <= market.room).all()
        and not (taken & market.barred).any()
        and not (market.required & ~taken).any()
        and not (taken[market.clash_a] & taken[market.clash_b]).any()
        and (pair[market.need_person[taken[market.need_pair]]] >= 0).all()
    )


def counts(market: SeatMarket, pair: Int64) -> Int64:
    """Count of each cap when person i takes ``pair[i]`` (−1: none)."""
    taken = np.zeros(market.pairs, dtype=bool)
    taken[pair[pair >= 0]] = True
    inside = taken[market.cap_pair]
    out = np.zeros(len(market.room), dtype=np.int64)
    np.add.at(out, market.cap[inside], market.cap_change[inside])
    return out


def blocking_pairs(market: SeatMarket, assignment: Int32) -> list[int]:
    """The pairs that block a feasible seating, ascending.

    Of the seating after a move only what the move changes is looked at: all else keeps the rules as before.
    """
    pair = market.pair_of(assignment)
    holder = np.full(market.seats, NOBODY, dtype=np.int64)
    seated = np.flatnonzero(pair >= 0)
    holder[market.seat[pair[seated]]] = seated
    own = pair[market.person]
    other = np.where(holder[market.seat] >= 0, pair[holder[market.seat]], NOBODY)
    wishes = (own < 0) | (market.person_rank < market.person_rank[own])
    wishes &= (other < 0) | (market.seat_rank < market.seat_rank[other])
    count = counts(market, pair)
    moves = np.flatnonzero(wishes & ~market.barred).tolist()
    return [e for e in moves if stays_feasible(market, pair, count, e, int(own[e]), int(other[e]))]


def stays_feasible(
    market: SeatMarket, pair: Int64, count: Int64, enters: int, left: int, displaced: int
) -> bool:
    """Is the seating after a move feasible: a pair is entered, the mover's own and the holder's are given up."""
    i = int(market.person[enters])
    j = NOBODY if displaced < 0 else int(market.person[displaced])
    given_up = [e for e in (left, displaced) if e >= 0]
    if any(market.required[e] for e in given_up):
        return False
    change = dict(market.changes[enters])
    for e in given_up:
        for cap, amount in market.changes[e].items():
            change[cap] = change.get(cap, 0) - amount
    if any(amount > 0 and count[cap] + amount > market.room[cap] for cap, amount in change.items()):
        return False

    def stays(e: int) -> bool:
        return bool(pair[market.person[e]] == e) and e not in given_up

    if any(stays(e) for e in market.clashes[enters]):
        return False
    if any(r != i and (pair[r] < 0 or r == j) for r in market.needs[enters]):
        return False
    return j == NOBODY or not any(stays(e) for e in market.needed_by[j])


def objective_values(market: SeatMarket, assignment: Int32) -> dict[str, int]:
    """What a feasible seating makes of every objective."""
    pair = market.pair_of(assignment)
    pair = pair[pair >= 0]
    return {
        "blocking": len(blocking_pairs(market, assignment)),
        "filled": len(pair),
        "person_ranks": int(market.person_rank[pair].sum()),
        "seat_ranks": int(market.seat_rank[pair].sum()),
    }

"""Immediate acceptance."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from oracle.small_markets import feasible, relatives, small_markets
from rengang.engines.mechanisms.immediate_acceptance import immediate_acceptance
from rengang.model import Market


def _by_hand(market: Market) -> list[int]:
    """The definition, resident by resident."""
    taken: list[int] = [-1] * market.residents
    seats = market.quota.tolist()
    for round_ in range(market.hospitals):
        applicants = []
        for i in range(market.residents):
            p = int(market.ptr[i]) + round_
            if taken[i] < 0 and p < market.ptr[i + 1]:
                applicants.append((int(market.hospital[p]), int(market.hospital_rank[p]), i))
        for h, _, i in sorted(applicants):
            if seats[h] and all(taken[j] != h for j in relatives(market, i)):
                taken[i] = h
                seats[h] -= 1
    return taken


@settings(max_examples=200, deadline=None)
@given(market=small_markets(residents=8, hospitals=5, conflicts=True))
def test_agrees_with_the_definition(market: Market) -> None:
    """Every round, seat and relative as the definition has it, and the outcome is feasible."""
    assignment = immediate_acceptance(market)
    assert assignment.tolist() == _by_hand(market)
    assert feasible(market, assignment)


def test_a_better_rank_comes_too_late() -> None:
    """The mark of the mechanism: a seat given in round one is not taken back for a better second choice."""
    # r0 and r1 want h0 first; r0 fails there and is h1's best, but r2 took h1 in round one
    market = Market.from_pairs(
        3, np.array([1, 1]), *(np.array(a) for a in ([0, 0, 1, 2], [0, 1, 0, 1], [1, 2, 1, 1], [2, 1, 1, 2]))
    )
    assert immediate_acceptance(market).tolist() == [-1, 0, 1]


def test_the_tie_key_decides_between_equal_ranks() -> None:
    """Two residents of equal rank, one seat: the lower key gets it."""
    market = Market.from_pairs(2, np.array([1]), *(np.array(a) for a in ([0, 1], [0, 0], [1, 1], [1, 1])))
    assert immediate_acceptance(market).tolist() == [0, -1]
    assert immediate_acceptance(market, np.array([5, 3])).tolist() == [-1, 0]

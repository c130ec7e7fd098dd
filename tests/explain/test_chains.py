"""Chains of an exchange: every chain named is made of moves of the allocation and closes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from oracle.random_instances import random_instance
from rengang.campaign import run
from rengang.explain.selection.chains import chain, chain_text
from rengang.explain.selection.fates import Fates
from rengang.policy import resolve
from rengang.verify.allocation import judge_allocation


def test_a_chain_is_made_of_moves_and_ends_where_it_began() -> None:
    """Under exact balance every move lies on a closed chain, and each of its steps is somebody's move."""
    rng = np.random.default_rng(8)
    chains = 0
    for _ in range(60):
        instance, document = random_instance(rng, mode="exchange", rule="exchange-max", balance__tolerance=0)
        policy = resolve(document)
        allocation = run(instance, policy).allocation
        assert allocation is not None
        moved = np.flatnonzero(allocation.to_unit >= 0)
        moves = {
            (int(instance.unit_of[allocation.cadre[row]]), int(allocation.to_unit[row])) for row in moved
        }
        fates = Fates(judge_allocation(instance, policy, allocation).trace)
        for home, unit in sorted(moves):
            way = chain(fates.moves, home, unit)
            assert way is not None
            assert (way[0], way[-1]) == (unit, home)
            assert set(pairwise(way)) <= moves
            chains += 1
    assert chains > 20


def test_an_open_move_says_that_it_lies_within_the_tolerance() -> None:
    """One cadre moves and nobody moves back: no chain is claimed."""
    rng = np.random.default_rng(9)
    seen = 0
    for _ in range(80):
        instance, document = random_instance(rng, mode="exchange", rule="exchange-max", balance__tolerance=1)
        policy = resolve(document)
        allocation = run(instance, policy).allocation
        assert allocation is not None
        fates = Fates(judge_allocation(instance, policy, allocation).trace)
        for row in np.flatnonzero(allocation.to_unit >= 0):
            cadre, unit = int(allocation.cadre[row]), int(allocation.to_unit[row])
            text = chain_text(fates, fates.moves, cadre, unit)
            closed = chain(fates.moves, int(instance.unit_of[cadre]), unit) is not None
            assert ("tolerance of 1" in text.en) is not closed
            seen += not closed
    assert seen > 5

"""Turns: at a site where relatives have met, only one of them may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rengang.engines.placement.repair import collisions
from rengang.model.arrays import Int32

if TYPE_CHECKING:
    from rengang.engines.placement.problem import Placement, Turns


def more_turns(problem: Placement, assignment: Int32) -> Turns:
    """The problem's turns, and those of the people who meet in `assignment` and have none there yet.

    A turn is among people who are all related to each other, and nobody has two at one site; so a flow can
    heed all turns, and whoever respects the relations respects them. People are taken by index.
    """
    turns = [*problem.turns]
    taken = {(i, site) for site, people in turns for i in people}
    for i in collisions(problem, assignment).tolist():
        site = int(assignment[i])
        clique: list[int] = []
        for j in (i, *problem.relatives(i).tolist()):
            met = int(assignment[j]) == site and (j, site) not in taken
            if met and all(k in problem.relatives(j) for k in clique):
                clique.append(j)
        if len(clique) > 1 and clique[0] == i:
            turns.append((site, tuple(clique)))
            taken.update((j, site) for j in clique)
    return tuple(turns)

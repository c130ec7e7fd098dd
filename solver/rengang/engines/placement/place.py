"""Directed placement: who is placed where at least cost, with bounds per site and people who must stay apart.

What a place costs is a sum over *features* of person and site, each of which fits or does not. Without people
who would meet, the problem is one min-cost flow on a network whose size follows the features' values and not
the pairs of people and sites. Where the flow brings conflicting people together they are exchanged with
others at equal cost, which keeps the proof; where that fails, only one of them gets a turn at that site, and
the flow is solved again. That is enough while those in conflict are pairs or cliques, as relatives mostly are.
Else CP-SAT solves the same terms if they are few, and branching on flows if they are many.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rengang.engines.placement.flows import PlacementNetwork
from rengang.engines.placement.hubs import hubs
from rengang.engines.placement.model import better, solve_apart, stop_of
from rengang.engines.placement.network import build
from rengang.engines.placement.problem import Placed, Placement, answer, totals
from rengang.engines.placement.repair import collisions, set_apart
from rengang.engines.placement.search import branch
from rengang.engines.placement.turns import more_turns
from rengang.engines.solvers.min_cost_flow import unmet_demand
from rengang.limits import Limits
from rengang.model import Objective, Status, Stop
from rengang.model.arrays import Int32, frozen

SMALL = 20_000
"""Most pairs of people with relatives and sites for which CP-SAT is asked: beyond, branching is faster."""

FEW = 32
"""People who meet a relative, up to whom each is moved or exchanged by itself, which looks at everybody; more of them
are first given turns, all at once."""


def place(
    problem: Placement,
    *,
    time_limit_s: float | None = None,
    workers: int = 1,
    seed: int = 0,
    should_stop: Callable[[], bool] = lambda: False,
) -> Placed:
    """Place as many people as possible, then at least total cost, with every site within its bounds.

    Parameters
    ----------
    problem
        The problem. One min-cost flow on the arcs that :func:`rengang.engines.placement.network.build` counts,
        and one more for each time that turns are added.
    time_limit_s, workers, seed, should_stop
        For the search, which runs only where conflicts cross the flow and exchanges at equal cost do not mend
        it. One flow is not interrupted.

    Returns
    -------
    Placed
        OPTIMAL, or with conflicts FEASIBLE (with bounds) or UNKNOWN when time ran out, or when branching has
        seen :data:`rengang.engines.placement.search.NODES` flows: it then ends without a proof, `stop` is
        COMPLETED. INFEASIBLE, with the sites concerned, when the lower bounds cannot all be met.

    Raises
    ------
    OverflowError
        A cost is so large that the flow does not fit 64-bit integers.
    """
    over = np.flatnonzero(problem.lower > problem.upper)
    if len(over):
        missing = int((problem.lower - problem.upper)[over].sum())
        return _infeasible(frozen(over.astype(np.int32)), missing)
    deadline = None if time_limit_s is None else time.monotonic() + time_limit_s
    limits = Limits(deadline, should_stop, workers, seed)
    small = int((np.diff(problem.kin_ptr) > 0).sum()) * problem.sites <= SMALL
    shared = hubs(problem)
    best: tuple[int, int] | None = None
    mended = None
    while True:
        built = build(problem, shared)
        assignment = built.best()
        if assignment is None:
            # with turns it is relatives who make it impossible: CP-SAT says best where people are missing
            return solve_apart(problem, best, mended, limits) if best and small else _unmet(problem, built)
        best, turns = totals(problem, assignment), more_turns(problem, assignment)
        last = len(turns) == len(problem.turns) or limits.exhausted
        if last or len(collisions(problem, assignment)) <= FEW:
            mended = better(problem, mended, set_apart(problem, assignment))
            if mended is not None and totals(problem, mended) == best:
                return answer(problem, mended, *best, Stop.COMPLETED)
        if last:
            break
        problem = replace(problem, turns=turns)
    if small:
        return solve_apart(problem, best, mended, limits)
    branched = branch(problem, shared, assignment, mended, limits)
    if branched.bound is None:
        return _infeasible(frozen(branched.short), branched.missing)
    stop = stop_of(limits) if limits.exhausted else Stop.COMPLETED
    return answer(problem, branched.best, -branched.bound[0], branched.bound[1], stop)


def _infeasible(short: Int32, missing: int) -> Placed:
    """The answer that the lower bounds cannot be met."""
    nothing = (Objective("placed", None, None), Objective("cost", None, None))
    return Placed(Status.INFEASIBLE, Stop.COMPLETED, None, nothing, short, missing)


def _unmet(problem: Placement, built: PlacementNetwork) -> Placed:
    """Which lower bounds fail, from the minimum cut."""
    missing, nodes = unmet_demand(*built.between(problem.lower))
    return _infeasible(frozen((nodes - built.first_site).astype(np.int32)), missing)

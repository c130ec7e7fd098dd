"""Staffing, solved: independent parts apart, each lexicographically by CP-SAT, with values and bounds summed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rengang.engines.sections.improve import improved
from rengang.engines.sections.model import build
from rengang.engines.sections.narrowing import narrowed
from rengang.engines.sections.problem import NOWHERE, Aim, Staffing, Trait, value
from rengang.engines.solvers.cpsat import minimise_in_order
from rengang.limits import Limits
from rengang.model import Status
from rengang.model.arrays import Int32, Int64, frozen

LARGE = 2000
"""From so many pairs on it pays to ask linear programs first which of them matter."""


@dataclass(frozen=True, eq=False)
class Staffed:
    """The answer to a staffing problem.

    Attributes
    ----------
    site : int32, shape (people,)
        Site of each person, −1 where none.
    values
        What it makes of each aim, in the order asked.
    bounds
        The best that any staffing could attain, given the aims before it; None where nothing is known.
    status
        OPTIMAL when every value equals its bound, else FEASIBLE.
    """

    site: Int32
    values: tuple[int, ...]
    bounds: tuple[int | None, ...]
    status: Status


def staff(
    problem: Staffing,
    aims: Sequence[Aim],
    limits: Limits,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Staffed:
    """The staffing that is best in the first aim, among those in the second, and so on.

    Nobody has to be placed, so that there always is one; when time runs out before the solver has any, it is
    the greedy one. The same problem and seed give the same answer with one worker and no deadline.
    """
    site = np.full(problem.people, NOWHERE, dtype=np.int32)
    slack: list[int | None] = [0] * len(aims)  # value − bound over the parts, None: nothing known
    report(0, problem.people)
    done = 0
    for people, sites in components(problem):
        part = restricted(problem, people, sites)
        found, gaps = _solve_part(part, aims, limits)
        site[people] = np.where(found == NOWHERE, NOWHERE, sites[found])
        slack = [None if a is None or b is None else a + b for a, b in zip(slack, gaps, strict=True)]
        done += len(people)
        report(done, problem.people)
    values = tuple(value(problem, aim, site) for aim in aims)
    bounds: list[int | None] = []
    for k, (aim, gap) in enumerate(zip(aims, slack, strict=True)):
        # a bound says something only where the aims before it are proven
        known = gap is not None and all(b == v for b, v in zip(bounds, values[:k], strict=True))
        sign = 1 if aim.most else -1
        bounds.append(values[k] + sign * gap if known and gap is not None else None)
    proven = all(v == b for v, b in zip(values, bounds, strict=True))
    return Staffed(frozen(site), values, tuple(bounds), Status.OPTIMAL if proven else Status.FEASIBLE)


def _solve_part(part: Staffing, aims: Sequence[Aim], limits: Limits) -> tuple[Int32, list[int | None]]:
    """Sites of a part's people, and how far each aim is from its bound (None: unknown)."""
    if len(part.person) >= LARGE and aims[-1] is Aim.COMPOSITION:
        found = _solve_narrowed(part, aims, limits)
        if found is not None:
            return found
    made = build(part)
    asked = [(k, goal) for k, aim in enumerate(aims) if (goal := made.goal(aim)) is not None]
    goals = [goal for _, goal in asked]
    solved = minimise_in_order(made.model, made.variables, goals, limits, linear=True)
    site = greedy(part) if solved.solution is None else made.given(solved.solution)
    gaps: list[int | None] = [0] * len(aims)
    for (k, _), bound in zip(asked, solved.bounds, strict=True):
        # the solver minimises; counted anew, since a goal whose turn has not come may be overstated
        sign = -1 if aims[k].most else 1
        gaps[k] = None if bound is None else sign * value(part, aims[k], site) - bound
    return site, gaps


def _solve_narrowed(
    part: Staffing, aims: Sequence[Aim], limits: Limits
) -> tuple[Int32, list[int | None]] | None:
    """The same over the pairs that linear programs leave; None where their bounds are not attained.

    `aims` end with composition.
    """
    small = narrowed(part, aims, limits)
    if small is None:
        return None
    made = build(small.problem)
    for aim, bound in small.bounds.items():
        goal = made.goal(aim)
        if goal is not None:
            made.model.add(goal.expression() <= bound)
        elif bound < 0:
            return None
    last = made.goal(aims[-1])
    start = improved(small.problem, greedy(small.problem), limits)
    solved = minimise_in_order(
        made.model, made.variables, [] if last is None else [last], limits, linear=True
    )
    if solved.status is Status.INFEASIBLE:
        return None
    site = start if solved.solution is None else _better(part, aims, start, made.given(solved.solution))
    gaps: list[int | None] = [
        (-1 if aim.most else 1) * value(part, aim, site) - small.bounds[aim] for aim in aims[:-1]
    ]
    # the bound on composition holds among staffings that attain the other bounds; the caller asks for that
    least = value(part, aims[-1], site) if last is None else solved.bounds[0]
    return site, [*gaps, None if least is None else value(part, aims[-1], site) - least]


def _better(part: Staffing, aims: Sequence[Aim], first: Int32, second: Int32) -> Int32:
    """The better of two staffings in the order of the aims, the second where they are equal."""

    def worth(site: Int32) -> list[int]:
        return [(-1 if aim.most else 1) * value(part, aim, site) for aim in aims]

    return first if worth(first) < worth(second) else second


def greedy(problem: Staffing) -> Int32:
    """A staffing without search: each pair as long as it is allowed, in this order.

    Those of people who come first, then those by wish, then the others.
    """
    site = np.full(problem.people, NOWHERE, dtype=np.int32)
    seats, keep = problem.seats.copy(), problem.keep.copy()
    relatives: dict[int, list[int]] = {}
    for a, b in problem.kin.tolist():
        relatives.setdefault(a, []).append(b)
        relatives.setdefault(b, []).append(a)
    later = ~problem.first[problem.person]
    order = np.lexsort((problem.site, problem.person, problem.rank, problem.wish, problem.wish == 0, later))
    for k in order.tolist():
        i, s = int(problem.person[k]), int(problem.site[k])
        if site[i] != NOWHERE or seats[s] == 0 or (problem.former[k] and keep[s] == 0):
            continue
        if any(site[j] == s for j in relatives.get(i, ())):
            continue
        site[i] = s
        seats[s] -= 1
        keep[s] -= bool(problem.former[k])
    return frozen(site)


def components(problem: Staffing) -> list[tuple[Int64, Int64]]:
    """(people, sites) of each independent part, ascending; people without a pair belong to none.

    Relatives bind only within a section, so that pairs alone tie parts together.  O(pairs).
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = problem.people + problem.sites
    ones = np.ones(len(problem.person), dtype=np.int8)
    graph = coo_array((ones, (problem.person, problem.people + problem.site)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    touched = np.unique(problem.person)
    found = []
    for part in dict.fromkeys(label[touched].tolist()):
        members = np.flatnonzero(label == part)
        split = int(np.searchsorted(members, problem.people))
        found.append((members[:split], members[split:] - problem.people))
    return found


def restricted(problem: Staffing, people: Int64, sites: Int64) -> Staffing:
    """The problem of some people and sites, which are numbered anew."""
    new_person = np.full(problem.people, -1, dtype=np.int32)
    new_person[people] = np.arange(len(people))
    new_site = np.full(problem.sites, -1, dtype=np.int32)
    new_site[sites] = np.arange(len(sites))
    rows = np.flatnonzero(new_person[problem.person] >= 0)
    kin = new_person[problem.kin].reshape(-1, 2)
    return Staffing(
        people=len(people),
        first=problem.first[people],
        seats=problem.seats[sites],
        person=new_person[problem.person[rows]],
        site=new_site[problem.site[rows]],
        wish=problem.wish[rows],
        rank=problem.rank[rows],
        former=problem.former[rows],
        misfit=problem.misfit[rows],
        keep=problem.keep[sites],
        must=problem.must[sites],
        traits=tuple(Trait(t.weight, t.code[people], t.present[sites]) for t in problem.traits),
        kin=kin[(kin >= 0).all(axis=1)],
    )

"""CP-SAT with manners: one deadline, a stop that works, and objectives taken one after the other.

Two traps are dealt with here once. After UNKNOWN or INFEASIBLE the solver's `objective_value` reads 0.0 without
complaint, so values are only read after OPTIMAL or FEASIBLE. And a signal handler of Python does not run while
the main thread is inside the solver, so the search runs in a thread of its own and the main thread waits.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from rengang.engines.solvers.goal import Goal
from rengang.engines.solvers.highs import find
from rengang.limits import Limits
from rengang.model import Status

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


MERGED = 2**40
"""Goals are merged into one as long as it takes fewer values than this: a double holds them with room to spare."""


MERGED_EFFORT = 0.3
"""Deterministic seconds that the merged goal gets; hard models are better solved one goal after the other."""


@dataclass(frozen=True)
class Solved:
    """Outcome of a lexicographic solve.

    `values[k]` is what the last solution attains, `bounds[k]` a proven lower bound given the goals before it
    (None: nothing known). `status` is OPTIMAL when all are equal. `solution` holds the variables' values, or None.
    """

    status: Status
    values: tuple[int | None, ...]
    bounds: tuple[int | None, ...]
    solution: list[int] | None


def minimise_in_order(
    model: cp_model.CpModel,
    variables: Sequence[Any],
    goals: Sequence[Goal],
    limits: Limits,
    *,
    linear: bool = False,
    merge: bool = False,
    finder: bool = False,
    proven: dict[tuple[int, ...], int] | None = None,
) -> Solved:
    """Minimise the goals one after the other; each attained value becomes a constraint of the next stage.

    Stops at the first goal that cannot be proven within the limits; later goals are then not searched for.

    Parameters
    ----------
    linear
        Ask for a full linear relaxation, which pays where the model is mostly flow.
    merge
        First, for a short while, merge the goals by weights that keep their order exactly, which settles easy
        models at once; every goal must be over literals.
    finder
        Ask HiGHS for a solution before each goal is proven, for models of clauses and linear rows.
    proven
        What less demanding models of the same goals have proven, and what this one proves: values of the first
        goals → lower bound of the next. Where that is attained, nothing is left to prove.
    """
    solution: list[int] | None = None
    if merge and len(goals) > 1 and _merged_range(goals) < MERGED:
        merged = _minimise_merged(model, variables, goals, limits, linear=linear)
        if merged.status in (Status.OPTIMAL, Status.INFEASIBLE):
            return merged
        solution = merged.solution
    bounds: list[int | None] = [None] * len(goals)
    proven = {} if proven is None else proven
    for stage in range(max(len(goals), 1)):
        goal = goals[stage] if goals else None
        if goal is not None:
            model.minimize(goal.expression())
        whole = find(model, goal, limits) if finder and goal is not None and not limits.exhausted else None
        if whole is not None and _improves(goal, variables, whole, solution):
            solution = [whole[variable.index] for variable in variables]
            _hint_all(model, whole)
        elif solution is not None:
            model.clear_hints()  # type: ignore[no-untyped-call]
            for variable, value in zip(variables, solution, strict=True):
                model.add_hint(variable, value)
        before = tuple(_value(one, variables, solution) for one in goals[:stage])
        known = proven.get(before)
        if goal is not None and known is not None and _value(goal, variables, solution) == known:
            bounds[stage] = known
            model.add(goal.expression() <= known)
            continue
        status, found, bound = run(model, variables, limits, linear=linear)
        if status is Status.INFEASIBLE:
            return Solved(status, (None,) * len(goals), tuple(bounds), None)
        if found is not None:
            solution = found
        if goal is not None and bound is not None:
            bounds[stage] = bound
        if status is not Status.OPTIMAL:
            break
        if goal is not None:
            proven[before] = _value(goal, variables, solution)
            model.add(goal.expression() <= proven[before])
    if solution is None:
        return Solved(Status.UNKNOWN, (None,) * len(goals), tuple(bounds), None)
    values = tuple(_value(goal, variables, solution) for goal in goals)
    settled = all(v == b for v, b in zip(values, bounds, strict=True))
    return Solved(Status.OPTIMAL if settled else Status.FEASIBLE, values, tuple(bounds), solution)


def _improves(
    goal: Goal | None, variables: Sequence[Any], whole: list[int], solution: list[int] | None
) -> bool:
    """Is what was found, by index of all variables, at least as good as the solution so far."""
    if goal is None or solution is None:
        return True
    found = [whole[variable.index] for variable in variables]
    return _value(goal, variables, found) <= _value(goal, variables, solution)


def _hint_all(model: cp_model.CpModel, values: Sequence[int]) -> None:
    """Hint every variable of the model, by index."""
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in enumerate(values):
        model.add_hint(model.get_int_var_from_proto_index(index), value)


def _spans(goals: Sequence[Goal]) -> list[tuple[int, int]]:
    """Least and most that each goal over 0/1 literals can be."""
    spans = []
    for goal in goals:
        weights = goal.weights if goal.weights is not None else [1] * len(goal.literals)
        low, high = sum(w for w in weights if w < 0), sum(w for w in weights if w > 0)
        spans.append((goal.constant + low, goal.constant + high))
    return spans


def _merged_range(goals: Sequence[Goal]) -> int:
    """How many values the merged goal could take."""
    return prod(high - low + 1 for low, high in _spans(goals))


def _minimise_merged(
    model: cp_model.CpModel, variables: Sequence[Any], goals: Sequence[Goal], limits: Limits, *, linear: bool
) -> Solved:
    """One solve for all goals: each weight outdoes whatever the goals after it can make up."""
    spans = _spans(goals)
    scale = [prod(high - low + 1 for low, high in spans[k + 1 :]) for k in range(len(goals))]
    coefficient: dict[int, int] = {}
    literal: dict[int, Any] = {}
    for goal, factor in zip(goals, scale, strict=True):
        weights = goal.weights if goal.weights is not None else [1] * len(goal.literals)
        for x, weight in zip(goal.literals, weights, strict=True):
            literal[x.index] = x
            coefficient[x.index] = coefficient.get(x.index, 0) + factor * weight
    constant = sum(goal.constant * factor for goal, factor in zip(goals, scale, strict=True))
    merged = Goal("merged", list(literal.values()), list(coefficient.values()), constant)
    model.minimize(merged.expression())
    status, solution, _ = run(model, variables, limits, linear=linear, effort=MERGED_EFFORT)
    unknown = (None,) * len(goals)
    if solution is None:
        return Solved(status, unknown, unknown, None)
    values = tuple(_value(goal, variables, solution) for goal in goals)
    return Solved(status, values, values if status is Status.OPTIMAL else unknown, solution)


def _value(goal: Goal, variables: Sequence[Any], solution: Sequence[int] | None) -> int:
    """What a solution makes of a goal, computed from the solution itself."""
    assert solution is not None  # internal: callers hold a solution
    at = {variable.index: value for variable, value in zip(variables, solution, strict=True)}
    weights = goal.weights if goal.weights is not None else [1] * len(goal.literals)
    return goal.constant + sum(w * at[x.index] for x, w in zip(goal.literals, weights, strict=True))


def run(
    model: cp_model.CpModel,
    variables: Sequence[Any],
    limits: Limits,
    *,
    linear: bool = False,
    effort: float | None = None,
    settings: Mapping[str, Any] | None = None,
    work: list[float] | None = None,
) -> tuple[Status, list[int] | None, int | None]:
    """One solve: (status, values of `variables` or None, proven bound of the objective or None).

    `effort` bounds CP-SAT's deterministic time, which is the same on any machine; `work` collects it. `settings`
    are parameters of CP-SAT by name.
    """
    from ortools.sat.python import cp_model

    if limits.exhausted:
        return Status.UNKNOWN, None, None
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = limits.workers
    parameters.random_seed = limits.seed
    parameters.catch_sigint_signal = False
    if linear:
        parameters.linearization_level = 2
    if effort is not None:
        parameters.max_deterministic_time = effort
    if limits.deadline is not None:
        parameters.max_time_in_seconds = max(limits.remaining_s, 0.01)
    for name, value in (settings or {}).items():
        setattr(parameters, name, value)
    outcome: list[Any] = []
    thread = threading.Thread(target=lambda: outcome.append(solver.solve(model)), daemon=True)
    thread.start()
    thread.join(0.02)
    while thread.is_alive():
        if limits.should_stop():
            solver.stop_search()
        thread.join(0.05)
    if work is not None:
        work.append(solver.response_proto.deterministic_time)
    status = {
        cp_model.OPTIMAL: Status.OPTIMAL,
        cp_model.FEASIBLE: Status.FEASIBLE,
        cp_model.INFEASIBLE: Status.INFEASIBLE,
    }.get(outcome[0], Status.UNKNOWN)
    has_objective = model.has_objective()
    bound = round(solver.best_objective_bound) if has_objective and status is not Status.INFEASIBLE else None
    if status in (Status.OPTIMAL, Status.FEASIBLE):
        return status, [int(solver.value(x)) for x in variables], bound
    return status, None, bound if status is Status.UNKNOWN and has_objective else None

"""CP-SAT with manners: one deadline, a stop that works, and objectives taken one after the other.

Two traps are dealt with here once. After UNKNOWN or INFEASIBLE the solver's `objective_value` reads 0.0 without
complaint, so values are only read after OPTIMAL or FEASIBLE. And a signal handler of Python does not run while
the main thread is inside the solver, so the search runs in a thread of its own and the main thread waits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rengang.model import Status

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(frozen=True)
class Limits:
    """When to stop: a moment of :func:`time.monotonic` (None: never) and a question that is asked often.

    `workers` is CP-SAT's number of threads; with one thread the same model gives the same answer.
    """

    deadline: float | None = None
    should_stop: Callable[[], bool] = lambda: False
    workers: int = 1
    seed: int = 0

    @property
    def remaining_s(self) -> float:
        """Seconds left, infinity without a deadline, never negative."""
        return float("inf") if self.deadline is None else max(self.deadline - time.monotonic(), 0.0)

    @property
    def exhausted(self) -> bool:
        """Is it time to stop."""
        return self.should_stop() or self.remaining_s <= 0.0


@dataclass(frozen=True)
class Goal:
    """One objective to minimise: `terms` (literal, weight) and a constant."""

    name: str
    literals: Sequence[Any]
    weights: Sequence[int] | None = None
    constant: int = 0

    def expression(self) -> Any:
        """The linear expression."""
        from ortools.sat.python import cp_model

        if self.weights is None:
            return cp_model.LinearExpr.sum(list(self.literals)) + self.constant
        return cp_model.LinearExpr.weighted_sum(list(self.literals), list(self.weights)) + self.constant


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
) -> Solved:
    """Minimise the goals one after the other; each attained value becomes a constraint of the next stage.

    Stops at the first goal that cannot be proven within the limits; later goals are then not searched for.
    `linear` asks for a full linear relaxation, which pays where the model is mostly flow.
    """
    bounds: list[int | None] = [None] * len(goals)
    solution: list[int] | None = None
    for stage in range(max(len(goals), 1)):
        goal = goals[stage] if goals else None
        if goal is not None:
            model.minimize(goal.expression())
        if solution is not None:
            model.clear_hints()  # type: ignore[no-untyped-call]
            for variable, value in zip(variables, solution, strict=True):
                model.add_hint(variable, value)
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
            model.add(goal.expression() <= _value(goal, variables, solution))
    if solution is None:
        return Solved(Status.UNKNOWN, (None,) * len(goals), tuple(bounds), None)
    values = tuple(_value(goal, variables, solution) for goal in goals)
    proven = all(v == b for v, b in zip(values, bounds, strict=True))
    return Solved(Status.OPTIMAL if proven else Status.FEASIBLE, values, tuple(bounds), solution)


def _value(goal: Goal, variables: Sequence[Any], solution: Sequence[int] | None) -> int:
    """What a solution makes of a goal, computed from the solution itself."""
    assert solution is not None  # internal: callers hold a solution
    at = {variable.index: value for variable, value in zip(variables, solution, strict=True)}
    weights = goal.weights if goal.weights is not None else [1] * len(goal.literals)
    return goal.constant + sum(w * at[x.index] for x, w in zip(goal.literals, weights, strict=True))


def run(
    model: cp_model.CpModel, variables: Sequence[Any], limits: Limits, *, linear: bool = False
) -> tuple[Status, list[int] | None, int | None]:
    """One solve: (status, values of `variables` or None, proven bound of the objective or None)."""
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
    if limits.deadline is not None:
        parameters.max_time_in_seconds = max(limits.remaining_s, 0.01)
    outcome: list[Any] = []
    thread = threading.Thread(target=lambda: outcome.append(solver.solve(model)), daemon=True)
    thread.start()
    thread.join(0.02)
    while thread.is_alive():
        if limits.should_stop():
            solver.stop_search()
        thread.join(0.05)
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

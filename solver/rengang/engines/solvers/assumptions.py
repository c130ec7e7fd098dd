"""Which of a model's assumptions contradict each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rengang.limits import Limits


def contradiction(
    model: Any, wanted: Mapping[str, Any], keys: Sequence[str], limits: Limits, effort: float | None = None
) -> list[str] | None:
    """A contradictory subset of `keys`, in their order; None when they can hold together (or time ran out).

    Parameters
    ----------
    model
        A CP-SAT model whose demands are switched on by the literals `wanted`.
    effort
        Deterministic seconds; None: no bound but the deadline, of which at least a second is granted.
    """
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = limits.seed
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    if limits.deadline is not None:
        solver.parameters.max_time_in_seconds = max(limits.remaining_s, 1.0)
    model.clear_assumptions()
    model.add_assumptions([wanted[key] for key in keys])
    if solver.solve(model) != cp_model.INFEASIBLE:
        return None
    blamed = set(solver.sufficient_assumptions_for_infeasibility())
    return [key for key in keys if wanted[key].index in blamed]

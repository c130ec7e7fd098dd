"""HiGHS as a finder: its rows say what the model says, and its solutions keep every constraint."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from ortools.sat.python import cp_model

from rengang.engines.solvers import highs
from rengang.engines.solvers.goal import Goal
from rengang.limits import Limits


def random_model(seed: int) -> tuple[cp_model.CpModel, Goal]:
    """Six literals and a count under clauses, at most one, exactly one, plain and enforced rows."""
    rng = np.random.default_rng(seed)
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(6)]
    count = model.new_int_var(0, 5, "")

    def some(size: int) -> list[object]:
        chosen = rng.choice(6, size, replace=False)
        return [x[k] if rng.random() < 0.6 else ~x[k] for k in chosen]

    for _ in range(3):
        model.add_bool_or(*some(3))
    model.add_at_most_one(*some(2))
    if rng.random() < 0.5:
        model.add_exactly_one(*some(3))
    weights = rng.integers(-2, 3, 6).tolist()
    model.add(cp_model.LinearExpr.weighted_sum(x, weights) + count <= 3)
    literal = some(1)[0]
    model.add(count >= 3).only_enforce_if(literal)
    model.add(cp_model.LinearExpr.sum(x) - count <= 1).only_enforce_if(~literal)
    return model, Goal("goal", x, rng.integers(-3, 4, 6).tolist())


def test_the_rows_are_the_model() -> None:
    """Over all values the rows are kept exactly where CP-SAT calls the values feasible."""
    solver = cp_model.CpSolver()
    for seed in range(4):
        model, _ = random_model(seed)
        rows = highs._rows(model)
        every = {(*bits, c) for bits in itertools.product((0, 1), repeat=6) for c in range(6)}
        kept = {v for v in every if rows.kept_by(np.array(v, dtype=np.int64))}
        solver.parameters.enumerate_all_solutions = True
        collected: set[tuple[int, ...]] = set()
        variables = [model.get_int_var_from_proto_index(k) for k in range(7)]

        class Collect(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self, into=collected, over=variables) -> None:  # type: ignore[no-untyped-def]
                into.add(tuple(self.value(v) for v in over))

        solver.solve(model, Collect())
        assert kept == collected


def test_finds_the_least() -> None:
    """On small models HiGHS comes to the value that CP-SAT proves, or finds nothing where nothing is."""
    for seed in range(30):
        model, goal = random_model(seed)
        found = highs.find(model, goal, Limits())
        model.minimize(goal.expression())
        solver = cp_model.CpSolver()
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            assert found is None
            continue
        assert found is not None
        assert goal.weights is not None
        assert sum(w * found[x.index] for x, w in zip(goal.literals, goal.weights, strict=True)) == round(
            solver.objective_value
        )


def test_a_negated_literal_counts_against_its_variable() -> None:
    """The goal may name ¬x: it is least when x is true."""
    model = cp_model.CpModel()
    x = model.new_bool_var("")
    model.add_bool_or(x, ~x)
    assert highs.find(model, Goal("goal", [~x]), Limits()) == [1]


def test_other_constraints_are_refused() -> None:
    """A constraint that is no row is an error, not left out."""
    model = cp_model.CpModel()
    x = [model.new_int_var(0, 3, "") for _ in range(3)]
    model.add_all_different(x)
    with pytest.raises(ValueError, match="no row"):
        highs.find(model, Goal("goal", []), Limits())


def test_no_time_finds_nothing() -> None:
    """A deadline that has passed is kept."""
    model, goal = random_model(1)
    began = time.monotonic()
    highs.find(model, goal, Limits(deadline=began - 1.0))
    assert time.monotonic() - began < 5.0

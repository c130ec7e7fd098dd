"""HiGHS as a finder: the best solution of a CP-SAT model that a mixed-integer search comes to, checked exactly.

Where a model is mostly flow, the linear relaxation leads HiGHS to a best solution at the root, which CP-SAT takes
long to meet. HiGHS computes in floating point, so nothing of what it claims is believed: its solution is rounded
and held against every row in integers, and that none is better is left for CP-SAT to prove.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rengang.model.arrays import Int64

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
    from scipy.sparse import csr_array

    from rengang.engines.solvers.goal import Goal
    from rengang.limits import Limits

NODES = 100
"""Most nodes of HiGHS's tree, the same on any machine; models that need more are not for it."""

SHARE = 0.5
"""Of the time left, HiGHS gets so much."""

MOST_SECONDS = 120.0
"""HiGHS gets no more than this even without a deadline, as long as it may outlive a stop."""

_NONE = 2**40
"""A side of a row that bounds nothing."""


@dataclass(frozen=True, eq=False)
class _Rows:
    """lower ≤ matrix · v ≤ upper over the variables v, each between `least` and `most`; all integers."""

    matrix: csr_array
    lower: Int64
    upper: Int64
    least: Int64
    most: Int64

    def kept_by(self, values: Int64) -> bool:
        total = self.matrix @ values
        inside = (self.least <= values) & (values <= self.most)
        return bool(inside.all() and (self.lower <= total).all() and (total <= self.upper).all())


def find(model: cp_model.CpModel, goal: Goal, limits: Limits) -> list[int] | None:
    """Values of all variables of the model, by index, that keep every constraint; None where none are found.

    The model's constraints may be clauses, at most one, exactly one, and linear ones with at most one enforcing
    literal. Deterministic without a deadline, if HiGHS ends within :data:`MOST_SECONDS`. HiGHS cannot be
    interrupted: when a stop is asked for, or time is up, this returns, and the process ends only after HiGHS did,
    since it aborts a process that ends before.

    Raises
    ------
    ValueError
        The model has another kind of constraint.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = _rows(model)
    cost = np.zeros(len(rows.least))
    weights = goal.weights if goal.weights is not None else [1] * len(goal.literals)
    for literal, weight in zip(goal.literals, weights, strict=True):
        k = literal.index
        cost[k if k >= 0 else -k - 1] += weight if k >= 0 else -weight
    seconds = max(min(limits.remaining_s * SHARE, MOST_SECONDS), 0.01)
    options = {"mip_rel_gap": 0.0, "node_limit": NODES, "time_limit": seconds}
    found: list[Any] = []

    def search() -> None:
        sides = [np.where(np.abs(s) < _NONE, s, np.copysign(np.inf, s)) for s in (rows.lower, rows.upper)]
        answer = milp(
            cost,
            constraints=LinearConstraint(rows.matrix, *sides),
            integrality=np.ones(len(cost)),
            bounds=Bounds(rows.least, rows.most),
            options=options,
        )
        found.append(answer.x)

    thread = threading.Thread(target=search)
    thread.start()
    thread.join(0.02)
    while thread.is_alive() and not limits.exhausted:
        thread.join(0.05)
    if not found or found[0] is None:
        return None
    values = np.rint(found[0]).astype(np.int64)
    return [int(v) for v in values] if rows.kept_by(values) else None


def _rows(model: cp_model.CpModel) -> _Rows:
    """The constraints as rows; a literal ¬v is 1 − v, an enforced row is slackened by its largest violation."""
    from scipy.sparse import csr_array

    proto: Any = model.proto
    domains = [list(variable.domain) for variable in proto.variables]
    least, most = [d[0] for d in domains], [d[-1] for d in domains]
    rows = [_row(constraint, least, most) for constraint in proto.constraints]
    at = np.repeat(np.arange(len(rows)), [len(terms) for terms, _, _ in rows])
    column = [k for terms, _, _ in rows for k in terms]
    value = np.array([a for terms, _, _ in rows for a in terms.values()], dtype=np.int64)
    matrix = csr_array((value, (at, column)), shape=(len(rows), len(domains)))
    lower, upper = ([row[side] for row in rows] for side in (1, 2))
    sides = (np.array(side, dtype=np.int64) for side in (lower, upper, least, most))
    return _Rows(matrix, *sides)


def _row(constraint: Any, least: list[int], most: list[int]) -> tuple[dict[int, int], int, int]:
    """Coefficients by variable, and the two sides."""
    if constraint.has_linear():
        return _linear_row(constraint, least, most)
    kinds = {"bool_or": (1, _NONE), "at_most_one": (-_NONE, 1), "exactly_one": (1, 1)}
    kind = next((name for name in kinds if getattr(constraint, f"has_{name}")()), None)
    if kind is None or len(constraint.enforcement_literal):
        raise ValueError(f"no row for {constraint}")
    terms: dict[int, int] = {}
    negated = 0
    for k in getattr(constraint, kind).literals:
        sign = 1 if k >= 0 else -1
        negated += k < 0
        v = k if k >= 0 else -k - 1
        terms[v] = terms.get(v, 0) + sign
    lower, upper = kinds[kind]
    return terms, lower if lower == -_NONE else lower - negated, upper if upper == _NONE else upper - negated


def _linear_row(constraint: Any, least: list[int], most: list[int]) -> tuple[dict[int, int], int, int]:
    linear, enforced = constraint.linear, list(constraint.enforcement_literal)
    domain = list(linear.domain)
    if len(domain) != 2 or len(enforced) > 1:
        raise ValueError(f"no row for {constraint}")
    terms: dict[int, int] = {}
    for v, a in zip(linear.vars, linear.coeffs, strict=True):
        terms[v] = terms.get(v, 0) + a
    low = sum(a * (least[v] if a > 0 else most[v]) for v, a in terms.items())
    high = sum(a * (most[v] if a > 0 else least[v]) for v, a in terms.items())
    lower = domain[0] if domain[0] > low else -_NONE
    upper = domain[1] if domain[1] < high else _NONE
    if not enforced:
        return terms, lower, upper
    if lower != -_NONE and upper != _NONE:
        raise ValueError(f"no single row for {constraint}")
    k = enforced[0]
    v = k if k >= 0 else -k - 1
    # the row holds when the literal is true, and gives way by `reach` when it is false
    reach = low - lower if lower != -_NONE else (high - upper if upper != _NONE else 0)
    terms[v] = terms.get(v, 0) + (reach if k >= 0 else -reach)
    shift = reach if k >= 0 else 0
    return terms, lower if lower == -_NONE else lower + shift, upper if upper == _NONE else upper + shift

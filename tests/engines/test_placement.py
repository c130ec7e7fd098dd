"""Directed placement against brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.engines.placement import Placement, place, totals
from rengang.engines.placement_network import outside
from rengang.engines.placement_repair import collisions, set_apart
from rengang.model import Status, Stop


@st.composite
def _placements(draw: st.DrawFn, conflicts: bool = False) -> Placement:
    """Up to 5 people and 5 sites, with everything that a placement may have."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    people, sites, rows, columns = (int(rng.integers(1, top)) for top in (6, 6, 4, 4))
    upper = rng.integers(0, 3, sites)
    kin = [e for e in itertools.combinations(range(people), 2) if conflicts and rng.random() < 0.5]
    return _placement(
        rng.integers(0, rows, people),
        rng.integers(-1, sites, people),
        rng.integers(0, columns, sites),
        rng.integers(-1, 5, (rows, columns)),
        np.where(rng.random(sites) < 0.15, np.minimum(upper, 1), 0),
        upper,
        cheaper=[
            (rng.integers(people), rng.integers(sites), rng.integers(4)) for _ in range(rng.integers(4))
        ],
        forbidden=[(rng.integers(people), rng.integers(sites)) for _ in range(rng.integers(3))],
        kin=kin,
    )


def _placement(
    person_class, home, site_class, cost, lower, upper, cheaper=(), forbidden=(), kin=()
) -> Placement:
    """A placement from plain lists."""
    people = len(person_class)
    rows = [sorted([b for a, b in kin if a == i] + [a for a, b in kin if b == i]) for i in range(people)]
    columns = [np.array([c[k] for c in cheaper], np.int64 if k == 2 else np.int32) for k in range(3)]
    barred = [np.array([f[k] for f in forbidden], np.int32) for k in range(2)]
    return Placement(
        np.array(person_class, np.int32),
        np.array(home, np.int32),
        np.array(site_class, np.int32),
        np.array(cost, np.int64),
        np.array(lower, np.int64),
        np.array(upper, np.int64),
        (columns[0], columns[1], columns[2]),
        (barred[0], barred[1]),
        np.cumsum([0] + [len(r) for r in rows]),
        np.array([j for row in rows for j in row], np.int32),
    )


def _options(problem: Placement, i: int) -> list[tuple[int, int]]:
    """(site, cost) of every site that person i may go to, from the definition."""
    options = [(-1, 0)]
    for s in range(problem.sites):
        cost = int(problem.cost[problem.person_class[i], problem.site_class[s]])
        barred = any((a, b) == (i, s) for a, b in zip(*problem.forbidden, strict=True))
        if cost >= 0 and problem.home[i] != s and not barred:
            less = [int(c) for a, b, c in zip(*problem.cheaper, strict=True) if (a, b) == (i, s)]
            options.append((s, min([cost, *less])))
    return options


def _best(problem: Placement) -> tuple[int, int] | None:
    """(−placed, cost) of the best placement, None where there is none."""
    best = None
    for choice in itertools.product(*[_options(problem, i) for i in range(problem.people)]):
        at = [s for s, _ in choice]
        count = np.bincount([s for s in at if s >= 0], minlength=problem.sites)
        if (count < problem.lower).any() or (count > problem.upper).any():
            continue
        if any(at[i] >= 0 and at[i] == at[j] for i in range(problem.people) for j in problem.relatives(i)):
            continue
        value = (-int((count).sum()), sum(cost for _, cost in choice))
        best = value if best is None else min(best, value)
    return best


def _check(problem: Placement) -> None:
    """`place` agrees with brute force, and its assignment is what it says."""
    best, answer = _best(problem), place(problem)
    assert answer.stop is Stop.COMPLETED
    if best is None:
        assert answer.status is Status.INFEASIBLE
        assert answer.assignment is None
        assert answer.missing > 0
        assert (problem.lower[answer.short] > 0).all()
        return
    placed, cost = answer.objective
    assert answer.status is Status.OPTIMAL
    assert (-placed.value, cost.value) == (-placed.bound, cost.bound) == best
    at = answer.assignment.tolist()
    costs = [dict(_options(problem, i)) for i in range(problem.people)]
    assert sum(costs[i][s] for i, s in enumerate(at)) == cost.value  # a KeyError: not allowed there
    count = np.bincount([s for s in at if s >= 0], minlength=problem.sites)
    assert (problem.lower <= count).all()
    assert (count <= problem.upper).all()
    assert len(collisions(problem, answer.assignment)) == 0


@settings(max_examples=700, deadline=None)
@given(problem=_placements())
def test_agrees_with_brute_force(problem: Placement) -> None:
    """Most placed, then least cost, within bounds, homes and exceptions."""
    _check(problem)


@settings(max_examples=500, deadline=None)
@given(problem=_placements(conflicts=True))
def test_agrees_with_brute_force_when_relatives_must_stay_apart(problem: Placement) -> None:
    """The same with conflicts, through exchanges at equal cost or CP-SAT."""
    _check(problem)


@settings(max_examples=300, deadline=None)
@given(problem=_placements(conflicts=True))
def test_a_mended_placement_is_feasible(problem: Placement) -> None:
    """Setting relatives apart keeps bounds, homes and exceptions, whatever it started from."""
    free = place(Placement(*(getattr(problem, name) for name in list(Placement.__dataclass_fields__)[:8])))
    if free.assignment is None:
        return
    mended = set_apart(problem, free.assignment)
    if mended is None:
        return
    assert len(collisions(problem, mended)) == 0
    for i, s in enumerate(mended.tolist()):
        assert s in dict(_options(problem, i))
    count = np.bincount(mended[mended >= 0], minlength=problem.sites)
    assert (problem.lower <= count).all()
    assert (count <= problem.upper).all()


def test_lower_bounds_that_compete_for_one_person_are_named() -> None:
    """Sites 0 and 1 need a person each, and only one person may go to either; site 2 is not to blame."""
    problem = _placement([0, 1], [-1, -1], [0, 0, 1], [[1, -1], [-1, 1]], [1, 1, 1], [2, 2, 2])
    answer = place(problem)
    assert answer.status is Status.INFEASIBLE
    assert answer.short.tolist() == [0, 1]
    assert answer.missing == 1


def test_a_lower_bound_above_the_upper_is_named() -> None:
    """No flow is needed to see that site 1 cannot be served."""
    answer = place(_placement([0], [-1], [0, 0], [[1]], [0, 2], [1, 1]))
    assert (answer.status, answer.short.tolist(), answer.missing) == (Status.INFEASIBLE, [1], 1)


def test_relatives_who_make_a_lower_bound_impossible_are_infeasible() -> None:
    """Two seats must be filled, by two relatives: one is missing at that site."""
    answer = place(_placement([0, 0], [-1, -1], [0], [[1]], [2], [2], kin=[(0, 1)]))
    assert (answer.status, answer.short.tolist(), answer.missing) == (Status.INFEASIBLE, [0], 1)


def test_placing_everybody_goes_before_cost() -> None:
    """A dear site is used when that places one more."""
    answer = place(_placement([0, 1], [-1, -1], [0, 1], [[0, 1000], [0, -1]], [0, 0], [1, 1]))
    assert answer.assignment is not None
    assert answer.assignment.tolist() == [1, 0]
    assert [o.value for o in answer.objective] == [2, 1000]


def test_a_forbidden_pair_stays_forbidden_when_it_is_cheaper() -> None:
    """The one site is listed as cheaper and as forbidden: nobody goes."""
    answer = place(_placement([0], [-1], [0], [[5]], [0], [1], cheaper=[(0, 0, 1)], forbidden=[(0, 0)]))
    assert answer.assignment is not None
    assert answer.assignment.tolist() == [-1]


def test_nobody_to_place_and_nowhere_to_go() -> None:
    """Empty problems have empty answers."""
    assert place(_placement([], [], [0], [[1]], [0], [3])).status is Status.OPTIMAL
    answer = place(_placement([0], [-1], [], np.zeros((1, 0)), [], []))
    assert answer.assignment is not None
    assert answer.assignment.tolist() == [-1]


def test_time_that_is_up_leaves_a_feasible_answer_with_bounds() -> None:
    """Two relatives, cheap site 0: without time for CP-SAT the mended flow comes back with bounds."""
    problem = _placement([0, 0], [-1, -1], [0, 1], [[0, 7]], [0, 0], [2, 2], kin=[(0, 1)])
    answer = place(problem, time_limit_s=0.0)
    assert (answer.status, answer.stop) == (Status.FEASIBLE, Stop.TIME_LIMIT)
    assert answer.assignment is not None
    assert totals(problem, answer.assignment) == (2, 7)
    assert [(o.value, o.bound) for o in answer.objective] == [(2, 2), (7, 0)]
    assert place(problem, should_stop=lambda: True).stop is Stop.CANCELLED


@pytest.mark.parametrize("size", [1, 2, 8, 16])
def test_tree_nodes_cover_exactly_the_leaves_that_are_not_left_out(size: int) -> None:
    """For every set left out, the nodes' leaves are the others, each once."""
    for excluded in itertools.chain.from_iterable(itertools.combinations(range(size), k) for k in range(3)):
        leaves: list[int] = []
        for node in outside(size, excluded):
            low = high = node
            while low < size:
                low, high = 2 * low, 2 * high + 1
            leaves += range(low - size, high - size + 1)
        assert sorted(leaves) == [i for i in range(size) if i not in excluded]

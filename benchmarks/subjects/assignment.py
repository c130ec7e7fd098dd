"""Assignment: our flows against the routines of SciPy, OR-Tools and NetworkX on the same problems."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers
from benchmarks.suite import hashes
from benchmarks.suite.figures import exponent, number, seconds
from benchmarks.suite.memory import Peak
from benchmarks.suite.spec import Claim, Plot, Record, Series, Spec, Subject, Table

OURS = "rengang"
SEED = 1
EACH = 25
"""People to each unit."""
SEATS = 0.9
"""Seats to each person, so that somebody is left out."""
VALUES = {"level": 3, "system": 6, "region": 8, "speciality": 12}
"""Features of a person and how many values each has. Who has another level than the unit asks may not go there."""
WEIGHTS = {"system": 2, "region": 3, "speciality": 4}
LENGTH = 5
"""Of the lists."""
LIMIT_S = {False: 10.0, True: 300.0}
"""What a peer gets in the short run and in the long one, start and import included."""
EXACT = (
    "scipy/linear_sum_assignment",
    "scipy/min_weight_full_bipartite_matching",
    "ortools/SimpleLinearSumAssignment",
    "ortools/SimpleMinCostFlow",
    "networkx/network_simplex",
)
"""Most placed, then least cost, as ours."""
LARGEST = ("scipy/maximum_bipartite_matching", "networkx/hopcroft_karp_matching")
"""Most placed; they know no cost."""
FLOOR_S = 0.001
"""Growth is fitted from where solving takes this long."""


def measure(parameters: Mapping[str, Any]) -> Record:
    """Solve one problem by one method."""
    people = parameters["people"]
    _, pairs, _ = _KINDS[parameters["kind"]]
    digest = _digest(parameters["kind"], people)
    if parameters["method"] == OURS:
        return {"instance_hash": digest, **_ours(parameters)}
    peer, task = parameters["method"].split("/")
    with tempfile.TemporaryDirectory() as folder:
        path = peers.write_assignment(Path(folder) / "problem.npz", *pairs(people))
        return {"instance_hash": digest, **peers.run(peer, path, task, parameters["limit_s"])}


def _digest(kind: str, people: int) -> str:
    """Of what the problem is made from, alike for all methods."""
    if kind == "lists":
        return hashes.of_arrays(*_lists(people))
    mine, theirs, home, seats = _features(people)
    return hashes.of_arrays(*mine.values(), *theirs.values(), home, seats)


def _ours(parameters: Mapping[str, Any]) -> Record:
    """The median of five runs after a first one, which loads or compiles the kernels."""
    prepare, _, solve = _KINDS[parameters["kind"]]
    problem = prepare(parameters["people"])
    solve(problem)
    peak, wall, cpu = Peak(), [], []
    peak.of_step_mb()
    for _ in range(5):
        began, spent = time.perf_counter(), time.process_time()
        objective, proven = solve(problem)
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
    return {
        "status": "optimal" if proven else "feasible",
        "objective": objective,
        "seconds": round(statistics.median(wall), 5),
        "cpu_s": round(statistics.median(cpu), 5),
        "peak_mb": round(peak.of_step_mb(), 1),
    }


# -- anybody anywhere: what a place costs is a sum over features ------------------------------------------------
def _features(people: int) -> tuple[dict[str, Any], dict[str, Any], Any, Any]:
    """Values of people and of units by feature, home of each person, seats of each unit."""
    rng = np.random.default_rng(SEED)
    units = max(4, people // EACH)
    mine = {name: rng.integers(0, count, people).astype(np.int32) for name, count in VALUES.items()}
    theirs = {name: rng.integers(0, count, units) for name, count in VALUES.items()}
    home = rng.integers(0, units, people).astype(np.int32)
    return (
        mine,
        theirs,
        home,
        rng.multinomial(int(SEATS * people), np.full(units, 1 / units)).astype(np.int64),
    )


def _placement(people: int) -> Any:
    from rengang.engines.placement.feature import Feature
    from rengang.engines.placement.problem import Placement

    mine, theirs, home, seats = _features(people)
    every = np.arange(len(seats))
    features = tuple(
        Feature.of_pairs(mine[name], len(seats), every, theirs[name], WEIGHTS.get(name)) for name in VALUES
    )
    none = np.zeros(len(seats), dtype=np.int64)
    kin_ptr = np.zeros(people + 1, dtype=np.int64)
    return Placement(home, features, 1, none.astype(bool), none, seats, kin_ptr=kin_ptr)


def _place(problem: Any) -> tuple[list[list[Any]], bool]:
    from rengang.engines.placement.place import place

    placed = place(problem)
    return [[o.name, o.value] for o in placed.objective], placed.status.value == "optimal"


def _all_pairs(people: int) -> tuple[Any, Any, Any, Any]:
    """The same problem as peers see it: every pair that is allowed, with its cost."""
    mine, theirs, home, seats = _features(people)
    rows, columns, costs = [], [], []
    for first in range(0, people, 2_000):
        block = np.arange(first, min(people, first + 2_000))
        cost = np.ones((len(block), len(seats)), dtype=np.int32)
        for name, weight in WEIGHTS.items():
            cost += weight * (mine[name][block, None] != theirs[name])
        allowed = mine["level"][block, None] == theirs["level"]
        allowed[np.arange(len(block)), home[block]] = False
        at, unit = np.nonzero(allowed)
        rows.append(np.bincount(at, minlength=len(block)))
        columns.append(unit.astype(np.int32))
        costs.append(cost[at, unit])
    ptr = np.concatenate([[0], np.cumsum(np.concatenate(rows))])
    return seats, ptr, np.concatenate(columns), np.concatenate(costs)


# -- lists: everybody names a few units, the rank is the cost ----------------------------------------------------
def _lists(people: int) -> tuple[Any, Any, Any, Any]:
    rng = np.random.default_rng(SEED)
    units = max(4 * LENGTH, people // EACH)
    # few units are popular; a short stride makes the five units of a list distinct
    start = np.floor(units * rng.random(people) ** 2).astype(np.int64)
    stride = rng.integers(1, units // LENGTH, people)
    unit = (start[:, None] + stride[:, None] * np.arange(LENGTH)) % units
    seats = rng.multinomial(int(SEATS * people), np.full(units, 1 / units)).astype(np.int64)
    cost = np.tile(np.arange(1, LENGTH + 1), people)
    return seats, np.arange(people + 1) * LENGTH, unit.ravel().astype(np.int32), cost


def _flow(problem: tuple[Any, Any, Any, Any]) -> tuple[list[list[Any]], bool]:
    """People → units → sink."""
    from rengang.engines.solvers.augmenting_flow import fullest_flow

    seats, ptr, unit, cost = problem
    people, units = len(ptr) - 1, len(seats)
    sink = people + units
    tail = np.concatenate([np.repeat(np.arange(people), np.diff(ptr)), people + np.arange(units)])
    head = np.concatenate([people + unit, np.full(units, sink)])
    upper = np.concatenate([np.ones(len(unit), dtype=np.int64), seats])
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:people] = 1
    costs = np.concatenate([cost, np.zeros(units, dtype=np.int64)])
    none = np.zeros_like(upper)
    flow, left = fullest_flow(tail.astype(np.int32), head.astype(np.int32), none, upper, supply, costs)
    assert flow is not None  # nothing must come anywhere
    placed = people - int(left[:sink].sum())
    return [["placed", placed], ["cost", int((flow * costs).sum())]], True


_KINDS: dict[str, tuple[Callable[[int], Any], Callable[[int], Any], Callable[[Any], Any]]] = {
    "anywhere": (_placement, _all_pairs, _place),
    "lists": (_lists, _lists, _flow),
}
"""Kind → (what we solve, the same as pairs, how we solve it)."""


# -- what is claimed and shown -------------------------------------------------------------------------------------
def claims(records: Sequence[Record]) -> list[Claim]:
    """Everybody who solves a problem finds the same optimum, and nobody is faster where there is much to do."""
    out = []
    for instance, found in _by_instance(records).items():
        ours = found.get(OURS)
        if ours is None:
            continue
        optimum = dict(ours["objective"])
        others = {method: r for method, r in found.items() if method != OURS and "failed" not in r}
        wrong = [method for method, r in others.items() if not _agrees(method, dict(r["objective"]), optimum)]
        text = f"{instance}: proven, and every peer that finishes finds the same optimum"
        held = ours["status"] == "optimal" and not wrong
        told = f"{number(optimum['placed'])} placed at {number(optimum['cost'])}"
        told += f"; {len(others)} of {len(found) - 1} peers finish"
        out.append(Claim(text, held, told + (f"; {', '.join(wrong)} differ" if wrong else "")))
        exact = {method: r for method, r in others.items() if method in EXACT}
        if exact and ours["parameters"]["people"] >= 1_000:
            best = min(exact, key=lambda method: exact[method]["cpu_s"])
            ratio = exact[best]["cpu_s"] / ours["cpu_s"]
            text = f"{instance}: at least as fast as the fastest exact peer, CPU seconds, building included"
            out.append(Claim(text, ratio >= 1, f"{number(ratio, 1)} times as fast as {best}"))
    return out


def _agrees(method: str, found: Mapping[str, int], optimum: Mapping[str, int]) -> bool:
    return found["placed"] == optimum["placed"] and (method in LARGEST or found["cost"] == optimum["cost"])


def _by_instance(records: Sequence[Record]) -> dict[str, dict[str, Record]]:
    out: dict[str, dict[str, Record]] = {}
    for record in records:
        out.setdefault(record["instance"], {})[record["method"]] = record
    return out


def _shown(record: Record | None) -> str:
    if record is None:
        return "–"
    return f"failed: {record['failed']}" if "failed" in record else seconds(record["seconds"])


def tables(records: Sequence[Record]) -> list[Table]:
    """Seconds by method and instance; why peers failed; memory."""
    found = _by_instance(records)
    out = []
    for kind in _KINDS:
        instances = [name for name in found if name.startswith(kind)]
        rows = [
            [method, *(_cell(found[name].get(method)) for name in instances)]
            for method in (OURS, *EXACT, *LARGEST)
        ]
        title = f"{_TITLE[kind]} Seconds from arrays to the answer, building included (peak memory in MB)."
        out.append(Table(["method", *(name.partition(", ")[2] for name in instances)], rows, title))
    failed = [[r["instance"], r["method"], r["failed"]] for r in records if "failed" in r]
    if failed:
        out.append(Table(["problem", "method", "its last word"], failed, "What failed, and how."))
    return out


def _cell(record: Record | None) -> str:
    if record is None:
        return "–"
    if "failed" in record:
        return "failed"
    return f"{seconds(record['seconds'])} ({number(record['peak_mb'])})"


_TITLE = {
    "anywhere": "Anybody may go to any unit of their level but their own; a place costs what does not fit.",
    "lists": f"Lists of {LENGTH}; the rank is the cost.",
}


def plots(records: Sequence[Record]) -> list[Plot]:
    """Seconds by people, for each kind."""
    out = []
    for kind in _KINDS:
        series = []
        for method in (OURS, *EXACT, *LARGEST):
            mine = [r for r in records if r["method"] == method and r["instance"].startswith(kind)]
            points = [(r["parameters"]["people"], r["seconds"]) for r in mine if "failed" not in r]
            failed = [(r["parameters"]["people"], r["failed"]) for r in mine if "failed" in r]
            grown = exponent([p for p in points if p[1] >= FLOOR_S])
            label = f"{method} ({grown:.2f})" if grown is not None else method
            series.append(Series(label, points, failed, ours=method == OURS))
        title = f"{_TITLE[kind]} In brackets: exponent of growth."
        out.append(Plot(kind, title, "people (one unit to 25)", "seconds, building included", series))
    return out


KNOWN = {
    "anywhere, 100": {"placed": 66, "cost": 558},
    "anywhere, 1,000": {"placed": 886, "cost": 4_736},
    "anywhere, 3,000": {"placed": 2_700, "cost": 11_004},
    "anywhere, 10,000": {"placed": 9_000, "cost": 26_522},
    "anywhere, 50,000": {"placed": 45_000, "cost": 81_918},
    "lists, 1,000": {"placed": 900, "cost": 1_756},
    "lists, 10,000": {"placed": 9_000, "cost": 16_153},
    "lists, 50,000": {"placed": 45_000, "cost": 80_504},
}
"""The optima, on which our flows and OR-Tools' min-cost flow agree, at the smaller sizes all exact routines."""


def _specs() -> list[Spec]:
    sizes = {
        "anywhere": {100: False, 1_000: False, 3_000: False, 10_000: True, 50_000: True},
        "lists": {1_000: False, 10_000: False, 50_000: True},
    }
    out = []
    for kind, each in sizes.items():
        for people, full in each.items():
            instance = f"{kind}, {people:,}"
            parameters = {"kind": kind, "people": people}
            out.append(Spec(f"{instance}, {OURS}", instance, OURS, parameters, KNOWN.get(instance)))
            for method in (*EXACT, *LARGEST):
                limited = {**parameters, "limit_s": LIMIT_S[full]}
                out.append(Spec(f"{instance}, {method}", instance, method, limited, full=full, peer=True))
    return out


SUBJECT = Subject(
    "assignment",
    "Assignment against SciPy, OR-Tools and NetworkX",
    "Most people placed, then at least cost, one unit to 25 people and 0.9 seats to each. In one kind of "
    "problem anybody may go to any unit of their level but their own, and a place costs what does not fit "
    "(system, region, speciality); we solve it as a flow between classes of equal people and equal seats, "
    "peers get every allowed pair. In the other everybody lists five units. Each method runs in a process of "
    "its own, a peer in its own environment, one thread, 8,000 MB of address space, "
    f"{LIMIT_S[False]:.0f} s in the short run and {LIMIT_S[True]:.0f} s in the long one; "
    "our figures are medians with compiled kernels. Routines that know no seats of equal kind get a copy of a"
    " unit for each seat.",
    _specs(),
    measure,
    claims,
    tables,
    plots,
)

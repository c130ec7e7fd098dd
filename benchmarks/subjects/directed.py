"""Directed placement: many people, many units, few and many distinct features, with relatives."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers
from benchmarks.cities import warm_flow
from benchmarks.suite import hashes
from benchmarks.suite.figures import exponent, number, seconds
from benchmarks.suite.memory import Peak
from benchmarks.suite.spec import Claim, Plot, Record, Series, Spec, Subject, Table

OURS, PEER = "rengang", "ortools/SimpleMinCostFlow"
SEED = 1
SECONDS = 10.0
"""Claimed of a placement of any of these sizes, CPU seconds."""
MEMORY_MB = 4_000
MOST_EXPONENT = 1.2
FLOOR_S = 0.01
PEER_LIMIT_S = {False: 30.0, True: 280.0}
BASE = 20
WEIGHTS = {"system": 10, "region": 4, "speciality": 3}
LEVELS = 3
"""Who has another level than the unit asks for may not go there."""
VALUES = {
    "few": {"system": 4, "region": 6, "speciality": 5},
    "many": {"system": 8, "region": 200, "speciality": 100},
    "own": {"system": 8, "region": 2_000, "speciality": 1_000},
}
"""Distinct values of the features: few classes of people; many; about as many as people."""
LISTED, BLANK, RELATED = 0.1, 0.2, 0.05
"""Share of people with a unit that they listed (it costs less), of units that ask for no speciality, of people
with a relative among them."""
SEATS = 1.05
"""Seats to each person; some levels are short of them all the same."""


def people_and_units(people: int, units: int, kind: str) -> dict[str, Any]:
    """The arrays that a problem is made of; −1 is an unknown value or a blank."""
    rng = np.random.default_rng(SEED)
    arrays: dict[str, Any] = {}
    for name, count in {"level": LEVELS, **VALUES[kind]}.items():
        arrays[f"{name} of people"] = rng.integers(0, count, people)
        arrays[f"{name} of units"] = rng.integers(0, count, units)
    arrays["speciality of units"][rng.random(units) < BLANK] = -1
    arrays["home"] = rng.integers(0, units, people).astype(np.int32)
    arrays["seats"] = rng.multinomial(int(SEATS * people), np.full(units, 1 / units)).astype(np.int64)
    arrays["listing"] = np.flatnonzero(rng.random(people) < LISTED).astype(np.int32)
    arrays["listed"] = rng.integers(0, units, len(arrays["listing"])).astype(np.int32)
    arrays["relatives"] = rng.permutation(people)[: int(RELATED * people / 2) * 2].reshape(2, -1)
    return arrays


def problem_of(arrays: Mapping[str, Any], relatives: bool) -> Any:
    """The placement as our engine takes it."""
    from dataclasses import replace

    from rengang.engines.placement.feature import Feature
    from rengang.engines.placement.problem import Placement

    seats, people = arrays["seats"], len(arrays["home"])
    every, none = np.arange(len(seats)), np.zeros(len(seats), dtype=np.int64)
    weights = {"level": None, **WEIGHTS}
    features = tuple(
        Feature.of_pairs(
            arrays[f"{name} of people"],
            len(seats),
            np.where(arrays[f"{name} of units"] >= 0, every, -1),
            arrays[f"{name} of units"],
            weight,
        )
        for name, weight in weights.items()
    )
    one, other = arrays["relatives"] if relatives else np.zeros((2, 0), dtype=np.int64)
    source, target = np.append(one, other), np.append(other, one)
    kin_ptr = np.append(0, np.cumsum(np.bincount(source, minlength=people)))
    kin = target[np.argsort(source, kind="stable")].astype(np.int32)
    usual = Placement(
        arrays["home"], features, BASE, none.astype(bool), none, seats, kin_ptr=kin_ptr, kin=kin
    )
    who, where = arrays["listing"], arrays["listed"]
    cost = usual.usual_cost(who, where)
    return replace(usual, cheaper=(who[cost >= 0], where[cost >= 0], cost[cost >= 0] - BASE))


def every_pair(arrays: Mapping[str, Any]) -> tuple[Any, Any, Any, Any]:
    """The same as a peer takes it: every pair that is allowed, with its cost, by person."""
    seats, people = arrays["seats"], len(arrays["home"])
    count, units, costs = [], [], []
    for first in range(0, people, 1_000):
        block = np.arange(first, min(people, first + 1_000))
        cost = np.full((len(block), len(seats)), BASE, dtype=np.int32)
        for name, weight in WEIGHTS.items():
            there = arrays[f"{name} of units"]
            cost += weight * ((arrays[f"{name} of people"][block, None] != there) & (there >= 0))
        here = (arrays["listing"] >= first) & (arrays["listing"] < first + 1_000)
        cost[arrays["listing"][here] - first, arrays["listed"][here]] -= BASE
        allowed = arrays["level of people"][block, None] == arrays["level of units"]
        allowed[np.arange(len(block)), arrays["home"][block]] = False
        at, unit = np.nonzero(allowed)
        count.append(np.bincount(at, minlength=len(block)))
        units.append(unit.astype(np.int32))
        costs.append(cost[at, unit])
    ptr = np.append(0, np.cumsum(np.concatenate(count)))
    return seats, ptr, np.concatenate(units), np.concatenate(costs)


def measure(parameters: Mapping[str, Any]) -> Record:
    """Place everybody by one method, from arrays to the answer."""
    arrays = people_and_units(parameters["people"], parameters["units"], parameters["kind"])
    digest = {"instance_hash": hashes.of_arrays(*arrays.values())}
    if parameters["method"] == PEER:
        with tempfile.TemporaryDirectory() as folder:
            path = peers.write_assignment(Path(folder) / "problem.npz", *every_pair(arrays))
            peer, task = PEER.split("/")
            return {**digest, **peers.run(peer, path, task, parameters["limit_s"])}
    from rengang.engines.placement.place import place

    warm_flow()
    place(problem_of(people_and_units(100, 5, "few"), relatives=True))
    problem = problem_of(arrays, parameters["relatives"])
    peak = Peak()
    before = peak.of_step_mb()
    began, cpu = time.perf_counter(), time.process_time()
    placed = place(problem, time_limit_s=300)
    return {
        **digest,
        "status": placed.status.value,
        "objective": [[o.name, o.value] for o in placed.objective],
        "bound": [[o.name, o.bound] for o in placed.objective],
        "seconds": round(time.perf_counter() - began, 4),
        "cpu_s": round(time.process_time() - cpu, 4),
        "before_mb": round(before, 1),
        "peak_mb": round(peak.in_all_mb(), 1),
    }


# -- what is claimed and shown -------------------------------------------------------------------------------------
def ours(records: Sequence[Record]) -> list[Record]:
    """Our own records."""
    return [record for record in records if record["method"] == OURS]


def peer_of(record: Record, records: Sequence[Record]) -> Record | None:
    """What the peer made of the same problem."""
    return next((r for r in records if r["method"] == PEER and r["instance"] == record["instance"]), None)


def families(records: Sequence[Record]) -> dict[str, list[Record]]:
    """Our records by kind; sizes of one family have the same 25 to 40 people to a unit."""
    out: dict[str, list[Record]] = {}
    for record in ours(records):
        parameters = record["parameters"]
        name = f"{parameters['kind']} values{', relatives' if parameters['relatives'] else ''}"
        out.setdefault(name, []).append(record)
    return out


def growth_of(family: Sequence[Record]) -> float | None:
    """Exponent of CPU seconds with people, from where placing takes :data:`FLOOR_S`."""
    points = [(r["parameters"]["people"], r["cpu_s"]) for r in family]
    return exponent([point for point in points if point[1] >= FLOOR_S])


def claims(records: Sequence[Record]) -> list[Claim]:
    """Proven in seconds, the same cost as the plain flow, about linear."""
    out = []
    for record in ours(records):
        proven = record["status"] == "optimal" and record["objective"] == record["bound"]
        frugal = record["cpu_s"] <= SECONDS and record["peak_mb"] <= MEMORY_MB
        text = f"{record['spec']}: proven in at most {SECONDS:.0f} CPU s, under {MEMORY_MB:,} MB"
        told = f"{record['status']}, {seconds(record['cpu_s'])} s, {number(record['peak_mb'])} MB"
        out.append(Claim(text, proven and frugal, told))
        peer = peer_of(record, records)
        if peer is None or "failed" in peer or record["parameters"]["relatives"]:
            continue
        (_, placed), (_, cost) = record["objective"]
        same = [value for _, value in peer["objective"]] == [placed, cost]
        ratio = peer["cpu_s"] / record["cpu_s"]
        text = f"{record['instance']}: the same optimum as the flow on every pair, and sooner"
        out.append(
            Claim(text, same and ratio > 1, f"{number(placed)} placed at {number(cost)}; {ratio:.1f} times")
        )
    for name, family in families(records).items():
        if (found := growth_of(family)) is not None:
            text = f"{name}: exponent of CPU seconds with people at most {MOST_EXPONENT}"
            out.append(Claim(text, found <= MOST_EXPONENT, f"{found:.2f}"))
    return out


def tables(records: Sequence[Record]) -> list[Table]:
    """What was placed, what it took, and what the peer takes."""
    rows = []
    for record in ours(records):
        (_, placed), (_, cost) = record["objective"]
        peer = peer_of(record, records)
        theirs = ["–", "–"]
        if peer is not None:
            done = "failed" not in peer
            theirs = [seconds(peer["cpu_s"]), number(peer["peak_mb"])] if done else [peer["failed"], "–"]
        rows.append(
            [
                record["spec"].removesuffix(f", {OURS}"),
                record["status"],
                number(placed),
                number(cost),
                seconds(record["cpu_s"]),
                number(record["peak_mb"]),
                *theirs,
            ]
        )
    headings = [
        "people × units",
        "status",
        "placed",
        "cost",
        "CPU s",
        "peak MB",
        "every pair: CPU s",
        "peak MB",
    ]
    return [
        Table(headings, rows, "Most placed, then at least cost; the flow on every pair knows no relatives.")
    ]


def plots(records: Sequence[Record]) -> list[Plot]:
    """CPU seconds by people, family by family, with the peer."""
    series = []
    for name, family in families(records).items():
        grown = growth_of(family)
        label = name if grown is None else f"{name} ({grown:.2f})"
        series.append(Series(label, [(r["parameters"]["people"], r["cpu_s"]) for r in family], ours=True))
    theirs = [r for r in records if r["method"] == PEER]
    points = [(r["parameters"]["people"], r["cpu_s"]) for r in theirs if "failed" not in r]
    failed = [(r["parameters"]["people"], r["failed"]) for r in theirs if "failed" in r]
    if points or failed:
        series.append(Series(f"{PEER} on every pair", points, failed))
    return [
        Plot(
            "people", "Directed placement. In brackets: exponent of growth.", "people", "CPU seconds", series
        )
    ]


def _specs() -> list[Spec]:
    sizes = [(2_000, 80), (10_000, 400), (20_000, 800), (50_000, 2_000), (200_000, 5_000)]
    out = []
    for kind in VALUES:
        for people, units in sizes:
            full = people > 50_000
            instance = f"{people:,} × {units:,}, {kind} values"
            parameters = {"people": people, "units": units, "kind": kind}
            for relatives in (False, True):
                name = f"{instance}, {'relatives, ' if relatives else ''}{OURS}"
                out.append(Spec(name, instance, OURS, {**parameters, "relatives": relatives}, full=full))
            if kind == "many" and not full:
                long = people > 2_000
                limited = {**parameters, "limit_s": PEER_LIMIT_S[long]}
                out.append(Spec(f"{instance}, {PEER}", instance, PEER, limited, full=long, peer=True))
    return out


SUBJECT = Subject(
    "directed",
    "Directed placement",
    "Most people placed, then at least cost: anybody may go to any unit of their level but their own, a place "
    "costs 20 and what does not fit (system 10, region 4, speciality 3), less where it was listed (a tenth of the "
    "people). The features have few distinct values (4, 6, 5), many (8, 200, 100) or about as many as people (8, "
    "2,000, 1,000). With relatives, one in twenty has one who may not be at the same unit. One thread, from arrays "
    "to the answer, kernels compiled before; the flow on every pair of person and unit is OR-Tools' in a process "
    "of its own, building included.",
    _specs(),
    measure,
    claims,
    tables,
    plots,
)

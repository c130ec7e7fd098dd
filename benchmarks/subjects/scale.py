"""Exact at scale: the campaign on large pools, county-shaped and harder, to proven optimality."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.cities import SEED, city, warm_up
from benchmarks.suite import hashes
from benchmarks.suite.figures import number, seconds
from benchmarks.suite.memory import Peak
from benchmarks.suite.spec import Claim, Record, Spec, Subject, Table

LIMIT_S = 300.0
MINUTES_S = 300.0
MEMORY_MB = 8_000
RELATIVES_2 = {"kinship": 0.02}
RELATIVES_20 = {"kinship": 0.2, "kin_in_pool": 0.8, "kin_near": 0.8}
TIES = {"tie_share": 0.5}
AS_POOL = 0
"""As a number of units: as many as pool members."""


def measure(parameters: Mapping[str, Any]) -> Record:
    """Solve one city; the kernels are compiled before."""
    from rengang.campaign import run
    from rengang.policy import resolve

    warm_up()
    instance = city(parameters["pool"], parameters.get("shape"))
    peak, cpu = Peak(), time.process_time()
    result = run(instance, resolve(instance.policy), seed=SEED, time_limit_s=LIMIT_S)
    return {
        "pool": len(instance.pool),
        "cadres": len(instance.cadres),
        "units": len(instance.units),
        "status": result.status.value,
        "objective": [[o.name, o.value] for o in (*result.objective, *result.directed)],
        "bound": [[o.name, o.bound] for o in (*result.objective, *result.directed)],
        "steps": {step: round(spent, 3) for step, spent in result.seconds.items()},
        "total_s": round(sum(result.seconds.values()), 3),
        "cpu_s": round(time.process_time() - cpu, 3),
        "peak_mb": round(peak.in_all_mb(), 1),
        "instance_hash": hashes.of_instance(instance),  # last: making it takes memory
    }


def claims(records: Sequence[Record]) -> list[Claim]:
    """Every objective of both stages proven, in minutes, in little memory."""
    out = []
    for record in records:
        bound = dict(record["bound"])
        open_ones = [name for name, value in record["objective"] if value is None or value != bound[name]]
        proven = record["status"] == "optimal" and not open_ones
        frugal = record["total_s"] <= MINUTES_S and record["peak_mb"] < MEMORY_MB
        out.append(
            Claim(
                f"{record['spec']}: every objective proven, in at most {MINUTES_S:.0f} s, under {MEMORY_MB:,} MB",
                proven and frugal,
                f"{record['status']}{_list(open_ones)}, {seconds(record['total_s'])} s, "
                f"{number(record['peak_mb'])} MB",
            )
        )
    return out


def _list(names: list[str]) -> str:
    return f"; open: {', '.join(names)}" if names else ""


def tables(records: Sequence[Record]) -> list[Table]:
    """What was proven, and what it took."""
    names = list(dict.fromkeys(name for r in records for name, _ in r["objective"]))
    proof = Table(
        ["city", "status", *(name.replace("_", " ") for name in names)],
        [[r["spec"], r["status"], *(_shown(r, name) for name in names)] for r in records],
        "Objectives, in their order. A bound is given where it differs from the value.",
    )
    steps = ["prepare", "two_way", "coupled", "directed", "verify"]
    steps = [step for step in steps if any(step in r["steps"] for r in records)]
    time = Table(
        [
            "city",
            "cadres",
            "units",
            *(f"{step.replace('_', '-')}, s" for step in steps),
            "in all, s",
            "CPU, s",
            "peak, MB",
        ],
        [
            [
                r["spec"],
                number(r["cadres"]),
                number(r["units"]),
                *(seconds(r["steps"].get(step)) for step in steps),
                seconds(r["total_s"]),
                seconds(r["cpu_s"]),
                number(r["peak_mb"]),
            ]
            for r in records
        ],
        "Wall-clock seconds by step, CPU seconds in all, and memory with the instance in it.",
    )
    return [proof, time]


def _shown(record: Record, name: str) -> str:
    value, bound = dict(record["objective"]).get(name), dict(record["bound"]).get(name)
    return number(value) + ("" if value == bound else f" (bound {number(bound)})")


def _specs() -> list[Spec]:
    """Each shape at both sizes, many of them under ``--full``; last a nation's civil service."""
    shapes: list[tuple[str, dict[str, Any], bool]] = [
        ("county", {}, False),
        ("2 % relatives", RELATIVES_2, False),
        ("20 % relatives", RELATIVES_20, False),
        ("half tied", TIES, False),
        ("10 units", {"units": 10}, False),
        ("100 units", {"units": 100}, True),
        ("a unit to each", {"units": AS_POOL}, True),
        ("noise 5", {"noise": 5.0}, True),
        ("400 units, half tied, 2 % relatives", {"units": 400, **TIES, **RELATIVES_2}, True),
        (
            "400 units, half tied, 20 % relatives, noise 5",
            {"units": 400, "noise": 5.0, **TIES, **RELATIVES_20},
            True,
        ),
        ("half tied, 20 % relatives, noise 5", {"noise": 5.0, **TIES, **RELATIVES_20}, True),
    ]
    sizes = [
        (pool, name, {**shape, "units": pool} if shape.get("units") == AS_POOL else shape, full)
        for pool in (20_000, 100_000)
        for name, shape, full in shapes
    ]
    sizes.append((1_000_000, "county, 7,000,000 cadres", {"cadres": 7_000_000}, True))
    return [
        Spec(
            f"{pool:,}, {name}",
            f"{name}, pool {pool:,}",
            "campaign",
            {"pool": pool, "shape": shape},
            full=full,
        )
        for pool, name, shape, full in sizes
    ]


SUBJECT = Subject(
    "scale",
    "Exact at scale",
    "The campaign on generated cities with large pools, twelve cadres to each pool member where nothing else is "
    "said: two-way selection in four objectives, directed placement in two, verification. One thread; kernels "
    "compiled before. The county shape has 40 cadres a unit, 5 % of its pool have relatives, 5 % of nominations "
    "are tied.",
    _specs(),
    measure,
    claims,
    tables,
)

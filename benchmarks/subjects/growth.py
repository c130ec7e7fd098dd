"""Time and memory of each step as cities grow, and the exponent that they grow with."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.cities import SEED, city, warm_up
from benchmarks.suite.figures import exponent, number, seconds
from benchmarks.suite.memory import Peak
from benchmarks.suite.spec import Claim, Record, Spec, Subject, Table

LIMIT_S = 900.0
MEMORY_MB = 8_000
MOST_EXPONENT = 1.8
"""Claimed of time with the pool: no step is quadratic."""
FLOOR_S = 0.005
"""A step is fitted from where it takes this long: below, fixed costs hide how it grows."""


class Steps:
    """Seconds and peak memory of steps, one after the other."""

    def __init__(self) -> None:
        self.peak = Peak()
        self.measured: dict[str, tuple[float, float]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        self.peak.of_step_mb()
        began = time.perf_counter()
        yield
        self.note(name, time.perf_counter() - began)

    def note(self, name: str, spent: float) -> None:
        """A step that has just ended took so long."""
        self.measured[name] = (round(spent, 4), round(self.peak.of_step_mb(), 1))


def measure(parameters: Mapping[str, Any]) -> Record:
    """Every step of the way from the generator to the result folder, kernels compiled before."""
    from rengang.explain import Explainer
    from rengang.policy import resolve
    from rengang.report import write_folder
    from rengang.tables import check, load, write

    warm_up()
    steps, pool = Steps(), parameters["pool"]
    with tempfile.TemporaryDirectory() as scratch:
        carrier, out = Path(scratch) / "city", Path(scratch) / "out"
        with steps.step("generate"):
            instance = city(pool, {"cadres": parameters["cadres_each"] * pool})
        with steps.step("write Parquet"):
            write(instance, carrier, carrier="parquet")
        with steps.step("read Parquet, checks included"):
            loaded = load(carrier).instance
        assert loaded is not None  # what the generator makes passes its own checks
        instance = loaded
        policy = resolve(instance.policy)
        with steps.step("check"):
            check(instance, policy)
        result = _run(steps, instance, policy)
        with steps.step("write result folder"):
            explainer = Explainer(instance, policy, result.allocation)
            write_folder(instance, policy, result, out, explanations=explainer)
    return {
        "pool": len(instance.pool),
        "cadres": len(instance.cadres),
        "units": len(instance.units),
        "status": result.status.value,
        "objective": [[o.name, o.value] for o in (*result.objective, *result.directed)],
        "bound": [[o.name, o.bound] for o in (*result.objective, *result.directed)],
        "steps": steps.measured,
        "peak_mb": round(steps.peak.in_all_mb(), 1),
    }


def _run(steps: Steps, instance: Any, policy: Any) -> Any:
    """The campaign; its own reports of progress say when a step begins, so when the one before has ended."""
    from rengang.campaign import run
    from rengang.campaign.pipeline import STEP

    name_of = {text: name for name, text in STEP.items()}
    peaks: dict[str, float] = {}
    current: list[str] = []

    def hear(report: Any) -> None:
        name = name_of[report.step]
        if current and current[-1] != name:
            peaks[current[-1]] = max(peaks.get(current[-1], 0.0), steps.peak.of_step_mb())
        if not current or current[-1] != name:
            current.append(name)

    steps.peak.of_step_mb()
    result = run(instance, policy, seed=SEED, time_limit_s=LIMIT_S, progress=hear)
    peaks[current[-1]] = max(peaks.get(current[-1], 0.0), steps.peak.of_step_mb())
    for name, spent in result.seconds.items():
        steps.measured[name.replace("_", "-")] = (round(spent, 4), round(peaks[name], 1))
    return result


def exponents(records: Sequence[Record]) -> dict[str, float | None]:
    """Step → exponent of its seconds with the pool, from the points that take at least :data:`FLOOR_S`."""
    points: dict[str, list[tuple[float, float]]] = {}
    for record in records:
        for step, (spent, _) in record["steps"].items():
            points.setdefault(step, [])
            if spent >= FLOOR_S:
                points[step].append((record["pool"], spent))
    return {step: exponent(found) for step, found in points.items()}


def families(records: Sequence[Record]) -> dict[int, list[Record]]:
    """Records by cadres to each pool member: exponents compare cities of the same shape."""
    out: dict[int, list[Record]] = {}
    for record in records:
        out.setdefault(record["parameters"]["cadres_each"], []).append(record)
    return out


def claims(records: Sequence[Record]) -> list[Claim]:
    """Everything proven, in bounded memory, and no step near quadratic."""
    out = [
        Claim(
            f"{record['spec']}: proven, under {MEMORY_MB:,} MB",
            record["status"] == "optimal" and record["peak_mb"] < MEMORY_MB,
            f"{record['status']}, {number(record['peak_mb'])} MB",
        )
        for record in records
    ]
    for each, family in families(records).items():
        for step, found in exponents(family).items():
            if found is not None:
                text = f"{each} cadres to each pool member, {step}: exponent at most {MOST_EXPONENT}"
                out.append(Claim(text, found <= MOST_EXPONENT, f"{found:.2f}"))
    return out


def tables(records: Sequence[Record]) -> list[Table]:
    """For each family: seconds and memory by step and pool."""
    out = []
    for each, family in families(records).items():
        pools = [f"pool {number(r['pool'])}" for r in family]
        steps = list(dict.fromkeys(step for r in family for step in r["steps"]))
        grown = exponents(family)
        time_rows = [
            [
                step,
                *(seconds(r["steps"].get(step, (None, None))[0]) for r in family),
                number(grown[step], 2),
            ]
            for step in steps
        ]
        memory_rows = [
            [step, *(number(r["steps"].get(step, (None, None))[1]) for r in family)] for step in steps
        ]
        memory_rows.append(["whole process", *(number(r["peak_mb"]) for r in family)])
        shape = f"{each} cadres to each pool member"
        out += [
            Table(["step", *pools, "exponent"], time_rows, f"Seconds, {shape}."),
            Table(["step", *pools], memory_rows, f"Peak memory during the step in MB, {shape}."),
        ]
    return out


def _specs() -> list[Spec]:
    family = [(pool, 12, False) for pool in (1_000, 3_000, 10_000, 30_000, 100_000)]
    family += [(1_000, 2, True), (10_000, 2, True), (100_000, 2, True), (1_000_000, 2, True)]
    return [
        Spec(
            f"pool {pool:,} of {each * pool:,} cadres",
            f"county, pool {pool:,}, {each} cadres each",
            "every step",
            {"pool": pool, "cadres_each": each},
            full=full,
        )
        for pool, each, full in family
    ]


SUBJECT = Subject(
    "growth",
    "Growth",
    "Every step from the generator to the result folder, each city in a process of its own, one thread, kernels "
    "compiled before. Peak memory is the resident set of the whole process at its highest during the step, so it "
    "includes the instance and whatever the allocator keeps from earlier steps. The exponent is the slope of log "
    f"seconds over log pool by least squares, over the points of at least {FLOOR_S} s: 1 is linear, 2 quadratic. "
    "The result folder grows by less, since its report lists people only up to a pool of 20,000 and its workbook "
    "only up to 50,000; the tables are always whole.",
    _specs(),
    measure,
    claims,
    tables,
)

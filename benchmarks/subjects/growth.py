"""Time and memory of each step as cities grow, and the exponent that they grow with."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.cities import SEED, city, warm_up
from benchmarks.suite import hashes
from benchmarks.suite.figures import exponent, number, seconds
from benchmarks.suite.memory import Peak
from benchmarks.suite.spec import Claim, Plot, Record, Series, Spec, Subject, Table

LIMIT_S = 900.0
MEMORY_MB = 8_000
MOST_EXPONENT = 1.2
"""Claimed of CPU seconds with the pool."""
MOST_MEMORY_EXPONENT = 1.1
"""Claimed of the memory that the whole way takes beyond what the process held before."""
FLOOR_S = 0.02
"""A step is fitted from where it takes this long: below, fixed costs hide how it grows."""
FLOOR_MB = 20.0
"""The same of memory."""
WHOLE = "whole campaign"
CAMPAIGN = ("prepare", "two-way", "directed", "verify")
SHAPES: dict[str, dict[str, Any]] = {
    "county": {},
    "half tied, 20 % relatives": {"tie_share": 0.5, "kinship": 0.2, "kin_in_pool": 0.8, "kin_near": 0.8},
}


class Steps:
    """Seconds, CPU seconds and peak memory of steps, one after the other."""

    def __init__(self) -> None:
        self.peak = Peak()
        self.before_mb = self.peak.of_step_mb()
        self.measured: dict[str, tuple[float, float, float]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        self.peak.of_step_mb()
        began, cpu = time.perf_counter(), time.process_time()
        yield
        self.note(name, time.perf_counter() - began, time.process_time() - cpu, self.peak.of_step_mb())

    def note(self, name: str, spent: float, cpu: float, peak_mb: float) -> None:
        """What a step took; of one that comes twice, the sum and the higher peak."""
        before = self.measured.get(name, (0.0, 0.0, 0.0))
        self.measured[name] = (
            round(before[0] + spent, 4),
            round(before[1] + cpu, 4),
            round(max(before[2], peak_mb), 1),
        )


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
            shape = SHAPES[parameters.get("shape", "county")]
            made = city(pool, {"cadres": parameters["cadres_each"] * pool, **shape})
        with steps.step("write Parquet"):
            write(made, carrier, carrier="parquet")
        del made
        with steps.step("read Parquet, checks included"):
            instance = load(carrier).instance
        assert instance is not None  # what the generator makes passes its own checks
        policy = resolve(instance.policy)
        with steps.step("check"):
            check(instance, policy)
        result = _run(steps, instance, policy)
        with steps.step("write result folder"):
            explainer = Explainer(instance, policy, result.verdict)
            write_folder(instance, policy, result, out, explanations=explainer, verdict=result.verdict)
    return {
        "pool": len(instance.pool),
        "cadres": len(instance.cadres),
        "units": len(instance.units),
        "status": result.status.value,
        "objective": [[o.name, o.value] for o in (*result.objective, *result.directed)],
        "bound": [[o.name, o.bound] for o in (*result.objective, *result.directed)],
        "steps": steps.measured,
        "before_mb": round(steps.before_mb, 1),
        "peak_mb": round(steps.peak.in_all_mb(), 1),
        "instance_hash": hashes.of_instance(instance),  # last: making it takes memory
    }


def _run(steps: Steps, instance: Any, policy: Any) -> Any:
    """The campaign; its own reports of progress say when a step begins, so when the one before has ended."""
    from rengang.campaign import run
    from rengang.procedures.conduct import STEP

    name_of = {text: name.replace("_", "-") for name, text in STEP.items()}
    begun: list[tuple[str, float, float]] = []

    def end() -> None:
        for name, began, cpu in begun:
            wall, spent = time.perf_counter() - began, time.process_time() - cpu
            steps.note(name, wall, spent, steps.peak.of_step_mb())
        begun.clear()

    def hear(report: Any) -> None:
        name = name_of[report.step]
        if not begun or begun[0][0] != name:
            end()
            begun.append((name, time.perf_counter(), time.process_time()))

    steps.peak.of_step_mb()
    result = run(instance, policy, seed=SEED, time_limit_s=LIMIT_S, progress=hear)
    end()
    return result


def cpu_of(record: Record, step: str) -> float | None:
    """CPU seconds of a step, or of the whole campaign; None where it has none."""
    if step != WHOLE:
        return record["steps"][step][1] if step in record["steps"] else None
    parts = [spent for name in CAMPAIGN if (spent := cpu_of(record, name)) is not None]
    return round(sum(parts), 4) if parts else None


def steps_of(records: Sequence[Record]) -> list[str]:
    """Every step, the whole campaign after its last."""
    names = list(dict.fromkeys(step for record in records for step in record["steps"]))
    if "verify" in names:
        names.insert(names.index("verify") + 1, WHOLE)
    return names


def exponents(records: Sequence[Record]) -> dict[str, float | None]:
    """Step → exponent of its CPU seconds with the pool, from the points that take at least :data:`FLOOR_S`."""
    points: dict[str, list[tuple[float, float]]] = {step: [] for step in steps_of(records)}
    for step, found in points.items():
        for record in records:
            spent = cpu_of(record, step)
            if spent is not None and spent >= FLOOR_S:
                found.append((record["pool"], spent))
    return {step: exponent(found) for step, found in points.items()}


def memory_exponent(records: Sequence[Record]) -> float | None:
    """Exponent of the memory that the whole way took beyond what the process held before."""
    more = [(r["pool"], r["peak_mb"] - r["before_mb"]) for r in records]
    return exponent([point for point in more if point[1] >= FLOOR_MB])


def families(records: Sequence[Record]) -> dict[str, list[Record]]:
    """Records by shape and cadres to each pool member: exponents compare cities of the same shape."""
    out: dict[str, list[Record]] = {}
    for record in records:
        parameters = record["parameters"]
        shape, each = parameters.get("shape", "county"), parameters["cadres_each"]
        out.setdefault(f"{shape}, {each} cadres to each pool member", []).append(record)
    return out


def claims(records: Sequence[Record]) -> list[Claim]:
    """Everything proven, in bounded memory, and every step about linear, in time and in memory."""
    out = [
        Claim(
            f"{record['spec']}: proven, under {MEMORY_MB:,} MB",
            record["status"] == "optimal" and record["peak_mb"] < MEMORY_MB,
            f"{record['status']}, {number(record['peak_mb'])} MB",
        )
        for record in records
    ]
    for shape, family in families(records).items():
        for step, found in exponents(family).items():
            if found is not None:
                text = f"{shape}, {step}: exponent of CPU seconds at most {MOST_EXPONENT}"
                out.append(Claim(text, found <= MOST_EXPONENT, f"{found:.2f}", bar=step == "two-way"))
        if (found := memory_exponent(family)) is not None:
            text = f"{shape}: exponent of memory at most {MOST_MEMORY_EXPONENT}"
            out.append(Claim(text, found <= MOST_MEMORY_EXPONENT, f"{found:.2f}"))
    return out


def tables(records: Sequence[Record]) -> list[Table]:
    """For each family: seconds and memory by step and pool."""
    out = []
    for shape, family in families(records).items():
        pools = [f"pool {number(r['pool'])}" for r in family]
        grown = exponents(family)
        time_rows = [
            [step, *(seconds(cpu_of(r, step)) for r in family), number(grown[step], 2)]
            for step in steps_of(family)
        ]
        memory_rows = [
            [step, *(number(r["steps"].get(step, (None, None, None))[2]) for r in family)]
            for step in steps_of(family)
            if step != WHOLE
        ]
        memory_rows.append(["before", *(number(r["before_mb"]) for r in family)])
        memory_rows.append(["whole process", *(number(r["peak_mb"]) for r in family)])
        out += [
            Table(["step", *pools, "exponent"], time_rows, f"CPU seconds: {shape}."),
            Table(["step", *pools], memory_rows, f"Peak memory during the step in MB: {shape}."),
        ]
    return out


def plots(records: Sequence[Record]) -> list[Plot]:
    """CPU seconds by step for each family, and memory of all families."""
    out, memory = [], []
    for number_of, (shape, family) in enumerate(families(records).items(), 1):
        grown = exponents(family)
        series = []
        for step in steps_of(family):
            points = [(r["pool"], spent) for r in family if (spent := cpu_of(r, step))]
            label = step if grown[step] is None else f"{step} ({grown[step]:.2f})"
            series.append(Series(label, points, ours=step == WHOLE))
        title = f"CPU seconds of each step, {shape}. In brackets: exponent of growth."
        out.append(Plot(f"steps-{number_of}", title, "pool", "CPU seconds", series))
        found = memory_exponent(family)
        label = shape if found is None else f"{shape} ({found:.2f})"
        memory.append(Series(label, [(r["pool"], r["peak_mb"]) for r in family], ours=True))
    title = "Peak memory of the whole way. In brackets: exponent of what is beyond the empty process."
    return [*out, Plot("memory", title, "pool", "MB", memory)]


def _specs() -> list[Spec]:
    family = [("county", pool, 12, False) for pool in (1_000, 3_000, 10_000, 30_000)]
    family += [("county", 100_000, 12, True)]
    for shape in SHAPES:
        family += [(shape, pool, 2, pool > 100_000) for pool in (1_000, 10_000, 100_000, 300_000, 1_000_000)]
    return [
        Spec(
            f"{shape}, pool {pool:,} of {each * pool:,} cadres",
            f"{shape}, pool {pool:,}, {each} cadres each",
            "every step",
            {"pool": pool, "cadres_each": each, "shape": shape},
            full=full,
        )
        for shape, pool, each, full in family
    ]


SUBJECT = Subject(
    "growth",
    "Growth",
    "Every step from the generator to the result folder, each city in a process of its own, one thread, kernels "
    "compiled before. Peak memory is the resident set of the whole process at its highest during the step, so it "
    "includes the instance and whatever the allocator keeps from earlier steps. The exponent is the slope of log "
    f"CPU seconds over log pool by least squares, over the points of at least {FLOOR_S} s: 1 is linear, 2 "
    "quadratic. The whole campaign is preparing, both stages and verification. "
    "The result folder grows by less, since its report lists people only up to a pool of 20,000 and its workbook "
    "only up to 50,000; the tables are always whole.",
    _specs(),
    measure,
    claims,
    tables,
    plots,
)

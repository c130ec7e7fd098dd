"""A post contest from the marks to the result folder: the whole program, as a user starts it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cities import SEED, contest_city
from benchmarks.subjects.workbook import steps_told
from benchmarks.suite.figures import exponent, number, seconds
from benchmarks.suite.memory import of_children_mb
from benchmarks.suite.spec import Claim, Plot, Record, Series, Spec, Subject, Table

if TYPE_CHECKING:
    from rengang.model import Instance

MOST_EXPONENT = 1.2
"""Claimed of the contest's time with its posts."""
ALL_CANDIDATES = {"contest": {"incumbents": "release", "inspection": {"rule": "all"}}}
"""Whoever holds a contested post leaves it in any case, and all of the ten shortlisted may be appointed."""
LARGEST = ("contest.csv", "result.xlsx", "report.html")
"""Files of the result folder that grow with the contest."""


def measure(parameters: Mapping[str, Any]) -> Record:
    """Write the instance, then let the program hold its contest in a process of its own.

    Parameters: `posts` of a city (ten applicants to each) or `bureau`, its number of people; `carrier` is
    ``"csv"`` or ``"xlsx"``; with `all_candidates` under :data:`ALL_CANDIDATES`.
    """
    from rengang.tables import write

    instance = _instance(parameters)
    # a city's contest alone; in a bureau the section selection belongs to it
    verb = "contest" if "posts" in parameters else "solve"
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in", Path(folder) / "out"
        if parameters["carrier"] == "xlsx":
            source = source.with_suffix(".xlsx")
        write(instance, source)
        total_s, said = _run(verb, source, out)
        cpu = _alone(source)
        summary = json.loads((out / "summary.json").read_text("utf-8"))
        files = {path.name: round(path.stat().st_size / 1e6, 2) for path in sorted(out.iterdir())}
    steps = steps_told(said)
    held = summary["contest"]
    return {
        "cadres": len(instance.cadres),
        "marks": len(instance.tables["scores"]),
        **{name: held[name] for name in ("posts", "applicants", "entries", "cancelled", "filled")},
        "figures": held["figures"],
        "status": summary["status"],
        "verified": summary["verified"],
        "proven": all(o["value"] == o["bound"] for o in summary["objective"]),
        "objective": [[o["name"], o["value"]] for o in summary["objective"]],
        "bound": [[o["name"], o["bound"]] for o in summary["objective"]],
        "steps": {"start and stop": round(total_s - sum(steps.values()), 3), **steps},
        "cpu": cpu,
        "total_s": round(total_s, 3),
        "files_mb": files,
        "peak_mb": round(of_children_mb(), 1),
    }


def _instance(parameters: Mapping[str, Any]) -> Instance:
    if "posts" in parameters:
        made = contest_city(parameters["posts"])
        if not parameters.get("all_candidates"):
            return made
        from rengang.policy.resolve import merge

        return replace(made, policy=merge(made.policy, ALL_CANDIDATES))
    from rengang.synthetic import Bureau, bureau

    people = parameters["bureau"]
    return bureau(Bureau(people=people, sections=people // 5, institution=people * 2 // 5), SEED)


def _run(verb: str, source: Path, out: Path) -> tuple[float, str]:
    """Seconds from start to exit of the program, and what it printed."""
    command = [sys.executable, "-m", "rengang.cli.main", verb, str(source), "--out", str(out)]
    began = time.perf_counter()
    ended = subprocess.run(
        [*command, "--seed", str(SEED), "--lang", "en", "--quiet"], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - began, ended.stdout


def _alone(source: Path) -> dict[str, float]:
    """CPU seconds of reading and of scoring and seating in this process, libraries loaded and nothing else done."""
    from rengang.limits import Limits
    from rengang.policy import resolve
    from rengang.procedures.contest.contest import hold
    from rengang.tables import load

    small = contest_city(20)
    hold(small, resolve(small.policy), Limits(seed=SEED))
    began = time.process_time()
    instance = load(source).instance
    read = time.process_time() - began
    assert instance is not None  # the program itself has just taken it
    policy = resolve(instance.policy)
    began = time.process_time()
    hold(instance, policy, Limits(seed=SEED))
    return {"reading": round(read, 3), "contest": round(time.process_time() - began, 3)}


def claims(records: Sequence[Record]) -> list[Claim]:
    """Proven, verified; from a workbook reading takes longer than the contest; the contest grows linearly."""
    out = [
        Claim(
            f"{record['spec']}: every objective proven, the answer verified",
            record["status"] == "optimal" and record["proven"] and bool(record["verified"]),
            f"{record['status']}, verified: {record['verified']}",
        )
        for record in records
    ]
    out += [
        Claim(
            f"{record['spec']}: reading takes at least as long as scoring and solving",
            record["cpu"]["reading"] >= record["cpu"]["contest"],
            f"{seconds(record['cpu']['reading'])} against {seconds(record['cpu']['contest'])} CPU s",
        )
        for record in records
        if "posts" in record["parameters"] and record["parameters"]["carrier"] == "xlsx"
    ]
    grown = growth_of(records)
    if grown is not None:
        text = f"contests of cities in CSV: exponent of scoring and solving at most {MOST_EXPONENT}"
        out.append(Claim(text, grown <= MOST_EXPONENT, f"{grown:.2f}"))
    return out


def growth_of(records: Sequence[Record]) -> float | None:
    """Exponent of the contest's CPU seconds with the posts, over the cities that were read from CSV."""
    return exponent([(r["posts"], r["cpu"]["contest"]) for r in _alike(records)])


def _alike(records: Sequence[Record]) -> list[Record]:
    """Contests of cities under the usual policy, read from CSV: they differ in size only."""
    return [
        r
        for r in records
        if "posts" in r["parameters"]
        and r["parameters"]["carrier"] == "csv"
        and not r["parameters"].get("all_candidates")
    ]


def tables(records: Sequence[Record]) -> list[Table]:
    """What was held, what came out, and where the time went, by case."""
    sizes = Table(
        ["contest", "posts", "applicants", "entries", "marks", "cancelled", "filled", "pairs searched"],
        [
            [
                r["spec"],
                *(
                    number(r[key])
                    for key in ("posts", "applicants", "entries", "marks", "cancelled", "filled")
                ),
                number(r["figures"].get("pairs_searched")),
            ]
            for r in records
        ],
        "What was held, and what came out. Pairs searched are those that reach CP-SAT.",
    )
    steps = list(dict.fromkeys(step for r in records for step in r["steps"]))
    times = Table(
        ["step", *(f"{r['spec']}: s" for r in records)],
        [
            *([step, *(seconds(r["steps"].get(step)) for r in records)] for step in steps),
            ["whole program", *(seconds(r["total_s"]) for r in records)],
            ["CPU seconds of reading", *(seconds(r["cpu"]["reading"]) for r in records)],
            ["CPU seconds of scoring and seating", *(seconds(r["cpu"]["contest"]) for r in records)],
            ["peak memory, MB", *(number(r["peak_mb"]) for r in records)],
            *([f"{name}, MB", *(number(r["files_mb"].get(name), 2) for r in records)] for name in LARGEST),
        ],
        "Where the time goes; peak memory; size of the largest files.",
    )
    return [sizes, times]


def plots(records: Sequence[Record]) -> list[Plot]:
    """CPU seconds by posts."""
    series = [
        Series(label, [(r["posts"], r["cpu"][step]) for r in _alike(records)], ours=step == "contest")
        for step, label in (("reading", "reading"), ("contest", "scoring and seating"))
    ]
    if not series[0].points:
        return []
    return [Plot("posts", "A city's contest from CSV.", "contested posts", "CPU seconds", series)]


SUBJECT = Subject(
    "contest",
    "A city's post contest, from the marks to the result folder",
    "`rengang contest …` on a synthetic city (36 cadres and ten applicants to each contested post), and "
    "`rengang solve …` on a synthetic bureau (contest and section selection), each in a process of its own: reading "
    "with every check, qualification, scores, ranks and seats, verification, writing of the whole result folder. Steps "
    'are as the program prints them, loading of solver libraries included; "start and stop" is the rest of its '
    "wall-clock time. CPU seconds, which other work on the machine leaves alone, are those of reading and of the "
    "contest once more in one process with its libraries loaded; claims are about these. The exponent is the slope of "
    "log CPU seconds over log posts by least squares: 1 is linear. With all ten candidates, nobody is left out before "
    "the seats and incumbents leave their posts in any case.",
    (
        Spec("bureau of 60", "bureau of 60", "solve", {"bureau": 60, "carrier": "csv"}),
        Spec("bureau of 600", "bureau of 600", "solve", {"bureau": 600, "carrier": "csv"}),
        Spec("200 posts, CSV", "200 posts, CSV", "contest", {"posts": 200, "carrier": "csv"}),
        Spec("667 posts, CSV", "667 posts, CSV", "contest", {"posts": 667, "carrier": "csv"}),
        Spec("2,000 posts, CSV", "2,000 posts, CSV", "contest", {"posts": 2_000, "carrier": "csv"}),
        Spec(
            "2,000 posts, workbook", "2,000 posts, workbook", "contest", {"posts": 2_000, "carrier": "xlsx"}
        ),
        Spec(
            "2,000 posts, all ten candidates, CSV",
            "2,000 posts, all ten candidates, CSV",
            "contest",
            {"posts": 2_000, "carrier": "csv", "all_candidates": True},
        ),
        Spec(
            "10,000 posts, CSV",
            "10,000 posts, CSV",
            "contest",
            {"posts": 10_000, "carrier": "csv"},
            full=True,
        ),
    ),
    measure,
    claims,
    tables,
    plots,
)

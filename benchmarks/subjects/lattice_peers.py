"""Lists of all stable matchings and the egalitarian one, by us and by the peers that offer them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers
from benchmarks.suite import hashes
from benchmarks.suite.figures import exponent, number, seconds
from benchmarks.suite.spec import Claim, Plot, Record, Series, Spec, Table

OURS = "rengang"
ASKED = {
    "all_stable": ("gale-shapley-algorithm", "algmatch"),
    "egalitarian": ("matching-algorithms",),
}
"""Question → the peers that answer it."""
QUESTION = {"all_stable": "every stable matching", "egalitarian": "the egalitarian stable matching"}
ANSWER = {"all_stable": "matchings", "egalitarian": "rank_sum"}
FASTER = {"all_stable": 50, "egalitarian": 50}
"""At least so many times as fast as the fastest peer, where there is something to do."""
AT_LEAST = 100
"""Residents from which on that is claimed."""
SHORT_S, LONG_S = 30.0, 120.0
"""What a peer gets in the short run and in the long one, start and import included."""
MATCHINGS = {8: 3, 100: 129, 300: 415, 1_000: 871}
LEAST_SUM = {8: 37, 100: 1_819, 300: 10_022}
"""Complete lists of so many on each side: how many stable matchings, and the least sum of ranks."""


def specs() -> list[Spec]:
    """What is asked of whom; brute force is asked only where it can end."""
    out = []
    asked = [
        ("all_stable", 8, False, ASKED["all_stable"]),
        ("all_stable", 100, False, ASKED["all_stable"][:1]),
        ("all_stable", 300, False, ASKED["all_stable"][:1]),
        ("all_stable", 1_000, True, ASKED["all_stable"][:1]),
        ("egalitarian", 8, False, ASKED["egalitarian"]),
        ("egalitarian", 100, False, ASKED["egalitarian"]),
        ("egalitarian", 300, True, ASKED["egalitarian"]),
    ]
    for task, size, full, others in asked:
        instance = f"{size:,} × {size:,}"
        parameters = {"residents": size, "hospitals": size, "seats": 1}
        known = {ANSWER[task]: {"all_stable": MATCHINGS, "egalitarian": LEAST_SUM}[task][size]}
        for name in (OURS, *others):
            method, theirs = f"{name}/{task}", name != OURS
            limit = {"limit_s": LONG_S if full else SHORT_S} if theirs else {}
            out.append(
                Spec(
                    f"{instance}, {method}",
                    instance,
                    method,
                    {**parameters, **limit},
                    None if theirs else known,
                    full=full and theirs,
                    peer=theirs,
                )
            )
    return out


def measure(market: Any, small: Any, parameters: Mapping[str, Any]) -> Record:
    """One question about one market, answered by one of those asked; kernels are compiled on a small one before."""
    name, task = parameters["method"].split("/")
    digest = {"instance_hash": hashes.of_market(market)}
    if name != OURS:
        with tempfile.TemporaryDirectory() as folder:
            path = peers.write_market(Path(folder) / "market.npz", market)
            return {**digest, **peers.run(name, path, task, parameters["limit_s"])}
    _answer(small, task)
    runs = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        found = _answer(market, task)
        runs.append((time.process_time() - cpu, time.perf_counter() - wall))
    cpu_s, wall_s = min(runs)
    spent = {"cpu_s": round(cpu_s, 5), "seconds": round(wall_s, 5)}
    return {**digest, "status": "optimal", **spent, **_told(market, found, task)}


def _answer(market: Any, task: str) -> list[Any]:
    """From arrays to the matchings."""
    from rengang.markets.lattice.choices import all_stable, egalitarian
    from rengang.markets.lattice.rotations import find_rotations
    from rengang.model import Market

    arrays = (market.quota, market.ptr, market.hospital, market.resident_rank, market.hospital_rank)
    rotations = find_rotations(Market.from_rows(*arrays))
    return list(all_stable(rotations)) if task == "all_stable" else [egalitarian(rotations)]


def _told(market: Any, found: Sequence[Any], task: str) -> Record:
    """What the adapter of a peer tells, and whether all of it is stable."""
    from rengang.verify.matching import judge_matching

    stable = {"stable": all(judge_matching(market, matching).stable for matching in found)}
    if task == "all_stable":
        rows = np.stack(found).astype(np.int32)
        return {**stable, "objective": [["matchings", len(rows)]], "matchings_hash": hashes.of_rows(rows)}
    pair = market.pair_of(found[0])
    total = int(market.resident_rank[pair].sum() + market.hospital_rank[pair].sum())
    return {**stable, "objective": [["rank_sum", total]], "rank_sum": total}


def claims(records: Sequence[Record]) -> list[Claim]:
    """The same answer from all who finish, and ours first by far."""
    out = []
    for (instance, task), found in _asked(records).items():
        ours = found.pop(OURS, None)
        done = {name: r for name, r in found.items() if "failed" not in r}
        if ours is None or not done:
            continue
        wrong = [name for name, r in done.items() if _answered(r, task) != _answered(ours, task)]
        text = f"{instance}, {QUESTION[task]}: stable, and every peer that finishes answers the same"
        told = f"{ANSWER[task].replace('_', ' ')} {number(_value(ours))}; {len(done)} of {len(found)} finish"
        told += f"; {', '.join(wrong)} differ" if wrong else ""
        out.append(Claim(text, ours["stable"] and not wrong, told))
        if ours["parameters"]["residents"] >= AT_LEAST:
            best = min(done, key=lambda name: done[name]["cpu_s"])
            ratio = done[best]["cpu_s"] / ours["cpu_s"]
            text = f"{instance}, {QUESTION[task]}: at least {FASTER[task]} times as fast as any peer, CPU seconds"
            out.append(Claim(text, ratio >= FASTER[task], f"{number(ratio)} times as fast as {best}"))
    return out


def _asked(records: Sequence[Record]) -> dict[tuple[str, str], dict[str, Record]]:
    """(instance, question) → who was asked → record."""
    out: dict[tuple[str, str], dict[str, Record]] = {}
    for record in records:
        name, _, task = record["method"].partition("/")
        out.setdefault((record["instance"], task), {})[name] = record
    return out


def _answered(record: Record, task: str) -> Any:
    """What has to be the same: the number of matchings and which; the least sum, which several may have."""
    if task == "all_stable":
        return _value(record), record["matchings_hash"]
    return record["rank_sum"]


def _value(record: Record) -> int:
    return int(record["objective"][0][1])


def tables(records: Sequence[Record]) -> list[Table]:
    """CPU seconds of each by question and market; last words."""
    out = []
    for task, others in ASKED.items():
        rows = [
            [instance, "–" if OURS not in found else number(_value(found[OURS]))]
            + [_cell(found.get(name)) for name in (OURS, *others)]
            for (instance, asked), found in _asked(records).items()
            if asked == task
        ]
        if rows:
            title = f"From arrays to {QUESTION[task]}, CPU seconds, building included."
            headings = ["market", {"rank_sum": "least sum of ranks"}.get(ANSWER[task], ANSWER[task])]
            out.append(Table([*headings, OURS, *others], rows, title))
    failed = [[r["spec"], r["failed"]] for r in records if "failed" in r]
    if failed:
        out.append(Table(["spec", "its last word"], failed, "What failed, and how."))
    return out


def _cell(record: Record | None) -> str:
    if record is None:
        return "–"
    return "failed" if "failed" in record else seconds(record["cpu_s"])


def plots(records: Sequence[Record]) -> list[Plot]:
    """CPU seconds by size, for both questions."""
    out = []
    for task, others in ASKED.items():
        series = []
        for name in (OURS, *others):
            mine = [r for r in records if r["method"] == f"{name}/{task}"]
            points = [(r["parameters"]["residents"], r["cpu_s"]) for r in mine if "failed" not in r]
            failed = [(r["parameters"]["residents"], r["failed"]) for r in mine if "failed" in r]
            grown = exponent(points)
            label = name if grown is None else f"{name} ({grown:.2f})"
            series.append(Series(label, points, failed, ours=name == OURS))
        title = f"From arrays to {QUESTION[task]}, building included. In brackets: exponent of growth."
        x = "residents, and as many hospitals of one seat"
        out.append(Plot(task.replace("_", "-"), title, x, "CPU seconds", series))
    return out

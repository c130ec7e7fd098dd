"""The page of results of a version: docs/results/<version>.md, and its plots in a folder beside it.

Made from the records alone, so that the same records give the same bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.suite import judge
from benchmarks.suite.machine import packages, sentence
from benchmarks.suite.plots import as_svg
from benchmarks.suite.spec import Record, Subject
from benchmarks.suite.tables import as_markdown, claims_as_markdown


def write(folder: Path, version: str, records: Sequence[Record], subjects: Sequence[Subject]) -> None:
    """Replace the page and the plots of a version."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = folder / version
    shutil.rmtree(pictures, ignore_errors=True)
    parts = [f"# Results of version {version}", *_head(records)]
    of_subject = {s.name: [r for r in records if r["subject"] == s.name] for s in subjects}
    shown = [subject for subject in subjects if of_subject[subject.name]]
    parts += _summary(shown, of_subject)
    for subject in shown:
        parts += _section(subject, of_subject[subject.name], pictures)
    (folder / f"{version}.md").write_text("\n\n".join(parts) + "\n", "utf-8")


def _head(records: Sequence[Record]) -> list[str]:
    """When, on what, with which versions."""
    days = sorted({r["date"][:10] for r in records})
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    out = [
        f"Measured on {when}. How: [benchmarks](../benchmarks.md); what was tried for each bar, and by how much a bar "
        "is missed: [there](../benchmarks.md#what-was-tried). This page is made from `benchmarks/results/` by "
        "`python -m benchmarks --page`."
    ]
    machines = {sentence(r["machine"]): r["machine"] for r in records}
    for text, machine in machines.items():
        mine = [r for r in records if sentence(r["machine"]) == text]
        loads = [r["load_before"] for r in mine]
        out.append(
            f"{text} ({len(mine)} records; load average before a spec {min(loads):.1f} to {max(loads):.1f}). "
            f"{packages(machine)}."
        )
    peers = sorted(
        {(r["peer"], r["version"], r["python"]) for r in records if {"peer", "version"} <= r.keys()}
    )
    if peers:
        named = ", ".join(f"{name} {version} (Python {python})" for name, version, python in peers)
        out.append(f"Peers: {named}.")
    return out


def _summary(subjects: Sequence[Subject], records: dict[str, list[Record]]) -> list[str]:
    """The bars, how many claims hold, and each that does not."""
    claims = [(s, claim) for s in subjects for claim in judge.judged(s, records[s.name])]
    failed = [(s, claim) for s, claim in claims if not claim.holds]
    bars = [claim for _, claim in claims if claim.bar]
    out = ["## Bars", claims_as_markdown(bars)] if bars else []
    said = f"{len(claims) - len(failed)} of {len(claims)} claims hold."
    if not failed:
        return [*out, said]
    lines = [f"- **FAILED** {s.title}: {claim.text}. Found: {claim.found}." for s, claim in failed]
    return [*out, f"{said} These do not:", "\n".join(lines)]


def _section(subject: Subject, records: Sequence[Record], pictures: Path) -> list[str]:
    parts = [f"## {subject.title}", subject.about]
    if len({r["code"] for r in records}) > 1:
        parts.append("Not all of these records were measured with the same state of the code.")
    for plot in judge.plots(subject, records):
        path = pictures / f"{subject.name}-{plot.name}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_svg(plot))
        parts.append(f"![{plot.title}]({pictures.name}/{path.name})")
    parts += map(as_markdown, judge.tables(subject, records))
    claims = judge.judged(subject, records)
    return [*parts, claims_as_markdown(claims)] if claims else parts

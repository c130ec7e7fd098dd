"""Tables on the terminal and in docs/benchmarks.md, and the records on disk."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import sentence
from benchmarks.spec import Claim, Record, Spec, Table

BEGIN, END = "<!-- generated: begin -->", "<!-- generated: end -->"


def judged(spec: Spec, records: Sequence[Record]) -> list[Claim]:
    """The subject's claims on what was measured; what could not be measured is a claim that fails."""
    failed = [r for r in records if "failed" in r]
    sound = [r for r in records if "failed" not in r]
    return [Claim(f"{r['case']}: can be measured", False, r["failed"]) for r in failed] + spec.claims(sound)


def tables(spec: Spec, records: Sequence[Record]) -> list[Table]:
    """The subject's tables of what was measured."""
    sound = [r for r in records if "failed" not in r]
    return spec.tables(sound) if sound else []


def as_text(table: Table) -> str:
    """A table for the terminal."""
    rows = [list(table.headings), *(list(row) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if k == 0 else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*([table.title] if table.title else []), *lines])


def as_markdown(table: Table) -> str:
    """A table for a document."""
    rule = ["---"] + ["---:"] * (len(table.headings) - 1)
    rows = [table.headings, rule, *table.rows]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*([table.title, ""] if table.title else []), *lines])


def told(claim: Claim) -> str:
    """A claim, judged, in one line."""
    return f"{'holds ' if claim.holds else 'FAILED'}  {claim.text}: {claim.found}"


def read(path: Path) -> tuple[dict[str, Any], list[Record]]:
    """Header and records of a results file; nothing where there is none."""
    if not path.exists():
        return {}, []
    header, *records = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return header, records


def write(path: Path, header: dict[str, Any], records: Sequence[Record]) -> None:
    """One JSON document a line: the header, then the records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(entry, ensure_ascii=False) for entry in (header, *records)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def merged(earlier: Sequence[Record], new: Sequence[Record], specs: Sequence[Spec]) -> list[Record]:
    """Earlier records with the new ones in the place of those of the same case, in the order of the subjects."""
    by_case = {(r["subject"], r["case"]): r for r in (*earlier, *new)}
    order = [(spec.name, case.name) for spec in specs for case in spec.cases]
    return [by_case[key] for key in order if key in by_case]


def document(header: dict[str, Any], records: Sequence[Record], specs: Sequence[Spec]) -> str:
    """The generated part of docs/benchmarks.md."""
    loads = [r["load_before"] for r in records if "load_before" in r]
    parts = [
        f"Version {header['version']}, {header['date']}. {sentence(header['machine'])}. "
        f"Other work on the machine: load average before a case {min(loads, default=0):.1f} to "
        f"{max(loads, default=0):.1f}."
    ]
    for spec in specs:
        mine = [r for r in records if r["subject"] == spec.name]
        if not mine:
            continue
        parts += [f"## {spec.title}", spec.about, *map(as_markdown, tables(spec, mine))]
        claims = [["holds" if c.holds else "**failed**", c.text, c.found] for c in judged(spec, mine)]
        parts.append(as_markdown(Table(["", "claim", "found"], claims)).replace("---:", "---"))
    return "\n\n".join(parts)


def put_into(path: Path, generated: str) -> None:
    """Replace what stands between the markers of a document.

    Raises
    ------
    ValueError
        The document has no such markers.
    """
    text = path.read_text("utf-8")
    block = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if not block.search(text):
        raise ValueError(f"{path.name} has no lines {BEGIN} and {END}")
    path.write_text(block.sub(lambda _: f"{BEGIN}\n\n{generated}\n\n{END}", text, count=1), "utf-8")

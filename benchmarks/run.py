"""The runner: measure, print, write down, and judge."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import report
from benchmarks.child import ROOT, measured
from benchmarks.machine import description
from benchmarks.registry import SPECS
from benchmarks.spec import Record, Spec
from rengang import __version__

RESULTS, PAGE = ROOT / "benchmarks/results", ROOT / "docs/benchmarks.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; 0 where every claim holds, 1 where one fails."""
    options = _options(arguments)
    if options.list:
        print(_listed())
        return 0
    chosen = [spec for spec in SPECS if not options.only or spec.name in options.only]
    failed = 0
    for spec in chosen:
        records = []
        for record in _measure(spec, options.full, options.case):
            records.append(record)
            if not options.dry:
                _write_down(record)
        failed += _show(spec, records)
    print(f"\n{failed} claims failed" if failed else "\nevery claim holds")
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the subjects and their cases")
    names = [spec.name for spec in SPECS]
    parser.add_argument(
        "--only", action="append", choices=names, metavar="SUBJECT", help="this subject alone"
    )
    parser.add_argument("--case", help="only the cases whose name contains this")
    parser.add_argument("--full", action="store_true", help="the long cases as well")
    parser.add_argument("--dry", action="store_true", help="write nothing into the repository")
    return parser.parse_args(arguments)


def _listed() -> str:
    lines = []
    for spec in SPECS:
        lines.append(f"{spec.name}: {spec.title}")
        lines += [f"  {case.name}{'  (full)' if case.full else ''}" for case in spec.cases]
    return "\n".join(lines)


def _measure(spec: Spec, full: bool, part: str | None) -> Iterator[Record]:
    """The records of the subject's cases, each from a process of its own; progress on standard error."""
    for case in spec.cases:
        if (case.full and not full) or (part is not None and part not in case.name):
            continue
        print(f"{spec.name}: {case.name} …", end=" ", file=sys.stderr, flush=True)
        began = time.perf_counter()
        found = measured(spec.name, case.parameters)
        print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        yield {"subject": spec.name, "case": case.name, "parameters": dict(case.parameters), **found}


def _show(spec: Spec, records: Sequence[Record]) -> int:
    """Print a subject's tables and claims; returns how many claims failed."""
    if not records:
        return 0
    print(f"\n== {spec.title}\n")
    for table in report.tables(spec, records):
        print(report.as_text(table), end="\n\n")
    claims = report.judged(spec, records)
    for claim in claims:
        print(report.told(claim))
    return sum(not claim.holds for claim in claims)


def _write_down(record: Record) -> None:
    """Into the results file of this version and day, keeping its other cases; then renew the page from it.

    After each case, so that a long run that is broken off leaves what it has measured.
    """
    today = datetime.now(UTC).date().isoformat()
    path: Path = RESULTS / f"{__version__}-{today}.jsonl"
    header = {"version": __version__, "date": today, "machine": description()}
    earlier_header, earlier = report.read(path)
    if earlier_header != header:
        earlier = []
    everything = report.merged(earlier, [record], SPECS)
    report.write(path, header, everything)
    report.put_into(PAGE, report.document(header, everything, SPECS))


if __name__ == "__main__":
    sys.exit(main())

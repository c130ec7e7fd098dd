"""The runner: measure what has no record yet, print, write down, and judge."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import ROOT
from benchmarks.measure import measured
from benchmarks.registry import SUBJECTS
from benchmarks.suite import judge, optima, page, records
from benchmarks.suite.code import fingerprint
from benchmarks.suite.machine import description
from benchmarks.suite.spec import Record, Spec, Subject
from benchmarks.suite.tables import as_text, told
from rengang import __version__

RESULTS, PAGES = ROOT / "benchmarks/results", ROOT / "docs/results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; 0 where every claim holds, 1 where one fails, 130 where the run is broken off."""
    options = _options(arguments)
    if options.list:
        print(_listed())
        return 0
    if options.adopt:
        print(f"{optima.adopt(SUBJECTS, records.read(_file()))} optima added to {optima.FILE.name}")
        return 0
    try:
        failed = sum(_subject(s, options) for s in SUBJECTS if not options.only or s.name in options.only)
    except KeyboardInterrupt:
        print("\nbroken off; the same command takes it up again", file=sys.stderr)
        return 130
    finally:
        if not options.dry:
            _renew_page()
    print(f"\n{failed} claims failed" if failed else "\nevery claim holds")
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    names = [subject.name for subject in SUBJECTS]
    add = parser.add_argument
    add("--list", action="store_true", help="name the subjects and their specs")
    add("--only", action="append", choices=names, metavar="SUBJECT", help="this subject alone (repeatable)")
    add("--case", help="only the specs whose name contains this")
    add("--full", action="store_true", help="the long specs as well")
    add("--again", action="store_true", help="measure also what has a record")
    add("--dry", action="store_true", help="measure everything chosen, read and write no records and no page")
    add(
        "--adopt",
        action="store_true",
        help="add what the records prove to the optima that later runs must find",
    )
    add("--page", action="store_true", help="measure nothing: judge the records and renew the page")
    return parser.parse_args(arguments)


def _listed() -> str:
    """Subjects and specs, with the seconds that the run of each took when it was last measured."""
    took = {(r["subject"], r["spec"]): r.get("run_s") for r in records.read(_file())}
    lines = []
    for subject in SUBJECTS:
        lines.append(f"{subject.name}: {subject.title}")
        for spec in subject.specs:
            spent = took.get((subject.name, spec.name))
            told = ["full"] * spec.full + ([] if spent is None else [f"{spent:.0f} s"])
            lines.append(f"  {spec.name}{'  (' + ', '.join(told) + ')' if told else ''}")
    return "\n".join(lines)


def _file() -> Path:
    return RESULTS / f"{__version__}.jsonl"


def _renew_page() -> None:
    found = records.read(_file())
    if found:
        page.write(PAGES, __version__, found, SUBJECTS)


def _subject(subject: Subject, options: argparse.Namespace) -> int:
    """Measure and show one subject; returns how many of its claims failed."""
    if options.page:
        return _show(subject, [r for r in records.read(_file()) if r["subject"] == subject.name])
    chosen = [
        spec
        for spec in subject.specs
        if (options.full or not spec.full) and (options.case is None or options.case in spec.name)
    ]
    return _show(subject, list(_measure(subject, chosen, options)))


def _measure(subject: Subject, specs: Sequence[Spec], options: argparse.Namespace) -> Iterator[Record]:
    """The records of specs, from disk or from a process of their own; progress on standard error.

    Each is on disk before the next begins, so that a run that is broken off leaves what it has measured.
    """
    known = [] if options.dry or options.again else records.read(_file())
    old = {r["key"]: r for r in known if not r.get("not_run")}
    for spec in specs:
        key = records.key(subject, spec, description())
        if key in old:
            yield old[key]
            continue
        print(f"{subject.name}: {spec.name} …", end=" ", file=sys.stderr, flush=True)
        began = time.perf_counter()
        record = {**_origin(subject, spec, key), **measured(subject.name, spec)}
        record["run_s"] = round(time.perf_counter() - began, 1)
        print(f"{record['run_s']:.0f} s", file=sys.stderr, flush=True)
        if not options.dry:
            records.put(_file(), record, SUBJECTS)
        yield record


def _origin(subject: Subject, spec: Spec, key: str) -> Record:
    """What the record is of, and where it comes from."""
    return {
        "subject": subject.name,
        "spec": spec.name,
        "instance": spec.instance,
        "method": spec.method,
        "parameters": dict(spec.parameters),
        "key": key,
        "code": fingerprint(subject.name),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": description(),
    }


def _show(subject: Subject, found: Sequence[Record]) -> int:
    """Print a subject's tables and claims; returns how many claims failed."""
    if not found:
        return 0
    print(f"\n== {subject.title}\n")
    for table in judge.tables(subject, found):
        print(as_text(table), end="\n\n")
    claims = judge.judged(subject, found)
    for claim in claims:
        print(told(claim))
    return sum(not claim.holds for claim in claims)

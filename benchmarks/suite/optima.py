"""Optima that are known: from the specs themselves, and from benchmarks/optima.json.

The file holds, for each subject and spec, objectives that a run has proven (value = bound) and that every later run
must find again. ``python -m benchmarks --adopt`` adds those that are missing; whoever changes an instance removes its
line first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.suite.spec import Record, Spec, Subject

LATER = ("directed_", "section_", "supplement_")
"""Objectives of later stages. What they come to depends on which of several optima an earlier stage has taken, so
that they belong to the program's version and not to the instance."""
FILE = Path(__file__).parents[1] / "optima.json"

Optima = dict[str, dict[str, dict[str, int]]]


def read() -> Optima:
    """Subject → spec → objective → value."""
    return json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}


def known(subject: Subject, spec: Spec, optima: Optima) -> Mapping[str, int] | None:
    """What the spec must find; None where nothing is known."""
    return spec.known if spec.known is not None else optima.get(subject.name, {}).get(spec.name)


def adopt(subjects: Sequence[Subject], records: Sequence[Record]) -> int:
    """Write down what the records prove and nobody knew; returns for how many specs."""
    optima, added = read(), 0
    specs = {(subject.name, spec.name): (subject, spec) for subject in subjects for spec in subject.specs}
    for record in records:
        found = specs.get((record["subject"], record["spec"]))
        objective, bound = dict(record.get("objective", [])), dict(record.get("bound", []))
        if found is None or not objective or objective != bound or known(*found, optima) is not None:
            continue
        own = {name: value for name, value in objective.items() if not name.startswith(LATER)}
        optima.setdefault(record["subject"], {})[record["spec"]] = own
        added += 1
    FILE.write_text(_text(optima), "utf-8")
    return added


def _text(optima: Optima) -> str:
    """JSON with one line a spec, so that a change of one is one line."""
    subjects = []
    for subject, specs in sorted(optima.items()):
        lines = [
            f"    {json.dumps(name, ensure_ascii=False)}: {json.dumps(values)}"
            for name, values in sorted(specs.items())
        ]
        subjects.append(f"  {json.dumps(subject)}: {{\n" + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(subjects) + "\n}\n"

"""Records on disk: one file for each version, one JSON document a line, one line for each spec."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.suite.code import fingerprint
from benchmarks.suite.spec import Record, Spec, Subject


def key(subject: Subject, spec: Spec, machine: Mapping[str, Any]) -> str:
    """Equal keys mean that measuring again would say the same: spec, machine, versions and code agree."""
    parts = [subject.name, spec.name, spec.instance, spec.method, dict(spec.parameters), spec.limit_s]
    text = json.dumps([*parts, dict(machine), fingerprint(subject.name)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read(path: Path) -> list[Record]:
    """The records of a file; none where there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def put(path: Path, record: Record, subjects: Sequence[Subject]) -> None:
    """Add a record in the place of the one of the same spec, and drop those of specs that are no more.

    The file is replaced as a whole, so that a run that is broken off leaves the old one or the new one.
    """
    found = {(r["subject"], r["spec"]): r for r in (*read(path), record)}
    order = [(subject.name, spec.name) for subject in subjects for spec in subject.specs]
    lines = [json.dumps(found[name], ensure_ascii=False) for name in order if name in found]
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    os.replace(new, path)

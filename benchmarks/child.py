"""One case in a process of its own: ``python -m benchmarks.child SUBJECT PARAMETERS`` prints one JSON record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.memory import Peak
from benchmarks.spec import Record

ROOT = Path(__file__).parents[1]
LIMIT_S = 1_800
"""A case that takes longer is stopped and counts as failed."""


def measured(subject: str, parameters: Mapping[str, Any]) -> Record:
    """The record of a case; with a key `failed` that says why where there is no measurement."""
    command = [sys.executable, "-m", "benchmarks.child", subject, json.dumps(dict(parameters))]
    load = os.getloadavg()[0]
    try:
        ended = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"stopped after {LIMIT_S} s"}
    if ended.returncode != 0:
        return {"failed": f"exit {ended.returncode}"}
    record: Record = json.loads(ended.stdout.splitlines()[-1])
    return {"load_before": round(load, 2), **record}


def main() -> None:
    """Measure, and print the record as the last line."""
    from benchmarks.registry import spec_called

    subject, parameters = sys.argv[1:]
    record = spec_called(subject).measure(json.loads(parameters))
    record.setdefault("peak_mb", round(Peak().in_all_mb(), 1))
    print(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()

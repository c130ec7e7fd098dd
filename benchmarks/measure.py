"""One spec in a process of its own: ``python -m benchmarks.measure SUBJECT PARAMETERS`` prints one record."""

from __future__ import annotations

import json
import os
import sys

from benchmarks.registry import subject_called
from benchmarks.suite.memory import Peak, of_children_mb
from benchmarks.suite.process import end_on_request, run
from benchmarks.suite.spec import Record, Spec


def measured(subject: str, spec: Spec) -> Record:
    """The record of a spec; with a key `failed` that says why where there is no measurement."""
    parameters = {**spec.parameters, "instance": spec.instance, "method": spec.method}
    command = [sys.executable, "-m", "benchmarks.measure", subject, json.dumps(parameters)]
    load = os.getloadavg()[0]
    return {"load_before": round(load, 2), **run(command, spec.limit_s)}


def main() -> None:
    """Measure, and print the record as the last line."""
    end_on_request()
    subject, parameters = sys.argv[1:]
    record = subject_called(subject).measure(json.loads(parameters))
    record.setdefault("peak_mb", round(max(Peak().in_all_mb(), of_children_mb()), 1))
    print(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()

"""A command in a process group of its own, which is ended whole when its time is up or its starter is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from benchmarks import ROOT
from benchmarks.suite.spec import Record

PATIENCE_S = 3.0
"""What a process gets to end what it has started, before it is ended by force."""


def run(command: Sequence[str], limit_s: float, environment: Mapping[str, str] | None = None) -> Record:
    """The JSON document that a command prints as its last line, or why there is none.

    The command gets a process group of its own, which is ended after `limit_s` seconds, and when this process is
    interrupted.
    """
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            return {"failed": f"no result within {limit_s:,g} s"}
        finally:
            _end(process)
    if process.returncode == 0:
        return dict(json.loads(out.splitlines()[-1]))
    return {"failed": why(process.returncode, err)}


def why(code: int, err: str) -> str:
    """The last line that a process said on its standard error, or what ended it."""
    if code < 0:
        return f"ended by {signal.Signals(-code).name}"
    lines = [line.strip() for line in err.splitlines() if line.strip()]
    return lines[-1][:200] if lines else f"exit {code}"


def _end(process: subprocess.Popen[str]) -> None:
    """End the whole group: by request, so that it ends what it has started itself, then by force."""
    try:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_S)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def end_on_request() -> None:
    """Let the request to end (SIGTERM) unwind this process, so that it ends its own children on the way."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))

"""A program run from start to exit: seconds, CPU seconds and peak memory of it alone.

Between this process and the program stands a small one that does nothing but wait: Linux counts the memory of the
process that starts a program as if it were the program's, and this process may be large.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.suite.process import why

_WAIT = """
import json, os, resource, subprocess, sys, time
pipe = int(sys.argv[1])
began = time.perf_counter()
code = subprocess.call(sys.argv[2:])
spent = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
os.write(pipe, json.dumps([spent, used.ru_utime + used.ru_stime, used.ru_maxrss]).encode())
sys.exit(code)
"""


@dataclass(frozen=True)
class Ran:
    """What a program printed, and what it took."""

    printed: str
    seconds: float
    cpu_s: float
    peak_mb: float


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Ran:
    """Run a program to its end.

    Raises
    ------
    RuntimeError
        It ended with an error; the message is its own last word.
    """
    get, put = os.pipe()
    try:
        waiting = [sys.executable, "-I", "-S", "-c", _WAIT, str(put), *command]
        ended = subprocess.run(
            waiting, env=environment, pass_fds=[put], check=False, capture_output=True, text=True
        )
    finally:
        os.close(put)
        with os.fdopen(get, "rb") as pipe:
            said = pipe.read()
    if ended.returncode:
        raise RuntimeError(why(ended.returncode, ended.stderr or ended.stdout))
    seconds, cpu_s, maxrss = json.loads(said)
    return Ran(ended.stdout, seconds, cpu_s, maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024))

"""A fingerprint of the code that a record was measured with."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from benchmarks import ROOT

SHARED = ("solver/rengang", "benchmarks/cities.py", "benchmarks/peers", "benchmarks/plain_c")
"""What any subject may call; the suite itself is not among it, since it measures nothing."""
KINDS = frozenset({".py", ".toml", ".json", ".c", ".txt"})


@cache
def fingerprint(subject: str) -> str:
    """Of the program, of what subjects share and of the subject's own modules (those whose names begin with its)."""
    paths = [path for part in SHARED for path in _files(ROOT / part)]
    paths += (ROOT / "benchmarks/subjects").glob(f"{subject}*.py")
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [found for found in path.rglob("*") if found.suffix in KINDS and found.is_file()]

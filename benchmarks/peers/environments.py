"""The environments of the peers: made when first asked for, from the package index, in a folder of the cache.

What a peer needs stands in ``benchmarks/peers/<name>/requirements.txt``, the peer itself first, every version
pinned. A line ``# python >= 3.12`` asks for a newer interpreter than ours.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PEERS = Path(__file__).parent
_NEEDS = re.compile(r"^# python >= (\d+)\.(\d+)$", re.MULTILINE)


class Unavailable(Exception):
    """A peer's environment cannot be made here; the message says why."""


def names() -> list[str]:
    """The peers."""
    return sorted(path.parent.name for path in PEERS.glob("*/requirements.txt"))


def requirements(name: str) -> list[str]:
    """The pinned packages of a peer, itself first."""
    text = (PEERS / name / "requirements.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def cache() -> Path:
    """Where the environments are: below ``XDG_CACHE_HOME``, by default ``~/.cache``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rengang-benchmarks"


def folder(name: str) -> Path:
    """The environment of a peer, whether it is made or not; other pins or another Python make another folder."""
    text = (PEERS / name / "requirements.txt").read_bytes()
    stated = hashlib.sha256(text + sys.version.encode()).hexdigest()[:8]
    return cache() / f"{name}-{stated}"


def ready(name: str) -> Path:
    """The Python of a peer's environment, which is made if it is not there yet.

    Raises
    ------
    Unavailable
        No Python is new enough, or the packages cannot be had.
    """
    place = folder(name)
    python = place / "bin/python"
    if (place / "complete").exists():
        return python
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    base = _interpreter(name)
    _do(base, "-m", "venv", str(place))
    _do(str(python), "-m", "pip", "install", "--quiet", "--no-deps", *requirements(name))
    (place / "complete").touch()
    return python


def _do(*command: str) -> None:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        errors = [line for line in ended.stderr.splitlines() if line.startswith("ERROR")]
        raise Unavailable((errors or ended.stderr.splitlines() or ["pip failed"])[-1][:200])


def _interpreter(name: str) -> str:
    """Ours, or the first that is new enough for the peer."""
    needs = _NEEDS.search((PEERS / name / "requirements.txt").read_text("utf-8"))
    least = (int(needs[1]), int(needs[2])) if needs else (0, 0)
    if sys.version_info[:2] >= least:
        return sys.executable
    for candidate in _candidates():
        if _version(candidate) >= least:
            return candidate
    raise Unavailable(f"needs Python >= {least[0]}.{least[1]}")


def _candidates() -> Iterator[str]:
    """Interpreters on the path, then those that pyenv and uv keep."""
    for minor in range(12, 20):
        found = shutil.which(f"python3.{minor}")
        if found:
            yield found
    home = Path.home()
    for pattern in (".pyenv/versions/*/bin/python3", ".local/share/uv/python/*/bin/python3"):
        yield from map(str, sorted(home.glob(pattern)))


def _version(python: str) -> tuple[int, int]:
    """Major and minor version; (0, 0) for what does not start."""
    ask = "import sys; print(*sys.version_info[:2])"
    ended = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    words = ended.stdout.split()
    return (int(words[0]), int(words[1])) if ended.returncode == 0 and len(words) == 2 else (0, 0)

"""``python -m benchmarks.peers [NAME …]``: list the peers; make the environments of those named (`all`: of all)."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from benchmarks.peers.environments import Unavailable, cache, folder, names, ready, requirements


def main(arguments: Sequence[str]) -> int:
    """List, or make; 1 where an environment cannot be made."""
    if not arguments:
        print(f"environments in {cache()}")
        for name in names():
            state = "made" if (folder(name) / "complete").exists() else "not made"
            print(f"{name:24} {requirements(name)[0]:32} {state}")
        return 0
    failed = 0
    for name in names() if list(arguments) == ["all"] else arguments:
        try:
            print(f"{name:24} {ready(name)}")
        except Unavailable as reason:
            failed = 1
            print(f"{name:24} {reason}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

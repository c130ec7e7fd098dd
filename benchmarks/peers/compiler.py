"""A C compiler: the system's, or the one that the package `ziglang` ships."""

from __future__ import annotations

import shutil

from benchmarks.peers.environments import ready


def c_compiler() -> list[str]:
    """The command that compiles C, to be followed by ``-O3 …``.

    Raises
    ------
    benchmarks.peers.environments.Unavailable
        There is none, and `ziglang` cannot be had either.
    """
    for name in ("cc", "gcc", "clang"):
        found = shutil.which(name)
        if found:
            return [found]
    return [str(ready("ziglang")), "-m", "ziglang", "cc"]

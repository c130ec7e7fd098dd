"""The decorator of compiled loops. Importing this module imports Numba.

A kernel is compiled once and kept on disk. What the next process loads from there is machine code that needs nothing
but Numba's reference counting; Numba however prepares itself to compile first, importing SciPy's linear algebra on
the way, which takes three times as long as everything else up to the first answer. A kernel of this module leaves
that until something has to be compiled indeed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numba
from numba import njit

from rengang.first_time import about_to_compile

KNOWN = range(62, 69)
"""Minor versions 0.x of Numba whose way of loading a kernel is known to need no more; of others it is left alone."""


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function for each kind of arguments when it is first called with them; load it if it is on disk."""
    settings: Any = import_module("numba.core.config")
    compiled = njit(function)
    if settings.DISABLE_JIT:
        return compiled
    try:
        if _is_known():
            compiled._cache = _cache_of(function)
        else:
            compiled.enable_caching()
    except RuntimeError:
        # neither the package's folder nor one of the user's can be written to
        compiled._cache = _no_cache()
    return compiled


def part(function: Callable[..., Any]) -> Any:
    """A function that only kernels call: compiled with each of them, never handed anything by Python."""
    jit: Any = njit
    return jit(no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)


def _is_known() -> bool:
    major, minor = numba.__version__.split(".")[:2]
    return major == "0" and minor.isdecimal() and int(minor) in KNOWN


def _cache_of(function: Callable[..., Any]) -> Any:
    """A cache on disk, where Numba's own is, that loads without preparing to compile."""
    caching: Any = import_module("numba.core.caching")
    runtime: Any = import_module("numba.core.runtime")

    class Cache(caching.FunctionCache):  # type: ignore[misc]
        """Numba's cache of one function, void as soon as any kernel's source has changed."""

        def __init__(self, function: Callable[..., Any]) -> None:
            super().__init__(function)
            # Numba looks at the function's own file only, though helpers of other files are compiled into it
            stamp = (self._impl.locator.get_source_stamp(), _sources())
            self._cache_file = caching.IndexDataCacheFile(
                cache_path=self._cache_path, filename_base=self._impl.filename_base, source_stamp=stamp
            )

        def load_overload(self, sig: Any, target_context: Any) -> Any:
            """The kernel for these arguments, None where it has to be compiled."""
            runtime.rtsys.initialize(target_context)
            with self._guard_against_spurious_io_errors():
                found = self._load_overload(sig, target_context)
                if found is None:
                    about_to_compile(kept=True)
                return found

    return Cache(function)


@cache
def _sources() -> str:
    """A hash of all kernels' sources."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*_kernels.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _no_cache() -> Any:
    """What takes the place of a cache where there is no folder for one."""
    caching: Any = import_module("numba.core.caching")

    class NoCache(caching.NullCache):  # type: ignore[misc]
        """Finds nothing and keeps nothing."""

        def load_overload(self, sig: Any, target_context: Any) -> None:
            """Nothing."""
            about_to_compile(kept=False)

    return NoCache()

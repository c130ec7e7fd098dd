"""The decorator of compiled loops. Importing this module imports Numba.

A kernel is compiled once and kept on disk. What the next process loads from there is machine code that needs nothing
but Numba's reference counting; Numba however prepares itself to compile first, importing SciPy's linear algebra on
the way, which takes three times as long as everything else up to the first answer. A kernel of this module leaves
that until something has to be compiled indeed.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numba
from numba import njit

KNOWN = range(62, 69)
"""Minor versions 0.x of Numba whose way of loading a kernel is known to need no more; of others it is left alone."""


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function for each kind of arguments when it is first called with them; load it if it is on disk."""
    settings: Any = import_module("numba.core.config")
    if settings.DISABLE_JIT or not _is_known():
        return njit(cache=True)(function)
    compiled = njit(function)
    compiled._cache = _cache_of(function)
    return compiled


def _is_known() -> bool:
    major, minor = numba.__version__.split(".")[:2]
    return major == "0" and minor.isdecimal() and int(minor) in KNOWN


def _cache_of(function: Callable[..., Any]) -> Any:
    """A cache on disk, where Numba's own is, that loads without preparing to compile."""
    caching: Any = import_module("numba.core.caching")
    runtime: Any = import_module("numba.core.runtime")

    class Cache(caching.FunctionCache):  # type: ignore[misc]
        """Numba's cache of one function."""

        def load_overload(self, sig: Any, target_context: Any) -> Any:
            """The kernel for these arguments, None where it has to be compiled."""
            runtime.rtsys.initialize(target_context)
            with self._guard_against_spurious_io_errors():
                return self._load_overload(sig, target_context)

    return Cache(function)

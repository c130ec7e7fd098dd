"""Deferred acceptance in plain C, with its own check of stability: the yardstick that our kernels are held against.

Compiled with ``-O3 -march=native`` by the system's C compiler, else by the one in the package `ziglang`.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.peers.compiler import c_compiler

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
SOURCE = Path(__file__).parent / "deferred_acceptance.c"


class PlainC:
    """The compiled functions, called on the arrays of a market without copying them."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder) / "deferred_acceptance.so"
            command = [*c_compiler(), "-O3", "-march=native", "-std=c11", "-shared", "-fPIC"]
            subprocess.run([*command, "-o", str(library), str(SOURCE)], check=True)
            self._functions = ctypes.CDLL(str(library))
        self._functions.deferred_acceptance.restype = ctypes.c_int64
        self._functions.blocking_pairs.restype = ctypes.c_int64

    def deferred_acceptance(
        self, quota: Int64, ptr: Int64, hospital: Int32, hospital_rank: Int32
    ) -> tuple[Int32, int]:
        """(assignment, proposals)."""
        assignment = np.empty(len(ptr) - 1, dtype=np.int32)
        arrays = _addresses(quota, ptr, hospital, hospital_rank, assignment)
        proposals = self._functions.deferred_acceptance(*_sizes(quota, ptr), *arrays)
        if proposals < 0:
            raise MemoryError
        return assignment, proposals

    def blocking_pairs(
        self,
        quota: Int64,
        ptr: Int64,
        hospital: Int32,
        resident_rank: Int32,
        hospital_rank: Int32,
        assignment: Int32,
    ) -> int:
        """How many pairs block; −1 where the assignment is not feasible."""
        arrays = _addresses(quota, ptr, hospital, resident_rank, hospital_rank, assignment)
        found = int(self._functions.blocking_pairs(*_sizes(quota, ptr), *arrays))
        if found == -2:
            raise MemoryError
        return found


def _sizes(quota: Int64, ptr: Int64) -> tuple[ctypes.c_int64, ctypes.c_int64]:
    return ctypes.c_int64(len(ptr) - 1), ctypes.c_int64(len(quota))


def _addresses(*arrays: Int32 | Int64) -> list[ctypes.c_void_p]:
    return [ctypes.c_void_p(array.ctypes.data) for array in arrays]

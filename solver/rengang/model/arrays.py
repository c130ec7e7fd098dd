"""Names of array types, and read-only arrays."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt32 = npt.NDArray[np.uint32]
Bool = npt.NDArray[np.bool_]
ArrayT = TypeVar("ArrayT", bound=npt.NDArray[Any])


def frozen(array: ArrayT) -> ArrayT:
    """The same array, marked read-only."""
    array.setflags(write=False)
    return array


def read_only(array: ArrayT) -> ArrayT:
    """A view of the array that nobody can write to; the array itself stays as it is."""
    return frozen(array.view())

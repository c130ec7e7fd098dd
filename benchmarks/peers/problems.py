"""Problems as files that every peer's environment can read: NumPy arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np


def write_market(path: Path, market: Any) -> Path:
    """Quotas, lists and ranks of a market (without relatives: no peer knows them)."""
    names = ("quota", "ptr", "hospital", "resident_rank", "hospital_rank")
    return _write(path, **{name: getattr(market, name) for name in names})


def write_assignment(path: Path, quota: Any, ptr: Any, hospital: Any, cost: Any) -> Path:
    """People ``i`` with the pairs ``ptr[i]:ptr[i+1]`` of hospital and cost (integers, ≥ 0); seats of hospitals."""
    return _write(path, quota=quota, ptr=ptr, hospital=hospital, cost=cost)


def _write(path: Path, **arrays: Any) -> Path:
    with path.open("wb") as file:
        np.savez(file, **arrays)
    return path

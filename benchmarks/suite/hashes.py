"""What identifies an instance: the sha256 of its arrays or files, shortened."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

if TYPE_CHECKING:
    from rengang.model import Instance, Market

DIGITS = 16
ROWS = 100_000


def of_arrays(*arrays: npt.NDArray[Any]) -> str:
    """Of NumPy arrays in this order: element type, shape and content."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()[:DIGITS]


def of_rows(table: npt.NDArray[Any]) -> str:
    """Of the rows of a NumPy array of two dimensions, in whatever order they come."""
    digest = hashlib.sha256(f"{table.dtype.str} {table.shape}\n".encode())
    for row in sorted(row.tobytes() for row in table):
        digest.update(row)
    return digest.hexdigest()[:DIGITS]


def of_market(market: Market) -> str:
    """Of what a market consists of: quotas, lists, ranks, relatives."""
    return of_arrays(
        market.quota,
        market.ptr,
        market.hospital,
        market.resident_rank,
        market.hospital_rank,
        market.kin_ptr,
        market.kin,
    )


def of_instance(instance: Instance) -> str:
    """Of an instance's tables, as CSV; in slices, since there may be millions of rows."""
    digest = hashlib.sha256()
    for name, table in sorted(instance.tables.items()):
        digest.update(f"{name} {table.height}\n".encode())
        for part in table.iter_slices(ROWS):
            digest.update(part.write_csv().encode())
    return digest.hexdigest()[:DIGITS]


def of_files(*paths: Path) -> str:
    """Of files, or of all files in folders, by name and content."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                content = file.read_bytes()
                digest.update(f"{file.name} {len(content)}\n".encode())
                digest.update(content)
    return digest.hexdigest()[:DIGITS]

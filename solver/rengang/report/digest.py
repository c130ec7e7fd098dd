"""A fingerprint of an instance: the same content gives the same hash, whatever file it came in."""

from __future__ import annotations

import hashlib

import polars as pl

from rengang.model import Instance
from rengang.model.schema import TABLES

_CHUNK = 200_000
"""Rows hashed at a time, so that a roster of a million does not stand in memory twice."""


def instance_sha256(instance: Instance) -> str:
    """SHA-256 of the tables of an instance, as 64 hexadecimal digits.

    The tables of an instance are canonical (same columns, same types, sorted by label), so neither the order
    of rows and columns, nor the language of the headings, nor the carrier (CSV, workbook, Parquet, JSON)
    changes the hash; every cell does, and a blank differs from an empty text. A missing table equals an empty
    one. The policy document is not part of it: the summary carries the policy beside the hash.

    O(cells); about a second for a million cadres.
    """
    digest = hashlib.sha256(b"rengang-instance-1\n")
    for name in TABLES:
        frame = instance.tables[name]
        digest.update(f"{name} {len(frame)} {','.join(frame.columns)}\n".encode())
        for start in range(0, len(frame), _CHUNK):
            part = frame.slice(start, _CHUNK)
            blanks = part.select(pl.all().is_null().cast(pl.UInt8))
            digest.update(blanks.to_numpy().tobytes(order="C"))
            text = part.write_csv(include_header=False, quote_style="always", line_terminator="\n")
            digest.update(text.encode())
    return digest.hexdigest()

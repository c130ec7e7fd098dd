"""Where labels stand in a column of keys."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

SMALL = 2_000
"""Below this many rows a dictionary finds labels faster than a join."""

FEW = 16
"""Keys to each label from which so few labels are better searched one by one than joined."""


def positions(labels: pl.Series, keys: pl.Series) -> npt.NDArray[np.int32]:
    """First position of each label in `keys`, −1 where it is none of them or blank.

    Sorted keys without blanks, as the tables of an instance have them, are searched where the labels are
    sorted too, or few; else they are joined.  O(labels · log keys), or O(labels + keys).
    """
    if len(labels) + len(keys) < SMALL:
        index = {label: at for at, label in reversed([*enumerate(keys.to_list())]) if label is not None}
        return np.array([index.get(label, -1) for label in labels.to_list()], dtype=np.int32)
    ordered = keys.null_count() == 0 and keys.is_sorted()
    if ordered and len(keys) and (len(labels) * FEW < len(keys) or labels.is_sorted()):
        wanted = labels.fill_null("")
        at = np.minimum(keys.search_sorted(wanted, side="left").to_numpy(), len(keys) - 1)
        met = (keys.gather(at) == wanted) & labels.is_not_null()
        return np.where(met.to_numpy(), at, -1).astype(np.int32)
    rows = pl.DataFrame({"label": keys}).with_row_index("at")
    if not ordered or (keys == keys.shift(1)).any():
        rows = rows.filter(pl.col("label").is_not_null()).unique("label", keep="first")
    found = pl.DataFrame({"label": labels}).join(rows, on="label", how="left", maintain_order="left")
    return found["at"].cast(pl.Int64).fill_null(-1).to_numpy().astype(np.int32)

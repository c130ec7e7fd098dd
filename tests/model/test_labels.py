"""Labels are found at their first place, whichever way they are looked up."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from rengang.model import labels as module
from rengang.model.labels import positions


def _expected(labels: list[str | None], keys: list[str | None]) -> list[int]:
    return [keys.index(label) if label is not None and label in keys else -1 for label in labels]


@pytest.mark.parametrize("small", [0, 2_000], ids=["searched or joined", "by dictionary"])
@pytest.mark.parametrize("shape", ["sorted", "repeated", "unsorted", "blanks", "none"])
@pytest.mark.parametrize("wanted", ["few", "sorted", "any", "none"])
def test_the_first_place_of_each_label(
    monkeypatch: pytest.MonkeyPatch, small: int, shape: str, wanted: str
) -> None:
    """Also with keys that repeat, are blank or unsorted, and with labels that are blank or no key."""
    monkeypatch.setattr(module, "SMALL", small)
    rng = np.random.default_rng(5)
    keys: list[str | None] = [f"K{i:03d}" for i in range(200)]
    if shape == "repeated":
        keys = sorted([*keys, *keys[:20], *keys[:5]])
    elif shape == "unsorted":
        keys = [keys[k] for k in rng.permutation(200)]
    elif shape == "blanks":
        keys = [None, None, *keys]
    elif shape == "none":
        keys = []
    count = {"few": 7, "sorted": 150, "any": 150, "none": 0}[wanted]
    labels: list[str | None] = [f"K{i:03d}" for i in rng.integers(0, 260, count)]
    if wanted == "sorted":
        labels.sort()
    labels[3:3] = [None, "", "王"] if wanted in ("few", "any") else []
    found = positions(pl.Series(labels, dtype=pl.String), pl.Series(keys, dtype=pl.String))
    assert found.tolist() == _expected(labels, keys)
    assert found.dtype == np.int32

"""Everybody of a synthetic bureau, as its tables are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from rengang.model.arrays import Int64

RANKS = ("正科实职", "正科虚职", "副科实职", "副科虚职", "科员")


@dataclass(frozen=True, eq=False)
class Staff:
    """Everybody of the bureau and its institutions, in the order of their ids; arrays of shape (people,).

    `section` is the present section (−1: none), `chief` the section that the person leads (−1: none), `rank` a
    code of :data:`RANKS`. `contends` are those who compete for a chief post.
    """

    ids: pl.Series
    admin: np.ndarray
    section: Int64
    chief: Int64
    rank: Int64
    exempt: np.ndarray
    waives: np.ndarray
    contends: np.ndarray

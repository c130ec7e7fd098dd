"""What directed placement looks at: the features of cadres and units, hard and soft (TX-46, A-17)."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import polars as pl

from rengang.engines.placement.feature import Feature
from rengang.model import Instance
from rengang.model.arrays import Int32, Int64
from rengang.model.labels import positions
from rengang.policy import Policy
from rengang.procedures.admissible import type_codes
from rengang.rules.direction import CRITERIA


def features(instance: Instance, policy: Policy, cadres: Int32) -> tuple[Feature, ...]:
    """The features of directed placement for the given cadres.  O(k + units · words).

    Soft, with the policy's weights: the system and the region of the unit one comes from, and the own
    speciality. Hard, where the policy says so: establishment type and level.
    """
    weights = policy.directed.weights
    home = instance.unit_of[cadres]
    found = []
    for column, weight in (("system", weights.system), ("region", weights.region)):
        code = _unit_codes(instance, column)
        found.append(_of_own(np.where(home >= 0, code[home], -1), code, weight))
    speciality, unit, sought = _specialities(instance)
    found.append(Feature.of_pairs(speciality[cadres], len(code), unit, sought, weights.speciality))
    for criterion in CRITERIA:  # in this order, whatever the one of the policy's list
        if criterion not in policy.directed.hard:
            continue
        match criterion:
            case "establishment_type":
                of_cadres, of_units = type_codes(instance)
                found.append(_of_own(of_cadres[cadres], of_units, None))
            case "level":
                level, unit, vacant = _levels(instance)
                found.append(Feature.of_pairs(level[cadres], len(code), unit, vacant, None))
            case unknown:
                assert_never(unknown)
    return tuple(found)


def _of_own(value: Int64, code: Int64, weight: int | None) -> Feature:
    """Every unit offers its own value, and nothing where that is blank."""
    known = np.flatnonzero(code >= 0)
    return Feature.of_pairs(value, len(code), known, code[known], weight)


def _unit_codes(instance: Instance, column: str) -> Int64:
    """A text column of the units as codes in sorted order, −1 for blank."""
    values = instance.units[column]
    words = values.drop_nulls().unique().sort().to_list()
    code = {word: k for k, word in enumerate(words)}
    return np.array([-1 if v is None else code[v] for v in values.to_list()], dtype=np.int64)


def _specialities(instance: Instance) -> tuple[Int64, Int64, Int64]:
    """Speciality of each cadre as a code, and pairs (unit, speciality that it seeks).

    A unit seeks what its posts are reserved for and the functions of its posts and sections (WC-09).
    """
    posts, sections = instance.tables["posts"], instance.tables["sections"]
    sought = pl.concat(
        [
            posts.select("unit_id", word="reserved_for"),
            posts.select("unit_id", word="function"),
            sections.select("unit_id", word="function"),
        ]
    ).drop_nulls()
    words = sought["word"].unique().sort()
    column = instance.cadres["speciality"]
    # a cadre's speciality that nobody seeks still differs from what is sought: one shared code at the end
    mine = positions(column, words).astype(np.int64)
    mine[(mine < 0) & column.is_not_null().to_numpy()] = len(words) if len(words) else -1
    unit = instance.codes(sought["unit_id"], "units", "unit_id").astype(np.int64)
    return mine, unit, positions(sought["word"], words).astype(np.int64)


def _levels(instance: Instance) -> tuple[Int64, Int64, Int64]:
    """Level of each cadre as a code, and pairs (unit, level of a vacant, uncontested post there) (PD-01)."""
    code = {"chief": 0, "deputy": 1, "staff": 2}
    column = instance.cadres["level"]
    mine = column.replace_strict(code, default=-1, return_dtype=pl.Int64).fill_null(-1)
    posts = instance.tables["posts"].filter(
        pl.col("incumbent_id").is_null()
        & ~pl.col("contested").fill_null(False)
        & pl.col("level").is_not_null()
    )
    unit = instance.codes(posts["unit_id"], "units", "unit_id").astype(np.int64)
    level = posts["level"].replace_strict(code, return_dtype=pl.Int64)
    return mine.to_numpy().astype(np.int64), unit, level.to_numpy().astype(np.int64)

"""What directed placement looks at: the features of cadres and units, hard and soft (TX-46, A-17)."""

from __future__ import annotations

import numpy as np
import polars as pl

from rengang.engines.placement.problem import Feature
from rengang.model import Instance
from rengang.model.instance import Bool, Int32, Int64, frozen
from rengang.policy import Policy
from rengang.procedures.admissible import type_codes


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
        mine = np.where(home >= 0, code[home], -1)
        found.append(_feature(mine, _one_hot(code, int(code.max(initial=-1)) + 1), weight))
    speciality, sought = _specialities(instance)
    found.append(_feature(speciality[cadres], sought, weights.speciality))
    if "establishment_type" in policy.directed.hard:
        of_cadres, of_units = type_codes(instance)
        types = int(max(of_cadres.max(initial=-1), of_units.max(initial=-1))) + 1
        found.append(_feature(of_cadres[cadres], _one_hot(of_units, types), None))
    if "level" in policy.directed.hard:
        level, vacant = _levels(instance)
        found.append(_feature(level[cadres], vacant, None))
    return tuple(found)


def _feature(value: Int64, offers: Bool, weight: int | None) -> Feature:
    return Feature(frozen(value.astype(np.int32)), frozen(offers), weight)


def _one_hot(code: Int64, values: int) -> Bool:
    """Every unit offers its own value, and nothing where that is blank."""
    mask = np.zeros((len(code), values), dtype=bool)
    known = np.flatnonzero(code >= 0)
    mask[known, code[known]] = True
    return mask


def _unit_codes(instance: Instance, column: str) -> Int64:
    """A text column of the units as codes in sorted order, −1 for blank."""
    values = instance.units[column]
    words = values.drop_nulls().unique().sort().to_list()
    code = {word: k for k, word in enumerate(words)}
    return np.array([-1 if v is None else code[v] for v in values.to_list()], dtype=np.int64)


def _specialities(instance: Instance) -> tuple[Int64, Bool]:
    """Speciality of each cadre as a code, and which specialities each unit seeks (units × words).

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
    words = sought["word"].unique().sort().to_list()
    # a cadre's speciality that nobody seeks still differs from what is sought: one shared code at the end
    code = {word: k for k, word in enumerate(words)}
    mask = np.zeros((len(instance.units), len(words) + (1 if words else 0)), dtype=bool)
    unit = instance.codes(sought["unit_id"], "units", "unit_id")
    mask[unit, [code[w] for w in sought["word"].to_list()]] = True
    column = instance.cadres["speciality"]
    mapped = (
        column.replace_strict(code, default=len(words), return_dtype=pl.Int64)
        if words
        else column.cast(pl.Int64, strict=False)
    )
    mine = pl.select(pl.when(column.is_null()).then(-1).otherwise(mapped)).to_series()
    return mine.fill_null(-1).to_numpy().astype(np.int64), mask


def _levels(instance: Instance) -> tuple[Int64, Bool]:
    """Level of each cadre as a code, and the levels of each unit's vacant, uncontested posts (PD-01)."""
    code = {"chief": 0, "deputy": 1, "staff": 2}
    column = instance.cadres["level"]
    mine = column.replace_strict(code, default=-1, return_dtype=pl.Int64).fill_null(-1)
    posts = instance.tables["posts"].filter(
        pl.col("incumbent_id").is_null()
        & ~pl.col("contested").fill_null(False)
        & pl.col("level").is_not_null()
    )
    mask = np.zeros((len(instance.units), 3), dtype=bool)
    unit = instance.codes(posts["unit_id"], "units", "unit_id")
    mask[unit, [code[level] for level in posts["level"].to_list()]] = True
    return mine.to_numpy().astype(np.int64), mask

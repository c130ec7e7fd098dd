"""Whom directed placement may send where, and at what cost: the transportation problem on classes (TX-46, A-17).

People who agree in everything that cost and hard criteria look at form a class, units likewise, so that the
matrices below stay small however large the city is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.instance import Bool, Int32, Int64
from rengang.policy import Policy
from rengang.procedures.admissible import type_codes, vertical_units

FORBIDDEN = -1
"""In a cost matrix: this class of people may not go to this class of units."""


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of cadres and of units, and what a placement between them costs.

    Attributes
    ----------
    of_cadre : int32, shape (k,)
        Class of each asked cadre.
    of_unit : int32, shape (units,)
    cost : int64, shape (cadre classes, unit classes)
        Cost for a unit that the cadre did not list; :data:`FORBIDDEN` where a hard criterion fails.
    """

    of_cadre: Int32
    of_unit: Int32
    cost: Int64


def classes(instance: Instance, policy: Policy, cadres: Int32) -> Classes:
    """Classes and costs for directed placement of the given cadres.  O(k log k + units · words)."""
    weights = policy.directed.weights
    region, system = (_unit_codes(instance, name) for name in ("region", "system"))
    speciality, sought = _specialities(instance)
    level, vacant = _levels(instance)
    cadre_type, unit_type = type_codes(instance)
    home = instance.unit_of[cadres]
    people = np.stack(
        [system[home], region[home], speciality[cadres], cadre_type[cadres], level[cadres]], axis=1
    )
    closed = vertical_units(instance, policy)
    sites = np.concatenate(
        [np.stack([system, region, unit_type, closed], axis=1), sought.astype(np.int64), vacant.astype(np.int64)], axis=1
    )  # fmt: skip
    people, of_cadre = np.unique(people, axis=0, return_inverse=True)
    sites, of_unit = np.unique(sites, axis=0, return_inverse=True)
    wanted = sites[:, 4 : 4 + sought.shape[1]].astype(bool)
    offers = sites[:, 4 + sought.shape[1] :].astype(bool)
    cost = np.full((len(people), len(sites)), weights.unlisted, dtype=np.int64)
    cost += weights.system * _differ(people[:, 0], sites[:, 0])
    cost += weights.region * _differ(people[:, 1], sites[:, 1])
    cost += weights.speciality * (~_offered(people[:, 2], wanted))
    allowed = ~sites[:, 3].astype(bool)[None, :]
    if "establishment_type" in policy.directed.hard:
        allowed = allowed & ~_differ(people[:, 3], sites[:, 2])
    if "level" in policy.directed.hard:
        allowed = allowed & _offered(people[:, 4], offers)
    return Classes(
        of_cadre.reshape(-1).astype(np.int32),
        of_unit.reshape(-1).astype(np.int32),
        np.where(allowed, cost, FORBIDDEN),
    )


def _differ(mine: Int64, theirs: Int64) -> Bool:
    """Matrix: both known and not equal."""
    left, right = mine[:, None], theirs[None, :]
    return (left != right) & (left >= 0) & (right >= 0)


def _offered(mine: Int64, offers: Bool) -> Bool:
    """Matrix: mine is unknown, or nothing is offered there at all, or mine is among what is offered."""
    if offers.shape[1] == 0:
        return np.ones((len(mine), len(offers)), dtype=bool)
    return (mine < 0)[:, None] | ~offers.any(axis=1)[None, :] | offers[:, np.maximum(mine, 0)].T


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
    mapped = column.replace_strict(code, default=len(words), return_dtype=pl.Int64) if words else column.cast(pl.Int64, strict=False)
    mine = pl.select(pl.when(column.is_null()).then(-1).otherwise(mapped)).to_series()
    return mine.fill_null(-1).to_numpy().astype(np.int64), mask


def _levels(instance: Instance) -> tuple[Int64, Bool]:
    """Level of each cadre as a code, and the levels of each unit's vacant, uncontested posts (PD-01)."""
    code = {"chief": 0, "deputy": 1, "staff": 2}
    column = instance.cadres["level"]
    mine = column.replace_strict(code, default=-1, return_dtype=pl.Int64).fill_null(-1)
    posts = instance.tables["posts"].filter(
        pl.col("incumbent_id").is_null() & ~pl.col("contested").fill_null(False) & pl.col("level").is_not_null()
    )
    mask = np.zeros((len(instance.units), 3), dtype=bool)
    unit = instance.codes(posts["unit_id"], "units", "unit_id")
    mask[unit, [code[level] for level in posts["level"].to_list()]] = True
    return mine.to_numpy().astype(np.int64), mask

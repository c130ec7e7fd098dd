"""Directed placement, seen by one cadre: what a unit would cost, and what forbids the others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from rengang.explain.selection.fates import Fates, Int8, among, rows_of
from rengang.model import Stage
from rengang.model.arrays import Bool, Int32, Int64
from rengang.procedures import admissible

_LEVELS = ("chief", "deputy", "staff")


class Obstacle(IntEnum):
    """Why a cadre cannot be placed at a unit; the first that applies, in this order."""

    NONE = 0
    OWN_UNIT = 1
    VERTICAL = 2
    TYPE = 3
    LEVEL = 4
    RELATIVE_STAYS = 5
    RELATIVE_GIVEN = 6
    NO_SEATS = 7


@dataclass(frozen=True, eq=False)
class Obstacles:
    """Obstacles and mismatches of directed placement under an allocation."""

    fates: Fates

    @cached_property
    def seats_left(self) -> Int64:
        """Seats of each unit that nobody was given."""
        return self.fates.seats.upper - self.fates.into

    @cached_property
    def directed_into(self) -> Int64:
        """Arrivals of each unit by directed placement."""
        allocation = self.fates.allocation
        directed = np.array([s is Stage.DIRECTED for s in allocation.stage], dtype=bool)
        unit = allocation.to_unit[directed & (allocation.to_unit >= 0)]
        return np.bincount(unit, minlength=len(self.fates.instance.units)).astype(np.int64)

    def between(self, cadre: npt.ArrayLike, unit: npt.ArrayLike) -> Int8:
        """The :class:`Obstacle` between each cadre and each unit (arrays broadcast together).  O(n log)."""
        cadres, units = np.broadcast_arrays(np.asarray(cadre, np.int64), np.asarray(unit, np.int64))
        instance = self.fates.instance
        key = cadres * len(instance.units) + units
        found = np.zeros(len(key), dtype=np.int8)
        for code, holds in (
            (Obstacle.NO_SEATS, self.seats_left[units] <= 0),
            (Obstacle.RELATIVE_GIVEN, among(key, self._units_given_to_relatives)),
            (Obstacle.RELATIVE_STAYS, among(key, self.fates.staying)),
            (Obstacle.LEVEL, ~self._level_fits(cadres, units)),
            (Obstacle.TYPE, ~self._type_fits(cadres, units)),
            (Obstacle.VERTICAL, self.fates.vertical[units]),
            (Obstacle.OWN_UNIT, instance.unit_of[cadres] == units),
        ):
            found[holds] = code
        return found

    @cached_property
    def _units_given_to_relatives(self) -> Int64:
        """Sorted keys cadre·units + unit: a relative was given that unit, by whatever stage."""
        fates = self.fates
        a, b = fates.instance.kin(fates.policy.avoidance.relations)
        one, other = np.concatenate([a, b]), np.concatenate([b, a])
        row = rows_of(fates.allocation, other)
        unit = np.append(fates.allocation.to_unit, -1)[row]
        there = unit >= 0
        return np.unique(one[there].astype(np.int64) * len(fates.instance.units) + unit[there])

    def _type_fits(self, cadre: Int64, unit: Int64) -> Bool:
        if "establishment_type" not in self.fates.policy.directed.hard:
            return np.ones(len(cadre), dtype=bool)
        of_cadre, of_unit = self._types
        mine, theirs = of_cadre[cadre], of_unit[unit]
        return np.asarray((mine == theirs) | (mine < 0) | (theirs < 0))

    @cached_property
    def _types(self) -> tuple[Int64, Int64]:
        return admissible.type_codes(self.fates.instance)

    def _level_fits(self, cadre: Int64, unit: Int64) -> Bool:
        if "level" not in self.fates.policy.directed.hard:
            return np.ones(len(cadre), dtype=bool)
        level, offered = self._levels
        has_posts: Bool = np.asarray(offered[:, : len(_LEVELS)].any(axis=1))  # of a known level
        known = level[cadre] < len(_LEVELS)
        return np.asarray(~known | ~has_posts[unit] | (offered[unit, level[cadre]] & known), dtype=bool)

    @cached_property
    def _levels(self) -> tuple[Int64, Bool]:
        """Level code of each cadre (3: unknown), and the levels of each unit's vacant, uncontested posts."""
        instance = self.fates.instance
        codes = {name: i for i, name in enumerate(_LEVELS)}
        level = instance.cadres["level"].replace_strict(codes, default=len(_LEVELS), return_dtype=pl.Int64)
        posts = instance.tables["posts"].filter(
            pl.col("incumbent_id").is_null() & ~pl.col("contested").fill_null(False)
        )
        unit = instance.codes(posts["unit_id"], "units", "unit_id")
        asked = posts["level"].replace_strict(codes, default=len(_LEVELS), return_dtype=pl.Int64).to_numpy()
        offered = np.zeros((len(instance.units), len(_LEVELS) + 1), dtype=bool)
        offered[unit[unit >= 0], asked[unit >= 0]] = True
        return level.to_numpy(), offered

    # -- mismatches -----------------------------------------------------------------------------------------
    def mismatches(self, cadre: Int32 | Int64, unit: Int32 | Int64) -> Bool:
        """What each placement costs: columns unlisted, system, region, speciality; shape (n, 4)."""
        fates = self.fates
        home = fates.instance.unit_of[cadre]
        key = np.asarray(cadre, np.int64) * len(fates.instance.units) + unit
        columns = [~among(key, fates.listed)]
        for code in self._groups:
            mine, theirs = code[home], code[unit]
            columns.append((mine >= 0) & (theirs >= 0) & (mine != theirs))
        word, words, sought, seeks = self._sought
        mine = word[cadre]
        met = among(np.asarray(unit, np.int64) * words + mine, sought)
        columns.append((mine >= 0) & seeks[unit] & ~met)
        return np.stack(columns, axis=1)

    @cached_property
    def _groups(self) -> tuple[Int64, Int64]:
        """Codes of each unit's system and region, −1 for blank (and, last, for the unit of nobody)."""
        units = self.fates.instance.units
        return _codes(units["system"]), _codes(units["region"])

    @cached_property
    def _sought(self) -> tuple[Int64, int, Int64, Bool]:
        """Speciality code of each cadre, number of codes, sorted keys unit·number + code, who seeks any."""
        instance = self.fates.instance
        posts, sections = instance.tables["posts"], instance.tables["sections"]
        asked = pl.concat(
            [
                posts.select("unit_id", word="reserved_for"),
                posts.select("unit_id", word="function"),
                sections.select("unit_id", word="function"),
            ]
        ).drop_nulls()
        mine = instance.cadres["speciality"]
        code = _codes(pl.concat([mine, asked["word"]]))[:-1]
        unit = instance.codes(asked["unit_id"], "units", "unit_id").astype(np.int64)
        known = unit >= 0
        words = max(int(code.max(initial=-1)) + 1, 1)
        keys = np.unique(unit[known] * words + code[len(mine) :][known])
        seeks = np.zeros(len(instance.units), dtype=bool)
        seeks[unit[known]] = True
        return code[: len(mine)], words, keys, seeks


def _codes(column: pl.Series) -> Int64:
    """A text column as codes by sorted word, −1 for blank, with one −1 more at the end."""
    words = column.drop_nulls().unique().sort()
    table = pl.DataFrame({"word": words, "code": np.arange(len(words), dtype=np.int64)})
    frame = pl.DataFrame({"word": column}).join(table, on="word", how="left", maintain_order="left")
    return np.append(frame["code"].fill_null(-1).to_numpy(), -1).astype(np.int64)

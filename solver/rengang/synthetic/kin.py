"""Relatives in a synthetic city: in and out of the pool, some of them where they stand in the way (DY-09)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from rengang.model.arrays import Bool, Int64
from rengang.model.pairs import encode
from rengang.synthetic import words
from rengang.synthetic.city import City
from rengang.synthetic.people import Roster, cadre_ids
from rengang.synthetic.streams import stream
from rengang.synthetic.wishes import Intents

NEAR_DRAWS, ALL_DRAWS = 4, 12
"""A relative near an intent is looked for so many times, anybody at all until so many, then nobody."""
GENERATION = 20 * 12
"""Months between the ages of relatives in the direct line, at least."""


@dataclass(frozen=True, eq=False)
class _Rows:
    """Members grouped by a key: those of key k are ``member[start[k]:start[k + 1]]``."""

    member: Int64
    start: Int64

    @classmethod
    def of(cls, member: Int64, key: Int64, keys: int) -> _Rows:
        start = np.concatenate([[0], np.cumsum(np.bincount(key, minlength=keys))])
        return cls(member[np.argsort(key, kind="stable")], start)

    def pick(self, key: Int64, chance: npt.NDArray[np.float64]) -> Int64:
        """One member of each key, −1 for a key without members or below 0."""
        known = np.maximum(key, 0)
        first, size = self.start[known], (self.start[known + 1] - self.start[known]) * (key >= 0)
        if len(self.member) == 0:
            return np.full(len(key), -1, dtype=np.int64)
        at = np.minimum(first + np.floor(chance * size).astype(np.int64), len(self.member) - 1)
        return np.where(size > 0, self.member[at], -1)


def kinship_table(city: City, seed: int, roster: Roster, intents: Intents) -> pl.DataFrame:
    """The table `kinship`: pairs of relatives, each once, at least one of the two in the pool.

    About a share `kinship` of the pool has a relative. Relatives never share a unit now. What kind of
    relatives two people are follows from their sexes and ages.  O(cadres + intents, sorted).
    """
    rng = stream(seed, "kinship")
    # a relative in the pool has a relative in turn; with everybody in the pool, so has each of them
    inside = city.kin_in_pool if city.pool < city.cadres else 1.0
    anchors = round(city.kinship * city.pool / (1 + inside))
    first = rng.permutation(roster.pool)[:anchors]
    second = _relatives(city, rng, roster, intents, first, inside)
    first, second = first[second >= 0], second[second >= 0]
    low, high = np.minimum(first, second), np.maximum(first, second)
    _, once = np.unique(encode(low, high, city.cadres), return_index=True)
    first, second = first[once], second[once]
    ids = cadre_ids(city)
    return pl.DataFrame(
        {
            "cadre_id": ids.gather(first),
            "relative_id": ids.gather(second),
            "relation": words.choose(words.RELATIONS, _relation(rng, roster, first, second)),
        }
    )


def _relatives(
    city: City, rng: np.random.Generator, roster: Roster, intents: Intents, anchor: Int64, share_inside: float
) -> Int64:
    """A relative for each of the pool members `anchor`, −1 where none was found."""
    everybody = np.zeros(city.cadres, dtype=np.int64)
    outside = np.flatnonzero(~roster.in_pool)
    lists = _Rows.of(intents.unit, intents.cadre, city.cadres)
    listers = _Rows.of(intents.cadre, intents.unit, city.units)
    stayers = _Rows.of(outside, roster.unit[outside], city.units)
    pool = _Rows.of(roster.pool, everybody[roster.pool], 1)
    others = _Rows.of(outside, everybody[outside], 1)
    inside, near = rng.random((2, len(anchor)))
    inside_pool: Bool = inside < share_inside
    found = np.full(len(anchor), -1, dtype=np.int64)
    for draw in range(ALL_DRAWS):
        chance, which = rng.random((2, len(anchor)))
        unit = lists.pick(anchor, which)
        unit[(near >= city.kin_near) | (draw >= NEAR_DRAWS)] = -1
        close = np.where(inside_pool, listers.pick(unit, chance), stayers.pick(unit, chance))
        city_wide = np.where(
            inside_pool, pool.pick(everybody[anchor], chance), others.pick(everybody[anchor], chance)
        )
        drawn = np.where(unit >= 0, close, city_wide)
        good = (found < 0) & (drawn >= 0) & (roster.unit[drawn] != roster.unit[anchor])
        found[good] = drawn[good]
    return found


def _relation(rng: np.random.Generator, roster: Roster, first: Int64, second: Int64) -> Int64:
    """Direct line across a generation, spouses of like age and other sex, else collateral or by marriage."""
    chance = rng.random(len(first))
    gap = np.abs(roster.birth[first] - roster.birth[second])
    lineal = (gap >= GENERATION) & (chance < 0.6)
    spouse = (gap < GENERATION // 2) & (roster.male[first] != roster.male[second]) & (chance < 0.6)
    return np.where(lineal, 1, np.where(spouse, 0, np.where(chance < 0.8, 2, 3))).astype(np.int64)

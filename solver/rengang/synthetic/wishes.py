"""The wishes of both sides in a synthetic city: intents by taste, nominations by noisy scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from rengang.model.arrays import Bool, Int64
from rengang.synthetic.city import City
from rengang.synthetic.people import Roster, cadre_ids
from rengang.synthetic.streams import stream
from rengang.synthetic.units import KIND_APPEAL, Openings, Units, lognormal, unit_ids

REDRAWS = 12
"""Times that an intent for the own unit, or for one already listed, is drawn anew before it is given up."""
POINTS = 1_000
"""Scores are whole numbers of 1/POINTS."""


@dataclass(frozen=True, eq=False)
class Intents:
    """Intents, one row each, by cadre then order; `cadre` and `unit` are indices, `order` counts from 1."""

    cadre: Int64
    order: Int64
    unit: Int64


@dataclass(frozen=True, eq=False)
class _Ballot:
    """Open units sorted by group, with cumulative weights: a weighted draw is one bisection."""

    unit: Int64
    start: Int64
    cumulative: npt.NDArray[np.float64]

    @classmethod
    def of(cls, unit: Int64, group: Int64, groups: int, weight: npt.NDArray[np.float64]) -> _Ballot:
        order = np.argsort(group, kind="stable")
        start = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=groups))])
        return cls(unit[order], start, np.concatenate([[0.0], np.cumsum(weight[order])]))

    def draw(self, group: Int64, chance: npt.NDArray[np.float64]) -> Int64:
        """A unit of each group, −1 where the group has none."""
        first, last = self.start[group], self.start[group + 1]
        low, high = self.cumulative[first], self.cumulative[last]
        at = np.searchsorted(self.cumulative, low + chance * (high - low), side="right") - 1
        at = np.clip(at, first, np.maximum(last - 1, first))
        drawn = self.unit[np.minimum(at, len(self.unit) - 1)]
        return np.where(last > first, drawn, -1)


def draw_intents(city: City, seed: int, units: Units, openings: Openings, roster: Roster) -> Intents:
    """Who lists which units: the popular ones, or those of the own region or system (DY-09).

    A cadre lists only units with published vacancies, none twice, not the own one; who finds no further such
    unit in a few draws files fewer intents.  O(pool · intents · log units).
    """
    wanted = _lengths(city, seed)
    popularity = lognormal(stream(seed, "popularity"), city.units, city.popularity_skew)
    if city.popularity_skew:
        popularity = np.rint(popularity * KIND_APPEAL[units.kind])
    ballots = _ballots(city, units, np.flatnonzero(openings.vacancies > 0), popularity)
    rng = stream(seed, "intents")
    home = roster.unit[roster.pool]
    listed = np.full((len(home), city.intents), -1, dtype=np.int64)
    for slot in range(city.intents):
        waiting = np.flatnonzero(wanted > slot)
        for _ in range(REDRAWS):
            drawn = _draw(city, units, ballots, rng, home[waiting])
            # who drew the own unit, one listed already, or none, draws again
            bad = (drawn < 0) | (drawn == home[waiting]) | (listed[waiting] == drawn[:, None]).any(axis=1)
            listed[waiting[~bad], slot] = drawn[~bad]
            waiting = waiting[bad]
            if len(waiting) == 0:
                break
    member, slot_of = np.nonzero(listed >= 0)
    order = np.cumsum((listed >= 0).astype(np.int64), axis=1)[member, slot_of]
    return Intents(roster.pool[member], order, listed[member, slot_of])


def _lengths(city: City, seed: int) -> Int64:
    """How many intents each pool member means to file."""
    rng = stream(seed, "filing")
    shuffled = rng.permutation(city.pool)
    none, single = round(city.non_filers * city.pool), round(city.single_intent * city.pool)
    wanted = np.full(city.pool, city.intents, dtype=np.int64)
    wanted[shuffled[:none]] = 0
    wanted[shuffled[none : none + single]] = 1
    return wanted


def _ballots(
    city: City, units: Units, open_units: Int64, popularity: npt.NDArray[np.float64]
) -> dict[str, _Ballot]:
    """Ballots over the open units: all, by type, by type and region, by type and system."""
    kind = units.type[open_units]
    weight, same = popularity[open_units], np.ones(len(open_units))
    region = kind * city.regions + units.region[open_units]
    system = kind * city.systems + units.system[open_units]
    return {
        "all": _Ballot.of(open_units, np.zeros_like(kind), 1, weight),
        "type": _Ballot.of(open_units, kind, city.types, weight),
        "region": _Ballot.of(open_units, region, city.types * city.regions, same),
        "system": _Ballot.of(open_units, system, city.types * city.systems, same),
    }


def _draw(
    city: City, units: Units, ballots: dict[str, _Ballot], rng: np.random.Generator, home: Int64
) -> Int64:
    """One unit for each cadre, by popularity or by nearness; −1 where nothing is open."""
    chance, taste, fit, near = rng.random((4, len(home)))
    if len(ballots["all"].unit) == 0:
        return np.full(len(home), -1, dtype=np.int64)
    kind = units.type[home]
    common = ballots["type"].draw(kind, chance)
    region = ballots["region"].draw(kind * city.regions + units.region[home], chance)
    system = ballots["system"].draw(kind * city.systems + units.system[home], chance)
    own = np.where(near < 0.5, region, system)
    drawn = np.where((taste < city.common_taste) | (own < 0), common, own)
    anything = ballots["all"].draw(np.zeros_like(kind), chance)
    return np.where((fit < city.misfit) | (drawn < 0), anything, drawn)


def draw_nominations(
    city: City, seed: int, openings: Openings, roster: Roster, intents: Intents
) -> pl.DataFrame:
    """The table `nominations`: every unit names its best intenders by noisy score, up to ratio × vacancies.

    A tie has the score and the rank of the nomination before it; the rank after it counts those before, as in
    1, 2, 2, 4. Scores of nominations that are not tied differ.  O(intents log intents).
    """
    rng = stream(seed, "scores")
    merit = rng.standard_normal(city.cadres)
    opinion = merit[intents.cadre] + city.noise * rng.standard_normal(len(intents.cadre))
    skill = roster.skill[intents.cadre]
    opinion += 0.8 * ((skill >= 0) & openings.sought[intents.unit, skill])
    score = np.clip(np.rint((80 + 5 * opinion) * POINTS), 20 * POINTS, 99 * POINTS).astype(np.int64)
    order = np.lexsort((intents.cadre, intents.order, -score, intents.unit))
    unit, cadre, score = intents.unit[order], intents.cadre[order], score[order]
    tied = (stream(seed, "ties").random(len(order)) < city.tie_share)[order]
    place = _within(unit)
    kept = place < city.ratio * openings.vacancies[unit]
    unit, cadre, score, place = unit[kept], cadre[kept], score[kept], place[kept]
    tied = tied[kept] & (place > 0)
    leader = np.maximum.accumulate(np.where(tied, 0, np.arange(len(unit))))
    score = _strict(unit, score[leader], tied)
    points = pl.Series(score).cast(pl.Decimal(20, 6)) / POINTS
    return pl.DataFrame(
        {
            "unit_id": unit_ids(city).gather(unit),
            "rank": place[leader] + 1,
            "cadre_id": cadre_ids(city).gather(cadre),
            "score": points.cast(pl.Decimal(20, 6)),
        }
    )


def intents_table(city: City, intents: Intents) -> pl.DataFrame:
    """The table `intents`."""
    return pl.DataFrame(
        {
            "cadre_id": cadre_ids(city).gather(intents.cadre),
            "order": intents.order,
            "unit_id": unit_ids(city).gather(intents.unit),
        }
    )


def _within(group: Int64) -> Int64:
    """Position of each row within its run of equal groups, from 0."""
    new = np.ones(len(group), dtype=bool)
    new[1:] = group[1:] != group[:-1]
    start = np.maximum.accumulate(np.where(new, np.arange(len(group)), 0))
    return np.arange(len(group)) - start


def _strict(group: Int64, score: Int64, tied: Bool) -> Int64:
    """Scores that fall by at least 1 from one row of a group to the next unless it is tied.

    `score` never rises within a group, and is lowered as little as that takes.
    """
    steps = np.cumsum(~tied)
    # a running minimum over all groups at once: a later group lies below all of an earlier one
    span = 1 + 2 * (100 * POINTS + len(group))
    lifted = score + steps - group * span
    return np.minimum.accumulate(lifted) - steps + group * span

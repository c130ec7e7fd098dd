"""The cadres of a synthetic city: where they are, who is in the pool, and what is in their file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from rengang.model.arrays import Bool, Int64
from rengang.synthetic import words
from rengang.synthetic.city import City
from rengang.synthetic.streams import stream
from rengang.synthetic.units import Units, unit_ids

REFERENCE = np.datetime64("2024-10", "M")
"""The month in which every synthetic campaign takes place; no date depends on the clock."""
STAFF, DEPUTY, CHIEF = 0, 1, 2
LEVELS = ("staff", "deputy", "chief")


@dataclass(frozen=True, eq=False)
class Roster:
    """Cadres as arrays of shape (cadres,), in the order of their ids.

    `skill` is a code of :data:`rengang.synthetic.words.SKILLS`, −1 for none; `birth` counts months from
    1970-01; `pool` holds the indices of the pool, ascending.
    """

    unit: Int64
    level: Int64
    male: Bool
    birth: Int64
    skill: Int64
    pool: Int64
    in_pool: Bool
    refuses: Bool


def draw_roster(city: City, seed: int, units: Units) -> Roster:
    """Everybody's unit, level, sex, birth and speciality, and the pool.  O(cadres)."""
    rng = stream(seed, "roster")
    n = city.cadres
    unit = rng.permutation(np.repeat(np.arange(city.units), units.size))
    in_pool, refuses = _pool(city, seed, ~units.vertical[unit])
    level = np.full(n, STAFF, dtype=np.int64)
    others = rng.permutation(np.flatnonzero(~in_pool))[: round(city.leaders * n)]
    chiefs = len(others) * 2 // 5
    level[others[:chiefs]], level[others[chiefs:]] = CHIEF, DEPUTY
    people = stream(seed, "people")
    # two dice: most are in mid-career; leaders are some years older
    age = 24 * 12 + people.integers(0, 200, n) + people.integers(0, 200, n) + 12 * 2 * (level > STAFF)
    return Roster(
        unit=unit,
        level=level,
        male=np.asarray(people.random(n) < 0.58),
        birth=REFERENCE.astype(np.int64) - age,
        skill=_skills(city, seed),
        pool=np.flatnonzero(in_pool),
        in_pool=in_pool,
        refuses=refuses,
    )


def _pool(city: City, seed: int, eligible: Bool) -> tuple[Bool, Bool]:
    """Masks of the pool and of those of it who refuse directed placement."""
    rng = stream(seed, "pool")
    chosen = rng.permutation(np.flatnonzero(eligible))[: city.pool]
    refusing = rng.permutation(chosen)[: round(city.refusers * len(chosen))]
    in_pool, refuses = np.zeros(len(eligible), dtype=bool), np.zeros(len(eligible), dtype=bool)
    in_pool[chosen], refuses[refusing] = True, True
    return in_pool, refuses


def _skills(city: City, seed: int) -> Int64:
    """Specialities: a scarce one by chance `scarce`, else a common one for two in three."""
    rng = stream(seed, "skills")
    common = rng.integers(0, len(words.COMMON_SKILLS) * 3 // 2, city.cadres)
    scarce = len(words.COMMON_SKILLS) + rng.integers(0, len(words.SCARCE_SKILLS), city.cadres)
    skill = np.where(common < len(words.COMMON_SKILLS), common, -1)
    return np.where(rng.random(city.cadres) < city.scarce, scarce, skill)


def leaders_per_unit(city: City, roster: Roster) -> Int64:
    """Chiefs and deputies per unit."""
    return np.bincount(roster.unit[roster.level > STAFF], minlength=city.units).astype(np.int64)


def cadre_ids(city: City) -> pl.Series:
    """Labels of the cadres, G0000001 and on, in order."""
    return words.labels("G", city.cadres, 7)


def cadres_table(city: City, seed: int, units: Units, roster: Roster) -> pl.DataFrame:
    """The table `cadres`.  O(cadres)."""
    rng = stream(seed, "people").spawn(1)[0]
    n = city.cadres
    now = int(REFERENCE.astype(np.int64))
    education = rng.choice(len(words.EDUCATION), n, p=[0.14, 0.63, 0.22, 0.01])
    start = 12 * (21 + np.array([0, 1, 4, 7])[education]) + rng.integers(0, 24, n)
    work_start = np.minimum(roster.birth + start, now - 12)
    served = now - work_start
    tenure = np.minimum(rng.integers(0, served + 1), rng.integers(0, served + 1))
    in_post = rng.integers(0, tenure + 1)
    grade = np.clip(served // 84 + (roster.level == CHIEF), 0, len(words.RANKS) - 1)
    return pl.DataFrame(
        {
            "cadre_id": cadre_ids(city),
            "name": _names(seed, roster.male),
            "sex": words.choose(("female", "male"), roster.male.astype(np.int64)),
            "birth_date": _months(roster.birth),
            "work_start": _months(work_start),
            "education": words.choose(words.EDUCATION, education),
            "politics": words.choose(words.POLITICS, rng.choice(4, n, p=[0.7, 0.2, 0.05, 0.05])),
            "establishment_type": words.choose(words.TYPES, units.type[roster.unit]),
            "rank": words.choose(words.RANKS, grade),
            "unit_id": unit_ids(city).gather(roster.unit),
            "level": words.choose(LEVELS, roster.level),
            "post_since": _months(now - in_post),
            "unit_since": _months(now - tenure),
            "speciality": words.choose(words.SKILLS, roster.skill),
            "pool": roster.in_pool,
            "refuses": roster.refuses,
        }
    )


def _months(months: Int64) -> pl.Series:
    """Months from 1970-01 as dates: the first of the month."""
    return pl.Series(months.astype("datetime64[M]").astype("datetime64[D]"))


def _names(seed: int, male: Bool) -> pl.Series:
    """A surname and one or two given-name characters, by sex; earlier surnames are commoner."""
    rng = stream(seed, "names")
    n = len(male)
    surname = np.minimum(rng.integers(0, len(words.SURNAMES), n), rng.integers(0, len(words.SURNAMES), n))
    given = words.GIVEN_MALE + words.GIVEN_FEMALE
    base = np.where(male, 0, len(words.GIVEN_MALE))
    span = np.where(male, len(words.GIVEN_MALE), len(words.GIVEN_FEMALE))
    first, second = (base + rng.integers(0, span) for _ in range(2))
    second = np.where(rng.random(n) < 0.2, len(given), second)
    return (
        words.choose(words.SURNAMES, surname)
        + words.choose(given, first)
        + words.choose((*given, ""), second)
    )

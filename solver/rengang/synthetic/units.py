"""The units of a synthetic city: kinds, sizes, establishments, vacancies, vacant posts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from rengang.model.arrays import Bool, Int64
from rengang.synthetic import words
from rengang.synthetic.city import City
from rengang.synthetic.streams import stream

KINDS = ("town", "subdistrict", "department", "mass", "institution", "vertical")
KIND_SHARES = (0.13, 0.05, 0.47, 0.14, 0.21)
"""Shares of the kinds but the vertical one, as in a county-level city."""
KIND_SIZES = np.array([1.6, 1.4, 1.0, 0.5, 0.7, 0.9])
"""Typical size of each kind, relative to a department."""
KIND_APPEAL = np.array([0.7, 1.0, 1.4, 1.1, 0.9, 1.0])
"""Popularity of each kind beside the unit's own (DY-09: posts with power are wanted)."""
VERTICAL = 5
SCALE = 1_000_000
"""Random weights are rounded to whole numbers of 1/SCALE, so that the last bit of exp() decides nothing."""


@dataclass(frozen=True, eq=False)
class Units:
    """Units as arrays of shape (units,); kind, type, system, region are codes."""

    kind: Int64
    type: Int64
    system: Int64
    region: Int64
    size: Int64

    @property
    def vertical(self) -> Bool:
        """Mask of the vertically managed units."""
        return np.asarray(self.kind == VERTICAL)


@dataclass(frozen=True, eq=False)
class Openings:
    """What the units offer: vacancies, their establishment, and which specialities their posts ask for.

    `sought` is bool of shape (units, specialities).
    """

    vacancies: Int64
    establishment: Int64
    posts: pl.DataFrame
    sought: npt.NDArray[np.bool_]


def draw_units(city: City, seed: int) -> Units:
    """Kinds, types, systems, regions and sizes of the units.  O(units log units)."""
    rng = stream(seed, "units")
    closed = round(city.vertical * city.units)
    counts = [*apportion(city.units - closed, np.array(KIND_SHARES)), closed]
    kind = rng.permutation(np.repeat(np.arange(len(KINDS)), counts))
    base = lognormal(stream(seed, "sizes"), city.units, city.size_skew)
    # equal sizes (skew 0) are wished for by their knob, so the kinds do not differ then either
    size = 1 + apportion(city.cadres - city.units, base * (KIND_SIZES[kind] if city.size_skew else 1.0))
    # the pool must fit into the units that take part: vertical ones beyond that become institutions
    at = np.flatnonzero(kind == VERTICAL)
    kind[at[np.cumsum(size[at]) > city.cadres - city.pool]] = KINDS.index("institution")
    types = np.array([0, 0, 0, 1, 2, 0])
    other = rng.integers(1, city.systems, city.units) if city.systems > 1 else np.zeros(city.units, np.int64)
    return Units(
        kind=kind,
        type=np.minimum(types[kind], city.types - 1),
        system=np.where(kind <= 1, 0, other),
        region=rng.integers(0, city.regions, city.units),
        size=size,
    )


def draw_openings(city: City, seed: int, units: Units, out: Int64) -> Openings:
    """Vacancies about the outflow, establishments that leave room for them, posts for some of them.

    Parameters
    ----------
    out
        Pool members per unit.

    Notes
    -----
    With a slack ≥ 0 every unit has at least as many vacancies, and as much room in its establishment, as pool
    members leave it, so headcount can be balanced (``balance.mode = "release"``).
    """
    rng = stream(seed, "establishment")
    open_units = np.flatnonzero(~units.vertical)
    over = rng.permutation(open_units)[: round(city.overstaffed * len(open_units))]
    share = rng.integers(0, SCALE, len(out)) / SCALE
    overstaffed = np.zeros(len(out), dtype=bool)
    overstaffed[over] = True
    excess = np.maximum(1, np.rint((0.03 + 0.12 * share) * units.size)).astype(np.int64)
    spare = np.floor(0.1 * share * units.size).astype(np.int64)
    extra = _surplus(city, seed, out, units.size * ~(overstaffed | units.vertical))
    establishment = units.size + np.where(overstaffed, -excess, spare + np.maximum(extra, 0))
    vacancies = np.where(units.vertical, 0, out + extra)
    posts, sought = _posts(city, seed, units, vacancies)
    return Openings(vacancies, establishment, posts, sought)


def _surplus(city: City, seed: int, out: Int64, weight: Int64) -> Int64:
    """Vacancies beyond the outflow per unit (below 0: vacancies that are not filled again)."""
    rng = stream(seed, "vacancies")
    extra = round(city.vacancy_slack * int(out.sum()))
    if extra < 0:
        return -rng.multivariate_hypergeometric(out, -extra, method="marginals").astype(np.int64)
    if weight.sum() == 0:
        weight = np.maximum(out, 0)
    if weight.sum() == 0:
        return np.zeros(len(out), dtype=np.int64)
    return rng.multinomial(extra, weight / weight.sum()).astype(np.int64)


def _posts(
    city: City, seed: int, units: Units, vacancies: Int64
) -> tuple[pl.DataFrame, npt.NDArray[np.bool_]]:
    """Up to two vacant posts per unit with vacancies, half of them or more for some speciality."""
    rng = stream(seed, "posts")
    count = np.minimum(vacancies, 2)
    unit = np.repeat(np.arange(len(vacancies)), count)
    common = rng.integers(0, 2 * len(words.COMMON_SKILLS), len(unit))
    skill = np.where(common < len(words.COMMON_SKILLS), common, -1)
    scarce = len(words.COMMON_SKILLS) + rng.integers(0, len(words.SCARCE_SKILLS), len(unit))
    skill = np.where(rng.random(len(unit)) < city.scarce_demand, scarce, skill)
    sought = np.zeros((len(vacancies), len(words.SKILLS)), dtype=bool)
    sought[unit[skill >= 0], skill[skill >= 0]] = True
    frame = pl.DataFrame(
        {
            "post_id": words.labels("P", len(unit), 4),
            "unit_id": unit_ids(city).gather(unit),
            "title": pl.repeat("科员", len(unit), eager=True, dtype=pl.String),
            "level": pl.repeat("staff", len(unit), eager=True, dtype=pl.String),
            "establishment_type": words.choose(words.TYPES, units.type[unit]),
            "contested": pl.repeat(False, len(unit), eager=True, dtype=pl.Boolean),
            "reserved_for": words.choose(words.SKILLS, skill),
        }
    )
    return frame, sought


def units_table(city: City, units: Units, openings: Openings, leaders: Int64) -> pl.DataFrame:
    """The table `units`; `leaders` is the number of chiefs and deputies per unit."""
    number = np.zeros(city.units, dtype=np.int64)
    for kind in range(len(KINDS)):
        at = np.flatnonzero(units.kind == kind)
        number[at] = np.arange(len(at))
    names = [words.unit_name(KINDS[k], int(n)) for k, n in zip(units.kind, number, strict=True)]
    return pl.DataFrame(
        {
            "unit_id": unit_ids(city),
            "name": pl.Series(names, dtype=pl.String),
            "kind": words.choose(KINDS, units.kind),
            "system": words.choose(words.numbered(words.SYSTEMS, city.systems, "系统{}"), units.system),
            "region": words.choose(words.numbered(words.REGIONS, city.regions, "第{}片"), units.region),
            "establishment": openings.establishment,
            "staff": units.size,
            "mid_quota": leaders + leaders // 5 + 1,
            "mid_staff": leaders,
            "vacancies": openings.vacancies,
            "establishment_type": words.choose(words.TYPES, units.type),
        }
    )


def unit_ids(city: City) -> pl.Series:
    """Labels of the units, U001 and on, in order."""
    return words.labels("U", city.units, 3)


def apportion(total: int, weight: npt.NDArray[np.floating]) -> Int64:
    """`total` split in proportion to the weights by largest remainders, ties to the first.  O(n log n)."""
    quota = total * (weight / weight.sum())
    whole: Int64 = np.floor(quota).astype(np.int64)
    first = np.argsort(-(quota - whole), kind="stable")[: total - int(whole.sum())]
    whole[first] += 1
    return whole


def lognormal(rng: np.random.Generator, count: int, sigma: float) -> npt.NDArray[np.float64]:
    """Lognormal weights, median 1, as whole numbers of 1/SCALE and at least that."""
    whole: npt.NDArray[np.float64] = np.rint(np.exp(sigma * rng.standard_normal(count)) * SCALE)
    return np.maximum(whole, 1.0)

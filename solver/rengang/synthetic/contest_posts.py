"""The contested posts of a synthetic city: sections, levels, incumbents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.arrays import Int64
from rengang.synthetic import words
from rengang.synthetic.streams import stream
from rengang.synthetic.units import apportion

SECTION_NAMES = ("综合", "财务", "法规", "人事", "业务", "项目", "督查", "信息", "服务", "规划")


@dataclass(frozen=True, eq=False)
class Posts:
    """The contested posts in the order of their ids, and the tables that they change.

    `unit` are unit indices, `incumbent` cadre indices (−1 where vacant), `label` the ids; `table` holds the
    city's posts and the contested ones.
    """

    label: pl.Series
    unit: Int64
    chief: Int64
    incumbent: Int64
    table: pl.DataFrame
    sections: pl.DataFrame
    cadres: pl.DataFrame


def draw_posts(base: Instance, count: int, vacant: float, reserved: float, seed: int) -> Posts:
    """`count` posts over the units, incumbents from the unit's chiefs and deputies.

    Units that must offer a post (TX-10) offer one, the largest first; the other posts go by size. A unit with
    too few chiefs and deputies has more vacant posts.  O(cadres log cadres).
    """
    rng = stream(seed, "contest posts")
    unit = np.repeat(np.arange(len(base.units)), _per_unit(base, count))
    filled = rng.random(count) >= vacant
    level = base.cadres["level"].fill_null("staff").to_numpy()
    leaders = rng.permutation(np.flatnonzero((level != "staff") & ~base.in_pool))
    incumbent = nth_of_unit(unit, filled, leaders, base.unit_of)
    chief = np.where(incumbent >= 0, level[incumbent] == "chief", rng.random(count) < 0.4).astype(np.int64)
    skill = np.where(rng.random(count) < reserved, rng.integers(0, len(words.COMMON_SKILLS), count), -1)
    label = words.labels("K", count, 4)
    name = _numbered(unit)
    section = words.labels("S", count, 4)
    unit_id = base.units["unit_id"].gather(unit)
    names = words.choose(SECTION_NAMES, name % len(SECTION_NAMES)) + _ordinal(name // len(SECTION_NAMES))
    table = pl.DataFrame(
        {
            "post_id": label,
            "unit_id": unit_id,
            "section_id": section,
            "title": names + words.choose(("副科长", "科长"), chief),
            "level": words.choose(("deputy", "chief"), chief),
            "contested": pl.repeat(True, count, eager=True, dtype=pl.Boolean),
            "incumbent_id": _cadre_ids(base, incumbent),
            "reserved_for": words.choose(words.COMMON_SKILLS, skill),
        }
    )
    held = np.flatnonzero(incumbent >= 0)
    at = np.full(len(base.cadres), -1, dtype=np.int64)
    at[incumbent[held]] = held
    return Posts(
        label,
        unit,
        chief,
        incumbent,
        pl.concat([base.tables["posts"], table], how="diagonal_relaxed"),
        pl.DataFrame({"section_id": section, "unit_id": unit_id, "name": names}),
        base.cadres.with_columns(post_id=_gather(label, at), section_id=_gather(section, at)),
    )


def leaving_units(base: Instance, posts: Posts, chance: float, seed: int) -> pl.DataFrame:
    """The units, with those whom their own adjustment takes out of the mid-level: now and then one a vacant post."""
    goes = stream(seed, "contest leaving").random(len(posts.unit)) < chance
    number = np.bincount(posts.unit[(posts.incumbent < 0) & goes], minlength=len(base.units))
    leaders = base.units["mid_staff"].fill_null(0).to_numpy()
    return base.units.with_columns(mid_leaving=pl.Series(np.minimum(number, leaders)).cast(pl.Int64))


def _per_unit(base: Instance, count: int) -> Int64:
    """How many of `count` posts each unit offers."""
    kind = base.units["kind"].fill_null("")
    closed = (kind == "vertical").to_numpy()
    must = (
        kind.is_in(["town", "subdistrict"]) | (base.units["mid_staff"].fill_null(0) >= 8)
    ).to_numpy() & ~closed
    first = np.flatnonzero(must)[np.argsort(-base.staff[must], kind="stable")][:count]
    each = np.zeros(len(base.units), dtype=np.int64)
    each[first] = 1
    return each + apportion(count - len(first), np.where(closed, 0.0, base.staff))


def nth_of_unit(unit: Int64, filled: np.ndarray, leaders: Int64, home: np.ndarray) -> Int64:
    """The k-th of `leaders` at a unit for the k-th of its posts that are `filled`, −1 where there is none."""
    posts = pl.DataFrame({"post": np.flatnonzero(filled), "unit": unit[filled]})
    people = pl.DataFrame({"cadre": leaders, "unit": home[leaders].astype(np.int64)})
    nth = pl.int_range(pl.len()).over("unit").alias("nth")
    both = posts.with_columns(nth).join(people.with_columns(nth), on=["unit", "nth"])
    incumbent = np.full(len(unit), -1, dtype=np.int64)
    incumbent[both["post"].to_numpy()] = both["cadre"].to_numpy()
    return incumbent


def _numbered(unit: Int64) -> Int64:
    """0, 1, 2 … within each run of equal units."""
    start = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]])
    return np.arange(len(unit)) - np.repeat(start, np.diff(np.r_[start, len(unit)]))


def _ordinal(block: Int64) -> pl.Series:
    """科, 二科, 三科 …: the second and later sections of one name are numbered."""
    return pl.Series(["科" if b == 0 else f"{b + 1}科" for b in block.tolist()], dtype=pl.String)


def _cadre_ids(base: Instance, cadre: Int64) -> pl.Series:
    return _gather(base.cadres["cadre_id"], cadre)


def _gather(labels: pl.Series, at: Int64) -> pl.Series:
    """The label at each index, blank at −1."""
    index = pl.Series(at.astype(np.int64))
    return labels.gather(index.set(index < 0, None))

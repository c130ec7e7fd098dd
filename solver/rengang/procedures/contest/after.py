"""The instance that a contest leaves to the stages after it (TX-05): who moved, which places fell vacant."""

from __future__ import annotations

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64
from rengang.policy import Policy
from rengang.procedures.contest.posts import (
    incumbents,
    mid_level_cadres,
    mid_level_posts,
    post_units,
    relieved,
)


def after_contest(instance: Instance, policy: Policy, cadre: Int32, post: Int32) -> Instance:
    """The instance in which the appointed hold their posts.  O(rows of the tables).

    The appointed leave the pool, and their wishes and nominations fall away. Headcounts that were given are
    carried on; blank ones stay blank and are counted anew. Under ``contest.incumbents = "release"`` whoever
    held a contested mid-level post and was not appointed becomes ordinary staff without a post. Whoever else
    held a post that now is another's (a pool member under ``hold``) holds none.
    """
    appointed = np.full(len(instance.cadres), -1, dtype=np.int32)
    appointed[cadre] = post
    out_of_post = relieved(instance, policy) & (appointed < 0)
    if len(cadre) == 0 and not out_of_post.any():
        return instance
    gone = instance.cadres["cadre_id"].gather(cadre)
    frames: dict[str, pl.DataFrame] = {}
    frames["cadres"] = _cadres(instance, appointed, out_of_post, _succeeded(instance, cadre, post))
    frames["posts"] = _posts(instance, cadre, post, out_of_post)
    frames["units"] = _units(instance, policy, cadre, post)
    for name in ("intents", "nominations", "section_intents"):
        frames[name] = instance.tables[name].filter(
            ~pl.col("cadre_id").is_in(gone.implode()).fill_null(False)
        )
    return instance.having(frames)


def _succeeded(instance: Instance, cadre: Int32, post: Int32) -> Bool:
    """Cadres whose roster row names a post of which they were the incumbent and that now is another's."""
    before = incumbents(instance)[post]
    lost = (before >= 0) & (before != cadre)
    named = instance.codes(instance.cadres["post_id"], "posts", "post_id")
    out = np.zeros(len(instance.cadres), dtype=bool)
    out[before[lost]] = named[before[lost]] == post[lost]
    return out


def _cadres(instance: Instance, appointed: Int32, out_of_post: Bool, succeeded: Bool) -> pl.DataFrame:
    """The roster with each appointee at the new post, and the relieved as ordinary staff (C8)."""
    posts = instance.tables["posts"]
    moved = pl.Series(appointed >= 0)
    new = posts.select("unit_id", "section_id", "post_id", "level")[np.maximum(appointed, 0).tolist()]
    relieved_ones = pl.Series(out_of_post)
    cadres = instance.cadres
    return cadres.with_columns(
        unit_id=new["unit_id"].zip_with(moved, cadres["unit_id"]),
        section_id=new["section_id"].zip_with(moved, cadres["section_id"]),
        post_id=pl.when(relieved_ones | (pl.Series(succeeded) & ~moved))
        .then(None)
        .otherwise(new["post_id"].zip_with(moved, cadres["post_id"])),
        level=pl.when(relieved_ones)
        .then(pl.lit("staff"))
        .otherwise(pl.coalesce(new["level"].zip_with(moved, cadres["level"]), cadres["level"])),
        pool=pl.Series(appointed < 0) & cadres["pool"].fill_null(False),
    )


def _posts(instance: Instance, cadre: Int32, post: Int32, out_of_post: Bool) -> pl.DataFrame:
    """The posts with their new holders; what an appointee or a relieved incumbent held before is vacant."""
    holder = incumbents(instance).copy()
    leaves = out_of_post.copy()
    leaves[cadre] = True
    holder[(holder >= 0) & leaves[np.maximum(holder, 0)]] = -1
    vacated = pl.Series((holder < 0) & (incumbents(instance) >= 0))
    holder[post] = cadre
    filled = np.zeros(len(holder), dtype=bool)
    filled[post] = True
    labels = instance.cadres["cadre_id"][np.maximum(holder, 0).tolist()]
    return instance.tables["posts"].with_columns(
        incumbent_id=pl.when(pl.Series(filled))
        .then(labels)
        .when(vacated)
        .then(None)
        .otherwise(pl.col("incumbent_id"))
    )


def _units(instance: Instance, policy: Policy, cadre: Int32, post: Int32) -> pl.DataFrame:
    """The units with their headcounts carried on: staff, mid-level staff, and vacancies (TX-42)."""
    units = len(instance.units)
    home, target = instance.unit_of[cadre], post_units(instance)[post]
    crosses = home != target
    net = _count(target[crosses], units) - _count(home[crosses & (home >= 0)], units)
    mid_in = _count(target[mid_level_posts(instance, policy)[post]], units)
    freed = relieved(instance, policy).copy()
    freed[cadre] |= mid_level_cadres(instance)[cadre]
    mid_out = _count(instance.unit_of[freed & (instance.unit_of >= 0)], units)
    frame = instance.units.with_columns(
        staff=_changed(instance.units["staff"], net),
        mid_staff=_changed(instance.units["mid_staff"], mid_in - mid_out),
    )
    if policy.contest.vacancies == "headcount":
        frame = frame.with_columns(vacancies=_changed(frame["vacancies"], -net))
    return frame


def _count(unit: Int32, units: int) -> Int64:
    return np.bincount(unit, minlength=units).astype(np.int64)


def _changed(column: pl.Series, change: Int64) -> pl.Series:
    """A count that was given, with its change and never below 0; a blank stays blank."""
    return (column + pl.Series(change)).clip(lower_bound=0)

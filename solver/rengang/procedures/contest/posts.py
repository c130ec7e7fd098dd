"""Which posts are contested, which are mid-level, and who holds them."""

from __future__ import annotations

import numpy as np

from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.policy import Policy
from rengang.procedures.admissible import vertical_units
from rengang.rules.contest_seats import INCUMBENT


def post_units(instance: Instance) -> Int32:
    """Unit of each post, −1 where unknown, shape (posts,)."""
    return instance.codes(instance.tables["posts"]["unit_id"], "units", "unit_id")


def contested_posts(instance: Instance, policy: Policy) -> Bool:
    """Is the post offered for contest, shape (posts,); vertically managed units offer none (TX-02)."""
    offered = instance.tables["posts"]["contested"].fill_null(False).to_numpy().astype(bool)
    unit = post_units(instance)
    known = unit >= 0
    closed = np.zeros(len(unit), dtype=bool)
    closed[known] = vertical_units(instance, policy)[unit[known]]
    return frozen(offered & known & ~closed)


def is_held(instance: Instance, policy: Policy) -> bool:
    """Is a contest held at all."""
    return policy.contest.rule != "none" and bool(contested_posts(instance, policy).any())


def mid_level_posts(instance: Instance, policy: Policy) -> Bool:
    """Posts of level chief or deputy; a contested post counts unless it says that it is not (TX-03)."""
    level = instance.tables["posts"]["level"]
    named = level.is_in(["chief", "deputy"]).fill_null(False).to_numpy()
    blank = level.is_null().to_numpy()
    return frozen(named | (blank & contested_posts(instance, policy)))


def mid_level_cadres(instance: Instance) -> Bool:
    """Cadres of level chief or deputy, shape (cadres,)."""
    return frozen(instance.cadres["level"].is_in(["chief", "deputy"]).fill_null(False).to_numpy().copy())


def incumbents(instance: Instance) -> Int32:
    """Who holds each post, −1 where nobody, shape (posts,)."""
    return instance.codes(instance.tables["posts"]["incumbent_id"], "cadres", "cadre_id")


def relieved(instance: Instance, policy: Policy) -> Bool:
    """Cadres who hold a contested mid-level post that is vacated before the contest (``release``)."""
    out = np.zeros(len(instance.cadres), dtype=bool)
    if not INCUMBENT.in_force(policy):
        held = incumbents(instance)
        contested = contested_posts(instance, policy) & mid_level_posts(instance, policy)
        out[held[contested & (held >= 0)]] = True
    return frozen(out)


def mid_level_before(instance: Instance) -> Int64:
    """Mid-level people of each unit before the contest: as given, else counted from the roster (TX-34)."""
    unit = instance.unit_of[mid_level_cadres(instance) & (instance.unit_of >= 0)]
    counted = np.bincount(unit, minlength=len(instance.units)).astype(np.int64)
    given = instance.units["mid_staff"].fill_null(-1).to_numpy()
    return frozen(np.where(given >= 0, given, counted).astype(np.int64))


__all__ = [
    "contested_posts", "incumbents", "is_held", "mid_level_before", "mid_level_cadres", "mid_level_posts",
    "post_units", "relieved",
]  # fmt: skip

"""How many posts must be offered, and how many chiefs are sought (TX-10, TX-11, JL-26)."""

from __future__ import annotations

import numpy as np

from rengang.errors import Text
from rengang.model import Instance
from rengang.model.arrays import Bool, Int32
from rengang.model.contest import Event
from rengang.policy import Policy
from rengang.procedures.contest.log import logged
from rengang.procedures.contest.posts import incumbents, mid_level_before, mid_level_posts, post_units
from rengang.rules.contest_log import CHIEF_VACANCIES, SUPPLY_SHORT
from rengang.rules.contest_seats import INCUMBENT


def short_supply(instance: Instance, policy: Policy, contested: Bool) -> tuple[Event, ...]:
    """Units that must offer posts and offer fewer (TX-10); the others may offer none (TX-11).

    Obliged are units of the kinds ``contest.supply.always``, and those with ``min_midlevel`` mid-level people
    and more; vertically managed units never. Offered posts count when they are mid-level.
    """
    supply = policy.contest.supply
    units = len(instance.units)
    kinds = instance.units["kind"]
    always = kinds.is_in(list(supply.always)).fill_null(False).to_numpy()
    vertical = (kinds == "vertical").fill_null(False).to_numpy()
    staff = mid_level_before(instance)
    obliged = (always | (staff >= supply.min_midlevel)) & ~vertical
    unit = post_units(instance)[contested & mid_level_posts(instance, policy)]
    offered = np.bincount(unit, minlength=units)
    return tuple(
        _short(instance, policy, u, int(staff[u]), int(offered[u]), bool(always[u]))
        for u in np.flatnonzero(obliged & (offered < supply.min_posts)).tolist()
    )


def _short(instance: Instance, policy: Policy, unit: int, staff: int, offered: int, always: bool) -> Event:
    label, name = instance.unit_id(unit), instance.units["name"][unit] or ""
    why = (
        Text("镇街道等单位不论人数", "units of this kind must whatever their size")
        if always
        else Text(f"现有中层 {staff} 人", f"it has {staff} mid-level people")
    )
    least = policy.contest.supply.min_posts
    return logged(
        instance,
        policy,
        SUPPLY_SHORT,
        unit=Text(f"{label}{name}", label),
        least=least,
        why=why,
        offered=offered,
    )


def chief_vacancies(
    instance: Instance, policy: Policy, contested: Bool, qualified: Int32
) -> tuple[Event, ...]:
    """How many of the contested posts are to be filled anew, where all incumbents rise (JL-26).

    Parameters
    ----------
    qualified : int32
        Cadres with at least one entry that is still in the running: an incumbent among them stays in.
    """
    if INCUMBENT.in_force(policy) or not contested.any():
        return ()
    holders = incumbents(instance)[contested]
    staying = int(np.unique(holders[np.isin(holders, qualified)]).size)
    posts = int(contested.sum())
    return (logged(instance, policy, CHIEF_VACANCIES, posts=posts, staying=staying, added=posts - staying),)

"""How many posts must be offered, and how many chiefs are sought (TX-10, TX-11, JL-26)."""

from __future__ import annotations

import numpy as np

from rengang.errors import Text
from rengang.model import Instance
from rengang.model.arrays import Bool, Int32
from rengang.model.contest import Event
from rengang.policy import Policy
from rengang.procedures.admissible import vertical_units
from rengang.procedures.contest.posts import incumbents, mid_level_before, mid_level_posts, post_units


def short_supply(instance: Instance, policy: Policy, contested: Bool) -> tuple[Event, ...]:
    """Units that must offer posts and offer fewer (TX-10); the others may offer none (TX-11).

    Obliged are units of the kinds ``contest.supply.always``, and those with ``min_midlevel`` mid-level people
    and more; vertically managed units only where they take part. Offered posts count when they are mid-level.
    """
    supply = policy.contest.supply
    units = len(instance.units)
    kinds = instance.units["kind"]
    always = kinds.is_in(list(supply.always)).fill_null(False).to_numpy()
    closed = vertical_units(instance, policy)
    staff = mid_level_before(instance)
    obliged = (always | (staff >= supply.min_midlevel)) & ~closed
    unit = post_units(instance)[contested & mid_level_posts(instance, policy)]
    offered = np.bincount(unit, minlength=units)
    return tuple(
        _short(instance, policy, u, int(staff[u]), int(offered[u]), bool(always[u]))
        for u in np.flatnonzero(obliged & (offered < supply.min_posts)).tolist()
    )


def _short(instance: Instance, policy: Policy, unit: int, staff: int, offered: int, always: bool) -> Event:
    name = instance.units["name"][unit] or ""
    label = instance.unit_id(unit)
    least = policy.contest.supply.min_posts
    why = (
        Text("镇街道等单位不论人数", "units of this kind must whatever their size")
        if always
        else Text(f"现有中层 {staff} 人", f"it has {staff} mid-level people")
    )
    text = Text(
        f"单位 {label}{name}应至少推出 {least} 个竞岗职位（{why.zh}），实际推出 {offered} 个。",
        f"Unit {label} must offer at least {least} post(s) ({why.en}); it offers {offered}.",
    )
    return Event("supply-short", text, rule=policy.rule_of("contest.supply.min_posts"))


def chief_vacancies(
    instance: Instance, policy: Policy, contested: Bool, qualified: Int32
) -> tuple[Event, ...]:
    """How many of the contested posts are to be filled anew, where all incumbents rise (JL-26).

    Parameters
    ----------
    qualified : int32
        Cadres with at least one entry that is still in the running: an incumbent among them stays in.
    """
    if policy.contest.incumbents != "release" or not contested.any():
        return ()
    holders = incumbents(instance)[contested]
    staying = int(np.unique(holders[np.isin(holders, qualified)]).size)
    posts = int(contested.sum())
    text = Text(
        f"竞岗职位 {posts} 个，原任 {staying} 人仍符合条件继续参加，应补充 {posts - staying} 人。",
        f"{posts} contested post(s), {staying} incumbent(s) still qualified and in: {posts - staying} to be added.",
    )
    return (Event("chief-vacancies", text, rule="JL-26"),)

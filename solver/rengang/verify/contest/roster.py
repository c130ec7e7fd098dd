"""C8: the instance that a contest leaves, worked out anew from the appointments (TX-05)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from rengang.model import Instance
from rengang.model.arrays import Int32
from rengang.policy import Policy
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.seating import Grounds

Changes = dict[str, dict[int, object]]
"""New values of single cells: by column, then by row."""


def roster_after(instance: Instance, policy: Policy, cadre: Int32, post: Int32) -> Instance:
    """The instance after these appointments: persons, posts, units, and no wishes of the appointed.

    Of a person or a post that stands in the list twice, the first row counts.
    """
    facts = Facts.of(instance, policy, 0)
    post_of: dict[int, int] = {}
    taken: set[int] = set()
    for i, p in zip(cadre.tolist(), post.tolist(), strict=True):
        if i not in post_of and p not in taken:
            post_of[i] = p
            taken.add(p)
    relieved = (Grounds(facts).relieved if facts.held else frozenset()) - set(post_of)
    tables = dict(instance.tables)
    tables["cadres"] = edited(tables["cadres"], persons_after(facts, post_of, relieved))
    tables["posts"] = edited(tables["posts"], posts_after(facts, post_of, relieved))
    tables["units"] = edited(tables["units"], units_after(facts, post_of))
    gone = [facts.cadre_id(i) for i in sorted(post_of)]
    for name in ("intents", "nominations", "section_intents"):
        tables[name] = tables[name].filter(~pl.col("cadre_id").is_in(gone))
    return Instance(MappingProxyType(tables), instance.policy)


def persons_after(facts: Facts, post_of: Mapping[int, int], relieved: Iterable[int]) -> Changes:
    """The appointed are where their post is and out of the pool; who lost a post under ``release`` is staff.

    Whoever else held a post that is now another's no longer names it as theirs (somebody of the pool, or the
    holder of an ordinary post under ``release``).
    """
    own_post = facts.instance.cadres["post_id"]
    units = facts.instance.units["unit_id"]
    changes: Changes = {name: {} for name in ("unit_id", "section_id", "post_id", "level", "pool")}
    for cadre, at in post_of.items():
        post = facts.posts[at]
        changes["unit_id"][cadre] = units[post.unit]
        changes["section_id"][cadre] = post.section
        changes["post_id"][cadre] = post.label
        if post.level is not None:
            changes["level"][cadre] = post.level
        changes["pool"][cadre] = False
        displaced = post.incumbent
        if displaced >= 0 and displaced not in post_of and own_post[displaced] == post.label:
            changes["post_id"][displaced] = None
    for cadre in relieved:
        changes["post_id"][cadre] = None
        changes["level"][cadre] = "staff"
    return changes


def posts_after(facts: Facts, post_of: Mapping[int, int], relieved: Iterable[int]) -> Changes:
    """A filled post has its winner as incumbent; every other post of the winner, and of the relieved, is vacant."""
    incumbents: dict[int, object] = {}
    out = set(relieved)
    for at, post in enumerate(facts.posts):
        stepped_down = post.incumbent in out and post.contested and post.mid_level
        if post.incumbent in post_of or stepped_down:
            incumbents[at] = None
    for cadre, at in post_of.items():
        incumbents[at] = facts.cadre_id(cadre)
    return {"incumbent_id": incumbents}


def units_after(facts: Facts, post_of: Mapping[int, int]) -> Changes:
    """Headcounts and vacancies after arrivals and departures (TX-05, TX-34, TX-42).

    Blanks stay blank. Nothing falls below 0, which a headcount given too low would.
    """
    relieved = Grounds(facts).relieved if facts.held else frozenset()
    moved: Counter[int] = Counter()
    mid = Counter({facts.home[cadre]: 0 for cadre in relieved})
    for cadre in relieved:
        mid[facts.home[cadre]] -= 1
    for cadre, at in post_of.items():
        home, unit = facts.home[cadre], facts.posts[at].unit
        mid[unit] += facts.posts[at].mid_level
        mid[home] -= cadre in facts.mid_level and cadre not in relieved
        if home != unit:
            moved[unit] += 1
            moved[home] -= 1
    units = facts.instance.units
    changes: Changes = {name: {} for name in ("staff", "mid_staff", "vacancies")}
    for unit in sorted(set(moved) | set(mid)):
        if unit < 0:
            continue
        for column, growth in (("staff", moved[unit]), ("mid_staff", mid[unit])):
            if units[column][unit] is not None:
                changes[column][unit] = max(0, units[column][unit] + growth)
        if facts.rules.vacancies == "headcount" and units["vacancies"][unit] is not None:
            changes["vacancies"][unit] = max(0, units["vacancies"][unit] - moved[unit])
    return changes


def edited(frame: pl.DataFrame, changes: Changes) -> pl.DataFrame:
    """The frame with single cells replaced."""
    for column, cells in changes.items():
        if cells:
            values = frame[column].to_list()
            for row, value in cells.items():
                values[row] = value
            frame = frame.with_columns(pl.Series(column, values, dtype=frame.schema[column]))
    return frame

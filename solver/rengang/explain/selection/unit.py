"""The paragraph about one unit: its seats, what became of its nominees, its cutoff, its free seats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rengang.errors import Text
from rengang.explain.selection.exchange import most_gained
from rengang.explain.selection.fates import FATE_WORDS, Fate, Fates
from rengang.explain.selection.obstacles import OBSTACLES, Obstacles
from rengang.explain.selection.words import seats_text
from rengang.explain.words import cited, joined, said, unit_text
from rengang.model import Stage
from rengang.rules.catalogue import named
from rengang.rules.nomination import NOT_LISTED
from rengang.rules.rule import Rule

_LISTED = 60
"""Nominees told one by one; the rest of a longer list is counted."""


def unit_text_of(fates: Fates, obstacles: Obstacles, unit: int) -> Text:
    """The whole paragraph about `unit`.  O(intents + nominations + unplaced)."""
    name = unit_text(fates.instance, unit)
    policy = fates.policy
    if fates.vertical[unit]:
        text = Text(f"{name.zh}是垂直管理单位，不参加", f"{name.en} is vertically managed and takes no part")
        return said(cited(text, policy, "scope.exclude_vertical"))
    if policy.exchanges:
        into, out, limit = int(fates.into[unit]), int(fates.movers_out[unit]), int(fates.surplus[unit])
        size = cited(
            Text(
                f"调出 {out} 人，调入 {into} 人，{most_gained(limit).zh}",
                f"{out} leave and {into} arrive; {most_gained(limit).en}",
            ),
            policy,
            "balance.mode",
            "caps.establishment",
        )
        return said(_headed(name, size), _nominees(fates, unit), _cutoff(fates, unit))
    lower = int(fates.seats.lower[unit])
    size = seats_text(fates, unit)
    if lower:
        least = Text(f"至少须进 {lower} 人", f"at least {lower} must arrive")
        size = joined([size, cited(least, policy, "balance.tolerance")])
    return said(
        _headed(name, size),
        _nominees(fates, unit),
        _cutoff(fates, unit),
        _directed(fates, obstacles, unit),
        _free(fates, obstacles, unit),
    )


def _headed(name: Text, body: Text) -> Text:
    return Text(f"{name.zh}：{body.zh}", f"{name.en}: {body.en}")


def _nominees(fates: Fates, unit: int) -> Text:
    """Each nominee by rank and id with what became of them; long lists are cut and counted."""
    people, ranks, said_of = nominees(fates, unit)
    policy = fates.policy
    if len(people) == 0:
        return cited(Text("没有提名任何人", "Nobody was nominated"), policy, "nomination.source")
    parts = [
        Text(f"第 {rank} 位 {fates.instance.cadre_id(cadre)} {what.zh}",
             f"rank {rank} {fates.instance.cadre_id(cadre)} {what.en}")
        for cadre, rank, what in list(zip(people, ranks, said_of, strict=True))[:_LISTED]
    ]  # fmt: skip
    if len(people) > _LISTED:
        more = len(people) - _LISTED
        parts.append(Text(f"另有 {more} 人（见名单）", f"and {more} more (see the list)"))
    body = joined(parts, "；", "; ")
    head = Text(f"提名 {len(people)} 人：{body.zh}", f"{len(people)} nominated: {body.en}")
    return cited(head, policy, "nomination.source")


def nominees(fates: Fates, unit: int) -> tuple[list[int], list[int], list[Text]]:
    """Cadres whom `unit` nominates, their ranks, and what became of each, best rank first."""
    ptr, cadre, rank = fates.nominees
    here = slice(int(ptr[unit]), int(ptr[unit + 1]))
    people: list[int] = cadre[here].tolist()
    return people, rank[here].tolist(), [_became(fates, one, unit) for one in people]


def _became(fates: Fates, cadre: int, unit: int) -> Text:
    """What became of one nominee at this unit."""
    if fates.trace.held[cadre]:
        return _as_seen_here(named(int(fates.trace.held[cadre])))
    if not fates.instance.in_pool[cadre]:
        return Text("不是交流对象", "is not in the pool")
    at = next((k for k in fates.of(cadre) if fates.pairs.unit[k] == unit), None)
    if at is None:
        return NOT_LISTED.words.unit or Text("", "")
    fate = Fate(fates.fate[at])
    return _as_seen_here(fates.barring(at)) if fate is Fate.BARRED else FATE_WORDS[fate][1]


def _as_seen_here(found: Sequence[Rule]) -> Text:
    return joined([rule.words.unit or Text(rule.code, rule.code) for rule in found], "、", ", ")


def _cutoff(fates: Fates, unit: int) -> Text:
    """How far down the unit admitted."""
    taken, worst = int(fates.admitted[unit]), int(fates.worst[unit])
    if taken == 0:
        return Text("双向选择没有接收人员", "The selection admitted nobody")
    return Text(
        f"双向选择接收 {taken} 人，最后一名是提名第 {worst} 位",
        f"The selection admitted {taken}, down to rank {worst}",
    )


def _directed(fates: Fates, obstacles: Obstacles, unit: int) -> Text:
    """Who came by direction."""
    count = int(obstacles.directed_into[unit])
    if not count:
        return Text("", "")
    allocation = fates.allocation
    rows = [
        row
        for row in np.flatnonzero(allocation.to_unit == unit).tolist()
        if allocation.stage[row] is Stage.DIRECTED
    ]
    ids = [fates.instance.cadre_id(int(allocation.cadre[row])) for row in rows[:_LISTED]]
    more = "" if count <= _LISTED else " …"
    text = Text(
        f"定向交流进 {count} 人：{'、'.join(ids)}{more}", f"{count} came by direction: {', '.join(ids)}{more}"
    )
    return cited(text, fates.policy, "unmatched.two_way")


def _free(fates: Fates, obstacles: Obstacles, unit: int) -> Text:
    """Seats that nobody was given, and why none of those left over took them."""
    left = int(obstacles.seats_left[unit])
    if left <= 0:
        return Text("", "")
    head = Text(f"还剩 {left} 个名额", f"{left} seat{'' if left == 1 else 's'} left")
    if not fates.policy.unmatched.are_directed:
        return head
    rows = [r for r, stage in enumerate(fates.allocation.stage) if stage is Stage.UNPLACED]
    if not rows:
        return joined([head, Text("已没有待安排的人员", "nobody is left to be placed")], "，", "; ")
    cadres = fates.allocation.cadre[rows]
    found = obstacles.between(cadres, np.full(len(rows), unit))
    parts = [
        Text(f"{count} 人因{_as_seen_here([rule]).zh}", f"{count}: {_as_seen_here([rule]).en}")
        for at, rule in enumerate(OBSTACLES)
        if (count := int((found == at).sum()))
    ]
    fits = int((found < 0).sum())
    if fits:
        parts.append(Text(f"{fits} 人可以安排而未安排", f"{fits} could be placed here but were not"))
    body = joined(parts, "、", ", ")
    return joined(
        [
            head,
            Text(f"仍未安排的 {len(rows)} 人中，{body.zh}", f"of the {len(rows)} without a unit, {body.en}"),
        ]
    )

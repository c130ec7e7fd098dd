"""Why a candidate has not got the post: the one place that says it, for the tables and for the explanations."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from rengang.errors import Text
from rengang.model import Contest, Entries


class WhyNot(Enum):
    """What stood between a candidate and the seat."""

    ELSEWHERE = Text("本人任用于更优先的职位", "appointed to a post that the person puts first, or as high")
    """The person has a post that they rank no worse."""
    OUTRANKED = Text("该职位由排序在前者任用", "the post went to somebody it ranks better")
    """Whoever has the post is ranked no worse there."""
    DECIDED = Text(
        "该职位另有任用（集体决定，或编制、职数、回避所限）",
        "the post went to somebody else, by decision or because headcount, mid-level posts or avoidance left "
        "no other way",
    )
    """Whoever has the post is ranked worse: not the order, but a limit or a decision kept the candidate out."""
    LIMITED = Text(
        "职位未任用：受现任未离任、中层人数、编制或回避所限",
        "the post stays open: its incumbent stays, or headcount, mid-level posts or avoidance leave no room",
    )
    """Nobody has the post."""


def why_not(entries: Entries, row: int, appointed: Mapping[int, int], holder: Mapping[int, int]) -> WhyNot:
    """Which of the four it is for the candidate of entry `row`.

    Parameters
    ----------
    appointed
        Cadre → row of the entry by which they are appointed.
    holder
        Post → row of the entry of whoever is appointed to it; both from :func:`appointments`.
    """
    own = appointed.get(int(entries.cadre[row]))
    if own is not None and entries.wish_rank[own] <= entries.wish_rank[row]:
        return WhyNot.ELSEWHERE
    taken = holder.get(int(entries.post[row]))
    if taken is None:
        return WhyNot.LIMITED
    return WhyNot.OUTRANKED if entries.post_rank[taken] <= entries.post_rank[row] else WhyNot.DECIDED


def appointments(contest: Contest) -> tuple[dict[int, int], dict[int, int]]:
    """Rows of the entries by which people are appointed, by cadre and by post.  O(entries)."""
    entries = contest.entries
    rows = {pair: k for k, pair in enumerate(zip(entries.cadre.tolist(), entries.post.tolist(), strict=True))}
    pairs = zip(contest.cadre.tolist(), contest.post.tolist(), strict=True)
    held = {pair: rows[pair] for pair in pairs if pair in rows}
    return {cadre: k for (cadre, _), k in held.items()}, {post: k for (_, post), k in held.items()}

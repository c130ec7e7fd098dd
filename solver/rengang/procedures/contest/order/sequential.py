"""The literal, sequential reading of JL-57…59, beside which the stable seats are put: A-25.

Read word by word, the regulation first settles for each person which post counts (JL-58: the higher rate, then the
declared one) and then for each post who of those gets it (JL-59). Whoever loses there gets nothing, even where
the other post stays empty. Deferred acceptance gives such a person the other post; the two are compared.
"""

from __future__ import annotations

import numpy as np

from rengang.errors import Text
from rengang.model import Entries, Event, Fate, Instance
from rengang.model.arrays import Int32, frozen
from rengang.policy import Policy
from rengang.rules.contest_log import READING_DIFFERS, listed


def literal_reading(entries: Entries) -> tuple[Int32, Int32]:
    """Who gets which post when persons commit first and posts choose after: JL-57, JL-58, JL-59.

    Each person with candidate entries commits to the best by `wish_rank` (ties: the declared one, the earlier
    order of wish, the post). Each post takes the best by `post_rank` of those who committed to it. A single
    person at a post gets it (JL-57). O(n log n).

    Returns
    -------
    cadre, post : int32, ascending `cadre`
        The appointments under this reading.
    """
    rows = np.flatnonzero([fate in (Fate.CANDIDATE, Fate.APPOINTED) for fate in entries.fate])
    cadre, post = entries.cadre[rows], entries.post[rows]
    order = np.where(entries.order[rows] > 0, entries.order[rows], np.iinfo(np.int32).max)
    wish = entries.wish_rank[rows]
    best_first = np.lexsort((post, order, ~entries.declared[rows], wish, cadre))
    committed = best_first[_firsts(cadre[best_first])]
    by_post = committed[np.lexsort((entries.post_rank[rows][committed], post[committed]))]
    taken = by_post[_firsts(post[by_post])]
    taken = taken[np.argsort(cadre[taken], kind="stable")]
    return frozen(cadre[taken].astype(np.int32)), frozen(post[taken].astype(np.int32))


def _firsts(sorted_groups: Int32) -> Int32:
    """Positions at which a new group begins."""
    return np.unique(sorted_groups, return_index=True)[1].astype(np.int32)


def reading_differs(
    instance: Instance, policy: Policy, entries: Entries, cadre: Int32, post: Int32
) -> tuple[Event, ...]:
    """One event for each post that the literal reading gives to somebody else, or to nobody, or alone fills.

    To be asked where persons declare in rounds (``contest.apply.rounds``), as JL-43 has it.

    Parameters
    ----------
    cadre, post : int32
        The appointments to be compared.
    """
    literal_cadre, literal_post = literal_reading(entries)
    ours = dict(zip(post.tolist(), cadre.tolist(), strict=True))
    literal = dict(zip(literal_post.tolist(), literal_cadre.tolist(), strict=True))

    def named(who: int | None) -> Text:
        return Text("无人", "nobody") if who is None else listed([instance.cadre_id(who)])

    told = []
    for at in sorted({*ours, *literal}):
        here, there = ours.get(at), literal.get(at)
        if here != there:
            text = READING_DIFFERS.filled(
                post=instance.tables["posts"]["post_id"][at], here=named(here), there=named(there)
            )
            rule, who = policy.rule_of("contest.rule"), -1 if here is None else here
            told.append(Event(READING_DIFFERS.kind, text, post=at, cadre=who, rule=rule))
    return tuple(told)

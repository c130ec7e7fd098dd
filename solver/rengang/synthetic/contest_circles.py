"""Who is meant to move in a synthetic contest: circles of mid-level people between contested posts.

The mid-level people of a unit may not become more (TX-34), so a post opens for somebody only as somebody else
leaves: without circles a contest at the actual number fills next to nothing.
"""

from __future__ import annotations

import numpy as np

from rengang.model import Instance
from rengang.model.arrays import Int64
from rengang.synthetic.contest_posts import Posts, nth_of_unit
from rengang.synthetic.streams import stream

LENGTHS = (2, 3, 2, 4)
"""Lengths of the circles, in turn."""


def draw_circles(base: Instance, posts: Posts, share: float, seed: int) -> tuple[Int64, Int64]:
    """Cadres with the post that each is meant to win, about `share` of the posts that can take part.

    Each post has one who leaves its unit: the incumbent, or where it is vacant a chief or deputy of the unit
    who holds no contested post. Posts of one establishment type that are reserved for nobody are dealt into
    circles of 2 to 4; whoever leaves for one applies for the next post of the circle, unless that is at home.
    O(cadres log cadres).
    """
    rng = stream(seed, "circles")
    level = base.cadres["level"].fill_null("staff").to_numpy()
    free = (level != "staff") & ~base.in_pool & ~base.refuses
    free[posts.incumbent[posts.incumbent >= 0]] = False
    vacant = posts.incumbent < 0
    leaving = np.where(
        vacant,
        nth_of_unit(posts.unit, vacant, rng.permutation(np.flatnonzero(free)), base.unit_of),
        posts.incumbent,
    )
    own = posts.table.filter("contested")["reserved_for"].is_null().to_numpy()
    kinds = base.units["establishment_type"].fill_null("").to_numpy()[posts.unit]
    cadre: list[int] = []
    post: list[int] = []
    for kind in sorted(set(kinds.tolist())):
        able = rng.permutation(np.flatnonzero((leaving >= 0) & own & (kinds == kind)))
        able = able[: round(share * len(able))]
        at, turn = 0, 0
        while len(able) - at >= 2:
            size = min(LENGTHS[turn % len(LENGTHS)], len(able) - at)
            circle = able[at : at + size]
            following = np.roll(circle, -1)
            away = posts.unit[circle] != posts.unit[following]
            if away.all():
                cadre += leaving[circle].tolist()
                post += following.tolist()
            at, turn = at + size, turn + 1
    return np.array(cadre, dtype=np.int64), np.array(post, dtype=np.int64)

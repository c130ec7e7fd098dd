"""The literal, sequential reading of JL-57…59, and where it departs from the result."""

from __future__ import annotations

import random

import numpy as np

from contest.small_contests import entries, instance
from rengang.model import Fate
from rengang.policy import resolve
from rengang.procedures.contest.order.sequential import literal_reading, reading_differs

BUREAU = resolve({"extends": "bureau-rotation"})


def ranked(inst, rows):
    """Entries for (cadre_id, post_id, wish_rank, post_rank[, changes])."""
    found = entries(inst, [(who, post, rest[0] if rest else {}) for who, post, _, _, *rest in rows])
    in_order = sorted(rows, key=lambda row: row[:2])
    return found.having(
        wish_rank=np.array([row[2] for row in in_order], dtype=np.int32),
        post_rank=np.array([row[3] for row in in_order], dtype=np.int32),
    )


def hall(people, posts):
    return instance(cadres=[(who, "U") for who in people], posts=[(post, "U") for post in posts])


def read(inst, found):
    cadre, post = literal_reading(found)
    labels = inst.tables["posts"]["post_id"].to_list()
    return {inst.cadre_id(c): labels[p] for c, p in zip(cadre.tolist(), post.tolist(), strict=True)}


def test_the_loser_of_the_better_post_gets_nothing() -> None:
    """JL-58 before JL-59: A is tied to P by the higher rate and loses it to B; Q stays empty."""
    inst = hall("AB", "PQ")
    found = ranked(inst, [("A", "P", 1, 2), ("A", "Q", 2, 1), ("B", "P", 1, 1)])
    assert read(inst, found) == {"B": "P"}


def test_a_single_person_is_set() -> None:
    """JL-57: the only person recommended for a post gets it."""
    inst = hall("A", "P")
    assert read(inst, ranked(inst, [("A", "P", 1, 1)])) == {"A": "P"}


def test_ties_of_wishes_go_to_the_declared_then_the_earlier_post() -> None:
    """JL-58, A-25: equal rank: the declared post; both declared: the earlier order; then the post."""
    inst = hall("ABC", "PQ")
    found = ranked(
        inst,
        [
            ("A", "P", 1, 1, {"declared": False}),
            ("A", "Q", 1, 1, {"order": 2}),
            ("B", "P", 1, 2, {"order": 2}),
            ("B", "Q", 1, 2, {"order": 1}),
            ("C", "P", 1, 3),
            ("C", "Q", 1, 3),
        ],
    )
    assert read(inst, found) == {"A": "Q", "C": "P"}


def test_only_candidates_count() -> None:
    """JL-53: who was barred commits to nothing; who was appointed meanwhile still does."""
    inst = hall("AB", "P")
    found = ranked(
        inst, [("A", "P", 0, 0, {"fate": Fate.BARRED}), ("B", "P", 1, 1, {"fate": Fate.APPOINTED})]
    )
    assert read(inst, found) == {"B": "P"}


def test_differences_are_said_per_post() -> None:
    """A-25: the stable result gives A the post that the literal reading leaves empty; one event says so."""
    inst = hall("AB", "PQ")
    found = ranked(inst, [("A", "P", 1, 2), ("A", "Q", 2, 1), ("B", "P", 1, 1)])
    events = reading_differs(inst, BUREAU, found, np.array([0, 1], np.int32), np.array([1, 0], np.int32))
    assert [(e.kind, e.post, e.cadre) for e in events] == [("reading-differs", 1, 0)]
    assert "Q：本结果为A；" in events[0].text.zh
    assert "读法为无人" in events[0].text.zh
    assert "JL-59" in events[0].rule


def test_posts_filled_by_another_or_by_nobody_are_said_too() -> None:
    """A-25: a post that only the literal reading fills, and one that it gives to somebody else."""
    inst = hall("AB", "PQ")
    found = ranked(inst, [("A", "P", 1, 1), ("B", "P", 2, 2), ("B", "Q", 1, 1)])
    events = reading_differs(inst, BUREAU, found, np.array([1], np.int32), np.array([0], np.int32))
    assert [(e.post, e.cadre) for e in events] == [(0, 1), (1, -1)]


def test_no_event_where_both_agree() -> None:
    """A-25: nothing is said where the readings agree."""
    inst = hall("AB", "PQ")
    found = ranked(inst, [("A", "P", 1, 1), ("B", "Q", 1, 1)])
    assert reading_differs(inst, BUREAU, found, *literal_reading(found)) == ()


def test_random_halls_against_the_words() -> None:
    """JL-58, JL-59: person by person, then post by post, on random halls."""
    rng = random.Random(4)
    for _ in range(60):
        people = [f"C{k}" for k in range(rng.randint(1, 7))]
        posts = [f"P{k}" for k in range(rng.randint(1, 4))]
        inst = hall(people, posts)
        rows = []
        for post in posts:
            places = rng.sample(range(1, 10), len(people))
            for who, place in zip(people, places, strict=True):
                if rng.random() < 0.6:
                    more = {"order": rng.randint(0, 2), "declared": rng.random() < 0.7}
                    rows.append((who, post, rng.randint(1, 2), place, more))
        choice = {}
        for who, post, wish, place, more in rows:
            key = (wish, not more["declared"], more["order"] or 99, post)
            choice[who] = min(choice.get(who, (key, post, place)), (key, post, place))
        winners = {}
        for who, (_, post, place) in choice.items():
            winners[post] = min(winners.get(post, (place, who)), (place, who))
        expected = {who: post for post, (_, who) in winners.items()}
        assert read(inst, ranked(inst, rows)) == dict(sorted(expected.items()))

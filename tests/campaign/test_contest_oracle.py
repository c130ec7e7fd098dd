"""The oracle of small contests itself, on cases worked by hand: each rule of the seats alone, and the objectives."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from oracle.contest_oracle import Candidacy, Hall, best, hall, keeps, literal_reading, values
from rengang.model import Instance
from rengang.model.schema import TABLES
from rengang.policy import resolve

Row = dict[str, Any]


def room(
    candidacies: list[tuple[str, str, int, int]],
    *,
    units: Row | None = None,
    posts: Row | None = None,
    cadres: Row | None = None,
    kin: tuple[tuple[str, str], ...] = (),
    decided: Row | None = None,
    **policy: Any,
) -> Hall:
    """Posts p, q, r at units U, V, W, of level deputy; a, b, c are staff of X, without caps.

    `units`, `posts` and `cadres` map a label to the columns that differ.
    """
    rows: dict[str, list[Row]] = {
        "units": [{"unit_id": u} | (units or {}).get(u, {}) for u in "UVWX"],
        "sections": [{"section_id": "s", "unit_id": "X"}],
        "posts": [
            {"post_id": p, "unit_id": u, "level": "deputy", "contested": True} | (posts or {}).get(p, {})
            for p, u in zip("pqr", "UVW", strict=True)
        ],
        "cadres": [
            {"cadre_id": c, "unit_id": "X", "level": "staff", "pool": False} | (cadres or {}).get(c, {})
            for c in "abcd"
        ],
        "kinship": [{"cadre_id": a, "relative_id": b, "relation": "spouse"} for a, b in kin],
        "decisions": [{"post_id": p, "cadre_id": c, "reason": "-"} for p, c in (decided or {}).items()],
    }
    frames = {
        name: pl.DataFrame(table, schema_overrides=TABLES[name].dtypes)
        for name, table in rows.items()
        if table
    }
    document: Row = {"contest": {"midlevel_cap": "off"}, "caps": {"establishment": "off"}}
    for key, value in policy.items():
        group, name = key.split("__")
        document.setdefault(group, {})[name] = value
    return hall(Instance.from_tables(frames), resolve(document), [Candidacy(*c) for c in candidacies])


def test_each_gets_the_first_wish_where_that_is_stable() -> None:
    """a first at p, b first at q: no blocking pair, two posts filled, ranks 1 and 1."""
    out = best(room([("a", "p", 1, 1), ("a", "q", 2, 2), ("b", "q", 1, 1), ("b", "p", 2, 2)]))
    assert [v for _, v in out.objective] == [0, 2, 2, 2]
    assert out.optima == ({"a": "p", "b": "q"},)


def test_among_stable_sets_the_wishes_come_before_the_posts_order() -> None:
    """Two stable sets (each side's favourite): the people's one wins, as wish ranks are summed first."""
    out = best(room([("a", "p", 1, 2), ("a", "q", 2, 1), ("b", "q", 1, 2), ("b", "p", 2, 1)]))
    assert [v for _, v in out.objective] == [0, 2, 2, 4]
    assert out.optima == ({"a": "p", "b": "q"},)


def test_an_incumbent_who_wins_nothing_keeps_the_post() -> None:
    """hold: p cannot be filled while its incumbent c stays; so a's claim is no blocking pair."""
    out = best(room([("a", "p", 1, 1)], posts={"p": {"incumbent_id": "c"}}))
    assert out.objective == (
        ("contest_blocking_pairs", 0),
        ("contest_filled", 0),
        ("contest_wish_ranks", 0),
        ("contest_post_ranks", 0),
    )


@pytest.mark.parametrize(
    ("cadres", "policy", "filled"),
    [
        ({}, {}, 0),
        ({}, {"contest__incumbents": "release"}, 1),
        ({"c": {"pool": True}}, {}, 1),
        ({"c": {"pool": True}}, {"balance__mode": "exchange", "two_way__rule": "exchange-max"}, 0),
    ],
)
def test_who_holds_on(cadres: Row, policy: Row, filled: int) -> None:
    """An incumbent holds on unless released or about to leave with the pool; in an exchange nobody leaves."""
    case = room([("a", "p", 1, 1)], posts={"p": {"incumbent_id": "c"}}, cadres=cadres, **policy)
    assert best(case).objective[1] == ("contest_filled", filled)


def test_a_chain_of_incumbents_moves_together() -> None:
    """c leaves p for q, whose incumbent d leaves it for r: three appointments or none of the first two."""
    case = room(
        [("a", "p", 1, 1), ("c", "q", 1, 1), ("d", "r", 1, 1)],
        posts={"p": {"incumbent_id": "c"}, "q": {"incumbent_id": "d"}},
    )
    assert best(case).optima == ({"a": "p", "c": "q", "d": "r"},)
    assert not keeps(case, {"a": "p", "c": "q"})
    # with r already gone, nothing else may move, and nobody blocks: each single move breaks a rule
    assert values(case, {"d": "r"})[0] == 1


def test_incumbents_may_trade_places() -> None:
    """A cycle: c and d take each other's posts, though neither could go first."""
    case = room(
        [("c", "q", 1, 1), ("d", "p", 1, 1)], posts={"p": {"incumbent_id": "c"}, "q": {"incumbent_id": "d"}}
    )
    out = best(case)
    assert out.optima == ({"c": "q", "d": "p"},)
    assert values(case, {})[0] == 0


@pytest.mark.parametrize(
    ("units", "cap", "filled"),
    [
        ({}, "before_actual", 1),
        ({"U": {"mid_quota": 1}}, "authorised", 1),
        ({"U": {"mid_quota": 2}}, "authorised", 2),
        ({"U": {"mid_quota": 2, "mid_staff": 2}}, "authorised", 1),
        ({}, "authorised", 2),
        ({}, "off", 2),
    ],
)
def test_midlevel_cap(units: Row, cap: str, filled: int) -> None:
    """Two deputies' posts at U, one deputy of U goes to V: one may come, or as many as the quota leaves room."""
    case = room(
        [("a", "p", 1, 1), ("b", "r", 1, 1), ("d", "q", 1, 1)],
        units=units,
        posts={"r": {"unit_id": "U"}, "q": {"level": "staff"}},
        cadres={"d": {"unit_id": "U", "level": "deputy"}},
        contest__midlevel_cap=cap,
    )
    assert best(case).objective[1] == ("contest_filled", filled + 1)


def test_released_incumbents_leave_room_whether_appointed_or_not() -> None:
    """release: the deputy of U who held p counts as gone, once, even when p itself is given to them again."""
    case = room(
        [("a", "p", 1, 1), ("d", "p", 1, 2)],
        posts={"p": {"incumbent_id": "d"}},
        cadres={"d": {"unit_id": "U", "level": "deputy"}},
        contest__incumbents="release",
        contest__midlevel_cap="before_actual",
    )
    assert best(case).optima == ({"a": "p"},)
    assert keeps(case, {"d": "p"})


@pytest.mark.parametrize(
    ("unit", "caps", "kept"),
    [
        ({"establishment": 0}, "total", False),
        ({"establishment": 1}, "total", True),
        ({"establishment": 1, "staff": 1}, "total", False),
        ({"establishment": 0}, "off", True),
        ({"establishment": 0, "establishment_type": "事业"}, "by_type", False),
        ({"establishment": 0, "establishment_type": "行政"}, "by_type", False),
    ],
)
def test_establishment_cap(unit: Row, caps: str, kept: bool) -> None:
    """a (行政) comes to U: within the establishment only, whatever the types."""
    case = room(
        [("a", "p", 1, 1)],
        units={"U": unit},
        cadres={"a": {"establishment_type": "行政"}},
        caps__establishment=caps,
    )
    assert keeps(case, {"a": "p"}) is kept


@pytest.mark.parametrize(("kind", "kept"), [("事业", True), (None, True), ("行政", False)])
def test_who_leaves_makes_room_for_the_own_type(kind: str | None, kept: bool) -> None:
    """U (事业) is full: a may come when b of U leaves, but by type only if b is 事业 or untyped."""
    case = room(
        [("a", "p", 1, 1), ("b", "q", 1, 1)],
        units={"U": {"establishment": 1, "staff": 1, "establishment_type": "事业"}},
        cadres={"b": {"unit_id": "U", "establishment_type": kind}},
        caps__establishment="by_type",
    )
    assert keeps(case, {"a": "p", "b": "q"}) is kept


@pytest.mark.parametrize(
    ("relative", "mode", "kept"),
    [
        ({"unit_id": "U"}, "capacity", False),
        ({"unit_id": "U", "pool": True}, "capacity", True),
        ({"unit_id": "U", "pool": True}, "exchange", False),
        ({"unit_id": "V"}, "capacity", True),
    ],
)
def test_relatives_who_stay_bar_the_unit(relative: Row, mode: str, kept: bool) -> None:
    """A relative at U bars p unless they leave with the pool."""
    rule = {"two_way__rule": "exchange-max"} if mode == "exchange" else {}
    case = room([("a", "p", 1, 1)], cadres={"d": relative}, kin=(("d", "a"),), balance__mode=mode, **rule)
    assert keeps(case, {"a": "p"}) is kept


def test_relatives_who_are_appointed_count_where_they_end() -> None:
    """b of U is a's relative: a may come to U exactly when b is appointed elsewhere."""
    case = room([("a", "p", 1, 1), ("b", "q", 1, 1)], cadres={"b": {"unit_id": "U"}}, kin=(("a", "b"),))
    assert not keeps(case, {"a": "p"})
    assert keeps(case, {"a": "p", "b": "q"})


@pytest.mark.parametrize(("section", "kept"), [("s", False), (None, True)])
def test_relatives_inside_one_unit_share_no_section(section: str | None, kept: bool) -> None:
    """Relatives of X appointed inside X may share the unit, not the section."""
    posts = {"p": {"unit_id": "X", "section_id": section}, "q": {"unit_id": "X", "section_id": section}}
    case = room([("a", "p", 1, 1), ("b", "q", 1, 1)], posts=posts, kin=(("a", "b"),))
    assert keeps(case, {"a": "p", "b": "q"}) is kept


def test_decisions_bind_and_contradict() -> None:
    """Who was decided upon has the post though a is better; two decisions for one person cannot hold."""
    case = room([("a", "p", 1, 1), ("b", "p", 1, 2)], decided={"p": "b"})
    out = best(case)
    assert out.optima == ({"b": "p"},)
    assert out.objective[0] == ("contest_blocking_pairs", 0)
    assert not best(room([("b", "p", 1, 1), ("b", "q", 2, 1)], decided={"p": "b", "q": "b"})).feasible


def test_max_filled_fills_at_the_price_of_a_blocking_pair() -> None:
    """stable leaves r empty (b would block); max-filled fills both, with the pair (b, p) blocking."""
    wishes = [("a", "p", 1, 2), ("b", "p", 1, 1), ("b", "r", 2, 1)]
    assert [v for _, v in best(room(wishes)).objective] == [0, 1, 1, 1]
    out = best(room(wishes, contest__rule="max-filled"))
    assert out.objective[:2] == (("contest_filled", 2), ("contest_blocking_pairs", 1))
    assert out.optima == ({"a": "p", "b": "r"},)


def test_the_literal_reading_leaves_the_beaten_without_a_post() -> None:
    """JL-58 before JL-59: b settles on p, loses it to a, and is not asked about q."""
    case = room([("a", "p", 1, 1), ("b", "p", 1, 2), ("b", "q", 2, 1)])
    declared = {("a", "p"): (True, 1), ("b", "p"): (True, 1), ("b", "q"): (True, 2)}
    assert literal_reading(case, declared) == {"a": "p"}
    assert best(case).optima == ({"a": "p", "b": "q"},)

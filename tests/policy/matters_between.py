"""Values of the keys of the selection, the exchange and directed placement between units."""

from __future__ import annotations

from datetime import date

from policy.matter import (
    Matter,
    Row,
    errors,
    going,
    mover,
    names,
    person,
    rows,
    unit,
    wants,
    warned,
    whereabouts,
)
from rengang.campaign import solve
from rengang.model import Instance

WAIT = {"unmatched": {"two_way": "next_round"}}
"""Nobody is directed, so that the selection alone is seen."""
LEVELS = ("chief", "deputy", "staff")


def _levels(value: str) -> set[str]:
    """Levels of the pool that the selection is not meant for."""
    instance = rows(cadres=[mover(level, level=level) for level in LEVELS])
    return warned(instance, {"scope": {"levels": [value]}}, "pool-level")


RELATIONS = ("spouse", "lineal", "collateral", "in_law")


def _relations(value: str) -> set[str]:
    """Who is kept out by a relative who stays; each goes by what the two are to each other."""
    instance = rows(
        units=[unit(f"U-{name}".upper(), 1) for name in RELATIONS],
        cadres=[
            *(mover(name) for name in RELATIONS),
            *(person(f"kin-{name}", f"U-{name}".upper()) for name in RELATIONS),
        ],
        intents=[row for name in RELATIONS for row in wants(name, f"U-{name}".upper())],
        nominations=[row for name in RELATIONS for row in names(f"U-{name}".upper(), name)],
        kinship=[
            {"cadre_id": name, "relative_id": f"kin-{name}", "relation": name} for name in RELATIONS
        ],
    )  # fmt: skip
    return set(RELATIONS) - going(instance, {**WAIT, "avoidance": {"relations": [value]}})


def _bound(value: str) -> set[str]:
    """Two for each vacancy: B with one vacancy names three of three, C names one of three."""
    instance = rows(
        units=[unit("B", 1), unit("C", 1)],
        cadres=[mover(who) for who in "xyz"],
        intents=[row for who in "xyz" for row in wants(who, "B", "C")],
        nominations=[*names("B", *"xyz"), *names("C", "x")],
    )
    return errors(instance, {"nomination": {"ratio": 2, "bound": value}})


def _source(value: str) -> set[str]:
    """B names x before y, who has the higher score."""
    scored = [{**row, "score": score} for row, score in zip(names("B", "x", "y"), (80, 90), strict=True)]
    instance = rows(
        units=[unit("B", 1)],
        cadres=[mover("x"), mover("y")],
        intents=[*wants("x", "B"), *wants("y", "B")],
        nominations=scored,
    )
    return going(instance, {**WAIT, "nomination": {"source": value}})


# -- the rules ------------------------------------------------------------------------------------------------
def _selections() -> Instance:
    """Four small markets side by side, each with what one pair of rules parts.

    a and b want A1 and B1, which want them the other way round. p, q and r: immediate acceptance gives r the seat
    that q falls back on. k and l: who takes C1 from l lets both be placed. m is B3's equal of n and has the lesser
    id, so that the mechanisms give m the seat; n has no other.
    """
    intents = {
        "a": ("A1", "B1"), "b": ("B1", "A1"), "p": ("A2",), "q": ("A2", "B2"), "r": ("B2",),
        "k": ("A3",), "l": ("A3", "B3"), "m": ("A4", "B4"), "n": ("A4",),
    }  # fmt: skip
    lists: dict[str, tuple[str | tuple[str, int], ...]] = {
        "A1": ("b", "a"), "B1": ("a", "b"), "A2": ("p", "q"), "B2": ("q", "r"), "A3": ("l", "k"),
        "B3": ("l",), "A4": (("m", 1), ("n", 1)), "B4": ("m",),
    }  # fmt: skip
    return rows(
        units=[unit("H"), *(unit(label, 1) for label in lists)],
        cadres=[mover(who, "H") for who in intents],
        intents=[row for who, units in intents.items() for row in wants(who, *units)],
        nominations=[row for label, people in lists.items() for row in names(label, *people)],
    )


def _exchanges() -> Instance:
    """a and b would change places; with c, who wants to a's unit, three could move in a circle."""
    intents = {"a": ("B",), "b": ("A", "C"), "c": ("A",)}
    return rows(
        units=[unit(label) for label in "ABC"],
        cadres=[mover(who, who.upper()) for who in "abc"],
        intents=[row for who, units in intents.items() for row in wants(who, *units)],
        nominations=[*names("A", "b", "c"), *names("B", "a"), *names("C", "b")],
    )


def _rule(value: str) -> dict[str, str]:
    """Where everybody goes."""
    if value.startswith("exchange"):
        return whereabouts(_exchanges(), {"balance": {"mode": "exchange"}, "two_way": {"rule": value}})
    found = whereabouts(_selections(), {**WAIT, "two_way": {"rule": value}})
    return {who: where for who, where in found.items() if where != "unplaced"}


RULES: dict[str, dict[str, str]] = {
    "stable": {"a": "A1", "b": "B1", "p": "A2", "q": "B2", "l": "A3", "m": "B4", "n": "A4"},
    "max-placed": {"a": "A1", "b": "B1", "p": "A2", "q": "B2", "k": "A3", "l": "B3", "m": "B4", "n": "A4"},
    "cadre-da": {"a": "A1", "b": "B1", "p": "A2", "q": "B2", "l": "A3", "m": "A4"},
    "unit-da": {"a": "B1", "b": "A1", "p": "A2", "q": "B2", "l": "A3", "m": "A4"},
    "immediate": {"a": "A1", "b": "B1", "p": "A2", "r": "B2", "l": "A3", "m": "A4"},
    "none": {},
    "exchange-max": {"a": "B", "b": "C", "c": "A"},
    "exchange-ttc": {"a": "B", "b": "A", "c": "stay"},
}
DATES = ("work_start", "birth_date", "unit_since")
YEARS = {"work_start": 2000, "birth_date": 1970, "unit_since": 2010}


def _dated(who: str, home: str = "A") -> Row:
    """Somebody who comes first by the date that they go by, and by no other."""
    return mover(who, home, **{name: date(year - 10 * (who == name), 1, 1) for name, year in YEARS.items()})


def _tie_break(value: str) -> set[str]:
    """Who gets the one seat for which all are equals; each is first by the key that they go by."""
    people = ("score", *DATES)
    equals = [
        {**row, "score": 90 if row["cadre_id"] == "score" else 80}
        for row in names("B", *((p, 1) for p in people))
    ]
    instance = rows(
        units=[unit("B", 1)],
        cadres=[_dated(who) for who in people],
        intents=[row for who in people for row in wants(who, "B")],
        nominations=[{**row, "score": 90 if row["cadre_id"] == "score" else 80} for row in equals],
    )
    document = {**WAIT, "nomination": {"ratio": 4}, "two_way": {"rule": "cadre-da", "tie_break": [value]}}
    return going(instance, document)


def _priority(value: str) -> set[str]:
    """Whom A lets go for b, who comes from B; each is first by the date that they go by."""
    instance = rows(
        units=[unit("A"), unit("B")],
        cadres=[*(_dated(who) for who in DATES), mover("b", "B")],
        intents=[*(row for who in DATES for row in wants(who, "B")), *wants("b", "A")],
        nominations=[*names("B", *((who, 1) for who in DATES)), *names("A", "b")],
    )
    document = {
        "balance": {"mode": "exchange"}, "two_way": {"rule": "exchange-ttc"}, "exchange": {"priority": [value]},
    }  # fmt: skip
    return going(instance, document) - {"b"}


def _mode(value: str) -> str:
    """x of A wants B, which has a vacancy and which nobody leaves."""
    instance = rows(
        units=[unit("A"), unit("B", 1)],
        cadres=[mover("x")],
        intents=wants("x", "B"),
        nominations=names("B", "x"),
    )
    return whereabouts(instance, {**WAIT, "balance": {"mode": value}})["x"]


def _establishment(value: str) -> set[str]:
    """B and C are full. From B leaves l, of another type than the unit; from C nobody."""
    full = {"establishment": 1, "staff": 1, "establishment_type": "行政"}
    instance = rows(
        units=[unit("B", 1, **full), unit("C", 1, **full)],
        cadres=[mover("x"), mover("y"), mover("l", "B", establishment_type="事业")],
        intents=[*wants("x", "B"), *wants("y", "C")],
        nominations=[*names("B", "x"), *names("C", "y")],
    )
    return going(instance, {**WAIT, "caps": {"establishment": value}})


def _hard(value: str) -> str:
    """x, an ordinary cadre of the administration: B is of another type, C has no vacant post but a chief's."""
    instance = rows(
        units=[unit("B", 1, establishment_type="事业"), unit("C", 1, establishment_type="行政")],
        posts=[{"post_id": "C1", "unit_id": "C", "level": "chief"}],
        cadres=[mover("x", level="staff", establishment_type="行政")],
    )
    return whereabouts(instance, {"directed": {"hard": [value]}, "caps": {"establishment": "off"}})["x"]


def _unmatched(value: str) -> str:
    """Nobody nominates x; B has a vacancy."""
    instance = rows(units=[unit("B", 1)], cadres=[mover("x")], intents=wants("x", "B"))
    allocation = solve(instance, {"unmatched": {"two_way": value}}).allocation
    assert allocation is not None
    return str(allocation.stage[0])


MATTERS = {
    "scope.levels": Matter(
        _levels, {"chief": {"副职", "一般"}, "deputy": {"正职", "一般"}, "staff": {"正职", "副职"}}
    ),
    "avoidance.relations": Matter(_relations, {name: {name} for name in RELATIONS}),
    "nomination.bound": Matter(
        _bound,
        {
            "at_most": {"nominations-too-many"},
            "exactly": {"nominations-too-many", "nominations-too-few"},
            "at_least": {"nominations-too-few"},
        },
    ),
    "nomination.source": Matter(_source, {"as_given": {"x"}, "score": {"y"}}),
    "two_way.rule": Matter(_rule, RULES),
    "two_way.tie_break": Matter(_tie_break, {name: {name} for name in ("score", *DATES)}),
    "exchange.priority": Matter(_priority, {name: {name} for name in DATES}),
    "balance.mode": Matter(_mode, {"capacity": "B", "release": "unplaced", "exchange": "stay"}),
    "caps.establishment": Matter(_establishment, {"off": {"x", "y"}, "total": {"x"}, "by_type": set()}),
    "directed.hard": Matter(_hard, {"establishment_type": "C", "level": "B"}),
    "unmatched.two_way": Matter(_unmatched, {"directed": "directed", "next_round": "unplaced"}),
}

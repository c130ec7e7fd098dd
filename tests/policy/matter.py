"""What a value of an enumeration changes: a small instance, an observation, and what is seen under each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from rengang.campaign import solve
from rengang.errors import InvalidInput
from rengang.model import Contest, Fate, Instance
from rengang.model.schema import TABLES
from rengang.tables.load import check

Row = dict[str, Any]
Document = dict[str, Any]
AS_OF = date(2014, 12, 1)
OPEN = frozenset({Fate.CANDIDATE, Fate.APPOINTED})
"""Fates of those who are in the running to the end."""
COMPARED = {
    "ge": {"at", "over"},
    "gt": {"over"},
    "le": {"under", "at"},
    "lt": {"under"},
}
"""Of three people below, at and above a bound those who keep it, by comparison."""


@dataclass(frozen=True)
class Matter:
    """One enumeration.

    Attributes
    ----------
    observe
        What is seen when the key has this value; what is solved is judged as well, since ``solve`` verifies.
    seen
        Value → what must be seen, worked out by hand.
    """

    observe: Callable[[str], Any]
    seen: Mapping[str, Any]


def rows(**tables: Sequence[Row]) -> Instance:
    """An instance of these rows; what a row leaves out is blank. Units that nobody describes are plain."""
    named = {row["unit_id"] for name in ("cadres", "posts", "sections") for row in tables.get(name, ())}
    known = {row["unit_id"] for row in tables.get("units", ())}
    units = [*tables.get("units", ()), *({"unit_id": unit} for unit in sorted(named - known))]
    return Instance.from_tables(
        {
            name: pl.DataFrame(
                [dict.fromkeys(TABLES[name].dtypes) | _exact(row) for row in given],
                schema=TABLES[name].dtypes,
                orient="row",
            )
            for name, given in {**tables, "units": units}.items()
        }
    )


def _exact(row: Row) -> Row:
    return {c: Decimal(str(value)) if c == "score" else value for c, value in row.items()}


def setting(document: Document, key: str, value: Any) -> Document:
    """The document with a dotted key set."""
    name, _, rest = key.partition(".")
    return {**document, name: setting(document.get(name, {}), rest, value) if rest else value}


def errors(instance: Instance, document: Document) -> set[str]:
    """Kinds of faults for which there is no result."""
    try:
        solve(instance, document)
    except InvalidInput as error:
        return {problem.code for problem in error.problems}
    return set()


def warned(instance: Instance, document: Document, code: str) -> set[str]:
    """Values of which the check says this."""
    return {str(problem.value) for problem in check(instance, document) if problem.code == code}


# -- contests -------------------------------------------------------------------------------------------------
PAPER: Document = {
    "as_of": AS_OF,
    "min_qualified": 0,
    "shortlist_cap": "none",
    "scores": {"笔试": {"kind": "paper", "paper": "笔试"}},
    "total": "笔试",
    "post_order": ["score", "cadre_id"],
    "inspection": {"rule": "all"},
    "midlevel_cap": "off",
    "vote": {"quorum": "none", "majority": "none"},
}
"""One paper decides, nobody is cut."""


def contest(**keys: Any) -> Document:
    """A policy whose contest is :data:`PAPER` with some keys replaced."""
    return {"contest": {**PAPER, **keys}}


def post(label: str, unit: str = "B", **more: Any) -> Row:
    """A contested post."""
    return {"post_id": label, "unit_id": unit, "contested": True, **more}


def person(label: str, unit: str = "A", **more: Any) -> Row:
    """Somebody outside the pool."""
    return {"cadre_id": label, "unit_id": unit, "pool": False, **more}


def applies(who: str, where: str, **more: Any) -> Row:
    """An application."""
    return {"cadre_id": who, "post_id": where, **more}


def paper(marks: Mapping[str, Any], name: str = "笔试") -> list[Row]:
    """Marks of a paper."""
    return [{"cadre_id": who, "paper": name, "score": mark} for who, mark in marks.items()]


def contending(
    people: Sequence[Row],
    *,
    posts: Sequence[Row] = (),
    applications: Sequence[Row] = (),
    **tables: Sequence[Row],
) -> Instance:
    """Contestants of one post P, each with the mark 80, as far as nothing else is said."""
    who = [row["cadre_id"] for row in people]
    return rows(
        **{
            "cadres": people,
            "posts": posts or [post("P")],
            "applications": applications or [applies(name, "P") for name in who],
            "exams": paper(dict.fromkeys(who, 80)),
            **tables,
        }
    )


def held(instance: Instance, document: Document) -> Contest:
    """The contest of the solved and verified campaign."""
    found = solve(instance, document).contest
    assert found is not None
    return found


def fates(instance: Instance, found: Contest) -> dict[str, Fate]:
    """Fate by "cadre@post"."""
    posts = instance.tables["posts"]["post_id"]
    entries = found.entries
    pairs = zip(entries.cadre.tolist(), entries.post.tolist(), entries.fate, strict=True)
    return {f"{instance.cadre_id(i)}@{posts[p]}": fate for i, p, fate in pairs}


def running(instance: Instance, document: Document) -> set[str]:
    """Who is in the running to the end."""
    found = fates(instance, held(instance, document))
    return {entry.partition("@")[0] for entry, fate in found.items() if fate in OPEN}


def appointed(instance: Instance, found: Contest) -> dict[str, str]:
    """Post by cadre."""
    posts = instance.tables["posts"]["post_id"]
    pairs = zip(found.cadre.tolist(), found.post.tolist(), strict=True)
    return {instance.cadre_id(i): posts[p] for i, p in pairs}


# -- between units --------------------------------------------------------------------------------------------
def unit(label: str, vacancies: int = 0, **more: Any) -> Row:
    """A unit."""
    return {"unit_id": label, "vacancies": vacancies, **more}


def mover(label: str, home: str = "A", **more: Any) -> Row:
    """A member of the pool."""
    return {"cadre_id": label, "unit_id": home, "pool": True, **more}


def wants(who: str, *units: str) -> list[Row]:
    """Intents, best first."""
    return [{"cadre_id": who, "order": k, "unit_id": where} for k, where in enumerate(units, 1)]


def names(where: str, *people: str | tuple[str, int]) -> list[Row]:
    """Nominations, best first; a pair gives the rank."""
    ranked = [(who, k) if isinstance(who, str) else who for k, who in enumerate(people, 1)]
    return [{"unit_id": where, "rank": rank, "cadre_id": who} for who, rank in ranked]


def whereabouts(instance: Instance, document: Document) -> dict[str, str]:
    """By cadre: the unit that the solved and verified allocation gives, else the stage."""
    found = solve(instance, document)
    allocation = found.allocation
    assert allocation is not None
    given = zip(allocation.cadre.tolist(), allocation.to_unit.tolist(), allocation.stage, strict=True)
    return {
        instance.cadre_id(i): instance.unit_id(unit) if unit >= 0 else str(stage) for i, unit, stage in given
    }


def going(instance: Instance, document: Document) -> set[str]:
    """Who is given a unit."""
    return {who for who, where in whereabouts(instance, document).items() if where.isupper()}

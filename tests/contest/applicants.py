"""Small contests made of rows, for tests that look at one rule each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from rengang.model import Entries, Event, Fate, Instance
from rengang.model.schema import TABLES
from rengang.policy import Policy, resolve
from rengang.procedures.contest.intake.candidates import candidates
from rengang.verify.contest import Trace, judge_contest

Row = Mapping[str, Any]


def frame(table: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as a frame with the columns that any of them names, typed as the table says."""
    dtypes = TABLES[table].dtypes
    names = [name for name in dtypes if any(name in row for row in rows)]
    columns = {name: [row.get(name) for row in rows] for name in names}
    return pl.DataFrame(columns, schema={name: dtypes[name] for name in names})


def instance(**tables: Sequence[Row]) -> Instance:
    """An instance of the given rows; units A and B, and nobody in the pool, where nothing else is said."""
    tables.setdefault("units", [{"unit_id": "A"}, {"unit_id": "B"}])
    cadres = [{"unit_id": "A", "pool": False, **row} for row in tables.pop("cadres", [])]
    posts = [{"unit_id": "B", "contested": True, **row} for row in tables.pop("posts", [])]
    rows = {"cadres": cadres, "posts": posts, **tables}
    return Instance.from_tables({name: frame(name, r) for name, r in rows.items() if r})


def applying(
    people: Sequence[Row],
    applications: Sequence[tuple[str, str] | Row],
    posts: Sequence[Row] | None = None,
    **tables: Sequence[Row],
) -> Instance:
    """People with applications (cadre, post); posts as they are applied for, unless given."""
    rows = [{"cadre_id": a[0], "post_id": a[1]} if isinstance(a, tuple) else dict(a) for a in applications]
    known = posts or [{"post_id": p} for p in sorted({row["post_id"] for row in rows})]
    return instance(cadres=people, posts=known, applications=rows, **tables)


def policy(contest: Mapping[str, Any] | None = None, pack: str = "tongxiang-2014", **groups: Any) -> Policy:
    """A pack with changes to its contest; posts are not cancelled unless the changes say so."""
    return resolve({"extends": pack, "contest": {"min_qualified": 0, **(contest or {})}, **groups})


def held(case: Instance, rules: Policy, seed: int = 0) -> tuple[dict[str, str], tuple[Event, ...]]:
    """The fate of each entry as "cadre@post" → fate, with the log."""
    entries, events = candidates(case, rules, seed)
    return fates(case, entries), events


def fates(case: Instance, entries: Entries) -> dict[str, str]:
    """The fate of each entry by its labels."""
    posts = case.tables["posts"]["post_id"]
    pairs = zip(entries.cadre.tolist(), entries.post.tolist(), entries.fate, strict=True)
    return {f"{case.cadre_id(i)}@{posts[p]}": str(fate) for i, p, fate in pairs}


def qualified(case: Instance, rules: Policy) -> set[str]:
    """Entries that are still in the running."""
    return {key for key, fate in held(case, rules)[0].items() if fate == Fate.CANDIDATE}


def unmet(case: Instance, rules: Policy) -> dict[str, list[tuple[str, str]]]:
    """What each unqualified entry misses: its conditions (by the procedure, too) and sentences in Chinese."""
    entries, _ = candidates(case, rules, 0)
    trace = trace_of(case, rules)
    pairs = zip(entries.cadre.tolist(), entries.post.tolist(), strict=True)
    missed = [trace.missed(trace.entries[pair]) for pair in pairs]
    assert [tuple(m.condition for m in found) for found in missed] == list(entries.unmet)
    told = zip(fates(case, entries), missed, strict=True)
    return {key: [(m.condition, m.say().zh) for m in found] for key, found in told if found}


def trace_of(case: Instance, rules: Policy) -> Trace:
    """What the judge reckoned up to the shortlist."""
    nobody = np.zeros(0, dtype=np.int32)
    return judge_contest(case, rules, nobody, nobody, screened=True).trace


def told(case: Instance, rules: Policy, events: Sequence[Event]) -> list[str]:
    """The log in Chinese, as the reports print it."""
    return [trace_of(case, rules).said(event).zh for event in events]


def kinds(events: Sequence[Event]) -> list[str]:
    """The kinds of a log, in order."""
    return [event.kind for event in events]


AS_OF = date(2014, 12, 1)


def one(person: Row, rules: Policy, post: Row | None = None, **tables: list[Row]) -> bool:
    """Does this person qualify for this post."""
    posts: list[Row] = [{"post_id": "p", **(post or {})}]
    case = applying([{"cadre_id": "1", **person}], [("1", "p")], posts, **tables)
    return qualified(case, rules) == {"1@p"}


def asking(*tests: Row, any_of: list[list[Row]] | None = None, **contest: Any) -> Policy:
    """A policy with one condition, 条件, made of these tests."""
    keys = {k: contest.pop(k) for k in ("modality", "applies", "levels") if k in contest}
    condition = {"all": list(tests), "any": any_of or [], **keys}
    return policy({"as_of": AS_OF, "qualification": ["条件"], "conditions": {"条件": condition}, **contest})


def only(pack: str, *names: str, **contest: Any) -> Policy:
    """A pack that asks just these of its own conditions."""
    return policy({"qualification": list(names), **contest}, pack=pack)


def graded(**grades: str) -> list[Row]:
    """Appraisals of person 1 by year, written y2011="competent"."""
    return [{"cadre_id": "1", "year": int(y[1:]), "grade": g} for y, g in grades.items()]

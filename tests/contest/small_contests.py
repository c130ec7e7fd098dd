"""Small contests written row by row, and entries as the candidates' stage hands them on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from rengang.model import Entries, Fate, Instance
from rengang.model.schema import TABLES
from rengang.policy import Policy, resolve

Row = tuple[Any, ...]
COLUMNS = {
    "posts": ("post_id", "unit_id", "contested"),
    "cadres": ("cadre_id", "unit_id", "rank", "work_start", "birth_date", "post_since"),
    "applications": ("cadre_id", "post_id", "round", "order", "prelim_rank"),
    "scores": ("post_id", "cadre_id", "panel", "judge", "score"),
    "exams": ("cadre_id", "paper", "score"),
    "ratings": ("cadre_id", "item", "score", "votes", "present"),
    "appraisals": ("cadre_id", "year", "grade"),
    "recommendations": ("cadre_id", "post_id", "group", "votes", "present"),
    "votes": ("post_id", "cadre_id", "votes", "present", "members"),
}


def instance(**tables: Iterable[Row]) -> Instance:
    """An instance whose rows are given as tuples in the order of `COLUMNS`; short rows end in blanks.

    Without `posts` and `cadres` those that other tables name are made, all in one unit.
    """
    rows = {name: list(given) for name, given in tables.items()}
    for table, key in (("posts", "post_id"), ("cadres", "cadre_id")):
        if table not in rows:
            named = {
                row[COLUMNS[name].index(key)]
                for name, given in rows.items()
                if key in COLUMNS[name] and name not in ("posts", "cadres")
                for row in given
            }
            rows[table] = [(label, "U") for label in sorted(named)]
    frames = {"units": pl.DataFrame({"unit_id": ["U"]})}
    for name, given in rows.items():
        dtypes = {column: TABLES[name].dtypes[column] for column in COLUMNS[name]}
        full = [_typed(name, row) for row in given]
        frames[name] = pl.DataFrame(full, schema=dtypes, orient="row")
    return Instance.from_tables(frames)


def _typed(table: str, row: Row) -> Row:
    padded = (*row, *[None] * (len(COLUMNS[table]) - len(row)))
    kinds = [TABLES[table].column(column).kind for column in COLUMNS[table]]
    return tuple(
        Decimal(str(value)) if kind == "decimal" and value is not None else value
        for kind, value in zip(kinds, padded, strict=True)
    )


def marks(post: str, cadre: str, panel: str, given: Iterable[Any]) -> list[Row]:
    """One panel's marks: judges are called J1, J2, … in the order given."""
    return [(post, cadre, panel, f"J{k}", mark) for k, mark in enumerate(given, 1)]


def entries(inst: Instance, pairs: Iterable[tuple[str, str] | tuple[str, str, Mapping[str, Any]]]) -> Entries:
    """Entries for (cadre_id, post_id[, changes of order, declared, round, fate]); candidates by default."""
    posts = inst.tables["posts"]["post_id"].to_list()
    rows = []
    for cadre, post, *rest in pairs:
        more: Mapping[str, Any] = rest[0] if rest else {}
        declared = more.get("declared", True)
        rows.append(
            (
                inst.cadre_index[cadre],
                posts.index(post),
                more.get("round", 1 if declared else 0),
                more.get("order", 0),
                declared,
                more.get("fate", Fate.CANDIDATE),
            )
        )
    rows.sort(key=lambda row: row[:2])
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    ints = [np.array(column, dtype=np.int32) for column in columns[:4]]
    n = len(rows)
    return Entries(
        cadre=ints[0],
        post=ints[1],
        round=ints[2],
        order=ints[3],
        declared=np.array(columns[4], dtype=np.bool_),
        fate=tuple(columns[5]),
        unmet=((),) * n,
        score=(None,) * n,
        rate=(None,) * n,
        votes=np.full(n, -1, dtype=np.int32),
        wish_rank=np.zeros(n, dtype=np.int32),
        post_rank=np.zeros(n, dtype=np.int32),
    )


def contest(base: str = "tongxiang-2014", **keys: Any) -> Policy:
    """A pack with some keys of ``contest`` replaced."""
    return resolve({"extends": base, "contest": keys})


def by_label(inst: Instance, found: Entries, values: Any) -> dict[tuple[str, str], Any]:
    """(cadre_id, post_id) → value."""
    posts = inst.tables["posts"]["post_id"].to_list()
    labels = [
        (inst.cadre_id(c), posts[p]) for c, p in zip(found.cadre.tolist(), found.post.tolist(), strict=True)
    ]
    return dict(zip(labels, list(values), strict=True))

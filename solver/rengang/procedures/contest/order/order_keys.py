"""How posts order persons and persons order posts: the regulation's keys as integers, smaller is better.

JL-58, JL-59, A-04, A-25, WC-08. A blank comes last under every key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

import numpy as np
import polars as pl

from rengang.model import Entries, Instance
from rengang.model.arrays import Bool, Int32, Int64
from rengang.policy import Policy
from rengang.policy.contest import PersonKey, PostKey
from rengang.procedures.contest.scores import marks

LAST = np.iinfo(np.int64).max
"""Code of a blank."""

APPRAISAL_YEARS = 3
"""The years whose excellent appraisals the key `appraisal` counts."""


@dataclass(frozen=True, eq=False)
class Ordering:
    """Rows within groups, best first.

    Attributes
    ----------
    at : int64, shape (k,)
        Positions 0…k−1 of the rows, by group and then best first.
    place : int64, shape (k,)
        Place within the group, from 0, of each element of `at`.
    group : int64, shape (k,)
        The group of each element of `at`.
    tied : bool, shape (k,)
        Is the element equal in all keys to the one before it in the same group.
    by_lot : bool, shape (k,)
        Is it equal to the one before it in all keys before the lot, so that the lot decides.
    """

    at: Int64
    place: Int64
    group: Int64
    tied: Bool
    by_lot: Bool


def lot(seed: int, post_id: str, cadre_id: str) -> str:
    """The lot drawn for a person at a post: the least hexadecimal text wins; the same for the same seed."""
    return hashlib.sha256(f"{seed}|{post_id}|{cadre_id}".encode()).hexdigest()


def prelim_ranks(instance: Instance, entries: Entries) -> Int64:
    """Rank in the unit's pre-selection (TX-21) per entry, from the application that counts; LAST where blank."""
    frame = instance.tables["applications"]
    given = (
        pl.DataFrame(
            {
                "cadre": instance.codes(frame["cadre_id"], "cadres", "cadre_id"),
                "post": instance.codes(frame["post_id"], "posts", "post_id"),
                "round": frame["round"].fill_null(1).cast(pl.Int32),
                "rank": frame["prelim_rank"],
            }
        )
        .group_by("cadre", "post", "round", maintain_order=True)
        .agg(pl.col("rank").min())
    )
    asked = pl.DataFrame({"cadre": entries.cadre, "post": entries.post, "round": entries.round})
    found = asked.join(given, on=["cadre", "post", "round"], how="left", maintain_order="left")
    return found["rank"].fill_null(LAST).to_numpy().astype(np.int64)


def post_keys(
    instance: Instance, policy: Policy, entries: Entries, rows: Int32, seed: int, names: Sequence[PostKey]
) -> Int64:
    """The keys by which posts order persons: one line per name, one column per row; smaller is better.

    JL-59 (composite, rate, declared), TX-28/29 (votes, score), WC-08 and A-04 (merit, seniority, lot).
    O(rows log rows) per key.
    """
    columns = [_post_key(instance, policy, entries, rows, seed, name) for name in names]
    return np.array(columns, dtype=np.int64).reshape(len(names), len(rows))


def _post_key(
    instance: Instance, policy: Policy, entries: Entries, rows: Int32, seed: int, name: PostKey
) -> Int64:
    cadre = entries.cadre[rows]
    match name:
        case "votes":
            votes = entries.votes[rows].astype(np.int64)
            return np.where(votes >= 0, -votes, LAST)
        case "score":
            return descending([entries.score[row] for row in rows.tolist()])
        case "rate":
            return descending([entries.rate[row] for row in rows.tolist()])
        case "declared":
            return (~entries.declared[rows]).astype(np.int64)
        case "prelim":
            return prelim_ranks(instance, entries)[rows]
        case "appraisal":
            years = marks.appraisal_years(instance, policy, APPRAISAL_YEARS)
            found = marks.grades(instance, years, cadre)
            return np.array([-grades.count("excellent") for grades in found], dtype=np.int64)
        case "work_start" | "birth_date" | "post_since":
            days = instance.cadres[name].gather(cadre.astype(np.uint32)).to_physical()
            return days.cast(pl.Int64).fill_null(LAST).to_numpy().astype(np.int64)
        case "cadre_id":
            return cadre.astype(np.int64)
        case "lot":
            return lots(instance, entries, rows, seed)
    assert_never(name)


def person_keys(
    instance: Instance, entries: Entries, rows: Int32, seed: int, names: Sequence[PersonKey]
) -> Int64:
    """The keys by which persons order posts, as :func:`post_keys`: JL-58 (rate, declared), A-25 (order)."""
    columns: list[Int64] = []
    for name in names:
        match name:
            case "rate":
                columns.append(descending([entries.rate[row] for row in rows.tolist()]))
            case "declared":
                columns.append((~entries.declared[rows]).astype(np.int64))
            case "order":
                order = entries.order[rows].astype(np.int64)
                columns.append(np.where(order > 0, order, LAST))
            case "lot":
                columns.append(lots(instance, entries, rows, seed))
            case _:
                assert_never(name)
    return np.array(columns, dtype=np.int64).reshape(len(names), len(rows))


def lots(instance: Instance, entries: Entries, rows: Int32, seed: int) -> Int64:
    """Place of each row's lot among the lots of all rows."""
    posts = instance.tables["posts"]["post_id"].gather(entries.post[rows].astype(np.uint32)).to_list()
    cadres = instance.cadres["cadre_id"].gather(entries.cadre[rows].astype(np.uint32)).to_list()
    drawn = [lot(seed, post, cadre) for post, cadre in zip(posts, cadres, strict=True)]
    return _dense(pl.Series(drawn, dtype=pl.String))


def _dense(values: pl.Series) -> Int64:
    return values.rank("dense").fill_null(0).cast(pl.Int64).to_numpy().astype(np.int64)


def descending(values: Sequence[Fraction | None]) -> Int64:
    """Dense place of each fraction among the distinct ones, largest first; LAST for None.  O(n log n).

    Floats sort first and exact fractions decide between equal floats: float() keeps order, and is faster.
    """
    codes = np.full(len(values), LAST, dtype=np.int64)
    known = [(float(value), value, row) for row, value in enumerate(values) if value is not None]
    known.sort(reverse=True)
    place = 0
    for k, (near, value, row) in enumerate(known):
        if k and (near != known[k - 1][0] or value != known[k - 1][1]):
            place += 1
        codes[row] = place
    return codes


def arrange(group: Int32, keys: Int64, names: Sequence[str]) -> Ordering:
    """Rows of each group best first by the keys, one after the other; rows equal in all keys stay in order."""
    at = np.lexsort((*keys[::-1], group)).astype(np.int64)
    groups = group[at].astype(np.int64)
    ordered = keys[:, at]
    first = np.ones(len(at), dtype=np.bool_)
    first[1:] = groups[1:] != groups[:-1]
    starts = np.flatnonzero(first)
    place = np.arange(len(at)) - np.repeat(starts, np.diff(np.append(starts, len(at))))
    same = np.zeros((len(names), len(at)), dtype=np.bool_)
    same[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
    tied = same.all(axis=0) & ~first
    before = list(names).index("lot") if "lot" in names else None
    by_lot = np.zeros_like(tied) if before is None else same[:before].all(axis=0) & ~first & ~same[before]
    return Ordering(at, place.astype(np.int64), groups, tied, by_lot)


def equal_runs(ordering: Ordering, equal: Bool) -> list[tuple[int, int]]:
    """Ranges [start, end) of `ordering.at` whose rows are chained by `equal` (equal to the one before)."""
    runs: list[tuple[int, int]] = []
    for i in np.flatnonzero(equal).tolist():
        if runs and runs[-1][1] == i:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i - 1, i + 1))
    return runs

"""The raw rows behind the scores of a few people, by person, for derivations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import polars as pl

from rengang.model import Entries, Instance
from rengang.model.arrays import Int32
from rengang.procedures.contest.scores import marks


@dataclass(frozen=True, eq=False)
class Facts:
    """Marks, papers, ratings, appraisals and votes of some people; points are exact.

    Attributes
    ----------
    speeches
        (cadre, panel) → post → (judge, mark in millionths) in the order of the judges' names.
    papers
        (cadre, paper) → mark.
    ratings
        (cadre, item) → (score, votes, present), blanks None.
    grades
        (cadre, year) → grade.
    votes
        (cadre, post) → group → (votes, present).
    posts
        cadre → the posts of the person's entries, by order of wish (blank last), then post.
    """

    speeches: dict[tuple[int, str], dict[int, list[tuple[str, int]]]] = field(default_factory=dict)
    papers: dict[tuple[int, str], Fraction] = field(default_factory=dict)
    ratings: dict[tuple[int, str], tuple[Fraction | None, int | None, int | None]] = field(
        default_factory=dict
    )
    grades: dict[tuple[int, int], str] = field(default_factory=dict)
    votes: dict[tuple[int, int], dict[str, tuple[int, int]]] = field(default_factory=dict)
    posts: dict[int, list[int]] = field(default_factory=dict)

    def speech(self, cadre: int, panel: str, post: int) -> int:
        """The post whose marks of this panel count for the person at `post`, −1 where there are none."""
        given = self.speeches.get((cadre, panel), {})
        return next((at for at in [post, *self.posts.get(cadre, [])] if at in given), -1)


def gather(instance: Instance, entries: Entries | None, cadres: Sequence[int] | None) -> Facts:
    """The facts of `cadres` (None: of everybody).  O(rows of the tables), Python only over those kept."""
    facts = Facts()
    _speeches(instance, cadres, facts)
    for cadre, paper, mark in _rows(instance, "exams", cadres, ("paper", "score")):
        facts.papers.setdefault((cadre, paper), _points(mark))
    for cadre, item, score, votes, present in _rows(
        instance, "ratings", cadres, ("item", "score", "votes", "present")
    ):
        known = None if score is None else _points(score)
        facts.ratings.setdefault((cadre, item), (known, votes, present))
    for cadre, year, grade in _rows(instance, "appraisals", cadres, ("year", "grade")):
        facts.grades.setdefault((cadre, year), grade)
    _votes(instance, cadres, facts)
    if entries is not None:
        kept = slice(None) if cadres is None else np.flatnonzero(np.isin(entries.cadre, cadres))
        _posts(entries.cadre[kept], entries.post[kept], entries.order[kept], facts)
    else:
        _posts(*_applications(instance, cadres), facts)
    return facts


def _points(millionths: int) -> Fraction:
    return Fraction(millionths, marks.UNIT)


def _wanted(instance: Instance, cadres: Sequence[int] | None) -> pl.Series | None:
    if cadres is None:
        return None
    return instance.cadres["cadre_id"].gather(np.array(sorted(cadres), dtype=np.uint32))


def _kept(instance: Instance, table: str, cadres: Sequence[int] | None) -> pl.DataFrame:
    """Rows of `table` of the cadres wanted, with the column `cadre`; marks in millionths."""
    frame, wanted = instance.tables[table], _wanted(instance, cadres)
    if wanted is not None:
        frame = frame.filter(pl.col("cadre_id").is_in(wanted.implode()))
    if "score" in frame.columns:
        frame = frame.with_columns(pl.col("score").to_physical())
    coded = pl.Series("cadre", instance.codes(frame["cadre_id"], "cadres", "cadre_id"))
    return frame.with_columns(coded).filter(pl.col("cadre") >= 0)


def _rows(
    instance: Instance, table: str, cadres: Sequence[int] | None, columns: tuple[str, ...]
) -> list[tuple]:  # type: ignore[type-arg]
    return _kept(instance, table, cadres).select("cadre", *columns).rows()


def _speeches(instance: Instance, cadres: Sequence[int] | None, facts: Facts) -> None:
    frame = _kept(instance, "scores", cadres)
    post = pl.Series("post", instance.codes(frame["post_id"], "posts", "post_id"))
    coded = frame.with_columns(post).filter((pl.col("post") >= 0) & pl.col("score").is_not_null())
    for cadre, panel, at, judge, mark in coded.select("cadre", "panel", "post", "judge", "score").rows():
        given = facts.speeches.setdefault((cadre, panel), {})
        given.setdefault(at, []).append((judge, mark))


def _votes(instance: Instance, cadres: Sequence[int] | None, facts: Facts) -> None:
    frame = _kept(instance, "recommendations", cadres)
    post = pl.Series("post", instance.codes(frame["post_id"], "posts", "post_id"))
    coded = frame.with_columns(post, pl.col("votes", "present").fill_null(0)).filter(pl.col("post") >= 0)
    for cadre, at, group, votes, present in coded.select("cadre", "post", "group", "votes", "present").rows():
        facts.votes.setdefault((cadre, at), {}).setdefault(group, (votes, present))


def _applications(instance: Instance, cadres: Sequence[int] | None) -> tuple[Int32, Int32, Int32]:
    """Columns cadre, post, order (0 blank) of the applications, the latest round of each post."""
    frame = _kept(instance, "applications", cadres)
    post = pl.Series("post", instance.codes(frame["post_id"], "posts", "post_id"))
    latest = (
        frame.with_columns(post, pl.col("round").fill_null(1), pl.col("order").fill_null(0).cast(pl.Int32))
        .filter(pl.col("post") >= 0)
        .sort("cadre", "post", "round")
        .unique(["cadre", "post"], keep="last", maintain_order=True)
    )
    return tuple(latest[name].to_numpy() for name in ("cadre", "post", "order"))  # type: ignore[return-value]


def _posts(cadre: Int32, post: Int32, order: Int32, facts: Facts) -> None:
    by_wish = np.lexsort((post, np.where(order > 0, order, marks.NO_ORDER), cadre))
    for who, at in zip(cadre[by_wish].tolist(), post[by_wish].tolist(), strict=True):
        facts.posts.setdefault(who, []).append(at)

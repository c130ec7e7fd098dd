"""Marks and votes of a synthetic contest: two panels, the list of judges, the competitive vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from rengang.model import Instance
from rengang.model.schema import TABLES
from rengang.synthetic.streams import stream

if TYPE_CHECKING:
    from rengang.synthetic.contest_knobs import CityContest

LEADERS, OFFICE, OUTSIDE = 7, 2, 2
"""Judges of the leaders' panel (TX-24), how many the office sends, how many are invited from outside."""
VOID = 0.08
"""Chance that too few come to a vote."""
HUNDREDTHS = 100
"""Marks are whole numbers of 1/HUNDREDTHS."""


def draw_marks(
    made: Instance, contest: CityContest, cadre: npt.NDArray[np.int32], post: npt.NDArray[np.int32],
    merit: npt.NDArray[np.float64], seed: int,
) -> pl.DataFrame:  # fmt: skip
    """The table `scores`: everybody shortlisted, by seven leaders and the mass panel.  O(marks).

    Judges agree on merit up to noise, and each is a little stricter or milder than the others. Posts by chance
    `unscored` have no marks at all.
    """
    rng = stream(seed, "marks")
    open_yet = rng.random(len(made.tables["posts"])) < contest.unscored
    kept = ~open_yet[post]
    cadre, post = cadre[kept], post[kept]
    form = rng.standard_normal(len(cadre))
    parts = []
    for panel, count, noise in (("领导评委", LEADERS, 2.0), ("群众评委", contest.crowd, 4.0)):
        strict = rng.standard_normal((len(made.tables["posts"]), count))[post]
        mark = (
            82
            + 4 * (merit[cadre] + form)[:, None]
            + strict
            + noise * rng.standard_normal((len(cadre), count))
        )
        points = (
            np.clip(np.rint(mark * HUNDREDTHS), 40 * HUNDREDTHS, 100 * HUNDREDTHS).astype(np.int64).ravel()
        )
        judge = np.tile(np.arange(count), len(cadre))
        names = pl.Series([f"{'评委' if panel == '领导评委' else '群众'}{k + 1:02d}" for k in range(count)])
        row = np.repeat(np.arange(len(cadre)), count)
        parts.append(
            pl.DataFrame(
                {
                    "post_id": made.tables["posts"]["post_id"].gather(post[row]),
                    "cadre_id": made.cadres["cadre_id"].gather(cadre[row]),
                    "panel": pl.repeat(panel, len(row), eager=True, dtype=pl.String),
                    "judge": names.gather(judge),
                    "score": _points(points),
                }
            )
        )
    return pl.concat(parts)


def _points(hundredths: npt.NDArray[np.int64]) -> pl.Series:
    """Whole hundredths as exact decimals."""
    return (pl.Series(hundredths).cast(pl.Decimal(20, 6)) / HUNDREDTHS).cast(pl.Decimal(20, 6))


def judges_table(scores: pl.DataFrame) -> pl.DataFrame:
    """The list of the leaders' panel of every post that has marks: two from the office, two from outside."""
    rows = (
        scores.filter(pl.col("panel") == "领导评委")
        .select("post_id", "panel", "judge")
        .unique()
        .sort("post_id", "judge")
    )
    if len(rows) == 0:
        return TABLES["judges"].empty()
    nth = pl.int_range(pl.len()).over("post_id")
    source = (
        pl.when(nth < OFFICE).then(pl.lit("office")).when(nth >= LEADERS - OUTSIDE).then(pl.lit("external"))
    )
    return rows.with_columns(source=source.otherwise(pl.lit("unit")))


def draw_votes(
    made: Instance, contest: CityContest, cadre: npt.NDArray[np.int32], post: npt.NDArray[np.int32],
    merit: npt.NDArray[np.float64], seed: int,
) -> pl.DataFrame:  # fmt: skip
    """The table `votes`: at posts by chance `voted` the committee votes between those inspected (TX-29).

    Mostly more than two thirds of the members come, and most voices are for the best; at times the vote is void
    or elects nobody. A voter has one voice.
    """
    rng = stream(seed, "votes")
    order = np.lexsort((cadre, post))
    posts, start = np.unique(post[order], return_index=True)
    people = np.split(cadre[order], start[1:]) if len(posts) else []
    rows = []
    for at, who in zip(posts.tolist(), people, strict=True):
        members = int(rng.integers(9, 16))
        absent = members // 2 if rng.random() < VOID else int(rng.integers(0, members // 3))
        present = members - absent
        held = rng.random() < contest.voted
        weight = np.append(np.full(len(who), 1.0), 0.5)
        weight[np.argmax(merit[who])] = 8.0
        chance = rng.dirichlet(weight)
        votes = rng.multinomial(present, chance)[: len(who)]
        if held and len(who) > 1:
            rows += [(at, int(i), int(v), present, members) for i, v in zip(who, votes, strict=True)]
    if not rows:
        return TABLES["votes"].empty()
    columns = np.array(rows, dtype=np.int64).T
    return pl.DataFrame(
        {
            "post_id": made.tables["posts"]["post_id"].gather(columns[0]),
            "cadre_id": made.cadres["cadre_id"].gather(columns[1]),
            "votes": columns[2],
            "present": columns[3],
            "members": columns[4],
        }
    )

"""The contest for chief in a synthetic bureau: exams, ratings, declarations, speeches, recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from rengang.model.arrays import Int64
from rengang.model.schema import TABLES
from rengang.synthetic.streams import stream

if TYPE_CHECKING:
    from rengang.synthetic.bureau_staff import Staff

PAPERS = ("行政职业能力测验", "申论", "公共基础知识")
ITEMS = ("德", "能", "勤", "绩", "廉")
GROUPS = (("局领导", 7), ("行政编制人员", 46), ("事业单位负责人", 4), ("县局长", 6))
"""Groups of voters with the number present (JL-50, JL-55)."""
YEARS = (2021, 2022, 2023)
CALLED = 0.93
"""Chance that somebody declares again in the next round."""


def contest_tables(staff: Staff, sections: pl.Series, judges: int, seed: int) -> dict[str, pl.DataFrame]:
    """All tables that the contest for chief adds."""
    rng = stream(seed, "bureau marks")
    n = len(staff.ids)
    merit = rng.standard_normal(n)
    posts = pl.Series(["P"]) + sections.str.slice(1)
    cadre, number, order, post = _declarations(staff, len(posts), rng)
    last = pl.DataFrame({"cadre": cadre, "round": number, "order": order, "post": post}).filter(
        pl.col("round") == pl.col("round").max().over("cadre")
    )
    return {
        "applications": pl.DataFrame(
            {
                "cadre_id": staff.ids.gather(cadre), "post_id": posts.gather(post), "round": number, "order": order,
            }
        ),
        "exams": _grid(staff, PAPERS, "paper", 74, 6, merit, rng),
        "ratings": _ratings(staff, merit, rng),
        "appraisals": _appraisals(staff, merit, rng),
        "judges": _judges(judges),
        "scores": _speeches(staff, posts, last, judges, merit, rng),
        "recommendations": _recommendations(staff, posts, last, merit, rng),
    }  # fmt: skip


def _declarations(staff: Staff, posts: int, rng: np.random.Generator) -> tuple[Int64, Int64, Int64, Int64]:
    """Three rounds of 1–2, 1–2 and 1 posts (JL-43): who sees too many at a post tends to try another."""
    wanted = np.exp(0.7 * rng.standard_normal(posts))
    rows: list[tuple[int, int, int, int]] = []
    contending = np.flatnonzero(staff.contends)
    for number, most in enumerate((2, 2, 1), 1):
        heads = np.zeros(posts)
        for cadre in contending[rng.random(len(contending)) < (1 if number == 1 else CALLED)].tolist():
            weight = wanted / (1 + heads)
            if staff.chief[cadre] >= 0:
                weight = np.where(np.arange(posts) == staff.chief[cadre], 3 * weight, weight)
            many = 1 + int(most > 1 and rng.random() < 0.6)
            chosen = rng.choice(posts, min(many, posts), replace=False, p=weight / weight.sum())
            heads[chosen] += 1
            rows += [(cadre, number, k, int(p)) for k, p in enumerate(chosen, 1)]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return columns[0], columns[1], columns[2], columns[3]


def _grid(
    staff: Staff, names: tuple[str, ...], column: str, mean: float, spread: float,
    merit: npt.NDArray[np.float64], rng: np.random.Generator,
) -> pl.DataFrame:  # fmt: skip
    """A score for everybody in each of the named papers or items, in tenths."""
    n, k = len(staff.ids), len(names)
    value = mean + spread * (0.7 * merit[:, None] + rng.standard_normal((n, k)))
    tenths = np.clip(np.rint(10 * value), 300, 1000).astype(np.int64).ravel()
    return pl.DataFrame(
        {
            "cadre_id": staff.ids.gather(np.repeat(np.arange(n), k)),
            column: pl.Series(names).gather(np.tile(np.arange(k), n)),
            "score": _decimal(tenths, 10),
        }
    )


def _decimal(whole: Int64, scale: int) -> pl.Series:
    return (pl.Series(whole).cast(pl.Decimal(20, 6)) / scale).cast(pl.Decimal(20, 6))


def _ratings(staff: Staff, merit: npt.NDArray[np.float64], rng: np.random.Generator) -> pl.DataFrame:
    """Five items for everybody, and for those who contend the ballots of the dissatisfied (JL-25, JL-28).

    The weakest of those who contend has a third of the ballots against him.
    """
    items = _grid(staff, ITEMS, "item", 86, 4, merit, rng)
    asked = np.flatnonzero(staff.contends)
    if len(asked) == 0:
        return items
    present, due = 78, 84
    votes = rng.binomial(present, np.clip(0.10 - 0.04 * merit[asked], 0.01, 0.28))
    votes = np.minimum(votes, present // 3 - 1)
    votes[np.argmin(merit[asked])] = present // 3
    ballots = pl.DataFrame(
        {
            "cadre_id": staff.ids.gather(asked),
            "item": pl.repeat("不满意", len(asked), eager=True, dtype=pl.String),
            "votes": votes.astype(np.int64),
            "present": np.full(len(asked), present),
            "due": np.full(len(asked), due),
        }
    )
    return pl.concat([items, ballots], how="diagonal")


def _appraisals(staff: Staff, merit: npt.NDArray[np.float64], rng: np.random.Generator) -> pl.DataFrame:
    n, k = len(staff.ids), len(YEARS)
    good = rng.random((n, k)) < np.clip(0.18 + 0.1 * merit[:, None], 0.02, 0.6)
    weak = rng.random((n, k)) < 0.01
    grade = np.where(good, 0, np.where(weak, 2, 1)).ravel()
    return pl.DataFrame(
        {
            "cadre_id": staff.ids.gather(np.repeat(np.arange(n), k)),
            "year": np.tile(np.array(YEARS, dtype=np.int64), n),
            "grade": pl.Series(["excellent", "competent", "basic"]).gather(grade),
        }
    )


def _judges(count: int) -> pl.DataFrame:
    """The judges of all speeches: half of the bureau, the heads of institutions and of the counties (JL-45)."""
    outside = np.arange(count) >= count // 2
    return pl.DataFrame(
        {
            "panel": pl.repeat("演讲评委", count, eager=True, dtype=pl.String),
            "judge": [f"评委{k + 1:02d}" for k in range(count)],
            "source": pl.Series(["unit", "external"]).gather(outside.astype(np.int64)),
        }
    )


def _speeches(
    staff: Staff, posts: pl.Series, last: pl.DataFrame, judges: int, merit: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> pl.DataFrame:  # fmt: skip
    """One speech a person, at the post declared first in the person's last round (JL-44, JL-45)."""
    spoken = last.sort("cadre", "order").unique("cadre", keep="first", maintain_order=True)
    if len(spoken) == 0:
        return TABLES["scores"].empty()
    cadre = spoken["cadre"].to_numpy()
    n = len(cadre)
    value = (
        86
        + 3 * merit[cadre][:, None]
        + 2 * rng.standard_normal((n, 1))
        + 2.5 * rng.standard_normal((n, judges))
    )
    tenths = np.clip(np.rint(10 * value), 500, 1000).astype(np.int64).ravel()
    row = np.repeat(np.arange(n), judges)
    return pl.DataFrame(
        {
            "post_id": posts.gather(spoken["post"].to_numpy()[row]),
            "cadre_id": staff.ids.gather(cadre[row]),
            "panel": pl.repeat("演讲评委", len(row), eager=True, dtype=pl.String),
            "judge": pl.Series([f"评委{k + 1:02d}" for k in range(judges)]).gather(
                np.tile(np.arange(judges), n)
            ),
            "score": _decimal(tenths, 10),
        }
    )


def _recommendations(
    staff: Staff, posts: pl.Series, last: pl.DataFrame, merit: npt.NDArray[np.float64], rng: np.random.Generator
) -> pl.DataFrame:  # fmt: skip
    """Each ballot agrees with a declared post of a person, suggests another one, or is blank (JL-51, JL-52)."""
    rows: list[tuple[int, int, int, int]] = []
    ranked = last.sort("cadre", "order")
    for cadre, group in ranked.group_by("cadre", maintain_order=True):
        who = int(cadre[0])
        declared = group["post"].to_list()
        other = [p for p in rng.permutation(len(posts)).tolist() if p not in declared][:1]
        agree = float(np.clip(0.5 + 0.16 * merit[who] + 0.12 * rng.standard_normal(), 0.12, 0.9))
        named = [*declared, *other]
        share = np.array(
            [agree * (0.72 if k == 0 else 0.28) if len(declared) > 1 else agree for k in range(len(declared))]
        )
        suggested = (1 - agree) * rng.choice([0.15, 0.75], p=[0.75, 0.25])
        chance = np.array([*share, *([suggested] * len(other))])
        chance = np.array([*chance, max(0.0, 1 - chance.sum())])
        counts = [rng.multinomial(present, chance / chance.sum())[: len(named)] for _, present in GROUPS]
        for k, post in enumerate(named):
            if sum(int(count[k]) for count in counts):
                rows += [(who, int(post), g, int(count[k])) for g, count in enumerate(counts)]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    names, present = pl.Series([g for g, _ in GROUPS]), np.array([p for _, p in GROUPS])
    return pl.DataFrame(
        {
            "cadre_id": staff.ids.gather(columns[0]),
            "post_id": posts.gather(columns[1]),
            "group": names.gather(columns[2]),
            "votes": columns[3],
            "present": present[columns[2]],
        }
    )

"""Applications to a synthetic contest: who applies where and when, with switches, and what is in their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from rengang.model import Instance
from rengang.model.arrays import Int64
from rengang.model.schema import TABLES
from rengang.synthetic.contest_posts import Posts
from rengang.synthetic.streams import stream
from rengang.synthetic.units import lognormal

if TYPE_CHECKING:
    from rengang.synthetic.contest_knobs import CityContest

OPENS, DAYS = np.datetime64("2024-09-02"), 12
"""First day of registration, and how many days it lasts."""
REDRAWS = 12
YEARS = (2021, 2022, 2023)
AS_OF_MONTH = np.datetime64("2024-10", "M")


def draw_applications(
    base: Instance, contest: CityContest, posts: Posts, circles: tuple[Int64, Int64], seed: int
) -> pl.DataFrame:
    """The table `applications` of the first round, without pre-selection ranks.  O(applicants · draws).

    Those of the `circles` apply for the post that they are meant for, as far as there are applicants at all.
    """
    rng = stream(seed, "applications")
    meant = np.full(len(base.cadres), -1, dtype=np.int64)
    meant[circles[0][: contest.applicants]] = circles[1][: contest.applicants]
    cadre = _applicants(base, contest, posts, meant >= 0, rng)
    popularity = lognormal(rng, len(posts.label), contest.post_skew)
    post = _draw(base, posts, popularity, cadre, np.full(len(cadre), -1), rng)
    post = np.where(meant[cadre] >= 0, meant[cadre], post)
    cadre, post = cadre[post >= 0], post[post >= 0]
    n = len(cadre)
    day = rng.integers(1, DAYS, n)
    day = np.where(rng.random(n) < contest.late, DAYS + 3, day)
    first = _draw(base, posts, popularity, cadre, post, rng)
    switched = np.flatnonzero((rng.random(n) < contest.switching) & (first >= 0) & (day < DAYS))
    earlier = rng.integers(0, day[switched])
    consent = rng.random(n) >= contest.refused
    return _table(
        base,
        posts,
        np.concatenate([cadre, cadre[switched]]),
        np.concatenate([post, first[switched]]),
        np.concatenate([day, earlier]),
        np.concatenate([consent, consent[switched]]),
        1,
    )


def _applicants(
    base: Instance, contest: CityContest, posts: Posts, meant: npt.NDArray[np.bool_], rng: np.random.Generator
) -> Int64:
    """Those who are meant to move, other chiefs and deputies, and staff with some years behind them.

    Nobody of a vertical unit; of the incumbents of contested posts a share stays where it is.
    """
    closed = (base.units["kind"] == "vertical").fill_null(False).to_numpy()
    level = base.cadres["level"].fill_null("staff").to_numpy()
    able = ~closed[base.unit_of] & ~base.refuses & ~meant
    holds = np.zeros(len(able), dtype=bool)
    holds[posts.incumbent[posts.incumbent >= 0]] = True
    able &= ~holds | (rng.random(len(able)) < contest.incumbents)
    leading = rng.permutation(np.flatnonzero(able & (level != "staff")))
    staff = rng.permutation(np.flatnonzero(able & (level == "staff") & (_years(base, "work_start") >= 4)))
    movers = np.flatnonzero(meant)
    more = max(round(contest.midlevel * contest.applicants) - len(movers), 0)
    some = np.concatenate([movers, leading[:more]])
    return np.sort(np.concatenate([some, staff[: contest.applicants - len(some)]]))


def _years(base: Instance, column: str) -> Int64:
    """Whole years from a date of the roster to the contest."""
    months = base.cadres[column].to_numpy().astype("datetime64[M]")
    years: Int64 = (AS_OF_MONTH - months).astype(np.int64) // 12
    return years


def _draw(
    base: Instance,
    posts: Posts,
    popularity: npt.NDArray[np.float64],
    cadre: Int64,
    not_this: Int64,
    rng: np.random.Generator,
) -> Int64:
    """A post for each: of the own establishment type, of another unit, staff rarely for chief; −1 for none."""
    kinds = base.units["establishment_type"].fill_null("").to_numpy()
    of_post, of_cadre = kinds[posts.unit], kinds[base.unit_of[cadre]]
    low = (base.cadres["level"].fill_null("staff") == "staff").to_numpy()[cadre]
    home = base.unit_of[cadre]
    drawn = np.full(len(cadre), -1, dtype=np.int64)
    for kind in sorted(set(of_cadre.tolist())):
        at = np.flatnonzero(of_post == kind)
        if len(at) == 0:
            continue
        upto = np.cumsum(popularity[at])
        waiting = np.flatnonzero(of_cadre == kind)
        for _ in range(REDRAWS):
            chosen = at[np.searchsorted(upto, rng.random(len(waiting)) * upto[-1], side="right")]
            high = low[waiting] & (posts.chief[chosen] == 1) & (rng.random(len(waiting)) < 0.95)
            bad = (posts.unit[chosen] == home[waiting]) | (chosen == not_this[waiting]) | high
            drawn[waiting[~bad]] = chosen[~bad]
            waiting = waiting[bad]
    return drawn


def reapplications(
    base: Instance, posts: Posts, again: npt.NDArray[np.int32], open_posts: npt.NDArray[np.int32], seed: int
) -> pl.DataFrame:
    """Round 2: three in four of those whose post is cancelled apply for one that is not (TX-20).

    `again` has a row (cadre, cancelled post) for each who may; posts in it and `open_posts` are indices of the
    whole table of posts, sorted by id.
    """
    rng = stream(seed, "applications").spawn(1)[0]
    at = np.full(len(posts.table), -1, dtype=np.int64)
    at[posts.table["post_id"].arg_sort().arg_sort().to_numpy()[-len(posts.label) :]] = np.arange(
        len(posts.label)
    )
    weight = np.full(len(posts.label), 1e-9)
    weight[at[open_posts]] = 1.0
    who, post = again[:, 0].astype(np.int64), again[:, 1]
    drawn = _draw(base, posts, weight, who, at[post], rng)
    some = np.flatnonzero(
        (drawn >= 0) & (weight[np.maximum(drawn, 0)] == 1.0) & (rng.random(len(who)) < 0.75)
    )
    yes = np.ones(len(some), dtype=bool)
    return _table(base, posts, who[some], drawn[some], np.full(len(some), DAYS + 8), yes, 2)


def _table(
    base: Instance, posts: Posts, cadre: Int64, post: Int64, day: Int64, consent: npt.NDArray[np.bool_], number: int
) -> pl.DataFrame:  # fmt: skip
    return pl.DataFrame(
        {
            "cadre_id": base.cadres["cadre_id"].gather(cadre),
            "post_id": posts.label.gather(post),
            "round": np.full(len(cadre), number, dtype=np.int64),
            "consent": consent,
            "filed": pl.Series((OPENS + day).astype("datetime64[D]")),
        }
    )


def merit_of(base: Instance, movers: Int64, seed: int) -> npt.NDArray[np.float64]:
    """How good everybody is; chiefs and deputies are better by one deviation, those meant to move by four."""
    leading = (base.cadres["level"].fill_null("staff") != "staff").to_numpy()
    merit: npt.NDArray[np.float64] = stream(seed, "merit").standard_normal(len(base.cadres)) + leading
    merit[movers] += 3.0
    return merit


def with_prelim_ranks(
    base: Instance, applications: pl.DataFrame, merit: npt.NDArray[np.float64], seed: int
) -> pl.DataFrame:
    """The applications with the post's pre-selection rank of everybody who applied, 1 is best."""
    rng = stream(seed, "prelim")
    cadre = base.codes(applications["cadre_id"], "cadres", "cadre_id")
    opinion = merit[cadre] + rng.standard_normal(len(cadre))
    return (
        applications.with_columns(opinion=pl.Series(opinion))
        .with_columns(
            prelim_rank=pl.col("opinion").rank("ordinal", descending=True).over("post_id").cast(pl.Int64)
        )
        .drop("opinion")
    )


def appraisals_table(base: Instance, applications: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Three years of appraisals of every applicant: one in six excellent, very few below competent."""
    rng = stream(seed, "appraisals")
    people = applications["cadre_id"].unique().sort()
    grade = rng.choice(3, (len(people), len(YEARS)), p=[0.17, 0.82, 0.01]).ravel()
    return pl.DataFrame(
        {
            "cadre_id": people.gather(np.repeat(np.arange(len(people)), len(YEARS))),
            "year": np.tile(np.array(YEARS, dtype=np.int64), len(people)),
            "grade": pl.Series(["excellent", "competent", "basic"]).gather(grade),
        }
    )


def waivers_table(base: Instance, applications: pl.DataFrame, seed: int) -> pl.DataFrame:
    """One in ten staff applicants who are too old for promotion has the age waived, with a reason."""
    rng = stream(seed, "appraisals").spawn(1)[0]
    cadre = base.codes(applications["cadre_id"].unique().sort(), "cadres", "cadre_id")
    old = cadre[_years(base, "birth_date")[cadre] >= 50]
    chosen = np.sort(rng.permutation(old)[: len(old) // 10])
    if len(chosen) == 0:
        return TABLES["waivers"].empty()
    return pl.DataFrame(
        {
            "cadre_id": base.cadres["cadre_id"].gather(chosen),
            "condition": pl.repeat("年龄", len(chosen), eager=True, dtype=pl.String),
            "reason": pl.repeat("工作特殊需要，经集体研究", len(chosen), eager=True, dtype=pl.String),
        }
    )

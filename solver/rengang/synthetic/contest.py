"""A post contest in a synthetic city, played through step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from rengang.model import Fate, Instance
from rengang.policy import resolve
from rengang.policy.resolve import merge
from rengang.synthetic.city import City
from rengang.synthetic.contest_applications import (
    appraisals_table,
    draw_applications,
    merit_of,
    reapplications,
    waivers_table,
    with_prelim_ranks,
)
from rengang.synthetic.contest_circles import draw_circles
from rengang.synthetic.contest_knobs import CityContest
from rengang.synthetic.contest_marks import draw_marks, draw_votes, judges_table
from rengang.synthetic.contest_posts import draw_posts, leaving_units
from rengang.synthetic.generate import generate

AS_OF, CLOSES = "2024-10-01", "2024-09-13"
"""Reference date of ages and years, and last day of registration, of every synthetic contest."""

HOLIDAYS = {
    "off": ("2024-09-15", "2024-09-16", "2024-09-17", *(f"2024-10-0{day}" for day in range(1, 8))),
    "work": ("2024-09-14", "2024-09-29", "2024-10-12"),
}
"""Public holidays around the contest, and the weekend days that were worked for them."""
STARTS = "2024-09-27"
"""Day on which the public notice begins."""

CONDITIONS: Mapping[str, Any] = {
    "学历": {
        "title": "提任须本科以上学历", "applies": "promotion",
        "all": [{"test": "education", "at_least": "本科"}],
    },
    "工作年限": {
        "title": "提任须工作满五年", "applies": "promotion",
        "all": [{"test": "tenure", "since": "work_start", "years": 5}],
    },
    "年龄": {
        "title": "提任一般不满 50 周岁", "applies": "promotion", "modality": "default",
        "all": [{"test": "age", "op": "lt", "male": 50, "female": 50}],
    },
    "逐级": {"title": "逐级提任", "applies": "promotion", "all": [{"test": "step", "max": 1}]},
    "考核": {
        "title": "近三年年度考核均为称职以上",
        "all": [{"test": "appraisals", "last": 3, "at_least": "competent"}],
    },
    "专业": {"title": "专业职位须专业对口", "all": [{"test": "speciality"}]},
}  # fmt: skip
"""Conditions of a made-up attachment: the real one is not published (A-20)."""


def city_contest(city: City, contest: CityContest, seed: int = 0) -> Instance:
    """A synthetic city with a post contest before its two-way selection.

    Contested posts of sections, some with incumbents and some vacant; applications with dates, switches and
    consents; appraisals, waivers, pre-selection ranks; posts that are cancelled and applications anew; the
    judges' list and their marks in both panels for everybody shortlisted; votes on some posts. The city itself
    is that of :func:`rengang.synthetic.generate` with the same seed.

    Marks are given to those who reach the panel and votes to those who are inspected, as the procedures find
    them, so that the tables pass every check and the contest can be held.

    Raises
    ------
    UsageError
        The seed is no whole number ≥ 0.

    Notes
    -----
    O(applicants · judges); 2,000 posts and 20,000 applicants with 200,000 marks take seconds.
    """
    from rengang.procedures.contest.intake.candidates import candidates
    from rengang.procedures.contest.order.ranking import rank

    base = generate(city, seed)
    posts = draw_posts(base, contest.posts, contest.vacant, contest.reserved, seed)
    frames = {name: frame for name, frame in base.tables.items() if len(frame)}
    frames["holidays"] = holidays_table()
    frames |= {"posts": posts.table, "sections": posts.sections, "cadres": posts.cadres}
    frames["units"] = leaving_units(base, posts, contest.leaving, seed)
    document = contest_document(base.policy)
    policy = resolve(document)
    circles = draw_circles(base, posts, contest.circles, seed)
    merit = merit_of(base, circles[0], seed)
    applications = draw_applications(base, contest, posts, circles, seed)
    frames["appraisals"] = appraisals_table(base, applications, seed)
    frames["waivers"] = waivers_table(base, applications, seed)
    frames["applications"] = applications
    screened, log = candidates(
        Instance.from_tables(_ranked(frames, base, merit, seed), document), policy, seed
    )
    again = [(event.cadre, event.post) for event in log if event.kind == "may-reapply"]
    open_posts = np.unique(screened.post[_fates(screened, Fate.CANDIDATE)])
    more = reapplications(base, posts, np.array(again, dtype=np.int32).reshape(-1, 2), open_posts, seed)
    frames["applications"] = pl.concat([applications, more]) if len(more) else applications
    frames = _ranked(frames, base, merit, seed)
    made = Instance.from_tables(frames, document)
    entries, _ = candidates(made, policy, seed)
    shortlisted = _fates(entries, Fate.CANDIDATE)
    scores = draw_marks(made, contest, entries.cadre[shortlisted], entries.post[shortlisted], merit, seed)
    frames |= {"scores": scores, "judges": judges_table(scores)}
    made = Instance.from_tables(frames, document)
    entries, _ = rank(made, policy, entries, seed)
    inspected = _fates(entries, Fate.CANDIDATE)
    frames["votes"] = draw_votes(
        made, contest, entries.cadre[inspected], entries.post[inspected], merit, seed
    )
    return Instance.from_tables(frames, document)


def contest_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """A policy document with a contest on top: dates, made-up conditions, and pre-selection between equals."""
    contest = {
        "as_of": AS_OF,
        "apply": {"closes": CLOSES},
        "qualification": list(CONDITIONS),
        "conditions": dict(CONDITIONS),
        "post_order": ["votes", "score", "prelim"],
        "publicity": {"starts": STARTS},
    }
    return merge(document, {"contest": contest})


def holidays_table() -> pl.DataFrame:
    """The table `holidays` of the weeks around a synthetic contest."""
    rows = sorted((day, kind) for kind, days in HOLIDAYS.items() for day in days)
    days = pl.Series([day for day, _ in rows]).str.to_date()
    return pl.DataFrame({"date": days, "kind": [kind for _, kind in rows]})


def _ranked(
    frames: dict[str, pl.DataFrame], base: Instance, merit: Any, seed: int
) -> dict[str, pl.DataFrame]:
    return {**frames, "applications": with_prelim_ranks(base, frames["applications"], merit, seed)}


def _fates(entries: Any, fate: Fate) -> Any:
    return np.flatnonzero([one is fate for one in entries.fate])

"""A whole result laid out in rows: what the contest, the selection and the section selection did to whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from rengang.model import Allocation, Contest, Instance, Result, SectionPlan, Stage
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.policy import Policy
from rengang.procedures.contest.posts import contested_posts, mid_level_before, post_units
from rengang.report.selection.figures import Figures

if TYPE_CHECKING:
    from rengang.verify import Verdict
    from rengang.verify.contest import Trace

Stages = np.ndarray[tuple[int], np.dtype[np.str_]]


@dataclass(frozen=True, eq=False)
class Rows:
    """One entry per row of ``allocation.csv``, in ascending order of the cadre.

    Attributes
    ----------
    cadre : int32
        Everybody of the pool, with an entry in the contest, or in the section selection.
    to_unit, to_post, to_section : int32
        What was given, −1 where none.
    stage
        Of several stages the first of: contest, allocation (the selection), sections, ``stay``.
    intent_rank, nomination_rank : int32
        As in the allocation; 0 where there is none.
    selected : bool
        Does the row stand in the allocation.
    """

    cadre: Int32
    to_unit: Int32
    to_post: Int32
    to_section: Int32
    stage: Stages
    intent_rank: Int32
    nomination_rank: Int32
    selected: Bool

    def __len__(self) -> int:
        return len(self.cadre)


@dataclass(frozen=True, eq=False)
class Outcome:
    """A result with everything that its files are made of, computed once.

    `instance` is the one that was handed in. Arrays named after units have shape (units,), those named after
    posts (posts,). `verdict` is what the judge found about it; he is asked where None.
    """

    instance: Instance
    policy: Policy
    result: Result
    verdict: Verdict | None = None

    @property
    def contest(self) -> Contest | None:
        """The post contest, where one was held."""
        return self.result.contest

    @property
    def sections(self) -> SectionPlan | None:
        """The section selection, where there was one."""
        return self.result.sections

    @property
    def allocation(self) -> Allocation | None:
        """Two-way selection and directed placement, where they ran."""
        return self.result.allocation

    @property
    def alone(self) -> bool:
        """Is the allocation all there is: neither a contest nor a section selection."""
        return self.contest is None and self.sections is None

    @cached_property
    def roster(self) -> Instance:
        """The instance that the contest left, on which the later stages worked (TX-05)."""
        return self.result.roster or self.instance

    @cached_property
    def figures(self) -> Figures | None:
        """The figures of the selection on the roster; None where it did not run."""
        return None if self.allocation is None else Figures(self.roster, self.policy, self.allocation)

    @cached_property
    def rows(self) -> Rows:
        """Everybody with what they got.  O(cadres)."""
        return lay_out(self.instance, self.contest, self.allocation, self.sections)

    @cached_property
    def stages(self) -> dict[str, int]:
        """Rows per stage, every stage that occurs or could, in the order of the enumeration."""
        names, counts = np.unique(self.rows.stage, return_counts=True)
        found = dict(zip(names.tolist(), counts.tolist(), strict=True))
        return {stage.value: found.get(stage.value, 0) for stage in Stage}

    # -- names ----------------------------------------------------------------------------------------------
    @cached_property
    def unit_names(self) -> pl.Series:
        """What each unit is called: its name, else its id."""
        return self.instance.units.select(pl.coalesce("name", "unit_id").alias("name"))["name"]

    @cached_property
    def section_names(self) -> pl.Series:
        """What each section is called: its name, else its id."""
        sections = self.instance.tables["sections"]
        return sections.select(pl.coalesce("name", "section_id").alias("name"))["name"]

    @cached_property
    def post_names(self) -> pl.Series:
        """What each post is called: its title, else its id, behind its section where the title has it not."""
        section = self.instance.codes(self.posts["section_id"], "sections", "section_id").tolist()
        sections, names = self.section_names.to_list(), []
        for at, name in zip(
            section, self.posts.select(pl.coalesce("title", "post_id"))["title"], strict=True
        ):
            within = at >= 0 and sections[at] not in name
            names.append(f"{sections[at]} {name}" if within else name)
        return pl.Series("name", names, dtype=pl.String)

    # -- posts ----------------------------------------------------------------------------------------------
    @cached_property
    def posts(self) -> pl.DataFrame:
        """The posts as handed in, sorted by `post_id`; row number = post index."""
        return self.instance.tables["posts"]

    @cached_property
    def post_unit(self) -> Int32:
        """Unit of each post."""
        return post_units(self.instance)

    @cached_property
    def contested(self) -> Int32:
        """Indices of the posts of the contest, ascending."""
        return frozen(np.flatnonzero(contested_posts(self.instance, self.policy)).astype(np.int32))

    @cached_property
    def cancelled(self) -> dict[int, int]:
        """Post → round in which it was cancelled (TX-20)."""
        events = () if self.contest is None else self.contest.events
        return {e.post: e.round for e in events if e.kind == "post-cancelled"}

    @cached_property
    def winner(self) -> dict[int, int]:
        """Post → who was appointed to it."""
        if self.contest is None:
            return {}
        return dict(zip(self.contest.post.tolist(), self.contest.cadre.tolist(), strict=True))

    @cached_property
    def won(self) -> dict[int, int]:
        """Cadre → post to which they were appointed."""
        return {cadre: post for post, cadre in self.winner.items()}

    @cached_property
    def trace(self) -> Trace:
        """How the judge came to what he says of the contest; asked only where there was one."""
        assert self.contest is not None
        if self.verdict is not None and self.verdict.contest is not None:
            return self.verdict.contest.trace
        from rengang.verify import judge_contest

        held = self.contest
        return judge_contest(
            self.instance, self.policy, held.cadre, held.post, self.result.seed, screened=held.screened
        ).trace

    # -- units ----------------------------------------------------------------------------------------------
    @cached_property
    def contest_moves(self) -> tuple[Int32, Int32]:
        """(from, to) units of those whom the contest moves to another unit."""
        if self.contest is None:
            none = np.zeros(0, dtype=np.int32)
            return none, none
        home, to = self.instance.unit_of[self.contest.cadre], self.post_unit[self.contest.post]
        moves = home != to
        return home[moves], to[moves]

    @cached_property
    def out_by_contest(self) -> Int64:
        """Who leaves each unit for a post elsewhere."""
        return self.per_unit(self.contest_moves[0])

    @cached_property
    def into_by_contest(self) -> Int64:
        """Who arrives at each unit for a post."""
        return self.per_unit(self.contest_moves[1])

    @cached_property
    def out(self) -> Int64:
        """Who leaves each unit, by contest and selection together."""
        return self.out_by_contest + (0 if self.figures is None else self.figures.out)

    @cached_property
    def into(self) -> Int64:
        """Who arrives at each unit, by contest and selection together."""
        return self.into_by_contest + (0 if self.figures is None else self.figures.into)

    @cached_property
    def into_by_intent(self) -> Int64:
        """Who arrives at each unit by the selection."""
        return self.per_unit(np.zeros(0, np.int32)) if self.figures is None else self.figures.into_by_intent

    @cached_property
    def into_by_direction(self) -> Int64:
        """Who arrives at each unit by direction."""
        return self.into - self.into_by_contest - self.into_by_intent

    @cached_property
    def after(self) -> Int64:
        """Headcount of each unit after the campaign; what the section selection lends counts at home."""
        return self.instance.staff - self.out + self.into

    @cached_property
    def vacancies_left(self) -> Int64:
        """Vacancies that stay open, of those that the contest left."""
        if self.figures is not None:
            return self.figures.vacancies_left
        return self.roster.vacancies

    @cached_property
    def mid_level(self) -> tuple[Int64, Int64]:
        """Mid-level heads of each unit before and after the contest (TX-34)."""
        return mid_level_before(self.instance), mid_level_before(self.roster)

    def per_unit(self, unit: Int32) -> Int64:
        """How often each unit occurs."""
        return np.bincount(unit[unit >= 0], minlength=len(self.instance.units)).astype(np.int64)


def lay_out(
    instance: Instance,
    contest: Contest | None,
    allocation: Allocation | None,
    sections: SectionPlan | None,
) -> Rows:
    """Who stands in ``allocation.csv``, and with what.  O(cadres)."""
    size = len(instance.cadres)
    there = instance.in_pool.copy()
    stage = np.full(size, Stage.STAY.value, dtype="U10")
    unit, post, section = (np.full(size, -1, dtype=np.int32) for _ in range(3))
    intent, nomination = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    selected = np.zeros(size, dtype=bool)
    if sections is not None:
        there[sections.cadre] = True
        stage[sections.cadre] = np.array([s.value for s in sections.stage], dtype="U10")
        section[sections.cadre] = sections.section
        home = instance.codes(instance.tables["sections"]["unit_id"], "units", "unit_id")
        unit[sections.cadre] = np.append(home, -1)[sections.section]
    if allocation is not None:
        who = allocation.cadre
        there[who] = selected[who] = True
        stage[who] = np.array([s.value for s in allocation.stage], dtype="U10")
        unit[who] = allocation.to_unit
        intent[who], nomination[who] = allocation.intent_rank, allocation.nomination_rank
    if contest is not None:
        there[contest.entries.cadre] = True
        there[contest.cadre] = True
        stage[contest.cadre] = Stage.CONTEST.value
        post[contest.cadre] = contest.post
        unit[contest.cadre] = post_units(instance)[contest.post]
        selected[contest.cadre] = False
    cadre = np.flatnonzero(there).astype(np.int32)
    return Rows(
        cadre=frozen(cadre),
        to_unit=frozen(unit[cadre]),
        to_post=frozen(post[cadre]),
        to_section=frozen(section[cadre]),
        stage=stage[cadre],
        intent_rank=frozen(intent[cadre]),
        nomination_rank=frozen(nomination[cadre]),
        selected=frozen(selected[cadre]),
    )

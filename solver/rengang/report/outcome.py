"""A whole result laid out: who got what, who came and went, and what things are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from rengang.model import Allocation, Contest, Instance, Result, SectionPlan, Stage
from rengang.model.arrays import Int32, Int64, frozen
from rengang.model.procedure import BETWEEN_UNITS
from rengang.policy import Policy
from rengang.report.rooms import ROOMS, module
from rengang.report.rows import Given, Rows, lay_out
from rengang.verify import Verdict, verify


@dataclass(frozen=True, eq=False)
class Outcome:
    """A result with everything that its files are made of, computed once.

    `instance` is the one that was handed in, `verdict` what the judge found about the result if the caller has it
    already. Arrays named after units have shape (units,), those named after posts (posts,).
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
        """Is the allocation between units all there is."""
        return all(procedure in BETWEEN_UNITS for procedure in self.result.parts)

    @cached_property
    def judged(self) -> Verdict:
        """What the judge finds about the result; he is asked where nobody has asked him before."""
        found: Verdict | None = self.verdict or getattr(self.result, "verdict", None)
        return found or verify(
            self.instance,
            self.policy,
            self.allocation,
            contest=self.contest,
            sections=self.sections,
            seed=self.result.seed,
        )

    @cached_property
    def roster(self) -> Instance:
        """The instance that the contest left, on which the later procedures worked (TX-05)."""
        return self.result.roster or self.instance

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What a room reads off the outcome and needs more than once, by the room's name; the rooms fill it."""
        return {}

    # -- what was given -------------------------------------------------------------------------------------
    @cached_property
    def given(self) -> dict[str, Given]:
        """What each room gave to whom; those of whose procedures none ran have no entry."""
        found = {room: module(room, "part").given(self) for room in ROOMS}
        return {room: given for room, given in found.items() if given is not None}

    @cached_property
    def rows(self) -> Rows:
        """Everybody with what they got.  O(cadres)."""
        return lay_out(self.instance, self.given)

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

    @cached_property
    def posts(self) -> pl.DataFrame:
        """The posts as handed in, sorted by `post_id`; row number = post index."""
        return self.instance.tables["posts"]

    @cached_property
    def post_unit(self) -> Int32:
        """Unit of each post, −1 where unknown."""
        return self.instance.codes(self.posts["unit_id"], "units", "unit_id")

    # -- units ----------------------------------------------------------------------------------------------
    @cached_property
    def out(self) -> Int64:
        """Who leaves each unit, by whatever procedure."""
        return self._together([given.out for given in self.given.values()])

    @cached_property
    def into(self) -> Int64:
        """Who arrives at each unit, by whatever procedure."""
        return self._together([given.into for given in self.given.values()])

    def _together(self, parts: list[Int64 | None]) -> Int64:
        none = np.zeros(len(self.instance.units), dtype=np.int64)
        return frozen(sum((part for part in parts if part is not None), none))

    @cached_property
    def after(self) -> Int64:
        """Headcount of each unit after the campaign; what the section selection lends counts at home."""
        return self.instance.staff - self.out + self.into

    @property
    def vacancies_left(self) -> Int64:
        """Vacancies that stay open, of those that the contest left."""
        return self.judged.vacancies_left

    def per_unit(self, unit: Int32) -> Int64:
        """How often each unit occurs."""
        return np.bincount(unit[unit >= 0], minlength=len(self.instance.units)).astype(np.int64)

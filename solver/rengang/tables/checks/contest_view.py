"""The post contest as the checks see it: posts, applications, the conditions asked, the marks read."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rengang.policy.scores import AppraisalMean, GroupVote, Panel, Paper, Rating, Sum

if TYPE_CHECKING:
    from rengang.policy.conditions import Condition
    from rengang.tables.checks.given import Given


class ContestView:
    """What several checks of the contest need, each made once.

    Parameters
    ----------
    given
        The tables and the policy.
    """

    def __init__(self, given: Given) -> None:
        self.given = given
        self.policy = given.policy.contest

    @cached_property
    def posts(self) -> pl.DataFrame:
        """The posts, each id once (its first row), with `unit_id`, `vertical` and `live`: contested in earnest."""
        units = self.given.units.select("unit_id", "vertical")
        return (
            self.given.frames["posts"]
            .filter(pl.col("post_id").is_not_null())
            .unique("post_id", keep="first", maintain_order=True)
            .join(units, on="unit_id", how="left", maintain_order="left")
            .with_columns(pl.col("vertical", "contested").fill_null(False))
            .with_columns(live=pl.col("contested") & ~pl.col("vertical"))
        )

    @cached_property
    def held(self) -> bool:
        """Is a contest held: the policy has one, and some post is contested."""
        return self.policy.takes_place and bool(self.posts["live"].any())

    @cached_property
    def scored(self) -> bool:
        """Are scores made at all, for the contest or for the section selection."""
        sections = self.given.policy.sections
        return self.held or (sections.selects and bool(sections.rank_by))

    @cached_property
    def applications(self) -> pl.DataFrame:
        """The applications with their number `i`, post (`unit_id`, `contested`, `live`) and applicant (`own`).

        A blank round is round 1. What is unknown of an unknown id is null.
        """
        people = self.given.people.select("cadre_id", "own", "from_vertical")
        posts = self.posts.select("post_id", "unit_id", "contested", "live", "incumbent_id")
        return (
            self.given.frames["applications"]
            .with_columns(pl.col("round").fill_null(1))
            .join(posts, on="post_id", how="left", maintain_order="left")
            .join(people, on="cadre_id", how="left", maintain_order="left")
        )

    @cached_property
    def asked(self) -> dict[str, Condition]:
        """The conditions asked at some contested post: those for all, then those of single posts."""
        own = self.posts.filter("live")["condition"].drop_nulls().unique(maintain_order=True).to_list()
        names = dict.fromkeys([*self.policy.qualification, *own])
        return {n: self.policy.conditions[n] for n in names if n in self.policy.conditions}

    @cached_property
    def nodes(self) -> list[Panel | Paper | Rating | AppraisalMean | GroupVote]:
        """The nodes of the policy's scores that read a table."""
        kinds = (Panel, Paper, Rating, AppraisalMean, GroupVote)
        return [node for node in self.policy.scores.values() if isinstance(node, kinds)]

    @cached_property
    def panels(self) -> dict[str, Panel]:
        """The nodes that read marks of judges, by the name of the panel; the first where several read one."""
        out: dict[str, Panel] = {}
        for node in self.nodes:
            if isinstance(node, Panel):
                out.setdefault(node.panel, node)
        return out

    @cached_property
    def papers(self) -> tuple[str, ...]:
        """The exam papers that the total (or the score that ranks for sections) is made of."""
        todo = [self.policy.total, self.given.policy.sections.rank_by]
        found: list[str] = []
        seen: list[str] = []
        while todo:
            node = self.policy.scores.get(todo.pop(0))
            if isinstance(node, Paper) and node.paper not in found:
                found.append(node.paper)
            if isinstance(node, Sum):
                below = [name for name in node.terms if name not in seen]
                seen += below
                todo += below
        return tuple(found)

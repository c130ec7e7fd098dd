"""How a score is made, as data: named nodes that read marks or combine other nodes, in exact arithmetic.

Every node has a value for a candidate (a person at a post) or for a person, in points. `full` is the scale
of what is read: a mark outside 0…full is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, assert_never

from pydantic import Field

from rengang.model.values import Exact, Group, Op


class Score(Group):
    """What every node may say beside how it is made: the `rules` that it stands for."""

    rules: tuple[str, ...] = ()


class Panel(Score):
    """Mean of a panel's marks after dropping the highest and lowest: TX-24…27, JL-45, XX-36.

    Reads `scores` of this panel. `judges_min`/`judges_max` bound the panel's size; `office_min` of its judges
    are sent by the office (table `judges`). Dropping takes one occurrence each (A-16).
    """

    kind: Literal["panel"]
    panel: str
    judges_min: int = Field(1, ge=1, le=1_000_000)
    judges_max: int | None = Field(None, ge=1)
    office_min: int = Field(0, ge=0)
    drop_high: int = Field(0, ge=0, le=100)
    drop_low: int = Field(0, ge=0, le=100)
    full: Exact = Field(100, gt=0)  # type: ignore[assignment]
    missing: Literal["reject", "use_present"] = "reject"


class Paper(Score):
    """The mark of an exam paper (table `exams`): JL-21."""

    kind: Literal["paper"]
    paper: str
    full: Exact = Field(100, gt=0)  # type: ignore[assignment]


class Rating(Score):
    """The score of a rating's item (table `ratings`), or its votes as full · votes / present: JL-28."""

    kind: Literal["rating"]
    item: str
    full: Exact = Field(100, gt=0)  # type: ignore[assignment]


class AppraisalMean(Score):
    """Mean of the points of the last years' appraisals: JL-40, A-27 (the points have no default)."""

    kind: Literal["appraisal"]
    last: int = Field(3, ge=1, le=20)
    points: Mapping[Literal["excellent", "competent", "basic", "incompetent"], Exact]


class Bonus(Score):
    """Points by the words of the person's rank, else `otherwise`: JL-41."""

    kind: Literal["bonus"]
    points: Mapping[str, Exact]
    otherwise: Exact = Field(0)  # type: ignore[assignment]


class GroupVote(Score):
    """full · Σ weight · (votes/present within the group), from `recommendations`: JL-52…55, A-26.

    `gate`: the pooled rate Σ votes / Σ present must satisfy ``op gate``, else the person is barred from the
    post and no points are computed. `empty`: a group that nobody of was present counts 0, or the other
    weights are scaled up.
    """

    kind: Literal["group_vote"]
    weights: Mapping[str, Exact]
    full: Exact = Field(100, gt=0)  # type: ignore[assignment]
    gate: Exact | None = Field(None, ge=0, le=1)
    op: Op = "ge"
    empty: Literal["zero", "renormalise"] = "renormalise"


class Sum(Score):
    """Σ weight · node. The weights add to one, unless `plain` (points on top, as JL-41's bonus)."""

    kind: Literal["sum"]
    terms: Mapping[str, Exact] = Field(min_length=1)
    plain: bool = False


Node = Annotated[
    Panel | Paper | Rating | AppraisalMean | Bonus | GroupVote | Sum, Field(discriminator="kind")
]


class Rounding(Group):
    """How points are rounded: A-03."""

    decimals: int | None = Field(
        None, ge=0, le=6, description="保留小数位数；空为不舍入 | decimal places; none: exact"
    )
    mode: Literal["half_up", "half_even", "down"] = Field("half_up", description="舍入方式 | rounding mode")
    stage: Literal["every", "final"] = Field(
        "every", description="每一步都舍入，或只在最后舍入 | round every node, or the total alone"
    )


def weights_of(node: Node) -> Mapping[str, Exact] | None:
    """The weights of a node that must add to one, or None."""
    match node:
        case GroupVote():
            return node.weights
        case Sum():
            return None if node.plain else node.terms
        case Panel() | Paper() | Rating() | AppraisalMean() | Bonus():
            return None
        case unknown:
            assert_never(unknown)

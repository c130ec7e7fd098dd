"""What comes out: objectives with bounds, an allocation, a result. Status, stop and solution are kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from rengang.errors import Text
from rengang.model.answer import Objective, Requirement, Stage, Status, Stop
from rengang.model.arrays import Int32
from rengang.model.contest import Contest
from rengang.model.instance import Instance
from rengang.model.procedure import Procedure
from rengang.model.section_plan import SectionPlan


@dataclass(frozen=True, eq=False)
class Allocation:
    """Who goes where: one entry per pool member, in ascending order of the cadre index.

    Attributes
    ----------
    cadre : int32, shape (k,)
        Cadre indices, ascending: the whole pool.
    to_unit : int32, shape (k,)
        Unit given, −1 where none. A cadre with stage ``stay`` or ``retained`` has −1 and keeps the old unit.
    stage : tuple of Stage, length k
    intent_rank, nomination_rank : int32, shape (k,)
        Rank of the intent that was met and of the nomination behind it; 0 where the stage is not ``intent``
        (under directed placement to a unit that was listed, `intent_rank` is 0 too).
    """

    cadre: Int32
    to_unit: Int32
    stage: tuple[Stage, ...]
    intent_rank: Int32
    nomination_rank: Int32

    def __len__(self) -> int:
        return len(self.cadre)


class Part(Protocol):
    """What the answer of any procedure has: a post contest, a section plan, a share in an allocation."""

    @property
    def status(self) -> Status:
        """What is proven of it."""

    @property
    def objective(self) -> tuple[Objective, ...]:
        """Its objectives in the policy's order."""

    @property
    def conflict(self) -> tuple[Requirement, ...]:
        """With INFEASIBLE: requirements that cannot hold together."""


@dataclass(frozen=True, eq=False)
class Share:
    """The part of one procedure between units; who goes where stands in the allocation that they share.

    Attributes
    ----------
    status, objective
        What is proven, objective by objective.
    figures
        What the engines counted.
    """

    status: Status
    objective: tuple[Objective, ...]
    figures: Mapping[str, int] = field(default_factory=dict)
    conflict: tuple[Requirement, ...] = ()


ResultT = TypeVar("ResultT", bound="Result")


@dataclass(frozen=True, eq=False)
class Result:
    """The answer to one campaign.

    Attributes
    ----------
    status, stop
        What is proven, and why the work ended. `status` is OPTIMAL when every objective of every part is proven.
    parts
        The answers of the procedures, in the order of the campaign. A selection without an answer has the names of
        its objectives there and neither values nor bounds.
    allocation
        None when no allocation is known (UNKNOWN or INFEASIBLE).
    conflict
        With INFEASIBLE: a set of requirements that cannot hold together and of which none can be left out.
    seconds
        Wall-clock seconds of each step, in order.
    notes
        What a reader should know beside the numbers, e.g. headcount imbalance under ``capacity``.
    roster
        The instance that the contest left and that the later procedures worked on (TX-05), with those whom a rule
        holds back out of the pool; None where it is the one that was handed in.
    """

    status: Status
    stop: Stop
    parts: Mapping[Procedure, Part] = field(default_factory=dict)
    allocation: Allocation | None = None
    conflict: tuple[Requirement, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    seed: int = 0
    roster: Instance | None = None

    def having(self: ResultT, changes: Mapping[Procedure, Part | None], **fields: Any) -> ResultT:
        """The same result with some parts replaced, or taken out (None), and other fields as given."""
        parts = {**self.parts, **changes}
        return replace(self, parts={name: part for name, part in parts.items() if part is not None}, **fields)

    @property
    def contest(self) -> Contest | None:
        """The post contest, where there was one."""
        part = self.parts.get(Procedure.CONTEST)
        return part if isinstance(part, Contest) else None

    @property
    def sections(self) -> SectionPlan | None:
        """The section selection, where there was one."""
        part = self.parts.get(Procedure.SECTIONS)
        return part if isinstance(part, SectionPlan) else None

    @property
    def objective(self) -> tuple[Objective, ...]:
        """The objectives of the two-way selection (or exchange) in the policy's order."""
        part = self.parts.get(Procedure.TWO_WAY) or self.parts.get(Procedure.EXCHANGE)
        return () if part is None else part.objective

    @property
    def directed(self) -> tuple[Objective, ...]:
        """The objectives of directed placement: `directed_placed` (most), `directed_cost` (least)."""
        part = self.parts.get(Procedure.DIRECTED)
        return () if part is None else part.objective

    @property
    def answered(self) -> bool:
        """Is there anything to hand out: an allocation, a contest or a section plan."""
        there = self.allocation is not None or any(not isinstance(p, Share) for p in self.parts.values())
        return self.status.answers and there

    def value(self, name: str) -> int | None:
        """Value of the objective called `name` (KeyError if the policy has none of that name)."""
        return {o.name: o.value for part in self.parts.values() for o in part.objective}[name]

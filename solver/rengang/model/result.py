"""What comes out: objectives with bounds, an allocation, a result. Status, stop and solution are kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rengang.errors import Text
from rengang.model.answer import Objective, Requirement, Stage, Status, Stop
from rengang.model.arrays import Int32
from rengang.model.instance import Instance

if TYPE_CHECKING:
    from rengang.model.contest import Contest
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


@dataclass(frozen=True, eq=False)
class Result:
    """The answer to one campaign.

    Attributes
    ----------
    status, stop
        What is proven, and why the work ended. `status` is OPTIMAL when every objective of both stages is
        proven.
    objective
        The objectives of the two-way selection (or exchange) in the policy's order.
    directed
        The objectives of directed placement: `directed_placed` (most), `directed_cost` (least); empty where
        the policy has no such stage.
    allocation
        None when no allocation is known (UNKNOWN or INFEASIBLE).
    conflict
        With INFEASIBLE: a set of requirements that cannot hold together and of which none can be left out.
    seconds
        Wall-clock seconds of each step, in order.
    notes
        What a reader should know beside the numbers, e.g. headcount imbalance under ``capacity``.
    contest, sections
        The post contest and the section selection, where the policy and the tables have them.
    roster
        The instance that the contest left and that the later stages worked on (TX-05); None where it is the
        one that was handed in.
    """

    status: Status
    stop: Stop
    objective: tuple[Objective, ...]
    directed: tuple[Objective, ...] = ()
    allocation: Allocation | None = None
    conflict: tuple[Requirement, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    seed: int = 0
    contest: Contest | None = None
    sections: SectionPlan | None = None
    roster: Instance | None = None

    @property
    def answered(self) -> bool:
        """Is there anything to hand out: an allocation, a contest or a section plan."""
        parts = (self.allocation, self.contest, self.sections)
        return self.status in (Status.OPTIMAL, Status.FEASIBLE) and any(p is not None for p in parts)

    def value(self, name: str) -> int | None:
        """Value of the objective called `name` (KeyError if the policy has none of that name)."""
        parts = [part.objective for part in (self.contest, self.sections) if part is not None]
        for objective in (*self.objective, *self.directed, *(o for part in parts for o in part)):
            if objective.name == name:
                return objective.value
        raise KeyError(name)

"""The verdict on a campaign: part by part, what the definitions say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol, assert_never

import numpy as np

from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Int32, Int64, UInt32, frozen
from rengang.model.procedure import BETWEEN_UNITS, Procedure
from rengang.policy import Policy
from rengang.verify import movers, stages
from rengang.verify.allocation import AllocationVerdict, judge_allocation
from rengang.verify.breach import Breach
from rengang.verify.contest.judge import Appointed, ContestVerdict, judge_contest
from rengang.verify.contest.roster import roster_after

if TYPE_CHECKING:
    from rengang.verify.sections.judge import SectionsVerdict


class PartVerdict(Protocol):
    """What the verdict on any part has: what is broken, and what its objectives are."""

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Every hard rule that is broken and by whom."""

    @property
    def objective(self) -> tuple[tuple[str, int], ...]:
        """Name and value of each objective."""


class Staffed(Protocol):
    """Anything that says who gets which section, e.g. :class:`rengang.model.SectionPlan`."""

    @property
    def cadre(self) -> Int32:
        """Cadre indices."""

    @property
    def section(self) -> Int32:
        """Indices of the table `sections`, −1 where none; parallel to `cadre`."""

    @property
    def stage(self) -> tuple[Stage, ...]:
        """Parallel to `cadre`."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the definitions say about a campaign.

    Attributes
    ----------
    parts
        The verdict on each procedure that there was an answer to judge of, in the order of the campaign. Those
        between units share one, on their allocation.
    procedures
        What the policy and the tables call for, in that order.
    vacancies_left : int64
        Per unit, what the selection leaves of the vacancies that the contest left.
    roster
        The instance that the contest left, on which the later procedures are judged.
    """

    parts: Mapping[Procedure, PartVerdict]
    procedures: tuple[Procedure, ...]
    vacancies_left: Int64
    roster: Instance

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Every hard rule that is broken and by whom, in any part.

        Of one rule at most :data:`~rengang.verify.breach.LISTED` are spelled out, the rest are counted in one more.
        """
        return tuple(breach for part in dict.fromkeys(self.parts.values()) for breach in part.breaches)

    @property
    def ok(self) -> bool:
        """Is no hard rule broken."""
        return not self.breaches

    @property
    def values(self) -> tuple[tuple[str, int], ...]:
        """Name and value of each objective of every part."""
        directed = () if self.allocation is None else self.allocation.directed
        return tuple(o for part in dict.fromkeys(self.parts.values()) for o in part.objective) + directed

    @property
    def contest(self) -> ContestVerdict | None:
        """The verdict on the post contest."""
        part = self.parts.get(Procedure.CONTEST)
        return part if isinstance(part, ContestVerdict) else None

    @property
    def sections(self) -> SectionsVerdict | None:
        """The verdict on the section selection."""
        part: SectionsVerdict | None = self.parts.get(Procedure.SECTIONS)  # type: ignore[assignment]
        return part

    @property
    def allocation(self) -> AllocationVerdict | None:
        """The verdict on the allocation between units."""
        parts = (self.parts.get(procedure) for procedure in BETWEEN_UNITS)
        return next((part for part in parts if isinstance(part, AllocationVerdict)), None)

    @property
    def objective(self) -> tuple[tuple[str, int], ...]:
        """Name and value of each objective of the selection, in the policy's order; empty without an allocation."""
        return () if self.allocation is None else self.allocation.objective

    @property
    def blocking_cadre(self) -> Int32:
        """The feasible blocking pairs, sorted by cadre, then unit."""
        return NOBODY if self.allocation is None else self.allocation.blocking_cadre

    @property
    def blocking_unit(self) -> Int32:
        """Parallel to :attr:`blocking_cadre`."""
        return NOBODY if self.allocation is None else self.allocation.blocking_unit

    @property
    def directed_placed(self) -> int | None:
        """How many were directed; None where the policy has no such stage."""
        return None if self.allocation is None else self.allocation.directed_placed

    @property
    def directed_cost(self) -> int | None:
        """At what cost."""
        return None if self.allocation is None else self.allocation.directed_cost

    @property
    def first_intent_share(self) -> Fraction | None:
        """Pool members whose first intent was met, among those who filed any; None where nobody did."""
        return None if self.allocation is None else self.allocation.first_intent_share

    @property
    def justified_envy(self) -> int:
        """Cadres who prefer an admissible unit that took somebody it ranks strictly worse."""
        return 0 if self.allocation is None else self.allocation.justified_envy


NOBODY = frozen(np.zeros(0, dtype=np.int32))


def verify(
    instance: Instance,
    policy: Policy,
    allocation: Allocation | None,
    *,
    contest: Appointed | None = None,
    sections: Staffed | None = None,
    seed: int = 0,
) -> Verdict:
    """Judge a campaign by the definitions alone.

    Parameters
    ----------
    instance, policy
        As handed in, before any contest.
    allocation
        Of the pool that the contest leaves; None where no selection was run.
    contest
        The appointments; with them, the selections are judged on the roster that the contest leaves (TX-05).
        One that says `screened` of itself ended with its shortlists.
    sections
        The section plan.
    seed
        That of the lots.

    Raises
    ------
    ValueError
        A part does not belong to this instance: columns of different length, or an index out of range.
    InvalidInput
        The tables of the contest leave open what the policy needs (:func:`rengang.verify.contest.judge_contest`).

    Notes
    -----
    O(n log n) in the rows of the tables. That the objectives are the best possible is not judged here, only
    what they are (:func:`~rengang.verify.second_opinion` asks a peer about small markets).
    """
    held = movers.held_back(instance, policy)
    screened = contest is not None and bool(getattr(contest, "screened", False))
    on = Bench(movers.movers_alone(instance, held), policy, seed, held, screened)
    whole = on.roster
    answers: dict[Procedure, Any] = {
        Procedure.CONTEST: contest,
        Procedure.SECTIONS: sections,
        stages.between_units(policy)[0]: allocation,
    }
    parts: dict[Procedure, PartVerdict] = {}
    for procedure in Procedure:
        if answers.get(procedure) is not None:
            parts |= dict.fromkeys(*_judged(procedure, on, answers[procedure]))
    due = stages.procedures(whole, on.roster, policy, screened=screened)
    return Verdict(parts, due, stages.vacancies_left(on.roster, allocation), on.roster)


@dataclass
class Bench:
    """What the judges of the procedures hand on.

    Attributes
    ----------
    roster
        What the procedures judged so far have left, with those who are held back among the stayers.
    held : uint32, shape (cadres,)
        Which rules hold back whom of the pool.
    screened
        Did the contest end with its shortlists.
    """

    roster: Instance
    policy: Policy
    seed: int
    held: UInt32
    screened: bool


def _judged(procedure: Procedure, on: Bench, answer: Any) -> tuple[tuple[Procedure, ...], PartVerdict]:
    """The verdict on the answer of a procedure, and the procedures that it is about."""
    match procedure:
        case Procedure.CONTEST:
            verdict = judge_contest(
                on.roster, on.policy, answer.cadre, answer.post, on.seed, screened=on.screened
            )
            on.roster = roster_after(on.roster, on.policy, answer.cadre, answer.post)
            return (procedure,), verdict
        case Procedure.SECTIONS:
            from rengang.verify.sections.judge import judge_sections

            plan = judge_sections(on.roster, on.policy, answer.cadre, answer.section, answer.stage, on.seed)
            return (procedure,), plan
        case Procedure.TWO_WAY | Procedure.EXCHANGE | Procedure.DIRECTED:
            between = judge_allocation(on.roster, on.policy, answer, on.held)
            return stages.between_units(on.policy), between
        case unknown:
            assert_never(unknown)

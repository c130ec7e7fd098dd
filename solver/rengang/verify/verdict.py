"""The verdict on a campaign: every breach, every objective, every feasible blocking pair of each of its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Int32, Int64, frozen
from rengang.policy import Policy
from rengang.verify import avoidance, capacity, outcome, stages
from rengang.verify.breach import Breach
from rengang.verify.case import Case
from rengang.verify.contest.judge import Appointed, ContestVerdict, judge_contest
from rengang.verify.contest.roster import roster_after
from rengang.verify.directed import placement as directed
from rengang.verify.outcome import Outcome
from rengang.verify.two_way import eligibility, stability

if TYPE_CHECKING:
    from rengang.verify.sections.judge import SectionsVerdict

CHECKS = (
    outcome.check_stage,
    outcome.check_stage_unit,
    eligibility.check_listed,
    eligibility.check_nominated,
    eligibility.check_elsewhere,
    eligibility.check_vertical,
    eligibility.check_qualifies,
    outcome.check_ranks,
    capacity.check_vacancies,
    capacity.check_establishment,
    capacity.check_balance,
    avoidance.check_avoidance,
    directed.check_type,
    directed.check_level,
    directed.check_refusal,
    directed.check_most_placed,
)
"""Every hard rule, in the order in which breaches are reported."""


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
    """What the definitions say about a campaign: contest, two-way selection with directed placement, sections.

    Attributes
    ----------
    breaches
        Every hard rule that is broken and by whom, in any part; of one rule at most
        :data:`~rengang.verify.breach.LISTED` are spelled out, the rest are counted in one more.
    objective
        Name and value of each objective of the two-way selection, in the policy's order; empty without an
        allocation.
    blocking_cadre, blocking_unit : int32
        The feasible blocking pairs, sorted by cadre, then unit; empty in an exchange.
    directed_placed, directed_cost
        Recomputed; None where the policy has no directed placement.
    first_intent_share
        Pool members whose first intent was met, among those who filed any; None where nobody did.
    justified_envy
        Cadres who prefer an admissible unit that took somebody it ranks strictly worse.
    contest, sections
        The verdicts on the post contest and on the section selection; None where there was none to judge.
    procedures
        What the policy and the tables call for, of ``contest``, ``sections``, ``two_way`` or ``exchange``,
        ``directed``, in that order.
    vacancies_left : int64
        Per unit, what the selection leaves of the vacancies that the contest left; None where only an
        allocation was judged.
    """

    breaches: tuple[Breach, ...]
    objective: tuple[tuple[str, int], ...]
    blocking_cadre: Int32
    blocking_unit: Int32
    directed_placed: int | None
    directed_cost: int | None
    first_intent_share: Fraction | None
    justified_envy: int
    contest: ContestVerdict | None = None
    sections: SectionsVerdict | None = None
    procedures: tuple[str, ...] = ()
    vacancies_left: Int64 | None = None

    @property
    def ok(self) -> bool:
        """Is no hard rule broken."""
        return not self.breaches


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
    posts, handed_in = None, instance
    screened = contest is not None and getattr(contest, "screened", False)
    if contest is not None:
        posts = judge_contest(instance, policy, contest.cadre, contest.post, seed, screened=screened)
        instance = roster_after(instance, policy, contest.cadre, contest.post)
    staffing = None if sections is None else _judge_sections(instance, policy, sections, seed)
    part = _nothing() if allocation is None else judge_allocation(instance, policy, allocation)
    breaches = [
        breach for verdict in (posts, part, staffing) if verdict is not None for breach in verdict.breaches
    ]
    return replace(
        part,
        breaches=tuple(breaches),
        contest=posts,
        sections=staffing,
        procedures=stages.procedures(handed_in, instance, policy, screened=screened),
        vacancies_left=stages.vacancies_left(instance, allocation),
    )


def _judge_sections(instance: Instance, policy: Policy, plan: Staffed, seed: int) -> SectionsVerdict:
    from rengang.verify.sections.judge import judge_sections

    return judge_sections(instance, policy, plan.cadre, plan.section, plan.stage, seed)


def _nothing() -> Verdict:
    """The verdict where no selection between units was run: nothing broken, nothing reckoned."""
    none = frozen(np.zeros(0, dtype=np.int32))
    return Verdict((), (), none, none, None, None, None, 0)


def judge_allocation(instance: Instance, policy: Policy, allocation: Allocation) -> Verdict:
    """Judge the two-way selection, or exchange, and directed placement on the roster handed in."""
    case = Case(instance, policy)
    result = outcome.read_outcome(case, allocation)
    breaches = outcome.check_coverage(case, allocation)
    for check in CHECKS:
        breaches += check(case, result)
    pairs = eligibility.admissible_pairs(case)
    blocking_cadre, blocking_unit = stability.blocking_pairs(case, result, pairs)
    placed, cost = directed.placed_and_cost(case, result)
    return Verdict(
        tuple(breaches),
        stability.objectives(case, result, pairs, len(blocking_cadre)),
        blocking_cadre,
        blocking_unit,
        placed,
        cost,
        first_intent_share(case, result, pairs),
        stability.justified_envy(case, result, pairs),
    )


def first_intent_share(case: Case, result: Outcome, pairs: eligibility.Pairs) -> Fraction | None:
    """Pool members given an admissible unit of intent rank 1, among those who filed intents; None for 0/0."""
    cadre = case.instance.intents[0]
    filed = np.zeros(case.cadres, dtype=bool)
    filed[cadre[cadre >= 0]] = True
    asked = int((filed & case.instance.in_pool).sum())
    met = stability.met_pairs(result, pairs) & (pairs.intent_rank == 1)
    return Fraction(int(met.sum()), asked) if asked else None

"""The verdict on an allocation: every breach, every objective, every feasible blocking pair."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from rengang.model import Allocation, Instance
from rengang.model.instance import Int32
from rengang.policy import Policy
from rengang.verify import avoidance, capacity, directed, eligibility, outcome, stability
from rengang.verify.breach import Breach
from rengang.verify.case import Case
from rengang.verify.outcome import Outcome

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


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the definitions say about an allocation.

    Attributes
    ----------
    breaches
        Every hard rule that is broken and by whom; of one rule at most :data:`~rengang.verify.breach.LISTED`
        are spelled out, the rest are counted in one more.
    objective
        Name and value of each objective of the policy, in its order.
    blocking_cadre, blocking_unit : int32
        The feasible blocking pairs, sorted by cadre, then unit; empty in an exchange.
    directed_placed, directed_cost
        Recomputed; None where the policy has no directed placement.
    first_intent_share
        Pool members whose first intent was met, among those who filed any; None where nobody did.
    justified_envy
        Cadres who prefer an admissible unit that took somebody it ranks strictly worse.
    """

    breaches: tuple[Breach, ...]
    objective: tuple[tuple[str, int], ...]
    blocking_cadre: Int32
    blocking_unit: Int32
    directed_placed: int | None
    directed_cost: int | None
    first_intent_share: Fraction | None
    justified_envy: int

    @property
    def ok(self) -> bool:
        """Is no hard rule broken."""
        return not self.breaches


def verify(instance: Instance, policy: Policy, allocation: Allocation) -> Verdict:
    """Judge an allocation by the definitions alone.

    Raises
    ------
    ValueError
        It is no allocation of this instance: columns of different length, or an index out of range.

    Notes
    -----
    O(n log n) in the rows of the tables. That the objectives are the best possible is not judged here, only
    what they are (:func:`~rengang.verify.second_opinion` asks a peer about small markets).
    """
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
    filed = np.unique(case.instance.intents[0])
    asked = int(case.instance.in_pool[filed[filed >= 0]].sum())
    met = stability.met_pairs(result, pairs) & (pairs.intent_rank == 1)
    return Fraction(int(met.sum()), asked) if asked else None

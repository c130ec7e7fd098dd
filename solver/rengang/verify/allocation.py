"""The verdict on an allocation between units: two-way selection or balanced exchange, and directed placement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Int32, Int64, UInt32, frozen
from rengang.model.procedure import BETWEEN_UNITS, Procedure
from rengang.policy import Policy
from rengang.rules.avoidance import RELATIVE_STAYS, RELATIVES_TOGETHER
from rengang.rules.balance import BALANCE_SHORTFALL, BALANCE_SURPLUS
from rengang.rules.catalogue import bits, rules
from rengang.rules.direction import MOST_PLACED
from rengang.rules.establishment import ESTABLISHMENT
from rengang.rules.form import (
    INTENT_RANK,
    LISTED_TWICE,
    MISSING,
    NOMINATION_RANK,
    NOT_IN_POOL,
    STAGE_NOT_ALLOWED,
    STAGE_UNIT,
)
from rengang.rules.refusal import REFUSER_DIRECTED, REFUSER_NOT_WAITING, WAITING_WITHOUT_REFUSAL
from rengang.rules.rule import About, Rule
from rengang.rules.vacancies import VACANCIES
from rengang.verify import avoidance, capacity, movers, outcome, stages
from rengang.verify.bars import BARS
from rengang.verify.breach import Breach, broken
from rengang.verify.capacity import Seats
from rengang.verify.case import Case
from rengang.verify.directed import placement
from rengang.verify.outcome import Outcome
from rengang.verify.two_way import stability
from rengang.verify.two_way.intents import Intents, Pairs, admissible_pairs, intents, selection_of

Check = Callable[[Case, Outcome], list[Breach]]

CHECKS: tuple[tuple[tuple[Rule, ...], Check], ...] = (
    ((STAGE_NOT_ALLOWED,), outcome.check_stage),
    ((STAGE_UNIT,), outcome.check_stage_unit),
    ((INTENT_RANK, NOMINATION_RANK), outcome.check_ranks),
    ((VACANCIES,), capacity.check_vacancies),
    ((ESTABLISHMENT,), capacity.check_establishment),
    ((BALANCE_SURPLUS, BALANCE_SHORTFALL), capacity.check_balance),
    ((RELATIVE_STAYS, RELATIVES_TOGETHER), avoidance.check_avoidance),
    ((REFUSER_DIRECTED, REFUSER_NOT_WAITING, WAITING_WITHOUT_REFUSAL), placement.check_refusal),
    ((MOST_PLACED,), placement.check_most_placed),
)
"""The rules about units and about the whole, with what judges them; those about pairs follow from :data:`BARS`."""


@dataclass(frozen=True, eq=False)
class Trace:
    """What the judge of an allocation saw: the evidence that explanations and reports print.

    Attributes
    ----------
    case
        Policy and roster, with those whom a rule holds back among the stayers.
    allocation
        As it was handed in.
    outcome
        The allocation over the whole roster.
    held : uint32, shape (cadres,)
        Which rules hold back whom of the pool.
    pairs
        The admissible pairs.
    blocking_cadre, blocking_unit : int32
        The feasible blocking pairs.
    """

    case: Case
    allocation: Allocation
    outcome: Outcome
    held: UInt32
    pairs: Pairs
    blocking_cadre: Int32
    blocking_unit: Int32

    @cached_property
    def intents(self) -> Intents:
        """Every intent of those who may move, with what bars it."""
        return intents(self.case)

    @cached_property
    def seats(self) -> Seats:
        """Bounds on the arrivals of each unit (they bind nothing in an exchange)."""
        return capacity.seats(self.case)

    @cached_property
    def given_to_relatives(self) -> Int64:
        """Sorted keys cadre · units + unit: a relative was given that unit."""
        return placement.given_to_relatives(self.case, self.outcome)


@dataclass(frozen=True, eq=False)
class AllocationVerdict:
    """What the definitions say about an allocation.

    Attributes
    ----------
    breaches
        Every hard rule that is broken and by whom.
    objective
        Name and value of each objective of the selection by wishes, in the policy's order.
    blocking_cadre, blocking_unit : int32
        The feasible blocking pairs, sorted by cadre, then unit; empty in an exchange.
    directed_placed, directed_cost
        Recomputed; None where the policy has no directed placement.
    first_intent_share
        Of those who may move and filed intents, the share whose first one was met; None where nobody filed any.
    justified_envy
        Cadres who prefer an admissible unit that took somebody it ranks strictly worse.
    trace
        What was seen on the way.
    """

    breaches: tuple[Breach, ...]
    objective: tuple[tuple[str, int], ...]
    blocking_cadre: Int32
    blocking_unit: Int32
    directed_placed: int | None
    directed_cost: int | None
    first_intent_share: Fraction | None
    justified_envy: int
    trace: Trace

    @property
    def directed(self) -> tuple[tuple[str, int], ...]:
        """Name and value of each objective of directed placement; empty where the policy has none."""
        values = (("directed_placed", self.directed_placed), ("directed_cost", self.directed_cost))
        return tuple((name, value) for name, value in values if value is not None)


def judge_allocation(
    instance: Instance, policy: Policy, allocation: Allocation, held: UInt32 | None = None
) -> AllocationVerdict:
    """Judge the two-way selection, or exchange, and directed placement.

    Parameters
    ----------
    instance
        The roster as the contest left it, with those who are held back among the stayers.
    held : uint32, shape (cadres,)
        Which rules hold back whom of the pool; None for nobody.

    Raises
    ------
    ValueError
        It is no allocation of this instance: columns of different length, or an index out of range.
    """
    case = Case(instance, policy)
    held = frozen(np.zeros(case.cadres, dtype=np.uint32)) if held is None else held
    result = outcome.read_outcome(case, allocation)
    breaches = [*outcome.check_coverage(case, allocation, held > 0), *_check_held(case, allocation, held)]
    breaches += _check_pairs(case, result)
    for judged, check in CHECKS:
        if any(_asked(rule, case) for rule in judged):
            breaches += check(case, result)
    pairs = admissible_pairs(case)
    blocking_cadre, blocking_unit = stability.blocking_pairs(case, result, pairs)
    placed, cost = placement.placed_and_cost(case, result)
    return AllocationVerdict(
        tuple(breaches),
        stability.objectives(case, result, pairs, len(blocking_cadre)),
        blocking_cadre,
        blocking_unit,
        placed,
        cost,
        _first_intent_share(case, result, pairs),
        stability.justified_envy(case, result, pairs),
        Trace(case, allocation, result, held, pairs, blocking_cadre, blocking_unit),
    )


def _asked(rule: Rule, case: Case) -> bool:
    return rule.in_force(case.policy) and not set(rule.binds).isdisjoint(stages.between_units(case.policy))


def _check_pairs(case: Case, result: Outcome) -> list[Breach]:
    """No pair is brought about that a rule bars, by whichever stage; whom a relative stays with is told by its rule."""
    out: list[Breach] = []
    for rule, holds in BARS.items():
        for procedure, given in ((selection_of(case), result.two_way), (Procedure.DIRECTED, result.directed)):
            if rule is RELATIVE_STAYS or procedure not in rule.binds or not rule.in_force(case.policy):
                continue
            cadre = np.flatnonzero(given >= 0).astype(np.int32)
            wrong = holds(case, procedure, cadre, given[cadre])
            out += broken(case, rule, cadre[wrong], given[cadre[wrong]])
    return out


def _check_held(case: Case, allocation: Allocation, held: UInt32) -> list[Breach]:
    """Whom a rule about persons holds back stays where they are."""
    cadre = np.asarray(allocation.cadre)
    stays = np.array([stage is Stage.STAY for stage in allocation.stage], dtype=bool)
    moved = cadre[~stays | (np.asarray(allocation.to_unit) >= 0)]
    out: list[Breach] = []
    for rule in rules(About.PERSON):
        if not set(rule.binds).isdisjoint(BETWEEN_UNITS):
            out += broken(case, rule, moved[(held[moved] & bits()[rule]) > 0])
    return out


def _first_intent_share(case: Case, result: Outcome, pairs: Pairs) -> Fraction | None:
    """Pool members given an admissible unit of intent rank 1, among those who filed intents; None for 0/0."""
    cadre = case.instance.intents[0]
    filed = np.zeros(case.cadres, dtype=bool)
    filed[cadre[cadre >= 0]] = True
    asked = int((filed & case.instance.in_pool).sum())
    met = stability.met_pairs(result, pairs) & (pairs.intent_rank == 1)
    return Fraction(int(met.sum()), asked) if asked else None


JUDGED: Mapping[str, tuple[Rule, ...]] = {
    "form": (MISSING, NOT_IN_POOL, LISTED_TWICE),
    "pairs": tuple(BARS),
    "defaults": tuple(placement.MISSES),
    "persons": tuple(movers.HELD),
    "units and whole": tuple(rule for judged, _ in CHECKS for rule in judged),
}
"""Every rule between units that has a judge here, by what judges it."""

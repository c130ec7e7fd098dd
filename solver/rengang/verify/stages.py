"""Which procedures a campaign has to run, and what vacancies it leaves: by the policy and the tables alone."""

from __future__ import annotations

import numpy as np

from rengang.model import Allocation, Instance
from rengang.model.arrays import Int64, frozen
from rengang.model.procedure import Procedure
from rengang.policy import Policy
from rengang.verify.contest.facts import Facts


def procedures(
    instance: Instance, roster: Instance, policy: Policy, *, screened: bool
) -> tuple[Procedure, ...]:
    """The procedures that are called for, in the order of the campaign (TX-05).

    A contest where the policy has a rule for it and some post is offered; a section selection where the policy
    has a rule for it and some section a capacity (JL-01). A selection always, but beside these only where the
    policy has one and somebody is left in the pool. After it the others are directed, if the policy says so.

    Parameters
    ----------
    instance, roster
        What was handed in, and what the contest left of it.
    screened
        Did the campaign end with the contest's shortlists.
    """
    if screened:
        return (Procedure.CONTEST,)
    held = policy.contest.takes_place and Facts.of(instance, policy, 0).held
    due = [Procedure.CONTEST] if held else []
    if policy.sections.selects and instance.tables["sections"]["capacity"].count() > 0:
        due.append(Procedure.SECTIONS)
    selects = policy.two_way.selects or policy.directs
    if not due or (selects and bool(roster.in_pool.any())):
        due += between_units(policy)
    return tuple(due)


def between_units(policy: Policy) -> tuple[Procedure, ...]:
    """The procedures between units that a policy has."""
    if policy.exchanges:
        return (Procedure.EXCHANGE,)
    return (Procedure.TWO_WAY, *((Procedure.DIRECTED,) if policy.directs else ()))


def vacancies_left(roster: Instance, allocation: Allocation | None) -> Int64:
    """Vacancies of each unit, as the contest left them, less those who arrive by the selection; never below 0."""
    if allocation is None:
        return roster.vacancies
    given = np.asarray(allocation.to_unit)
    arrivals = np.bincount(given[given >= 0], minlength=len(roster.units))
    return frozen(np.maximum(roster.vacancies - arrivals, 0).astype(np.int64))

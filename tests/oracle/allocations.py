"""From the oracle's dictionaries to the package's allocations, and whether one keeps every hard rule."""

from __future__ import annotations

import numpy as np

from oracle.brute_force import (
    Assignment,
    completions,
    directed_options,
    exchange_assignments,
    two_way_assignments,
)
from oracle.facts import read_facts
from rengang.model import Allocation, Instance, Stage
from rengang.policy import Policy


def allocation_of(
    instance: Instance, policy: Policy, two_way: Assignment, whole: Assignment | None = None
) -> Allocation:
    """The allocation of a two-way assignment and of the whole placement that completes it.

    Whoever ends without a unit gets the stage that the policy has for them. Stated ranks are the true ones.
    """
    facts = read_facts(instance, policy)
    whole = two_way if whole is None else whole
    directed = not policy.exchanges and policy.unmatched.two_way == "directed"
    to_unit, stages, intents, nominations = [], [], [], []
    for cadre in facts.pool:
        pair = (cadre, two_way[cadre])
        if two_way[cadre] is not None:
            stages.append(Stage.INTENT)
        elif whole[cadre] is not None:
            stages.append(Stage.DIRECTED)
        elif policy.exchanges:
            stages.append(Stage.STAY)
        else:
            refuses = directed and facts.cadres[cadre]["refuses"]
            stages.append(Stage.WAITING if refuses else Stage.UNPLACED)
        to_unit.append(-1 if whole[cadre] is None else instance.unit_index[str(whole[cadre])])
        intents.append(facts.listed.get(pair, 0))  # type: ignore[call-overload]
        nominations.append(facts.nominated.get(pair, 0))  # type: ignore[call-overload]
    return Allocation(
        np.array([instance.cadre_index[cadre] for cadre in facts.pool], dtype=np.int32),
        np.array(to_unit, dtype=np.int32),
        tuple(stages),
        np.array(intents, dtype=np.int32),
        np.array(nominations, dtype=np.int32),
    )


def keeps_every_rule(instance: Instance, policy: Policy, two_way: Assignment, whole: Assignment) -> bool:
    """Is (two_way, whole) among all that is allowed, and nobody left out whom a free seat could take."""
    facts = read_facts(instance, policy)
    if policy.exchanges:
        return whole == two_way and two_way in exchange_assignments(facts)
    if two_way not in two_way_assignments(facts):
        return False
    every = list(completions(facts, two_way))
    left = [cadre for cadre in directed_options(facts, facts.pool) if whole[cadre] is None]
    better = [{**whole, cadre: unit} for cadre in left for unit in facts.units]
    return whole in every and not any(w in every for w in better)

"""Why the required pairs of a market cannot all be taken: a set of rules of which none can be left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rengang.engines.seats.problem import SeatMarket
from rengang.engines.solvers.assumptions import contradiction
from rengang.limits import Limits


@dataclass(frozen=True)
class Keys:
    """Which rule each part of a market stands for; equal keys are one rule.

    Attributes
    ----------
    required
        One key for each required pair, by pair.
    caps, clashes, needs
        One key for each row of these.
    bars
        (pair, key): every rule that alone bars a pair.
    also
        (pair, person, key): further rules behind a need that stands under another key already.
    """

    required: dict[int, str]
    caps: Sequence[str]
    clashes: Sequence[str]
    needs: Sequence[str]
    bars: Sequence[tuple[int, str]]
    also: Sequence[tuple[int, int, str]] = ()


def irreducible_conflict(market: SeatMarket, keys: Keys, limits: Limits) -> list[str]:
    """Keys of rules that contradict each other, none of which can be left out; empty when they do not.

    A first core comes from CP-SAT's assumptions, a deletion filter (Chinneck 1997) makes it irreducible. When
    the limits end the search, the set so far: it contradicts itself, but may be larger than need be.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    wanted: dict[str, Any] = {}

    def rule(key: str) -> Any:
        if key not in wanted:
            wanted[key] = model.new_bool_var(key)
        return wanted[key]

    for key in keys.required.values():
        rule(key)
    _build(model, market, keys, rule)
    core = contradiction(model, wanted, list(wanted), limits)
    needed: list[str] = []
    while core:
        trial = core.pop()
        if limits.exhausted:
            needed += [*core, trial]
            break
        smaller = contradiction(model, wanted, [*needed, *core], limits)
        if smaller is None:
            needed.append(trial)
        else:
            core = [key for key in core if key in smaller]
    return [key for key in wanted if key in needed]


def _build(model: Any, market: SeatMarket, keys: Keys, rule: Any) -> None:
    """Every rule, in force where its key's literal is true; one seat a person and one person a seat always."""
    from ortools.sat.python import cp_model

    x = [model.new_bool_var("") for _ in range(market.pairs)]
    for groups in (market.of_person, market.of_seat):
        for group in groups:
            if len(group) > 1:
                model.add_at_most_one(x[e] for e in group)
    inside: list[list[tuple[int, int]]] = [[] for _ in range(len(market.room))]
    for pair, changes in enumerate(market.changes):
        for cap, change in changes.items():
            inside[cap].append((pair, change))
    for room, rows, key in zip(market.room.tolist(), inside, keys.caps, strict=True):
        count = cp_model.LinearExpr.weighted_sum([x[e] for e, _ in rows], [c for _, c in rows])
        model.add(count <= room).only_enforce_if(rule(key))
    for a, b, key in zip(market.clash_a.tolist(), market.clash_b.tolist(), keys.clashes, strict=True):
        model.add_bool_or(~x[a], ~x[b], ~rule(key))
    needs = zip(market.need_pair.tolist(), market.need_person.tolist(), keys.needs, strict=True)
    for e, r, key in (*needs, *keys.also):
        model.add_bool_or(~x[e], *(x[f] for f in market.of_person[r]), ~rule(key))
    for e, key in keys.bars:
        model.add_implication(rule(key), ~x[e])
    for e, key in keys.required.items():
        model.add_implication(rule(key), x[e])

"""A short depth-first search on the relaxation: it finds a matching of the size asked for, or proves there is none.

Each node fixes one more column of the relaxation to 1; where the relaxation cannot reach the target any more, the
last decision is undone and turned round. From every node's values stable matchings are made by breaking ties their
way (:mod:`.climb`). A node is discarded with the bound computed in integers; only a node without any solution has
none, and then the end of the search proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.engines.largest.climb import Climbed, climb
from rengang.engines.largest.relaxation import SCALE, Relaxation
from rengang.engines.stable.predicates import blocking_pairs, is_feasible
from rengang.model import UNMATCHED
from rengang.model.instance import Int32

TRIES = 40
"""Settlings at each node."""

GUIDE = 2.0
"""What a pair's value adds to its key."""

OPEN = 1e-6
"""Values further than this from 0 and 1 are undecided."""


@dataclass(frozen=True, eq=False)
class Dived:
    """The largest matching met that is larger than asked, whether the target is proven out of reach, the nodes."""

    assignment: Int32 | None
    refuted: bool
    nodes: int


def dive(relaxation: Relaxation, target: int, *, size: int, nodes: int, chains: bool) -> Dived:
    """Search for `target` residents, starting from a solved relaxation; its columns are free again afterwards.

    Parameters
    ----------
    size
        Matchings of more residents are of interest.
    nodes
        Linear relaxations at most.
    chains
        Decide on `closed` before pairs.
    """
    path: list[tuple[int, bool]] = []
    certain, refuted, used = True, False, 0
    best: Int32 | None = None
    while used < nodes and not relaxation.limits.exhausted:
        column = _most_decided(relaxation, chains)
        met = whole(relaxation) if column < 0 else guided(relaxation, target, TRIES, used)
        if met.size > size:
            best, size = met.assignment, met.size
        if column < 0 or size >= target:
            break
        relaxation.fix(column, 1, 1)
        path.append((column, False))
        relaxation.solve()
        used += 1
        while relaxation.value < target - OPEN and _refuted(relaxation, target):
            certain &= relaxation.value > float("-inf")
            turned = _turn(relaxation, path)
            refuted = certain and not turned
            if not turned or used >= nodes:
                break
            relaxation.solve()
            used += 1
        if not path:
            break
    for column, _ in path:
        relaxation.fix(column, 0, 1)
    return Dived(best, refuted and not path, used)


def _refuted(relaxation: Relaxation, target: int) -> bool:
    """Can the columns as they are fixed not reach the target: proven, unless there is no solution at all."""
    return relaxation.value == float("-inf") or relaxation.bound().scaled < target * SCALE


def _turn(relaxation: Relaxation, path: list[tuple[int, bool]]) -> bool:
    """Free the columns that were turned last and turn the decision before them; False: there is none."""
    while path:
        column, turned = path.pop()
        if not turned:
            relaxation.fix(column, 0, 0)
            path.append((column, True))
            return True
        relaxation.fix(column, 0, 1)
    return False


def guided(relaxation: Relaxation, target: int, tries: int, seed: int) -> Climbed:
    """A climb that starts from the relaxation's values."""
    market = relaxation.market
    return climb(market, target, tries=tries, seed=seed, guide=GUIDE * relaxation.values[: market.pairs])


def whole(relaxation: Relaxation) -> Climbed:
    """The matching that values without fractions are, if it is stable; else one of size −1."""
    market = relaxation.market
    assignment = np.full(market.residents, UNMATCHED, dtype=np.int32)
    chosen = relaxation.values[: market.pairs] > 0.5
    assignment[market.resident[chosen]] = market.hospital[chosen]
    if not is_feasible(market, assignment) or len(blocking_pairs(market, assignment)):
        return Climbed(assignment, -1, 0)
    return Climbed(assignment, int(chosen.sum()), 0)


def _most_decided(relaxation: Relaxation, chains: bool) -> int:
    """The undecided column with the largest value, a `closed` first where asked for; −1 if none is left."""
    values, pairs = relaxation.values, relaxation.market.pairs
    undecided = np.where((values > OPEN) & (values < 1 - OPEN), values, -1.0)
    if chains and (undecided[pairs:] > 0).any():
        return pairs + int(undecided[pairs:].argmax())
    best = int(undecided.argmax()) if len(undecided) else -1
    return best if best >= 0 and undecided[best] > 0 else -1

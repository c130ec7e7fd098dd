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
from rengang.engines.largest.relaxation import SCALE, Bound, Relaxation
from rengang.engines.stable.predicates import blocking_pairs, is_feasible
from rengang.model import UNMATCHED
from rengang.model.arrays import Int32, Int64

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


def dive(relaxation: Relaxation, target: int, root: Bound, *, size: int, nodes: int) -> Dived:
    """Search for `target` residents, starting from a solved relaxation; its columns are free again afterwards.

    Parameters
    ----------
    root
        The bound with all columns free; its reduced costs fix what no matching of `target` residents does.
    size
        Matchings of more residents are of interest.
    nodes
        Linear relaxations at most.
    """
    fixed = _fix(relaxation, root, target)
    path: list[tuple[int, bool]] = []
    certain, refuted, used = True, False, 0
    best: Int32 | None = None
    while used < nodes and not relaxation.limits.exhausted:
        undecided = _undecided(relaxation, True)
        met = guided(relaxation, target, TRIES, used) if len(undecided) else whole(relaxation)
        if met.size > size:
            best, size = met.assignment, met.size
        if not len(undecided) or size >= target:
            break
        column = int(undecided[0])
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
    for column in [*(column for column, _ in path), *fixed]:
        relaxation.fix(column, 0, 1)
    return Dived(best, refuted and not path, used)


def _fix(relaxation: Relaxation, root: Bound, target: int) -> list[int]:
    """Fix the columns whose other value would push the bound below the target; returns them."""
    room = root.scaled - target * SCALE
    for value, where in ((1, root.reduced > room), (0, -root.reduced > room)):
        for column in np.flatnonzero(where).tolist():
            relaxation.fix(column, value, value)
    return np.flatnonzero(np.abs(root.reduced) > room).tolist()


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


def plunge(
    relaxation: Relaxation, target: int, root: Bound, *, size: int, chains: bool, share: float
) -> Dived:
    """Go down once: at each node fix to 1 a share of the undecided columns, the largest values first."""
    fixed = _fix(relaxation, root, target)
    best: Int32 | None = None
    used = 0
    while not relaxation.limits.exhausted:
        undecided = _undecided(relaxation, chains)
        met = guided(relaxation, target, TRIES, used) if len(undecided) else whole(relaxation)
        if met.size > size:
            best, size = met.assignment, met.size
        if not len(undecided) or size >= target:
            break
        for column in undecided[: max(1, int(share * len(undecided)))].tolist():
            relaxation.fix(column, 1, 1)
            fixed.append(column)
        relaxation.solve()
        used += 1
        if relaxation.value < target - OPEN:
            break
    for column in fixed:
        relaxation.fix(column, 0, 1)
    return Dived(best, False, used)


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


def _undecided(relaxation: Relaxation, chains: bool) -> Int64:
    """The undecided columns, largest values first; where asked for, `closed` alone as long as there are any."""
    values, pairs = relaxation.values, relaxation.market.pairs
    columns = np.flatnonzero((values > OPEN) & (values < 1 - OPEN))
    if chains and (columns >= pairs).any():
        columns = columns[columns >= pairs]
    return columns[np.argsort(-values[columns], kind="stable")]

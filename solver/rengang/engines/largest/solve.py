"""The largest weakly stable matching of a market with ties, with its proof.

The plan; every step either proves the size of a connected part or hands it on:

1. Reduce (:mod:`rengang.engines.stable.reduction.reduce`): exactly the stable matchings are kept.
2. A stable matching at once (:mod:`.climb`), the least cover by augmenting it (:mod:`.cover`). A part whose size
   meets its cover is proven, so is a part without ties; the others are taken one by one, small ones together.
3. More of the climb, up to the cover.
4. A large part with one seat everywhere: the least loss against the cover, by cores (:mod:`.ask`).
5. Any other: the linear relaxation with combs, its bound in integers (:mod:`.relaxation`), matchings guided by its
   values, and a short search that meets the bound or lowers it by one, in turn (:mod:`.dive`).
6. CP-SAT, with the combs and what reduced costs fix: is there a larger one (:mod:`.ask`)?
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from rengang.engines.largest.ask import Answer, largest_beyond, least_loss
from rengang.engines.largest.climb import climb
from rengang.engines.largest.cover import least_cover
from rengang.engines.largest.dive import dive, guided, plunge
from rengang.engines.largest.parts import Piece, parts_of, pieces, settled
from rengang.engines.largest.relaxation import Bound, Relaxation, Row
from rengang.engines.stable.reduction.reduce import reduce
from rengang.limits import Limits
from rengang.model import UNMATCHED, Market, Status
from rengang.model.arrays import Int32, frozen

METHODS = ("reduction", "climb", "cover", "relaxation", "search")
"""What settled a market, in ascending order of effort; the last part's hardest counts."""

WORK = 500_000
"""Pairs that a climb may settle, all tries together; at most :data:`TRIES` tries."""

TRIES = 300

LARGE = 4_000
"""From so many pairs on, where every hospital has one seat, the losses are minimised instead of relaxing."""

RELAXED = 200_000
"""Up to so many pairs there is a relaxation."""

SHARE = 0.05
"""Part of the undecided columns that a plunge fixes at each node."""

NODES = 60
"""Most nodes of a dive."""


@dataclass(frozen=True, eq=False)
class Largest:
    """A stable assignment and what is proven of its size.

    Attributes
    ----------
    assignment : int32, shape (residents,)
        Weakly stable, always.
    status
        OPTIMAL: no stable matching is larger; FEASIBLE: the limits came first.
    size, bound
        Residents placed; no stable matching places more than `bound`.
    method
        The hardest step that a part needed, of :data:`METHODS`.
    figures
        Counts of the work.
    first_s, proof_s
        Seconds to the first stable matching and to the end.
    deterministic_time
        CP-SAT's, the same on every machine.
    """

    assignment: Int32
    status: Status
    size: int
    bound: int
    method: str
    figures: dict[str, int]
    first_s: float
    proof_s: float
    deterministic_time: float


@dataclass
class _Run:
    """The running state of one solve."""

    limits: Limits
    figures: dict[str, int] = field(default_factory=dict)
    work: list[float] = field(default_factory=list)
    hardest: int = 0

    def count(self, **more: int) -> None:
        for name, value in more.items():
            self.figures[name] = self.figures.get(name, 0) + value

    def needed(self, method: str) -> None:
        self.hardest = max(self.hardest, METHODS.index(method))


@dataclass
class _Open:
    """A piece on its way: the best assignment, its size, and the proven bound."""

    piece: Piece
    best: Int32
    size: int
    bound: int

    @property
    def closed(self) -> bool:
        return self.size >= self.bound

    def take(self, assignment: Int32 | None) -> None:
        """Keep an assignment that is larger."""
        size = -1 if assignment is None else int((assignment != UNMATCHED).sum())
        if assignment is not None and size > self.size:
            self.best, self.size = assignment, size


def largest_stable_matching(market: Market, limits: Limits | None = None) -> Largest:
    """A stable matching of most residents; NP-hard with ties (Manlove et al. 2002).

    Parameters
    ----------
    market
        Quotas and ranks with ties on either side.
    limits
        Deadline, stop question, threads and seed of CP-SAT.

    Raises
    ------
    ValueError
        The market has conflicts: then a stable matching need not exist; see
        :func:`rengang.engines.stable.matching.best_stable_matching`.
    """
    if market.has_conflicts:
        raise ValueError("largest_stable_matching takes no conflicts; best_stable_matching does")
    began = time.monotonic()
    run = _Run(limits or Limits())
    kept = market.keep(reduce(market))
    listed = int(np.minimum(market.quota, np.bincount(kept.hospital, minlength=market.hospitals)).sum())
    first = climb(kept, min(market.residents, listed), tries=1, seed=run.limits.seed)
    first_s = time.monotonic() - began
    assignment = first.assignment.copy()
    cover = least_cover(kept, assignment)
    parts = parts_of(kept, assignment, cover)
    done = settled(kept, parts)
    run.count(pairs=market.pairs, kept=kept.pairs, settlings=1, parts=int((parts.pairs > 0).sum()))
    bound = int(np.where(done, parts.size, parts.bound).sum())
    for piece in pieces(kept, assignment, cover, parts, ~done):
        run.count(open_pairs=piece.market.pairs, pieces=1)
        state = _Open(piece, piece.part_of(assignment), piece.size, piece.cover.weight)
        _settle(run, state)
        piece.put(assignment, state.best)
        bound -= piece.cover.weight - state.bound
    size = int((assignment != UNMATCHED).sum())
    return Largest(
        frozen(assignment), Status.OPTIMAL if size == bound else Status.FEASIBLE, size, bound,
        METHODS[run.hardest], run.figures, first_s, time.monotonic() - began, sum(run.work),
    )  # fmt: skip


def _settle(run: _Run, state: _Open) -> None:
    """Steps 3 to 6 for one piece, until its size meets its bound or time is up."""
    market = state.piece.market
    tries = max(min(WORK // max(market.pairs, 1), TRIES), 2)
    run.needed("climb")
    climbed = climb(market, state.bound, tries=tries, seed=run.limits.seed)
    run.count(settlings=climbed.settlings)
    state.take(climbed.assignment)
    if state.closed or run.limits.exhausted:
        return
    if market.pairs >= LARGE and market.quota.max(initial=0) <= 1:
        run.needed("cover")
        run.count(questions=1)
        _conclude(state, least_loss(market, state.piece.cover, state.size, run.limits, work=run.work))
        return
    combs: list[Row] = []
    fixing: Bound | None = None
    if market.pairs <= RELAXED:
        combs, fixing = _relax(run, state)
    if not state.closed and not run.limits.exhausted:
        run.needed("search")
        run.count(questions=1)
        answer = largest_beyond(
            market, state.size, state.bound, run.limits, combs=combs, bound=fixing, work=run.work
        )
        _conclude(state, answer)


def _conclude(state: _Open, answer: Answer) -> None:
    """What an answer about the matchings that are larger than the state's says of it."""
    state.take(answer.assignment)
    if answer.status in (Status.OPTIMAL, Status.INFEASIBLE):
        state.bound = state.size
    elif answer.bound is not None:
        state.bound = max(min(state.bound, answer.bound), state.size)


def _relax(run: _Run, state: _Open) -> tuple[list[Row], Bound | None]:
    """Step 5; the combs, and the bound at the root with its reduced costs."""
    run.needed("relaxation")
    relaxation = Relaxation(state.piece.market, run.limits)
    if not relaxation.solve():
        return relaxation.combs, None
    root = relaxation.bound()
    state.bound = min(state.bound, root.size)
    if not state.closed:
        best = guided(relaxation, state.bound, TRIES, run.limits.seed)
        run.count(settlings=best.settlings)
        state.take(best.assignment)
    while not state.closed and not run.limits.exhausted:
        before = state.bound
        _lower(run, state, relaxation, root)
        if state.bound == before:
            break
    run.count(programs=relaxation.programs, pivots=relaxation.iterations, combs=len(relaxation.combs))
    return relaxation.combs, root


def _lower(run: _Run, state: _Open, relaxation: Relaxation, root: Bound) -> None:
    """Meet the bound, or prove it out of reach and lower it by one, or neither."""
    for chains in (True, False):
        relaxation.solve()
        plunged = plunge(relaxation, state.bound, root, size=state.size, chains=chains, share=SHARE)
        run.count(nodes=plunged.nodes)
        state.take(plunged.assignment)
        if state.closed or run.limits.exhausted:
            return
    relaxation.solve()
    dived = dive(relaxation, state.bound, root, size=state.size, nodes=NODES)
    run.count(nodes=dived.nodes)
    state.take(dived.assignment)
    state.bound -= dived.refuted

"""The procedures in the policy's order: two-way selection (or exchange), then directed placement."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from rengang.engines.solvers.cpsat import Limits
from rengang.engines.stable.completion import Completable, TooLarge, best_completable_matching
from rengang.engines.stable.matching import MAX_SIZE, STABLE
from rengang.errors import Text
from rengang.model import UNMATCHED, Instance, Market, Progress, Reporter, Requirement, Status
from rengang.policy import Policy
from rengang.procedures import admissible, capacity, conflict, directed, two_way
from rengang.procedures.directed import Directed
from rengang.procedures.exchange import exchange
from rengang.procedures.two_way import Selection

STEP = {
    "prepare": Text("整理资料", "preparing"),
    "two_way": Text("双向选择", "two-way selection"),
    "exchange": Text("对等交流", "balanced exchange"),
    "directed": Text("定向交流", "directed placement"),
    "coupled": Text("双向选择与定向交流统筹", "both stages together"),
    "conflict": Text("查找矛盾要求", "looking for the conflicting requirements"),
    "verify": Text("独立复核", "independent verification"),
}
"""What each step is called in progress reports and in ``Result.seconds``."""


@dataclass
class Work:
    """What the stages hand on: the answer so far, the time that each step took, and what a reader should know."""

    instance: Instance
    policy: Policy
    limits: Limits
    reporter: Reporter
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    selection: Selection | None = None
    directed: Directed | None = None
    conflict: tuple[Requirement, ...] = ()
    status: Status = Status.OPTIMAL

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """Time a step; the value is the callback (done, total) that reports its progress."""
        began = time.perf_counter()
        self.reporter(Progress(STEP[name]))
        try:
            yield lambda done, total: self.reporter(Progress(STEP[name], done, total))
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began


def run_exchange(work: Work) -> None:
    """The balanced exchange: nobody is directed, the others stay (TX-40, XJ-01)."""
    with work.step("prepare"):
        pairs = admissible.pairs(work.instance, work.policy)
    with work.step("exchange"):
        work.selection = exchange(work.instance, work.policy, pairs, work.limits)
    work.status = work.selection.status


def run_stages(work: Work) -> None:
    """Two-way selection and directed placement under ``capacity`` or ``release``."""
    with work.step("prepare"):
        pairs = admissible.pairs(work.instance, work.policy)
        seats = capacity.seats(work.instance, work.policy)
        impossible = (seats.lower > seats.upper).any()
        if not impossible:
            market = two_way.market_of(work.instance, work.policy, pairs, seats.upper)
    if impossible:
        _explain_infeasible(work, seats)
        return
    with work.step("two_way") as report:
        work.selection = two_way.select(work.instance, work.policy, market, work.limits, report)
    if work.policy.unmatched.two_way == "directed":
        _place(work, seats)
        if _stranded(work):
            _solve_together(work, market, seats)
    if work.directed is not None and work.directed.placed.status is Status.UNKNOWN:
        # without directed placement the selection alone keeps neither bounds nor promises
        work.selection, work.directed = None, None
    if work.status is not Status.INFEASIBLE:
        work.status = _joint_status(work)


def _place(work: Work, seats: capacity.Seats) -> None:
    assert work.selection is not None
    with work.step("directed") as report:
        work.directed = directed.direct(
            work.instance, work.policy, seats, work.selection.unit, work.limits, report
        )


def _stranded(work: Work) -> bool:
    """Has the selection left lower bounds that cannot be met, or (with lookahead) people who have nowhere to go."""
    assert work.directed is not None
    placed = work.directed.placed
    if placed.status is Status.INFEASIBLE:
        return True
    if not work.policy.two_way.lookahead or placed.assignment is None:
        return False
    return bool((np.asarray(placed.assignment) == UNMATCHED).any())


def _solve_together(work: Work, market: Market, seats: capacity.Seats) -> None:
    """The coupled model: the best selection among those that directed placement can complete."""
    found = _complete(work, market, seats)
    if found is None:
        return
    if found.matching is not None:
        order = STABLE if work.policy.two_way.rule == "stable" else MAX_SIZE
        work.selection = two_way.selection(found.matching, order)
        _place(work, seats)
    elif found.status is Status.INFEASIBLE:
        _explain_infeasible(work, seats)
    elif _is_infeasible(work):
        work.selection, work.directed, work.status = None, None, Status.UNKNOWN
    else:
        # somebody has nowhere to go, and time ran out before it was known whether that had to be
        work.status = Status.FEASIBLE


def _complete(work: Work, market: Market, seats: capacity.Seats) -> Completable | None:
    """Ask the coupled model; None when the rule or the size does not admit it and the answer stands as it is."""
    policy, instance = work.policy, work.instance
    assert work.selection is not None
    if policy.two_way.rule not in ("stable", "max-placed"):
        if _is_infeasible(work):
            short = work.directed.placed.short if work.directed is not None else None
            work.conflict = conflict.left_by_the_rule(instance, policy, seats, short)
            work.selection, work.directed, work.status = None, None, Status.INFEASIBLE
        return None
    everyone = np.arange(len(instance.pool))
    nobody = np.full(len(instance.pool), UNMATCHED, dtype=np.int32)
    willing = np.zeros(len(instance.pool), dtype=bool)
    willing[directed.placeable(instance, policy, nobody)] = True
    rest = directed.placement(instance, policy, everyone, nobody, seats.lower, seats.upper)
    try:
        with work.step("coupled"):
            return best_completable_matching(
                market, rest, willing, work.limits, near=work.selection.unit,
                order=STABLE if policy.two_way.rule == "stable" else MAX_SIZE,
                everybody=policy.two_way.lookahead,
            )  # fmt: skip
    except TooLarge:
        work.notes.append(
            Text(
                "两个环节统筹的模型过大，未能求解；结果未证明为最优。",
                "The model of both stages together is too large and was not solved; the result is not proven.",
            )
        )
        if _is_infeasible(work):
            work.selection, work.directed, work.status = None, None, Status.UNKNOWN
        else:
            work.status = Status.FEASIBLE
        return None


def _is_infeasible(work: Work) -> bool:
    return work.directed is not None and work.directed.placed.status is Status.INFEASIBLE


def _explain_infeasible(work: Work, seats: capacity.Seats) -> None:
    with work.step("conflict"):
        work.conflict = conflict.conflicting_requirements(work.instance, work.policy, seats, work.limits)
    work.selection, work.directed, work.status = None, None, Status.INFEASIBLE


def _joint_status(work: Work) -> Status:
    """OPTIMAL when both stages are proven."""
    if work.selection is None:
        return Status.UNKNOWN
    parts = [work.status, work.selection.status]
    if work.directed is not None:
        parts.append(work.directed.placed.status)
    return Status.OPTIMAL if all(part is Status.OPTIMAL for part in parts) else Status.FEASIBLE

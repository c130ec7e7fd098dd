"""The procedures in the policy's order: contest, sections, two-way selection (or exchange), directed placement."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from rengang.engines.stable.completion import Completable, TooLarge, best_completable_matching
from rengang.engines.stable.matching import MAX_SIZE, STABLE
from rengang.errors import Text, UsageError
from rengang.limits import Limits
from rengang.model import (
    UNMATCHED,
    Contest,
    Instance,
    Market,
    Progress,
    Reporter,
    Requirement,
    SectionPlan,
    Status,
)
from rengang.policy import Policy
from rengang.procedures import admissible, capacity
from rengang.procedures.contest.posts import is_held
from rengang.procedures.directed import conflict
from rengang.procedures.directed import place as directed
from rengang.procedures.directed.place import Directed
from rengang.procedures.exchange.circulation import exchange
from rengang.procedures.two_way import select as two_way
from rengang.procedures.two_way.select import Selection

STEP = {
    "contest": Text("竞岗", "post contest"),
    "sections": Text("科室双向选择", "section selection"),
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
    """What the stages hand on: the answer so far, the time that each step took, and what a reader should know.

    `instance` is what was handed in; `roster` what the stages so far have left of it (TX-05).
    """

    instance: Instance
    policy: Policy
    limits: Limits
    reporter: Reporter
    roster: Instance = field(init=False)
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    contest: Contest | None = None
    sections: SectionPlan | None = None
    pairs: admissible.Pairs | None = None
    selection: Selection | None = None
    directed: Directed | None = None
    conflict: tuple[Requirement, ...] = ()
    status: Status = Status.OPTIMAL

    def __post_init__(self) -> None:
        self.roster = self.instance

    @property
    def goes_on(self) -> bool:
        """Has no stage so far ended without an answer."""
        return self.status in (Status.OPTIMAL, Status.FEASIBLE)

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """Time a step; the value is the callback (done, total) that reports its progress."""
        began = time.perf_counter()
        self.reporter(Progress(STEP[name]))
        try:
            yield lambda done, total: self.reporter(Progress(STEP[name], done, total))
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began


def run_all(work: Work) -> None:
    """Every stage that the policy and the tables have, in the order of TX-05."""
    if is_held(work.instance, work.policy):
        run_contest(work)
    if work.goes_on and selects_sections(work):
        run_sections(work)
    if work.goes_on and _rotates(work):
        so_far = work.status
        work.status = Status.OPTIMAL
        (run_exchange if work.policy.exchanges else run_stages)(work)
        if work.status is Status.OPTIMAL:
            work.status = so_far


def selects_sections(work: Work) -> bool:
    """Does the policy ask for a section selection, and are there sections to select for."""
    if work.policy.sections.rule == "none":
        return False
    from rengang.procedures.sections import has_sections

    return has_sections(work.roster, work.policy)


def _rotates(work: Work) -> bool:
    """Is anybody left to be exchanged; a campaign of contests and sections alone has no such stage."""
    if work.contest is None and work.sections is None:
        return True
    policy = work.policy
    directs = not policy.exchanges and policy.unmatched.two_way == "directed"
    idle = policy.two_way.rule == "none" and not directs
    return len(work.roster.pool) > 0 and not idle


def run_screening(work: Work) -> None:
    """The contest up to its shortlists (TX-14…22): nobody is scored, nobody appointed.

    Raises
    ------
    UsageError
        There is no contest to screen for.
    """
    if not is_held(work.instance, work.policy):
        raise UsageError(
            Text("没有竞岗职位，无可审查", "no post is offered for contest: there is nothing to screen")
        )
    from rengang.procedures.contest.contest import screened

    with work.step("contest"):
        work.contest = screened(work.instance, work.policy, work.limits.seed)


def run_contest(work: Work) -> None:
    """The post contest (TX-10…35, JL-20…62); the later stages see who moved."""
    from rengang.procedures.contest.after import after_contest
    from rengang.procedures.contest.contest import hold

    with work.step("contest") as report:
        held = hold(work.instance, work.policy, work.limits, report)
    work.status, work.conflict = held.status, held.conflict
    if held.status in (Status.OPTIMAL, Status.FEASIBLE):
        work.contest = held
        work.roster = after_contest(work.instance, work.policy, held.cadre, held.post)


def run_sections(work: Work) -> None:
    """The section selection (JL-70…85) on the roster that the contest leaves."""
    from rengang.procedures.sections import select_sections

    with work.step("sections") as report:
        plan = select_sections(work.roster, work.policy, work.limits, work.limits.seed, report)
    if plan.status in (Status.INFEASIBLE, Status.UNKNOWN):
        work.status, work.conflict = plan.status, plan.conflict
        return
    work.sections = plan
    work.notes += plan.notes
    if plan.status is Status.FEASIBLE:
        work.status = Status.FEASIBLE


def run_exchange(work: Work) -> None:
    """The balanced exchange: nobody is directed, the others stay (TX-40, XJ-01)."""
    with work.step("prepare"):
        work.pairs = admissible.pairs(work.roster, work.policy)
    with work.step("exchange"):
        work.selection = exchange(work.roster, work.policy, work.pairs, work.limits)
    work.status = work.selection.status


def run_stages(work: Work) -> None:
    """Two-way selection and directed placement under ``capacity`` or ``release``."""
    with work.step("prepare"):
        work.pairs = admissible.pairs(work.roster, work.policy)
        seats = capacity.seats(work.roster, work.policy)
        impossible = (seats.lower > seats.upper).any()
        if not impossible:
            market = two_way.market_of(work.roster, work.policy, work.pairs, seats.upper)
    if impossible:
        _explain_infeasible(work, seats)
        return
    with work.step("two_way") as report:
        work.selection = two_way.select(work.roster, work.policy, market, work.limits, report)
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
            work.roster, work.policy, seats, work.selection.unit, work.limits, report
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
    policy, instance = work.policy, work.roster
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
        work.conflict = conflict.conflicting_requirements(work.roster, work.policy, seats, work.limits)
    work.selection, work.directed, work.status = None, None, Status.INFEASIBLE


def _joint_status(work: Work) -> Status:
    """OPTIMAL when both stages are proven."""
    if work.selection is None:
        return Status.UNKNOWN
    parts = [work.status, work.selection.status]
    if work.directed is not None:
        parts.append(work.directed.placed.status)
    return Status.OPTIMAL if all(part is Status.OPTIMAL for part in parts) else Status.FEASIBLE

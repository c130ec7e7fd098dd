"""Directed placement (TX-46) as a procedure of a campaign, and both stages together where one strands the other."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from rengang.engines.stable.completion import Completable, TooLarge, best_completable_matching
from rengang.errors import Text
from rengang.model import UNMATCHED, Market, Status
from rengang.model.procedure import Procedure
from rengang.procedures.between import by_optimum, order_of
from rengang.procedures.capacity import Seats
from rengang.procedures.conduct import Conduct, Work
from rengang.procedures.directed import conflict, place


def due(work: Work) -> bool:
    """The policy directs the unmatched, and a two-way selection left some or none."""
    directs = work.policy.directs
    return directs and work.between is not None and work.between.selection is not None


def run(work: Work) -> None:
    """Direct the unmatched; where that is impossible, or strands somebody, solve both stages together."""
    stage = Stage(work)
    stage.place()
    if stage.stranded:
        stage.solve_together()
    found = stage.between.directed
    if found is None:
        return
    if found.placed.status is Status.UNKNOWN:
        # without directed placement the selection alone keeps neither bounds nor promises
        work.ends(Status.UNKNOWN)
        return
    work.proves(found.placed.status)


class Stage:
    """Directed placement after a selection, on the work's state."""

    def __init__(self, work: Work) -> None:
        assert work.between is not None
        self.work, self.between = work, work.between

    @property
    def seats(self) -> Seats:
        """Bounds on arrivals."""
        assert self.between.seats is not None
        return self.between.seats

    @property
    def market(self) -> Market:
        """The market of the two-way selection."""
        assert self.between.market is not None
        return self.between.market

    def place(self) -> None:
        """Direct those whom the selection left."""
        work = self.work
        assert self.between.selection is not None
        with work.step("directed") as report:
            self.between.directed = place.direct(
                work.roster, work.policy, self.seats, self.between.selection.unit, work.limits, report
            )

    @property
    def infeasible(self) -> bool:
        """Cannot the lower bounds be met after this selection."""
        found = self.between.directed
        return found is not None and found.placed.status is Status.INFEASIBLE

    @property
    def stranded(self) -> bool:
        """Has the selection left bounds that cannot be met, or (with lookahead) people who have nowhere to go."""
        if self.infeasible:
            return True
        found = self.between.directed
        if not self.work.policy.two_way.lookahead or found is None or found.placed.assignment is None:
            return False
        return bool((np.asarray(found.placed.assignment) == UNMATCHED).any())

    def solve_together(self) -> None:
        """The coupled model: the best selection among those that directed placement can complete."""
        work = self.work
        found = self._complete()
        if found is None:
            return
        if found.matching is not None:
            work.status = Status.OPTIMAL if self._others_proven() else Status.FEASIBLE
            self.between.selection = by_optimum(found.matching, work.policy)
            work.proves(self.between.selection.status)
            self.place()
        elif found.status is Status.INFEASIBLE:
            work.infeasible(
                lambda: conflict.conflicting_requirements(work.roster, work.policy, self.seats, work.limits)
            )
        elif self.infeasible:
            work.ends(Status.UNKNOWN)
        else:
            # somebody has nowhere to go, and time ran out before it was known whether that had to be
            work.proves(Status.FEASIBLE)

    def _others_proven(self) -> bool:
        return all(part.status is Status.OPTIMAL for part in self.work.parts.values())

    def _complete(self) -> Completable | None:
        """Ask the coupled model; None when the rule or the size does not admit it and the answer stands as it is."""
        work, policy, roster = self.work, self.work.policy, self.work.roster
        assert self.between.selection is not None
        match policy.two_way.rule:
            case "stable" | "max-placed":
                pass
            case "cadre-da" | "unit-da" | "immediate" | "none" | "exchange-max" | "exchange-ttc":
                if self.infeasible:
                    short = None if self.between.directed is None else self.between.directed.placed.short
                    work.ends(Status.INFEASIBLE, conflict.left_by_the_rule(roster, policy, self.seats, short))
                return None
            case unknown:
                assert_never(unknown)
        everyone = np.arange(len(roster.pool))
        nobody = np.full(len(roster.pool), UNMATCHED, dtype=np.int32)
        willing = np.zeros(len(roster.pool), dtype=bool)
        willing[place.placeable(roster, policy, nobody)] = True
        rest = place.placement(roster, policy, everyone, nobody, self.seats.lower, self.seats.upper)
        try:
            with work.step("coupled"):
                return best_completable_matching(
                    self.market, rest, willing, work.limits, near=self.between.selection.unit,
                    order=order_of(policy),
                    everybody=policy.two_way.lookahead,
                )  # fmt: skip
        except TooLarge:
            work.notes.append(
                Text(
                    "两个环节统筹的模型过大，未能求解；结果未证明为最优。",
                    "The model of both stages together is too large and was not solved; the result is not proven.",
                )
            )
            if self.infeasible:
                work.ends(Status.UNKNOWN)
            else:
                work.proves(Status.FEASIBLE)
            return None


CONDUCT = Conduct(
    Procedure.DIRECTED,
    tables=("units", "cadres", "posts", "sections", "intents", "nominations", "kinship"),
    keys=(
        "directed", "avoidance", "scope.exclude_vertical", "caps", "balance", "unmatched", "two_way", "intents",
        "nomination",
    ),
    due=due,
    run=run,
)  # fmt: skip

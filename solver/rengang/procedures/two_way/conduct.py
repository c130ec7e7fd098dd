"""The two-way selection (TX-43…45) as a procedure of a campaign."""

from __future__ import annotations

from rengang.model.procedure import Procedure
from rengang.procedures import admissible, capacity
from rengang.procedures.between import Between
from rengang.procedures.conduct import Conduct, Work


def due(work: Work) -> bool:
    """A campaign always has it, but for exchanges; beside other procedures only where somebody may be moved."""
    return not work.screens and not work.policy.exchanges and work.moves_anybody


def run(work: Work) -> None:
    """Match by wishes under the bounds on arrivals, or say which of these contradict each other."""
    from rengang.procedures.directed.conflict import conflicting_requirements
    from rengang.procedures.two_way.select import market_of, select

    with work.step("prepare"):
        pairs = admissible.pairs(work.roster, work.policy)
        seats = capacity.seats(work.roster, work.policy)
        impossible = bool((seats.lower > seats.upper).any())
        market = None if impossible else market_of(work.roster, work.policy, pairs, seats.upper)
    work.between = Between(pairs, seats, market)
    if market is None:
        work.infeasible(lambda: conflicting_requirements(work.roster, work.policy, seats, work.limits))
        return
    with work.step("two_way") as report:
        work.between.selection = select(work.roster, work.policy, market, work.limits, report)
    work.proves(work.between.selection.status)


CONDUCT = Conduct(
    Procedure.TWO_WAY,
    tables=("units", "cadres", "posts", "sections", "intents", "nominations", "kinship"),
    keys=(
        "two_way", "intents", "nomination", "avoidance", "scope.exclude_vertical", "caps", "balance", "unmatched",
        "directed",
    ),
    due=due,
    run=run,
)  # fmt: skip

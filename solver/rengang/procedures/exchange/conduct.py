"""The balanced exchange (XJ-01, TX-40) as a procedure of a campaign."""

from __future__ import annotations

from rengang.model.procedure import Procedure
from rengang.procedures import admissible
from rengang.procedures.between import Between
from rengang.procedures.conduct import Conduct, Work


def due(work: Work) -> bool:
    """The policy exchanges; beside other procedures only where somebody may be moved."""
    return not work.screens and work.policy.exchanges and work.moves_anybody


def run(work: Work) -> None:
    """Exchange: nobody is directed, the others stay."""
    from rengang.procedures.exchange.circulation import exchange

    with work.step("prepare"):
        work.between = Between(admissible.pairs(work.roster, work.policy))
    with work.step("exchange"):
        work.between.selection = exchange(work.roster, work.policy, work.between.pairs, work.limits)
    work.proves(work.between.selection.status)


CONDUCT = Conduct(
    Procedure.EXCHANGE,
    tables=("units", "cadres", "intents", "nominations", "kinship"),
    keys=(
        "two_way", "intents", "nomination", "avoidance", "scope.exclude_vertical", "caps", "balance", "exchange",
    ),
    due=due,
    run=run,
)  # fmt: skip

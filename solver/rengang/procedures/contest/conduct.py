"""The post contest (TX-10…35, JL-20…62) as a procedure of a campaign."""

from __future__ import annotations

from rengang.errors import Text, UsageError
from rengang.model import Status
from rengang.model.procedure import Procedure
from rengang.procedures.conduct import Conduct, Work
from rengang.procedures.contest.posts import is_held


def due(work: Work) -> bool:
    """The policy has a rule for it and some post is offered.

    Raises
    ------
    UsageError
        Applicants are to be screened and there is no contest.
    """
    held = is_held(work.roster, work.policy)
    if work.screens and not held:
        raise UsageError(
            Text("没有竞岗职位，无可审查", "no post is offered for contest: there is nothing to screen")
        )
    return held


def run(work: Work) -> None:
    """Hold the contest, or screen for it; the procedures after it see who moved."""
    from rengang.procedures.contest.after import after_contest
    from rengang.procedures.contest.contest import hold, screened

    with work.step("contest") as report:
        if work.screens:
            held = screened(work.roster, work.policy, work.limits.seed)
        else:
            held = hold(work.roster, work.policy, work.limits, report)
    if held.status in (Status.INFEASIBLE, Status.UNKNOWN):
        work.ends(held.status, held.conflict)
        return
    work.parts[Procedure.CONTEST] = held
    work.proves(held.status)
    work.roster = after_contest(work.roster, work.policy, held.cadre, held.post)


CONDUCT = Conduct(
    Procedure.CONTEST,
    tables=(
        "units", "sections", "posts", "cadres", "intents", "nominations", "kinship", "applications", "waivers",
        "scores", "exams", "ratings", "appraisals", "recommendations", "votes", "decisions", "section_intents",
    ),
    keys=("contest", "scope.exclude_vertical", "avoidance", "caps", "balance.mode"),
    due=due,
    run=run,
)  # fmt: skip

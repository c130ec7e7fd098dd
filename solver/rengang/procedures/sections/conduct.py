"""The section selection (JL-70…85) as a procedure of a campaign."""

from __future__ import annotations

from rengang.model.procedure import Procedure
from rengang.procedures.conduct import Conduct, Work


def due(work: Work) -> bool:
    """The policy asks for it, and there are sections to select for."""
    if work.screens or not work.policy.sections.selects:
        return False
    from rengang.procedures.sections import has_sections

    return has_sections(work.roster, work.policy)


def run(work: Work) -> None:
    """Select on the roster that the contest leaves."""
    from rengang.procedures.sections import select_sections

    with work.step("sections") as report:
        plan = select_sections(work.roster, work.policy, work.limits, work.limits.seed, report)
    if not plan.status.answers:
        work.ends(plan.status, plan.conflict)
        return
    work.parts[Procedure.SECTIONS] = plan
    work.notes += plan.notes
    work.proves(plan.status)


CONDUCT = Conduct(
    Procedure.SECTIONS,
    tables=(
        "units", "sections", "posts", "cadres", "kinship", "section_intents", "section_picks", "appraisals",
        "exams", "ratings", "scores", "recommendations",
    ),
    keys=("sections", "avoidance", "contest"),
    due=due,
    run=run,
)  # fmt: skip

"""What the judge found about a section plan, as its tables and forms print it."""

from __future__ import annotations

from rengang.model import SectionPlan
from rengang.report.outcome import Outcome
from rengang.verify import Verdict
from rengang.verify.sections import Trace, judge_sections


def trace_of(outcome: Outcome, plan: SectionPlan) -> Trace:
    """The evidence that came with the result; a result that was never judged is judged now."""
    verdict: Verdict | None = getattr(outcome.result, "verdict", None)
    if verdict is not None and verdict.sections is not None:
        return verdict.sections.trace
    seed = outcome.result.seed
    return judge_sections(outcome.roster, outcome.policy, plan.cadre, plan.section, plan.stage, seed).trace

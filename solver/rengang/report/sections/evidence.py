"""What the judge found about a section plan, as its tables and forms print it."""

from __future__ import annotations

from rengang.report.outcome import Outcome
from rengang.verify.sections import Trace


def trace_of(outcome: Outcome) -> Trace:
    """The evidence behind the verdict on the plan of the outcome."""
    found = outcome.judged.sections
    if found is None:
        raise ValueError("there was no section selection")
    return found.trace

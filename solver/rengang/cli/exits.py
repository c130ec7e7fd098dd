"""The exit codes of the command line, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from rengang.model import Result

SOLVED = 0
"""Solved: what `status` in the summary says is proven."""
BREACH = 1
"""`verify` found a breach."""
USAGE = 2
"""The call is wrong."""
INVALID = 3
"""The input has faults; nothing was written."""
INFEASIBLE = 4
"""The demands cannot be met together."""
UNKNOWN = 5
"""No allocation within the time limit."""
OURS = 70
"""Our own fault."""
INTERRUPTED = 130
"""Ctrl-C where there is no answer to save yet (128 + SIGINT, as shells have it)."""
BROKEN_PIPE = 141
"""Whoever read our output went away (128 + SIGPIPE)."""


def of_result(result: Result) -> int:
    """The exit code that a result comes with."""
    from rengang.model import Status

    match result.status:
        case Status.OPTIMAL | Status.FEASIBLE:
            return SOLVED
        case Status.INFEASIBLE:
            return INFEASIBLE
        case Status.UNKNOWN:
            return UNKNOWN
        case status:
            assert_never(status)

"""The judge: every hard rule and every objective recomputed from the tables, by code of its own.

Nothing here is shared with the procedures or the engines whose answers it judges.

Names are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rengang import lazy

if TYPE_CHECKING:
    from rengang.verify.breach import Breach as Breach
    from rengang.verify.contest import Appointments as Appointments
    from rengang.verify.contest import ContestVerdict as ContestVerdict
    from rengang.verify.contest import judge_contest as judge_contest
    from rengang.verify.contest import roster_after as roster_after
    from rengang.verify.two_way.peer import Opinion as Opinion
    from rengang.verify.two_way.peer import second_opinion as second_opinion
    from rengang.verify.verdict import Verdict as Verdict
    from rengang.verify.verdict import verify as verify

__all__, __getattr__, __dir__ = lazy.names(
    __name__,
    globals(),
    {
        "rengang.verify.breach": ("Breach",),
        "rengang.verify.contest": (
            "Appointments",
            "ContestVerdict",
            "judge_contest",
            "roster_after",
        ),
        "rengang.verify.two_way.peer": (
            "Opinion",
            "second_opinion",
        ),
        "rengang.verify.verdict": (
            "Verdict",
            "verify",
        ),
    },
)

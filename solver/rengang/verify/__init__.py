"""The judge: every hard rule and every objective recomputed from the tables, by code of its own.

Nothing here is shared with the procedures or the engines whose answers it judges.
"""

from rengang.verify.breach import Breach
from rengang.verify.contest import Appointments, ContestVerdict, judge_contest, roster_after
from rengang.verify.second_opinion import Opinion, second_opinion
from rengang.verify.verdict import Verdict, verify

__all__ = [
    "Appointments",
    "Breach",
    "ContestVerdict",
    "Opinion",
    "Verdict",
    "judge_contest",
    "roster_after",
    "second_opinion",
    "verify",
]

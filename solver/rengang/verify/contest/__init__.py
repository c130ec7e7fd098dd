"""The judge of the post contest: who is a candidate, which rules an appointment keeps, what it leaves behind.

Written from the definitions alone, person by person, in dictionaries and fractions; it shares nothing with the
procedures whose answers it judges.
"""

from rengang.verify.contest.candidacy import Candidacy
from rengang.verify.contest.judge import Appointments, ContestVerdict, entries_table, judge_contest
from rengang.verify.contest.roster import roster_after
from rengang.verify.contest.trace import Trace

__all__ = [
    "Appointments",
    "Candidacy",
    "ContestVerdict",
    "Trace",
    "entries_table",
    "judge_contest",
    "roster_after",
]

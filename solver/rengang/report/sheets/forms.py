"""The forms of a result as frames with Chinese headings, ready to be printed, in the order of the procedures."""

from __future__ import annotations

from collections.abc import Sequence

from rengang.report.contest.forms import contest_forms
from rengang.report.contest.seat_forms import seat_forms
from rengang.report.outcome import Outcome
from rengang.report.sections.forms import section_forms
from rengang.report.selection.forms import selection_forms, vacancies
from rengang.report.sheets.form import LARGEST_CONTEST, LARGEST_POOL, Form


def forms(outcome: Outcome, reasons: Sequence[str]) -> list[Form]:
    """Every form of a result: contest (TX-12…35), section selection (JL-70…85), selection (TX-41…46).

    The forms of contest and section selection that would be empty are left out.

    Parameters
    ----------
    reasons
        One Chinese sentence for each row of ``allocation.csv``.
    """
    made: list[Form] = []
    if len(outcome.rows) > LARGEST_POOL:
        return [vacancies(outcome)]
    if outcome.contest is not None:
        small = len(outcome.contest.entries) <= LARGEST_CONTEST
        made += contest_forms(outcome, outcome.contest, people=small)
        made += seat_forms(outcome, outcome.contest, people=small)
    if outcome.sections is not None:
        made += section_forms(outcome, outcome.sections)
    units = vacancies(outcome)
    if outcome.figures is not None or len(units.rows):
        made.append(units)
    selected = [reasons[i] for i in outcome.rows.selected.nonzero()[0].tolist()]
    return made + selection_forms(outcome, selected)


def notes(outcome: Outcome) -> list[str]:
    """What the workbook leaves out because it would be too long, and where that stands instead."""
    people = len(outcome.rows)
    if people > LARGEST_POOL:
        who = "交流对象" if outcome.alone else "参加人员"
        return [f"{who} {people} 人，超过 {LARGEST_POOL} 人，本工作簿不列名单；每人的去向见 allocation.csv。"]
    entries = 0 if outcome.contest is None else len(outcome.contest.entries)
    if entries > LARGEST_CONTEST:
        return [
            f"竞岗报名 {entries} 人次，超过 {LARGEST_CONTEST} 人次，本工作簿不列报名人员和得分，见 contest.csv。"
        ]
    return []

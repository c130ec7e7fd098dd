"""The forms of a result as frames with Chinese headings, ready to be printed, in the order of the procedures."""

from __future__ import annotations

from collections.abc import Sequence

from rengang.report.outcome import Outcome
from rengang.report.part import parts
from rengang.report.sheets.form import LARGEST_POOL, Form
from rengang.report.units import units_form


def forms(outcome: Outcome, reasons: Sequence[str]) -> list[Form]:
    """Every form of a result: contest (TX-12…35), section selection (JL-70…85), selection (TX-41…46).

    Parameters
    ----------
    reasons
        One Chinese sentence for each row of ``allocation.csv``.
    """
    if len(outcome.rows) > LARGEST_POOL:
        return [units_form(outcome)]
    return [form for part in parts().values() for form in part.forms(outcome, reasons)]


def notes(outcome: Outcome) -> list[str]:
    """What the workbook leaves out because it would be too long, and where that stands instead."""
    people = len(outcome.rows)
    if people > LARGEST_POOL:
        who = "交流对象" if outcome.alone else "参加人员"
        return [f"{who} {people} 人，超过 {LARGEST_POOL} 人，本工作簿不列名单；每人的去向见 allocation.csv。"]
    return [note for part in parts().values() for note in part.left_out(outcome)]

"""What came of a section selection, on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rengang.cli.screen.console import Screen
from rengang.report.outcome import Outcome


def print_unkept(screen: Screen, outcome: Outcome, block: Mapping[str, Any]) -> None:
    """The sections that miss a former institution member whom they must keep."""
    of, lang = screen.of, screen.lang
    if block["unkept"]:
        names = dict(zip(outcome.roster.tables["sections"]["section_id"], outcome.section_names, strict=True))
        told = ("、" if lang == "zh" else ", ").join(
            f"{names[s]}（{s}）" if lang == "zh" else f"{names[s]} ({s})" for s in block["unkept"]
        )
        screen.line(
            of(
                f"应留原事业人员而未留的科室（JL-81）：{told}",
                f"sections that miss a former institution member (JL-81): {told}",
            )
        )
        screen.line()

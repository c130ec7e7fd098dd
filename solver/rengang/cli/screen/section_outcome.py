"""What came of a section selection, on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rengang.cli.screen.console import Column, Screen
from rengang.model import Group, Stage
from rengang.report.outcome import Outcome
from rengang.rules.section_ways import GROUPS, STAGES, WITH_SECTION


def print_sections(screen: Screen, outcome: Outcome, block: Mapping[str, Any]) -> None:
    """Who takes part in a section selection by capacity, and what became of them."""
    of, lang = screen.of, screen.lang
    whole = block["participants"]
    rows = [(of("参加人员", "people"), whole)]
    rows += [(f"  {GROUPS[Group(g)].of(lang)}", n) for g, n in block["by_group"].items() if n]
    rows.append((of("已定科室", "given a section"), block["placed"]))
    stages = sorted(block["by_stage"].items(), key=lambda pair: pair[0] not in WITH_SECTION)
    rows += [
        (("  " if stage in WITH_SECTION else "") + STAGES[Stage(stage)].of(lang), n)
        for stage, n in stages
        if n
    ]
    columns = [
        Column(of("科室双向选择", "section selection")),
        Column(of("人数", "number"), "right"),
        Column(of("占比", "share"), "right"),
    ]
    screen.table(columns, [(name, f"{n:,}", f"{n / whole:.1%}" if whole else "–") for name, n in rows])
    screen.line()
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

"""The figures of a section selection, as screen and page show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rengang.errors import Text
from rengang.model import Group, Stage
from rengang.report.figure import NO_NOTE, Figure, Show, told
from rengang.rules.section_ways import GROUPS, STAGES, WITH_SECTION


def section_figures(block: Mapping[str, Any]) -> list[Figure]:
    """Those who take part by capacity, then those who were given a section and the others by what became of them."""
    whole, short = block["participants"], len(block["unkept"])
    groups = {GROUPS[Group(name)]: number for name, number in block["by_group"].items() if number}
    stages = sorted(block["by_stage"].items(), key=lambda pair: pair[0] not in WITH_SECTION)
    placed = Figure(
        block["placed"],
        whole,
        Text("已定科室", "given a section"),
        card=Text("科室定岗", "given a section"),
        note=told("{n} 个科室应留未留", "{n} sections miss a must", n=short) if short else NO_NOTE,
        show=Show.OF,
        tone="bad" if short else "",
    )
    return [
        Figure(whole, whole, Text("参加人员", "people")),
        *(Figure(number, whole, words, part=True) for words, number in groups.items()),
        placed,
        *(
            Figure(number, whole, STAGES[Stage(name)], part=name in WITH_SECTION)
            for name, number in stages
            if number
        ),
    ]

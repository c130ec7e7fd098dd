"""The figures of a contest, as screen and page show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rengang.errors import Text
from rengang.report.figure import Figure, Show, told

_POSTS = (
    ("cancelled", Text("取消（合格人数不足）", "cancelled (too few qualified)")),
    ("filled", Text("已有人选", "filled")),
    ("unfilled", Text("空缺", "left open")),
)
_PEOPLE = (
    ("qualified", Text("资格合格", "qualified")),
    ("shortlisted", Text("竞岗对象", "shortlisted")),
    ("candidates", Text("考察对象", "inspected")),
    ("appointed", Text("任用", "appointed")),
)
_DECIDED = ("filled", "unfilled", "candidates", "appointed")
"""What is known only when somebody may be appointed."""


def contest_figures(block: Mapping[str, Any]) -> list[Figure]:
    """Posts with what became of them, then applicants with how far they came, from the block of the summary."""
    posts, people = block["posts"], block["applicants"]
    card = Text("竞岗职位已有人选", "contested posts filled")
    note = told(
        "取消 {cancelled}，空缺 {unfilled}",
        "{cancelled} cancelled, {unfilled} open",
        cancelled=block["cancelled"],
        unfilled=block["unfilled"],
    )
    of_people = told("资格合格 {n}", "{n} qualified", n=block["qualified"])
    applicants = Text("报名人员", "applicants")
    return [
        Figure(posts, posts, Text("竞岗职位", "posts contested")),
        *_parts(block, posts, _POSTS),
        Figure(block["filled"], posts, card=card, note=note, show=Show.OF),
        Figure(people, people, applicants, card=Text("报名竞岗", "applicants"), note=of_people),
        *_parts(block, people, _PEOPLE),
    ]


def _parts(block: Mapping[str, Any], whole: int, names: tuple[tuple[str, Text], ...]) -> list[Figure]:
    return [
        Figure(block[name], whole, words, part=True)
        for name, words in names
        if not (block["screened"] and name in _DECIDED)
    ]

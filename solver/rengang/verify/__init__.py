"""The judge: every hard rule and every objective recomputed from the tables, by code of its own.

Nothing here is shared with the procedures or the engines whose answers it judges.

Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rengang.verify.breach import Breach
    from rengang.verify.contest import Appointments, ContestVerdict, judge_contest, roster_after
    from rengang.verify.peer import Opinion, second_opinion
    from rengang.verify.verdict import Verdict, verify

_HOME = {
    **dict.fromkeys(("Breach",), "rengang.verify.breach"),
    **dict.fromkeys(
        (
            "Appointments",
            "ContestVerdict",
            "judge_contest",
            "roster_after",
        ),
        "rengang.verify.contest",
    ),
    **dict.fromkeys(
        (
            "Opinion",
            "second_opinion",
        ),
        "rengang.verify.peer",
    ),
    **dict.fromkeys(
        (
            "Verdict",
            "verify",
        ),
        "rengang.verify.verdict",
    ),
}

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


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""rengang (人岗): who goes where when a city rotates its cadres — proven, re-verified, explained.

>>> import rengang
>>> instance = rengang.read("instances/textbook/two-units")        # doctest: +SKIP
>>> result = rengang.solve(instance)                               # doctest: +SKIP
>>> result.status                                                  # doctest: +SKIP
<Status.OPTIMAL: 'optimal'>

The judge is ``rengang.verify.verify``, the explainer ``rengang.explain.Explainer``, the result folder's writer
``rengang.report.write_folder``. Names are loaded when they are first used, so that importing the package costs
next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rengang.campaign import solve
    from rengang.errors import InvalidInput, Problem, RengangError, UsageError
    from rengang.model import Allocation, Instance, Market, Objective, Result, Stage, Status, Stop
    from rengang.policy import Policy, resolve
    from rengang.tables import check, read, write

__version__ = "0.1.0"

_HOME = {
    "solve": "rengang.campaign",
    "read": "rengang.tables",
    "write": "rengang.tables",
    "check": "rengang.tables",
    "resolve": "rengang.policy",
    "Policy": "rengang.policy",
    **dict.fromkeys(("InvalidInput", "Problem", "RengangError", "UsageError"), "rengang.errors"),
    **dict.fromkeys(
        ("Allocation", "Instance", "Market", "Objective", "Result", "Stage", "Status", "Stop"),
        "rengang.model",
    ),
}

__all__ = [
    "Allocation", "Instance", "InvalidInput", "Market", "Objective", "Policy", "Problem", "RengangError",
    "Result", "Stage", "Status", "Stop", "UsageError", "check", "read", "resolve", "solve", "write",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'rengang' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""rengang (人岗): who goes where when a city rotates its cadres — proven, re-verified, explained.

>>> import rengang
>>> instance = rengang.read("instances/textbook/two-units")        # doctest: +SKIP
>>> result = rengang.solve(instance)                               # doctest: +SKIP
>>> result.status                                                  # doctest: +SKIP
<Status.OPTIMAL: 'optimal'>

The judge is ``rengang.verify.verify``, the explainer ``rengang.explain.Explainer``, the result folder's writer
``rengang.report.write_folder``; ``rengang.open_result`` opens such a folder to judge, audit and explain it. Names
are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rengang import lazy
from rengang.version import __version__ as __version__

if TYPE_CHECKING:
    from rengang.audit import open_result as open_result
    from rengang.campaign.solve import solve as solve
    from rengang.errors import InvalidInput as InvalidInput
    from rengang.errors import Problem as Problem
    from rengang.errors import RengangError as RengangError
    from rengang.errors import UsageError as UsageError
    from rengang.limits import Limits as Limits
    from rengang.model import Allocation as Allocation
    from rengang.model import Instance as Instance
    from rengang.model import Market as Market
    from rengang.model import Objective as Objective
    from rengang.model import Result as Result
    from rengang.model import Stage as Stage
    from rengang.model import Status as Status
    from rengang.model import Stop as Stop
    from rengang.policy import Policy as Policy
    from rengang.policy.resolve import resolve as resolve
    from rengang.tables import check as check
    from rengang.tables import read as read
    from rengang.tables import write as write

__all__, __getattr__, __dir__ = lazy.names(
    __name__,
    globals(),
    {
        "rengang.audit": ("open_result",),
        "rengang.campaign": ("solve",),
        "rengang.errors": (
            "InvalidInput",
            "Problem",
            "RengangError",
            "UsageError",
        ),
        "rengang.limits": ("Limits",),
        "rengang.model": (
            "Allocation",
            "Instance",
            "Market",
            "Objective",
            "Result",
            "Stage",
            "Status",
            "Stop",
        ),
        "rengang.policy": (
            "Policy",
            "resolve",
        ),
        "rengang.tables": (
            "check",
            "read",
            "write",
        ),
    },
)

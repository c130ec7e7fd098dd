"""Compiling ahead of the first use."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import rengang
from rengang.cli.verbs.warming import warm

RARE = {"rengang.engines.solvers.augmenting_flow_kernels", "rengang.engines.solvers.min_cost_flow_kernels"}
"""Needed by placements that are large or have many relatives; small, and quickly compiled."""


@pytest.mark.slow
def test_every_room_of_kernels_is_entered() -> None:
    """After warming, each module of kernels but the rare ones has one that is compiled or loaded."""
    warm()
    cold = set()
    for module in pkgutil.walk_packages(rengang.__path__, "rengang."):
        if module.name.endswith("_kernels"):
            kernels = vars(importlib.import_module(module.name)).values()
            own = [
                k for k in kernels if getattr(k, "__module__", "") == module.name and hasattr(k, "signatures")
            ]
            if not any(k.signatures for k in own):
                cold.add(module.name)
    assert cold <= RARE | _only_called_by_others()


def _only_called_by_others() -> set[str]:
    """Modules whose functions are compiled into the kernels that call them."""
    names = {"heap", "frontier_plan", "frontier_table", "propagation"}
    return {
        module.name
        for module in pkgutil.walk_packages(rengang.__path__, "rengang.")
        if module.name.rpartition(".")[2].removesuffix("_kernels") in names
    }

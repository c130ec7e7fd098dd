"""One objective of an exact model, whichever solver is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """One objective to minimise: `terms` (literal, weight) and a constant."""

    name: str
    literals: Sequence[Any]
    weights: Sequence[int] | None = None
    constant: int = 0

    def expression(self) -> Any:
        """The linear expression."""
        from ortools.sat.python import cp_model

        if self.weights is None:
            return cp_model.LinearExpr.sum(list(self.literals)) + self.constant
        return cp_model.LinearExpr.weighted_sum(list(self.literals), list(self.weights)) + self.constant

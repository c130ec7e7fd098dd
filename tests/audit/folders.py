"""Result folders to audit, written as `rengang solve` writes them."""

from __future__ import annotations

from pathlib import Path

from rengang import read, resolve, solve
from rengang.explain import Explainer
from rengang.model import Instance
from rengang.policy import Policy
from rengang.report import write_folder

INSTANCES = Path(__file__).parents[2] / "instances"
BUREAU = INSTANCES / "bureau"
EXAMPLE = Path(__file__).parents[2] / "docs" / "example"


def written(instance: Instance | Path, out: Path, policy: Policy | None = None, seed: int = 0) -> Path:
    """The result folder of an instance, under its own policy or another."""
    tables = instance if isinstance(instance, Instance) else read(instance)
    rules = resolve(tables.policy) if policy is None else policy
    result = solve(tables, rules, seed=seed)
    explainer = Explainer(tables, rules, result.verdict)
    write_folder(tables, rules, result, out, explanations=explainer, verdict=result.verdict, lang="en")
    return out

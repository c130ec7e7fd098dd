"""The entries of instances/known.toml, for the tests beside this file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import rengang
from rengang.model import Instance
from rengang.policy import Policy, resolve
from rengang.policy.resolve import merge

ROOT = Path(__file__).parents[2] / "instances"
DOCUMENT = tomllib.loads((ROOT / "known.toml").read_text("utf-8"))
KNOWN: list[dict[str, Any]] = DOCUMENT["known"]
STABLE: list[dict[str, Any]] = DOCUMENT["stable"]


def name(case: dict[str, Any]) -> str:
    """What a case is called in the test report."""
    changes = ", ".join(f"{k}={v}" for k, v in case.get("overrides", {}).items())
    return case["instance"] + (f" [{changes}]" if changes else "")


def read(case: dict[str, Any]) -> tuple[Instance, Policy]:
    """The stored instance and the policy of the case."""
    instance = rengang.read(ROOT / case["instance"])
    document = dict(instance.policy)
    for key, value in case.get("overrides", {}).items():
        section, below = key.split(".", 1)
        document = merge(document, {section: {below: value}})
    return instance, resolve(document)

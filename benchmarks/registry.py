"""All subjects, in the order in which they run and stand in docs/benchmarks.md."""

from __future__ import annotations

from benchmarks import contest, growth, scale, textbook, workbook
from benchmarks.spec import Spec

SPECS: tuple[Spec, ...] = (workbook.SPEC, contest.SPEC, scale.SPEC, textbook.SPEC, growth.SPEC)


def spec_called(name: str) -> Spec:
    """The subject of that name (KeyError if there is none)."""
    return {spec.name: spec for spec in SPECS}[name]

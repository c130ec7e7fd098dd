"""The catalogue: every rule of every module of this package, found by looking, so that none can be left out.

Whatever lists rules iterates over :func:`rules`; whoever has one function for each rule makes the table with
:func:`complete`, which names what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

import numpy as np

import rengang.rules as room
from rengang.model.procedure import Procedure
from rengang.rules.rule import About, Rule

Of = TypeVar("Of")
MACHINERY = ("catalogue", "rule")
"""Modules of this package that hold no rule."""


@cache
def _all() -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for module in sorted(m.name for m in iter_modules(room.__path__) if m.name not in MACHINERY):
        for value in vars(import_module(f"{room.__name__}.{module}")).values():
            for rule in value.values() if isinstance(value, Mapping) else (value,):
                if isinstance(rule, Rule) and found.setdefault(rule.code, rule) is not rule:
                    raise ValueError(f"two rules are called {rule.code}")
    return tuple(sorted(found.values(), key=lambda rule: (rule.order, rule.code)))


def rules(about: About | None = None, binds: Procedure | None = None) -> tuple[Rule, ...]:
    """The rules of the catalogue, of one subject or binding one procedure where asked for, in their order."""
    return tuple(
        rule
        for rule in _all()
        if (about is None or rule.about is about) and (binds is None or binds in rule.binds)
    )


def called(code: str) -> Rule:
    """The rule of this code.

    Raises
    ------
    KeyError
        There is none.
    """
    return {rule.code: rule for rule in _all()}[code]


@cache
def bits() -> Mapping[Rule, np.uint32]:
    """The bit of each rule that can bar a pair or a person, in masks of what bars it: the first in order has bit 0."""
    barring = [rule for rule in _all() if rule.bars]
    return {rule: np.uint32(1 << at) for at, rule in enumerate(barring)}


def named(mask: int) -> list[Rule]:
    """The rules whose bits a mask has, in their order."""
    return [rule for rule, bit in bits().items() if mask & int(bit)]


def complete(parts: Mapping[Rule, Of], due: Iterable[Rule], what: str) -> Mapping[Rule, Of]:
    """`parts` in the order of `due`, once it is sure that it has one for each rule that is due, and no other.

    Raises
    ------
    LookupError
        A rule lacks its part, or a part belongs to none that is due; it is named.
    """
    due = tuple(due)
    missing = [rule.code for rule in due if rule not in parts]
    strange = [rule.code for rule in parts if rule not in due]
    if missing or strange:
        told = [f"without {what}: {code}" for code in missing] + [f"not due for {what}: {c}" for c in strange]
        raise LookupError("; ".join(told))
    return {rule: parts[rule] for rule in due}

"""Names of a package that are loaded when they are first used, so that importing the package costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def names(
    package: str, space: dict[str, Any], home: Mapping[str, tuple[str, ...]]
) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """What a package binds as ``__all__``, ``__getattr__`` and ``__dir__``.

    Parameters
    ----------
    package, space
        The package's ``__name__`` and ``globals()``.
    home
        Module → the public names that live there.
    """
    where = {name: module for module, public in home.items() for name in public}

    def load(name: str) -> Any:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(where[name]), name)
        space[name] = value
        return value

    return sorted(where), load, lambda: sorted({*space, *where})

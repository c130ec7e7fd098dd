"""Reading an instance for a verb: warnings on standard error, errors raised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rengang.cli.console import Screen
from rengang.cli.problems import print_problems
from rengang.errors import InvalidInput

if TYPE_CHECKING:
    from rengang.tables import Loaded


def load(screen: Screen, path: Path, policy: str | None) -> Loaded:
    """What stands at `path`, with every problem that it has."""
    from rengang import tables
    from rengang.cli.progress import Ticker

    with Ticker(screen) as ticker:
        return tables.load(path, policy, progress=ticker)


def load_sound(screen: Screen, path: Path, policy: str | None) -> Loaded:
    """The same, for work that needs sound input; warnings are printed.

    Raises
    ------
    InvalidInput
        The input has errors.
    """
    loaded = load(screen, path, policy)
    if loaded.errors:
        raise InvalidInput(loaded.problems)
    if not screen.quiet:
        print_problems(screen, loaded.warnings)
    return loaded

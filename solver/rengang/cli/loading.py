"""Reading an instance for a verb: warnings on standard error, errors raised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rengang.cli.screen.console import Screen
from rengang.cli.screen.problems import print_problems
from rengang.errors import InvalidInput

if TYPE_CHECKING:
    from rengang.model import Instance
    from rengang.policy import Policy
    from rengang.tables import Loaded


@dataclass(frozen=True)
class Sound:
    """An instance without errors, and the policy in force."""

    instance: Instance
    policy: Policy


def load(screen: Screen, path: Path, policy: str | None) -> Loaded:
    """What stands at `path`, with every problem that it has."""
    from rengang import tables
    from rengang.cli.screen.interrupt import beside
    from rengang.cli.screen.progress import Ticker

    with Ticker(screen) as ticker:
        return beside(lambda: tables.load(path, policy, progress=ticker))


def load_sound(screen: Screen, path: Path, policy: str | None) -> Sound:
    """The same, for work that needs sound input; warnings are printed.

    Raises
    ------
    InvalidInput
        The input has errors.
    """
    loaded = load(screen, path, policy)
    if loaded.instance is None or loaded.policy is None:
        raise InvalidInput(loaded.problems)
    if not screen.quiet:
        print_problems(screen, loaded.warnings)
    return Sound(loaded.instance, loaded.policy)


@contextmanager
def locating(path: Path) -> Iterator[None]:
    """Faults that come to light only in the work are said with the row of the input at `path` they are about.

    Raises
    ------
    InvalidInput
        The same faults, located.
    """
    try:
        yield
    except InvalidInput as error:
        from rengang.tables import locate

        raise InvalidInput(locate(path, error.problems)) from None

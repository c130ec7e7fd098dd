"""What the screen has to say of a room of the report beside its figures; a module here of the room's name says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from rengang.cli.screen.console import Screen
from rengang.errors import Text
from rengang.report.outcome import Outcome
from rengang.report.rooms import ROOMS

Summary = Mapping[str, Any]
"""The document of ``summary.json``."""


@dataclass(frozen=True)
class Told:
    """One room's part of a result; as it stands here, of a room whose procedures did not run: nothing."""

    screen: Screen
    outcome: Outcome
    summary: Summary

    @property
    def conclusion(self) -> Text | None:
        """What the result comes to, where that is not what its status says."""
        return None

    def lists(self, *, at_length: bool) -> None:
        """Print what stands below its figures; `at_length` where the verb asked for this room alone."""

    def remarks(self) -> list[str]:
        """What the tables leave to say."""
        return []

    def notes(self) -> list[str]:
        """What a reader should know beside."""
        return []


def told(screen: Screen, outcome: Outcome, summary: Summary) -> dict[str, Told]:
    """What each room has to say, in the order of the campaign.

    Raises
    ------
    ModuleNotFoundError
        A room has no module here; it is named.
    """
    rooms = {room: import_module(f"rengang.cli.screen.{room}") for room in ROOMS}
    return {room: cast(Told, of.told(screen, outcome, summary)) for room, of in rooms.items()}

"""Every room of the report is told on the screen; one that is not is named."""

from __future__ import annotations

from importlib import import_module

import pytest

from rengang.cli.screen import told as screen_told
from rengang.report.rooms import ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_module_of_its_name(room: str) -> None:
    """It says what there is to say beside the figures."""
    assert callable(import_module(f"rengang.cli.screen.{room}").told)


def test_a_room_without_a_module_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A procedure that the screen says nothing of is no silence."""
    monkeypatch.setattr(screen_told, "ROOMS", ("lottery",))
    with pytest.raises(ModuleNotFoundError, match=r"rengang\.cli\.screen\.lottery"):
        screen_told.told(None, None, {})  # type: ignore[arg-type]

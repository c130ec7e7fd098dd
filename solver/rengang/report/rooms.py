"""The rooms of the report, one for each procedure, found by name.

What is general asks the rooms and knows none of them: a procedure is added by a room of its name with a module
``part`` (:class:`rengang.report.part.Part`) and a module ``words``.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from rengang.model.procedure import BETWEEN_UNITS, Procedure

SELECTION = "selection"
"""The room that the procedures between units share, as they share their allocation."""


def room_of(procedure: Procedure) -> str:
    """The name of the room of a procedure."""
    return SELECTION if procedure in BETWEEN_UNITS else procedure.value


ROOMS = tuple(dict.fromkeys(room_of(procedure) for procedure in Procedure))
"""The rooms in the order of the campaign."""


def module(room: str, name: str) -> ModuleType:
    """The module of a room.

    Raises
    ------
    LookupError
        The room has none of this name, or there is no such room.
    """
    full = f"rengang.report.{room}.{name}"
    try:
        return import_module(full)
    except ModuleNotFoundError as error:
        if error.name is None or not full.startswith(error.name):
            raise  # the module is there, and lacks something itself
        raise LookupError(f"the report has no {full}") from error

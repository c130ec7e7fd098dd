"""Every room of the report reads back what it writes; one that does not is named."""

from __future__ import annotations

import pytest

from rengang.report.reading.table import Reading, reading
from rengang.report.rooms import ROOMS

MEMBERS = sorted([*Reading.__annotations__, *(name for name in vars(Reading) if not name.startswith("_"))])


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_reads_all_that_is_asked_of_it(room: str) -> None:
    """Nothing of the interface is missing."""
    assert MEMBERS == ["MOVES", "answer", "decided", "may", "read", "take_part"]
    assert [name for name in MEMBERS if not hasattr(reading(room), name)] == []


def test_a_room_that_reads_nothing_is_named() -> None:
    """A procedure whose rows nobody reads is no silence."""
    with pytest.raises(LookupError, match=r"rengang\.report\.lottery\.reading"):
        reading("lottery")

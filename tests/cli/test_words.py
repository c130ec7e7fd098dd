"""Every word of an answer has its sentence on the screen: a new one without any fails here by its name."""

from __future__ import annotations

from typing import Any

import pytest

from rengang.cli import exits
from rengang.cli.screen import words
from rengang.model import Result, Stage, Status, Stop


@pytest.mark.parametrize(
    ("told", "every"), [(words.STATUS, Status), (words.STOP, Stop), (words.BY_STAGE, Stage)]
)
def test_every_member_is_told_in_both_languages(told: Any, every: Any) -> None:
    """No status, reason to stop or stage goes by its key."""
    assert {*told} == {*every}
    assert all(text.zh and text.en for text in told.values())


def test_every_status_has_its_exit_code() -> None:
    """Solved, infeasible and unknown are told apart."""
    codes = {status.value: exits.of_result(Result(status, Stop.COMPLETED, ())) for status in Status}
    assert codes == {"optimal": 0, "feasible": 0, "infeasible": 4, "unknown": 5}

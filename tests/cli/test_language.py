"""Which language help texts are in."""

from __future__ import annotations

import pytest

from rengang.cli.language import VARIABLE, at_start


@pytest.mark.parametrize(
    ("arguments", "variable", "expected"),
    [
        ([], None, "zh"),
        ([], "en", "en"),
        (["solve", "--lang", "en"], None, "en"),
        (["--lang=en", "solve"], None, "en"),
        (["solve", "--lang", "zh"], "en", "zh"),
        (["solve", "--lang"], None, "zh"),
        ([], "fr", "zh"),
    ],
)
def test_the_option_beats_the_variable_beats_chinese(
    arguments: list[str], variable: str | None, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--lang` decides, else RENGANG_LANG, else Chinese."""
    monkeypatch.delenv(VARIABLE, raising=False)
    if variable is not None:
        monkeypatch.setenv(VARIABLE, variable)
    assert at_start(arguments) == expected

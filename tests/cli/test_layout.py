"""Columns of a fixed-width screen, and the help texts that stand in them."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from rengang.cli.main import app
from rengang.cli.screen.layout import aligned, columns, wrap


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("abc", 3), ("人岗", 4), ("岗a，", 5), ("e\u0301", 1)]
)
def test_a_chinese_character_takes_two_columns(text: str, expected: int) -> None:
    """Wide characters and full-width marks count two, combining marks nothing."""
    assert columns(text) == expected


def test_chinese_breaks_between_characters_but_not_before_a_closing_mark() -> None:
    """No line is too long, none starts with a comma, nothing is lost."""
    text = "多于一时，并列最优的方案中（可能）取到另一个。"
    for width in range(4, 50):
        lines = wrap(text, width)
        assert "".join(lines) == text
        assert all(columns(line) <= width and line[0] not in "，）。" for line in lines)


def test_words_stay_whole() -> None:
    """English breaks between words; a word that is too long has a line of its own."""
    assert wrap("a folder of incomprehensibilities", 9) == ["a folder", "of", "incomprehensibilities"]


def test_cells_stand_in_columns() -> None:
    """Left and right columns are filled up by width on the screen; no line ends in blanks."""
    assert aligned([("目标", "结果"), ("a", "1")], [False, True]) == ["目标  结果", "a        1"]


def test_every_verb_says_what_each_option_is_for() -> None:
    """Each line of help fits into 80 columns, and every option and verb has its explanation beside or below it."""
    runner = CliRunner()
    verbs = [info.name or "" for info in app.registered_commands]
    assert len(verbs) == 12
    for words in ([], *([verb] for verb in verbs)):
        told = runner.invoke(app, [*words, "--help"], env={"COLUMNS": "80"})
        lines = told.output.splitlines()
        assert told.exit_code == 0
        assert all(columns(line) <= 80 for line in lines)
        assert lines[-1].strip()
        for line, below in zip(lines, [*lines[1:], ""], strict=True):
            if line.startswith("  -"):
                assert len(line.strip().split("  ")) > 1 or below.startswith("      ")


def test_a_language_before_the_verb_that_does_not_exist_is_refused() -> None:
    """`rengang --lang fr …` is a usage error that names the languages; so is a missing one."""
    for words in (["--lang", "fr", "check", "x"], ["--lang=fr"], ["--lang"]):
        told = CliRunner().invoke(app, words)
        assert told.exit_code == 2
        assert "'zh' or 'en'" in told.output

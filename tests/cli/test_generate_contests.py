"""`generate --contest` and `generate --bureau` end to end."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from rengang.cli.language import VARIABLE
from rengang.cli.main import app
from rengang.tables import read


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """English, whatever the machine speaks."""
    monkeypatch.setenv(VARIABLE, "en")


def call(*arguments: object) -> Result:
    """One call of the command line, in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


class TestGenerateContests:
    """`generate --contest` and `generate --bureau`: sound input with all that a contest needs."""

    def test_a_city_with_a_contest_is_sound(self, tmp_path: Path) -> None:
        """So many contested posts, eight applicants to each, knobs of city and contest side by side."""
        city = tmp_path / "city"
        ended = call(
            "generate", city, "--contest", "12", "--pool", "40", "--set", "crowd=4", "--set", "kinship=0"
        )
        assert ended.exit_code == 0
        assert call("check", city).exit_code == 0
        made = read(city)
        assert made.tables["posts"]["contested"].sum() == 12
        assert made.tables["scores"].filter(pl.col("panel") == "群众评委")["judge"].n_unique() == 4
        assert len(made.tables["kinship"]) == 0

    def test_a_bureau_is_sound(self, tmp_path: Path) -> None:
        """One bureau with the sections asked for."""
        office = tmp_path / "office.xlsx"
        ended = call("generate", office, "--bureau", "--set", "sections=8", "--set", "people=30")
        assert ended.exit_code == 0
        assert call("check", office).exit_code == 0
        assert len(read(office).tables["sections"]) == 8
        assert "sections" in call("generate", "--knobs", "--bureau").stdout
        assert "crowd" in call("generate", "--knobs", "--contest", "1").stdout

    @pytest.mark.parametrize(
        "options",
        [
            ("--bureau", "--cadres", "90"),
            ("--bureau", "--set", "kinship=1"),
            ("--set", "crowd=4"),
            ("--contest", "0"),
        ],
    )
    def test_what_does_not_go_together_is_a_usage_error(
        self, tmp_path: Path, options: tuple[str, ...]
    ) -> None:
        """A bureau has no city's size, a city without a contest no crowd, a contest has posts."""
        assert call("generate", tmp_path / "x", *options).exit_code == 2

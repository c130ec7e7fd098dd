"""What a result says in front of people: under amended policies, mechanisms, exchanges, unordered intents."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rengang.cli.language import VARIABLE
from rengang.cli.main import app

CITY = Path(__file__).parents[2] / "instances" / "textbook" / "directed-tie"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """English."""
    monkeypatch.setenv(VARIABLE, "en")


def told(folder: Path, policy: str) -> list[str]:
    """Lines that a solve of the small city prints under the default pack with overrides."""
    path = folder / "p.toml"
    path.write_text(f'extends = "tongxiang-2014"\n{policy}\n', "utf-8")
    ended = CliRunner().invoke(app, ["solve", str(CITY), "--policy", str(path), "--quiet"])
    assert ended.exit_code == 0, ended.stderr
    return ended.stdout.splitlines()


def test_a_what_if_says_what_it_amends(tmp_path: Path) -> None:
    """Two results of one pack can be told apart; what repeats the pack is no amendment."""
    amended = told(tmp_path, '[two_way]\nrule = "max-placed"\n[balance]\nmode = "capacity"')
    assert 'amended   two_way.rule = "max-placed"' in amended
    assert not any(line.startswith("amended") for line in told(tmp_path, '[balance]\nmode = "capacity"'))


def test_a_mechanism_is_said_to_be_one(tmp_path: Path) -> None:
    """Its result is not called short of a proof that nobody sought."""
    lines = told(tmp_path, '[two_way]\nrule = "immediate"')
    assert any(
        line.startswith("status    feasible") and "steps of the rule “immediate”" in line for line in lines
    )


def test_an_exchange_has_no_vacancies_left_and_who_stays_is_not_placed(tmp_path: Path) -> None:
    """Vacancies bind nothing there; those who stay stand beside those placed, not among them."""
    lines = told(tmp_path, '[balance]\nmode = "exchange"\ntolerance = 1')
    assert not any("vacancies" in line for line in lines)
    people = lines[lines.index(next(line for line in lines if line.startswith("people"))) :]
    assert [line.split("  ")[0] for line in people[1:5]] == ["pool", "placed", "", "stays"]


def test_unordered_intents_have_no_first(tmp_path: Path) -> None:
    """Where intents have no order, an intent is met, not the first."""
    lines = told(tmp_path, "[intents]\nordered = false")
    assert any(line.startswith("got an intent (of 2 who filed)") for line in lines)
    assert not any("first" in line for line in lines)

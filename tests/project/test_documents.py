"""README and docs/cli.md: what they show runs, what they name is there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "docs/cli.md")


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of one language in a document."""
    text = (ROOT / document).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(document: str, program: str) -> list[str]:
    """The lines in shell blocks that call a program, without their comments."""
    lines = [line for block in blocks(document, "sh") for line in block.splitlines()]
    return [line.partition("#")[0].strip() for line in lines if line.startswith(program + " ")]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the stored instances in it, to work in."""
    (tmp_path / "instances").symlink_to(ROOT / "instances")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_shown_succeeds(document: str, desk: Path) -> None:
    """The lines in shell blocks, run in their order in one folder, each with exit 0."""
    shown = commands(document, "rengang")
    assert shown
    for line in shown:
        command = [sys.executable, "-m", "rengang.cli.main", *shlex.split(line)[1:]]
        ended = subprocess.run(command, cwd=desk, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode == 0, f"{line}\n{ended.stdout}\n{ended.stderr}"


def test_the_two_commands_are_targets_and_the_first_that_ci_runs() -> None:
    """`make run` and `make test` stand in README, in the Makefile, and in .ci/run in this order."""
    assert commands("README.md", "make")[:2] == ["make run", "make test"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    ci = [line for line in (ROOT / ".ci/run").read_text("utf-8").splitlines() if re.match(r"make \w+$", line)]
    assert ci[:2] == ["make run", "make test"]
    for target in ("run", "test"):
        assert re.search(rf"^{target}: \$\(STAMP\)", makefile, re.MULTILINE)


@pytest.mark.slow
def test_the_python_in_readme_runs_and_says_the_same_as_the_command_line() -> None:
    """Ten lines at most; every value that they print stands in the table that README shows."""
    code = blocks("README.md", "python")[0]
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 10
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    (table,) = blocks("README.md", "text")
    printed = [int(value) for value in re.findall(r"^\w+ +(\d+)", ended.stdout, re.MULTILINE)]
    shown = [int(v.replace(",", "")) for v in re.findall(r"(?:most|least) +([\d,]+)", table)]
    assert ended.stdout.startswith("optimal completed\n")
    assert printed == shown


def test_the_markets_in_readme_are_matched_as_a_reader_expects() -> None:
    """With the tie broken by index nobody comes to Y; the largest stable matching fills both, and is proven."""
    code = blocks("README.md", "python")[1]
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert ended.stdout.splitlines() == ["{'X': ['a'], 'Y': []}", "{'X': ['b'], 'Y': ['a']} optimal"]


@pytest.mark.slow
def test_the_output_that_readme_shows_is_what_comes_out(tmp_path: Path) -> None:
    """Line by line but for the seconds and the folder."""
    (shown,) = blocks("README.md", "text")
    command = [
        sys.executable,
        "-m",
        "rengang.cli.main",
        "solve",
        "instances/tongxiang",
        "--lang",
        "en",
        "--quiet",
    ]
    ended = subprocess.run(
        [*command, "--out", str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env={key: value for key, value in os.environ.items() if key != "COLUMNS"},
    )

    def steady(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.startswith(("time ", "result folder: "))]

    assert steady(shown) == steady(ended.stdout)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_linked_to_is_there(document: str) -> None:
    """No link into the void."""
    text = (ROOT / document).read_text("utf-8")
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    missing = [target for target in linked if not (ROOT / document).parent.joinpath(target).exists()]
    assert missing == []


def test_every_verb_and_option_is_on_the_page() -> None:
    """docs/cli.md names each verb, each option and each exit code of the application, and no verb more."""
    from typer.main import get_command

    from rengang.cli import exits
    from rengang.cli.main import app

    page = (ROOT / "docs/cli.md").read_text("utf-8")
    verbs = get_command(app).commands  # type: ignore[attr-defined]
    assert set(re.findall(r"^\| `([a-z]+) ", page, re.MULTILINE)) == set(verbs)
    options = {
        name for verb in verbs.values() for option in verb.params for name in option.opts if "-" in name
    }
    assert {option for option in options if option not in page} == set()
    codes = {value for name, value in vars(exits).items() if name.isupper() and isinstance(value, int)}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)} == codes


def test_the_changelog_puts_changed_results_first() -> None:
    """Every version begins with the section that says which results change."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert versions
    assert [re.findall(r"^### (.*)$", version, re.MULTILINE)[0] for version in versions] == [
        "Results change"
    ] * len(versions)

"""What is loaded before anything is asked for: a gate that no clock can move."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SAID = """
import json, sys
from rengang.cli.main import run
try:
    run()
except SystemExit:
    pass
ours = [name for name in sys.modules if name.partition('.')[0] == 'rengang']
others = {name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names) - {'rengang'}
print(json.dumps({'ours': sorted(ours), 'others': sorted(others), 'all': len(sys.modules)}), file=sys.stderr)
"""
NEEDED = {"__main__", "typer", "annotated_doc", "shellingham", "typing_extensions"}
"""Packages that parsing a command line may load."""
OF_THE_INTERPRETER = ("_", "sitecustomize", "usercustomize", "pip", "pkg_resources")
"""Packages that an environment may load before any program starts."""


def _loaded(*words: str) -> dict[str, list[str]]:
    ran = subprocess.run(
        [sys.executable, "-c", SAID, *words], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    found: dict[str, list[str]] = json.loads(ran.stderr.splitlines()[-1])
    return found


@pytest.mark.parametrize("words", [("--help",), ("solve", "--help"), ("--version",), ()])
def test_help_loads_the_parser_and_nothing_else(words: tuple[str, ...]) -> None:
    """`--help` of the program and of a verb load Typer and our own `cli`: no NumPy, Polars, Pydantic, Rich."""
    loaded = _loaded(*words)
    assert [p for p in loaded["others"] if p not in NEEDED and not p.startswith(OF_THE_INTERPRETER)] == []
    rooms = {name.split(".")[1] for name in loaded["ours"] if "." in name}
    assert rooms == {"cli", "errors", "first_time", "lazy", "version"}
    assert len(loaded["ours"]) <= 23


def test_a_wrong_option_loads_no_library_of_the_work() -> None:
    """An unknown verb is answered without NumPy, Polars and all that."""
    loaded = _loaded("sovle")
    assert (
        set(loaded["others"]) & {"numpy", "polars", "pydantic", "rich", "numba", "ortools", "scipy"} == set()
    )

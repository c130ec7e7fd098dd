"""The names of the package: there, and cheap to import."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "ortools",
    "numba",
    "matching",
    "scipy",
    "networkx",
    "polars",
    "pydantic",
    "python_calamine",
    "xlsxwriter",
)


def run(code: str) -> str:
    """Standard output of a fresh interpreter."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_public_name_is_the_same_thing_whatever_was_imported_before() -> None:
    """No name is both a function and a subpackage, which would take its place once somebody imports it."""
    code = """
import importlib, pkgutil, rengang
before = {name: getattr(rengang, name) for name in rengang.__all__}
for module in pkgutil.iter_modules(rengang.__path__):
    importlib.import_module(f"rengang.{module.name}")
print([name for name in rengang.__all__ if getattr(rengang, name) is not before[name]])
print(sorted({module.name for module in pkgutil.iter_modules(rengang.__path__)} & set(rengang.__all__)))
"""
    assert run(code) == "[]\n[]\n"


def test_help_and_import_load_nothing_heavy() -> None:
    """`import rengang` and `rengang --help` import no solver, no table library and no web of models."""
    code = f"""
import contextlib, io, sys
import rengang
print([name for name in {HEAVY!r} if name in sys.modules])
sys.argv = ["rengang", "--help"]
from rengang.cli.main import run
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    run()
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    assert run(code) == "[]\n[]\n"

"""The library for researchers: every public name is there, documented, and cheap until it is used."""

from __future__ import annotations

import inspect

import pytest

from project.test_public_names import HEAVY, run
from rengang import markets


@pytest.mark.parametrize("name", markets.__all__)
def test_a_public_name_is_there_and_documented(name: str) -> None:
    """Functions and classes say what they guarantee; constants are there."""
    value = getattr(markets, name)
    assert not callable(value) or len(inspect.getdoc(value) or "") > 60
    assert name in dir(markets)


def test_importing_the_library_loads_nothing_heavy() -> None:
    """Neither a solver nor a table library comes with the names."""
    assert run(f"import sys, rengang.markets\nprint([n for n in {HEAVY!r} if n in sys.modules])") == "[]\n"


def test_a_name_that_is_not_there_is_an_error_of_its_own() -> None:
    """A misspelt mechanism is an AttributeError that names it."""
    with pytest.raises(AttributeError, match="resident_propsing"):
        markets.__getattr__("resident_propsing")

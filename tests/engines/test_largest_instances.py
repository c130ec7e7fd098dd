"""The stored instances of MAX-HRT: a few fast ones are proven anew, and none has changed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rengang.engines.largest.solve import largest_stable_matching
from rengang.model import Status

FOLDER = Path(__file__).parents[2] / "instances" / "max_hrt"


@pytest.fixture(scope="module")
def max_hrt() -> ModuleType:
    """The module that makes and reads the instances."""
    spec = importlib.util.spec_from_file_location("max_hrt_make", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name",
    [
        "scottish-6",
        "gent-prosser-50-90-20-0",
        "gent-prosser-50-90-40-1",
        "gent-prosser-100-90-40-1",
        "gent-prosser-100-80-20-1",
    ],
)
def test_the_optimum_is_found_and_proven(max_hrt: ModuleType, name: str) -> None:
    """Its size is that of known.toml."""
    found = largest_stable_matching(max_hrt.load(name))
    known = max_hrt.known()[name]
    assert (found.status, found.size, found.bound) == (Status.OPTIMAL, known["size"], known["bound"])


def test_stored_instances_are_those_that_the_seeds_make(max_hrt: ModuleType) -> None:
    """Made anew, each has the hash of its entry; each entry has a maker."""
    makers = list(max_hrt.makers())
    known = max_hrt.known()
    assert [name for name, _, _ in makers] == list(known)
    for name, make, stored in makers:
        if stored:
            assert max_hrt.digest(make()) == known[name]["hash"] == max_hrt.digest(max_hrt.load(name))


def test_all_stored_files_together_are_small(max_hrt: ModuleType) -> None:
    """Below two megabytes."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 2_000_000


def test_a_changed_instance_is_refused(max_hrt: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance whose hash is not that of known.toml has no known optimum."""
    known = max_hrt.known()
    known["scottish-0"]["hash"] = "0" * 16
    monkeypatch.setattr(max_hrt, "known", lambda: known)
    with pytest.raises(ValueError, match="not the instance"):
        max_hrt.load("scottish-0")

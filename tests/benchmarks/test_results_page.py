"""The page of results in the repository is what its records say."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.registry import SUBJECTS
from benchmarks.run import PAGES, RESULTS
from benchmarks.suite import page, records

VERSIONS = sorted(path.stem for path in RESULTS.glob("*.jsonl"))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_page_is_made_from_the_records(version: str, tmp_path: Path) -> None:
    """Text and plots; `python -m benchmarks --page` renews them when a subject shows its records differently."""
    page.write(tmp_path, version, records.read(RESULTS / f"{version}.jsonl"), SUBJECTS)
    made, stored = (
        {str(path.relative_to(folder)): path for path in folder.rglob(f"{version}*/*.svg")}
        for folder in (tmp_path, PAGES)
    )
    assert sorted(made) == sorted(stored)
    assert (PAGES / f"{version}.md").read_text("utf-8") == (tmp_path / f"{version}.md").read_text("utf-8")

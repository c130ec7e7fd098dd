"""CSV's two ways of reading agree; policy documents in TOML and on a sheet say the same."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.policy import resolve
from rengang.tables import load, template, write
from rengang.tables.carriers import csv_folder, policy_document

SOUND = Path(__file__).parents[2] / "instances" / "textbook" / "two-units"

cell = st.text(st.sampled_from(list("ab ,\"\n'=+1镇")), max_size=5)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
scalars = st.booleans() | st.integers(-(10**9), 10**9) | texts
values = scalars | st.lists(scalars, max_size=3)
documents: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    texts,
    values | st.dictionaries(texts, values | st.dictionaries(texts, values, max_size=2), max_size=3),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(cell, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"])
)
def test_fast_and_slow_reading_agree(rows: list[list[str]], end: str) -> None:
    """Whatever the fast way accepts, the standard library's reader reads the same."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows([["a", "b"], *rows])
    fast = csv_folder._fast(out.getvalue())
    slow, problems = csv_folder._slow(out.getvalue(), "x", [])
    assert slow is not None
    if fast is not None:
        assert problems == []
        got = [[c or "" for c in csv_folder._unguarded(s.slice(1)).to_list()] for s in fast]
        assert got == [s.to_list() for s in slow.columns]


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(list('a,"\n\r')), max_size=20))
def test_the_fast_way_takes_no_malformed_file(text: str) -> None:
    """Stray, unclosed or misplaced quotes and ragged rows always go the slow way, which names them."""
    fast = csv_folder._fast("h,i\n" + text)
    slow, problems = csv_folder._slow("h,i\n" + text, "x", [])
    assert slow is not None
    if fast is not None:
        assert problems == []
        assert [[c or "" for c in s.slice(1).to_list()] for s in fast] == [s.to_list() for s in slow.columns]


def test_ordinary_files_go_the_fast_way() -> None:
    """Quoted cells, doubled quotes, line breaks in cells and Windows line ends are ordinary."""
    assert csv_folder._fast('a,b\r\n1,"x,\ny"\r\n"2","q""q"\r\n') is not None


@settings(max_examples=100, deadline=None)
@given(documents)
def test_toml_round_trip(document: dict[str, Any]) -> None:
    """What is written as TOML is read as the same document."""
    assert tomllib.loads(policy_document.to_toml(document)) == document


@settings(max_examples=100, deadline=None)
@given(documents)
def test_sheet_round_trip(document: dict[str, Any]) -> None:
    """What is written as rows of key and value is read as the same document."""
    rows = [(0, ("key", "value")), *((i, row) for i, row in enumerate(policy_document.to_rows(document), 1))]
    raw, problems = policy_document.from_rows("政策", rows)
    assert problems == []
    assert raw.document == document


def test_sheet_values_as_people_type_them() -> None:
    """是, 2.0 from a number cell, an unquoted word, a list; a key given twice is told."""
    cells = [("intents.ordered", "是"), ("intents.max", 2.0), ("balance.mode", "release")]
    cells += [("avoidance.relations", '["spouse"]'), ("intents.max", 3)]
    raw, problems = policy_document.from_rows("政策", list(enumerate(cells, 2)))
    assert raw.document == {
        "intents": {"ordered": True, "max": 2},
        "balance": {"mode": "release"},
        "avoidance": {"relations": ["spouse"]},
    }
    assert [(p.row, p.column) for p in problems] == [(6, "intents.max")]


def test_policy_file_is_found_beside_the_tables(tmp_path: Path) -> None:
    """policy.toml of a folder is its policy."""
    (tmp_path / "policy.toml").write_text('extends = "tongxiang-2014"\n', "utf-8")
    raw, problems = csv_folder.folder_policy(tmp_path)
    assert problems == []
    assert raw is not None
    assert raw.document == {"extends": "tongxiang-2014"}


@pytest.mark.parametrize("name", ["policy.csv", "policy.xlsx", "policy.json"])
def test_a_policy_given_to_an_instance_is_written_whole(tmp_path: Path, name: str) -> None:
    """Scores, conditions, dates and a cap that is taken back survive in every carrier."""
    document = {
        "extends": "bureau-rotation",
        "contest": {
            "as_of": "2024-10-01",
            "shortlist_cap": "none",
            "vote": {"quorum": "none"},
            "conditions": {"党龄": {"all": [{"test": "statement", "text": "党龄满一年"}]}},
            "qualification": ["党龄"],
        },
    }
    policy = resolve(document)
    loaded = load(SOUND, policy)
    assert loaded.instance is not None
    target = tmp_path / name.removesuffix(".csv")
    write(loaded.instance, target)
    assert load(target).policy == policy


def test_the_policy_sheet_of_a_template_reads_back(tmp_path: Path) -> None:
    """Keys that differ from the pack stand on the sheet, a key taken back as the word none, and are read again."""
    policy = resolve(
        {"extends": "tongxiang-2014", "contest": {"as_of": "2024-10-01", "shortlist_cap": "none", "total": "合计",
         "scores": {"合计": {"kind": "panel", "panel": "评委", "full": "99.5"}}}}
    )  # fmt: skip
    template(tmp_path / "book.xlsx", "zh", policy)
    again = load(tmp_path / "book.xlsx").policy
    assert again is not None
    assert again.contest == policy.contest

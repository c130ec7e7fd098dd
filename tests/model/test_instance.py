"""Instances: canonical whatever the order of rows, neutral where columns are missing."""

from __future__ import annotations

import polars as pl
import pytest

from rengang.model import Instance


def small() -> dict[str, pl.DataFrame]:
    """Two units, three cadres, two intents, no pool column."""
    return {
        "units": pl.DataFrame({"unit_id": ["B", "A"], "vacancies": [2, None]}),
        "cadres": pl.DataFrame({"cadre_id": ["3", "1", "2"], "unit_id": ["A", "A", "B"]}),
        "intents": pl.DataFrame({"cadre_id": ["2", "1"], "order": [1, 1], "unit_id": ["A", "B"]}),
    }


def test_rows_are_sorted_by_label() -> None:
    """The order of rows in the input is forgotten."""
    frames = small()
    reversed_frames = {name: frame.reverse() for name, frame in frames.items()}
    assert Instance.from_tables(frames) == Instance.from_tables(reversed_frames)
    assert Instance.from_tables(frames).cadres["cadre_id"].to_list() == ["1", "2", "3"]


def test_without_a_pool_column_whoever_files_is_in_the_pool() -> None:
    """Cadres 1 and 2 file intents, 3 does not."""
    instance = Instance.from_tables(small())
    assert [instance.cadre_id(i) for i in instance.pool] == ["1", "2"]


def test_blank_pool_is_no() -> None:
    """With the column, a blank is a no, intents or not."""
    frames = small()
    frames["cadres"] = frames["cadres"].with_columns(pool=pl.lit(None, dtype=pl.Boolean))
    assert len(Instance.from_tables(frames).pool) == 0


def test_blank_counts_are_neutral() -> None:
    """No vacancies is 0, no staff is counted from the roster, no establishment is −1."""
    instance = Instance.from_tables(small())
    assert instance.vacancies.tolist() == [0, 2]
    assert instance.staff.tolist() == [2, 1]
    assert instance.establishment.tolist() == [-1, -1]


def test_kin_are_unordered_pairs_of_the_asked_kinds() -> None:
    """Both directions and repetitions are one pair; other kinds and strangers are left out."""
    frames = small()
    frames["kinship"] = pl.DataFrame(
        {
            "cadre_id": ["1", "2", "1", "3"],
            "relative_id": ["2", "1", "3", "9"],
            "relation": ["spouse", "spouse", "in_law", "spouse"],
        }
    )
    instance = Instance.from_tables(frames)
    assert [side.tolist() for side in instance.kin(("spouse",))] == [[0], [1]]
    assert [side.tolist() for side in instance.kin()] == [[0, 0], [1, 2]]


def test_unknown_table_is_refused() -> None:
    """A table by a name that is none."""
    with pytest.raises(KeyError, match="people"):
        Instance.from_tables({"people": pl.DataFrame()})


def test_unknown_column_is_refused() -> None:
    """A column that the table does not know is never dropped in silence."""
    frames = small()
    frames["cadres"] = frames["cadres"].with_columns(shoe_size=pl.lit(43))
    with pytest.raises(KeyError, match="shoe_size"):
        Instance.from_tables(frames)

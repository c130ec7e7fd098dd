"""Markets from names."""

from __future__ import annotations

import polars as pl
import pytest

from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.model.preferences import Preferences

RESIDENTS = {"a": ["X", "Y"], "b": [["X", "Y"]], "c": ["Y"]}
HOSPITALS = {"X": ["b", "a"], "Y": [["a", "b"], "c"]}


def test_ties_are_inner_lists_and_one_sided_pairs_do_not_count() -> None:
    """A tie shares one rank; who is not listed back is no pair."""
    market = Preferences.of({**RESIDENTS, "d": ["X"]}, HOSPITALS, {"Y": 2}).market
    assert market.quota.tolist() == [1, 2]
    assert market.resident_rank.tolist() == [1, 2, 1, 1, 1]
    assert market.residents == 4
    assert market.pairs == 5


def test_a_matching_goes_to_an_assignment_and_back() -> None:
    """Names in, names out."""
    preferences = Preferences.of(RESIDENTS, HOSPITALS, {"Y": 2})
    matching = preferences.matching(resident_proposing(preferences.market).assignment)
    assert matching == {"X": ["b"], "Y": ["a", "c"]} or matching == {"X": ["a"], "Y": ["b", "c"]}
    assert preferences.matching(preferences.assignment(matching)) == matching


def test_a_frame_says_the_same_as_dictionaries() -> None:
    """The pairs of the dictionaries as rows make the same market."""
    one = Preferences.of(RESIDENTS, HOSPITALS, {"Y": 2})
    rows = [("a", "X", 1, 2), ("a", "Y", 2, 1), ("b", "X", 1, 1), ("b", "Y", 1, 1), ("c", "Y", 1, 2)]
    columns = ["resident", "hospital", "resident_rank", "hospital_rank"]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    seats = pl.DataFrame({"hospital": ["Y"], "quota": [2]})
    for other in (Preferences.of_frame(frame, seats), Preferences.of_frame(frame.to_dict(), {"Y": 2})):
        assert other.hospitals == one.hospitals
        assert other.market.hospital_rank.tolist() == one.market.hospital_rank.tolist()
        assert other.market.quota.tolist() == one.market.quota.tolist()


@pytest.mark.parametrize(
    ("residents", "hospitals", "quotas", "conflicts", "said"),
    [
        ({"a": ["Z"]}, {"X": []}, {}, [], "no hospital 'Z'"),
        ({"a": []}, {"X": ["z"]}, {}, [], "no resident 'z'"),
        ({"a": ["X", "X"]}, {"X": []}, {}, [], "twice"),
        ({"a": ["X"]}, {"X": ["a"]}, {"Z": 1}, [], "no hospital 'Z'"),
        ({"a": ["X"]}, {"X": ["a"]}, {"X": -1}, [], "negative"),
        ({"a": ["X"]}, {"X": ["a"]}, {}, [("a", "z")], "no resident 'z'"),
    ],
)
def test_faults_are_named(residents, hospitals, quotas, conflicts, said) -> None:  # type: ignore[no-untyped-def]
    """Each fault is a ValueError that names who."""
    with pytest.raises(ValueError, match=said):
        Preferences.of(residents, hospitals, quotas, conflicts)


def test_a_resident_at_two_hospitals_is_no_matching() -> None:
    """And a frame without its columns is none."""
    preferences = Preferences.of(RESIDENTS, HOSPITALS)
    with pytest.raises(ValueError, match="two hospitals"):
        preferences.assignment({"X": ["a"], "Y": ["a"]})
    with pytest.raises(ValueError, match="no column"):
        Preferences.of_frame(pl.DataFrame({"resident": ["a"]}))

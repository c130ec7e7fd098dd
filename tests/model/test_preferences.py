"""Markets from names."""

from __future__ import annotations

import random

import polars as pl
import pytest

from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.model import Market

RESIDENTS = {"a": ["X", "Y"], "b": [["X", "Y"]], "c": ["Y"]}
HOSPITALS = {"X": ["b", "a"], "Y": [["a", "b"], "c"]}
ROWS = [("a", "X", 1, 2), ("a", "Y", 2, 1), ("b", "X", 1, 1), ("b", "Y", 1, 1), ("c", "Y", 1, 2)]
PAIRS = pl.DataFrame(ROWS, schema=["resident", "hospital", "resident_rank", "hospital_rank"], orient="row")
ARRAYS = ("quota", "ptr", "hospital", "resident_rank", "hospital_rank", "kin_ptr", "kin")


class Frame:
    """A data frame of another library: column names, and a column by its name, no more."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.columns = list(frame.columns)
        self._frame = frame

    def __getitem__(self, name: str) -> list[object]:
        return self._frame[name].to_list()


def same(one: Market, two: Market) -> bool:
    """Are names and arrays the same."""
    return (one.resident_names, one.hospital_names) == (two.resident_names, two.hospital_names) and all(
        getattr(one, name).tolist() == getattr(two, name).tolist() for name in ARRAYS
    )


def test_ties_are_inner_lists_and_one_sided_pairs_do_not_count() -> None:
    """A tie shares one rank; who is not listed back is no pair, and the ranks of the others stay."""
    market = Market.from_preferences({**RESIDENTS, "d": ["X"]}, {"Y": ["c"], **HOSPITALS}, {"Y": 2})
    assert market.hospital_names == ("Y", "X")
    assert market.quota.tolist() == [2, 1]
    assert market.resident_rank.tolist() == [1, 2, 1, 1, 1]
    assert market.residents == 4
    assert market.pairs == 5
    alone = Market.from_preferences({"a": ["X", "Y"]}, {"X": [], "Y": ["a"]})
    assert alone.resident_rank.tolist() == [2]


def test_lists_without_ties_are_what_lists_with_ties_of_one_are() -> None:
    """The short way through plain lists gives the market of the long way, entry by entry."""
    rng = random.Random(1)
    names, others = [f"r{i}" for i in range(40)], [("h", k) for k in range(9)]
    residents = {name: rng.sample(others, rng.randint(0, 9)) for name in names}
    hospitals = {name: rng.sample(names, rng.randint(0, 40)) for name in others}
    one = Market.from_preferences(residents, hospitals, 3)
    two = Market.from_preferences(
        {name: [[entry] for entry in listing] for name, listing in residents.items()},
        {name: [{entry} for entry in listing] for name, listing in hospitals.items()},
        dict.fromkeys(others, 3),
    )
    assert one.pairs > 40
    assert same(one, two)


def test_a_matching_goes_to_an_assignment_and_back() -> None:
    """Names in, names out, also of a market that kept only some pairs."""
    market = Market.from_preferences(RESIDENTS, HOSPITALS, {"Y": 2})
    for part in (market, market.keep(market.hospital_rank < 3)):
        matching = part.matching(resident_proposing(part).assignment)
        assert matching == {"X": ["b"], "Y": ["a", "c"]} or matching == {"X": ["a"], "Y": ["b", "c"]}
        assert part.matching(part.assignment(matching)) == matching


def test_without_names_indices_are_the_names() -> None:
    """A market from arrays speaks of its residents and hospitals by number."""
    market = Market.from_pairs(2, [1], [0, 1], [0, 0], [1, 1], [1, 2])  # type: ignore[arg-type]
    assert market.matching(market.assignment({0: [1]})) == {0: [1]}


def test_frames_say_the_same_as_dictionaries() -> None:
    """One frame of pairs, or a frame for each side, of Polars or of others, make the market of the dictionaries."""
    one = Market.from_preferences(RESIDENTS, HOSPITALS, {"Y": 2}, [("a", "c")])
    seats = pl.DataFrame({"hospital": ["Y"], "quota": [2]})
    mine = PAIRS.select("resident", "hospital", rank="resident_rank")
    theirs = PAIRS.select("resident", "hospital", rank="hospital_rank")
    for frame in (lambda f: f, Frame):
        for two in (
            Market.from_preferences(frame(PAIRS), quotas=frame(seats), conflicts=[("c", "a")]),
            Market.from_preferences(frame(mine), frame(theirs), {"Y": 2}, [("a", "c")]),
            Market.from_preferences(RESIDENTS, frame(theirs), {"Y": 2}, [("a", "c")]),
        ):
            assert same(one, two)


@pytest.mark.parametrize(
    ("residents", "hospitals", "quotas", "conflicts", "said"),
    [
        ({"a": ["Z"]}, {"X": []}, {}, [], "resident 'a' lists 'Z', but there is no hospital 'Z'"),
        ({"a": []}, {"X": ["z"]}, {}, [], "no resident 'z'"),
        ({"a": [["X", "Z"]]}, {"X": []}, {}, [], "no hospital 'Z'"),
        ({"a": ["X", "X"]}, {"X": []}, {}, [], "'a' lists 'X' twice"),
        ({"a": []}, {"X": [["a"], "a"]}, {}, [], "'X' lists 'a' twice"),
        ({"a": "X"}, {"X": ["a"]}, {}, [], "list of resident 'a' is the text 'X'"),
        ({"a": ["X"]}, {"X": ["a"]}, {"Z": 1}, [], "no hospital 'Z'"),
        ({"a": ["X"]}, {"X": ["a"]}, {"X": -1}, [], "negative"),
        ({"a": ["X"]}, {"X": ["a"]}, {"X": 1.5}, [], "quota of hospital 'X' is 1.5"),
        ({"a": ["X"]}, {"X": ["a"]}, {}, [("a", "z")], "no resident 'z'"),
        ({"a": ["X"]}, None, {}, [], "hospitals' lists are missing"),
        ([("a", "X")], {"X": ["a"]}, {}, [], "dictionary or a data frame, got list"),
        (PAIRS, HOSPITALS, {}, [], "no column rank; it has resident, hospital"),
        (PAIRS[[0, 0]], None, {}, [], "'a' lists 'X' twice"),
        (PAIRS.with_columns(resident_rank=pl.lit(0)), None, {}, [], "rank is below 1"),
        (PAIRS.with_columns(hospital_rank=pl.lit("x")), None, {}, [], "hospital_rank holds 'x'"),
    ],
)
def test_faults_are_named(residents, hospitals, quotas, conflicts, said) -> None:  # type: ignore[no-untyped-def]
    """Each fault is a ValueError that names who."""
    with pytest.raises(ValueError, match=said):
        Market.from_preferences(residents, hospitals, quotas, conflicts)


def test_a_resident_at_two_hospitals_is_no_matching() -> None:
    """Nor is one that names somebody unknown."""
    market = Market.from_preferences(RESIDENTS, HOSPITALS)
    for matching, said in (
        ({"X": ["a"], "Y": ["a"]}, "two hospitals"),
        ({"X": ["z"]}, "no resident 'z'"),
        ({"Z": []}, "no hospital 'Z'"),
    ):
        with pytest.raises(ValueError, match=said):
            market.assignment(matching)

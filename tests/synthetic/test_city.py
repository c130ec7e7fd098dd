"""The knobs: ranges, errors that name them, presets."""

import math

import pytest

from rengang.errors import UsageError
from rengang.synthetic import City, county, knobs


@pytest.mark.parametrize("knob", knobs(), ids=lambda k: k.name)
def test_a_knob_out_of_range_is_named_with_its_range(knob):
    """Every knob refuses a value above its maximum, in both languages, with name, value and range."""
    with pytest.raises(UsageError) as caught:
        City(**{knob.name: knob.kind(knob.maximum + 1)})
    for sentence in caught.value.text:
        assert f"{knob.name} = " in sentence
        assert f"{knob.maximum:,}" in sentence
        assert f"{knob.minimum:,}" in sentence


@pytest.mark.parametrize("knob", knobs(), ids=lambda k: k.name)
def test_a_knob_says_what_it_means_in_both_languages(knob):
    """Every knob has help in Chinese and English, and its default lies in its range."""
    assert any("一" <= c <= "鿿" for c in knob.help.zh)
    assert not any("一" <= c <= "鿿" for c in knob.help.en)
    assert knob.minimum <= knob.default <= knob.maximum


def test_all_bad_knobs_are_named_in_one_go():
    """Two bad knobs give one error that names both."""
    with pytest.raises(UsageError, match=r"pool = -1.*noise = nan"):
        City(pool=-1, noise=math.nan)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"cadres": 10.0}, "cadres = 10.0: expected a whole number"),
        ({"kinship": "5%"}, "kinship = '5%': expected a number"),
        ({"pool": True}, "pool = True"),
        ({"cadres": 50, "units": 60, "pool": 5}, "units = 60: expected at most cadres"),
        ({"cadres": 100, "units": 10, "pool": 101}, "pool = 101: expected at most cadres"),
        ({"non_filers": 0.7, "single_intent": 0.4}, "non_filers + single_intent = 1.1"),
    ],
)
def test_knobs_of_a_wrong_kind_or_that_do_not_go_together_are_named(changes, named):
    """A wrong type, or two knobs that contradict each other, give an error that names them."""
    with pytest.raises(UsageError) as caught:
        City(**changes)
    assert named in caught.value.text.en


def test_county_by_pool_size_keeps_the_proportions():
    """A pool of 5,000 asks for a city of 60,000 cadres in 1,500 units."""
    city = county(pool=5000)
    assert (city.cadres, city.units, city.pool) == (60_000, 1_500, 5_000)


def test_county_by_cadres_takes_changes_of_any_knob():
    """`county(n)` scales to n cadres, and a named knob wins over the preset."""
    assert county(1_000_000).cadres == 1_000_000
    assert county(3_500, 300, units=90, kinship=0.02).units == 90


def test_county_makes_place_for_a_pool_of_everybody():
    """With the whole city in the pool there are no leaders and no vertical units."""
    city = county(2_000, 2_000)
    assert (city.pool, city.leaders, city.vertical) == (2_000, 0, 0)


def test_county_names_a_knob_that_there_is_not():
    """A misspelt knob is an error, not silence."""
    with pytest.raises(UsageError, match="kinshp"):
        county(1_000, kinshp=0.1)

"""instances/tongxiang and instances/bureau are what their notes say, and nothing stored has a fault."""

import numpy as np
import pytest

from instances.known_cases import KNOWN, ROOT
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.synthetic import CityContest, bureau, city_contest, county
from rengang.tables import load

FOLDERS = sorted({case["instance"] for case in KNOWN})


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_stored_instance_has_no_fault(folder):
    """Neither an error nor a warning."""
    assert [p.sentence("en") for p in load(ROOT / folder).problems] == []


def test_tongxiang_is_the_generated_city():
    """The note's command and seed make exactly the stored tables."""
    stored = load(ROOT / "tongxiang").instance
    made = city_contest(county(3_500, 300), CityContest(posts=60, applicants=480, crowd=7), 2014)
    assert [name for name in TABLES if not stored.tables[name].equals(made.tables[name])] == []
    assert resolve(stored.policy) == resolve(made.policy)


def test_bureau_is_the_generated_one():
    """The note's seed makes exactly the stored tables; about 60 people, 12 sections, three rounds."""
    stored = load(ROOT / "bureau").instance
    made = bureau(seed=2013, picks=True)
    assert [name for name in TABLES if not stored.tables[name].equals(made.tables[name])] == []
    assert (stored.cadres["unit_id"] == "U1").sum() == 60
    assert (len(stored.tables["sections"]), stored.tables["applications"]["round"].max()) == (12, 3)
    assert resolve(stored.policy).sections.rule == "rounds"


def test_tongxiang_has_what_makes_a_county_hard():
    """County-level size, at least 2 % of the pool with relatives, ties, over-staffed and vertical units."""
    city = load(ROOT / "tongxiang").instance
    related = np.unique(np.concatenate(city.kin()))
    named = city.tables["nominations"]
    assert (len(city.cadres), len(city.pool)) == (3_500, 300)
    assert 85 <= len(city.units) <= 95
    assert city.in_pool[related].sum() >= 0.02 * 300
    assert len(named.unique(["unit_id", "rank"])) < len(named)
    assert (city.staff > city.establishment).any()
    assert (city.units["kind"] == "vertical").any()
    assert city.refuses.any()

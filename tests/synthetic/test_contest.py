"""The generated contest of a city: it can be held as it stands, the knobs hold, the seed decides."""

from collections import Counter

import polars as pl
import pytest

from rengang.errors import UsageError
from rengang.model import Fate
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.procedures.contest.intake.candidates import candidates
from rengang.procedures.contest.order.ranking import rank
from rengang.synthetic import CityContest, city_contest, contest_knobs, county, generate
from rengang.tables import check, load, write

CITY, CONTEST = county(3_600, 300), CityContest(posts=80, applicants=700)


@pytest.fixture(scope="module")
def made():
    return city_contest(CITY, CONTEST, 5)


@pytest.fixture(scope="module")
def entries(made):
    policy = resolve(made.policy)
    return rank(made, policy, candidates(made, policy, 0)[0], 0)[0]


def test_no_check_finds_a_fault(made):
    """Neither an error nor a warning, under the policy that comes with it."""
    assert check(made) == []


@pytest.mark.parametrize("seed", range(6))
def test_every_seed_can_be_held(seed):
    """No missing mark, no tie that is left open, no vote on somebody who is not inspected."""
    city = city_contest(county(1_200, 60), CityContest(posts=30, applicants=250), seed)
    policy = resolve(city.policy)
    found, _ = rank(city, policy, candidates(city, policy, seed)[0], seed)
    assert check(city) == []
    assert Fate.CANDIDATE in found.fate


def test_the_city_is_the_one_without_a_contest(made):
    """Wishes and relatives are as they are, units but for who leaves the mid-level, the roster but for posts."""
    plain = generate(CITY, 5)
    for name in ("intents", "nominations", "kinship"):
        assert made.tables[name].equals(plain.tables[name])
    assert made.units.drop("mid_leaving").equals(plain.units.drop("mid_leaving"))
    own = ["post_id", "section_id"]
    assert made.cadres.drop(own).equals(plain.cadres.drop(own))


def test_the_same_seed_gives_the_same_contest(made):
    """Two runs with one seed are equal, another seed gives another contest."""
    assert city_contest(CITY, CONTEST, 5) == made
    assert not city_contest(CITY, CONTEST, 6).tables["scores"].equals(made.tables["scores"])


def test_a_knob_of_the_marks_moves_nothing_before_them(made):
    """More judges leave posts and applications alone."""
    more = city_contest(CITY, CityContest(posts=80, applicants=700, crowd=20), 5)
    for name in ("posts", "applications", "appraisals", "waivers"):
        assert more.tables[name].equals(made.tables[name])


def test_every_step_of_a_contest_happens(entries):
    """Switches, late ones, refusals, screening, cancelled posts, cuts, votes: each ends somebody's run."""
    fates = Counter(entries.fate)
    expected = {
        Fate.SUPERSEDED, Fate.LATE, Fate.NO_CONSENT, Fate.UNQUALIFIED, Fate.CANCELLED, Fate.NOT_SHORTLISTED,
        Fate.NOT_INSPECTED, Fate.NOT_ELECTED, Fate.CANDIDATE,
    }  # fmt: skip
    assert expected <= set(fates)
    assert (entries.round == 2).any()


def test_panels_are_the_regulations(made):
    """Everybody scored has marks of seven leaders, two of them sent by the office, and of the whole crowd."""
    scores = made.tables["scores"].group_by("post_id", "cadre_id", "panel").agg(pl.col("judge").n_unique())
    sizes = dict(scores.group_by("panel").agg(pl.col("judge").unique()).iter_rows())
    assert sizes == {"领导评委": [7], "群众评委": [CONTEST.crowd]}
    sent = made.tables["judges"].group_by("post_id").agg((pl.col("source") == "office").sum())
    assert sent["source"].unique().to_list() == [2]


def test_incumbents_and_vacancies_are_mixed(made):
    """Some contested posts are held, by people of the unit and the level, some are vacant."""
    posts = made.tables["posts"].filter("contested")
    held = posts.drop_nulls("incumbent_id").join(made.cadres, left_on="incumbent_id", right_on="cadre_id")
    assert len(posts) == 80
    assert 20 < len(held) < 70
    assert (held["unit_id"] == held["unit_id_right"]).all()
    assert (held["level"] == held["level_right"]).all()
    assert (held["post_id"] == held["post_id_right"]).all()


def test_units_that_must_offer_come_first(made):
    """With posts enough, every town, subdistrict and unit with eight at mid-level offers one (TX-10)."""
    units = made.units.filter(
        (pl.col("kind") != "vertical")
        & (pl.col("kind").is_in(["town", "subdistrict"]) | (pl.col("mid_staff") >= 8))
    )
    offered = made.tables["posts"].filter("contested")["unit_id"].unique()
    assert set(units["unit_id"]) <= set(offered)


def test_a_big_contest_has_its_marks():
    """2,000 posts, 20,000 applicants and 200,000 marks, every mark a whole number of hundredths up to 100."""
    big = city_contest(county(72_000), CityContest(posts=2_000, applicants=20_000), 1)
    scores = big.tables["scores"]
    assert len(scores) >= 200_000
    assert big.tables["applications"]["cadre_id"].n_unique() >= 19_500
    assert scores["score"].cast(pl.String).str.ends_with("0000").all()
    assert 90 < scores["score"].max() <= 100


def test_it_survives_a_carrier(made, tmp_path):
    """Written as a workbook and read again it is the same, policy and all."""
    write(made, tmp_path / "city.xlsx")
    again = load(tmp_path / "city.xlsx")
    assert again.problems == ()
    assert [n for n in TABLES if not again.instance.tables[n].equals(made.tables[n])] == []
    assert again.policy == resolve(made.policy)


def test_a_contest_without_applicants_is_empty_and_sound():
    """No applications, no marks: nothing breaks."""
    city = city_contest(county(400, 20), CityContest(posts=8, applicants=0), 0)
    assert check(city) == []
    assert len(city.tables["scores"]) == len(city.tables["applications"]) == 0


def test_wrong_knobs_are_named():
    """A knob out of range is named with its range."""
    with pytest.raises(UsageError, match="posts = 0: expected 1"):
        CityContest(posts=0)
    assert {k.name for k in contest_knobs()} >= {"posts", "applicants", "crowd", "voted"}

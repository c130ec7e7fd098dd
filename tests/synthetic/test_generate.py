"""The generated cities: the knobs hold, nothing else moves, the same seed gives the same city."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.errors import UsageError
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.procedures.admissible import pairs
from rengang.procedures.capacity import seats
from rengang.rules.avoidance import RELATIVE_STAYS
from rengang.rules.catalogue import bits
from rengang.synthetic import City, county, generate
from rengang.tables import check, write

CITY = county(6_000, 600)


@pytest.fixture(scope="module")
def city():
    return generate(CITY, 1)


def same(a, b, *tables):
    return [a.tables[name].equals(b.tables[name]) for name in tables]


def test_the_same_seed_gives_the_same_city(city):
    """Two runs with one seed are equal in every table and in the policy."""
    assert generate(CITY, 1) == city


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    """Two runs, written with Chinese headings, are equal file by file."""
    for name in ("one", "two"):
        write(generate(CITY, 1), tmp_path / name)
    files = [{p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "two")]
    assert len(files[0]) == 7
    assert files[0] == files[1]


def test_the_order_of_threads_and_hashes_decides_nothing():
    """A fresh process with another hash seed and one thread makes the same city."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from test_generate import CITY, fingerprint;"
        "from rengang.synthetic import generate; print(fingerprint(generate(CITY, 1)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        env={**os.environ, "PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == fingerprint(generate(CITY, 1))


@pytest.mark.parametrize(
    "knobs",
    [
        {},
        {"kinship": 1.0, "kin_near": 1.0, "tie_share": 1.0},
        {"intents": 6, "ratio": 5, "types": 3, "noise": 20.0},
        {"vacancy_slack": -1.0, "overstaffed": 1.0},
        {"pool": 3_000},
        {"pool": 0},
    ],
    ids=str,
)
def test_a_city_has_no_fault(knobs):
    """The checks of the tables find neither an error nor a warning (but that an empty pool is empty)."""
    made = generate(county(3_000, **{"pool": 250, **knobs}), 9)
    found = [p.sentence("en") for p in check(made, resolve(made.policy)) if p.code != "pool-empty"]
    assert found == []


def test_another_seed_gives_another_city(city):
    """A different seed changes every table that is drawn."""
    other = generate(CITY, 2)
    assert not any(same(city, other, "units", "cadres", "intents", "nominations", "kinship", "posts"))


def fingerprint(instance):
    rows = [instance.tables[n].rows() for n in ("intents", "nominations", "kinship")]
    rows.append(instance.cadres.select("name", "unit_id", "birth_date", "unit_since").rows())
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def test_a_city_is_known_by_its_fingerprint(city):
    """The streams are a promise: this city stays what it was, on every machine and in every version.

    A change here changes every stored and published synthetic instance, so it belongs into the changelog.
    """
    assert fingerprint(city) == "247a86a8b3943683"


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ({"kinship": 0.2}, {"kinship"}),
        ({"noise": 3.0}, {"nominations"}),
        ({"tie_share": 0.9}, {"nominations"}),
        ({"refusers": 0.5}, {"cadres"}),
        ({"common_taste": 0.1}, {"intents", "nominations", "kinship"}),
        ({"overstaffed": 0.0, "vacancy_slack": 0.0}, {"units", "posts", "intents", "nominations", "kinship"}),
    ],
    ids=lambda names: "+".join(sorted(names)),  # a set prints in another order in every process
)
def test_a_knob_moves_only_what_follows_from_it(change, moved):
    """Turning one knob leaves the tables of the other subjects as they were."""
    base = county(6_000, 600, vacancy_slack=0.1)
    before = generate(base, 1)
    after = generate(county(6_000, 600, **{"vacancy_slack": 0.1, **change}), 1)
    names = ("units", "posts", "cadres", "intents", "nominations", "kinship")
    changed = {n for n, equal in zip(names, same(before, after, *names), strict=True) if not equal}
    assert changed == moved


def test_sizes_and_shares_are_met(city):
    """Everything that a knob counts is there as often as asked."""
    filed = city.tables["intents"].group_by("cadre_id").len()["len"]
    over = (city.staff > city.establishment) & (city.units["kind"] != "vertical").to_numpy()
    taking_part = (city.units["kind"] != "vertical").sum()
    assert (len(city.cadres), len(city.units), len(city.pool)) == (6_000, 150, 600)
    assert city.refuses.sum() == round(0.02 * 600)
    assert len(filed) == 600 - round(0.04 * 600)
    assert (filed == 1).sum() == round(0.12 * 600)
    assert over.sum() == round(0.15 * taking_part)
    assert city.vacancies.sum() == 600 + round(0.1 * 600)


def test_staff_is_what_the_roster_counts(city):
    """The headcount given for a unit is the number of its cadres."""
    counted = city.cadres.group_by("unit_id").len().sort("unit_id")
    assert city.units.select("unit_id", "staff").rows() == counted.rows()


def test_the_pool_is_in_scope(city):
    """Nobody in the pool is a leader or sits in a vertically managed unit."""
    pool = city.cadres.filter("pool").join(city.units, on="unit_id")
    assert set(pool["level"]) == {"staff"}
    assert "vertical" not in set(pool["kind"])


def test_intents_are_for_other_units_with_vacancies(city):
    """No intent is for the own unit, twice for the same unit, or for a unit without vacancies."""
    cadre, unit, _ = city.intents
    assert (unit != city.unit_of[cadre]).all()
    assert (city.vacancies[unit] > 0).all()
    assert not city.tables["intents"].select("cadre_id", "unit_id").is_duplicated().any()
    assert city.in_pool[cadre].all()


def test_units_nominate_their_best_intenders_by_score(city):
    """A unit names intenders only, at most ratio × vacancies, ranked by score, ties by equal scores."""
    wished = city.tables["intents"].select("cadre_id", "unit_id")
    named = city.tables["nominations"]
    assert named.join(wished, on=["cadre_id", "unit_id"], how="anti").is_empty()
    size = city.units.select("unit_id", "vacancies")
    count = named.group_by("unit_id").len().join(size, on="unit_id")
    assert (count["len"] <= 2 * count["vacancies"]).all()
    by_score = named.with_columns(
        pl.col("score").rank("min", descending=True).over("unit_id").cast(pl.Int64).alias("place")
    )
    assert by_score["place"].equals(by_score["rank"].rename("place"))


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_ties_are_as_many_as_asked(share):
    """About `tie_share` of the nominations that have one before them are tied; none at 0, all at 1."""
    named = generate(county(6_000, 600, tie_share=share), 3).tables["nominations"]
    not_first = len(named) - named["unit_id"].n_unique()
    tied = len(named) - len(named.unique(["unit_id", "rank"]))
    assert tied / not_first == pytest.approx(share, abs=0.06 if 0 < share < 1 else 0)


def test_without_noise_all_units_agree():
    """With noise 0 and no scarce matches two units that name the same two people order them alike."""
    city = generate(county(3_000, 400, noise=0.0, scarce=0.0, intents=6, ratio=6, tie_share=0.0), 5)
    named = city.tables["nominations"].join(city.cadres.select("cadre_id", "speciality"), on="cadre_id")
    plain = named.filter(pl.col("speciality").is_null())
    both = plain.join(plain, on="unit_id").filter(pl.col("rank") < pl.col("rank_right"))
    order = both.select("cadre_id", "cadre_id_right").unique()
    turned = order.rename({"cadre_id": "cadre_id_right", "cadre_id_right": "cadre_id"})
    assert len(order) > 100
    assert order.join(turned, on=["cadre_id", "cadre_id_right"]).is_empty()


def test_popularity_is_skewed_by_its_knob():
    """The share of intents for the tenth of the units that is most wanted grows with the skew."""

    def top_tenth(skew):
        wishes = generate(county(12_000, 1_200, popularity_skew=skew, common_taste=1.0), 4).tables["intents"]
        counts = wishes.group_by("unit_id").len()["len"].sort(descending=True)
        return counts.head(30).sum() / counts.sum()

    assert top_tenth(0.0) < 0.25 < 0.4 < top_tenth(1.5)


def test_relatives_are_as_many_as_asked_and_some_stand_in_the_way():
    """About the asked share of the pool has relatives, in and out of the pool; some bar an intent."""
    city = generate(county(12_000, 1_000, kinship=0.2), 6)
    a, b = city.kin()
    related = np.unique(np.concatenate([a, b]))
    assert city.in_pool[related].sum() / 1_000 == pytest.approx(0.2, abs=0.02)
    assert (city.in_pool[a] | city.in_pool[b]).all()
    assert (city.in_pool[a] & city.in_pool[b]).any()
    assert (city.unit_of[a] != city.unit_of[b]).all()
    barred = pairs(city, resolve(city.policy)).bars
    assert (barred & bits()[RELATIVE_STAYS] > 0).any()


def test_relatives_are_as_many_as_asked_where_everybody_is_in_the_pool():
    """Without anybody outside, the relatives are all found inside."""
    city = generate(county(4_000, 4_000, kinship=0.2), 6)
    assert len(np.unique(np.concatenate(city.kin()))) / 4_000 == pytest.approx(0.2, abs=0.03)


def test_a_release_has_room_for_the_whole_outflow(city):
    """With slack ≥ 0 every unit can take as many as it gives, whatever the tolerance."""
    bounds = seats(city, resolve({**city.policy, "balance": {"mode": "release", "tolerance": 0}}))
    assert (bounds.upper == bounds.out).all()
    assert (bounds.lower == bounds.out).all()


def test_negative_slack_leaves_posts_unfilled():
    """With slack −0.5 half of the vacancies are published, none beyond the unit's outflow."""
    city = generate(county(6_000, 600, vacancy_slack=-0.5), 1)
    out = np.bincount(city.unit_of[city.pool], minlength=len(city.units))
    assert city.vacancies.sum() == 300
    assert (city.vacancies <= out).all()


@given(
    st.integers(2, 60), st.integers(2, 12), st.integers(0, 60), st.integers(1, 4), st.integers(0, 2**32),
    st.floats(0, 1), st.floats(-1, 2), st.floats(0, 2),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_any_small_city_can_be_made(cadres, units, pool, intents, seed, share, slack, skew):
    """Whatever the knobs, the city has the asked size and its references are whole."""
    city = City(
        cadres=cadres, units=min(units, cadres), pool=min(pool, cadres), intents=intents,
        vertical=share * 0.9,
        overstaffed=share, kinship=share, kin_in_pool=share, leaders=share, refusers=share, tie_share=share,
        non_filers=share / 2, single_intent=share / 2, vacancy_slack=slack, popularity_skew=skew,
        size_skew=skew, types=1 + intents % 3, systems=intents, regions=intents,
    )  # fmt: skip
    made = generate(city, seed)
    assert len(made.pool) == city.pool
    assert (made.vacancies >= 0).all()
    assert (made.establishment >= 0).all()
    for table in TABLES.values():
        for column in table.columns:
            if column.refers in ("units", "cadres"):
                labels = made.tables[table.name][column.name].drop_nulls()
                key = TABLES[column.refers].key[0]
                assert (made.codes(labels, column.refers, key) >= 0).all()


@pytest.mark.parametrize("seed", [-1, 1.5, True, "1"])
def test_a_seed_is_a_whole_number(seed):
    """Anything but a whole number ≥ 0 is refused by name."""
    with pytest.raises(UsageError, match="seed = "):
        generate(City(), seed)

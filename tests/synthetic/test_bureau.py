"""The generated bureau: it can be run as it stands, and has everything that the detailed rules speak of."""

from collections import Counter

import polars as pl
import pytest

from rengang.errors import UsageError
from rengang.model import Fate
from rengang.policy import resolve
from rengang.procedures.contest.intake.candidates import candidates
from rengang.procedures.contest.order.ranking import rank
from rengang.synthetic import Bureau, bureau
from rengang.tables import check


@pytest.fixture(scope="module")
def made():
    return bureau(seed=7)


@pytest.mark.parametrize("picks", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_every_seed_is_sound(seed, picks):
    """No check finds a fault, and the contest can be ranked: no missing mark, no open tie."""
    office = bureau(seed=seed, picks=picks)
    assert check(office) == []
    policy = resolve(office.policy)
    assert policy.sections.rule == ("rounds" if picks else "propose")
    entries, _ = rank(office, policy, candidates(office, policy, 0)[0], 0)
    fates = Counter(entries.fate)
    assert {Fate.SUPERSEDED, Fate.UNQUALIFIED, Fate.BARRED, Fate.CANDIDATE} <= set(fates)


def test_the_same_seed_gives_the_same_bureau(made):
    """Two runs are equal; the picks are the only difference that `picks` makes to the tables."""
    assert bureau(seed=7) == made
    played = bureau(seed=7, picks=True)
    differ = [n for n, t in made.tables.items() if not t.equals(played.tables[n])]
    assert differ == ["section_picks"]


def test_declarations_keep_to_the_rounds(made):
    """One or two posts in rounds 1 and 2, exactly one in round 3 (JL-43), and all three rounds happen."""
    counts = made.tables["applications"].group_by("cadre_id", "round").len()
    per_round = dict(counts.group_by("round").agg(pl.col("len").unique().sort()).sort("round").iter_rows())
    assert per_round == {1: [1, 2], 2: [1, 2], 3: [1]}


def test_everybody_of_the_population_is_there(made):
    """Incumbents, contenders, the exempt, who waives, and staff of the institutions, some of them seconded."""
    people = made.cadres
    admin = pl.col("establishment_type") == "行政"
    assert len(people.filter(admin)) == 60
    assert len(people.filter(pl.col("level") == "chief")) == 10
    assert people["exempt"].drop_nulls().len() == 4
    assert people["waives"].sum() == 3
    assert len(people.filter(~admin & pl.col("section_id").is_not_null())) == 10
    declared = made.tables["section_intents"]["cadre_id"].unique()
    outside = people.filter(~admin & pl.col("cadre_id").is_in(declared.implode()))
    assert 5 < len(outside) < 24


def test_one_contender_is_barred_by_the_dissatisfied(made):
    """A third of the ballots is not below a third (JL-25): exactly one contender has that many."""
    share = made.tables["ratings"].filter(pl.col("item") == "不满意")
    assert (share["votes"] * 3 >= share["present"]).sum() == 1


def test_sections_have_room_for_the_staff(made):
    """Places for all administrative staff, and some for supplements."""
    places = made.tables["sections"]["capacity"].sum()
    assert places == 66


@pytest.mark.parametrize("knobs", [Bureau(8, 2, 0), Bureau(40, 12, 0), Bureau(300, 40, 100, judges=5)])
def test_other_sizes_are_sound(knobs):
    """A tiny bureau without institutions, one with hardly any staff to a section, a large one."""
    assert check(bureau(knobs, 1, picks=True)) == []


def test_wrong_knobs_are_named():
    """Too few people for the sections, a share out of range, a seed below 0."""
    with pytest.raises(UsageError, match="12 sections need 36"):
        Bureau(people=30)
    with pytest.raises(UsageError, match="vacant = 2"):
        Bureau(vacant=2)
    with pytest.raises(UsageError, match="seed"):
        bureau(seed=-1)

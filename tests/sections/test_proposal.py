"""The proposal's rules one by one, by cases worked by hand (JL-70…85, JF-04, JF-12, A-17, A-28)."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import polars as pl
import pytest

from rengang.errors import InvalidInput
from rengang.limits import Limits
from rengang.model import Instance, Stage, Status
from rengang.model.section_plan import SectionPlan
from rengang.procedures.sections import select_sections
from sections.bureaus import (
    Row,
    bureau,
    kin,
    outsider,
    person,
    placed,
    policy,
    section,
    select,
    stages,
    values,
    wishes,
)
from sections.random_bureaus import random_bureau, random_policy


def test_jl70_a_section_keeps_one_former_member() -> None:
    """JL-70: a and b both want to stay in s with two seats; one is kept, the other directed to t."""
    instance = bureau(
        [section("s", 2), section("t", 1)],
        [person("a", "s"), person("b", "s")],
        [wishes("a", "s"), wishes("b", "s")],
    )
    plan = select(instance, policy())
    assert sorted(stages(instance, plan).values()) == [Stage.DIRECTED, Stage.RETAINED]
    assert values(plan) == {
        "section_placed": 2, "section_by_wish": 1, "section_wish_ranks": 1, "section_composition": 0,
        "supplement_unkept": 0, "supplement_placed": 0, "supplement_wish_ranks": 0, "supplement_composition": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("most", "kept"), [(0, 0), (1, 1), (2, 2), (3, 3)])
def test_jl70_holds_for_the_general_office_with_the_policys_number(most: int, kept: int) -> None:
    """JL-70: the general office is bound like every section; the number is the policy's."""
    people = [person(f"p{k}", "o") for k in range(3)]
    instance = bureau([section("o", 3, general_office=True)], people)
    plan = select(instance, policy(retain={"admin_max": most}))
    assert list(placed(instance, plan).values()).count("o") == kept


def test_jl76_who_is_not_selected_is_directed() -> None:
    """JL-76: b loses s to a and declared nothing else; the leading group gives b the section t."""
    instance = bureau(
        [section("s", 1), section("t", 1)], [person("a"), person("b")], [wishes("a", "s"), wishes("b", "s")]
    )
    assert sorted(stages(instance, select(instance, policy())).values()) == [Stage.DIRECTED, Stage.INTENT]
    alone = select(instance, policy(unmatched_admin="unplaced"))
    assert sorted(stages(instance, alone).values()) == [Stage.INTENT, Stage.UNPLACED]
    assert not alone.notes


def test_everybody_placed_comes_before_wishes() -> None:
    """JL-76 before JL-74: x may only go to s (a relative sits in t), so that y, who wants s, goes to t."""
    instance = bureau(
        [section("s", 1), section("t", 2)],
        [person("x"), person("y"), person("e", "t", exempt="财务")],
        [wishes("y", "s")],
        kinship=[kin("x", "e")],
    )
    plan = select(instance, policy())
    assert placed(instance, plan) == {"e": "t", "x": "s", "y": "t"}
    assert (values(plan)["section_placed"], values(plan)["section_by_wish"]) == (2, 0)


def test_wish_ranks_come_before_score_ranks() -> None:
    """Two first wishes and a second: the sum 1 + 1 beats 1 + 2 whatever the scores say."""
    instance = bureau(
        [section("s", 1), section("t", 1)],
        [person("a"), person("b")],
        [wishes("a", "s", "t"), wishes("b", "t", "s")],
        exams=[{"cadre_id": i, "paper": "综合", "score": n} for i, n in (("a", 90), ("b", 60))],
    )
    assert placed(instance, select(instance, _ranked())) == {"a": "s", "b": "t"}


def _ranked() -> object:
    scores = {"综合": {"kind": "paper", "paper": "综合"}}
    return policy(rank_by="综合", contest={"total": "综合", "scores": scores})


def test_sections_take_the_better_score() -> None:
    """Three want the one seat of s: b has 90, a 80, c none. Rank 1 is taken: score_ranks = 1."""
    instance = bureau(
        [section("s", 1), section("t", 2)],
        [person("a"), person("b"), person("c")],
        [wishes(i, "s") for i in "abc"],
        exams=[{"cadre_id": i, "paper": "综合", "score": n} for i, n in (("a", 80), ("b", 90))],
    )
    plan = select(instance, _ranked())
    assert placed(instance, plan) == {"a": "t", "b": "s", "c": "t"}
    assert values(plan)["section_score_ranks"] == 1


def test_equal_scores_share_a_rank_and_no_score_is_last() -> None:
    """Ranks at s: a = b = 1, c without score = 3; all three get in: 1 + 1 + 3 = 5."""
    instance = bureau(
        [section("s", 3)],
        [person("a"), person("b"), person("c")],
        [wishes(i, "s") for i in "abc"],
        exams=[{"cadre_id": i, "paper": "综合", "score": 80} for i in "ab"],
    )
    assert values(select(instance, _ranked()))["section_score_ranks"] == 5


def test_a_score_that_is_given_at_a_post_ranks_nobody() -> None:
    """A panel's marks belong to a post: named as a fault of the policy, not a crash."""
    instance = bureau([section("s", 1)], [person("a")], [wishes("a", "s")])
    rules = policy(rank_by="竞岗得分", contest={})
    with pytest.raises(InvalidInput) as caught:
        select(instance, rules)
    assert [(p.code, p.column) for p in caught.value.problems] == [("policy-value", "sections.rank_by")]


# -- composition ---------------------------------------------------------------------------------------------
AS_OF = date(2015, 6, 1)


def test_jl80_counts_pairs_as_worked_by_hand() -> None:
    """JL-80: one section of four: e exempt, a, b, c placed.

    Ages on 2015-06-01: e 30 and a 35 (first band, 35 included), b 46 that very day and c 50 (third band): pairs
    e–a and b–c = 2. Sex: m m f f = 2 pairs. Education: 本科 ×3 and a blank = 3 pairs. Speciality: of those
    placed a fits, b does not, c has none, and e, who does not fit, was not placed: 1.
    2·2 + 3·2 + 5·3 + 7·1 = 32.
    """
    people = [
        person("a", birth_date=date(1980, 6, 1), sex="male", education="本科", speciality="法律"),
        person("b", birth_date=date(1969, 6, 1), sex="female", education="本科", speciality="财会"),
        person("c", birth_date=date(1965, 1, 1), sex="female"),
        person(
            "e",
            "s",
            birth_date=date(1985, 1, 1),
            sex="male",
            education="本科",
            speciality="财会",
            exempt="机要",
        ),
    ]
    instance = bureau([section("s", 4, function="法律")], people)
    weights = {"age": 2, "sex": 3, "education": 5, "speciality": 7}
    plan = select(instance, policy(composition=weights, contest={"as_of": AS_OF}))
    assert values(plan)["section_composition"] == 32
    undated = select(instance, policy(composition=weights, contest={}))
    assert values(undated)["section_composition"] == 28


def test_jl80_mixes_two_sections() -> None:
    """JL-80: two men, two women, two sections of two: one of each, so that no pair is alike."""
    people = [person(i, sex="male" if i in "ab" else "female") for i in "abcd"]
    instance = bureau([section("s", 2), section("t", 2)], people)
    plan = select(instance, policy(composition={"sex": 1, "age": 0, "education": 0, "speciality": 0}))
    where = placed(instance, plan)
    assert where["a"] != where["b"]
    assert where["c"] != where["d"]
    assert values(plan)["section_composition"] == 0


def test_jl80_wishes_come_before_composition() -> None:
    """Both women want s: they get it, though it makes a pair in each section."""
    people = [person(i, sex="male" if i in "ab" else "female") for i in "abcd"]
    instance = bureau([section("s", 2), section("t", 2)], people, [wishes("c", "s"), wishes("d", "s")])
    plan = select(instance, policy(composition={"sex": 4, "age": 0, "education": 0, "speciality": 0}))
    assert values(plan)["section_composition"] == 8


def test_jl80_the_supplement_sees_who_sits_already() -> None:
    """JL-80: i (female) and j (male) want s and t; a man sits in s, a woman in t: they cross over."""
    instance = bureau(
        [section("s", 2), section("t", 2)],
        [
            person("a", "s", sex="male", exempt="财务"),
            person("b", "t", sex="female", exempt="财务"),
            outsider("i", sex="male"),
            outsider("j", sex="female"),
        ],
        [
            [{**row, "order": 1} for row in wishes("i", "s")]
            + [{**row, "order": 2} for row in wishes("i", "t")],
            [{**row, "order": 1} for row in wishes("j", "s")]
            + [{**row, "order": 2} for row in wishes("j", "t")],
        ],
    )
    plan = select(instance, policy(composition={"sex": 1, "age": 0, "education": 0, "speciality": 0}))
    assert placed(instance, plan) == {"a": "s", "b": "t", "i": "t", "j": "s"}
    assert values(plan)["supplement_composition"] == 0


# -- the supplement ------------------------------------------------------------------------------------------
def test_jf04_administrative_staff_come_first() -> None:
    """JF-04: the one seat of s goes to a, whom the leading group directs, not to i, who wants it."""
    instance = bureau([section("s", 1)], [person("a"), outsider("i")], [wishes("i", "s")])
    assert placed(instance, select(instance, policy())) == {"a": "s", "i": None}


def test_jl83_a_section_may_stay_below_its_size() -> None:
    """JL-83: five authorised, one who wants to come: one comes, and the plan is proven."""
    instance = bureau([section("s", 5)], [outsider("i"), outsider("j", "s")], [wishes("i", "s")])
    plan = select(instance, policy())
    assert placed(instance, plan) == {"i": "s", "j": None}
    assert plan.status is Status.OPTIMAL


def test_jf12_no_section_grows_beyond_its_size() -> None:
    """JF-12: four want the two seats of s."""
    instance = bureau(
        [section("s", 2)], [outsider(f"i{k}") for k in range(4)], [wishes(f"i{k}", "s") for k in range(4)]
    )
    assert values(select(instance, policy()))["supplement_placed"] == 2


def _must(*declared: list[Row], admin: bool = False, seats: int = 1) -> Instance:
    """Section s whose former institution member is i; j comes from elsewhere."""
    people = [outsider("i", "s"), outsider("j"), *([person("a", "s")] if admin else [])]
    return bureau([section("s", seats), section("t", 1)], people, list(declared))


def test_jl81_must_take_a_former_institution_member() -> None:
    """JL-81: s kept no administrative member, so that i is taken although j wants s more and i wants t more."""
    instance = _must(wishes("i", "t", "s"), wishes("j", "s"))
    plan = select(instance, policy())
    assert placed(instance, plan) == {"i": "s", "j": None}
    assert stages(instance, plan)["i"] is Stage.RETAINED
    assert values(plan)["supplement_unkept"] == 0
    free = select(instance, policy(retain={"institution_min_if_no_admin": 0}))
    assert placed(instance, free) == {"i": "t", "j": "s"}


def test_jl81_does_not_bind_a_section_that_kept_an_administrative_member() -> None:
    """JL-81: a stays in s, so that i may go to t and j to s."""
    instance = _must(wishes("i", "t", "s"), wishes("j", "s"), wishes("a", "s"), admin=True, seats=2)
    plan = select(instance, policy())
    assert placed(instance, plan) == {"a": "s", "i": "t", "j": "s"}


def test_jl81_asks_nothing_where_no_former_member_declared() -> None:
    """JL-81: i goes home without declaring s; nobody can be made to come, and nothing is missed."""
    plan = select(instance := _must(wishes("j", "s")), policy())
    assert placed(instance, plan)["j"] == "s"
    assert values(plan)["supplement_unkept"] == 0
    assert not plan.unkept.size


def test_jl81_asks_nothing_where_no_seat_is_left() -> None:
    """JL-81: a from elsewhere has the only seat of s, so that nothing can be asked for i."""
    instance = bureau(
        [section("s", 1)], [person("a"), outsider("i", "s")], [wishes("a", "s"), wishes("i", "s")]
    )
    plan = select(instance, policy())
    assert values(plan)["supplement_unkept"] == 0
    assert not plan.unkept.size


def test_jl81_counts_the_sections_that_miss_it() -> None:
    """JL-81: i is the former member of s and has a relative there who is exempt: s is named as missing it."""
    instance = bureau(
        [section("s", 2)],
        [outsider("i", "s"), person("e", "s", exempt="财务")],
        [wishes("i", "s")],
        kinship=[kin("e", "i")],
    )
    plan = select(instance, policy())
    assert values(plan)["supplement_unkept"] == 1
    assert plan.unkept.tolist() == [0]
    assert "科室 s" in plan.notes[0].zh


def test_jl81_at_most_one_former_institution_member() -> None:
    """JL-81: 每科可保留一名: of two former members who want back one comes."""
    instance = bureau(
        [section("s", 2)], [outsider("i", "s"), outsider("j", "s")], [wishes("i", "s"), wishes("j", "s")]
    )
    assert values(select(instance, policy()))["supplement_placed"] == 1
    assert values(select(instance, policy(retain={"institution_max": 2})))["supplement_placed"] == 2


def test_a28_one_former_member_of_each_kind() -> None:
    """A-28: a and b, i and j all come from s with four seats: one of each pair is kept."""
    instance = bureau(
        [section("s", 4)],
        [person("a", "s"), person("b", "s"), outsider("i", "s"), outsider("j", "s")],
        [wishes(p, "s") for p in "abij"],
    )
    where = placed(instance, select(instance, policy()))
    assert ([where["a"], where["b"]].count("s"), [where["i"], where["j"]].count("s")) == (1, 1)


# -- relatives and the unplaceable ---------------------------------------------------------------------------
def test_relatives_do_not_share_a_section() -> None:
    """DY-04: a and b are married; both want s, one of them is directed to t. A remote relation may share."""
    rooms = [section("s", 2), section("t", 2)]
    people, want = [person("a"), person("b")], [wishes("a", "s"), wishes("b", "s")]
    married = bureau(rooms, people, want, kinship=[kin("a", "b")])
    assert sorted(placed(married, select(married, policy())).values()) == ["s", "t"]
    free = policy().model_copy(update={"avoidance": policy().avoidance.model_copy(update={"relations": ()})})
    assert values(select(married, free))["section_by_wish"] == 2


def test_relatives_are_apart_across_the_stages() -> None:
    """i's wife a is placed in s by the first stage: i cannot supplement s."""
    instance = bureau(
        [section("s", 2)],
        [person("a"), outsider("i")],
        [wishes("a", "s"), wishes("i", "s")],
        kinship=[kin("a", "i")],
    )
    assert placed(instance, select(instance, policy())) == {"a": "s", "i": None}


def test_jl76_says_who_cannot_be_placed_and_why() -> None:
    """Four people, three seats, one of them behind a relative and one behind the limit on former members."""
    instance = bureau(
        [section("s", 2), section("t", 2)],
        [person("a", "s"), person("b", "s"), person("c", "s"), person("e", "t", exempt="财务")],
        kinship=[kin(i, "e") for i in "abc"],
    )
    plan = select(instance, policy())
    assert values(plan)["section_placed"] == 1
    assert plan.notes[0].zh == "行政人员 2 人无法安排岗位（已证明人数最少）"
    assert plan.notes[0].en == "2 administrative staff cannot be given a section (proven least)"
    assert plan.notes[1].zh.endswith("：科室 s 保留的原工作人员已达上限；科室 t 有亲属")
    full = bureau([section("s", 1)], [person("a"), person("b")])
    assert select(full, policy()).notes[1].zh.endswith("：本单位 1 个科室岗位已满")


# -- promises ------------------------------------------------------------------------------------------------
def _bytes(plan: SectionPlan) -> tuple[object, ...]:
    return (
        plan.cadre.tobytes(), plan.group, plan.section.tobytes(), plan.stage, plan.wish_rank.tobytes(),
        plan.objective, plan.picks, plan.unkept.tobytes(), plan.notes, dict(plan.figures),
    )  # fmt: skip


@pytest.mark.parametrize("rule", ["propose", "rounds"])
def test_the_order_of_the_rows_changes_nothing(rule: str) -> None:
    """Tables shuffled, and solved again: the same plan, byte for byte."""
    rng = np.random.default_rng(5)
    for _ in range(15):
        instance, _scores = random_bureau(rng, people=8)
        rules = random_policy(rng, rule)
        shuffled = Instance.from_tables(
            {n: f.sample(fraction=1.0, shuffle=True, seed=3) for n, f in instance.tables.items() if len(f)}
        )
        first = _bytes(select(instance, rules))
        assert first == _bytes(select(shuffled, rules)) == _bytes(select(instance, rules))


def _large(people: int, rooms: int) -> Instance:
    rng = np.random.default_rng(1)
    labels = [f"s{k:02d}" for k in range(rooms)]
    roster = [
        (outsider if rng.random() < 0.25 else person)(
            f"p{k:03d}",
            str(rng.choice(labels)),
            sex=str(rng.choice(["male", "female"])),
            birth_date=date(int(rng.integers(1956, 1992)), 6, 3),
            education=str(rng.choice(["大专", "本科", "研究生"])),
            speciality=str(rng.choice(["法律", "财会"])),
        )
        for k in range(people)
    ]
    declared = [wishes(r["cadre_id"], *map(str, rng.permutation(labels)[:3])) for r in roster]
    sections = [section(s, -(-people // rooms), function="法律") for s in labels]
    return bureau(sections, roster, declared)


WEIGHTS = {"age": 1, "sex": 1, "education": 1, "speciality": 3}


def test_a_bureau_of_sixty_is_proven() -> None:
    """60 people and 12 sections: every objective of both stages is proven."""
    plan = select(_large(60, 12), policy(composition=WEIGHTS))
    assert plan.status is Status.OPTIMAL


def test_without_time_there_is_still_a_plan() -> None:
    """The deadline has passed: a plan that keeps the rules, stated as unproven, its values as counted."""
    instance = _large(60, 12)
    limits = Limits(deadline=time.monotonic() - 1.0)
    plan = select_sections(instance, policy(composition=WEIGHTS), limits, 0)
    assert plan.status is Status.FEASIBLE
    given = placed(instance, plan)
    assert values(plan)["section_placed"] == sum(
        s is not None for i, s in given.items() if not _institution(instance, i)
    )
    former = dict(instance.cadres.select("cadre_id", "section_id").iter_rows())
    kept = [s for i, s in given.items() if s is not None and s == former[i] and not _institution(instance, i)]
    assert len(kept) == len(set(kept))
    assert max(pl.Series(list(given.values())).drop_nulls().value_counts()["count"].to_list()) <= 5


def _institution(instance: Instance, label: str) -> bool:
    return bool(instance.cadres["establishment_type"][instance.cadre_index[label]] == "事业")

"""A plan that was read back, retraced: the groups, met wishes and picks are those of the plan that was made."""

from __future__ import annotations

import numpy as np
import pytest

from rengang.model import Instance, Stage
from rengang.model.section_plan import SectionPlan
from rengang.policy import Policy
from rengang.procedures.sections import retrace_sections
from sections.bureaus import bureau, person, pick, policy, section, select, wishes
from sections.random_bureaus import random_bureau, random_policy

CASES = 60


def _again(instance: Instance, rules: Policy, plan: SectionPlan, seed: int = 0) -> SectionPlan:
    return retrace_sections(instance, rules, plan.cadre, plan.section, plan.stage, seed)


@pytest.mark.parametrize("rule", ["propose", "rounds"])
def test_a_retraced_plan_is_the_plan(rule: str) -> None:
    """60 random bureaus under each rule: every column, every pick with its reason, every missed must."""
    rng = np.random.default_rng([7, len(rule)])
    picks = waivers = 0
    for seed in range(CASES):
        instance, _ = random_bureau(rng, people=int(rng.integers(2, 14)), sections=int(rng.integers(1, 5)))
        rules = random_policy(rng, rule)
        plan = select(instance, rules, seed)
        found = _again(instance, rules, plan, seed)
        for name in ("cadre", "section", "wish_rank", "unkept"):
            assert getattr(found, name).tolist() == getattr(plan, name).tolist()
        assert (found.group, found.stage, found.picks) == (plan.group, plan.stage, plan.picks)
        picks += len(found.picks)
        waivers += "waiver" in plan.group
    assert waivers > CASES // 4
    assert (picks > 0) is (rule == "rounds")


def _tied(waiver_at: str) -> tuple[Instance, SectionPlan]:
    """Sections s and t of one seat each, a waiver w who fits either, and a, whom s picks."""
    instance = bureau(
        [section("s", 1), section("t", 1)],
        [person("a"), person("w", waives=True)],
        [wishes("a", "s")],
        section_picks=[pick("s", 1, "a")],
    )
    label = instance.tables["sections"]["section_id"].to_list()
    at = np.array([-1, label.index(waiver_at)], dtype=np.int32)
    stage = (Stage.UNPLACED, Stage.DIRECTED)
    if waiver_at == "t":
        at[0], stage = label.index("s"), (Stage.INTENT, Stage.DIRECTED)
    rules = policy(rule="rounds", unmatched_admin="unplaced")
    return instance, retrace_sections(instance, rules, np.array([0, 1], dtype=np.int32), at, stage, 0)


@pytest.mark.parametrize(("waiver_at", "text"), [("s", "the section is full"), ("t", "taken")])
def test_jl71_picks_are_retraced_beside_the_waivers_of_the_plan(waiver_at: str, text: str) -> None:
    """JL-71: of two equally good places for the waiver the plan's counts, not the one found today."""
    _, plan = _tied(waiver_at)
    assert [p.text.en for p in plan.picks] == [text]
    assert plan.wish_rank.tolist() == [int(waiver_at == "t"), 0]


def test_who_takes_no_part_is_left_out() -> None:
    """A row of somebody of a unit without sections, and a section without approved posts, do no harm."""
    instance = bureau(
        [section("s", 1), section("x", None)],
        [person("a"), person("c", unit="C")],
        [wishes("a", "s")],
    )
    where = np.array([1, 0], dtype=np.int32)
    cadres = np.array([0, 1], dtype=np.int32)
    plan = retrace_sections(instance, policy(), cadres, where, (Stage.INTENT, Stage.DIRECTED), 0)
    assert (plan.cadre.tolist(), plan.section.tolist(), plan.wish_rank.tolist()) == ([0], [1], [0])

"""The evidence of the judge: of a plan that was made, the groups, met wishes, picks and missed musts are its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import rengang.explain.sections
import rengang.report.sections
from rengang.model import Instance, PickFate, Stage
from rengang.verify.sections import Missed, Trace, judge_sections
from sections.bureaus import bureau, kin, outsider, person, pick, policy, post, section, select, wishes
from sections.random_bureaus import random_bureau, random_policy

CASES = 60


@pytest.mark.parametrize("rule", ["propose", "rounds"])
def test_the_evidence_is_the_plan(rule: str) -> None:
    """60 random bureaus under each rule: every column, every pick with its fate, every missed must."""
    rng = np.random.default_rng([7, len(rule)])
    fates: Counter[PickFate] = Counter()
    waivers = 0
    for seed in range(CASES):
        instance, _ = random_bureau(rng, people=int(rng.integers(2, 14)), sections=int(rng.integers(1, 5)))
        rules = random_policy(rng, rule)
        plan = select(instance, rules, seed)
        found = judge_sections(instance, rules, plan.cadre, plan.section, plan.stage, seed).trace
        assert list(found.section.items()) == list(
            zip(plan.cadre.tolist(), plan.section.tolist(), strict=True)
        )
        assert tuple(found.group.values()) == plan.group
        assert tuple(found.stage.values()) == plan.stage
        assert list(found.wish_rank.values()) == plan.wish_rank.tolist()
        assert found.unkept.tolist() == plan.unkept.tolist()
        assert found.picks == plan.picks
        fates.update(p.fate for p in plan.picks)
        waivers += "waiver" in plan.group
    assert waivers > CASES // 4
    assert (len(fates) > 5) is (rule == "rounds")


def _tied(waiver_at: str) -> Trace:
    """Sections s and t of one seat each, a waiver w who fits either, and a, whom s picks."""
    instance = bureau(
        [section("s", 1), section("t", 1)],
        [person("a"), person("w", waives=True)],
        [wishes("a", "s")],
        section_picks=[pick("s", 1, "a")],
    )
    plan = {"s": ({"w": "s"}, (Stage.UNPLACED, Stage.DIRECTED)), "t": ({"a": "s", "w": "t"}, None)}
    given, stage = plan[waiver_at]
    return _traced(instance, given, stage or (Stage.INTENT, Stage.DIRECTED), unmatched_admin="unplaced")


def _traced(instance: Instance, given: dict[str, str], stage: tuple[Stage, ...], **sections: object) -> Trace:
    label = instance.tables["sections"]["section_id"].to_list()
    cadres = list(instance.cadre_index)
    where = np.array([label.index(given[c]) if c in given else -1 for c in cadres], dtype=np.int32)
    who = np.arange(len(cadres), dtype=np.int32)
    rules = policy(**{"rule": "rounds", **sections})
    return judge_sections(instance, rules, who, where, stage, 0).trace


@pytest.mark.parametrize(("waiver_at", "fate"), [("s", PickFate.FULL), ("t", PickFate.TAKEN)])
def test_jl71_picks_are_played_beside_the_waivers_of_the_plan(waiver_at: str, fate: PickFate) -> None:
    """JL-71: of two equally good places for the waiver the plan's counts, not the one found today."""
    found = _tied(waiver_at)
    assert [p.fate for p in found.picks] == [fate]
    assert found.wish_rank == {0: int(waiver_at == "t"), 1: 0}


def test_who_takes_no_part_is_left_out() -> None:
    """A row of somebody of a unit without sections, and a section without approved posts, do no harm."""
    instance = bureau(
        [section("s", 1), section("x", None)],
        [person("a"), person("c", unit="C")],
        [wishes("a", "s", "x")],
    )
    found = _traced(instance, {"a": "x", "c": "s"}, (Stage.INTENT, Stage.DIRECTED), rule="propose")
    assert (found.section, found.wish_rank) == ({0: 1}, {0: 0})
    assert found.wishes(0)[0].missed is Missed.OTHERS


def test_picks_of_every_kind_are_told_alike() -> None:
    """The fate that the procedure gives each pick is the one that the judge finds, for every fate but two."""
    instance = bureau(
        [section("s", 5), section("t", 3), section("x", None)],
        [
            person("a"), person("b"), person("e", "s", exempt="特殊岗位"), person("h"),
            outsider("i", "t"), person("w", waives=True), person("z", unit="C"),
        ],
        [wishes("a", "s", "t"), wishes("b", "s"), wishes("i", "s", consent=False)],
        posts=[post("p", "s", "h")],
        kinship=[kin("b", "h")],
        section_picks=[
            pick("s", 1, "h"), pick("s", 2, "e"), pick("s", 3, "w"), pick("s", 4, "z"), pick("s", 5, "i"),
            pick("s", 6, "b"), pick("s", 7, "a"), pick("s", 8, "a"), pick("s", 9, None),
            pick("t", 7, "a"), pick("t", 8, "b"), pick("x", 1, "a"),
        ],
    )  # fmt: skip
    rules = policy(rule="rounds", round_order="simultaneous")
    plan = select(instance, rules)
    found = judge_sections(instance, rules, plan.cadre, plan.section, plan.stage, 0).trace
    assert found.picks == plan.picks
    assert {p.fate for p in found.picks} == set(PickFate) - {PickFate.FULL, PickFate.KEPT}
    other = next(p for p in found.picks if p.fate is PickFate.CHOSE_OTHER)
    assert (other.section, other.chosen) == (1, 0)


def test_who_tells_a_plan_asks_no_procedure() -> None:
    """The rooms that explain and print a plan take what the judge found, and reckon nothing anew."""
    rooms = (rengang.explain.sections, rengang.report.sections)
    files = [path for room in rooms for path in Path(room.__path__[0]).glob("*.py")]
    assert len(files) > 8
    for path in files:
        named = {
            word for word in ("rengang.procedures", "rengang.engines") if word in path.read_text("utf-8")
        }
        assert not named, path.name

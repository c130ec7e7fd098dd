"""What is said about a contest: true of the result, and of others by rank only."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from oracle.contest_cases import ContestCase, applies, person, post
from rengang.explain import Explainer
from rengang.model import Fate
from rengang.verify import Verdict, verify


def verdict_of(case: ContestCase, given: list[tuple[str, str]] | None = None) -> Verdict:
    """What the judge says of the appointments of a case, or of others where `given`."""
    listed = replace(case, appointed=sorted(case.appointed if given is None else given)).appointments()
    return verify(case.instance(), case.rules(), None, contest=listed)


def told(case: ContestCase, who: str, given: list[tuple[str, str]] | None = None) -> str:
    """The English paragraph about a contestant."""
    verdict = verdict_of(case, given)
    instance = case.instance()
    explainer = Explainer(instance, case.rules(), verdict)
    return explainer.cadre(instance.cadre_index[who]).en


def told_of_post(case: ContestCase, where: str, given: list[tuple[str, str]] | None = None) -> str:
    """The English paragraph about a post."""
    instance = case.instance()
    explainer = Explainer(instance, case.rules(), verdict_of(case, given))
    return explainer.post(instance.tables["posts"]["post_id"].to_list().index(where)).en


def against(case: ContestCase, who: str, given: list[tuple[str, str]] | None = None) -> list[str]:
    """What is said to be broken if the person had the post."""
    return re.findall(r"If this person had the post: (.*?) \[", told(case, who, given))


def test_without_derivation_the_score_is_said_and_nothing_else_is_lost() -> None:
    """The score in the place of the lines that derive it; every other line stays."""
    case = ContestCase()
    instance = case.instance()
    explainer = Explainer(instance, case.rules(), verdict_of(case))
    who = instance.cadre_index["y"]
    whole, brief = (explainer.cadre(who, derived=derived).en.split("\n") for derived in (True, False))
    assert whole[1] == "  笔试: 80 points."
    assert brief == [whole[0], "  80 points.", whole[2]]


class TestWhyNot:
    """Why a candidate is not appointed."""

    def test_whoever_is_outranked_is_told_by_which_rank(self) -> None:
        """y is second at A1, which b, ranked first, has; nothing else is said to stand in the way."""
        text = told(ContestCase(), "y")
        assert "Ranked 2; the post went to somebody it ranks better (rank 1)." in text
        assert "If this person had the post" not in text

    def test_whoever_has_a_better_post_is_not_told_of_limits(self) -> None:
        """b is first at A1 and, not by choice of order, at C1: the own better wish was met."""
        case = ContestCase()
        case.applications += [applies("b", "C1", order=2)]
        case.policy = {"contest": {"apply": {"max": 2}, "person_order": ["order"]}}
        case.applications[0] = applies("b", "A1", order=1)
        text = told(case, "b", case.appointed)
        about = text[text.index("(C1)") :]
        assert "appointed to a post that the person puts first" in about
        assert "If this person had the post" not in about

    def test_an_incumbent_who_stays_is_the_obstacle(self) -> None:
        """Without a's own win A1 does not fall vacant for b."""
        case = ContestCase()
        case.applications = [row for row in case.applications if row["cadre_id"] != "a"]
        case.applications += [applies("u", "C1")]
        case.policy = {
            "contest": {"midlevel_cap": "off", "min_qualified": 0},
            "caps": {"establishment": "off"},
        }
        found = against(case, "b", [("x", "C1")])
        assert found == ["its incumbent wins no other post and stays"]

    def test_the_cap_on_mid_level_heads_is_the_obstacle(self) -> None:
        """A1 is free of an incumbent, but nobody of A's mid-level leaves."""
        case = ContestCase()
        case.posts["A1"] = post("A1", "A")
        case.cadres["a"] = person("a", "A", "deputy")
        case.applications = [row for row in case.applications if row["cadre_id"] != "a"]
        case.policy = {"contest": {"min_qualified": 0}, "caps": {"establishment": "off"}}
        found = against(case, "b", [("x", "C1")])
        assert found == ["the mid-level people of A grow by 1, but may grow by 0"]

    def test_a_relative_is_the_obstacle_and_is_not_named(self) -> None:
        """u of B is kin to x and stays in C after an amendment; x cannot move there."""
        case = ContestCase()
        case.cadres["kin"] = person("kin", "C")
        case.more["kinship"] = [{"cadre_id": "kin", "relative_id": "x", "relation": "spouse"}]
        found = told(case, "x", [("a", "B1"), ("b", "A1"), ("w", "C1")])
        assert "relatives would be together in C" in found
        assert "kin" not in found.replace("[", " ").split()

    def test_a_decision_is_the_obstacle_and_names_nobody(self) -> None:
        """It was decided that y has A1; b is first there."""
        case = ContestCase()
        case.more["decisions"] = [{"post_id": "A1", "cadre_id": "y", "reason": "need"}]
        case.policy = {"contest": {"decision": "advisory", "midlevel_cap": "off"}}
        found = against(case, "b", [("y", "A1"), ("a", "B1"), ("x", "C1")])
        assert found == ["it was decided that somebody else is to have it"]

    def test_a_blocking_pair_is_called_one(self) -> None:
        """With C1 left to the second, nothing forbids x to have it."""
        found = told(ContestCase(), "x", [("a", "B1"), ("b", "A1"), ("w", "C1")])
        assert "No rule forbids this person to have the post: a blocking pair" in found

    def test_conditions_missed_are_all_named(self) -> None:
        """With their rules; the score is not derived for who never was scored."""
        case = ContestCase()
        case.policy = {
            "contest": {
                "as_of": "2024-01-01",
                "qualification": ["本科", "党员"],
                "min_qualified": 0,
                "conditions": {
                    "本科": {"all": [{"test": "education", "at_least": "本科"}]},
                    "党员": {"all": [{"test": "one_of", "column": "politics", "values": ["中共党员"]}]},
                },
            }
        }
        for row in case.cadres.values():
            row |= {"education": "大学本科", "politics": "中共党员"}
        case.cadres["y"] |= {"education": "高中", "politics": "群众"}
        text = told(case, "y", case.appointed)
        assert text.count("\n") == 2
        assert "a condition is not met" in text.splitlines()[0]


class TestPrivacy:
    """A contestant's paragraph shows others by rank only."""

    @pytest.mark.parametrize("given", [None, [("y", "A1"), ("x", "C1")], [("z", "B1"), ("w", "C1")], []])
    def test_no_other_persons_id_stands_in_it(self, given: list[tuple[str, str]] | None) -> None:
        """Whatever the appointments, lawful or not; names as unlike words as can be."""
        case = ContestCase()
        label = {who: f"ZZ{n}" for n, who in enumerate(case.cadres)}
        case.cadres = {label[k]: {**row, "cadre_id": label[k]} for k, row in case.cadres.items()}
        case.posts = {
            k: {**row, "incumbent_id": label.get(row.get("incumbent_id", ""))}
            for k, row in case.posts.items()
        }
        case.applications = [{**row, "cadre_id": label[row["cadre_id"]]} for row in case.applications]
        case.marks = {label[k]: mark for k, mark in case.marks.items()}
        case.more["kinship"] = [{"cadre_id": label["y"], "relative_id": label["b"], "relation": "spouse"}]
        renamed = [(label[who], where) for who, where in (case.appointed if given is None else given)]
        verdict = verdict_of(case, renamed)
        instance = case.instance()
        explainer = Explainer(instance, case.rules(), verdict)
        for who in label.values():
            text = " ".join(explainer.cadre(instance.cadre_index[who]))
            assert not set(re.findall(r"ZZ\d", text)) - {who}


class TestPost:
    """The paragraph about a post."""

    def test_candidates_stand_in_order_with_scores_and_the_moves_close(self) -> None:
        """a and b change places."""
        lines = told_of_post(ContestCase(), "A1").splitlines()
        assert lines[1].strip() == "rank 1: b, 91 points, appointed."
        assert lines[2].strip().startswith("rank 2: y, 80 points, the post went to")
        assert lines[3].strip() == "Moves: b from B1 to A1; a from A1 to B1; a circle."

    def test_a_post_that_falls_vacant_is_said(self) -> None:
        """a leaves A1, which nobody gets."""
        text = told_of_post(ContestCase(), "B1", [("a", "B1")])
        assert text.endswith("Moves: a from A1 to B1; A1 falls vacant.")

    def test_a_cancelled_post_says_why(self) -> None:
        """One applicant where two are needed."""
        case = ContestCase()
        case.applications = [row for row in case.applications if row["cadre_id"] != "w"]
        text = told_of_post(case, "C1", [])
        assert "Post C1 has 1 qualified, fewer than 2: it holds no contest [TX-20" in text

    def test_a_post_out_of_the_contest_is_not_told_as_one(self) -> None:
        """Not offered is not the same as applied for by nobody."""
        case = ContestCase()
        case.posts["D"] = post("D", "C") | {"contested": False}
        assert told_of_post(case, "D").endswith("not offered for contest.")
        instance = case.instance()
        explainer = Explainer(instance, case.rules(), verdict_of(case))
        assert [explainer.concerns_post(p) for p in range(4)] == [True, True, True, False]


def test_a_screening_says_who_is_shortlisted_not_who_is_not_appointed() -> None:
    """Nobody has lost anything yet, and no score is asked for."""
    case = ContestCase()
    case.marks = {}
    instance = case.instance()
    listed = replace(replace(case, appointed=[]).appointments(), screened=True)
    explainer = Explainer(instance, case.rules(), verify(instance, case.rules(), None, contest=listed))
    text = explainer.cadre(instance.cadre_index["y"]).en
    assert text.endswith("on the shortlist; the contest has not been held yet.")
    assert "\n" not in text
    assert explainer.reasons_of(np.array([instance.cadre_index["y"]], dtype=np.int32))[0].en == (
        "applied: A1 shortlisted"
    )


def test_a_decision_is_in_the_paragraph_of_whom_it_concerns() -> None:
    """With its reason; nobody else reads it."""
    case = ContestCase()
    case.more["decisions"] = [{"post_id": "A1", "cadre_id": "y", "reason": "long service"}]
    case.policy = {"contest": {"decision": "advisory", "midlevel_cap": "off"}}
    given = [("y", "A1"), ("a", "B1"), ("x", "C1")]
    assert "long service" in told(case, "y", given)
    assert "long service" not in told(case, "b", given)


def test_the_list_says_of_everybody_what_the_paragraph_says() -> None:
    """The sentence for allocation.csv and the paragraph agree on every entry's fate."""
    case = ContestCase()
    verdict = verdict_of(case)
    instance = case.instance()
    explainer = Explainer(instance, case.rules(), verdict)
    for entry in verdict.contest.entries:
        cadre, fate = entry.cadre, verdict.contest.trace.fate(entry)
        sentence = explainer.reasons_of(np.array([cadre], dtype=np.int32))[0].en
        paragraph = explainer.cadre(cadre).en
        assert sentence.startswith("appointed to") == (fate is Fate.APPOINTED)
        assert (": appointed" in paragraph) == (fate is Fate.APPOINTED)


def test_a_rate_below_the_gate_is_derived() -> None:
    """Who is barred can check the rate: 5 of 18 is less than 1/3."""
    case = ContestCase()
    node: dict[str, Any] = {
        "kind": "group_vote",
        "weights": {"组": "1"},
        "full": 100,
        "gate": "1/3",
        "rules": [],
    }
    case.policy = {"contest": {"total": "推荐", "scores": {"推荐": node}, "midlevel_cap": "off"}}
    case.more["recommendations"] = [
        {"cadre_id": who, "post_id": where, "group": "组", "votes": 5 if who == "y" else 12, "present": 18}
        for who, where in (("b", "A1"), ("y", "A1"), ("a", "B1"), ("z", "B1"), ("x", "C1"), ("w", "C1"))
    ]
    case.policy["contest"]["post_order"] = ["score", "cadre_id"]
    text = told(case, "y", [("b", "A1")])
    assert "5 ÷ 18" in text
    assert "1/3" in text


class TestLog:
    """What the log says of a person stands in the person's own paragraph."""

    def test_a_waiver_is_told_with_what_was_asked_and_found(self) -> None:
        """b is qualified by a waiver: its reason, the condition and the fact, with the rules of the condition."""
        case = ContestCase()
        graduate = {
            "all": [{"test": "education", "at_least": "本科"}],
            "modality": "default",
            "rules": ["KF-09"],
        }
        case.policy = {"contest": {"conditions": {"学历": graduate}, "qualification": ["学历"]}}
        for row in case.cadres.values():
            row["education"] = "大学本科"
        case.cadres["b"]["education"] = "大专"
        case.more["waivers"] = [{"cadre_id": "b", "condition": "学历", "reason": "long service"}]
        said = "“学历” waived (reason: long service): education must be at least 本科; it is “大专” [KF-09]."
        assert said in told(case, "b")
        assert "waived" not in told(case, "y")

    def test_a_fact_that_is_let_pass_is_told(self) -> None:
        """Nothing is known of b's education, and the policy lets that pass."""
        case = ContestCase()
        graduate = {"all": [{"test": "education", "at_least": "本科"}]}
        case.policy = {
            "contest": {"missing": "pass", "conditions": {"学历": graduate}, "qualification": ["学历"]}
        }
        for who, row in case.cadres.items():
            row["education"] = None if who == "b" else "大学本科"
        said = "Facts for “学历” are missing; it counts as met: education must be at least 本科; missing fact"
        assert f"{said} (education)." in told(case, "b")

    def test_who_did_not_appear_is_told_what_is_lacking(self) -> None:
        """w has no mark and counts as withdrawn (XX-32)."""
        case = ContestCase(marks={"a": 90, "b": 91, "x": 92, "y": 80, "z": 81})
        case.policy = {"contest": {"absent": "withdrawn"}}
        text = told(case, "w")
        assert "did not appear and has no marks" in text
        assert "w lacks 笔试 at post C1 and counts as withdrawn [TX-27, A-16]." in text

    def test_who_may_apply_again_is_told_in_which_round(self) -> None:
        """x stands alone at C1, which is cancelled."""
        case = ContestCase()
        case.applications = [row for row in case.applications if row["cadre_id"] != "w"]
        text = told(case, "x", [("a", "B1"), ("b", "A1")])
        assert (
            "x applied for C1, which is cancelled, and may apply elsewhere in round 2 [TX-20, A-24]." in text
        )

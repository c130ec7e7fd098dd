"""The shipped packs say the numbers of their regulations, and can be taken back key by key."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from typing import Any

import pytest

from rengang.errors import InvalidInput
from rengang.policy import Policy, keys, pack_names, pack_text, plain_value, resolve
from rengang.policy.scores import GroupVote, Panel


def at(pack: str, key: str) -> Any:
    """The value of a key of a pack, as JSON has it."""
    return plain_value(resolve({"extends": pack}), key)


@pytest.mark.parametrize(
    ("pack", "key", "value"),
    [
        ("zone-contest", "contest.term_months", 24),  # KF-16
        ("zone-contest", "contest.as_of", "2004-01-01"),  # KF-05
        ("zone-contest", "contest.decision", "advisory"),  # KF-15
        ("school-contest", "contest.min_qualified", 2),  # XX-21
        ("school-contest", "contest.term_months", 36),  # XX-09
        ("school-contest", "contest.absent", "withdrawn"),  # XX-32
        ("school-contest", "contest.inspection.rule", "more_than_places"),  # XX-38
        ("school-contest", "contest.publicity.days", 5),  # XX-39
        ("school-contest", "contest.publicity.unit", "working"),
        ("school-selection", "contest.inspection.min_share", "0.5"),  # CD-08
        ("school-selection", "contest.inspection.share_op", "gt"),
        ("school-selection", "contest.publicity.count_from", "same_day"),  # CD-12
        ("county-selection", "contest.inspection.ratio", "1.4"),  # WC-01
        ("county-selection", "contest.batch_limit", 30),  # WC-03
        ("county-selection", "contest.vote.quorum", "2/3"),  # SW-01
        ("county-selection", "contest.publicity.days", 7),  # WC-02
        ("county-selection", "contest.publicity.unit", "calendar"),
        ("county-selection", "contest.inspection.min_share", None),  # SW-03 masks it
    ],
)
def test_a_pack_has_the_number_of_its_rule(pack: str, key: str, value: Any) -> None:
    """One number of the text each, as written there."""
    assert at(pack, key) == value


def test_xx_36_five_to_seven_judges_and_nothing_dropped() -> None:
    """XX-36: the mean of all marks of five to seven judges."""
    policy = resolve({"extends": "school-contest"})
    panel = policy.contest.scores[policy.contest.total]
    assert isinstance(panel, Panel)
    assert (panel.judges_min, panel.judges_max) == (5, 7)
    assert (panel.drop_high, panel.drop_low) == (0, 0)


@pytest.mark.parametrize("pack", ["school-selection", "county-selection"])
def test_cd_08_sw_03_the_votes_of_the_meeting_rank(pack: str) -> None:
    """CD-08, SW-03: one group of voters, whose share of votes is the score."""
    policy = resolve({"extends": pack})
    votes = policy.contest.scores[policy.contest.total]
    assert isinstance(votes, GroupVote)
    assert list(votes.weights.values()) == [Fraction(1)]


@pytest.mark.parametrize("pack", ["zone-contest", "school-contest", "school-selection", "county-selection"])
def test_a_must_is_a_must_and_a_default_can_be_waived(pack: str) -> None:
    """一般, 原则上, 破格 and KF-09 are defaults; what the text demands is not."""
    conditions = resolve({"extends": pack}).contest.conditions
    waivable = {name for name, condition in conditions.items() if condition.modality == "default"}
    expected = {
        "zone-contest": {"任职年限", "新任正科年龄", "转任正科年龄", "新任副科年龄", "转任副科年龄", "学历"},
        "school-contest": {"新提任年龄", "学历", "未到退出年龄", "任副职年限", "工作年限", "逐级提拔"},
        "school-selection": {"初任年龄", "后备干部"},
        "county-selection": {"专业职位"},
    }
    assert waivable == expected[pack]
    assert all(condition.rules and condition.title for condition in conditions.values())


@pytest.mark.parametrize("pack", pack_names())
def test_a_pack_survives_json(pack: str) -> None:
    """The document that a summary stores, blanks included, describes the same policy."""
    policy = resolve({"extends": pack})
    assert resolve(policy.model_dump(mode="json")) == policy


SPEAKS_FOR = {
    "tongxiang-2014": ("TX",),
    "bureau-rotation": ("JL", "JF"),
    "zone-contest": ("KF",),
    "school-contest": ("XX",),
    "school-selection": ("CD",),
    "county-selection": ("WC", "SJ", "SW"),
}
"""Prefixes of the provisions of each pack's own document."""


@pytest.mark.parametrize("pack", pack_names())
def test_a_pack_sets_only_what_differs_or_what_its_document_says(pack: str) -> None:
    """A key that the document does not speak about has its default from the schema, or from the pack below."""
    document = tomllib.loads(pack_text(pack))
    below = resolve({"extends": document["extends"]}) if "extends" in document else Policy()
    policy = resolve({"extends": pack})
    idle = [
        key
        for key, _ in keys()
        if _sets(document, key)
        and plain_value(policy, key) == plain_value(below, key)
        and not any(name.startswith(SPEAKS_FOR[pack]) for name in policy.rules.get(key, ()))
    ]
    assert not idle, f"{pack} repeats the default of {', '.join(idle)}"


def _sets(document: Any, key: str) -> bool:
    for name in key.split("."):
        if not isinstance(document, dict) or name not in document:
            return False
        document = document[name]
    return True


UNSET = (
    "contest.shortlist_cap", "contest.inspection.min_score", "contest.inspection.min_share",
    "contest.vote.quorum", "contest.vote.majority", "contest.batch_limit", "contest.term_months",
)  # fmt: skip


def with_key(key: str, value: Any) -> Policy:
    """The default pack with one key changed."""
    document: Any = value
    for name in reversed(key.split(".")):
        document = {name: document}
    return resolve(document)


@pytest.mark.parametrize("key", UNSET)
def test_none_takes_back_what_the_pack_below_sets(key: str) -> None:
    """TOML has no null; the word "none" unsets a key that may be unset."""
    assert key in dict(keys())
    assert plain_value(with_key(key, "none"), key) is None


def test_none_is_no_value_of_other_keys() -> None:
    """A key that must have a number refuses the word."""
    with pytest.raises(InvalidInput) as caught:
        with_key("contest.min_qualified", "none")
    assert caught.value.problems[0].column == "contest.min_qualified"

"""Which applications count: limits, switching, closing day, consent, declaration rounds, recommendations."""

from __future__ import annotations

from datetime import date

import pytest

from contest.applicants import Row, applying, fates, held, policy
from rengang.model import Entries
from rengang.policy import Policy
from rengang.procedures.contest.intake.candidates import candidates

ONE: list[Row] = [{"cadre_id": "1"}]
ROUNDS = {"apply": {"rounds": [[1, 2], [1, 2], [1, 1]], "max": 2, "consent": "none"}}


def row(post: str, **more: object) -> Row:
    """An application of person 1."""
    return {"cadre_id": "1", "post_id": post, **more}


def entries(rules: Policy, *rows: Row, **tables: list[Row]) -> tuple[dict[str, str], Entries]:
    """Fates and entries of person 1's applications."""
    case = applying(ONE, rows, **tables)
    found, _ = candidates(case, rules, 0)
    return fates(case, found), found


def test_tx_19_the_latest_application_counts() -> None:
    """TX-14, TX-19: one live application; switching from p to q on a later day leaves q."""
    fate, _ = entries(policy(), row("p", filed=date(2014, 12, 1)), row("q", filed=date(2014, 12, 3)))
    assert fate == {"1@p": "superseded", "1@q": "candidate"}


def test_tx_19_a_blank_day_is_the_earliest() -> None:
    """An application without a day gives way to one with a day."""
    fate, _ = entries(policy(), row("p", filed=date(1970, 1, 1)), row("q"))
    assert fate == {"1@p": "candidate", "1@q": "superseded"}


def test_tx_19_the_last_day_of_registration_is_included() -> None:
    """Filed on the closing day is in time, a day later is late, and a late one supersedes nothing."""
    rules = policy({"apply": {"closes": "2014-12-05"}})
    fate, _ = entries(rules, row("p", filed=date(2014, 12, 5)), row("q", filed=date(2014, 12, 6)))
    assert fate == {"1@p": "candidate", "1@q": "late"}
    assert entries(rules, row("p"))[0] == {"1@p": "candidate"}


def test_tx_14_of_one_day_the_first_wishes_count() -> None:
    """With two allowed, of three filed on one day orders 1 and 2 are live; a blank order comes last."""
    rules = policy({"apply": {"max": 2}})
    fate, found = entries(rules, row("p"), row("q", order=2), row("r", order=1))
    assert fate == {"1@p": "superseded", "1@q": "candidate", "1@r": "candidate"}
    assert found.order.tolist() == [0, 2, 1]
    assert found.declared.tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("mode", "fate"), [("required", "no_consent"), ("advisory", "candidate"), ("none", "candidate")]
)
def test_tx_16_a_refusal_ends_an_application_where_consent_is_required(mode: str, fate: str) -> None:
    """TX-16, A-21: 否 ends it under required, and changes nothing otherwise."""
    assert entries(policy({"apply": {"consent": mode}}), row("p", consent=False))[0] == {"1@p": fate}


def test_tx_16_a_blank_is_consent() -> None:
    """Nothing entered is no refusal."""
    assert entries(policy(), row("p"))[0] == {"1@p": "candidate"}


def test_tx_19_a_refused_switch_does_not_revive_the_first_application() -> None:
    """The latest application counts first, then its consent is asked."""
    rows = row("p", filed=date(2014, 12, 1)), row("q", filed=date(2014, 12, 2), consent=False)
    assert entries(policy(), *rows)[0] == {"1@p": "superseded", "1@q": "no_consent"}


def test_jl_43_the_last_round_counts() -> None:
    """JL-43: declared p and q, then q and r, then r: only r, with its round."""
    rows = [("p", 1), ("q", 1), ("q", 2), ("r", 2), ("r", 3)]
    fate, found = entries(policy(ROUNDS), *(row(p, round=n, order=1) for p, n in rows))
    assert fate == {"1@p": "superseded", "1@q": "superseded", "1@r": "candidate"}
    assert found.round.tolist() == [1, 2, 3]


def test_jl_43_who_stops_declaring_keeps_the_last_round_that_has_rows() -> None:
    """Somebody without rows in rounds 2 and 3 stays with round 1."""
    fate, _ = entries(policy(ROUNDS), row("p", round=1, order=1), row("q", round=1, order=2))
    assert set(fate.values()) == {"candidate"}


def test_jl_43_a_post_declared_again_is_live_with_the_last_order() -> None:
    """p in rounds 1 and 2: one entry, round 2, the order of round 2."""
    fate, found = entries(policy(ROUNDS), row("p", round=1, order=1), row("p", round=2, order=2))
    assert fate == {"1@p": "candidate"}
    assert (found.round.tolist(), found.order.tolist()) == ([2], [2])


def test_a_05_all_rounds_may_count() -> None:
    """With counts = "all" every declaration is live."""
    rules = policy({"apply": {**ROUNDS["apply"], "counts": "all"}})
    fate, _ = entries(rules, *(row(p, round=n) for p, n in (("p", 1), ("q", 2), ("r", 3))))
    assert fate == {"1@p": "candidate", "1@q": "candidate", "1@r": "candidate"}


def test_jl_43_a_round_that_does_not_exist_is_late() -> None:
    """A fourth round is not open, and does not push out the third."""
    fate, _ = entries(policy(ROUNDS), row("p", round=3), row("q", round=4))
    assert fate == {"1@p": "candidate", "1@q": "late"}


def ballots(*pairs: str) -> list[Row]:
    """Recommendations "cadre@post"."""
    split = [pair.split("@") for pair in pairs]
    return [{"cadre_id": i, "post_id": p, "group": "g", "votes": 1, "present": 3} for i, p in split]


def test_jl_51_votes_make_an_entry_at_a_post_not_declared() -> None:
    """JL-51: 1 declared p and is recommended to p and q: an entry for q that is not declared, without order."""
    posts: list[Row] = [{"post_id": "p"}, {"post_id": "q"}]
    fate, found = entries(
        policy(ROUNDS), row("p", order=1), posts=posts, recommendations=ballots("1@p", "1@q")
    )
    assert fate == {"1@p": "candidate", "1@q": "candidate"}
    assert found.declared.tolist() == [True, False]
    assert (found.round.tolist(), found.order.tolist()) == ([1, 0], [1, 0])


def test_jl_51_only_those_who_declared_something_can_be_recommended() -> None:
    """2 declared nothing, 3's only application was refused: votes make no entries for them."""
    people = [{"cadre_id": c} for c in "123"]
    rows = [("1", "p"), {"cadre_id": "3", "post_id": "p", "consent": False}]
    case = applying(
        people, rows, posts=[{"post_id": "p"}, {"post_id": "q"}], recommendations=ballots("2@p", "3@q")
    )
    assert held(case, policy())[0] == {"1@p": "candidate", "3@p": "no_consent"}


def test_jl_51_a_post_given_up_can_still_be_recommended() -> None:
    """p was declared in round 1 and given up in round 2; votes for p bring it back, as not declared."""
    rows = row("p", round=1, order=1), row("q", round=2, order=1)
    fate, found = entries(policy(ROUNDS), *rows, recommendations=ballots("1@p"))
    assert fate == {"1@p": "candidate", "1@q": "candidate"}
    assert found.declared.tolist() == [False, True]
    assert found.round.tolist() == [0, 2]


def test_posts_without_a_contest_have_no_entries() -> None:
    """TX-02: applications for a post that is not offered, or of a vertical unit, are no entries."""
    case = applying(
        ONE,
        [("1", "open"), ("1", "closed"), ("1", "vertical")],
        posts=[
            {"post_id": "open"},
            {"post_id": "closed", "contested": False},
            {"post_id": "vertical", "unit_id": "V"},
        ],
        units=[{"unit_id": "A"}, {"unit_id": "B"}, {"unit_id": "V", "kind": "vertical"}],
    )
    assert set(held(case, policy({"apply": {"max": 3}}))[0]) == {"1@open"}
    assert held(case, policy({"rule": "none"}))[0] == {}

"""Ranks: gates, inspection candidates, the vote, and both sides' order, each with its rule."""

from __future__ import annotations

import hashlib
import random
from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from contest.small_contests import by_label, contest, entries, instance, marks
from rengang.errors import InvalidInput
from rengang.model import Fate
from rengang.policy import resolve
from rengang.procedures.contest.order.order_keys import LAST, descending, lot
from rengang.procedures.contest.order.ranking import rank

PAPER = {"scores": {"得分": {"kind": "paper", "paper": "卷"}}, "total": "得分"}
ALL = {"inspection": {"rule": "all"}}


def simple(**keys):
    """A contest decided by one paper, everybody inspected unless said otherwise."""
    return contest(**{**PAPER, **ALL, **keys})


def exam(marks_of):
    return [(who, "卷", mark) for who, mark in marks_of.items()]


def ranks(inst, found):
    """cadre → post_rank of the candidates at the only post, in order of rank."""
    known = {who: r for (who, _), r in by_label(inst, found, found.post_rank.tolist()).items() if r}
    return dict(sorted(known.items(), key=lambda pair: pair[1]))


def fates(inst, found):
    return {who: fate for (who, _), fate in by_label(inst, found, found.fate).items()}


def problems(inst, policy, pairs, seed=0):
    with pytest.raises(InvalidInput) as caught:
        rank(inst, policy, entries(inst, pairs), seed)
    return caught.value.problems


def kinds(events):
    return [event.kind for event in events]


# -- gates and missing scores ---------------------------------------------------------------------------------
def recommended(*rows):
    """Rows (cadre, votes of 60 present) at one post."""
    return [(who, "P", "全体", votes, 60) for who, votes in rows]


VOTED = {
    "scores": {"推荐": {"kind": "group_vote", "weights": {"全体": 1}, "gate": "1/3", "op": "ge"}},
    "total": "推荐",
    **ALL,
}


def test_gate_bars_below_a_third_only() -> None:
    """JL-53, JL-54: 20 of 60 stays in the running, 19 of 60 is barred and gets no score."""
    inst = instance(recommendations=recommended(("A", 20), ("B", 19)))
    found, events = rank(inst, contest(**VOTED), entries(inst, [("A", "P"), ("B", "P")]), 0)
    assert fates(inst, found) == {"A": Fate.CANDIDATE, "B": Fate.BARRED}
    assert found.score[1] is None
    assert by_label(inst, found, found.rate)["B", "P"] * 60 == 19
    assert not events


def test_nobody_recommended_leaves_the_post_unscored() -> None:
    """JL-50…53: as long as nobody has been voted on at a post, nobody is barred there."""
    inst = instance(
        recommendations=recommended(("A", 30)),
        cadres=[(who, "U") for who in "ABC"],
        posts=[("P", "U"), ("Q", "U")],
    )
    asked = entries(inst, [("A", "P"), ("B", "P"), ("C", "Q")])
    found, events = rank(inst, contest(**VOTED), asked, 0)
    assert fates(inst, found) == {"A": Fate.CANDIDATE, "B": Fate.BARRED, "C": Fate.UNSCORED}
    assert [(event.kind, event.post) for event in events] == [("unscored", 1)]


def test_post_without_marks_is_unscored() -> None:
    """TX-27: before the speeches nobody is ranked, and one event says so for each post."""
    inst = instance(
        scores=marks("P", "A", "领导评委", [90] * 7) + marks("P", "A", "群众评委", [80] * 3),
        posts=[("P", "U"), ("Q", "U")],
        cadres=[("A", "U"), ("B", "U")],
    )
    found, events = rank(inst, contest(), entries(inst, [("A", "P"), ("B", "Q")]), 0)
    assert fates(inst, found) == {"A": Fate.CANDIDATE, "B": Fate.UNSCORED}
    assert kinds(events) == ["unscored"]
    assert (found.score[0], found.score[1]) == (87, None)


def test_missing_mark_is_an_error_naming_the_person() -> None:
    """TX-27, A-16: with absent = error every missing mark is listed, once per person, at the right table."""
    keys = {
        "scores": {
            "卷": {"kind": "paper", "paper": "卷"},
            "评": {"kind": "panel", "panel": "评委"},
            "和": {"kind": "sum", "terms": {"卷": "50%", "评": "50%"}},
        },
        "total": "和",
    }
    inst = instance(
        exams=exam({"A": 80, "B": 70}),
        scores=marks("P", "A", "评委", [90]) + marks("P", "C", "评委", [80]) + marks("Q", "C", "评委", [80]),
        posts=[("P", "U"), ("Q", "U")],
        cadres=[(who, "U") for who in "ABC"],
    )
    found = problems(inst, contest(**keys), [("A", "P"), ("B", "P"), ("C", "P"), ("C", "Q")])
    assert [(p.code, p.table, p.value) for p in found] == [
        ("score-missing", "竞岗评分", "P, B"),
        ("score-missing", "考试", "C"),
    ]


def test_withdrawn_where_the_policy_says_so() -> None:
    """XX-32: with absent = withdrawn who has no marks has not come, and is out."""
    inst = instance(exams=exam({"A": 80}), posts=[("P", "U")], cadres=[("A", "U"), ("B", "U")])
    found, events = rank(inst, simple(absent="withdrawn"), entries(inst, [("A", "P"), ("B", "P")]), 0)
    assert fates(inst, found) == {"A": Fate.CANDIDATE, "B": Fate.WITHDRAWN}
    assert [(event.kind, event.cadre, event.post) for event in events] == [("withdrawn", 1, 0)]


@pytest.mark.parametrize("absent", ["error", "withdrawn"])
def test_who_is_barred_is_missed_by_no_mark(absent) -> None:
    """JL-53 「不再计算其得票分值」: below the gate the missing paper is neither an error nor a withdrawal."""
    keys = {
        "scores": {
            **VOTED["scores"],
            "卷": {"kind": "paper", "paper": "卷"},
            "和": {"kind": "sum", "terms": {"推荐": "50%", "卷": "50%"}},
        },
        "total": "和",
        **ALL,
    }
    inst = instance(recommendations=recommended(("A", 30), ("B", 10)), exams=exam({"A": 80}))
    found, events = rank(inst, contest(**keys, absent=absent), entries(inst, [("A", "P"), ("B", "P")]), 0)
    assert (fates(inst, found)["B"], events) == (Fate.BARRED, ())


def test_entries_that_are_out_stay_as_they_are() -> None:
    """TX-17: nobody who dropped out before is scored, ranked or missed."""
    inst = instance(exams=exam({"A": 80}), posts=[("P", "U")], cadres=[("A", "U"), ("B", "U")])
    asked = entries(inst, [("A", "P"), ("B", "P", {"fate": Fate.UNQUALIFIED})])
    found, events = rank(inst, simple(), asked, 0)
    assert fates(inst, found) == {"A": Fate.CANDIDATE, "B": Fate.UNQUALIFIED}
    assert (found.post_rank.tolist(), found.wish_rank.tolist(), events) == ([1, 0], [1, 0], ())


# -- order of the post ----------------------------------------------------------------------------------------
def ballots(**votes):
    """Votes of 10 present at one post."""
    return [(who, "P", "全体", count, 10) for who, count in votes.items()]


JL59 = {"post_order": ["score", "rate", "declared"]}


@pytest.mark.parametrize(
    ("papers", "votes", "undeclared", "winner"),
    [
        ({"A": 80, "B": 81}, {"A": 9, "B": 4}, "B", "B"),  # the composite decides, whatever the rate says
        ({"A": 80, "B": 80}, {"A": 5, "B": 6}, "B", "B"),  # equal composite: the higher rate
        ({"A": 80, "B": 80}, {"A": 5, "B": 5}, "A", "B"),  # equal rate too: who declared this post
    ],
)
def test_order_of_the_regulation(papers, votes, undeclared, winner) -> None:
    """JL-59: composite, then rate, then the declared post; each decides where all before are equal."""
    inst = instance(exams=exam(papers), recommendations=ballots(**votes))
    asked = entries(inst, [(who, "P", {"declared": who != undeclared}) for who in papers])
    found, _ = rank(inst, simple(**JL59), asked, 0)
    assert next(iter(ranks(inst, found))) == winner


def test_tie_in_every_key_is_open() -> None:
    """A-04: JL-59 says no more after the declared post; the tie is named with the post and both persons."""
    inst = instance(exams=exam({"A": 80, "B": 80, "C": 70}), recommendations=ballots(A=5, B=5, C=5))
    (found,) = problems(inst, simple(**JL59), [(who, "P") for who in "ABC"])
    assert (found.code, found.table, found.value) == ("tie-open", "竞岗报名", "P, A, B")
    assert found.rule == "TX-28, TX-29, A-04"


def test_every_open_tie_is_reported_at_once() -> None:
    """A-04: ties at several posts, and three persons in one, come in one report."""
    inst = instance(exams=exam(dict.fromkeys("ABCDE", 80)), posts=[("P", "U"), ("Q", "U")])
    pairs = [("A", "P"), ("B", "P"), ("C", "P"), ("D", "Q"), ("E", "Q")]
    assert [p.value for p in problems(inst, simple(), pairs)] == ["P, A, B, C", "Q, D, E"]


def test_rates_are_compared_as_fractions() -> None:
    """A-01: 1/3 and 3333333/10000000 are apart, though equal to six places."""
    inst = instance(
        exams=exam({"A": 80, "B": 80}),
        recommendations=[("A", "P", "全体", 3333333, 10000000), ("B", "P", "全体", 1, 3)],
    )
    found, _ = rank(inst, simple(**JL59), entries(inst, [("A", "P"), ("B", "P")]), 0)
    assert ranks(inst, found) == {"B": 1, "A": 2}


def test_fractions_that_floats_cannot_tell_apart_are_ordered() -> None:
    """A-01: values whose floats are equal still get places of their own, the larger first; equal ones share."""
    third, more = Fraction(1, 3), Fraction(10**20 + 1, 3 * 10**20)
    assert float(third) == float(more)
    assert descending([third, more, None, third, more, Fraction(1)]).tolist() == [2, 1, LAST, 2, 1, 0]


def test_ties_are_judged_after_rounding() -> None:
    """A-03: scores that differ only beyond the third place are equal, and the next key decides."""
    inst = instance(exams=exam({"A": "80.0004", "B": "80.0001"}), recommendations=ballots(A=5, B=6))
    found, _ = rank(
        inst, simple(**JL59, rounding={"decimals": 3}), entries(inst, [("A", "P"), ("B", "P")]), 0
    )
    assert ranks(inst, found) == {"B": 1, "A": 2}


@pytest.mark.parametrize("key", ["work_start", "birth_date", "post_since"])
def test_earlier_dates_come_first_and_blanks_last(key) -> None:
    """A-04: seniority: the earlier date is better, none is last."""
    column = {"work_start": 3, "birth_date": 4, "post_since": 5}[key]
    days = {"A": None, "B": date(2001, 2, 1), "C": date(2001, 1, 31)}
    cadres = [tuple({0: who, 1: "U", column: day}.get(k) for k in range(6)) for who, day in days.items()]
    inst = instance(cadres=cadres, exams=exam(dict.fromkeys("ABC", 80)), posts=[("P", "U")])
    found, _ = rank(inst, simple(post_order=["score", key]), entries(inst, [(w, "P") for w in "ABC"]), 0)
    assert ranks(inst, found) == {"C": 1, "B": 2, "A": 3}


def test_excellent_appraisals_of_the_last_three_years_count() -> None:
    """WC-08, A-04: two excellent years beat one; a year before the last three does not count."""
    rows = [
        *(("A", year, grade) for year, grade in ((2011, "excellent"), (2012, "basic"), (2013, "excellent"))),
        *(("B", year, "excellent") for year in (2008, 2009, 2010, 2013)),
    ]
    inst = instance(exams=exam({"A": 80, "B": 80}), appraisals=rows, posts=[("P", "U")])
    policy = simple(post_order=["score", "appraisal"], as_of=date(2014, 5, 1))
    found, _ = rank(inst, policy, entries(inst, [("A", "P"), ("B", "P")]), 0)
    assert ranks(inst, found) == {"A": 1, "B": 2}


def test_rank_of_the_preselection() -> None:
    """TX-28 「结合前期初选情况」: the rank of the application that counts; blank is last."""
    rows = [("A", "P", 1, 1, 1), ("A", "P", 2, 1, 3), ("B", "P", None, 1, 2), ("C", "P", 1, 1, None)]
    inst = instance(exams=exam(dict.fromkeys("ABC", 80)), applications=rows)
    asked = entries(inst, [("A", "P", {"round": 2}), ("B", "P"), ("C", "P")])
    found, _ = rank(inst, simple(post_order=["score", "prelim"]), asked, 0)
    assert ranks(inst, found) == {"B": 1, "A": 2, "C": 3}


def test_lot_decides_and_is_logged() -> None:
    """A-04: the lot orders equals by the hash of seed, post and person; the log names them in that order."""
    inst = instance(exams=exam({"A": 80, "B": 80, "C": 90, "D": 80}), posts=[("P", "U")])
    policy = simple(post_order=["score", "lot"])
    orders = {}
    for seed in (1, 2, 3, 1):
        found, events = rank(inst, policy, entries(inst, [(who, "P") for who in "ABCD"]), seed)
        drawn = sorted("ABD", key=lambda who: hashlib.sha256(f"{seed}|P|{who}".encode()).hexdigest())
        assert list(ranks(inst, found)) == ["C", *drawn]
        assert [(event.kind, event.post) for event in events] == [("lot-drawn", 0)]
        assert "、".join(drawn) in events[0].text.zh
        assert orders.setdefault(seed, drawn) == drawn
    assert len({tuple(order) for order in orders.values()}) > 1


def test_no_lot_is_drawn_where_a_key_decides() -> None:
    """A-04: the lot appears in the log only between equals."""
    inst = instance(exams=exam({"A": 80, "B": 81}), posts=[("P", "U")])
    asked = entries(inst, [("A", "P"), ("B", "P")])
    assert rank(inst, simple(post_order=["score", "lot"]), asked, 0)[1] == ()


# -- inspection -----------------------------------------------------------------------------------------------
def test_two_for_each_place() -> None:
    """TX-28: 1:2, the two best are inspected."""
    inst = instance(exams=exam({"A": 80, "B": 90, "C": 85}), posts=[("P", "U")])
    found, _ = rank(inst, contest(**PAPER), entries(inst, [(who, "P") for who in "ABC"]), 0)
    assert fates(inst, found) == {"A": Fate.NOT_INSPECTED, "B": Fate.CANDIDATE, "C": Fate.CANDIDATE}
    assert ranks(inst, found) == {"B": 1, "C": 2}


def test_tie_across_the_cut_is_open() -> None:
    """TX-28, A-04: the second and the third with equal scores: nobody is cut silently."""
    inst = instance(exams=exam({"A": 80, "B": 90, "C": 80, "D": 70}), posts=[("P", "U")])
    (found,) = problems(inst, contest(**PAPER), [(who, "P") for who in "ABCD"])
    assert (found.code, found.value) == ("tie-open", "P, A, C")
    assert "考察对象" in found.what.zh


def test_tie_across_the_cut_goes_to_the_lot() -> None:
    """TX-28, A-04: with the lot as a key the drawn one is inspected, and the log says who was above the cut."""
    inst = instance(exams=exam({"A": 80, "B": 90, "C": 80, "D": 70}), posts=[("P", "U")])
    policy = contest(**PAPER, post_order=["score", "lot"])
    found, events = rank(inst, policy, entries(inst, [(who, "P") for who in "ABCD"]), 5)
    drawn, left = sorted("AC", key=lambda who: lot(5, "P", who))
    assert ranks(inst, found) == {"B": 1, drawn: 2}
    assert fates(inst, found)[left] == Fate.NOT_INSPECTED
    assert kinds(events) == ["lot-drawn"]
    assert f"{drawn}、{left}；前 1 人" in events[0].text.zh


def test_tie_above_the_cut_does_not_stop_the_cut() -> None:
    """TX-28: two equals who are both inspected are a tie of the rank, not of the cut."""
    inst = instance(exams=exam({"A": 90, "B": 90, "C": 80}), posts=[("P", "U")])
    (found,) = problems(inst, contest(**PAPER), [(who, "P") for who in "ABC"])
    assert "考察对象" not in found.what.zh


def test_lot_above_the_cut_is_logged_once() -> None:
    """TX-28, A-04: equals who are both inspected draw for their rank alone, equals below the cut draw nothing."""
    inst = instance(exams=exam({"A": 90, "B": 90, "C": 80, "D": 80}), posts=[("P", "U")])
    policy = contest(**PAPER, post_order=["score", "lot"])
    found, events = rank(inst, policy, entries(inst, [(who, "P") for who in "ABCD"]), 0)
    drawn = sorted("AB", key=lambda who: lot(0, "P", who))
    assert ranks(inst, found) == {drawn[0]: 1, drawn[1]: 2}
    assert len(events) == 1
    assert "考察对象" not in events[0].text.zh
    assert "、".join(drawn) in events[0].text.zh


@pytest.mark.parametrize(("ratio", "inspected"), [("1.4", 2), (2, 2), ("2.01", 3), (1, 1), (3, 3)])
def test_ratio_is_rounded_up(ratio, inspected) -> None:
    """WC-01: at least 1.4 per place is two people for one post."""
    inst = instance(exams=exam({"A": 80, "B": 90, "C": 85, "D": 70}), posts=[("P", "U")])
    policy = contest(**PAPER, inspection={"rule": "ratio", "ratio": ratio})
    found, _ = rank(inst, policy, entries(inst, [(who, "P") for who in "ABCD"]), 0)
    assert len(ranks(inst, found)) == inspected


def test_more_candidates_than_places() -> None:
    """XX-38: more inspection candidates than the one place: two, whatever the ratio says."""
    inst = instance(exams=exam({"A": 80, "B": 90, "C": 85, "D": 70}), posts=[("P", "U")])
    policy = contest(**PAPER, inspection={"rule": "more_than_places", "ratio": 4})
    found, _ = rank(inst, policy, entries(inst, [(who, "P") for who in "ABCD"]), 0)
    assert ranks(inst, found) == {"B": 1, "C": 2}


@pytest.mark.parametrize(("op", "kept"), [("gt", {"C"}), ("ge", {"B", "C"})])
def test_exactly_half_is_not_more_than_half(op, kept) -> None:
    """CD-08: 得票超过1/2: 30 of 60 is not enough under gt; nobody without a rate passes."""
    inst = instance(
        recommendations=recommended(("A", 29), ("B", 30), ("C", 31)),
        cadres=[(who, "U") for who in "ABCD"],
        exams=exam({"A": 90, "B": 80, "C": 70, "D": 99}),
    )
    policy = simple(inspection={"rule": "all", "min_share": "1/2", "share_op": op})
    found, _ = rank(inst, policy, entries(inst, [(who, "P") for who in "ABCD"]), 0)
    assert {who for who, fate in fates(inst, found).items() if fate is Fate.CANDIDATE} == kept


def test_least_score_includes_its_bound() -> None:
    """A-10: a least score of 60 lets 60 pass and stops 59.999, before the best two are taken."""
    inst = instance(exams=exam({"A": 60, "B": "59.999", "C": 61}), posts=[("P", "U")])
    policy = contest(**PAPER, inspection={"rule": "ratio", "ratio": 2, "min_score": 60})
    found, _ = rank(inst, policy, entries(inst, [(who, "P") for who in "ABC"]), 0)
    assert ranks(inst, found) == {"C": 1, "A": 2}


# -- vote -----------------------------------------------------------------------------------------------------
def voted(papers, *rows):
    """Rows (cadre, votes, present, members) of the vote on one post."""
    return instance(exams=exam(papers), votes=[("P", *row) for row in rows])


AB = [("A", "P"), ("B", "P")]


def test_quorum_of_exactly_two_thirds_holds() -> None:
    """SW-01, A-09: 10 of 15 members is two thirds, 9 is not; then nobody is elected and the log says void."""
    inst = voted({"A": 80, "B": 90}, ("A", 6, 10, 15), ("B", 4, 10, 15))
    found, events = rank(inst, contest(**PAPER), entries(inst, AB), 0)
    assert (fates(inst, found), kinds(events)) == ({"A": Fate.CANDIDATE, "B": Fate.NOT_ELECTED}, [])
    assert found.votes.tolist() == [6, 4]
    inst = voted({"A": 80, "B": 90}, ("A", 6, 9, 15), ("B", 3, 9, 15))
    found, events = rank(inst, contest(**PAPER), entries(inst, AB), 0)
    assert set(fates(inst, found).values()) == {Fate.NOT_ELECTED}
    assert kinds(events) == ["vote-void"]
    assert "应到 15 人，实到 9 人" in events[0].text.zh


@pytest.mark.parametrize(
    ("votes", "vote", "elected"),
    [
        (5, {}, False),  # 5 of 10 present is not more than half
        (6, {}, True),
        (5, {"majority_op": "ge"}, True),
        (6, {"base": "members"}, False),  # 6 of 12 members
        (7, {"base": "members"}, True),
        (0, {"majority": "none"}, True),
    ],
)
def test_majority(votes, vote, elected) -> None:
    """TX-29, A-09, SW-03: the share of the votes among those present, or among the members, strictly or not."""
    inst = voted({"A": 80}, ("A", votes, 10, 12))
    found, _ = rank(inst, contest(**PAPER, vote=vote), entries(inst, [("A", "P")]), 0)
    assert fates(inst, found)["A"] is (Fate.CANDIDATE if elected else Fate.NOT_ELECTED)


def test_votes_order_before_scores() -> None:
    """TX-29: most votes first, from high to low (SW-03), the score only between equal votes."""
    papers = {"A": 90, "B": 80, "C": 85}
    inst = voted(papers, ("A", 6, 10, 12), ("B", 7, 10, 12), ("C", 7, 10, 12))
    policy = simple(vote={"majority": "1/2"})
    found, _ = rank(inst, policy, entries(inst, [(who, "P") for who in papers]), 0)
    assert ranks(inst, found) == {"C": 1, "B": 2, "A": 3}


def test_candidate_without_a_row_has_no_votes() -> None:
    """TX-29: an inspection candidate whom nobody voted for is not elected; without a vote at all both are."""
    inst = voted({"A": 80, "B": 90}, ("A", 6, 10, 12))
    found, _ = rank(inst, contest(**PAPER), entries(inst, AB), 0)
    assert fates(inst, found) == {"A": Fate.CANDIDATE, "B": Fate.NOT_ELECTED}
    assert found.votes.tolist() == [6, 0]
    inst = instance(exams=exam({"A": 80, "B": 90}), posts=[("P", "U")])
    found, _ = rank(inst, contest(**PAPER), entries(inst, AB), 0)
    assert (ranks(inst, found), found.votes.tolist()) == ({"B": 1, "A": 2}, [-1, -1])


def test_blank_members_leave_the_quorum_unchecked() -> None:
    """A-09: without the number of members the vote counts, and one event says what was not checked."""
    inst = voted({"A": 80, "B": 90}, ("A", 6, 10, None), ("B", 7, 10, None))
    found, events = rank(inst, contest(**PAPER), entries(inst, AB), 0)
    assert ranks(inst, found) == {"B": 1, "A": 2}
    assert kinds(events) == ["fact-missing"]


def test_vote_on_somebody_who_is_not_inspected_is_an_error() -> None:
    """TX-29: a vote on a person below the cut is named with post and person."""
    papers = {"A": 80, "B": 90, "C": 70}
    inst = voted(papers, ("A", 6, 10, 12), ("C", 7, 10, 12))
    (found,) = problems(inst, contest(**PAPER), [(who, "P") for who in papers])
    assert (found.code, found.table, found.value) == ("vote-not-candidate", "票决", "P, C")


def test_share_of_members_needs_the_members() -> None:
    """A-09: a majority of the members cannot be judged without their number."""
    inst = voted({"A": 80}, ("A", 6, 10, None))
    (found,) = problems(inst, contest(**PAPER, vote={"base": "members"}), [("A", "P")])
    assert (found.code, found.value) == ("vote-members-missing", "P, A")


# -- order of the person --------------------------------------------------------------------------------------
def wishes(inst, found):
    return {post: rank for (_, post), rank in by_label(inst, found, found.wish_rank.tolist()).items()}


@pytest.mark.parametrize(
    ("first", "second", "better"),
    [
        ((20, True, 1), (30, False, 0), "Q"),  # the higher rate, although it was not declared
        ((30, False, 0), (30, True, 1), "Q"),  # equal rates: the declared one
        ((30, True, 2), (30, True, 1), "Q"),  # both declared: the order of the declaration
    ],
)
def test_order_of_the_person(first, second, better) -> None:
    """JL-58, A-25: rate, then declared, then the order of the declaration, each where all before are equal."""
    policy = simple(post_order=["score"], person_order=["rate", "declared", "order"])
    rows = [("A", post, "全体", votes, 60) for post, (votes, _, _) in zip("PQ", (first, second), strict=True)]
    inst = instance(exams=exam({"A": 80}), recommendations=rows)
    asked = entries(
        inst,
        [
            ("A", post, {"declared": declared, "order": order})
            for post, (_, declared, order) in zip("PQ", (first, second), strict=True)
        ],
    )
    found, _ = rank(inst, policy, asked, 0)
    assert wishes(inst, found) == {better: 1, "P" if better == "Q" else "Q": 2}


def test_equal_wishes_share_a_rank() -> None:
    """A-25: posts equal in every key are tied, and the next one follows without a gap."""
    inst = instance(exams=exam({"A": 80}), posts=[(post, "U") for post in "PQRS"])
    asked = entries(
        inst, [("A", post, {"order": order}) for post, order in zip("PQRS", (2, 0, 1, 2), strict=True)]
    )
    found, _ = rank(inst, simple(), asked, 0)
    assert wishes(inst, found) == {"R": 1, "P": 2, "S": 2, "Q": 3}


def test_wishes_count_only_where_one_is_a_candidate() -> None:
    """JL-58: the first wish that was lost at the gate leaves the second as the best."""
    inst = instance(exams=exam({"A": 80}), posts=[("P", "U"), ("Q", "U")])
    asked = entries(inst, [("A", "P", {"order": 1, "fate": Fate.CANCELLED}), ("A", "Q", {"order": 2})])
    assert wishes(inst, rank(inst, simple(), asked, 0)[0]) == {"P": 0, "Q": 1}


def test_person_lot_is_logged() -> None:
    """A-04: where the lot orders a person's posts, the log names the person and the posts in order."""
    inst = instance(exams=exam({"A": 80}), posts=[("P", "U"), ("Q", "U")])
    found, events = rank(inst, simple(person_order=["lot"]), entries(inst, [("A", "P"), ("A", "Q")]), 7)
    first, second = sorted("PQ", key=lambda post: lot(7, post, "A"))
    assert wishes(inst, found) == {first: 1, second: 2}
    assert [(event.kind, event.cadre) for event in events] == [("lot-drawn", 0)]
    assert f"{first}、{second}" in events[0].text.zh


# -- the whole ------------------------------------------------------------------------------------------------
def _random_rows(rng):
    people, posts = [f"C{k:02d}" for k in range(30)], [f"P{k}" for k in range(6)]
    rows = {"scores": [], "recommendations": [], "exams": [], "votes": []}
    applied = []
    for who in people:
        for order, post in enumerate(rng.sample(posts, 2), 1):
            applied.append((who, post, {"order": order, "declared": rng.random() < 0.8}))
            rows["scores"] += marks(post, who, "领导评委", [rng.randint(80, 83) for _ in range(7)])
            rows["scores"] += marks(post, who, "群众评委", [rng.randint(80, 83) for _ in range(5)])
            if rng.random() < 0.7:
                rows["recommendations"].append((who, post, "全体", rng.randint(1, 6), 6))
    rows["cadres"] = [(who, "U") for who in people]
    rows["posts"] = [(post, "U") for post in posts]
    return applied, rows


@pytest.mark.parametrize("seed", range(4))
def test_order_of_rows_changes_nothing(seed) -> None:
    """FORMAT: the same contest with its rows shuffled gives the same fates, ranks and log."""
    rng = random.Random(seed)
    applied, rows = _random_rows(rng)
    policy = contest(post_order=["score", "rate", "declared", "lot"], person_order=["rate", "order"])
    answers = []
    for _ in range(2):
        inst = instance(**rows)
        found, events = rank(inst, policy, entries(inst, applied), 11)
        answers.append(
            (found.fate, found.score, found.rate, found.post_rank.tolist(), found.wish_rank.tolist(), events)
        )
        for table in rows.values():
            rng.shuffle(table)
        rng.shuffle(applied)
    assert answers[0] == answers[1]


@pytest.mark.parametrize("seed", range(4))
def test_ranks_are_those_of_sorting_by_hand(seed) -> None:
    """TX-28, JL-59: per post the two best by (score, rate, declared, lot), numbered 1 and 2."""
    applied, rows = _random_rows(random.Random(100 + seed))
    inst = instance(**rows)
    policy = contest(post_order=["score", "rate", "declared", "lot"])
    found, _ = rank(inst, policy, entries(inst, applied), 3)
    declared = {(who, post): more["declared"] for who, post, more in applied}
    labels = by_label(inst, found, zip(found.score, found.rate, found.post_rank.tolist(), strict=True))
    for wanted in {post for _, post in labels}:
        here = [
            ((-score, -(-1 if rate is None else rate), not declared[who, post], lot(3, post, who)), place)
            for (who, post), (score, rate, place) in labels.items()
            if post == wanted
        ]
        assert [place for _, place in sorted(here)] == [1, 2, *[0] * (len(here) - 2)][: len(here)]


def test_bureau_pack_ranks_nobody_before_the_marks() -> None:
    """JL-44…59: a bureau without any mark yet has every post unscored and no error."""
    inst = instance(cadres=[("A", "U"), ("B", "U")], posts=[("P", "U")])
    found, events = rank(inst, resolve({"extends": "bureau-rotation"}), entries(inst, AB), 0)
    assert (set(found.fate), kinds(events)) == ({Fate.UNSCORED}, ["unscored"])


def test_no_entries_at_all() -> None:
    """TX-20: a contest that nobody applied for is ranked without complaint."""
    inst = instance(cadres=[("A", "U")], posts=[("P", "U")])
    found, events = rank(inst, contest(), entries(inst, []), 0)
    assert (len(found), events) == (0, ())
    assert found.post_rank.dtype == np.int32

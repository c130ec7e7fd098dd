"""Single tests of what is recorded at their bounds: appraisals, shares, turnout, sanctions, posts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.applicants import Row, asking, graded, one, only, policy
from rengang.model.values import Op, holds


def test_kf_03_three_years_in_a_row() -> None:
    """KF-03: 2001, 2002, 2003 before 2004, each at least 称职; a gap, a poor year, an older one do not do."""
    rules = only("zone-contest", "近三年考核")
    good = {"y2001": "competent", "y2002": "excellent", "y2003": "competent"}
    assert one({}, rules, appraisals=graded(**good))
    assert one({}, rules, appraisals=graded(**good, y2000="incompetent", y2004="basic"))
    assert not one({}, rules, appraisals=graded(**{**good, "y2002": "basic"}))
    assert not one({}, rules, appraisals=graded(y2000="competent", y2001="competent", y2003="competent"))


def test_xx_03_two_years() -> None:
    """XX-03: the last two; without a day of reckoning the latest year on record is the last."""
    rules = only("school-contest", "近两年考核")
    two = graded(y2013="competent", y2014="competent", y2012="incompetent")
    assert one({}, rules, appraisals=two)
    later: Row = {"cadre_id": "9", "year": 2015, "grade": "competent"}
    assert not one({}, rules, appraisals=[*two, later])
    assert one({}, policy({"qualification": ["近两年考核"], "as_of": date(2015, 3, 1)}, pack="school-contest"),
               appraisals=two)  # fmt: skip


@pytest.mark.parametrize(("votes", "present", "fits"), [(9, 30, True), (10, 30, False), (333, 1000, True)])
def test_jl_25_one_third_is_too_many(votes: int, present: int, fits: bool) -> None:
    """JL-25, JL-27: 「达三分之一以上」 bars, so exactly 1/3 bars; 333 of 1000 is less and does not."""
    rating: Row = {"cadre_id": "1", "item": "不满意", "votes": votes, "present": present}
    assert one({}, only("bureau-rotation", "不满意率"), ratings=[rating]) is fits


@pytest.mark.parametrize(("votes", "fits"), [(25, False), (26, True)])
def test_cd_08_more_than_half(votes: int, fits: bool) -> None:
    """CD-08: 「得票超过1/2」: 25 of 50 is not more than half."""
    rating: Row = {"cadre_id": "1", "item": "会议推荐", "votes": votes, "present": 50}
    test = {"test": "share", "item": "会议推荐", "op": "gt", "share": "1/2"}
    assert one({}, asking(test), ratings=[rating]) is fits


@settings(max_examples=80, deadline=None)
@given(
    votes=st.integers(0, 10**9),
    present=st.integers(1, 10**9),
    bound=st.fractions(0, 1, max_denominator=10**9),
    op=st.sampled_from(["ge", "gt", "le", "lt"]),
)
def test_a_01_shares_are_exact(votes: int, present: int, bound: Fraction, op: Op) -> None:
    """A-01: compared as fractions whatever the numbers, never as floats."""
    rules = asking({"test": "share", "item": "x", "op": op, "share": str(bound)})
    rating: Row = {"cadre_id": "1", "item": "x", "votes": votes, "present": present}
    assert one({}, rules, ratings=[rating]) is holds(Fraction(votes, present), op, bound)


@pytest.mark.parametrize(("present", "fits"), [(59, False), (60, True)])
def test_xx_33_two_thirds_must_attend(present: int, fits: bool) -> None:
    """XX-33: 「不低于应到人数的2/3」: 60 of 90 are enough, 59 are not."""
    rating: Row = {"cadre_id": "1", "item": "民主测评", "present": present, "due": 90}
    assert one({}, only("school-contest", "测评有效"), ratings=[rating]) is fits


@pytest.mark.parametrize(("talks", "meeting", "fits"), [(50, 50, True), (49, 80, False), (80, 49, False)])
def test_cd_07_fifty_in_talks_and_meeting(talks: int, meeting: int, fits: bool) -> None:
    """CD-07: 「不少于50人」 in each, whatever the number due."""
    ratings: list[Row] = [
        {"cadre_id": "1", "item": item, "present": n}
        for item, n in (("谈话推荐", talks), ("会议推荐", meeting))
    ]
    assert one({}, only("school-selection", "谈话和会议人数"), ratings=ratings) is fits


@pytest.mark.parametrize(
    ("sanction", "fits"),
    [
        (None, True),
        ("党内警告", True),
        ("行政记过", True),
        ("党内严重警告", False),
        ("行政记大过处分", False),
        ("撤职", False),
    ],
)
def test_wc_05_no_promotion_after_a_grave_sanction(sanction: str | None, fits: bool) -> None:
    """WC-05: 严重警告, 记大过 and above bar a promotion, lesser ones do not; a lateral move is not barred."""
    rules = only("county-selection", "处分")
    assert one({"discipline": sanction, "level": "staff"}, rules, {"level": "deputy"}) is fits
    assert one({"discipline": sanction, "level": "deputy"}, rules, {"level": "deputy"})


@pytest.mark.parametrize(
    ("when", "fits"), [(date(2011, 12, 1), True), (date(2011, 12, 2), False), (None, False)]
)
def test_jl_09_a_sanction_bars_until_its_anniversary(when: date | None, fits: bool) -> None:
    """JL-09: within the last three years; on the third anniversary it is over; without a date it bars."""
    rules = asking({"test": "discipline", "within_years": 3})
    assert one({"discipline": "党内警告", "discipline_date": when}, rules) is fits
    assert one({"discipline_date": when}, rules)


@pytest.mark.parametrize("pack", ["county-selection", "school-contest"])
def test_wc_05_xx_08_step_by_step(pack: str) -> None:
    """WC-05, XX-08: from staff to chief is two steps; without a level nobody is promoted."""
    rules = only(pack, "逐级提拔")
    assert not one({"level": "staff"}, rules, {"level": "chief"})
    assert not one({}, rules, {"level": "chief"})
    assert one({"level": "deputy"}, rules, {"level": "chief"})
    assert one({"level": "staff"}, rules, {"level": "deputy"})
    assert one({}, rules)


def test_wc_09_reserved_posts() -> None:
    """WC-09: a reserved post asks for its speciality, any other is open; a reason may waive it."""
    rules = only("county-selection", "专业职位")
    planner = {"reserved_for": "规划"}
    assert one({"speciality": "规划"}, rules, planner)
    assert not one({"speciality": "财会"}, rules, planner)
    assert not one({}, rules, planner)
    assert one({}, rules)
    waiver: Row = {"cadre_id": "1", "condition": "专业职位", "post_id": "p", "reason": "多年从事规划工作"}
    assert one({}, rules, planner, waivers=[waiver])


@pytest.mark.parametrize(
    ("own", "unit", "post", "home", "fits"),
    [
        ("事业", "行政", None, "A", False),
        ("行政", "行政", None, "A", True),
        ("事业", "行政", "事业", "A", True),
        ("行政", "行政", "事业", "A", False),
        (None, "行政", None, "A", True),
        ("事业", None, None, "A", True),
        ("事业", "行政", None, "B", True),
        ("行政", "行政", "事业", "B", False),
    ],
)
def test_wc_16_establishment_types(
    own: str | None, unit: str | None, post: str | None, home: str, fits: bool
) -> None:
    """WC-16: the post's type, else the unit's, must be one's own in another unit; in the own unit only the post's."""
    rules = policy({"apply": {"own_unit": True}})
    units = [{"unit_id": "A"}, {"unit_id": "B", "establishment_type": unit}]
    person = {"establishment_type": own, "unit_id": home}
    assert one(person, rules, {"establishment_type": post}, units=units) is fits
    total = policy({"apply": {"own_unit": True}}, caps={"establishment": "total"})
    assert one(person, total, {"establishment_type": post}, units=units)

"""Single tests of the roster at their bounds: ages, years, education, text columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.applicants import AS_OF, Row, applying, asking, held, one, only, policy, qualified, told
from rengang.model.calendar import completed_years, packed


@pytest.mark.parametrize(
    ("condition", "level", "post", "sex", "last_too_old"),
    [
        ("新任正科年龄", "deputy", "chief", "male", date(1959, 1, 1)),  # KF-05
        ("新任正科年龄", "deputy", "chief", "female", date(1964, 1, 1)),
        ("转任正科年龄", "chief", "chief", "male", date(1951, 1, 1)),  # KF-06
        ("转任正科年龄", "chief", "chief", "female", date(1954, 1, 1)),
        ("新任副科年龄", "staff", "deputy", "male", date(1964, 1, 1)),  # KF-07
        ("新任副科年龄", "staff", "deputy", "female", date(1964, 1, 1)),
        ("转任副科年龄", "deputy", "deputy", "male", date(1954, 1, 1)),  # KF-08
        ("转任副科年龄", "deputy", "deputy", "female", date(1959, 1, 1)),
    ],
)
def test_kf_05_to_08_born_after_the_day_is_young_enough(
    condition: str, level: str, post: str, sex: str, last_too_old: date
) -> None:
    """KF-05…08, A-33: 「1959年1月1日后出生」 is under 45 on 1 January 2004; born on that day is not."""
    rules = only("zone-contest", condition)
    born = {"level": level, "sex": sex}
    assert not one({**born, "birth_date": last_too_old}, rules, {"level": post})
    after = date.fromordinal(last_too_old.toordinal() + 1)
    assert one({**born, "birth_date": after}, rules, {"level": post})


def test_kf_05_and_06_differ_by_promotion() -> None:
    """A-32: at 50, a deputy may not be made chief, a chief may transfer; a blank level is staff."""
    rules = only("zone-contest", "新任正科年龄", "转任正科年龄")
    fifty = {"sex": "male", "birth_date": date(1953, 6, 1)}
    assert not one({**fifty, "level": "deputy"}, rules, {"level": "chief"})
    assert not one(fifty, rules, {"level": "chief"})
    assert one({**fifty, "level": "chief"}, rules, {"level": "chief"})


def test_kf_09_age_may_be_waived_with_a_reason() -> None:
    """KF-09: the waiver lets the condition hold and is logged with its reason; without one it fails."""
    person: Row = {"cadre_id": "1", "level": "deputy", "sex": "male", "birth_date": date(1950, 1, 1)}
    waiver: Row = {"cadre_id": "1", "condition": "新任正科年龄", "reason": "工作表现突出"}
    posts: list[Row] = [{"post_id": "p", "level": "chief"}]
    rules = only("zone-contest", "新任正科年龄")
    case = applying([person], [("1", "p")], posts, waivers=[waiver])
    fate, events = held(case, rules)
    assert fate == {"1@p": "candidate"}
    (event,) = [e for e in events if e.kind == "waived"]
    assert "理由：工作表现突出" in event.text.zh
    assert "54 周岁" in told(case, rules, [event])[0]
    assert (event.cadre, event.post, event.rule) == (0, 0, "KF-05, KF-09")
    other = applying([person], [("1", "p")], posts, waivers=[{**waiver, "post_id": "elsewhere"}])
    assert qualified(other, rules) == set()


def test_a_must_is_not_waived() -> None:
    """KF-03 has no waiver: a row of the table changes nothing."""
    waiver: Row = {"cadre_id": "1", "condition": "近三年考核", "reason": "x"}
    assert not one({}, only("zone-contest", "近三年考核"), waivers=[waiver])


@pytest.mark.parametrize(
    ("condition", "level", "male", "female"),
    [
        ("县级机关正职", "deputy", 45, 40),
        ("县级机关正职", "chief", 50, 48),
        ("县级机关副职", "staff", 43, 41),
        ("县级机关副职", "deputy", 48, 46),
        ("乡镇正职", "deputy", 40, 38),
        ("乡镇副职", "staff", 40, 38),
    ],
)
def test_wc_06_the_bound_itself_is_young_enough(condition: str, level: str, male: int, female: int) -> None:
    """WC-06: 「不超过」 includes the year itself, to the day before the next birthday; by office, sex, newness."""
    rules = policy({"qualification": [], "as_of": AS_OF}, pack="county-selection")
    post = {"level": "chief" if "正" in condition else "deputy", "condition": condition}
    for sex, bound in (("male", male), ("female", female)):
        turned_tomorrow = date(AS_OF.year - bound - 1, 12, 2)
        turned_today = date(AS_OF.year - bound - 1, 12, 1)
        assert one({"level": level, "sex": sex, "birth_date": turned_tomorrow}, rules, post)
        assert not one({"level": level, "sex": sex, "birth_date": turned_today}, rules, post)


def test_cd_02_and_xx_02_are_for_the_newly_promoted() -> None:
    """CD-02 (40), XX-02 (45/40): asked of staff; a deputy who becomes chief is no 初任 or 新提任."""
    forty: Row = {"sex": "male", "birth_date": date(1974, 12, 1)}
    rules = only("school-selection", "初任年龄", as_of=AS_OF)
    assert not one(forty, rules, {"level": "deputy"})
    assert one({**forty, "birth_date": date(1974, 12, 2)}, rules, {"level": "deputy"})
    assert one({**forty, "level": "deputy"}, rules, {"level": "chief"})
    rules = only("school-contest", "新提任年龄", as_of=AS_OF)
    assert one(forty, rules, {"level": "deputy"})
    assert not one({**forty, "sex": "female"}, rules, {"level": "deputy"})
    assert not one({**forty, "birth_date": date(1969, 12, 1)}, rules, {"level": "deputy"})


def test_xx_05_the_age_of_exit() -> None:
    """XX-05: a man of 55, a woman of 52 step down; a day younger does not."""
    rules = only("school-contest", "未到退出年龄", as_of=AS_OF)
    assert not one({"sex": "male", "birth_date": date(1959, 12, 1)}, rules)
    assert one({"sex": "male", "birth_date": date(1959, 12, 2)}, rules)
    assert not one({"sex": "female", "birth_date": date(1962, 12, 1)}, rules)
    assert one({"sex": "female", "birth_date": date(1962, 12, 2)}, rules)


def test_a_33_a_test_may_have_its_own_day() -> None:
    """`on` goes before contest.as_of."""
    test = {"test": "age", "op": "lt", "male": 45, "female": 45, "on": date(2004, 1, 1)}
    assert one({"sex": "male", "birth_date": date(1959, 1, 2)}, asking(test))


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1960, 2, 29), date(2005, 2, 28), 44),
        (date(1960, 2, 29), date(2005, 3, 1), 45),
        (date(1960, 2, 29), date(2004, 2, 29), 44),
        (date(1960, 3, 1), date(2004, 2, 29), 43),
        (date(2014, 12, 1), date(2014, 12, 1), 0),
        (date(2014, 12, 2), date(2014, 12, 1), -1),
    ],
)
def test_a_33_completed_years_at_the_end_of_february(born: date, on: date, years: int) -> None:
    """A year is complete when month and day are reached: 29 February waits for 1 March."""
    assert completed_years(np.array([packed(born)]), packed(on)).tolist() == [years]


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1900, 1, 1)), st.dates(date(1900, 1, 1)))
def test_a_33_completed_years_are_the_birthdays_passed(born: date, on: date) -> None:
    """The same as comparing month and day by hand."""
    by_hand = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    assert completed_years(np.array([packed(born)]), packed(on)).tolist() == [by_hand]


# -- years, education, text columns -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rank", "since", "fits"),
    [
        ("正科虚职", date(2011, 12, 1), True),
        ("正科虚职", date(2011, 12, 2), False),
        ("副科实职", date(2012, 12, 1), True),
        ("副科实职", date(2012, 12, 2), False),
        ("副科虚职", date(2011, 12, 1), True),
        ("副科虚职", date(2011, 12, 2), False),
        ("正科实职", date(2014, 11, 1), True),
        ("科员", date(1990, 1, 1), False),
        (None, date(1990, 1, 1), False),
    ],
)
def test_jl_03_years_in_rank(rank: str | None, since: date, fits: bool) -> None:
    """JL-03: 「正科虚职满三年、副科实职满二年、副科虚职满三年」, the anniversary included."""
    rules = only("bureau-rotation", "竞争科长", as_of=AS_OF)
    assert one({"rank": rank, "rank_since": since, "establishment_type": "行政"}, rules) is fits


def test_jl_03_is_for_civil_servants() -> None:
    """Years in rank do not help institution staff."""
    rules = only("bureau-rotation", "竞争科长", as_of=AS_OF)
    person = {"rank": "副科实职", "rank_since": date(2000, 1, 1)}
    assert one({**person, "establishment_type": "公务员"}, rules)
    assert not one({**person, "establishment_type": "事业"}, rules)


@pytest.mark.parametrize(("since", "fits"), [(date(2002, 1, 1), True), (date(2002, 1, 2), False)])
def test_kf_04_two_years_as_deputy(since: date, fits: bool) -> None:
    """KF-04: two years as deputy before a chief's post, the anniversary included; not asked of chiefs."""
    rules = only("zone-contest", "任职年限")
    assert one({"level": "deputy", "rank_since": since}, rules, {"level": "chief"}) is fits
    assert not one({"level": "staff", "rank_since": date(1990, 1, 1)}, rules, {"level": "chief"})
    assert one({"level": "chief"}, rules, {"level": "chief"})
    assert one({"level": "staff"}, rules, {"level": "deputy"})


@pytest.mark.parametrize(("day", "fits"), [(date(2013, 12, 1), True), (date(2013, 12, 2), False)])
def test_xx_07_one_year(day: date, fits: bool) -> None:
    """XX-07: chief after a year as deputy, deputy after a year of work."""
    chief = only("school-contest", "任副职年限", as_of=AS_OF)
    assert one({"level": "deputy", "post_since": day}, chief, {"level": "chief"}) is fits
    deputy = only("school-contest", "工作年限", as_of=AS_OF)
    assert one({"work_start": day}, deputy, {"level": "deputy"}) is fits


@pytest.mark.parametrize(
    ("text", "since", "fits"),
    [
        ("大学本科", date(2009, 12, 1), True),
        ("大学本科", date(2009, 12, 2), False),
        ("大学专科", date(2000, 1, 1), False),
        ("硕士研究生", date(2000, 1, 1), True),
        ("大专", date(2000, 1, 1), False),
    ],
)
def test_cd_01_bachelor_and_five_years_of_teaching(text: str, since: date, fits: bool) -> None:
    """CD-01: 「大学本科及以上学历，5年以上（含5年）教龄」."""
    rules = only("school-selection", "学历和教龄", as_of=AS_OF)
    assert one({"education": text, "function_since": since}, rules) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [("大专", True), ("大学专科", True), ("中专", False), ("高中", False), ("在职研究生", True), ("", False)],
)
def test_kf_05_college(text: str, fits: bool) -> None:
    """KF-05…08: 大专以上, by whatever words the scale knows; what it does not know is a missing fact."""
    assert one({"education": text}, only("zone-contest", "学历"), {"level": "chief"}) is fits


def test_kf_10_who_may_register() -> None:
    """KF-10: civil servants, and institution and enterprise staff of the zone; nobody else."""
    rules = only("zone-contest", "报名范围")
    units = [{"unit_id": "A"}, {"unit_id": "B", "establishment_type": "行政"}]
    for kind, fits in (("行政", True), ("事业", True), ("企业", True), ("聘用", False)):
        assert one({"establishment_type": kind}, rules, units=units) is fits


def test_cd_03_a_post_may_ask_for_more() -> None:
    """CD-03: the office's post names the condition 中共党员 itself; other posts do not ask."""
    rules = policy({"qualification": []}, pack="school-selection")
    office = {"condition": "中共党员"}
    assert one({"politics": "中共党员"}, rules, office)
    assert not one({"politics": "中共预备党员"}, rules, office)
    assert one({"politics": "群众"}, rules)


def test_an_enum_may_be_written_in_either_language() -> None:
    """One of 正职 is one of chief; who has no level is staff."""
    test = {"test": "one_of", "column": "level"}
    assert one({"level": "chief"}, asking({**test, "values": ["正职"]}))
    assert one({}, asking({**test, "values": ["staff"]}))
    assert not one({"level": "deputy"}, asking({**test, "values": ["正职", "staff"]}))

"""Days of public notice, counted on a wall calendar."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.policy import resolve
from rengang.policy.contest import Publicity
from rengang.report.contest.calendar import notice_period

NONE = pl.DataFrame(schema={"date": pl.Date, "kind": pl.String})


def table(**kinds: str) -> pl.DataFrame:
    """Holidays by day, written d20141001="off"."""
    days = [date.fromisoformat(f"{k[1:5]}-{k[5:7]}-{k[7:]}") for k in kinds]
    return pl.DataFrame({"date": days, "kind": list(kinds.values())})


def test_cd_12_five_working_days_from_the_day_itself() -> None:
    """CD-12: published on Thursday 4 December 2014, days 1 to 5 are Thu, Fri, Mon, Tue, Wed."""
    publicity = resolve({"extends": "school-selection"}).contest.publicity
    assert notice_period(date(2014, 12, 4), publicity, NONE) == (date(2014, 12, 4), date(2014, 12, 10))


def test_xx_39_is_five_working_days_over_a_holiday() -> None:
    """XX-39: from Tuesday 30 September 2014; 1 to 7 October are off, Saturday 11 October is worked."""
    publicity = resolve({"extends": "school-contest"}).contest.publicity
    days = {f"d2014100{n}": "off" for n in range(1, 8)} | {"d20141011": "work"}
    first, last = notice_period(date(2014, 9, 30), publicity, table(**days))
    assert (first, last) == (date(2014, 9, 30), date(2014, 10, 11))  # 30, 8, 9, 10, 11


@pytest.mark.parametrize("pack", ["bureau-rotation", "county-selection"])
def test_jl_33_and_wc_02_are_seven_days_in_a_row(pack: str) -> None:
    """JL-33, WC-02: seven calendar days, whatever is off among them."""
    publicity = resolve({"extends": pack}).contest.publicity
    first, last = notice_period(date(2014, 9, 30), publicity, table(d20141001="off"))
    assert (first, last) == (date(2014, 9, 30), date(2014, 10, 6))


def test_a_02_the_next_day_may_be_the_first() -> None:
    """A-02: with next_day the day of publication does not count; published on a Friday, day 1 is Monday."""
    publicity = Publicity(days=5, unit="working", count_from="next_day")
    assert notice_period(date(2014, 12, 5), publicity, NONE) == (date(2014, 12, 8), date(2014, 12, 12))
    calendar = Publicity(days=7, unit="calendar", count_from="next_day")
    assert notice_period(date(2014, 12, 5), calendar, NONE) == (date(2014, 12, 6), date(2014, 12, 12))


def test_a_notice_put_up_on_a_day_off_begins_on_the_next_working_day() -> None:
    """Published on Saturday, working days: Monday is day 1; a worked Saturday counts itself."""
    publicity = Publicity(days=1, unit="working")
    saturday = date(2014, 12, 6)
    assert notice_period(saturday, publicity, NONE)[0] == date(2014, 12, 8)
    assert notice_period(saturday, publicity, table(d20141206="work")) == (saturday, saturday)


def test_no_days_is_no_wait() -> None:
    """Zero days end where they begin, even on a Sunday."""
    sunday = date(2014, 12, 7)
    assert notice_period(sunday, Publicity(days=0), NONE) == (sunday, sunday)


@settings(max_examples=60, deadline=None)
@given(
    start=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    days=st.integers(1, 30),
    unit=st.sampled_from(["working", "calendar"]),
    off=st.lists(st.integers(0, 40), max_size=8, unique=True),
)
def test_the_days_counted_are_as_many_as_asked(start: date, days: int, unit: str, off: list[int]) -> None:
    """Counting the days from first to last one by one gives `days`, and both ends count themselves."""
    dates = [date.fromordinal(start.toordinal() + n) for n in off]
    kinds = ["off" if d.weekday() < 5 else "work" for d in dates]
    holidays = pl.DataFrame({"date": dates, "kind": kinds}, schema=NONE.schema)
    first, last = notice_period(start, Publicity(days=days, unit=unit), holidays)  # type: ignore[arg-type]
    span = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    swapped = set(dates)
    counted = [d for d in span if unit == "calendar" or (d.weekday() < 5) != (d in swapped)]
    assert len(counted) == days
    assert (counted[0], counted[-1]) == (first, last)

"""Days of public notice (公示): calendar or working days, the day of publication counted or not."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from rengang.policy.contest import Publicity

_DAY = timedelta(days=1)


def notice_period(start: date, publicity: Publicity, holidays: pl.DataFrame) -> tuple[date, date]:
    """First and last day of a public notice that is published on `start` (A-02, JL-33, XX-39, CD-12, WC-02).

    Day 1 is the day of publication (``same_day``) or the day after (``next_day``). In working days, days off
    do not count: a notice published on one begins on the next working day. Working days are Monday to Friday,
    corrected by the table `holidays` (``off``: no work on that day, ``work``: a weekend day of work).

    With ``days = 0`` there is no notice to wait for: both days are `start`.

    Examples
    --------
    >>> weekend = pl.DataFrame({"date": [], "kind": []}, schema={"date": pl.Date, "kind": pl.String})
    >>> first, last = notice_period(date(2014, 12, 4), Publicity(days=5), weekend)
    >>> first.isoformat(), last.isoformat()
    ('2014-12-04', '2014-12-10')
    """
    if publicity.days == 0:
        return start, start
    kinds = dict(zip(holidays["date"].to_list(), holidays["kind"].to_list(), strict=True))

    def counts(day: date) -> bool:
        return publicity.unit == "calendar" or works(day, kinds)

    day = start if publicity.count_from == "same_day" else start + _DAY
    while not counts(day):
        day += _DAY
    first, left = day, publicity.days - 1
    while left:
        day += _DAY
        left -= counts(day)
    return first, day


def works(day: date, kinds: dict[date, str]) -> bool:
    """Is this a working day: a weekday, unless the table says otherwise."""
    kind = kinds.get(day)
    return kind == "work" if kind is not None else day.weekday() < 5

"""Values of the contest's keys from the seats to the public notice."""

from __future__ import annotations

from datetime import date

from policy.matter import (
    Matter,
    applies,
    appointed,
    contending,
    contest,
    errors,
    held,
    paper,
    person,
    post,
    unit,
)
from rengang.campaign import solve
from rengang.policy import resolve
from rengang.report.contest.calendar import notice_period


def _rule(value: str) -> dict[str, str] | None:
    """x, first at both posts, wants P more; y can have P only. None where no contest is held."""
    instance = contending(
        [person("x"), person("y")],
        posts=[post("P"), post("Q")],
        applications=[applies("x", "P", order=1), applies("x", "Q", order=2), applies("y", "P", order=1)],
        exams=paper({"x": 90, "y": 80}),
    )
    found = solve(instance, contest(rule=value, apply={"max": 2})).contest
    return None if found is None else appointed(instance, found)


def _decision(value: str) -> set[str]:
    """The leading group wants y, who comes after x: who is appointed, or what is wrong."""
    instance = contending(
        [person("x"), person("y")],
        exams=paper({"x": 90, "y": 80}),
        decisions=[{"post_id": "P", "cadre_id": "y", "reason": "集体研究"}],
    )
    document = contest(decision=value)
    return errors(instance, document) or set(appointed(instance, held(instance, document)))


def _incumbents(value: str) -> dict[str, str]:
    """a holds P and applies for nothing; x applies for P."""
    instance = contending(
        [person("x"), person("a", "B", post_id="P")],
        posts=[post("P", incumbent_id="a")],
        applications=[applies("x", "P")],
    )
    return appointed(instance, held(instance, contest(incumbents=value)))


def _midlevel(value: str) -> int:
    """How many of three come to B, which has one mid-level head of two allowed and nobody who leaves."""
    instance = contending(
        [person(who) for who in "xyz"],
        units=[unit("B", mid_quota=2, mid_staff=1)],
        posts=[post(f"P{who}", level="deputy") for who in "xyz"],
        applications=[applies(who, f"P{who}") for who in "xyz"],
    )
    return len(appointed(instance, held(instance, contest(midlevel_cap=value))))


def _vacancies(value: str) -> list[int]:
    """Vacancies of A and B, two each, after x went from A to B."""
    instance = contending([person("x")], units=[unit("A", 2), unit("B", 2)])
    roster = solve(instance, contest(vacancies=value)).roster
    assert roster is not None
    return roster.vacancies.tolist()


def _notice(**keys: object) -> tuple[date, date]:
    """Days of notice, five of them, published on Friday 5 December 2014."""
    publicity = resolve({"contest": {"publicity": {"days": 5, **keys}}}).contest.publicity
    return notice_period(date(2014, 12, 5), publicity, contending([person("x")]).tables["holidays"])


MATTERS = {
    "contest.rule": Matter(_rule, {"stable": {"x": "P"}, "max-filled": {"x": "Q", "y": "P"}, "none": None}),
    "contest.decision": Matter(_decision, {"binding": {"decision-binding"}, "advisory": {"y"}}),
    "contest.incumbents": Matter(_incumbents, {"hold": {}, "release": {"x": "P"}}),
    "contest.midlevel_cap": Matter(_midlevel, {"before_actual": 0, "authorised": 1, "off": 3}),
    "contest.vacancies": Matter(_vacancies, {"headcount": [3, 1], "as_published": [2, 2]}),
    "contest.publicity.unit": Matter(
        lambda value: _notice(unit=value),
        {
            "working": (date(2014, 12, 5), date(2014, 12, 11)),
            "calendar": (date(2014, 12, 5), date(2014, 12, 9)),
        },
    ),
    "contest.publicity.count_from": Matter(
        lambda value: _notice(unit="calendar", count_from=value),
        {
            "same_day": (date(2014, 12, 5), date(2014, 12, 9)),
            "next_day": (date(2014, 12, 6), date(2014, 12, 10)),
        },
    ),
}

"""Values of the contest's keys from the supply of posts to the shortlist."""

from __future__ import annotations

from datetime import date
from typing import Any

from policy.matter import (
    COMPARED,
    Document,
    Matter,
    Row,
    applies,
    contending,
    contest,
    errors,
    fates,
    held,
    person,
    post,
    rows,
    running,
    setting,
)
from rengang.model import Fate

KINDS = ("town", "subdistrict", "department", "mass", "institution", "vertical")
LONG_AGO, LATELY = date(2000, 1, 1), date(2014, 1, 1)


def _owing(kind: str) -> set[str]:
    """Units that offer too few posts when this kind must offer; each unit goes by its kind."""
    instance = rows(
        units=[{"unit_id": k, "kind": k} for k in KINDS],
        posts=[post("P", "offers", level="deputy")],
        cadres=[person("x")],
    )
    document = contest(supply={"min_midlevel": 8, "always": [kind]})
    found = held(instance, {**document, "scope": {"exclude_vertical": False}})
    said = [event.text.en for event in found.events if event.kind == "supply-short"]
    return {k for k in KINDS if any(f" {k} " in f" {text} " for text in said)}


def _consent(value: str) -> Fate:
    """x's unit refuses."""
    instance = contending([person("x")], applications=[applies("x", "P", consent=False)])
    return fates(instance, held(instance, contest(apply={"consent": value})))["x@P"]


def _counts(value: str) -> set[str]:
    """Posts for which x is in the running: P was declared in round 1, Q in round 2."""
    instance = contending(
        [person("x")],
        posts=[post("P"), post("Q")],
        applications=[applies("x", "P", round=1), applies("x", "Q", round=2)],
    )
    document = contest(apply={"rounds": [[1, 1], [1, 1]], "counts": value})
    found = fates(instance, held(instance, document))
    return {entry for entry, fate in found.items() if fate in (Fate.CANDIDATE, Fate.APPOINTED)}


# -- conditions -----------------------------------------------------------------------------------------------
def asking(*tests: Row, missing: str = "reject", **more: Any) -> Document:
    """One condition, asked of everybody at every post."""
    condition = {"all": list(tests), **more}
    return contest(qualification=["条件"], conditions={"条件": condition}, missing=missing)


DOCTOR = {"test": "education", "at_least": "博士"}
"""What nobody here has."""


def _applies(value: str) -> set[str]:
    """Who passes what only those asked could miss: `up` would be promoted, `level` would not."""
    people = [
        person("up", level="staff", education="本科"),
        person("level", level="deputy", education="本科"),
    ]
    return running(contending(people, posts=[post("P", level="deputy")]), asking(DOCTOR, applies=value))


def _post_levels(value: str) -> set[str]:
    """Who passes what is asked at the posts of one level only."""
    levels = ("chief", "deputy", "staff")
    instance = contending(
        [person(level, level="chief", education="本科") for level in levels],
        posts=[post(f"P-{level}", level=level) for level in levels],
        applications=[applies(level, f"P-{level}") for level in levels],
    )
    return running(instance, asking(DOCTOR, levels=[value]))


TESTS: dict[str, Row] = {
    "age": {"test": "age", "op": "lt", "male": 50, "female": 50},
    "tenure": {"test": "tenure", "since": "post_since", "years": 3},
    "one_of": {"test": "one_of", "column": "politics", "values": ["党员"]},
    "education": {"test": "education", "at_least": "本科"},
    "appraisals": {"test": "appraisals", "last": 1},
    "discipline": {"test": "discipline"},
    "speciality": {"test": "speciality"},
    "step": {"test": "step", "max": 1},
    "share": {"test": "share", "item": "民主推荐", "op": "ge", "share": "1/2"},
    "turnout": {"test": "turnout", "item": "民主推荐", "share": "2/3"},
    "statement": {"test": "statement", "text": "身体健康"},
}


def _test(value: str) -> set[str]:
    """Who misses the test; each applicant goes by the one that they alone miss. A statement is said instead."""
    sound: Row = {
        "sex": "male", "birth_date": date(1974, 1, 1), "post_since": LONG_AGO, "politics": "党员",
        "education": "本科", "speciality": "法律", "level": "deputy",
    }  # fmt: skip
    faults: dict[str, Row] = {
        "age": {"birth_date": date(1954, 1, 1)},
        "tenure": {"post_since": LATELY},
        "one_of": {"politics": "群众"},
        "education": {"education": "高中"},
        "appraisals": {},
        "discipline": {"discipline": "警告", "discipline_date": LATELY},
        "speciality": {"speciality": "财会"},
        "step": {"level": "staff"},
        "share": {},
        "turnout": {},
    }
    instance = contending(
        [person(name, **{**sound, **fault}) for name, fault in faults.items()],
        posts=[post("P", level="chief", reserved_for="法律")],
        appraisals=[
            {"cadre_id": name, "year": 2013, "grade": "basic" if name == "appraisals" else "competent"}
            for name in faults
        ],
        ratings=[
            {
                "cadre_id": name, "item": "民主推荐", "votes": 1 if name == "share" else 10,
                "present": 10 if name == "turnout" else 20, "due": 20,
            }
            for name in faults
        ],
    )  # fmt: skip
    found = held(instance, asking(TESTS[value]))
    missed = {e.partition("@")[0] for e, fate in fates(instance, found).items() if fate is Fate.UNQUALIFIED}
    return missed | {"statement" for event in found.events if event.kind == "statement"}


def _age(op: str) -> set[str]:
    """Bound 45: people of 44, 45 and 46."""
    years = {"under": 1970, "at": 1969, "over": 1968}
    people = [person(who, sex="male", birth_date=date(year, 6, 1)) for who, year in years.items()]
    return running(contending(people), asking({"test": "age", "op": op, "male": 45, "female": 45}))


def _tenure(op: str) -> set[str]:
    """Bound 3 years: two, three and four of them."""
    years = {"under": 2012, "at": 2011, "over": 2010}
    people = [person(who, post_since=date(year, 6, 1)) for who, year in years.items()]
    return running(
        contending(people), asking({"test": "tenure", "since": "post_since", "op": op, "years": 3})
    )


SINCE = ("post_since", "section_since", "unit_since", "function_since", "rank_since", "work_start")


def _since(value: str) -> set[str]:
    """Who is long in office by this date; each goes by the one date that lies far back."""
    people = [person(name, **{c: LONG_AGO if c == name else LATELY for c in SINCE}) for name in SINCE]
    return running(contending(people), asking({"test": "tenure", "since": value, "years": 3}))


def _tenure_levels(value: str) -> set[str]:
    """Years count for those of one level only; each goes by their level."""
    people = [person(name, level=name, post_since=LONG_AGO) for name in ("chief", "deputy", "staff")]
    test = {"test": "tenure", "since": "post_since", "years": 3, "levels": [value]}
    return running(contending(people, posts=[post("P", level="chief")]), asking(test))


COLUMNS = {
    "sex": "female", "education": "博士", "politics": "党员", "establishment_type": "事业", "rank": "主任科员",
    "level": "deputy", "function": "执法", "speciality": "法律",
}  # fmt: skip
"""A word of each column that stands in no other."""


def _one_of(value: str) -> set[str]:
    """Who has one of all the words in this column; each goes by the one column in which they have one."""
    plain = {"sex": "male", "level": "staff"}
    people = [person(name, **{**plain, name: word}) for name, word in COLUMNS.items()]
    test = {"test": "one_of", "column": value, "values": list(COLUMNS.values())}
    document = {**asking(test), "caps": {"establishment": "off"}}
    return running(contending(people, posts=[post("P", level="chief")]), document)


GRADES = ("excellent", "competent", "basic", "incompetent")


def _grade(value: str) -> set[str]:
    """Who was appraised well enough; each goes by their grade."""
    instance = contending(
        [person(grade) for grade in GRADES],
        appraisals=[{"cadre_id": grade, "year": 2013, "grade": grade} for grade in GRADES],
    )
    return running(instance, asking({"test": "appraisals", "last": 1, "at_least": value}))


def _share(op: str) -> set[str]:
    """Bound one half: 4, 5 and 6 votes of 10."""
    votes = {"under": 4, "at": 5, "over": 6}
    ratings = [{"cadre_id": who, "item": "推荐", "votes": n, "present": 10} for who, n in votes.items()]
    instance = contending([person(who) for who in votes], ratings=ratings)
    return running(instance, asking({"test": "share", "item": "推荐", "op": op, "share": "1/2"}))


def _turnout(op: str) -> set[str]:
    """Bound 50 people: 49, 50 and 51 came."""
    came = {"under": 49, "at": 50, "over": 51}
    ratings = [{"cadre_id": who, "item": "推荐", "votes": 9, "present": n} for who, n in came.items()]
    instance = contending([person(who) for who in came], ratings=ratings)
    return running(instance, asking({"test": "turnout", "item": "推荐", "op": op, "count": 50}))


def _modality(value: str) -> set[str]:
    """x misses the condition and has a waiver: who is in the running, or what is wrong with that."""
    waiver = {"cadre_id": "x", "condition": "条件", "reason": "工作需要"}
    instance = contending([person("x", education="本科")], waivers=[waiver])
    document = asking(DOCTOR, modality=value)
    return errors(instance, document) or running(instance, document)


def _missing(value: str) -> set[str]:
    """Nobody knows x's education."""
    return running(contending([person("x")]), asking(DOCTOR, missing=value))


def _shortlist_base(value: str) -> set[str]:
    """Two may be shortlisted; u, first of the pre-selection, does not qualify, a and b come after."""
    instance = contending(
        [person("u", education="本科"), person("a", education="博士"), person("b", education="博士")],
        applications=[applies(who, "P", prelim_rank=k) for k, who in enumerate("uab", 1)],
    )
    document = setting(asking(DOCTOR), "contest.shortlist_cap", 2)
    return running(instance, setting(document, "contest.shortlist_base", value))


MATTERS = {
    "contest.supply.always": Matter(_owing, {kind: {kind} for kind in KINDS}),
    "contest.apply.consent": Matter(
        _consent, {"required": Fate.NO_CONSENT, "advisory": Fate.APPOINTED, "none": Fate.APPOINTED}
    ),
    "contest.apply.counts": Matter(_counts, {"last": {"x@Q"}, "all": {"x@P", "x@Q"}}),
    "contest.conditions.applies": Matter(
        _applies, {"everyone": set(), "promotion": {"level"}, "lateral": {"up"}}
    ),
    "contest.conditions.levels": Matter(
        _post_levels,
        {"chief": {"deputy", "staff"}, "deputy": {"chief", "staff"}, "staff": {"chief", "deputy"}},
    ),
    "contest.conditions.all.test": Matter(_test, {name: {name} for name in TESTS}),
    "contest.conditions.all.age.op": Matter(_age, COMPARED),
    "contest.conditions.all.tenure.since": Matter(_since, {name: {name} for name in SINCE}),
    "contest.conditions.all.tenure.op": Matter(_tenure, COMPARED),
    "contest.conditions.all.tenure.levels": Matter(
        _tenure_levels, {level: {level} for level in ("chief", "deputy", "staff")}
    ),
    "contest.conditions.all.one_of.column": Matter(_one_of, {name: {name} for name in COLUMNS}),
    "contest.conditions.all.appraisals.at_least": Matter(
        _grade, {grade: set(GRADES[: k + 1]) for k, grade in enumerate(GRADES)}
    ),
    "contest.conditions.all.share.op": Matter(_share, COMPARED),
    "contest.conditions.all.turnout.op": Matter(_turnout, COMPARED),
    "contest.conditions.modality": Matter(_modality, {"must": {"waiver-of-must"}, "default": {"x"}}),
    "contest.missing": Matter(_missing, {"reject": set(), "pass": {"x"}}),
    "contest.shortlist_base": Matter(_shortlist_base, {"qualified": {"a", "b"}, "registered": {"a"}}),
}

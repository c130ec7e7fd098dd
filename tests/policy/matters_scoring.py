"""Values of the contest's keys from the marks to the order of the candidates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from policy.matter import (
    COMPARED,
    Matter,
    Row,
    applies,
    contending,
    contest,
    errors,
    fates,
    held,
    paper,
    person,
    post,
    running,
)
from rengang.model import Instance

GRADES = ("excellent", "competent", "basic", "incompetent")
THREE = ("under", "at", "over")


def scores(
    instance: Instance, nodes: Mapping[str, Row], total: str, **more: Any
) -> dict[str, Fraction | None]:
    """Total by cadre."""
    found = held(instance, contest(scores=nodes, total=total, **more)).entries
    pairs = zip(found.cadre.tolist(), found.score, strict=True)
    return {instance.cadre_id(i): score for i, score in pairs}


def recommended(
    votes: Mapping[str, int], where: str = "P", group: str = "全体", present: int = 10
) -> list[Row]:
    """Votes by cadre, of so many present."""
    return [
        {"cadre_id": who, "post_id": where, "group": group, "votes": n, "present": present}
        for who, n in votes.items()
    ]


NODES: dict[str, Row] = {
    "panel": {"kind": "panel", "panel": "评委"},
    "paper": {"kind": "paper", "paper": "笔试"},
    "rating": {"kind": "rating", "item": "测评"},
    "appraisal": {"kind": "appraisal", "last": 1, "points": dict(zip(GRADES, (90, 70, 50, 0), strict=True))},
    "bonus": {"kind": "bonus", "points": {"主任科员": 5}},
    "group_vote": {"kind": "group_vote", "weights": {"全体": 1}},
    "sum": {"kind": "sum", "terms": {"panel": "1/2", "paper": "1/2"}},
}


def _kind(value: str) -> Fraction | None:
    """x's total when this node is the total: the mark that this kind of node reads."""
    instance = contending(
        [person("x", rank="主任科员")],
        scores=[{"post_id": "P", "cadre_id": "x", "panel": "评委", "judge": "J", "score": 88}],
        ratings=[{"cadre_id": "x", "item": "测评", "score": 66}],
        appraisals=[{"cadre_id": "x", "year": 2013, "grade": "excellent"}],
        recommendations=recommended({"x": 4}),
    )
    return scores(instance, NODES, value)["x"]


def _panel(value: str) -> Fraction | set[str] | None:
    """Three judges are asked for and two came with 80 and 90: the score, or what is wrong."""
    marks = [
        {"post_id": "P", "cadre_id": "x", "panel": "评委", "judge": judge, "score": mark}
        for judge, mark in (("J1", 80), ("J2", 90))
    ]
    instance = contending([person("x")], scores=marks)
    node = {"kind": "panel", "panel": "评委", "judges_min": 3, "missing": value}
    faults = errors(instance, contest(scores={"评分": node}, total="评分"))
    return faults or scores(instance, {"评分": node}, "评分")["x"]


def _points(value: str) -> set[str]:
    """Who has points when this grade alone has some; each goes by their grade."""
    instance = contending(
        [person(grade) for grade in GRADES],
        appraisals=[{"cadre_id": grade, "year": 2013, "grade": grade} for grade in GRADES],
    )
    node = {"kind": "appraisal", "last": 1, "points": {**dict.fromkeys(GRADES, 0), value: 10}}
    return {who for who, score in scores(instance, {"考核": node}, "考核").items() if score}


def _gate(op: str) -> set[str]:
    """Gate one half: 4, 5 and 6 votes of 10."""
    votes = dict(zip(THREE, (4, 5, 6), strict=True))
    instance = contending([person(who) for who in votes], recommendations=recommended(votes))
    node = {"kind": "group_vote", "weights": {"全体": 1}, "gate": "1/2", "op": op}
    return running(instance, contest(scores={"推荐": node}, total="推荐"))


def _empty(value: str) -> Fraction | None:
    """All 10 of one group voted for x, nobody of the other one was there."""
    votes = [*recommended({"x": 10}, group="甲"), *recommended({"x": 0}, group="乙", present=0)]
    node = {"kind": "group_vote", "weights": {"甲": "1/2", "乙": "1/2"}, "empty": value}
    return scores(contending([person("x")], recommendations=votes), {"推荐": node}, "推荐")["x"]


def _rounding(value: str) -> dict[str, Fraction | None]:
    """Halves above an even and an odd number, in whole points."""
    instance = contending([person("even"), person("odd")], exams=paper({"even": "80.5", "odd": "81.5"}))
    return scores(instance, {"笔试": NODES["paper"]}, "笔试", rounding={"decimals": 0, "mode": value})


def _stage(value: str) -> Fraction | None:
    """Papers of 80.5 and 80.4 weigh the same, in whole points: 81 and 80 make 80.5 on the way, 80.45 in the end."""
    nodes = {
        "甲": {"kind": "paper", "paper": "甲"},
        "乙": {"kind": "paper", "paper": "乙"},
        "丙": {"kind": "sum", "terms": {"甲": "1/2", "乙": "1/2"}},
    }
    instance = contending([person("x")], exams=[*paper({"x": "80.5"}, "甲"), *paper({"x": "80.4"}, "乙")])
    return scores(instance, nodes, "丙", rounding={"decimals": 0, "stage": value})["x"]


def _absent(value: str) -> set[str]:
    """y did not sit the paper: y's fate, or what is wrong."""
    instance = contending([person("x"), person("y")], exams=paper({"x": 80}))
    document = contest(absent=value)
    return errors(instance, document) or {str(fates(instance, held(instance, document))["y@P"])}


def _speaking(value: str) -> int:
    """How many have a place in the order of the speeches, of three."""
    found = held(contending([person(who) for who in "xyz"]), contest(speaking_order=value))
    return len(found.speaking)


def _inspection(value: str) -> set[str]:
    """Who is inspected for one place, of five with the marks 85, 84, …, when the ratio is 1:3."""
    instance = contending(
        [person(who) for who in "abcde"], exams=paper({who: 85 - k for k, who in enumerate("abcde")})
    )
    return running(instance, contest(inspection={"rule": value, "ratio": 3}))


def _min_share(op: str) -> set[str]:
    """One half is asked: 4, 5 and 6 votes of 10."""
    votes = dict(zip(THREE, (4, 5, 6), strict=True))
    instance = contending([person(who) for who in votes], recommendations=recommended(votes))
    return running(instance, contest(inspection={"rule": "all", "min_share": "1/2", "share_op": op}))


def voted(where: str, votes: Mapping[str, int], present: int = 10, members: int = 10) -> list[Row]:
    """The vote at a post."""
    return [
        {"post_id": where, "cadre_id": who, "votes": n, "present": present, "members": members}
        for who, n in votes.items()
    ]


def _majority(op: str) -> set[str]:
    """A majority of one half; at three posts one person each has 4, 5 and 6 votes of 10."""
    instance = contending(
        [person(who) for who in THREE],
        posts=[post(f"P-{who}") for who in THREE],
        applications=[applies(who, f"P-{who}") for who in THREE],
        votes=[row for k, who in enumerate(THREE, 4) for row in voted(f"P-{who}", {who: k})],
    )
    return running(instance, contest(vote={"quorum": "none", "majority": "1/2", "majority_op": op}))


def _base(value: str) -> set[str]:
    """x has 6 votes of 10 present and 14 members; more than half are needed."""
    instance = contending([person("x")], votes=voted("P", {"x": 6}, members=14))
    return running(instance, contest(vote={"quorum": "none", "majority": "1/2", "base": value}))


# -- orders ---------------------------------------------------------------------------------------------------
DATES = {"work_start": 2000, "birth_date": 1970, "post_since": 2010}
BEST = {
    **{name: name for name in ("votes", "score", "rate", "declared", "prelim", "appraisal", *DATES)},
    "cadre_id": "0",
    "lot": "z2",
}
"""Who is best by each key; `prelim` declared as well, and comes after `declared` by id."""


def drawn(*labels: str) -> str:
    """The least of the lots, drawn with seed 0."""
    return min(labels, key=lambda label: sha256(f"0|{label}".encode()).hexdigest())


def _post_order(value: str) -> str:
    """Who is first at P when this key alone orders people; each is best by the one that they go by.

    All but two applied for Q and are recommended for P.
    """
    people = list(BEST.values())
    own = ("declared", "prelim")
    instance = contending(
        [
            person(who, **{name: date(year - 10 * (who == name), 1, 1) for name, year in DATES.items()})
            for who in people
        ],
        posts=[post("P"), post("Q")],
        applications=[
            *(applies(who, "Q") for who in people if who not in own),
            *(applies(who, "P", prelim_rank=2 - (who == "prelim")) for who in own),
        ],
        recommendations=recommended({who: 9 if who == "rate" else 1 for who in people}, present=30),
        exams=paper({who: 90 if who == "score" else 80 for who in people}),
        appraisals=[
            {"cadre_id": who, "year": 2013, "grade": "excellent" if who == "appraisal" else "competent"}
            for who in people
        ],
        votes=voted("P", {who: 2 if who == "votes" else 1 for who in people}, 30, 30),
    )  # fmt: skip
    found = held(instance, contest(post_order=list(dict.fromkeys([value, "cadre_id"]))))
    entries, posts = found.entries, instance.tables["posts"]["post_id"]
    (first,) = [
        i
        for i, p, rank in zip(entries.cadre.tolist(), entries.post.tolist(), entries.post_rank, strict=True)
        if posts[p] == "P" and rank == 1
    ]
    return instance.cadre_id(first)


POSTS = {
    "rate": {"votes": 9},
    "first": {"order": 1, "votes": 1},
    "second": {"order": 2, "votes": 2},
    "z0": {"votes": 3},
}
"""Posts by what speaks for them with x, who applied for the two that have an order."""


def _person_order(value: str) -> set[str]:
    """The posts that x wants most."""
    instance = contending(
        [person("x")],
        posts=[post(label) for label in POSTS],
        applications=[applies("x", p, order=row["order"]) for p, row in POSTS.items() if "order" in row],
        recommendations=[row for p, r in POSTS.items() for row in recommended({"x": r["votes"]}, p)],
    )
    found = held(instance, contest(apply={"max": 2}, person_order=[value])).entries
    posts = instance.tables["posts"]["post_id"]
    return {posts[p] for p, rank in zip(found.post.tolist(), found.wish_rank, strict=True) if rank == 1}


MATTERS = {
    "contest.scores.kind": Matter(
        _kind,
        {
            "panel": 88, "paper": 80, "rating": 66, "appraisal": 90, "bonus": 5, "group_vote": 40, "sum": 84,
        },
    ),
    "contest.scores.panel.missing": Matter(_panel, {"reject": {"panel-size"}, "use_present": 85}),
    "contest.scores.appraisal.points": Matter(_points, {grade: {grade} for grade in GRADES}),
    "contest.scores.group_vote.op": Matter(_gate, COMPARED),
    "contest.scores.group_vote.empty": Matter(_empty, {"zero": 50, "renormalise": 100}),
    "contest.rounding.mode": Matter(
        _rounding,
        {
            "half_up": {"even": 81, "odd": 82},
            "half_even": {"even": 80, "odd": 82},
            "down": {"even": 80, "odd": 81},
        },
    ),
    "contest.rounding.stage": Matter(_stage, {"every": 81, "final": 80}),
    "contest.absent": Matter(_absent, {"error": {"score-missing"}, "withdrawn": {"withdrawn"}}),
    "contest.speaking_order": Matter(_speaking, {"lot": 3, "none": 0}),
    "contest.inspection.rule": Matter(
        _inspection, {"ratio": set("abc"), "more_than_places": set("ab"), "all": set("abcde")}
    ),
    "contest.inspection.share_op": Matter(_min_share, COMPARED),
    "contest.vote.majority_op": Matter(_majority, COMPARED),
    "contest.vote.base": Matter(_base, {"present": {"x"}, "members": set()}),
    "contest.post_order": Matter(
        _post_order, {**BEST, "lot": drawn(*(f"P|{who}" for who in BEST.values())).removeprefix("P|")}
    ),
    "contest.person_order": Matter(
        _person_order,
        {
            "rate": {"rate"},
            "declared": {"first", "second"},
            "order": {"first"},
            "lot": {drawn(*(f"{label}|x" for label in POSTS)).removesuffix("|x")},
        },
    ),
}  # fmt: skip

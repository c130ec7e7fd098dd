"""Values of the keys of the section selection."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from policy.matter import Matter
from rengang.campaign import solve
from rengang.model import Instance, Result, Stage
from sections.bureaus import bureau, outsider, person, pick, placed, section, stages, wishes


def _solved(instance: Instance, seed: int = 0, **sections: Any) -> Result:
    """The solved and verified campaign; without a key `rule` the plan is proposed."""
    return solve(
        instance, {"sections": {"rule": "propose", **sections}, "contest": {"rule": "none"}}, seed=seed
    )


def _places(instance: Instance, seed: int = 0, **sections: Any) -> dict[str, str | None] | None:
    plan = _solved(instance, seed, **sections).sections
    return None if plan is None else placed(instance, plan)


def _stages(instance: Instance, **sections: Any) -> dict[str, Stage]:
    plan = _solved(instance, **sections).sections
    assert plan is not None
    return stages(instance, plan)


def _rule(value: str) -> dict[str, str | None] | None:
    """a and b want s, which has one seat and picks b; a wants t second. None where nothing is selected."""
    instance = bureau(
        [section("s", 1), section("t", 1)],
        [person("a"), person("b")],
        [wishes("a", "s", "t"), wishes("b", "s", "t")],
        section_picks=[pick("s", 1, "b")],
    )
    return _places(instance, rule=value, unmatched_admin="unplaced")


def _consent(value: str) -> dict[str, str | None] | None:
    """i's home unit refuses."""
    instance = bureau([section("s", 1)], [outsider("i", "s")], [wishes("i", "s", consent=False)])
    return _places(instance, consent=value)


SEED = 6
"""With it the lot puts t first in round 1 and s first in round 2, as no other order does."""


def _round_order(value: str) -> dict[str, str | None] | None:
    """Both sections pick a in round 1 and b in round 2; both people want t more. The fixed order has s first."""
    instance = bureau(
        [section("s", 2), section("t", 2)],
        [person("a"), person("b")],
        [wishes("a", "t", "s"), wishes("b", "t", "s")],
        section_picks=[
            pick(s, number, who, k) for number, who in ((1, "a"), (2, "b")) for k, s in enumerate("st", 1)
        ],
    )
    return _places(instance, SEED, rule="rounds", round_order=value)


def _drawn(number: int) -> str:
    """The section that the lot of this round puts first."""
    return min("st", key=lambda s: sha256(f"{SEED}|{number}|{s}".encode()).hexdigest())


def _unmatched_admin(value: str) -> dict[str, Stage]:
    """a declared nothing; s has a seat."""
    return _stages(bureau([section("s", 1)], [person("a")]), unmatched_admin=value, compulsory=False)


def _unmatched_institution(value: str) -> dict[str, Stage]:
    """i, seconded, declared only a section that is full; t has a seat."""
    instance = bureau(
        [section("s", 1), section("t", 1)],
        [person("a"), outsider("i")],
        [wishes("a", "s"), wishes("i", "s")],
    )
    return {who: stage for who, stage in _stages(instance, unmatched_institution=value).items() if who == "i"}


MATTERS = {
    "sections.rule": Matter(
        _rule, {"none": None, "rounds": {"a": None, "b": "s"}, "propose": {"a": "s", "b": "t"}}
    ),
    "sections.consent": Matter(
        _consent, {"required": {"i": None}, "advisory": {"i": "s"}, "none": {"i": "s"}}
    ),
    "sections.round_order": Matter(
        _round_order,
        {
            "simultaneous": {"a": "t", "b": "t"},
            "fixed": {"a": "s", "b": "s"},
            "rotating": {"a": "s", "b": "t"},
            "lot": {"a": _drawn(1), "b": _drawn(2)},
        },
    ),
    "sections.unmatched_admin": Matter(
        _unmatched_admin, {"directed": {"a": Stage.DIRECTED}, "unplaced": {"a": Stage.UNPLACED}}
    ),
    "sections.unmatched_institution": Matter(
        _unmatched_institution, {"home": {"i": Stage.RETURNED}, "directed": {"i": Stage.DIRECTED}}
    ),
}

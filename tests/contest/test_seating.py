"""The seats of a contest: chains, caps, relatives and decisions, from the tables to the appointments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest

from oracle.contest_oracle import Candidacy, best, hall
from oracle.random_seats import SEED, random_seats
from rengang.errors import InvalidInput
from rengang.limits import Limits
from rengang.model import Entries, Fate, Instance, Status
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.procedures.contest.intake.candidates import candidates
from rengang.procedures.contest.order.ranking import rank
from rengang.procedures.contest.seats.seating import Seating, seat

Row = dict[str, Any]
Entry = tuple[str, str, int, int]


def post(label: str, unit: str, level: str | None = "deputy", **more: Any) -> Row:
    """A contested post."""
    return {"post_id": label, "unit_id": unit, "level": level, "contested": True, **more}


def person(label: str, unit: str, level: str | None = "deputy", **more: Any) -> Row:
    """A cadre outside the pool."""
    return {"cadre_id": label, "unit_id": unit, "level": level, "pool": False, **more}


def relatives(one: str, other: str) -> Row:
    """A married couple."""
    return {"cadre_id": one, "relative_id": other, "relation": "spouse"}


def contest(posts: Sequence[Row], cadres: Sequence[Row], **more: Any) -> Instance:
    """An instance; units that are not given are named by posts and cadres, with nothing known of them."""
    tables: dict[str, Sequence[Row]] = {"posts": posts, "cadres": cadres, **more}
    if "units" not in tables:
        tables["units"] = [{"unit_id": u} for u in sorted({row["unit_id"] for row in [*posts, *cadres]})]
    frames = {
        name: pl.DataFrame(
            [[row.get(column) for column in TABLES[name].dtypes] for row in rows],
            schema=TABLES[name].dtypes,
            orient="row",
        )
        for name, rows in tables.items()
    }
    return Instance.from_tables(frames)


def running(instance: Instance, rows: Sequence[Entry]) -> Entries:
    """Candidate entries: (cadre, post, wish rank, post rank)."""
    posts = instance.tables["posts"]["post_id"].to_list()
    found = sorted((instance.cadre_index[i], posts.index(p), w, r) for i, p, w, r in rows)
    column = np.array(found, dtype=np.int32).reshape(-1, 4).T
    n = len(found)
    return Entries(
        column[0], column[1], np.ones(n, np.int32), column[2], np.ones(n, np.bool_), (Fate.CANDIDATE,) * n,
        ((),) * n, (None,) * n, (None,) * n, np.full(n, -1, np.int32), column[2], column[3],
    )  # fmt: skip


def filled(instance: Instance, rows: Sequence[Entry], **policy: Any) -> tuple[dict[str, str], Seating]:
    """Who gets which post under the default pack with some keys replaced, and the whole answer."""
    seating = seat(
        instance, resolve({"extends": "tongxiang-2014", **policy}), running(instance, rows), Limits()
    )
    posts = instance.tables["posts"]["post_id"]
    pairs = zip(seating.cadre.tolist(), seating.post.tolist(), strict=True)
    return {instance.cadre_id(i): str(posts[p]) for i, p in pairs}, seating


def values(seating: Seating) -> tuple[int | None, ...]:
    assert seating.status is Status.OPTIMAL
    assert all(o.proven for o in seating.objective)
    return tuple(o.value for o in seating.objective)


NO_CAP = {"contest": {"midlevel_cap": "off"}}


def test_a_chain_of_three() -> None:
    """A-32: a wins a vacant post, b the post that a leaves, c the one that b leaves."""
    posts = [post("A1", "A", incumbent_id="a"), post("B1", "B", incumbent_id="b"), post("C1", "C")]
    instance = contest(posts, [person("a", "A"), person("b", "B"), person("c", "D")])
    rows = [("a", "C1", 1, 1), ("b", "A1", 1, 1), ("c", "B1", 1, 1)]
    got, seating = filled(instance, rows, **NO_CAP)
    assert got == {"a": "C1", "b": "A1", "c": "B1"}
    assert values(seating) == (0, 3, 3, 3)
    without_head, _ = filled(instance, rows[1:], **NO_CAP)
    assert without_head == {}


def test_incumbents_change_places_in_a_cycle() -> None:
    """TX-34, A-32: a and b win each other's posts; mid-level numbers stay as they were."""
    posts = [post("A1", "A", incumbent_id="a"), post("B1", "B", incumbent_id="b")]
    instance = contest(posts, [person("a", "A"), person("b", "B")])
    assert filled(instance, [("a", "B1", 1, 1), ("b", "A1", 1, 1)])[0] == {"a": "B1", "b": "A1"}


def test_an_incumbent_does_not_win_the_own_post_while_holding_it() -> None:
    """S3 asks for another post; under ``release`` the own one can be won back."""
    instance = contest([post("A1", "A", incumbent_id="a")], [person("a", "A")])
    assert filled(instance, [("a", "A1", 1, 1)])[0] == {}
    assert filled(instance, [("a", "A1", 1, 1)], contest={"incumbents": "release"})[0] == {"a": "A1"}


def test_an_incumbent_in_the_pool_leaves_anyway_but_not_in_an_exchange() -> None:
    """S3: who is in the pool frees the post, save in an exchange, where the pool may stay."""
    instance = contest([post("A1", "A", incumbent_id="a")], [person("a", "A", pool=True), person("x", "X")])
    rows = [("x", "A1", 1, 1)]
    assert filled(instance, rows, **NO_CAP)[0] == {"x": "A1"}
    exchange = {"balance": {"mode": "exchange"}, "two_way": {"rule": "exchange-max"}}
    assert filled(instance, rows, **NO_CAP, **exchange)[0] == {}


def test_nobody_comes_to_a_unit_that_no_mid_level_person_leaves() -> None:
    """TX-34: after ≤ actual before; a vacant post is filled only when somebody mid-level leaves the unit."""
    cadres = [person("a", "A"), person("x", "X", "staff")]
    instance = contest([post("A1", "A"), post("B1", "B", "staff")], cadres)
    assert filled(instance, [("x", "A1", 1, 1)])[0] == {}
    both = [("x", "A1", 1, 1), ("a", "B1", 1, 1)]
    assert filled(instance, both)[0] == {"x": "A1", "a": "B1"}
    # an ordinary post counts for nobody
    assert filled(instance, [("a", "B1", 1, 1)])[0] == {"a": "B1"}


def test_whom_the_own_adjustment_takes_out_makes_room() -> None:
    """TX-33, TX-34: one of the unit's mid-level people retires, so one may be promoted into the unit, not two."""
    units = [{"unit_id": "A", "mid_staff": 2, "mid_leaving": 1}, {"unit_id": "X"}]
    cadres = [person("x", "X", "staff"), person("y", "X", "staff")]
    instance = contest([post("A1", "A"), post("A2", "A")], cadres, units=units)
    assert len(filled(instance, [("x", "A1", 1, 1), ("y", "A2", 1, 1)])[0]) == 1


@pytest.mark.parametrize(("quota", "mid_staff", "lets_in"), [(2, 1, 1), (1, 1, 0), (1, 3, 0), (None, 1, 2)])
def test_the_authorised_number_lets_in(quota: int | None, mid_staff: int, lets_in: int) -> None:
    """A-07: with ``authorised`` the room is what the number of posts leaves; a blank number caps nothing."""
    units = [{"unit_id": "A", "mid_quota": quota, "mid_staff": mid_staff}, {"unit_id": "X"}]
    cadres = [person("x", "X", "staff"), person("y", "X", "staff")]
    instance = contest([post("A1", "A"), post("A2", "A", None)], cadres, units=units)
    got, _ = filled(instance, [("x", "A1", 1, 1), ("y", "A2", 1, 1)], contest={"midlevel_cap": "authorised"})
    assert len(got) == lets_in


def test_mid_level_people_are_counted_where_no_number_is_given() -> None:
    """A-07: ``mid_staff`` blank: the roster's chiefs and deputies of the unit count."""
    units = [{"unit_id": "A", "mid_quota": 2}, {"unit_id": "X"}]
    cadres = [person("a", "A", "chief"), person("s", "A", "staff"), person("x", "X"), person("y", "X")]
    instance = contest([post("A1", "A"), post("A2", "A")], cadres, units=units)
    got, _ = filled(instance, [("x", "A1", 1, 1), ("y", "A2", 1, 1)], contest={"midlevel_cap": "authorised"})
    assert len(got) == 1


def test_who_is_relieved_makes_room_even_without_a_new_post() -> None:
    """S4 under ``release``: a stands up, so somebody else may come, although a wins nothing."""
    instance = contest([post("A1", "A", incumbent_id="a")], [person("a", "A"), person("x", "X", "staff")])
    assert filled(instance, [("x", "A1", 1, 1)], contest={"incumbents": "release"})[0] == {"x": "A1"}


@pytest.mark.parametrize(
    ("caps", "leaver", "comes"),
    [("by_type", "行政", True), ("by_type", "事业", False), ("total", "事业", True), ("by_type", None, True)],
)
def test_the_establishment_binds(caps: str, leaver: str | None, comes: bool) -> None:
    """WC-11, WC-16, A-07: a full unit takes one for each who leaves, by type only of its own type."""
    units = [{"unit_id": "A", "establishment": 2, "staff": 3, "establishment_type": "行政"}]
    units += [{"unit_id": "X"}, {"unit_id": "Y"}]
    cadres = [person("a", "A", establishment_type=leaver), person("x", "X")]
    instance = contest([post("A1", "A"), post("Y1", "Y")], cadres, units=units)
    rows = [("x", "A1", 1, 1), ("a", "Y1", 1, 1)]
    got, _ = filled(instance, rows, **NO_CAP, caps={"establishment": caps})
    assert ("x" in got) is comes
    assert "a" in got


def test_a_displaced_holder_whose_old_post_is_filled_keeps_the_new_one() -> None:
    """x outranks a at B1, but y sits on the post that a left: the move would break S3, so it does not block."""
    posts = [post("A1", "A", incumbent_id="a"), post("B1", "B")]
    instance = contest(posts, [person("a", "A"), person("x", "X"), person("y", "Y")])
    rows = [("x", "B1", 1, 1), ("a", "B1", 1, 2), ("y", "A1", 1, 1)]
    got, seating = filled(instance, rows, **NO_CAP)
    assert got == {"a": "B1", "y": "A1"}
    assert values(seating) == (0, 2, 2, 3)
    assert filled(instance, rows[:2], **NO_CAP)[0] == {"x": "B1"}


def test_nobody_joins_a_relative_unless_the_relative_goes() -> None:
    """DY-04: x comes to A only when r leaves A, by a post won elsewhere or with the pool."""
    posts = [post("A1", "A"), post("B1", "B")]
    cadres = [person("r", "A"), person("x", "X")]
    kin = [relatives("r", "x")]
    instance = contest(posts, cadres, kinship=kin)
    rows = [("x", "A1", 1, 1), ("r", "B1", 1, 1)]
    assert filled(instance, rows[:1], **NO_CAP)[0] == {}
    assert filled(instance, rows, **NO_CAP)[0] == {"x": "A1", "r": "B1"}
    assert filled(instance, rows[:1], **NO_CAP, avoidance={"relations": []})[0] == {"x": "A1"}
    pooled = contest(posts, [person("r", "A", pool=True), person("x", "X")], kinship=kin)
    assert filled(pooled, rows[:1], **NO_CAP)[0] == {"x": "A1"}


def test_relatives_may_change_places() -> None:
    """DY-04 asks where everybody ends: a couple may swap units."""
    posts = [post("A1", "A", incumbent_id="a"), post("B1", "B", incumbent_id="b")]
    instance = contest(posts, [person("a", "A"), person("b", "B")], kinship=[relatives("a", "b")])
    assert filled(instance, [("a", "B1", 1, 1), ("b", "A1", 1, 1)])[0] == {"a": "B1", "b": "A1"}


def test_relatives_do_not_meet_in_a_third_unit() -> None:
    """DY-04: of a couple that wins two posts of one unit only one gets theirs, and that does not block."""
    instance = contest(
        [post("A1", "A"), post("A2", "A")],
        [person("x", "X"), person("y", "Y")],
        kinship=[relatives("x", "y")],
    )
    got, seating = filled(instance, [("x", "A1", 1, 1), ("y", "A2", 1, 1)], **NO_CAP)
    assert len(got) == 1
    assert values(seating)[0] == 0


@pytest.mark.parametrize(("second", "both"), [("S1", False), ("S2", True), (None, True)])
def test_relatives_within_their_unit_share_no_section(second: str | None, both: bool) -> None:
    """Two who stay in their unit may win posts of two sections of it, not of one; a blank is no section."""
    sections = [{"section_id": s, "unit_id": "A"} for s in ("S1", "S2")]
    posts = [post("A1", "A", section_id="S1"), post("A2", "A", section_id=second)]
    cadres = [person("x", "A"), person("y", "A")]
    instance = contest(posts, cadres, kinship=[relatives("x", "y")], sections=sections)
    got, _ = filled(instance, [("x", "A1", 1, 1), ("y", "A2", 1, 1)])
    assert (len(got) == 2) is both


def test_a_decision_is_obeyed_and_does_not_count_as_a_block() -> None:
    """A-11: the second of the list is appointed; the first has no claim against a decision."""
    decisions = [{"post_id": "A1", "cadre_id": "y", "reason": "集体研究"}]
    cadres = [person("x", "X"), person("y", "Y")]
    instance = contest([post("A1", "A")], cadres, decisions=decisions)
    rows = [("x", "A1", 1, 1), ("y", "A1", 1, 2)]
    got, seating = filled(instance, rows, **NO_CAP)
    assert got == {"y": "A1"}
    assert values(seating) == (0, 1, 1, 2)
    binding = filled(instance, rows, contest={"midlevel_cap": "off", "decision": "binding"})
    assert binding[0] == {"x": "A1"}


def test_a_decision_for_somebody_who_is_not_in_the_running() -> None:
    """A-11: it is refused, with the post and the person."""
    decisions = [{"post_id": "A1", "cadre_id": "y", "reason": "集体研究"}]
    instance = contest([post("A1", "A")], [person("x", "X"), person("y", "Y")], decisions=decisions)
    with pytest.raises(InvalidInput) as caught:
        filled(instance, [("x", "A1", 1, 1)])
    (problem,) = caught.value.problems
    assert (problem.code, problem.table, problem.value) == ("decision-not-candidate", "集体决定", "A1, y")
    assert problem.rule is not None


def test_decisions_that_contradict_each_other_are_named() -> None:
    """S1: one person decided on for two posts; a third decision has no part in it."""
    decisions = [
        {"post_id": p, "cadre_id": i, "reason": "集体研究"}
        for p, i in (("A1", "x"), ("A2", "x"), ("A3", "y"))
    ]
    posts = [post(p, "A") for p in ("A1", "A2", "A3")]
    instance = contest(posts, [person("x", "X"), person("y", "Y")], decisions=decisions)
    rows = [("x", "A1", 1, 1), ("x", "A2", 2, 1), ("y", "A3", 1, 1)]
    got, seating = filled(instance, rows, **NO_CAP)
    assert (got, seating.status) == ({}, Status.INFEASIBLE)
    assert [r.key for r in seating.conflict] == ["decision:A1", "decision:A2"]
    assert "x" in seating.conflict[0].text.zh
    assert "A-11" in str(seating.conflict[0].rule)
    assert all(o.value is None and o.bound is None for o in seating.objective)


def test_a_decision_against_a_rule_names_the_rule() -> None:
    """TX-34, A-32, DY-04, WC-11: the rule that stands in the way is named beside the decision."""
    decisions = [{"post_id": "A1", "cadre_id": "x", "reason": "集体研究"}]
    plain = contest([post("A1", "A")], [person("x", "X")], decisions=decisions)
    held = contest(
        [post("A1", "A", incumbent_id="a")], [person("a", "A"), person("x", "X")], decisions=decisions
    )
    kin = contest(
        [post("A1", "A")],
        [person("r", "A"), person("x", "X")],
        decisions=decisions,
        kinship=[relatives("r", "x")],
    )
    full = contest(
        [post("A1", "A")],
        [person("x", "X")],
        decisions=decisions,
        units=[{"unit_id": "A", "establishment": 0}, {"unit_id": "X"}],
    )
    for instance, policy, key in (
        (plain, {}, "midlevel:A"),
        (held, NO_CAP, "incumbent:A1"),
        (kin, NO_CAP, "avoidance"),
        (full, NO_CAP, "establishment:A"),
    ):
        _, seating = filled(instance, [("x", "A1", 1, 1)], **policy)
        assert sorted(r.key for r in seating.conflict) == sorted(["decision:A1", key])
        assert all(r.rule and r.text.zh and r.text.en for r in seating.conflict)


def test_max_filled_fills_first() -> None:
    """``max-filled``: two posts filled with a blocking pair beat one filled without; the order is told."""
    instance = contest([post("A1", "A"), post("A2", "A")], [person("x", "X"), person("y", "Y")])
    rows = [("x", "A1", 1, 1), ("x", "A2", 2, 1), ("y", "A1", 1, 2)]
    got, seating = filled(instance, rows, **NO_CAP)
    assert (got, values(seating)) == ({"x": "A1"}, (0, 1, 1, 1))
    got, seating = filled(instance, rows, contest={"midlevel_cap": "off", "rule": "max-filled"})
    assert (got, values(seating)) == ({"x": "A2", "y": "A1"}, (2, 1, 3, 3))
    assert [o.name for o in seating.objective][:2] == ["contest_filled", "contest_blocking_pairs"]


def test_without_candidates_nobody_is_appointed() -> None:
    """An empty contest is solved: nothing blocks, nothing is filled."""
    instance = contest([post("A1", "A")], [person("x", "X")])
    got, seating = filled(instance, [])
    assert (got, values(seating)) == ({}, (0, 0, 0, 0))


def _against_oracle(seed: int) -> str:
    """Hold a random contest; its seats are an optimum of the exhaustive search.  Returns what came out."""
    instance, document = random_seats(np.random.default_rng(seed))
    policy = resolve(document)
    try:
        entries = rank(instance, policy, candidates(instance, policy, SEED)[0], SEED)[0]
        seating = seat(instance, policy, entries, Limits())
    except InvalidInput as refused:
        return refused.problems[0].code
    posts = instance.tables["posts"]["post_id"]
    rows = zip(entries.cadre, entries.post, entries.wish_rank, entries.post_rank, entries.fate, strict=True)
    running = [
        Candidacy(instance.cadre_id(i), str(posts[int(p)]), int(w), int(r))
        for i, p, w, r, fate in rows
        if fate is Fate.CANDIDATE
    ]
    expected = best(hall(instance, policy, running))
    if not expected.feasible:
        assert seating.status is Status.INFEASIBLE
        assert seating.conflict
        return "infeasible"
    values(seating)
    assert tuple((o.name, o.value) for o in seating.objective) == expected.objective
    pairs = zip(seating.cadre.tolist(), seating.post.tolist(), strict=True)
    assert {instance.cadre_id(i): str(posts[p]) for i, p in pairs} in expected.optima
    return policy.contest.rule


@pytest.mark.parametrize("block", range(3))
def test_agrees_with_the_exhaustive_search(block: int) -> None:
    """S1…S7, the blocking pairs and all four objectives, on random contests with everything in them."""
    outcomes = [_against_oracle(seed) for seed in range(40 * block, 40 * block + 40)]
    assert {"stable", "max-filled", "infeasible"} <= set(outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(3))
def test_agrees_with_the_exhaustive_search_on_many(block: int) -> None:
    """The same on a thousand more."""
    for seed in range(1_000 + 100 * block, 1_100 + 100 * block):
        _against_oracle(seed)

"""The whole contest against a brute force over every set of appointments, on thousands of small contests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from oracle.contest_oracle import NAMES as OBJECTIVES
from oracle.contest_oracle import (
    Candidacy,
    Hall,
    best,
    hall,
    holds_together,
    keeps,
    literal_reading,
    order_of,
    values,
)
from oracle.random_seats import SEED, random_seats
from rengang.errors import InvalidInput
from rengang.limits import Limits
from rengang.model import Contest, Entries, Fate, Instance, Status
from rengang.policy import Policy, resolve
from rengang.procedures.contest.contest import hold, nobody_scored
from rengang.procedures.contest.intake.candidates import candidates
from rengang.procedures.contest.order.ranking import rank
from rengang.verify.contest.judge import judge_contest

BLOCKS = 20
PER_BLOCK = 100
RUNNING = (Fate.CANDIDATE, Fate.APPOINTED)


def in_the_running(instance: Instance, entries: Entries) -> Iterator[Candidacy]:
    """The candidacies among the entries, by label."""
    posts = instance.tables["posts"]["post_id"]
    columns = zip(
        entries.cadre, entries.post, entries.wish_rank, entries.post_rank, entries.fate, strict=True
    )
    for cadre, post, wish_rank, post_rank, fate in columns:
        if fate in RUNNING:
            yield Candidacy(instance.cadre_id(cadre), posts[int(post)], int(wish_rank), int(post_rank))


def appointments(instance: Instance, contest: Contest) -> dict[str, str]:
    """cadre_id → post_id of the appointed."""
    posts = instance.tables["posts"]["post_id"]
    pairs = zip(contest.cadre, contest.post, strict=True)
    return {instance.cadre_id(i): posts[int(p)] for i, p in pairs}


def check_seats(instance: Instance, policy: Policy, room: Hall, contest: Contest) -> None:
    """Feasible, truly valued, optimal, and the judge says the same."""
    optimum = best(room)
    if not optimum.feasible:
        assert contest.status is Status.INFEASIBLE
        check_conflict(room, [requirement.key for requirement in contest.conflict])
        return
    seats = appointments(instance, contest)
    assert contest.status is Status.OPTIMAL
    assert keeps(room, seats)
    true = values(room, seats)
    stated = tuple((o.name, o.value) for o in contest.objective)
    if nobody_scored(contest.entries):
        assert stated == ()  # there is nothing to optimise yet
    else:
        assert stated == tuple((OBJECTIVES[k], true[k]) for k in order_of(policy)) == optimum.objective
    assert all(o.bound == o.value for o in contest.objective)
    verdict = judge_contest(instance, policy, contest.cadre, contest.post, SEED)
    assert verdict.breaches == ()
    assert tuple(verdict.objective) == stated


def check_conflict(room: Hall, keys: list[str]) -> None:
    """The requirements named cannot hold together, and without any one of them the others can."""
    assert not holds_together(room, keys)
    for key in keys:
        assert holds_together(room, [other for other in keys if other != key]), key


def check_log(instance: Instance, policy: Policy, room: Hall, contest: Contest) -> None:
    """JL-58/59: the log names exactly the posts that the literal sequential reading gives otherwise."""
    differs = {e.post for e in contest.events if e.kind == "reading-differs"}
    if not policy.contest.apply.rounds:
        assert not differs
        return
    posts = instance.tables["posts"]["post_id"].to_list()
    declared = {
        (instance.cadre_id(i), posts[int(p)]): (bool(d), int(o))
        for i, p, d, o in zip(
            contest.entries.cadre,
            contest.entries.post,
            contest.entries.declared,
            contest.entries.order,
            strict=True,
        )
    }
    ours = {p: c for c, p in appointments(instance, contest).items()}
    theirs = {p: c for c, p in literal_reading(room, declared).items()}
    assert {posts[p] for p in differs} == {p for p in posts if ours.get(p) != theirs.get(p)}


def held(instance: Instance, policy: Policy) -> Contest | None:
    """The contest, or None where a decision names somebody who is no candidate."""
    try:
        return hold(instance, policy, Limits(seed=SEED))
    except InvalidInput as error:
        if {p.code for p in error.problems} != {"decision-not-candidate"}:
            raise
        return None


def check(instance: Instance, policy: Policy) -> None:
    """One contest from the applications to the appointments."""
    contest = held(instance, policy)
    entries = ranked(instance, policy) if contest is None else contest.entries
    room = hall(instance, policy, in_the_running(instance, entries))
    named = all((c, p) in room.ranks for p, c in room.decided.items())
    assert named is (contest is not None)
    if contest is None:
        return
    check_seats(instance, policy, room, contest)
    if contest.status is Status.OPTIMAL:
        check_log(instance, policy, room, contest)


def ranked(instance: Instance, policy: Policy) -> Entries:
    """The entries up to the candidates' ranks."""
    entries, _ = candidates(instance, policy, SEED)
    return rank(instance, policy, entries, SEED)[0]


def run_block(block: int, count: int) -> None:
    """Check `count` random contests."""
    for number in range(count):
        instance, document = random_seats(np.random.default_rng([block, number]))
        check(instance, resolve(document))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_small_contest_is_seated_best(block: int) -> None:
    """Chains, caps, relatives, pool, decisions, ties: feasible, of the best values, and judged alike."""
    run_block(block, PER_BLOCK)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(100, 102))
def test_two_thousand_more_small_contests(block: int) -> None:
    """The same, many more of them."""
    run_block(block, 1000)


def test_the_contests_are_worth_holding() -> None:
    """The generator reaches what it promises: most contests fill posts, many have rivals, chains, caps that bite."""
    filled = rivals = chains = bound = decided = tied = undeclared = 0
    total = 300
    for number in range(total):
        instance, document = random_seats(np.random.default_rng([5, number]))
        policy = resolve(document)
        entries = ranked(instance, policy)
        room = hall(instance, policy, in_the_running(instance, entries))
        posts = [c.post for c in room.candidacies]
        rivals += len(posts) > len(set(posts))
        decided += bool(room.decided)
        tied += any(c.cadre == d.cadre and c.wish_rank == d.wish_rank and c.post < d.post
                    for c in room.candidacies for d in room.candidacies)  # fmt: skip
        undeclared += any(
            fate is Fate.CANDIDATE and not d for fate, d in zip(entries.fate, entries.declared, strict=True)
        )
        optimum = best(room)
        seats = optimum.optima[0] if optimum.feasible else {}
        filled += bool(seats)
        holding = {room.incumbent(p): p for p in room.contested()}
        chains += any(c in holding and holding[c] in seats.values() for c in seats)
        bound += optimum.feasible and len(seats) < len(set(posts))
    assert filled > 0.6 * total
    assert rivals > 0.8 * total
    assert chains > 0.2 * total
    assert bound > 0.4 * total
    assert decided > 0.1 * total
    assert tied > 0.1 * total
    assert undeclared > 0.2 * total

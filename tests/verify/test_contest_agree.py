"""The judge of contests against the procedures, and against the definition tried out one by one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from oracle.contest_oracle import NAMES, Candidacy, blocks, hall, keeps, order_of, values
from oracle.random_contests import chance, pick, random_contest, with_votes
from oracle.random_seats import random_seats
from rengang.errors import InvalidInput
from rengang.limits import Limits
from rengang.model import Entries, Fate, Instance
from rengang.policy import Policy, resolve
from rengang.procedures.contest.after import after_contest
from rengang.procedures.contest.contest import hold
from rengang.procedures.contest.intake.candidates import candidates
from rengang.procedures.contest.order.ranking import rank
from rengang.verify.contest import entries_table, judge_contest, roster_after

SEED = 11
Answer = list[dict[str, object]] | set[str]
"""Every entry, or the codes of what is wrong with the tables."""


def contests(block: int, count: int = 40) -> Iterator[tuple[Instance, Policy]]:
    """Random contests, some of them after votes on some of their inspection candidates."""
    for number in range(count):
        rng = np.random.default_rng([block, number])
        instance, document = random_contest(rng)
        policy = resolve(document)
        if not open_posts(instance, policy):
            continue
        if chance(rng, 0.4):
            before = judged(instance, policy)
            if isinstance(before, list):
                inspected = [(row["cadre"], row["post"]) for row in before if row["fate"] == "candidate"]
                instance = with_votes(rng, instance, inspected)  # type: ignore[arg-type]
        yield instance, policy


def open_posts(instance: Instance, policy: Policy) -> bool:
    """Is there a contest to hold."""
    return bool(hall(instance, policy, ()).contested())


def judged(instance: Instance, policy: Policy) -> Answer:
    """The judge's answer."""
    try:
        return list(entries_table(instance, policy, SEED).iter_rows(named=True))
    except InvalidInput as error:
        return {problem.code for problem in error.problems}


def proceeded(instance: Instance, policy: Policy) -> Answer:
    """The procedures' answer in the same shape."""
    try:
        entries, _ = candidates(instance, policy, SEED)
        entries, _ = rank(instance, policy, entries, SEED)
    except InvalidInput as error:
        return {problem.code for problem in error.problems}
    return list(rows_of(entries))


def rows_of(entries: Entries) -> Iterator[dict[str, object]]:
    """The entries as the judge writes them."""
    for at in range(len(entries)):
        score, rate = entries.score[at], entries.rate[at]
        yield {
            "cadre": int(entries.cadre[at]),
            "post": int(entries.post[at]),
            "round": int(entries.round[at]),
            "order": int(entries.order[at]),
            "declared": bool(entries.declared[at]),
            "fate": entries.fate[at].value,
            "unmet": list(entries.unmet[at]),
            "score": None if score is None else str(score),
            "rate": None if rate is None else str(rate),
            "votes": int(entries.votes[at]),
            "wish_rank": int(entries.wish_rank[at]),
            "post_rank": int(entries.post_rank[at]),
        }


@pytest.mark.parametrize("block", range(6))
def test_fates_scores_and_ranks_are_those_of_the_procedures(block: int) -> None:
    """Every column of every entry, and the same faults where the tables leave something open (C1–C6)."""
    for number, (instance, policy) in enumerate(contests(block)):
        assert judged(instance, policy) == proceeded(instance, policy), (block, number)


def test_the_random_contests_reach_every_fate_and_every_fault() -> None:
    """Otherwise the comparison would say little."""
    fates: set[object] = set()
    faults: set[str] = set()
    for block in range(4):
        for instance, policy in contests(block):
            answer = judged(instance, policy)
            if isinstance(answer, list):
                fates |= {row["fate"] for row in answer}
            else:
                faults |= answer
    assert fates == {fate.value for fate in Fate} - {"appointed"}
    assert faults == {
        "prelim-missing",
        "score-missing",
        "tie-open",
        "vote-members-missing",
        "vote-not-candidate",
    }


@pytest.mark.parametrize("block", range(3))
def test_held_contests_are_judged_as_they_say_and_leave_the_same_roster(block: int) -> None:
    """No breach, the stated values, and C8 cell by cell."""
    for number, (instance, policy) in enumerate(contests(block, 30)):
        try:
            contest = hold(instance, policy, Limits(seed=SEED))
        except InvalidInput:
            continue
        verdict = judge_contest(instance, policy, contest.cadre, contest.post, SEED)
        assert verdict.breaches == (), (block, number)
        assert verdict.objective == tuple((o.name, o.value) for o in contest.objective), (block, number)
        theirs = after_contest(instance, policy, contest.cadre, contest.post)
        assert roster_after(instance, policy, contest.cadre, contest.post) == theirs, (block, number)


def drawn(rng: np.random.Generator, running: list[tuple[int, int]], most: int) -> tuple[list[int], list[int]]:
    """Some of the candidates seated, nobody twice; other rules may be broken."""
    cadres: list[int] = []
    posts: list[int] = []
    for at in rng.permutation(len(running))[:most]:
        cadre, post = running[int(at)]
        if cadre not in cadres and post not in posts:
            cadres.append(cadre)
            posts.append(post)
    return cadres, posts


@pytest.mark.parametrize("maker", [random_contest, random_seats])
@pytest.mark.parametrize("block", range(4))
def test_any_appointments_are_judged_as_the_definition_says(maker: object, block: int) -> None:
    """Lawful or not: breaches exactly where a rule S1–S7 is broken, the values, every blocking pair (C7)."""
    for number in range(60):
        rng = np.random.default_rng([block, number])
        instance, document = maker(rng)  # type: ignore[operator]
        policy = resolve(document)
        none = np.zeros(0, dtype=np.int32)
        try:
            found = judge_contest(instance, policy, none, none, SEED).candidates
        except InvalidInput:
            continue
        labels = instance.tables["posts"]["post_id"].to_list()
        running = [(entry.cadre, entry.post) for entry in found]
        room = hall(
            instance,
            policy,
            [Candidacy(instance.cadre_id(e.cadre), labels[e.post], e.wish_rank, e.post_rank) for e in found],
        )
        for _ in range(6):
            cadres, posts = drawn(rng, running, pick(rng, (1, 2, 4, 8)))
            columns = np.array(cadres, dtype=np.int32), np.array(posts, dtype=np.int32)
            verdict = judge_contest(instance, policy, *columns, SEED)
            seats = {instance.cadre_id(i): labels[p] for i, p in zip(cadres, posts, strict=True)}
            assert verdict.ok == keeps(room, seats), (block, number, seats)
            pairs = zip(verdict.blocking_cadre, verdict.blocking_post, strict=True)
            assert {(instance.cadre_id(i), labels[p]) for i, p in pairs} == {
                (c.cadre, c.post) for c in room.candidacies if blocks(room, seats, c)
            }, (block, number, seats)
            if verdict.objective:
                true = values(room, seats)
                assert verdict.objective == tuple((NAMES[k], true[k]) for k in order_of(policy))


def test_the_order_of_the_rows_changes_nothing() -> None:
    """Tables shuffled row by row give the same entries."""
    for number, (instance, policy) in enumerate(contests(9, 10)):
        rng = np.random.default_rng(number)
        shuffled = {
            name: frame[rng.permutation(len(frame)).tolist()]
            if len(frame)
            else pl.DataFrame(schema=frame.schema)
            for name, frame in instance.tables.items()
        }
        assert judged(Instance.from_tables(shuffled, instance.policy), policy) == judged(instance, policy)

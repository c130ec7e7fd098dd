"""The ranks of random contests against the judge, who reckons them anew from the tables, row by row."""

from __future__ import annotations

import numpy as np
import pytest

from oracle.random_contests import random_contest
from rengang.errors import InvalidInput
from rengang.policy import resolve
from rengang.procedures.contest.intake.candidates import candidates
from rengang.procedures.contest.order.ranking import rank
from rengang.verify.contest import entries_table

CHUNK = 20


def ours(inst, policy, seed):
    """Rows of fate, score, rate, votes and ranks, or the codes of what is wrong."""
    try:
        found, _ = rank(inst, policy, candidates(inst, policy, seed)[0], seed)
    except InvalidInput as error:
        return sorted({problem.code for problem in error.problems})
    columns = (found.cadre, found.post, found.votes, found.wish_rank, found.post_rank)
    whole = zip(*(column.tolist() for column in columns), strict=True)
    text = zip(found.fate, found.score, found.rate, strict=True)
    return [
        (*numbers, fate.value, None if score is None else str(score), None if rate is None else str(rate))
        for numbers, (fate, score, rate) in zip(whole, text, strict=True)
    ]


def theirs(inst, policy, seed):
    names = ("cadre", "post", "votes", "wish_rank", "post_rank", "fate", "score", "rate")
    try:
        return entries_table(inst, policy, seed).select(names).rows()
    except InvalidInput as error:
        return sorted({problem.code for problem in error.problems})


@pytest.mark.parametrize("chunk", range(5))
def test_ranks_agree_with_the_judge(chunk) -> None:
    """TX-27…29, JL-52…59: fate, score, rate, votes and both ranks of every entry, or the same complaints."""
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        inst, document = random_contest(np.random.default_rng(seed))
        policy = resolve(document)
        assert ours(inst, policy, seed) == theirs(inst, policy, seed), f"seed {seed}"

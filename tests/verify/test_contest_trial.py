"""Changing one appointment: what the trial says is what the judge says of the whole changed list."""

from __future__ import annotations

import numpy as np
import pytest

from rengang.limits import Limits
from rengang.model import Fate
from rengang.policy import resolve
from rengang.procedures.contest.contest import hold
from rengang.synthetic import CityContest, city_contest, county
from rengang.verify.contest.judge import judge_contest


@pytest.mark.parametrize(("seed", "cap"), [(1, "authorised"), (2, "before_actual"), (3, "authorised")])
def test_a_change_breaks_what_the_judge_finds_in_the_changed_list(seed: int, cap: str) -> None:
    """Every candidate in the place of every appointee, and back again: the same breaches, and none left over."""
    instance = city_contest(county(700, 60, kinship=0.6), CityContest(posts=20, applicants=160), seed)
    document = dict(instance.policy)
    document["contest"] = {**document["contest"], "midlevel_cap": cap}
    policy = resolve(document)
    held = hold(instance, policy, Limits())
    judged = judge_contest(instance, policy, held.cadre, held.post)
    assert judged.ok
    entries, found = held.entries, 0
    for row in [k for k, fate in enumerate(entries.fate) if fate in (Fate.CANDIDATE, Fate.APPOINTED)]:
        cadre, post = int(entries.cadre[row]), int(entries.post[row])
        keep = (held.cadre != cadre) & (held.post != post)
        cadres, posts = np.append(held.cadre[keep], cadre), np.append(held.post[keep], post)
        order = np.argsort(cadres, kind="stable")
        verdict = judge_contest(instance, policy, cadres[order].astype("i4"), posts[order].astype("i4"))
        told = judged.trace.against(cadre, post)
        assert sorted((b.code, b.text.zh) for b in told) == sorted(
            (b.code, b.text.zh) for b in verdict.breaches
        )
        found += len(told)
    assert found > 0

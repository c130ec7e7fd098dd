"""The procedure and the judge of the section selection, written apart, on 300 random bureaus."""

from __future__ import annotations

import numpy as np
import pytest

from rengang.limits import Limits
from rengang.procedures.sections import select_sections
from rengang.verify.sections import judge_sections
from sections.random_bureaus import random_bureau, random_policy

BUREAUS = 50


@pytest.mark.parametrize("rule", ["propose", "rounds"])
@pytest.mark.parametrize("block", range(3))
def test_the_judge_finds_no_breach_and_the_same_values(block: int, rule: str) -> None:
    """150 proposals and 150 replays: no rule broken, and every stated value is the recomputed one, in order."""
    rng = np.random.default_rng([block, len(rule)])
    for seed in range(BUREAUS):
        instance, _ = random_bureau(rng, people=int(rng.integers(2, 12)), sections=int(rng.integers(1, 5)))
        policy = random_policy(rng, rule)
        plan = select_sections(instance, policy, Limits(), seed)
        verdict = judge_sections(instance, policy, plan.cadre, plan.section, plan.stage, seed)
        assert verdict.breaches == ()
        assert verdict.objective == tuple((o.name, o.value) for o in plan.objective)
        assert verdict.unkept.tolist() == plan.unkept.tolist()

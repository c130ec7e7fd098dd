"""The plan behind a section selection that was read back: groups, met wishes and picks, for explaining it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rengang.engines.solvers.cpsat import Limits
from rengang.model import Instance, Stage, Status
from rengang.model.instance import Int32, frozen
from rengang.model.section_plan import Pick, SectionPlan
from rengang.policy import Policy
from rengang.procedures.sections.participants import Part
from rengang.procedures.sections.rounds import play
from rengang.procedures.sections.select import GROUPS
from rengang.procedures.sections.state import begin


def retrace_sections(
    instance: Instance,
    policy: Policy,
    cadre: Int32,
    section: Int32,
    stage: Sequence[Stage],
    seed: int,
) -> SectionPlan:
    """A plan from who got which section; nothing is optimised, but rounds of picks are played again.

    `instance` is the roster that the contest left. People who take no part are left out.
    """
    state = begin(instance, policy)
    parts = [Part(part) for part in state.bureau.part[cadre].tolist()]
    rows = [k for k, part in enumerate(parts) if part in GROUPS]
    picks: tuple[Pick, ...] = ()
    if policy.sections.rule == "rounds":
        picks = play(state, Limits(seed=seed), seed, lambda done, total: None).picks
    orders = _declared(instance)
    wish = [
        orders.get((int(cadre[k]), int(section[k])), 0)
        if stage[k] in (Stage.INTENT, Stage.RETAINED) and parts[k] is not Part.EXEMPT
        else 0
        for k in rows
    ]
    return SectionPlan(
        cadre=frozen(cadre[rows].astype(np.int32)),
        group=tuple(GROUPS[parts[k]] for k in rows),
        section=frozen(section[rows].astype(np.int32)),
        stage=tuple(stage[k] for k in rows),
        wish_rank=frozen(np.array(wish, dtype=np.int32)),
        status=Status.FEASIBLE,
        objective=(),
        picks=picks,
        unkept=frozen(np.zeros(0, dtype=np.int32)),
    )


def _declared(instance: Instance) -> dict[tuple[int, int], int]:
    """Order of each declared (cadre, section)."""
    frame = instance.tables["section_intents"]
    who = instance.codes(frame["cadre_id"], "cadres", "cadre_id").tolist()
    where = instance.codes(frame["section_id"], "sections", "section_id").tolist()
    return {(i, s): order for i, s, order in zip(who, where, frame["order"].to_list(), strict=True)}

"""Avoidance: nobody who moves ends beside a relative."""

from __future__ import annotations

import numpy as np

from rengang.model.arrays import Bool, Int32
from rengang.rules.avoidance import RELATIVE_STAYS, RELATIVES_TOGETHER
from rengang.verify.breach import Breach, broken
from rengang.verify.case import Case
from rengang.verify.outcome import Outcome


def final_unit(case: Case, outcome: Outcome) -> Int32:
    """Where each cadre is in the end, shape (cadres,), −1 for nowhere.

    Who is given a unit is there. Of the others, those outside the pool stay where they are; pool members
    leave (also those who end unplaced or waiting), except in an exchange, where they stay too.
    """
    stays = ~case.instance.in_pool | case.policy.exchanges
    unmoved = np.where(stays, case.home, np.int32(-1))
    return np.where(outcome.given >= 0, outcome.given, unmoved)


def check_avoidance(case: Case, outcome: Outcome) -> list[Breach]:
    """No mover shares the final unit with a relative: one who stays, or one who moves there too (DY-04)."""
    one, other = case.kin_pairs
    final = final_unit(case, outcome)
    moves = outcome.given >= 0
    together: Bool = (final[one] == final[other]) & (final[one] >= 0) & (moves[one] | moves[other])
    one, other = one[together], other[together]
    # name the one who moves; where both do, the first
    mover = np.where(moves[one], one, other)
    relative = np.where(moves[one], other, one)
    out = []
    for rule, mine in ((RELATIVE_STAYS, ~moves[relative]), (RELATIVES_TOGETHER, moves[relative])):
        out += broken(case, rule, mover[mine], final[mover[mine]], relative[mine])
    return out

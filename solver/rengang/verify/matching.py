"""Is a matching of a market feasible and stable: judged from the definition, at a million residents too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model.arrays import Int32, read_only
from rengang.model.market import Market


@dataclass(frozen=True)
class Stability:
    """What stands against a matching; all zero for a stable one.

    Attributes
    ----------
    unlisted
        Residents given a hospital that they do not list.
    overfull
        Hospitals with more residents than seats.
    together
        Pairs of relatives who share a hospital.
    blocking
        Feasible blocking pairs (i, u): i has nothing or strictly prefers u, and u has a seat left and no relative
        of i, or has somebody whom it ranks strictly worse, and no relative of i but that one.
    """

    unlisted: int
    overfull: int
    together: int
    blocking: int

    @property
    def feasible(self) -> bool:
        """Do lists, quotas and conflicts hold."""
        return self.unlisted == self.overfull == self.together == 0

    @property
    def stable(self) -> bool:
        """Is the matching feasible, and does no pair block it (weak stability where there are ties)."""
        return self.feasible and self.blocking == 0


def judge_matching(market: Market, assignment: Int32) -> Stability:
    """Count what stands against a matching.  O(pairs), and O(relatives) for each pair of who has relatives.

    Shares no code with the engines. Blocking pairs are those of Gale, Shapley 1962, with relatives those of Biró,
    Manlove, Mittal 2010 and Kamada, Kojima 2017. A resident with an unlisted hospital is taken to have none.

    Raises
    ------
    ValueError
        The assignment is not one entry for each resident.

    Examples
    --------
    >>> market = Market.from_preferences({"a": ["X"], "b": ["X"]}, {"X": ["b", "a"]})
    >>> judge_matching(market, market.assignment({"X": ["a"]}))
    Stability(unlisted=0, overfull=0, together=0, blocking=1)
    """
    from rengang.verify import matching_kernels as kernels

    assignment = read_only(np.ascontiguousarray(assignment, dtype=np.int32))
    if assignment.shape != (market.residents,):
        raise ValueError(f"the assignment has shape {assignment.shape}, expected ({market.residents},)")
    rows = (market.quota, market.ptr, market.hospital, market.resident_rank, market.hospital_rank)
    bar = np.empty(market.hospitals, dtype=np.int32)
    if market.has_conflicts:
        counts = kernels.judge_apart(*rows, market.kin_ptr, market.kin, assignment, bar)
    else:
        counts = kernels.judge(*rows, assignment, bar)
    return Stability(*map(int, counts))

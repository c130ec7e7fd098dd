"""Who ends where, from the outcome of each part: compiled."""

from __future__ import annotations

from rengang.compiled import kernel
from rengang.engines.stable.propagation.propagation_kernels import HOSPITAL, YES, Rows, State
from rengang.model.arrays import Bool, Int32, Int64


@kernel
def write_back(
    k: Rows, s: State, residents: Int64, hospitals: Int64, solved: Bool, chooses: Bool, choice: Int64, decided: Bool,
    assignment: Int32,
) -> None:  # fmt: skip
    """Place choosers and those whose pair is certain; where nothing is solved everybody counts as decided."""
    for i in range(residents.shape[0]):
        taken = choice[i] if chooses[i] else -1
        for e in range(k.ptr[i], k.ptr[i + 1]):
            if s.x[e] == YES:
                taken = e
        decided[residents[i]] = taken >= 0 or chooses[i] or not solved[i]
        if taken >= 0 and solved[i]:
            assignment[residents[i]] = hospitals[k.pair[taken, HOSPITAL]]

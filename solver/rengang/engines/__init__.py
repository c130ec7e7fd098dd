"""Algorithms on arrays, knowing no cadre and no regulation.

`stable` finds the best weakly stable matching exactly, `mechanisms` holds deferred and immediate acceptance
and trading cycles, `placement` the transportation problem of directed placement, `exchange` the largest
balanced exchange, `seats` one-seat posts with chains and caps, `sections` staffing with composition, `lattice`
all stable matchings of strict lists, `solvers` what they call: CP-SAT and min-cost flow.
"""

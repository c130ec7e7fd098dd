"""Compiled loops of the lattice of stable matchings. Importing this module imports Numba.

One walk from the residents' best matching to the hospitals' best meets every rotation once (Gusfield, Irving 1989).
Pointers only move forward: a pair that a resident passes over is out of reach for good, since a full hospital's worst
resident only gets better. So the walk is linear in the number of pairs.
"""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel

NEVER = -1
OPEN = -2
"""In the place of a worst resident: the hospital has seats left, in every stable matching (Roth 1986)."""


@kernel
def tied(start, order, rank, ptr, resident_rank):  # type: ignore[no-untyped-def]
    """1 where a resident's list has ties, 2 where a hospital's has, else 0; `order` lists each hospital's pairs."""
    for i in range(len(ptr) - 1):
        for p in range(ptr[i] + 1, ptr[i + 1]):
            if resident_rank[p] == resident_rank[p - 1]:
                return 1
    for h in range(len(start) - 1):
        for e in range(start[h] + 1, start[h + 1]):
            if rank[order[e]] == rank[order[e - 1]]:
                return 2
    return 0


@kernel
def worst_held(quota, hospital, start, order, owner, at, worst):  # type: ignore[no-untyped-def]
    """Place in `order` of the worst resident of every full hospital; OPEN where a seat is left, NEVER without seats."""
    held = np.zeros(len(quota), np.int64)
    for i in range(len(at)):
        if at[i] >= 0:
            held[hospital[at[i]]] += 1
    for h in range(len(quota)):
        if quota[h] == 0:
            worst[h] = NEVER
        elif held[h] < quota[h]:
            worst[h] = OPEN
        else:
            k = start[h + 1] - 1
            while at[owner[order[k]]] != order[k]:
                k -= 1
            worst[h] = k


@kernel
def follower(i, end, hospital, rank, order, owner, worst, onward):  # type: ignore[no-untyped-def]
    """Whom resident i would displace at the next hospital within reach, NEVER where there is none.

    Moves ``onward[i]`` to that pair. Nobody gets past a hospital that has a seat left, nor comes to it.
    """
    pair = onward[i]
    while pair < end:
        k = worst[hospital[pair]]
        if k == OPEN:
            break
        if k >= 0 and rank[pair] < rank[order[k]]:
            onward[i] = pair
            return owner[order[k]]
        pair += 1
    onward[i] = pair
    return NEVER


@kernel
def walk(ptr, hospital, rank, order, owner, worst, at, before, after, moves, must, must_ptr):  # type: ignore[no-untyped-def]
    """Find all rotations; returns how many.

    `at` is the pair of each resident in the residents' best matching, and in the end in the hospitals' best. Rotation
    k takes the residents from the pairs ``before[moves[k]:moves[k + 1]]`` to those of `after`, and comes after the
    rotations ``must[must_ptr[k]:must_ptr[k + 1]]``: those that made the pairs that are left, that made their residents
    the worst of their hospitals, or that put the pairs passed over out of reach. (The rotations through one hospital
    are in a row, since each displaces its worst resident.)
    """
    residents = len(at)
    onward = np.empty(residents, np.int64)
    dead = np.zeros(residents, np.bool_)
    for i in range(residents):
        onward[i] = at[i] + 1
        dead[i] = at[i] < 0
    entered = np.full(len(hospital), -1, np.int32)
    crossed = np.full(len(hospital), -1, np.int32)
    tightened = np.full(len(worst), -1, np.int32)
    needed = np.full(len(hospital) + 1, -1, np.int32)  # the last rotation that needs this one
    path = np.empty(residents, np.int32)
    place = np.full(residents, -1, np.int32)
    rotations = made = needs = 0
    moves[0] = must_ptr[0] = 0
    for first in range(residents):
        if dead[first]:
            continue
        path[0], place[first], depth = first, 0, 1
        while depth > 0:
            top = path[depth - 1]
            nxt = NEVER
            if not dead[top]:
                nxt = follower(top, ptr[top + 1], hospital, rank, order, owner, worst, onward)
            if nxt == NEVER or dead[nxt]:
                dead[top] = True
                depth -= 1
                place[top] = -1
            elif place[nxt] < 0:
                place[nxt] = depth
                path[depth] = nxt
                depth += 1
            else:
                circle = place[nxt]
                for c in range(circle, depth):
                    old, new = at[path[c]], onward[path[c]]
                    before[made], after[made] = old, new
                    made += 1
                    for q in range(old, new + 1):
                        k = entered[old] if q == old else tightened[hospital[old]] if q == new else crossed[q]
                        if k >= 0 and needed[k] != rotations:
                            needed[k] = rotations
                            must[needs] = k
                            needs += 1
                for c in range(circle, depth):
                    i = path[c]
                    at[i] = onward[i]
                    entered[at[i]] = rotations
                    onward[i] += 1
                    place[i] = -1
                for c in range(circle, depth):
                    h = hospital[at[path[c]]]
                    k = worst[h]
                    while at[owner[order[k]]] != order[k]:
                        if crossed[order[k]] < 0:
                            crossed[order[k]] = rotations
                        k -= 1
                    worst[h] = k
                    tightened[h] = rotations
                must[must_ptr[rotations] : needs].sort()
                rotations += 1
                moves[rotations], must_ptr[rotations] = made, needs
                depth = circle
                if depth == 0:
                    path[0], place[first], depth = first, 0, 1
    return rotations


@kernel
def next_closed(chosen, must, must_ptr):  # type: ignore[no-untyped-def]
    """The next closed set in lexicographic order, in place; False after the last."""
    for k in range(len(chosen) - 1, -1, -1):
        if chosen[k]:
            chosen[k] = False
            continue
        allowed = True
        for e in range(must_ptr[k], must_ptr[k + 1]):
            if not chosen[must[e]]:
                allowed = False
                break
        if allowed:
            chosen[k] = True
            return True
    return False


@kernel
def carry_out(chosen, moves, after, must, must_ptr, owner, hospital, assignment):  # type: ignore[no-untyped-def]
    """Move everybody in the chosen rotations; returns the first rotation whose conditions are not chosen, else −1."""
    for k in range(len(chosen)):
        if not chosen[k]:
            continue
        for e in range(must_ptr[k], must_ptr[k + 1]):
            if not chosen[must[e]]:
                return k
        for e in range(moves[k], moves[k + 1]):
            assignment[owner[after[e]]] = hospital[after[e]]
    return -1

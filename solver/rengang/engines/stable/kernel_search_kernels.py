"""The compiled loop behind :mod:`rengang.engines.stable.kernel_search`."""

from __future__ import annotations

import numpy as np
from numba import njit

from rengang.model.instance import Bool, Int32, Int64


@njit(cache=True)
def best_choices(
    chooser_ptr: Int64, chooser: Int32, pair_ptr: Int64, pair: Int64, site_ptr: Int64, site: Int64, quota: Int64,
    single_ptr: Int64, single_rank: Int64, rank_sum: Int64, wish_sum: Int64, hospital: Int32,
    resident_rank: Int32, hospital_rank: Int32, kin_ptr: Int64, kin: Int32, choice: Int64,
) -> Bool:  # fmt: skip
    """For each component, try every joint choice of its choosers and keep the best stable one in `choice`.

    Component c has choosers ``chooser_ptr[c]:chooser_ptr[c+1]`` and hospitals ``site[site_ptr[c]:…]``; chooser d
    has pairs ``pair[pair_ptr[d]:pair_ptr[d+1]]``; option k < number of pairs takes the k-th, the last takes none.
    Singles of hospital u stand sorted at ``single_ptr[u]:…`` with prefix sums of both ranks (one longer).
    Relatives who can meet are all choosers. Returns a mask of the components without a stable choice.
    """
    unstable = np.zeros(chooser_ptr.shape[0] - 1, dtype=np.bool_)
    taken_pair = np.full(kin_ptr.shape[0] - 1, -1, dtype=np.int64)
    load = np.zeros(quota.shape[0], dtype=np.int64)
    worst = np.zeros(quota.shape[0], dtype=np.int64)
    trial = np.zeros(choice.shape[0], dtype=np.int64)
    for c in range(chooser_ptr.shape[0] - 1):
        low, high = chooser_ptr[c], chooser_ptr[c + 1]
        best_size, best_wishes, best_ranks = -1, 0, 0
        trial[low:high] = 0
        while True:
            for s in range(site_ptr[c], site_ptr[c + 1]):
                load[site[s]] = 0
                worst[site[s]] = 0
            size, wishes, ranks = 0, 0, 0
            for d in range(low, high):
                taken_pair[chooser[d]] = -1
                if trial[d] < pair_ptr[d + 1] - pair_ptr[d]:
                    e = pair[pair_ptr[d] + trial[d]]
                    taken_pair[chooser[d]] = e
                    u = hospital[e]
                    load[u] += 1
                    worst[u] = max(worst[u], hospital_rank[e])
                    size += 1
                    wishes += resident_rank[e]
                    ranks += hospital_rank[e]
            stable = True
            for d in range(low, high):
                mine = taken_pair[chooser[d]]
                for k in range(kin_ptr[chooser[d]], kin_ptr[chooser[d] + 1]):
                    theirs = taken_pair[kin[k]]
                    if mine >= 0 and theirs >= 0 and hospital[mine] == hospital[theirs]:
                        stable = False
            for s in range(site_ptr[c], site_ptr[c + 1]):
                u = site[s]
                if load[u] > quota[u]:
                    stable = False
                    break
                first, singles = single_ptr[u], single_ptr[u + 1] - single_ptr[u]
                taken = min(quota[u] - load[u], singles)
                if taken < singles and single_rank[first + taken] < worst[u]:
                    stable = False  # a rejected single would replace somebody worse
                    break
                if taken > 0:
                    worst[u] = max(worst[u], single_rank[first + taken - 1])
                load[u] += taken
                size += taken
                wishes += wish_sum[first + taken] - wish_sum[first]
                ranks += rank_sum[first + taken] - rank_sum[first]
            if stable:
                for d in range(low, high):
                    mine = taken_pair[chooser[d]]
                    for k in range(pair_ptr[d], pair_ptr[d + 1]):
                        e = pair[k]
                        u = hospital[e]
                        if mine >= 0 and resident_rank[mine] <= resident_rank[e]:
                            continue
                        if load[u] == quota[u] and worst[u] <= hospital_rank[e]:
                            continue
                        inside, rank_inside = 0, 0
                        for r in range(kin_ptr[chooser[d]], kin_ptr[chooser[d] + 1]):
                            theirs = taken_pair[kin[r]]
                            if theirs >= 0 and hospital[theirs] == u:
                                inside += 1
                                rank_inside = hospital_rank[theirs]
                        # one relative inside may be replaced if worse; two are always in the way
                        if inside == 0 or (inside == 1 and rank_inside > hospital_rank[e]):
                            stable = False
            if stable and (
                size > best_size
                or (
                    size == best_size
                    and (wishes < best_wishes or (wishes == best_wishes and ranks < best_ranks))
                )
            ):
                best_size, best_wishes, best_ranks = size, wishes, ranks
                choice[low:high] = trial[low:high]
            d = high - 1
            while d >= low and trial[d] == pair_ptr[d + 1] - pair_ptr[d]:
                trial[d] = 0
                d -= 1
            if d < low:
                break
            trial[d] += 1
        unstable[c] = best_size < 0
        for d in range(low, high):
            taken_pair[chooser[d]] = -1
    return unstable

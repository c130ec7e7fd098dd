"""Components that a few residents decide: try all their choices, the others follow.

After the reductions most residents of a component have a single pair left. Let the *choosers* be those with
more, and those whom a relative could still meet. Once the choosers' places are fixed, the rest is forced at
every hospital: of the residents who have only this hospital and meet no relative there (the *singles*) the best
by rank take the seats that are left, and among equals at the margin the ones with the least resident rank,
which changes neither stability nor any objective before or after. So the best stable matching of a component
is found by trying the choosers' joint choices; that the others follow is what separates this kernel from the
rest, not an assumption. A component for which no joint choice is stable has no stable matching.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model import Market
from rengang.model.instance import Bool, Int32, Int64

MOST_CHOICES = 4_096
"""Joint choices that are tried in one component; with more of them the component is searched for."""


def choosers(market: Market, pairs: Int64, in_conflict: Bool) -> Bool:
    """Mask of the residents with more than one of the pairs, or with one that an active conflict concerns."""
    chooses = np.bincount(market.resident[pairs], minlength=market.residents) > 1
    chooses[market.resident[pairs[in_conflict[pairs]]]] = True
    return chooses


def few_choices(market: Market, pairs: Int64, component: Int64, chooses: Bool) -> Bool:
    """Mask of the pairs whose component has at most :data:`MOST_CHOICES` joint choices."""
    degree = np.bincount(market.resident[pairs], minlength=market.residents)
    residents, first = np.unique(market.resident[pairs], return_index=True)
    mine = chooses[residents]
    bits = np.zeros(int(component.max(initial=-1)) + 1)
    np.add.at(bits, component[first[mine]], np.log2(degree[residents[mine]] + 1.0))
    return np.asarray(bits[component] <= np.log2(MOST_CHOICES) + 1e-9)


@dataclass(frozen=True, eq=False)
class Settled:
    """The best stable assignment of some components, and the pairs of each that has no stable matching."""

    assignment: Int32
    unstable: list[Int64]


def settle(market: Market, pairs: Int64, component: Int64, chooses: Bool) -> Settled:
    """Settle whole components; residents of the others, and of those without a stable matching, stay unmatched.

    Parameters
    ----------
    pairs, component : int64, shape (k,)
        All pairs of the components, ascending, and the label of each pair's component.
    chooses : bool, shape (residents,)
        What :func:`choosers` says.

    Notes
    -----
    O(pairs log pairs + Σ joint choices · (choosers' pairs and relatives + hospitals)).
    """
    from rengang.engines.stable.kernel_search_kernels import best_choices

    resident, hospital = market.resident[pairs], market.hospital[pairs]
    single = ~chooses[resident]
    single_pair, single_ptr = _singles(market, pairs[single])
    labels = np.unique(component)
    chooser_pair, pair_ptr, chooser_ptr = _rows(resident[~single], pairs[~single], component[~single], labels)
    site_ptr, site = _sites(hospital, component, labels)
    choice = np.zeros(len(pair_ptr) - 1, dtype=np.int64)
    unstable = best_choices(
        chooser_ptr, market.resident[chooser_pair[pair_ptr[:-1]]], pair_ptr, chooser_pair, site_ptr, site,
        market.quota, single_ptr, market.hospital_rank[single_pair].astype(np.int64),
        _prefix(market.hospital_rank[single_pair]), _prefix(market.resident_rank[single_pair]),
        market.hospital, market.resident_rank, market.hospital_rank, market.kin_ptr, market.kin, choice,
    )  # fmt: skip
    assignment = np.full(market.residents, -1, dtype=np.int32)
    placed = choice < np.diff(pair_ptr)
    taken = chooser_pair[(pair_ptr[:-1] + choice)[placed]]
    assignment[market.resident[taken]] = market.hospital[taken]
    left = market.quota - np.bincount(market.hospital[taken], minlength=market.hospitals)
    of_single = market.hospital[single_pair]
    position = np.arange(len(single_pair)) - single_ptr[of_single]
    admitted = single_pair[position < left[of_single]]
    assignment[market.resident[admitted]] = market.hospital[admitted]
    without = labels[unstable]
    assignment[market.resident[pairs[np.isin(component, without)]]] = -1
    return Settled(assignment, [pairs[component == label] for label in without.tolist()])


def _singles(market: Market, pairs: Int64) -> tuple[Int64, Int64]:
    """Pairs of the singles by hospital, best first, and the hospitals' pointers into them."""
    order = np.lexsort(
        (
            market.resident[pairs],
            market.resident_rank[pairs],
            market.hospital_rank[pairs],
            market.hospital[pairs],
        )
    )
    ptr = np.zeros(market.hospitals + 1, dtype=np.int64)
    np.cumsum(np.bincount(market.hospital[pairs], minlength=market.hospitals), out=ptr[1:])
    return pairs[order], ptr


def _rows(resident: Int32, pairs: Int64, component: Int64, labels: Int64) -> tuple[Int64, Int64, Int64]:
    """Choosers' pairs by (component, resident), pointers of choosers into pairs, of components into choosers."""
    order = np.lexsort((pairs, resident, component))
    pairs, resident, component = pairs[order], resident[order], component[order]
    starts = np.flatnonzero(np.diff(resident, prepend=-1))
    return (
        pairs,
        np.append(starts, len(pairs)).astype(np.int64),
        np.append(np.searchsorted(component[starts], labels), len(starts)).astype(np.int64),
    )


def _sites(hospital: Int32, component: Int64, labels: Int64) -> tuple[Int64, Int64]:
    """Hospitals of each component: pointers by component, and the hospitals."""
    key = np.unique(component << 32 | hospital)
    return np.append(np.searchsorted(key >> 32, labels), len(key)).astype(np.int64), key & 0xFFFFFFFF


def _prefix(values: Int32) -> Int64:
    """Prefix sums, one longer than `values`."""
    return np.concatenate([[0], np.cumsum(values, dtype=np.int64)])

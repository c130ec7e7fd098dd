"""The eight marriages: all stable matchings, counted over the 8! complete ones."""

from itertools import permutations

from instances.known_cases import KNOWN, STABLE, read


def test_the_stable_matchings_and_the_best_of_them_are_as_known():
    """Complete strict lists: who is stable is a permutation without a pair that prefers each other."""
    case = {"instance": "textbook/marriage-eight"}
    instance, _ = read(case)
    cadre, unit, order = instance.intents
    n_unit, n_cadre, n_rank = instance.nominations
    men = sorted(set(cadre.tolist()))
    likes = {(m, w): r for m, w, r in zip(cadre.tolist(), unit.tolist(), order.tolist(), strict=True)}
    ranks = {(m, w): r for w, m, r in zip(n_unit.tolist(), n_cadre.tolist(), n_rank.tolist(), strict=True)}
    women = sorted({w for _, w in likes})
    assert len(men) == len(women) == 8
    assert len(likes) == len(ranks) == 64

    def stable(wives):
        husband = dict(zip(wives, men, strict=True))
        return not any(
            likes[m, w] < likes[m, own] and ranks[m, w] < ranks[husband[w], w]
            for m, own in zip(men, wives, strict=True)
            for w in women
        )

    found = [wives for wives in permutations(women) if stable(wives)]
    sums = [
        tuple(sum(table[pair] for pair in zip(men, wives, strict=True)) for table in (likes, ranks))
        for wives in found
    ]
    known = next(k for k in KNOWN if k["instance"] == case["instance"])
    assert [8] * len(found) == next(s["sizes"] for s in STABLE if s["instance"] == case["instance"])
    assert [["intent_ranks", min(sums)[0]], ["nomination_ranks", min(sums)[1]]] == known["objective"][2:]

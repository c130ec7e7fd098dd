"""Every possibility tried: the answers to tiny campaigns, straight from the definitions.

For pools of up to about 6 cadres and 4 units. A two-way *assignment* is a dictionary from each pool member's
label to a unit's label or None. Nothing here is clever; nothing here is shared with the package's own code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from oracle.facts import Facts, read_facts
from rengang.model import Instance
from rengang.policy import Policy

Assignment = dict[str, str | None]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    """What the best allocations of a campaign attain.

    Attributes
    ----------
    feasible
        Does any allocation exist (False only under ``release``, when no completion meets the lower bounds).
    objective
        Name and value of each two-way objective in the policy's order; empty when infeasible.
    assignments
        Every two-way assignment that attains them (and that can be completed).
    most_placed
        Most pool members who do not refuse to be directed that both stages together can place; None when
        infeasible or in exchange mode.
    """

    feasible: bool
    objective: tuple[tuple[str, int], ...] = ()
    assignments: tuple[Assignment, ...] = ()
    most_placed: int | None = None


def solve(instance: Instance, policy: Policy) -> Answer:
    """The best objective vector of a campaign under ``stable``, ``max-placed`` or ``exchange-max``.

    The two-way stage is optimised over the assignments that a directed placement can complete to every unit's
    lower bound (``release``) and, with ``two_way.lookahead``, to as many placed in all as can be.
    """
    facts = read_facts(instance, policy)
    if policy.exchanges:
        best = _best(facts, list(exchange_assignments(facts)))
        return Answer(True, _named(facts, best[0]), tuple(best))
    most = most_placed(facts)
    if most is None:
        return Answer(False)
    looks_ahead = policy.two_way.lookahead and policy.unmatched.two_way == "directed"
    ranked = sorted(two_way_assignments(facts), key=lambda a: sort_key(facts, a))
    kept: list[Assignment] = []
    for assignment in ranked:
        if kept and sort_key(facts, assignment) != sort_key(facts, kept[0]):
            break
        if completable(facts, assignment, most if looks_ahead else None):
            kept.append(assignment)
    return Answer(True, _named(facts, kept[0]), tuple(kept), most)


# -- two-way selection --------------------------------------------------------------------------------------
def admissible(facts: Facts) -> dict[Pair, tuple[int, int]]:
    """Every admissible pair with (intent rank, nomination rank)."""
    out = {}
    for (cadre, unit), intent in sorted(facts.listed.items()):
        if not facts.cadres[cadre]["pool"] or unit == facts.home(cadre):
            continue
        if (cadre, unit) not in facts.nominated:
            continue
        if facts.vertical(unit) or facts.vertical(facts.home(cadre)):
            continue
        if facts.policy.caps.establishment == "by_type" and not facts.same_type(cadre, unit):
            continue
        if relative_stays(facts, cadre, unit):
            continue
        out[cadre, unit] = (intent, facts.nominated[cadre, unit])
    return out


def relative_stays(facts: Facts, cadre: str, unit: str) -> bool:
    """Is a relative who is not in the pool at the unit."""
    return any(not facts.cadres[k]["pool"] and facts.home(k) == unit for k in facts.kin[cadre])


def seats(facts: Facts, unit: str) -> int:
    """Effective quota of a unit for all arrivals (``capacity`` and ``release``)."""
    if facts.vertical(unit):
        return 0
    bounds = [facts.vacancies(unit)]
    if facts.policy.balance.mode == "release":
        bounds.append(facts.out(unit) + facts.policy.balance.tolerance)
    establishment, caps = facts.units[unit]["establishment"], facts.policy.caps.establishment
    if establishment is not None and caps != "off":
        leaving = [c for c in facts.pool if facts.home(c) == unit]
        if caps == "by_type":
            leaving = [c for c in leaving if facts.same_type(c, unit)]
        bounds.append(max(facts.staff(unit), establishment) - facts.staff(unit) + len(leaving))
    return max(0, min(bounds))


def lower(facts: Facts, unit: str) -> int:
    """Fewest arrivals of a unit over both stages; not yet due where the rest waits for another round."""
    if facts.policy.balance.mode != "release" or facts.vertical(unit):
        return 0
    if facts.policy.unmatched.two_way == "next_round":
        return 0
    return max(0, facts.out(unit) - facts.policy.balance.tolerance)


def placements(
    facts: Facts, options: dict[str, list[str]], given: Assignment, quota: dict[str, int]
) -> Iterator[Assignment]:
    """Every way to give each cadre of `options` one of its units or none, on top of `given`.

    No unit beyond its quota (arrivals of `given` included), no two relatives in one unit.
    """
    todo = sorted(options)
    load = Counter(unit for unit in given.values() if unit is not None)
    chosen = dict(given)

    def extend(position: int) -> Iterator[Assignment]:
        if position == len(todo):
            yield dict(chosen)
            return
        cadre = todo[position]
        chosen[cadre] = None
        yield from extend(position + 1)
        for unit in options[cadre]:
            if load[unit] < quota[unit] and all(chosen.get(k) != unit for k in facts.kin[cadre]):
                chosen[cadre] = unit
                load[unit] += 1
                yield from extend(position + 1)
                load[unit] -= 1
        del chosen[cadre]

    yield from extend(0)


def two_way_assignments(facts: Facts) -> Iterator[Assignment]:
    """Every feasible two-way assignment (lower bounds and the directed stage left aside)."""
    pairs = admissible(facts)
    options = {cadre: [u for (c, u) in pairs if c == cadre] for cadre in facts.pool}
    yield from placements(facts, options, {}, {unit: seats(facts, unit) for unit in facts.units})


def blocking_pairs(facts: Facts, assignment: Assignment) -> set[Pair]:
    """Every feasible blocking pair of a two-way assignment."""
    pairs = admissible(facts)
    return {pair for pair in pairs if _blocks(facts, pairs, assignment, *pair)}


def _blocks(
    facts: Facts, pairs: dict[Pair, tuple[int, int]], assignment: Assignment, cadre: str, unit: str
) -> bool:
    now = assignment[cadre]
    intent, rank = pairs[cadre, unit]
    if now is not None and intent >= pairs[cadre, now][0]:
        return False
    there = [c for c in facts.pool if assignment[c] == unit]
    relatives = [k for k in there if k in facts.kin[cadre]]
    if len(there) < seats(facts, unit) and not relatives:
        return True
    return any(pairs[j, unit][1] > rank and all(k == j for k in relatives) for j in there)


def envious(facts: Facts, assignment: Assignment) -> set[str]:
    """Cadres with justified envy: a unit they prefer has taken somebody whom it ranks strictly worse."""
    pairs = admissible(facts)
    out = set()
    for (cadre, unit), (intent, rank) in pairs.items():
        now = assignment[cadre]
        if now is None or intent < pairs[cadre, now][0]:
            there = [c for c in facts.pool if assignment[c] == unit]
            if any(pairs[j, unit][1] > rank for j in there):
                out.add(cadre)
    return out


def objectives(facts: Facts, assignment: Assignment) -> dict[str, int]:
    """Value of every objective, by name."""
    pairs = admissible(facts)
    met = [pairs[cadre, unit] for cadre, unit in assignment.items() if unit is not None]
    out = {
        "placed": len(met),
        "intent_ranks": sum(intent for intent, _ in met),
        "nomination_ranks": sum(rank for _, rank in met),
    }
    if not facts.policy.exchanges:
        out["blocking_pairs"] = len(blocking_pairs(facts, assignment))
    return out


def sort_key(facts: Facts, assignment: Assignment) -> tuple[int, ...]:
    """The objectives in the policy's order, each so that less is better."""
    values = objectives(facts, assignment)
    return tuple(-values[n] if n == "placed" else values[n] for n in facts.policy.objectives)


def _best(facts: Facts, assignments: list[Assignment]) -> list[Assignment]:
    keys = [sort_key(facts, a) for a in assignments]
    return [a for a, key in zip(assignments, keys, strict=True) if key == min(keys)]


def _named(facts: Facts, assignment: Assignment) -> tuple[tuple[str, int], ...]:
    values = objectives(facts, assignment)
    return tuple((name, values[name]) for name in facts.policy.objectives)


# -- directed placement -------------------------------------------------------------------------------------
def eligible(facts: Facts, cadre: str, unit: str) -> bool:
    """May the cadre be directed to the unit, seats and relatives on the move left aside."""
    if unit == facts.home(cadre) or facts.vertical(unit) or relative_stays(facts, cadre, unit):
        return False
    hard = facts.policy.directed.hard
    if "establishment_type" in hard and not facts.same_type(cadre, unit):
        return False
    level = facts.cadres[cadre]["level"]
    if "level" in hard and level is not None:
        here = [p for p in facts.posts if p["unit_id"] == unit and p["level"] is not None]
        open_posts = [p for p in here if p["incumbent_id"] is None and not p["contested"]]
        if open_posts and all(p["level"] != level for p in open_posts):
            return False
    return True


def cost(facts: Facts, cadre: str, unit: str) -> int:
    """Mismatch of directing the cadre to the unit."""
    weights = facts.policy.directed.weights
    home, there = facts.units[facts.home(cadre)], facts.units[unit]

    def differ(name: str) -> bool:
        return home[name] is not None and there[name] is not None and home[name] != there[name]

    sought = {p[name] for p in facts.posts if p["unit_id"] == unit for name in ("reserved_for", "function")}
    sought |= {s["function"] for s in facts.sections if s["unit_id"] == unit}
    sought.discard(None)
    speciality = facts.cadres[cadre]["speciality"]
    total = 0
    total += weights.unlisted * ((cadre, unit) not in facts.listed)
    total += weights.system * differ("system")
    total += weights.region * differ("region")
    total += weights.speciality * (speciality is not None and bool(sought) and speciality not in sought)
    return total


def directed_options(facts: Facts, cadres: list[str]) -> dict[str, list[str]]:
    """Units that each of the cadres may be directed to; nobody who refuses, nobody without such a stage."""
    if facts.policy.exchanges or facts.policy.unmatched.two_way != "directed":
        return {}
    return {
        cadre: [unit for unit in sorted(facts.units) if eligible(facts, cadre, unit)]
        for cadre in cadres
        if not facts.cadres[cadre]["refuses"]
    }


def meets_lower(facts: Facts, assignment: Assignment) -> bool:
    """Has every unit its fewest arrivals."""
    load = Counter(unit for unit in assignment.values() if unit is not None)
    return all(load[unit] >= lower(facts, unit) for unit in facts.units)


def completions(facts: Facts, assignment: Assignment) -> Iterator[Assignment]:
    """Every directed placement of those whom the two-way assignment leaves out, lower bounds met.

    Yields the whole placement, both stages together.
    """
    left = [cadre for cadre in facts.pool if assignment[cadre] is None]
    quota = {unit: seats(facts, unit) for unit in facts.units}
    for whole in placements(facts, directed_options(facts, left), assignment, quota):
        if meets_lower(facts, whole):
            yield whole


def directed_best(instance: Instance, policy: Policy, assignment: Assignment) -> tuple[int, int] | None:
    """(most directed, least cost then) given a two-way assignment; None if no completion is feasible."""
    facts = read_facts(instance, policy)
    best: tuple[int, int] | None = None
    for whole in completions(facts, assignment):
        moved = [c for c in facts.pool if assignment[c] is None and whole[c] is not None]
        key = (-len(moved), sum(cost(facts, c, str(whole[c])) for c in moved))
        best = key if best is None else min(best, key)
    return None if best is None else (-best[0], best[1])


def completable(facts: Facts, assignment: Assignment, most: int | None = None) -> bool:
    """Can a directed placement meet every lower bound (and place `most` in all)."""
    trivial = most is None and facts.policy.balance.mode != "release"
    return trivial or any(most is None or _placed(facts, w) >= most for w in completions(facts, assignment))


def most_placed(facts: Facts) -> int | None:
    """Most willing pool members that both stages place together; None if no placement meets the bounds."""
    pairs = admissible(facts)
    options = {cadre: {u for (c, u) in pairs if c == cadre} for cadre in facts.pool}
    for cadre, units in directed_options(facts, facts.pool).items():
        options[cadre] |= set(units)
    choices = {cadre: sorted(units) for cadre, units in options.items()}
    quota = {unit: seats(facts, unit) for unit in facts.units}
    wholes = placements(facts, choices, {}, quota)
    return max((_placed(facts, whole) for whole in wholes if meets_lower(facts, whole)), default=None)


def _placed(facts: Facts, assignment: Assignment) -> int:
    """Placed pool members whom the selection looks ahead for: those who do not refuse to be directed."""
    return sum(unit is not None and not facts.cadres[c]["refuses"] for c, unit in assignment.items())


# -- balanced exchange --------------------------------------------------------------------------------------
def exchange_assignments(facts: Facts) -> Iterator[Assignment]:
    """Every feasible exchange: balanced, within establishments, no mover beside a relative in the end."""
    pairs = admissible(facts)
    options = {cadre: [u for (c, u) in pairs if c == cadre] for cadre in facts.pool}
    unbounded = dict.fromkeys(facts.units, len(facts.cadres))
    for assignment in placements(facts, options, {}, unbounded):
        if _balanced(facts, assignment) and not _beside_relative(facts, assignment):
            yield assignment


def _balanced(facts: Facts, assignment: Assignment) -> bool:
    for unit in facts.units:
        arrive = sum(to == unit for to in assignment.values())
        leave = sum(to is not None and facts.home(c) == unit for c, to in assignment.items())
        if abs(arrive - leave) > facts.policy.balance.tolerance:
            return False
        establishment = facts.units[unit]["establishment"]
        capped = establishment is not None and facts.policy.caps.establishment != "off"
        if capped and arrive - leave > max(0, establishment - facts.staff(unit)):
            return False
    return True


def _beside_relative(facts: Facts, assignment: Assignment) -> bool:
    def final(cadre: str) -> str:
        return assignment.get(cadre) or facts.home(cadre)

    return any(final(k) == unit for c, unit in assignment.items() if unit is not None for k in facts.kin[c])

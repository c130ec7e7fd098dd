"""Directed placement: who may be sent where, at what cost, who waits, and who was left out for nothing."""

from __future__ import annotations

import numpy as np

from rengang.model import Stage
from rengang.model.arrays import Bool, Int32, Int64
from rengang.verify.breach import Breach, Rule
from rengang.verify.capacity import arrivals, seats
from rengang.verify.case import Case, numbered
from rengang.verify.outcome import Outcome


def has_stage(case: Case) -> bool:
    """Does the policy send the unmatched anywhere (TX-46, A-17)."""
    return not case.policy.exchanges and case.policy.unmatched.two_way == "directed"


def directed_pairs(outcome: Outcome) -> tuple[Int32, Int32]:
    """Cadres and the units that directed placement gave them."""
    cadre = np.flatnonzero(outcome.directed >= 0).astype(np.int32)
    return cadre, outcome.directed[cadre]


# -- hard criteria ------------------------------------------------------------------------------------------
def type_agrees(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """Hard criterion ``establishment_type``: equal where both are known (PD-01, WC-16)."""
    if "establishment_type" not in case.policy.directed.hard:
        return np.ones(len(cadre), dtype=bool)
    return case.same_type(cadre, unit)


def level_agrees(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """Hard criterion ``level`` (PD-01): a post of the cadre's level is open at the unit.

    Asked where the cadre's level is known and the unit has open posts of a known level. A post is open that
    has no incumbent and is not offered for contest.
    """
    if "level" not in case.policy.directed.hard:
        return np.ones(len(cadre), dtype=bool)
    level = case.levels[cadre]
    any_open, open_at = case.open_levels
    return (level < 0) | ~any_open[unit] | open_at[unit, np.maximum(level, 0)]


def check_type(case: Case, outcome: Outcome) -> list[Breach]:
    """Whoever is directed has the unit's establishment type, where that is hard (PD-01, WC-16)."""
    cadre, unit = directed_pairs(outcome)
    wrong = ~type_agrees(case, cadre, unit)
    rule = Rule(
        "directed-establishment-type",
        "{cadre} 被定向到编制类型不同的 {unit}",
        "{cadre} was directed to {unit}, which has another establishment type",
        ("PD-01", "WC-16"),
        ("directed.hard",),
    )
    return rule.broken(case, cadre[wrong], unit[wrong])


def check_level(case: Case, outcome: Outcome) -> list[Breach]:
    """Whoever is directed finds an open post of their level, where that is a hard criterion (PD-01)."""
    cadre, unit = directed_pairs(outcome)
    wrong = ~level_agrees(case, cadre, unit)
    rule = Rule(
        "directed-level",
        "{cadre} 被定向到没有同职级空缺职位的 {unit}",
        "{cadre} was directed to {unit}, which has no open post of their level",
        ("PD-01",),
        ("directed.hard",),
    )
    return rule.broken(case, cadre[wrong], unit[wrong])


# -- refusal ------------------------------------------------------------------------------------------------
def check_refusal(case: Case, outcome: Outcome) -> list[Breach]:
    """Whoever refuses is not directed but waits, and nobody else waits (TX-50, A-18)."""
    if not has_stage(case):
        return []
    refuses = case.instance.refuses
    directed, waiting, unplaced = map(outcome.at, (Stage.DIRECTED, Stage.WAITING, Stage.UNPLACED))
    ids, keys = ("TX-50",), ("refusal.months",)
    sent = Rule(
        "refuser-directed",
        "{cadre} 不服从定向，却被定向安排",
        "{cadre} refuses directed placement but was directed",
        ids,
        keys,
    )
    idle = Rule(
        "refuser-not-waiting",
        "{cadre} 不服从定向，应为待岗",
        "{cadre} refuses directed placement and should wait",
        ids,
        keys,
    )
    willing = Rule(
        "waiting-without-refusal",
        "{cadre} 未拒绝定向，却列为待岗",
        "{cadre} does not refuse but was set to wait",
        ids,
        keys,
    )
    return [
        *sent.broken(case, np.flatnonzero(refuses & directed)),
        *idle.broken(case, np.flatnonzero(refuses & unplaced)),
        *willing.broken(case, np.flatnonzero(~refuses & waiting)),
    ]


# -- most placed --------------------------------------------------------------------------------------------
def check_most_placed(case: Case, outcome: Outcome) -> list[Breach]:
    """Nobody is left `unplaced` who could simply be sent to a unit with a free seat (TX-46, A-17).

    A necessary part of "most placed": such a placement would displace nobody and break nothing.
    """
    if not has_stage(case):
        return []
    left = np.flatnonzero(outcome.at(Stage.UNPLACED) & ~case.instance.refuses).astype(np.int32)
    left = left[could_place(case, outcome, left)]
    rule = Rule(
        "not-most-placed",
        "{cadre} 未安排，但仍有可定向的空位",
        "{cadre} is unplaced though a free seat could take them",
        ("TX-46",),
        ("unmatched.two_way",),
    )
    return rule.broken(case, left)


def could_place(case: Case, outcome: Outcome, cadre: Int32) -> Bool:
    """Which of the cadres could be directed to some unit with a free seat, everybody else staying put.

    Counts, for each cadre, the units with a free seat that meet the hard criteria (the same for all cadres of
    one type and level), less those among them that are barred to this cadre: the own unit, and units where a
    relative stays or has been given a place.  O(classes · units + cadres + relatives).
    """
    free = np.flatnonzero((arrivals(case, outcome.given) < seats(case)) & ~case.vertical).astype(np.int32)
    if len(free) == 0 or len(cadre) == 0:
        return np.zeros(len(cadre), dtype=bool)
    # one representative of each class of cadres to whom the hard criteria say the same
    traits = np.stack([case.types[0][cadre], case.levels[cadre]], axis=1)
    _, first, of_class = np.unique(traits, axis=0, return_index=True, return_inverse=True)
    of_class = of_class.reshape(-1)
    suits = np.zeros((len(first), case.units), dtype=bool)
    for row, member in enumerate(cadre[first].tolist()):
        one = np.full(len(free), member, dtype=np.int32)
        suits[row, free] = type_agrees(case, one, free) & level_agrees(case, one, free)
    class_of = np.full(case.cadres, -1, dtype=np.int64)
    class_of[cadre] = of_class
    who, where = barred(case, outcome, class_of >= 0)
    lost = np.bincount(who[suits[class_of[who], where]], minlength=case.cadres)
    suitable: Int64 = suits.sum(axis=1)[of_class]
    return suitable > lost[cadre]


def barred(case: Case, outcome: Outcome, asked: Bool) -> tuple[Int32, Int32]:
    """(cadre, unit) pairs, each once, that avoidance or the own unit forbids to the cadres asked about.

    Everybody else's placement is taken as it is; `asked` has shape (cadres,).
    """
    one, other = case.kin
    one, other = one[asked[one]], other[asked[one]]
    stays = np.where(case.instance.in_pool, np.int32(-1), case.home)
    own = np.flatnonzero(asked & (case.home >= 0))
    cadre = np.concatenate([own, one, one]).astype(np.int64)
    unit = np.concatenate([case.home[own], stays[other], outcome.given[other]]).astype(np.int64)
    somewhere = unit >= 0
    keys = np.unique(cadre[somewhere] * case.units + unit[somewhere])
    who, where = np.divmod(keys, case.units)
    return who.astype(np.int32), where.astype(np.int32)


# -- cost ---------------------------------------------------------------------------------------------------
def placed_and_cost(case: Case, outcome: Outcome) -> tuple[int, int] | tuple[None, None]:
    """How many were directed and the sum of their costs; (None, None) where the policy has no such stage."""
    if not has_stage(case):
        return None, None
    cadre, unit = directed_pairs(outcome)
    return len(cadre), int(cost(case, cadre, unit).sum())


def cost(case: Case, cadre: Int32, unit: Int32) -> Int64:
    """Mismatch of directing each cadre to the unit (PD-02, A-17), int64.

    unlisted + system + region + speciality, each its weight in ``directed.weights`` or 0: the cadre has no
    intent for the unit; own unit's and new unit's system are known and differ; the same of their region; the
    cadre's speciality is known, the unit seeks some, and not this one.
    """
    weights = case.policy.directed.weights
    total: Int64 = weights.unlisted * (case.intents.of(cadre, unit) == 0).astype(np.int64)
    total += weights.system * _differs(case, "system", cadre, unit)
    total += weights.region * _differs(case, "region", cadre, unit)
    total += weights.speciality * _out_of_field(case, cadre, unit)
    return total


def _differs(case: Case, column: str, cadre: Int32, unit: Int32) -> Bool:
    """Are the column's values at the cadre's own unit and at the new unit both known and different."""
    (value,) = numbered(case.instance.units[column])
    home = case.home[cadre]
    ours: Int32 = np.where(home >= 0, value[home], np.int32(-1))
    theirs: Int32 = value[unit]
    differ: Bool = (ours >= 0) & (theirs >= 0) & (ours != theirs)
    return differ


def _out_of_field(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """Is the cadre's speciality known and the unit seeking others only.

    A unit seeks what its posts are reserved for, its posts' functions and its sections' functions.
    """
    posts, sections = case.instance.tables["posts"], case.instance.tables["sections"]
    fields = (posts["reserved_for"], posts["function"], sections["function"])
    has, *sought = numbered(case.instance.cadres["speciality"], *fields)
    of_posts = case.instance.codes(posts["unit_id"], "units", "unit_id")
    of_sections = case.instance.codes(sections["unit_id"], "units", "unit_id")
    where, what = np.concatenate([of_posts, of_posts, of_sections]), np.concatenate(sought)
    known = (where >= 0) & (what >= 0)
    where, what = where[known].astype(np.int64), what[known].astype(np.int64)
    seeks = np.zeros(case.units, dtype=bool)
    seeks[where] = True
    kinds = 1 + int(max(has.max(initial=-1), what.max(initial=-1)))
    ours = has[cadre].astype(np.int64)
    found = np.isin(unit * np.int64(kinds) + ours, where * kinds + what)
    return (ours >= 0) & seeks[unit] & ~found

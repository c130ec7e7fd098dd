"""A second opinion on small markets, from the `matching` package."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal, assert_never

import numpy as np

from rengang.errors import Text
from rengang.model import Allocation, Instance
from rengang.policy import Policy
from rengang.policy.schema import Rule
from rengang.verify import movers
from rengang.verify.capacity import seats
from rengang.verify.case import Case
from rengang.verify.outcome import Outcome, read_outcome
from rengang.verify.two_way.intents import Pairs, admissible_pairs
from rengang.verify.two_way.stability import blocking_pairs

LARGEST = 200
"""Most cadres with admissible pairs that the peer is asked about; its players are linked objects."""


@dataclass(frozen=True)
class Opinion:
    """What the peer thinks of the two-way selection, and why."""

    answer: Literal["agree", "disagree", "not-applicable"]
    reason: Text


def second_opinion(instance: Instance, policy: Policy, allocation: Allocation) -> Opinion:
    """Is the two-way selection weakly stable, in the judgement of the `matching` package.

    A matching is weakly stable if and only if it is stable once every tie is broken in favour of its own
    pairs (Manlove et al. 2002). So ties are broken that way; then the peer must find no blocking pair, and
    its own stable matching must place the same cadres and fill every unit alike (rural hospitals, Roth 1986).

    Not applicable with more than :data:`LARGEST` cadres, with relatives who compete for a unit, under rules
    that do not promise stability, and where lookahead or a lower bound on arrivals came before stability.
    The answer is about the selection, whatever was claimed of it: one that has blocking pairs because a time
    limit cut it short is disagreed with.
    """
    case = Case(movers.movers_alone(instance, movers.held_back(instance, policy)), policy)
    pairs = admissible_pairs(case)
    result = read_outcome(case, allocation)
    unfit = _unfit(case, result, pairs)
    if unfit is not None:
        return Opinion("not-applicable", unfit)
    residents, hospitals, capacities = _strict(case, result, pairs)
    ours = {i: int(result.two_way[i]) for i in residents if result.two_way[i] >= 0}
    try:
        return _ask(case, residents, hospitals, capacities, ours)
    except RecursionError:  # it copies its players recursively
        return Opinion(
            "not-applicable",
            Text("市场关联过密，matching 无法处理", "the market is too entangled for `matching`"),
        )


def _unfit(case: Case, result: Outcome, pairs: Pairs) -> Text | None:
    """Why the peer cannot be asked, or None."""
    if not _promises_stability(case.policy.two_way.rule):
        return Text("该规则不以稳定为目标", "the rule does not promise stability")
    market = pairs.cadre[seats(case).upper[pairs.unit] > 0]
    if len(market) == 0:
        return Text("没有可匹配的对", "there are no pairs to match")
    size = len(np.unique(market))
    if size > LARGEST:
        return Text(f"人数 {size} 超过 {LARGEST}", f"{size} cadres are more than {LARGEST}")
    if _relatives_compete(case, pairs):
        return Text("有亲属争同一单位", "relatives compete for a unit")
    second = case.policy.two_way.lookahead or case.policy.balance.releases
    if second and len(blocking_pairs(case, result, pairs)[0]):
        return Text("稳定让位于其后的安排", "stability gave way to what must come after")
    return None


def _promises_stability(rule: Rule) -> bool:
    """Does the rule aim at what the peer computes: the stable matching that is best for the cadres."""
    match rule:
        case "stable" | "cadre-da":
            return True
        case "max-placed" | "unit-da" | "immediate" | "none" | "exchange-max" | "exchange-ttc":
            return False
        case unknown:
            assert_never(unknown)


def _relatives_compete(case: Case, pairs: Pairs) -> bool:
    """Have two relatives in the pool a unit in common among their admissible ones."""
    one, other = case.kin
    units: dict[int, list[int]] = {}
    for cadre, unit in zip(pairs.cadre.tolist(), pairs.unit.tolist(), strict=True):
        units.setdefault(cadre, []).append(unit)
    edges = zip(one.tolist(), other.tolist(), strict=True)
    return any(not set(units.get(a, ())).isdisjoint(units.get(b, ())) for a, b in edges)


def _strict(
    case: Case, result: Outcome, pairs: Pairs
) -> tuple[dict[int, list[int]], dict[int, list[int]], dict[int, int]]:
    """The market without ties: lists of residents and of hospitals, and capacities.

    Each tie is broken in favour of the pairs of the allocation, then by index. Hospitals without a seat are
    left out, and with them residents who list nothing else: the peer cannot take either.
    """
    quota = seats(case).upper
    mine = result.two_way[pairs.cadre] == pairs.unit
    residents: dict[int, list[int]] = {}
    hospitals: dict[int, list[int]] = {}
    with_seat = quota[pairs.unit] > 0
    for at in np.lexsort((pairs.unit, ~mine, pairs.intent_rank, pairs.cadre)).tolist():
        if with_seat[at]:
            residents.setdefault(int(pairs.cadre[at]), []).append(int(pairs.unit[at]))
    for at in np.lexsort((pairs.cadre, ~mine, pairs.nomination_rank, pairs.unit)).tolist():
        if with_seat[at]:
            hospitals.setdefault(int(pairs.unit[at]), []).append(int(pairs.cadre[at]))
    return residents, hospitals, {unit: int(quota[unit]) for unit in hospitals}


def _ask(
    case: Case,
    residents: dict[int, list[int]],
    hospitals: dict[int, list[int]],
    capacities: dict[int, int],
    ours: dict[int, int],
) -> Opinion:
    """Let the peer check our matching and compare it with the peer's own."""
    if any(unit not in residents[cadre] for cadre, unit in ours.items()):
        return Opinion("disagree", Text("有人所得单位不可接受", "somebody was given an unacceptable unit"))
    with warnings.catch_warnings():
        # its import resets the global filters, and it warns about every shape it dislikes
        from matching.games import HospitalResident

        warnings.simplefilter("ignore")
        check = HospitalResident.create_from_dictionaries(residents, hospitals, capacities)
        _impose(check, ours)
        if any(len(player.matching) > player.capacity for player in check.hospitals):
            return Opinion("disagree", Text("有单位超过可进人数", "a unit takes more than its seats"))
        if not check.check_stability():
            who, where = (player.name for player in check.blocking_pairs[0])
            cadre, unit = case.instance.cadre_id(who), case.instance.unit_id(where)
            said = Text(
                f"matching 找到阻塞对：{cadre} 与 {unit}",
                f"`matching` finds a blocking pair: {cadre} and {unit}",
            )
            return Opinion("disagree", said)
        game = HospitalResident.create_from_dictionaries(residents, hospitals, capacities)
        theirs = {
            resident.name: hospital.name
            for hospital, matched in game.solve(optimal="resident").items()
            for resident in matched
        }
    if sorted(theirs) != sorted(ours) or sorted(theirs.values()) != sorted(ours.values()):
        return Opinion(
            "disagree",
            Text("matching 的稳定匹配安排了另一些人或另一些单位", "the peer's stable matching places others"),
        )
    return Opinion(
        "agree",
        Text(
            f"matching 未找到阻塞对，其稳定匹配安排同样的 {len(ours)} 人",
            f"`matching` finds no blocking pair, and its own stable matching places the same {len(ours)}",
        ),
    )


def _impose(game: Any, ours: dict[int, int]) -> None:
    """Put our matching into the peer's players."""
    hospitals = {player.name: player for player in game.hospitals}
    for resident in game.residents:
        if resident.name in ours:
            resident.matching = hospitals[ours[resident.name]]
            resident.matching.matching.append(resident)

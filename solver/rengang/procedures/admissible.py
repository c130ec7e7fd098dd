"""Which intents can be met at all: admissibility, intent by intent, with the rule that bars the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64, UInt32, frozen
from rengang.model.pairs import among, encode, find
from rengang.model.procedure import Procedure
from rengang.policy import Policy
from rengang.rules.avoidance import RELATIVE_STAYS
from rengang.rules.catalogue import bits, complete, rules
from rengang.rules.establishment import ESTABLISHMENT_TYPE
from rengang.rules.nomination import NOT_LISTED, NOT_NOMINATED
from rengang.rules.own_unit import OWN_UNIT
from rengang.rules.rule import About, Rule
from rengang.rules.vertical import VERTICAL


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pool's intents, one row each, sorted by cadre then intent order.

    Attributes
    ----------
    cadre, unit : int32, shape (intents,)
    intent_rank : int32
        The order of the intent; 1 for all of them when intents are unordered.
    order : int32
        The order as written, whatever the policy makes of it.
    nomination_rank : int32
        The unit's rank of the cadre; 0 = not nominated.
    bars : uint32
        What bars the pair: a mask of :func:`~rengang.rules.catalogue.bits`, 0 for the admissible ones.
    """

    cadre: Int32
    unit: Int32
    intent_rank: Int32
    order: Int32
    nomination_rank: Int32
    bars: UInt32

    @property
    def admissible(self) -> Bool:
        """Mask of the admissible pairs."""
        return np.asarray(self.bars == 0)


def pairs(instance: Instance, policy: Policy) -> Pairs:
    """Every intent of the pool with its ranks and what bars it.  O(intents + nominations + kin, sorted)."""
    cadre, unit, order = instance.intents
    mine = (cadre >= 0) & (unit >= 0)
    mine[mine] &= instance.in_pool[cadre[mine]]
    cadre, unit, order = cadre[mine], unit[mine], order[mine]
    rank = nomination_ranks(instance, policy, cadre, unit)
    procedure = Procedure.EXCHANGE if policy.exchanges else Procedure.TWO_WAY
    ask = Asked(instance, policy, procedure, cadre, unit, rank)
    intent_rank = order.astype(np.int32) if policy.intents.ordered else np.ones(len(order), dtype=np.int32)
    return Pairs(
        cadre=frozen(cadre),
        unit=frozen(unit),
        intent_rank=frozen(intent_rank),
        order=frozen(order),
        nomination_rank=frozen(rank),
        bars=frozen(barred(ask)),
    )


@dataclass(frozen=True, eq=False)
class Asked:
    """Pairs of a cadre and a unit that are asked about in a procedure, with the unit's rank of each, 0 for none."""

    instance: Instance
    policy: Policy
    procedure: Procedure
    cadre: Int32
    unit: Int32
    nomination_rank: Int32


def _own_unit(ask: Asked) -> Bool:
    """The unit is the cadre's own (TX-40)."""
    return np.asarray(ask.unit == ask.instance.unit_of[ask.cadre])


def _vertical(ask: Asked) -> Bool:
    """The unit, or the cadre's own, is managed vertically (TX-02)."""
    vertical = np.append(vertical_units(ask.instance, ask.policy), False)
    return np.asarray(vertical[ask.unit] | vertical[ask.instance.unit_of[ask.cadre]])


def _not_listed(ask: Asked) -> Bool:
    """Nothing: the pairs asked about are the intents (TX-43)."""
    return np.zeros(len(ask.cadre), dtype=bool)


def _not_nominated(ask: Asked) -> Bool:
    """The unit does not nominate the cadre (TX-44)."""
    return np.asarray(ask.nomination_rank == 0)


def _other_type(ask: Asked) -> Bool:
    """The establishment types differ (WC-16)."""
    return ~same_type(ask.instance, ask.policy, ask.cadre, ask.unit)


def _relative_stays(ask: Asked) -> Bool:
    """A relative who does not move has the unit (DY-04)."""
    stays = units_of_staying_relatives(ask.instance, ask.policy)
    return among(encode(ask.cadre, ask.unit, len(ask.instance.units)), stays)


BARS: Mapping[Rule, Callable[[Asked], Bool]] = complete(
    {
        OWN_UNIT: _own_unit,
        VERTICAL: _vertical,
        NOT_LISTED: _not_listed,
        NOT_NOMINATED: _not_nominated,
        ESTABLISHMENT_TYPE: _other_type,
        RELATIVE_STAYS: _relative_stays,
    },
    [
        rule
        for rule in rules(About.PAIR)
        if rule.bars and {Procedure.TWO_WAY, Procedure.EXCHANGE} & set(rule.binds)
    ],
    "a function that obeys",
)
"""What obeys each rule that can bar an intent. Directed placement obeys its own by features of people and units."""


def barred(ask: Asked) -> UInt32:
    """What bars each pair: a mask, 0 where it is admissible."""
    mask = np.zeros(len(ask.cadre), dtype=np.uint32)
    for rule, holds in BARS.items():
        if ask.procedure in rule.binds and rule.in_force(ask.policy):
            mask[holds(ask)] |= bits()[rule]
    return mask


def nomination_ranks(instance: Instance, policy: Policy, cadre: Int32, unit: Int32) -> Int32:
    """The unit's rank of each cadre, 0 where not nominated; by score where the policy says so (TX-44, TX-21)."""
    n_unit, n_cadre, n_rank = instance.nominations
    if policy.nomination.by_score:
        n_unit, n_cadre, n_rank = _ranks_by_score(instance, policy)
    out = np.zeros(len(cadre), dtype=np.int32)
    if len(n_unit) == 0:
        return out
    units = len(instance.units)
    keys = encode(n_cadre, n_unit, units)
    order = np.argsort(keys, kind="stable")
    at = find(encode(cadre, unit, units), keys[order])
    out[at >= 0] = n_rank[order][at[at >= 0]]
    return out


def _ranks_by_score(instance: Instance, policy: Policy) -> tuple[Int32, Int32, Int32]:
    """Competition ranks by score among those who list the unit, kept up to ratio × vacancies (A-08).

    In an exchange vacancies bind nothing, and all are kept.
    """
    size = instance.units.select("unit_id", pl.col("vacancies").fill_null(0))
    wishes = instance.tables["intents"].select("cadre_id", "unit_id").unique()
    ranked = (
        instance.tables["nominations"]
        .filter(pl.col("score").is_not_null())
        .join(wishes, on=["cadre_id", "unit_id"], how="semi")
        .join(size, on="unit_id", how="left")
        .with_columns(place=pl.col("score").rank("min", descending=True).over("unit_id").cast(pl.Int32))
        .filter(policy.exchanges | (pl.col("place") <= policy.nomination.ratio * pl.col("vacancies")))
    )
    return (
        instance.codes(ranked["unit_id"], "units", "unit_id"),
        instance.codes(ranked["cadre_id"], "cadres", "cadre_id"),
        ranked["place"].to_numpy().astype(np.int32),
    )


def vertical_units(instance: Instance, policy: Policy) -> Bool:
    """Mask of the units that take no part because they are vertically managed (TX-02)."""
    if not policy.scope.exclude_vertical:
        return np.zeros(len(instance.units), dtype=bool)
    return np.asarray(instance.units["kind"].eq_missing("vertical").to_numpy()).astype(bool)


def same_type(instance: Instance, policy: Policy, cadre: Int32, unit: Int32) -> Bool:
    """Does the cadre's establishment type fit the unit's; blanks fit everything (caps.establishment, WC-16)."""
    if not policy.caps.by_type:
        return np.ones(len(cadre), dtype=bool)
    cadre_type, unit_type = type_codes(instance)
    mine, theirs = cadre_type[cadre], unit_type[unit]
    return np.asarray((mine == theirs) | (mine < 0) | (theirs < 0))


def type_codes(instance: Instance) -> tuple[Int64, Int64]:
    """Establishment types of cadres and units as codes, −1 for blank."""
    of_cadres, of_units = instance.cadres["establishment_type"], instance.units["establishment_type"]
    return _codes(of_cadres, of_units)


def _codes(first: pl.Series, second: pl.Series) -> tuple[Int64, Int64]:
    """Both text columns as codes of one sorted dictionary, −1 for blank."""
    words = pl.concat([first, second]).drop_nulls().unique().sort()
    table = pl.DataFrame({"word": words, "code": np.arange(len(words), dtype=np.int64)})

    def code(column: pl.Series) -> Int64:
        frame = pl.DataFrame({"word": column}).join(table, on="word", how="left", maintain_order="left")
        return frozen(frame["code"].fill_null(-1).to_numpy().astype(np.int64))

    return code(first), code(second)


def units_of_staying_relatives(instance: Instance, policy: Policy) -> Int64:
    """Sorted keys cadre·units + unit: a relative outside the pool has that unit and stays there (DY-04)."""
    mover, relative = instance.kin_both(policy.avoidance.relations)
    stays = instance.in_pool[mover] & ~instance.in_pool[relative] & (instance.unit_of[relative] >= 0)
    mover, relative = mover[stays], relative[stays]
    return np.unique(encode(mover, instance.unit_of[relative], len(instance.units)))


def pool_kin(instance: Instance, policy: Policy) -> tuple[Int32, Int32]:
    """Pairs of relatives who are both in the pool, as positions in `instance.pool`."""
    a, b = instance.kin(policy.avoidance.relations)
    both = instance.in_pool[a] & instance.in_pool[b]
    position = np.cumsum(instance.in_pool) - 1
    return position[a[both]].astype(np.int32), position[b[both]].astype(np.int32)

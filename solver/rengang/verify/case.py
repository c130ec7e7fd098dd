"""What the judge reads off the tables once, before any rule is asked.

A *pair table* answers a question about (cadre, unit) pairs — the intent's rank, the number of relatives there
— for whole arrays of pairs at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from rengang.errors import Text
from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.labels import positions
from rengang.model.pairs import encode, find
from rengang.model.schema import LEVELS
from rengang.policy import Policy


@dataclass(frozen=True, eq=False)
class PairTable:
    """A whole number for some (cadre, unit) pairs, 0 for all others.

    Attributes
    ----------
    units
        Number of units; a pair's key is ``cadre * units + unit``.
    keys : int64, ascending, each once
    values : int32, same length
    """

    units: int
    keys: Int64
    values: Int32

    @classmethod
    def least(cls, units: int, cadre: Int32, unit: Int32, value: Int32) -> PairTable:
        """The least value given for each pair.  O(n log n)."""
        keys = encode(cadre, unit, units)
        order = np.lexsort((value, keys))
        keys, value = keys[order], value[order]
        first = np.ones(len(keys), dtype=bool)
        first[1:] = keys[1:] != keys[:-1]
        return cls(units, frozen(keys[first]), frozen(value[first].astype(np.int32)))

    @classmethod
    def counting(cls, units: int, cadre: Int32, unit: Int32) -> PairTable:
        """How often each pair is given.  O(n log n)."""
        keys, counts = np.unique(encode(cadre, unit, units), return_counts=True)
        return cls(units, frozen(keys), frozen(counts.astype(np.int32)))

    def of(self, cadre: Int32, unit: Int32) -> Int32:
        """The values of the given pairs (units must be ≥ 0).  O(n log m)."""
        at = find(encode(cadre, unit, self.units), self.keys)
        return np.append(self.values, np.int32(0))[at]


@dataclass(frozen=True, eq=False)
class Case:
    """An instance under a policy, with the columns that the rules speak of as arrays."""

    instance: Instance
    policy: Policy

    @property
    def cadres(self) -> int:
        """Number of cadres."""
        return len(self.instance.cadres)

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.instance.units)

    @property
    def home(self) -> Int32:
        """Present unit of each cadre, shape (cadres,)."""
        return self.instance.unit_of

    @cached_property
    def vertical(self) -> Bool:
        """Is the unit left out of the campaign because it is managed vertically (TX-02), shape (units,)."""
        kind = (self.instance.units["kind"] == "vertical").fill_null(False).to_numpy()
        return frozen(kind & self.policy.scope.exclude_vertical)

    @cached_property
    def out(self) -> Int64:
        """Pool members of each unit, shape (units,)."""
        home = self.home[self.instance.pool]
        return frozen(np.bincount(home[home >= 0], minlength=self.units).astype(np.int64))

    @cached_property
    def intents(self) -> PairTable:
        """Rank of each intent: its order, or 1 where the policy takes intents as unordered (TX-43, A-05)."""
        cadre, unit, order = self.instance.intents
        known = (cadre >= 0) & (unit >= 0)
        rank = order if self.policy.intents.ordered else np.ones_like(order)
        return PairTable.least(self.units, cadre[known], unit[known], rank[known])

    @cached_property
    def nominations(self) -> PairTable:
        """Rank of each nomination that counts (TX-44): as handed in, or made from the scores (TX-21).

        From scores: among the rows with a score of cadres who list the unit, 1 + the number of those with a
        strictly higher score at that unit; kept up to ratio · vacancies (A-08), but all in an exchange, where
        vacancies bind nothing.
        """
        unit, cadre, rank = self.instance.nominations
        known = (cadre >= 0) & (unit >= 0)
        if not self.policy.nomination.by_score:
            return PairTable.least(self.units, cadre[known], unit[known], rank[known])
        score = self.instance.tables["nominations"]["score"]
        counts = known & score.is_not_null().to_numpy()
        counts[counts] = self.intents.of(cadre[counts], unit[counts]) > 0
        rows = pl.DataFrame({"unit": unit[counts], "score": score.filter(pl.Series(counts))})
        made = rows.select(pl.col("score").rank("min", descending=True).over("unit"))
        rank = made["score"].to_numpy().astype(np.int32)
        keep = rank <= self.policy.nomination.ratio * self.instance.vacancies[unit[counts]]
        keep |= self.policy.exchanges
        return PairTable.least(self.units, cadre[counts][keep], unit[counts][keep], rank[keep])

    @cached_property
    def kin_pairs(self) -> tuple[Int32, Int32]:
        """Relatives whom the policy keeps apart (DY-04), every pair once."""
        return self.instance.kin(self.policy.avoidance.relations)

    @cached_property
    def kin(self) -> tuple[Int32, Int32]:
        """The same pairs in both directions."""
        return self.instance.kin_both(self.policy.avoidance.relations)

    def relatives_at(self, place: Int32) -> PairTable:
        """How many relatives a cadre has at a unit, if each cadre is at `place` (−1: nowhere)."""
        cadre, relative = self.kin
        somewhere = place[relative] >= 0
        return PairTable.counting(self.units, cadre[somewhere], place[relative[somewhere]])

    @cached_property
    def relatives_staying(self) -> PairTable:
        """How many relatives outside the pool a cadre has at a unit."""
        return self.relatives_at(np.where(self.instance.in_pool, np.int32(-1), self.home))

    @cached_property
    def types(self) -> tuple[Int32, Int32]:
        """Establishment type of each cadre and each unit as comparable numbers, −1 where blank."""
        cadre, unit = numbered(
            self.instance.cadres["establishment_type"], self.instance.units["establishment_type"]
        )
        return cadre, unit

    @cached_property
    def levels(self) -> Int32:
        """Level of each cadre as a position in :data:`LEVELS`, −1 where unknown, shape (cadres,)."""
        return _positions(self.instance.cadres["level"])

    @cached_property
    def open_levels(self) -> tuple[Bool, Bool]:
        """Has the unit any open post, shape (units,), and one of each level, shape (units, levels).

        A post is open that has no incumbent, is not offered for contest, and has a known level.
        """
        posts = self.instance.tables["posts"]
        unit = self.instance.codes(posts["unit_id"], "units", "unit_id")
        vacant = posts["incumbent_id"].is_null().to_numpy()
        contested = posts["contested"].fill_null(False).to_numpy()
        level = _positions(posts["level"])
        is_open = vacant & ~contested & (unit >= 0) & (level >= 0)
        any_open = np.zeros(self.units, dtype=bool)
        any_open[unit[is_open]] = True
        open_at = np.zeros((self.units, len(LEVELS)), dtype=bool)
        open_at[unit[is_open], level[is_open]] = True
        return frozen(any_open), frozen(open_at)

    @cached_property
    def unit_groups(self) -> dict[str, Int32]:
        """System and region of each unit as comparable numbers, −1 where blank."""
        return {name: numbered(self.instance.units[name])[0] for name in ("system", "region")}

    @cached_property
    def fields(self) -> tuple[Int32, int, Int64, Bool]:
        """Specialities: of each cadre, how many kinds, sorted keys unit · kinds + kind of what units seek, who seeks.

        A unit seeks what its posts are reserved for, its posts' functions and its sections' functions.
        """
        posts, sections = self.instance.tables["posts"], self.instance.tables["sections"]
        columns = (posts["reserved_for"], posts["function"], sections["function"])
        has, *sought = numbered(self.instance.cadres["speciality"], *columns)
        of_posts = self.instance.codes(posts["unit_id"], "units", "unit_id")
        of_sections = self.instance.codes(sections["unit_id"], "units", "unit_id")
        where, what = np.concatenate([of_posts, of_posts, of_sections]), np.concatenate(sought)
        known = (where >= 0) & (what >= 0)
        where, what = where[known].astype(np.int64), what[known].astype(np.int64)
        seeks = np.zeros(self.units, dtype=bool)
        seeks[where] = True
        kinds = 1 + int(max(has.max(initial=-1), what.max(initial=-1)))
        return has, kinds, frozen(np.unique(where * kinds + what)), frozen(seeks)

    def same_type(self, cadre: Int32, unit: Int32) -> Bool:
        """Do the establishment types agree; a blank agrees with everything (A-07, WC-16)."""
        ours: Int32 = self.types[0][cadre]
        theirs: Int32 = self.types[1][unit]
        agree: Bool = (ours < 0) | (theirs < 0) | (ours == theirs)
        return agree

    def cadre_label(self, cadre: int) -> Text:
        """The cadre as a reader knows them: name and id, or the id alone."""
        return _label(self.instance.cadres["name"][cadre], self.instance.cadre_id(cadre))

    def unit_label(self, unit: int) -> Text:
        """The unit as a reader knows it: name and id, or the id alone."""
        return _label(self.instance.units["name"][unit], self.instance.unit_id(unit))

    def post_label(self, post: int) -> Text:
        """The post as a reader knows it: title and id, or the id alone."""
        posts = self.instance.tables["posts"]
        return _label(posts["title"][post], str(posts["post_id"][post]))

    def section_label(self, section: int) -> Text:
        """The section as a reader knows it: name and id, or the id alone."""
        sections = self.instance.tables["sections"]
        return _label(sections["name"][section], str(sections["section_id"][section]))


def numbered(*columns: pl.Series) -> tuple[Int32, ...]:
    """Text columns as numbers ≥ 0: equal texts, equal numbers; blanks are −1.  O(n)."""
    lengths = [len(column) for column in columns]
    joined = pl.concat([column.rename("text").cast(pl.String) for column in columns])
    codes = positions(joined, joined.drop_nulls().unique().sort())
    return tuple(frozen(part.copy()) for part in np.split(codes, np.cumsum(lengths)[:-1]))


def _positions(levels: pl.Series) -> Int32:
    position = {level: at for at, level in enumerate(LEVELS)}
    return frozen(levels.replace_strict(position, default=-1, return_dtype=pl.Int32).to_numpy().copy())


def _label(name: str | None, label: str) -> Text:
    return Text(f"{name}（{label}）", f"{name} ({label})") if name else Text(label, label)

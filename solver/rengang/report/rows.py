"""What the procedures give to whom, and everybody's row of ``allocation.csv`` made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rengang.model import Instance, Stage
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.report.rooms import SELECTION

Names = np.ndarray[tuple[int], np.dtype[np.str_]]


@dataclass(frozen=True, eq=False)
class Given:
    """What the procedures of one room give to whom.

    Attributes
    ----------
    cadre : int32
        Whom they decide about.
    stage
        By what; parallel to `cadre`.
    unit, post, section, intent_rank, nomination_rank : int32
        What was given, −1 (ranks: 0) where none; parallel to `cadre`, or None for nobody.
    listed : int32
        Who took part besides and was given nothing.
    out, into : int64, shape (units,)
        Who leaves and who arrives; None where nobody moves between units.
    """

    cadre: Int32
    stage: Sequence[str]
    unit: Int32
    post: Int32 | None = None
    section: Int32 | None = None
    intent_rank: Int32 | None = None
    nomination_rank: Int32 | None = None
    listed: Int32 | None = None
    out: Int64 | None = None
    into: Int64 | None = None

    @property
    def moves(self) -> bool:
        """Does it move people between units."""
        return self.into is not None


@dataclass(frozen=True, eq=False)
class Rows:
    """One entry per row of ``allocation.csv``, in ascending order of the cadre.

    Attributes
    ----------
    cadre : int32
        Everybody of the pool, and whoever took part in any procedure.
    room
        Which room decided the row, empty for none.
    stage
        How; ``stay`` where none decided it.
    to_unit, to_post, to_section : int32
        What was given, −1 where none; a section also where another room decided the row.
    intent_rank, nomination_rank : int32
        As in the allocation; 0 where there is none.
    """

    cadre: Int32
    room: Names
    stage: Names
    to_unit: Int32
    to_post: Int32
    to_section: Int32
    intent_rank: Int32
    nomination_rank: Int32

    def __len__(self) -> int:
        return len(self.cadre)

    @property
    def selected(self) -> Bool:
        """Rows that the selection between units decided."""
        return np.asarray(self.room == SELECTION)


def lay_out(instance: Instance, given: Mapping[str, Given]) -> Rows:
    """Everybody's row, from what each room gave in the order of the campaign.  O(cadres).

    Of several rooms one that moves people between units decides the row, and of these the first.
    """
    size = len(instance.cadres)
    there = instance.in_pool.copy()
    room, stage = np.full(size, "", dtype="U16"), np.full(size, Stage.STAY.value, dtype="U10")
    unit, post, section = (np.full(size, -1, dtype=np.int32) for _ in range(3))
    ranks = {name: np.zeros(size, dtype=np.int32) for name in ("intent_rank", "nomination_rank")}
    backwards = list(given.items())[::-1]
    for name, part in sorted(backwards, key=lambda item: item[1].moves):  # the last one decides
        who = part.cadre
        there[who] = True
        room[who], stage[who], unit[who] = name, np.array(part.stage, dtype="U10"), part.unit
        for column, values in ((post, part.post), (section, part.section)):
            if values is not None:
                column[who] = values
        for rank, column in ranks.items():
            found = getattr(part, rank)
            if found is not None:
                column[who] = found
        if part.listed is not None:
            there[part.listed] = True
    cadre = np.flatnonzero(there).astype(np.int32)
    return Rows(
        frozen(cadre), room[cadre], stage[cadre], frozen(unit[cadre]), frozen(post[cadre]), frozen(section[cadre]),
        frozen(ranks["intent_rank"][cadre]), frozen(ranks["nomination_rank"][cadre]),
    )  # fmt: skip

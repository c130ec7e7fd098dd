"""What stood in the way of an intent in a balanced exchange."""

from __future__ import annotations

import numpy as np

from rengang.errors import Text
from rengang.explain.selection.fates import Fates
from rengang.explain.words import cited, joined
from rengang.model.pairs import find


def exchange_text(fates: Fates, at: int) -> Text:
    """Which bounds the move alone would break; and where none, that the whole decided.

    The move is looked at by itself, everything else as it stands: the cadre leaves where they end under the
    allocation and goes to the unit of the intent.
    """
    cadre, unit = int(fates.pairs.cadre[at]), int(fates.pairs.unit[at])
    found = [f(fates, cadre, unit) for f in (_relative_there, _unit_full, _gap_behind)]
    clauses = [clause for clause in found if clause is not None]
    rank = int(fates.pairs.nomination_rank[at])
    clauses.insert(0, Text(f"你是提名第 {rank} 位", f"you were rank {rank}"))
    if len(clauses) == 1:
        clauses.append(
            cited(
                Text(
                    "单独换过去不违反任何规定，但整体方案没有这样安排",
                    "the move alone would break nothing, but the exchange as a whole did not make it",
                ),
                fates.policy,
                "two_way.rule",
            )
        )
    return joined(clauses)


def final_unit(fates: Fates, cadre: int) -> int:
    """Where the cadre ends in an exchange: the unit given, else the old one."""
    row = int(find(np.array([cadre]), fates.allocation.cadre)[0])
    given = int(fates.allocation.to_unit[row]) if row >= 0 else -1
    return given if given >= 0 else int(fates.instance.unit_of[cadre])


def _relative_there(fates: Fates, cadre: int, unit: int) -> Text | None:
    ends = [final_unit(fates, int(relative)) for relative in fates.relatives(cadre)]
    count = ends.count(unit)
    if not count:
        return None
    text = Text(
        f"你有 {count} 名须回避的亲属最终在该单位",
        f"{count} relative{' of yours is' if count == 1 else 's of yours are'} there in the end",
    )
    return cited(text, fates.policy, "avoidance.relations")


def most_gained(limit: int) -> Text:
    """The bound on in − out in words."""
    if limit == 0:
        return Text("调入不得多于调出", "no more may arrive than leave")
    return Text(f"调入至多比调出多 {limit} 人", f"at most {limit} more may arrive than leave")


def _unit_full(fates: Fates, cadre: int, unit: int) -> Text | None:
    """One more arrival would exceed what departures and tolerance allow."""
    into, out = int(fates.into[unit]), int(fates.movers_out[unit])
    limit = int(fates.surplus[unit])
    if into + 1 - out <= limit:
        return None
    bound = most_gained(limit)
    text = Text(
        f"该单位调出 {out} 人、调入 {into} 人，{bound.zh}，不能再进",
        f"{out} leave that unit and {into} arrive; {bound.en}",
    )
    return cited(text, fates.policy, "balance.mode", "caps.establishment")


def _gap_behind(fates: Fates, cadre: int, unit: int) -> Text | None:
    """The unit where the cadre ends would be left short."""
    here, home = final_unit(fates, cadre), int(fates.instance.unit_of[cadre])
    if here < 0:
        return None
    into, out = int(fates.into[here]), int(fates.movers_out[here])
    into, out = (into, out + 1) if here == home else (into - 1, out)
    tolerance = fates.policy.balance.tolerance
    if out - into <= tolerance:
        return None
    place = (
        Text("原单位", "your present unit") if here == home else Text("你得到的单位", "the unit that you got")
    )
    text = Text(
        f"你若离开，{place.zh}将调出 {out} 人、调入 {into} 人，差额超过 {tolerance}",
        f"with you gone, {place.en} would have {out} departures and {into} arrivals, "
        f"a gap of more than {tolerance}",
    )
    return cited(text, fates.policy, "balance.mode")

"""The section selection in a synthetic bureau: who declares which sections, and the rounds of picks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from rengang.synthetic.streams import stream

if TYPE_CHECKING:
    from rengang.synthetic.bureau_staff import Staff

INTENTS, ROUNDS = 3, 4
"""Sections that a person may declare, and rounds of picks."""
APPLY, CONSENT = 0.7, 0.9
"""Chances that one of the institution staff applies, and that the home unit consents (JL-06)."""


def section_tables(staff: Staff, sections: pl.Series, seed: int, picks: bool) -> dict[str, pl.DataFrame]:
    """The table `section_intents`, and with `picks` the table `section_picks`."""
    rng = stream(seed, "bureau sections")
    count = len(sections)
    pull = np.exp(0.5 * rng.standard_normal(count))
    applies = ~staff.admin & (rng.random(len(staff.ids)) < APPLY)
    declares = np.flatnonzero((staff.admin & ~staff.exempt & ~staff.waives) | applies)
    rows: list[tuple[int, int, int, bool | None]] = []
    for cadre in declares.tolist():
        weight = pull.copy()
        if staff.section[cadre] >= 0:
            weight[staff.section[cadre]] *= 3
        many = min(1 + int(rng.choice(INTENTS, p=[0.1, 0.25, 0.65])), count)
        consent = None if staff.admin[cadre] else bool(rng.random() < CONSENT)
        chosen = rng.choice(count, many, replace=False, p=weight / weight.sum())
        rows += [(cadre, order, int(section), consent) for order, section in enumerate(chosen, 1)]
    columns = np.array([row[:3] for row in rows], dtype=np.int64).reshape(-1, 3).T
    intents = pl.DataFrame(
        {
            "cadre_id": staff.ids.gather(columns[0]),
            "order": columns[1],
            "section_id": sections.gather(columns[2]),
            "consent": pl.Series([row[3] for row in rows], dtype=pl.Boolean),
        }
    )
    return {
        "section_intents": intents,
        **({"section_picks": _picks(staff, sections, rows, rng)} if picks else {}),
    }


def _picks(
    staff: Staff, sections: pl.Series, rows: list[tuple[int, int, int, bool | None]], rng: np.random.Generator
) -> pl.DataFrame:
    """Every section picks one a round among those who declare it, best first by its own view; one in ten passes."""
    liking = rng.standard_normal(len(staff.ids))
    wanted: list[list[int]] = []
    for section in range(len(sections)):
        declared = [c for c, _, s, _ in rows if s == section and not staff.contends[c]]
        wanted.append(sorted(declared, key=lambda c: (-liking[c], c)))
    out: list[tuple[int, int, int, int]] = []
    for number in range(1, ROUNDS + 1):
        turns = rng.permutation(len(sections))
        for section in range(len(sections)):
            passes = rng.random() < 0.1 or not wanted[section]
            picked = -1 if passes else wanted[section].pop(0)
            out.append((section, number, picked, int(turns[section]) + 1))
    columns = np.array(out, dtype=np.int64).T
    who = pl.Series(columns[2])
    return pl.DataFrame(
        {
            "section_id": sections.gather(columns[0]),
            "round": columns[1],
            "cadre_id": staff.ids.gather(who.set(who < 0, None)),
            "order": columns[3],
        }
    )

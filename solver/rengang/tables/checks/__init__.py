"""Checks that need more than one cell: across rows, across tables, and against the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from rengang.errors import Problem
from rengang.model.schema import TABLES
from rengang.policy import Policy
from rengang.tables.checks.applications import check_applications
from rengang.tables.checks.ballots import check_ballots, check_votes
from rengang.tables.checks.catalogue import CATALOGUE, Fault
from rengang.tables.checks.contest import check_conditions, check_decisions, check_exams, check_posts
from rengang.tables.checks.identity import (
    check_duplicates,
    check_needed_rows,
    check_references,
    check_structure,
)
from rengang.tables.checks.inspection import Inspection
from rengang.tables.checks.intents import check_intents
from rengang.tables.checks.marks import check_marked, check_names, check_panels, check_scale
from rengang.tables.checks.nominations import check_nominations
from rengang.tables.checks.people import (
    check_dates,
    check_headcounts,
    check_kinship,
    check_needed_facts,
    check_pool,
)
from rengang.tables.checks.section_selection import (
    check_holidays,
    check_section_intents,
    check_section_picks,
    check_sections,
)
from rengang.tables.reading.source import Origin

__all__ = ["CATALOGUE", "Fault", "check_tables"]

_CHECKS = (
    check_needed_rows,
    check_duplicates,
    check_references,
    check_structure,
    check_pool,
    check_needed_facts,
    check_dates,
    check_headcounts,
    check_kinship,
    check_intents,
    check_nominations,
    check_posts,
    check_conditions,
    check_decisions,
    check_exams,
    check_applications,
    check_scale,
    check_names,
    check_panels,
    check_marked,
    check_votes,
    check_ballots,
    check_sections,
    check_section_intents,
    check_section_picks,
    check_holidays,
)


def check_tables(
    frames: Mapping[str, pl.DataFrame],
    origins: Mapping[str, Origin],
    policy: Policy,
    unread: Iterable[Problem] = (),
) -> list[Problem]:
    """Every fault that shows only across rows or tables, or against the policy.

    Parameters
    ----------
    frames
        Tables by English name with canonical columns and types, in the order in which they were read.
        Missing columns and tables count as blank; without ``cadres.pool`` whoever files an intent is in
        the pool.
    origins
        Where each table came from, so that faults are told in the user's words; may lack tables.
    policy
        The regulation in force; ask again when it changes.
    unread
        Problems of single cells that were found before: such a cell is blank in `frames`, but nothing may be
        concluded from that.

    Returns
    -------
    list of Problem
        In the order of tables, then rows, then checks. One cause is told once: what follows from a fault that
        is reported (an unknown id, an unmarked pool) is left out.

    Notes
    -----
    Vectorised joins and groupings, O(n log n) for n rows in all; Python runs only over the rows at fault.
    """
    inspection = Inspection(frames, origins, policy, unread)
    for check in _CHECKS:
        check(inspection)
    order = {inspection.shown(name): place for place, name in enumerate(TABLES)}
    return sorted(inspection.problems, key=lambda p: (order.get(p.table or "", -1), p.row or 0))

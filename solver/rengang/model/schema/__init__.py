"""The tables of an instance as data: every table and column with its names, kind and meaning.

One declaration serves the readers (headings and aliases), the checks (kinds, needed columns), the templates
(headings, drop-down lists, the explaining page) and the documentation.
"""

from __future__ import annotations

from collections.abc import Mapping

from rengang.model.schema.columns import (
    DECIMAL_PLACES,
    DTYPES,
    GRADES,
    LEVELS,
    RELATIONS,
    UNIT_KINDS,
    Column,
    Kind,
    Table,
)
from rengang.model.schema.contest import (
    APPLICATIONS,
    APPRAISALS,
    DECISIONS,
    EXAMS,
    JUDGES,
    RATINGS,
    RECOMMENDATIONS,
    SCORES,
    VOTES,
    WAIVERS,
)
from rengang.model.schema.roster import CADRES, HOLIDAYS, KINSHIP, POSTS, SECTIONS, UNITS
from rengang.model.schema.selection import INTENTS, NOMINATIONS, SECTION_INTENTS, SECTION_PICKS

TABLES: Mapping[str, Table] = {
    t.name: t
    for t in (
        UNITS,
        SECTIONS,
        POSTS,
        CADRES,
        INTENTS,
        NOMINATIONS,
        KINSHIP,
        APPLICATIONS,
        WAIVERS,
        JUDGES,
        SCORES,
        APPRAISALS,
        RATINGS,
        EXAMS,
        RECOMMENDATIONS,
        VOTES,
        DECISIONS,
        SECTION_INTENTS,
        SECTION_PICKS,
        HOLIDAYS,
    )
}
"""Every table of an instance by its English name, in the order in which they are written."""

__all__ = [
    "APPLICATIONS",
    "APPRAISALS",
    "CADRES",
    "DECIMAL_PLACES",
    "DECISIONS",
    "DTYPES",
    "EXAMS",
    "GRADES",
    "HOLIDAYS",
    "INTENTS",
    "JUDGES",
    "KINSHIP",
    "LEVELS",
    "NOMINATIONS",
    "POSTS",
    "RATINGS",
    "RECOMMENDATIONS",
    "RELATIONS",
    "SCORES",
    "SECTIONS",
    "SECTION_INTENTS",
    "SECTION_PICKS",
    "TABLES",
    "UNITS",
    "UNIT_KINDS",
    "VOTES",
    "WAIVERS",
    "Column",
    "Kind",
    "Table",
]

"""All subjects, in the order in which they run and stand on the page of results."""

from __future__ import annotations

from benchmarks.subjects import (
    acceptance,
    assignment,
    contest,
    directed,
    growth,
    largest,
    lattice,
    program,
    scale,
    textbook,
    workbook,
)
from benchmarks.suite.spec import Subject

SUBJECTS: tuple[Subject, ...] = (
    program.SUBJECT,
    workbook.SUBJECT,
    contest.SUBJECT,
    scale.SUBJECT,
    textbook.SUBJECT,
    growth.SUBJECT,
    directed.SUBJECT,
    largest.SUBJECT,
    acceptance.SUBJECT,
    lattice.SUBJECT,
    assignment.SUBJECT,
)


def subject_called(name: str) -> Subject:
    """The subject of that name (KeyError if there is none)."""
    return {subject.name: subject for subject in SUBJECTS}[name]

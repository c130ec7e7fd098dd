"""One random stream per subject, so that a knob of one subject leaves the draws of the others alone."""

from __future__ import annotations

import numpy as np

SUBJECTS = (
    "sizes",
    "units",
    "establishment",
    "roster",
    "pool",
    "people",
    "names",
    "skills",
    "vacancies",
    "posts",
    "popularity",
    "filing",
    "intents",
    "scores",
    "ties",
    "kinship",
    "contest posts",
    "applications",
    "merit",
    "prelim",
    "appraisals",
    "marks",
    "votes",
    "bureau",
    "bureau marks",
    "bureau sections",
    "circles",
    "contest leaving",
)
"""Every subject; its place here numbers its stream, so new ones go to the end."""


def stream(seed: int, subject: str) -> np.random.Generator:
    """The generator of one subject: PCG64 on the child of the seed that the subject's place numbers.

    Raises
    ------
    ValueError
        There is no such subject.
    """
    child = np.random.SeedSequence(seed, spawn_key=(SUBJECTS.index(subject),))
    return np.random.Generator(np.random.PCG64(child))

"""Benchmarks: the claims about speed and size, measured anew by whoever types ``make bench``.

``python -m benchmarks --list`` names the subjects and their specs (instance × method × parameters). Data flows one
way: `suite` keeps records, judges the claims on them and makes the page of results, and knows no subject; `peers` and
`plain_c` are what subjects compare with; each subject is one module in `subjects` with a
:class:`~benchmarks.suite.spec.Subject`; `registry` lists them; `measure` measures one spec in a process of its own,
and `run` all that have no record yet. Seconds are shown; what gates the tests is counts (tests/benchmarks).
"""

from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The repository."""

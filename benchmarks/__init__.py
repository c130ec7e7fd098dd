"""Benchmarks: the claims about speed and size, measured anew by whoever types ``make bench``.

``python -m benchmarks --list`` names the subjects and their specs (instance × method × parameters). Each subject is
one module in `subjects` with a :class:`~benchmarks.suite.spec.Subject`; `suite` measures each spec in a process of
its own, keeps the records, judges the claims on them and makes the page of results. Seconds are shown; what gates
the tests is counts (tests/benchmarks).
"""

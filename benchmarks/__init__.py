"""Benchmarks: the claims about speed and size, measured anew by whoever types ``make bench``.

``python -m benchmarks --list`` names the subjects. Each is one module with one :class:`~benchmarks.spec.Spec`; each
case runs in a process of its own, says what it measured as one JSON record, and the claims are judged on the
records. Seconds are shown; what gates the tests is counts (tests/benchmarks).
"""

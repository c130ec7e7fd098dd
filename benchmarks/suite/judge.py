"""The records of a subject, judged: what failed, known optima, the subject's own claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from benchmarks.suite import optima
from benchmarks.suite.spec import Claim, Plot, Record, Subject, Table

STALE = (KeyError, TypeError, ValueError, IndexError, AttributeError)
"""What a subject raises on records that an earlier state of it wrote down."""


def judged(subject: Subject, records: Sequence[Record]) -> list[Claim]:
    """What could not be measured, optima that are known, and the claims of the subject."""
    failed = [r for r in records if "failed" in r and not _of_peer(subject, r)]
    out = [Claim(f"{r['spec']}: can be measured", False, r["failed"]) for r in failed]
    out += _known(subject, records)
    sound = sound_of(subject, records)
    if not sound:
        return out
    try:
        out += subject.claims(sound)
        subject.tables(sound)
        subject.plots(sound)
    except STALE as error:
        told = f"{type(error).__name__}: {error}; measure them again"
        out.append(Claim("the records can be judged and shown", False, told))
    return out


def tables(subject: Subject, records: Sequence[Record]) -> list[Table]:
    """The subject's tables of what was measured; none where records do not fit, which :func:`judged` tells."""
    sound = sound_of(subject, records)
    with suppress(*STALE):
        return subject.tables(sound) if sound else []
    return []


def plots(subject: Subject, records: Sequence[Record]) -> list[Plot]:
    """The same of the subject's plots, without those that have no point."""
    sound = sound_of(subject, records)
    with suppress(*STALE):
        found = subject.plots(sound) if sound else []
        return [plot for plot in found if any(series.points for series in plot.series)]
    return []


def sound_of(subject: Subject, records: Sequence[Record]) -> list[Record]:
    """Records that the subject's own functions see: a peer's failures are findings, our own are not."""
    return [r for r in records if "failed" not in r or _of_peer(subject, r)]


def _of_peer(subject: Subject, record: Record) -> bool:
    return any(spec.name == record["spec"] and spec.peer for spec in subject.specs)


def _known(subject: Subject, records: Sequence[Record]) -> list[Claim]:
    """One claim for each spec whose known optimum was not found, one for all where it was."""
    listed = optima.read()
    expects = {spec.name: optima.known(subject, spec, listed) for spec in subject.specs}
    known = {name: values for name, values in expects.items() if values is not None}
    asserted = [r for r in records if r["spec"] in known and "failed" not in r]
    out = []
    for record in asserted:
        expected = known[record["spec"]]
        found = {name: value for name, value, *_ in record.get("objective", [])}
        wrong = [name for name in expected if name not in found or found[name] != expected[name]]
        if wrong:
            text = f"{record['spec']}: reaches the known optimum " + _values(expected, wrong)
            out.append(Claim(text, False, _values(found, wrong)))
    if asserted and not out:
        text = "specs with a known optimum reach it"
        out.append(Claim(text, True, f"{len(asserted)} of {len(asserted)}"))
    return out


def _values(objective: Mapping[str, int], names: Sequence[str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {objective.get(name, 'none')}" for name in names)

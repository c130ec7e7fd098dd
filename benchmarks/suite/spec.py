"""What a benchmark is: specs to measure, claims to judge the records by, tables and plots to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
"""What one spec measured, as JSON has it.

The runner adds `subject`, `spec`, `instance`, `method`, `parameters`, `date`, `key`, `machine`, `load_before`.
Keys that a subject's function sets where they make sense, so that all subjects speak of them alike:
`instance_hash` (sha256 of the arrays or files), `status`, `objective` and `bound` (lists of [name, value]),
`first_s` (time to the first solution), `proof_s` (to the proof), `deterministic_time`, `seconds`, `cpu_s`,
`peak_mb` (added where the function does not set it), `failed` (the message of a method that failed).
"""


@dataclass(frozen=True)
class Spec:
    """One measurement: instance × method × parameters.

    Attributes
    ----------
    name
        In tables and for ``--spec``; unique within the subject.
    instance, method
        What is solved and what solves it, by name. `measure` gets them with the parameters.
    parameters
        What else `measure` needs (JSON).
    known
        Name → value of objectives that are known to be optimal. A record that says otherwise is a failed claim.
    full
        Runs under ``--full`` only.
    peer
        The method is somebody else's: where it fails, that is a finding (the record has `failed` and goes to
        claims, tables and plots). A failure of our own is a failed claim, and its record goes nowhere else.
    limit_s
        The process is ended after so many seconds, which is a failure.
    """

    name: str
    instance: str = ""
    method: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, int] | None = None
    full: bool = False
    peer: bool = False
    limit_s: float = 1_800


@dataclass(frozen=True)
class Claim:
    """A claim judged: what was claimed, whether it holds, and what was found.

    A `bar` is one that the project has set itself; bars stand together at the head of the page.
    """

    text: str
    holds: bool
    found: str
    bar: bool = False


@dataclass(frozen=True)
class Table:
    """A table of text; columns with figures are set to the right, but for the first."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""


@dataclass(frozen=True)
class Series:
    """One line of a plot: its label, its points, and where (x) it failed and why.

    `ours` is drawn as the thick line.
    """

    label: str
    points: Sequence[tuple[float, float]]
    failed: Sequence[tuple[float, str]] = ()
    ours: bool = False


@dataclass(frozen=True)
class Plot:
    """A picture of several series, both axes logarithmic unless said otherwise.

    Attributes
    ----------
    name
        Part of the file's name: lower case and hyphens.
    title, x, y
        The caption; the axes with their units.
    series
        At least one with a point.
    """

    name: str
    title: str
    x: str
    y: str
    series: Sequence[Series]
    logarithmic: bool = True


def _no_claims(records: Sequence[Record]) -> list[Claim]:
    return []


def _no_tables(records: Sequence[Record]) -> list[Table]:
    return []


def _no_plots(records: Sequence[Record]) -> list[Plot]:
    return []


@dataclass(frozen=True)
class Subject:
    """One subject: a module in benchmarks/subjects with a constant SUBJECT.

    Attributes
    ----------
    name, title
        The module's name and the word for ``--only``; the heading.
    about
        What is measured and how, in a paragraph.
    specs
        In the order in which they run.
    measure
        Called in a process of its own with a spec's parameters, `instance` and `method` among them; returns what
        goes into its record.
    claims, tables, plots
        From the records that there are, in the order of `specs`. Not every spec need have one.
    """

    name: str
    title: str
    about: str
    specs: Sequence[Spec]
    measure: Callable[[Mapping[str, Any]], Record]
    claims: Callable[[Sequence[Record]], list[Claim]] = _no_claims
    tables: Callable[[Sequence[Record]], list[Table]] = _no_tables
    plots: Callable[[Sequence[Record]], list[Plot]] = _no_plots

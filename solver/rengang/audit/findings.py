"""What an audit finds: the verdict on the answer in a folder, and every claim of its files that is false."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, assert_never

from rengang.audit import contest, sections
from rengang.audit.summary import false_counts, false_figures
from rengang.errors import Text
from rengang.model import Instance
from rengang.model.procedure import Procedure
from rengang.report import ResultFolder
from rengang.verify import Breach, Verdict


class Judged(Protocol):
    """A result folder with what the judge found; :class:`~rengang.audit.Opened` is one."""

    @property
    def path(self) -> Path:
        """Where the folder is."""

    @property
    def instance(self) -> Instance:
        """The instance as handed in."""

    @property
    def folder(self) -> ResultFolder:
        """The folder as read."""

    @property
    def verdict(self) -> Verdict:
        """The verdict on its answer."""


@dataclass(frozen=True, eq=False)
class Audit:
    """What is wrong with a result folder.

    Attributes
    ----------
    verdict
        What the judge finds about the answer, from the tables alone.
    false_claims
        Every figure and row of the folder that the tables do not bear out, in the order of its files:
        ``summary.json``, ``contest.csv``, ``log.csv``, ``sections.csv``, ``picks.csv``, the counts of the summary.
    """

    verdict: Verdict
    false_claims: tuple[Text, ...]

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Every hard rule that the answer breaks, and by whom."""
        return self.verdict.breaches

    @property
    def ok(self) -> bool:
        """Is no rule broken and no claim false."""
        return not self.breaches and not self.false_claims


def audit(opened: Judged) -> Audit:
    """Hold a result folder against the tables: its answer against the rules, its files against the verdict.

    Parameters
    ----------
    opened
        What :func:`~rengang.audit.open_result` gives.

    Raises
    ------
    InvalidInput
        The tables leave open what the policy needs, so that there is no verdict.

    Notes
    -----
    A figure, a key or a file that is not there claims nothing. Texts and names are not compared, and workbook and
    page are not opened; docs/result.md lists what is held and what is not.
    """
    return Audit(opened.verdict, tuple(_false_claims(opened)))


def _false_claims(opened: Judged) -> Iterator[Text]:
    instance, folder, verdict = opened.instance, opened.folder, opened.verdict
    yield from false_figures(folder, verdict)
    for procedure in verdict.parts:
        yield from _false_rows(opened, procedure)
    yield from false_counts(instance, folder, verdict)


def _false_rows(opened: Judged, procedure: Procedure) -> Iterator[Text]:
    """What the CSV files of one procedure claim about single people and posts."""
    instance, folder, verdict = opened.instance, opened.folder, opened.verdict
    match procedure:
        case Procedure.CONTEST:
            if verdict.contest is not None:
                yield from contest.false_rows(opened.path, instance, verdict.contest, folder.contest)
        case Procedure.SECTIONS:
            if verdict.sections is not None and folder.sections is not None:
                yield from sections.false_rows(opened.path, instance, folder.sections, verdict.sections)
        case Procedure.TWO_WAY | Procedure.EXCHANGE | Procedure.DIRECTED:
            pass  # their rows are those of allocation.csv, which the verdict is about
        case _:
            assert_never(procedure)

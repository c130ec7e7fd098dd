"""A result folder opened again: with the instance that it belongs to, and the policy that it is judged by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rengang.audit.findings import Audit, audit
from rengang.campaign import STAGES, only, resolve_policy
from rengang.errors import Problem, UsageError
from rengang.model import Allocation, Instance
from rengang.policy import Policy, resolve
from rengang.report import ReadSections, ResultFolder, read_folder
from rengang.tables import read
from rengang.verify import Appointments, Verdict, verify

if TYPE_CHECKING:
    from rengang.explain import Explainer

_NAMES = ("id", "title", "title_en", "rules", "documents", "provisions", "questions")
"""Keys of a policy that say where it comes from, not what it asks for."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A result folder, the instance that it belongs to, and the policy that it is judged by.

    Made by :func:`open_result`. Verdict, audit and explainer are worked out when they are first asked for, and kept.

    Attributes
    ----------
    path
        Where the folder is.
    instance
        The instance as handed in, before any contest.
    policy
        The policy in force: the one that was given, else the one that the result was made under.
    folder
        The folder as read.
    differing
        The groups of keys in which the policy that the result was made under differs from the instance's own;
        empty where a policy was given.
    """

    path: Path
    instance: Instance
    policy: Policy
    folder: ResultFolder
    differing: tuple[str, ...] = ()

    @property
    def allocation(self) -> Allocation | None:
        """Who goes where, as the folder says; None where no selection ran."""
        return self.folder.allocation

    @property
    def contest(self) -> Appointments | None:
        """Whom the contest appointed, as the folder says; None where there was none."""
        return self.folder.contest

    @property
    def sections(self) -> ReadSections | None:
        """The section plan, as the folder says; None where there was none."""
        return self.folder.sections

    @property
    def summary(self) -> dict[str, Any]:
        """The document of ``summary.json``."""
        return self.folder.summary

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What does not stop the work: the folder was made from other tables."""
        return self.folder.warnings

    @property
    def seed(self) -> int:
        """The seed of the result's lots."""
        seed = self.summary.get("seed")
        return seed if isinstance(seed, int) else 0

    @cached_property
    def verdict(self) -> Verdict:
        """What the judge finds about the answer in the folder, from the tables alone.

        Raises
        ------
        InvalidInput
            The tables leave open what the policy needs.
        """
        return verify(
            self.instance, self.policy, self.allocation, contest=self.contest, sections=self.sections,
            seed=self.seed,
        )  # fmt: skip

    @cached_property
    def audit(self) -> Audit:
        """The verdict, and every claim of the folder that is false: see :func:`rengang.audit.audit`."""
        return audit(self)

    @cached_property
    def explainer(self) -> Explainer:
        """Why everybody got what they got, by the answer in the folder and the verdict on it.

        Raises
        ------
        InvalidInput
            As for :attr:`verdict`.
        """
        from rengang.explain import Explainer

        return Explainer(self.instance, self.policy, self.verdict)


def open_result(
    folder: str | Path,
    instance: Instance | str | Path,
    policy: Policy | Mapping[str, Any] | str | Path | None = None,
) -> Opened:
    """Open a result folder to judge, audit or explain it.

    Parameters
    ----------
    folder
        A folder that `rengang solve --out`, or :func:`rengang.report.write_folder`, wrote.
    instance
        The instance that it belongs to, as handed in, or where that is to be read from. One that is in memory is
        taken to be sound, as :func:`rengang.read` leaves it.
    policy
        What to judge by: a policy, a document, the name of a shipped pack or a TOML file. None: the policy that the
        result was made under, as its summary tells it.

    Raises
    ------
    InvalidInput
        Instance, policy or folder have faults; all those of the first that has any are listed.

    Examples
    --------
    >>> import rengang
    >>> opened = rengang.open_result("out/b", "docs/example")           # doctest: +SKIP
    >>> opened.audit.ok                                                 # doctest: +SKIP
    True
    >>> opened.explainer.cadre(opened.instance.cadre_index["0004"]).en  # doctest: +SKIP
    'Cadre 0004 of …'
    """
    folder = Path(folder)
    handed_in = instance if isinstance(instance, Instance) else read(instance, policy)
    own = resolve_policy(handed_in, policy)
    result = read_folder(folder, handed_in)
    document = result.summary.get("policy_document")
    if policy is not None or not isinstance(document, Mapping):
        return Opened(folder, handed_in, own, result)
    made = resolve(document, source="summary.json")
    return Opened(folder, handed_in, made, result, _differing(own, made))


def _differing(own: Policy, made: Policy) -> tuple[str, ...]:
    """Groups of keys in which two policies differ; that a verb restricted one to a stage is no difference."""
    theirs = _asked(made)
    if any(_asked(part) == theirs for part in _restricted(own)):
        return ()
    ours = _asked(own)
    return tuple(key for key in ours if ours[key] != theirs[key])


def _asked(policy: Policy) -> dict[str, Any]:
    return {key: value for key, value in policy.model_dump(mode="json").items() if key not in _NAMES}


def _restricted(policy: Policy) -> Iterator[Policy]:
    """The policy as each verb of a single stage has it."""
    for stage in STAGES:
        try:
            yield only(policy, **{name: name == stage for name in STAGES})
        except UsageError:  # an exchange has no directed stage
            continue

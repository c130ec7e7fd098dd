"""`solve`: check, run the procedures, assemble, re-verify by independent code, and only then hand out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rengang.campaign.assemble import assemble
from rengang.errors import BreachFound, InvalidInput, Text, UsageError
from rengang.limits import Limits
from rengang.model import Fate, Instance, Objective, Progress, Reporter, Result, Stop
from rengang.model.procedure import Procedure
from rengang.model.result import Part, Share
from rengang.policy import Policy, read_document, resolve
from rengang.procedures.conduct import Work, conduct_of
from rengang.tables import check
from rengang.verify import Verdict, verify

log = logging.getLogger(__name__)

STAGES = ("contest", "sections", "two_way", "directed")
"""The stages that a campaign may be restricted to, as :func:`only` calls them."""


@dataclass(frozen=True, eq=False)
class Verified(Result):
    """A result with what the judge found about it, so that nobody need ask twice.

    Attributes
    ----------
    verdict
        None where there is no answer to judge.
    """

    verdict: Verdict | None = None


def _silent(progress: Progress) -> None:
    """Report to nobody."""


def solve(
    instance: Instance,
    policy: Policy | Mapping[str, Any] | str | Path | None = None,
    *,
    seed: int = 0,
    time_limit_s: float | None = None,
    workers: int = 1,
    progress: Reporter | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Verified:
    """Check the instance, run the campaign, verify the answer.

    Parameters
    ----------
    instance
        Tables and, perhaps, a policy document.
    policy
        A policy, a document, the name of a shipped pack or a TOML file; it replaces the instance's own.
    seed
        Seed of the search; the same instance, policy, seed and versions give the same allocation.
    time_limit_s
        Wall-clock seconds for the search; what is then best is returned, with its bounds.
    workers
        Threads of the exact search. More than one may find another optimum among equals.
    progress, should_stop
        Subscriber to progress; a question asked often whether to stop (the best so far is returned).

    Raises
    ------
    InvalidInput
        The instance or the policy has faults; all of them are listed.
    BreachFound
        Our own answer failed its re-verification (never happens, and is never handed out).
    """
    resolved = resolve_policy(instance, policy)
    faults = [p for p in check(instance, resolved) if p.severity == "error"]
    if faults:
        raise InvalidInput(faults)
    return run(
        instance, resolved, seed=seed, time_limit_s=time_limit_s, workers=workers, progress=progress,
        should_stop=should_stop,
    )  # fmt: skip


def resolve_policy(instance: Instance, policy: Policy | Mapping[str, Any] | str | Path | None) -> Policy:
    """The policy in force: the given one, else the instance's own document, else the default pack."""
    if isinstance(policy, Policy):
        return policy
    if isinstance(policy, str | Path):
        return resolve(read_document(policy))
    return resolve(policy if policy is not None else instance.policy)


def only(
    policy: Policy,
    *,
    contest: bool = True,
    sections: bool = True,
    two_way: bool = True,
    directed: bool = True,
) -> Policy:
    """The policy of a campaign that runs only some of its stages.

    Without the directed stage the unmatched wait for another round; without the selection the whole pool is
    directed; without both nobody is exchanged.

    Raises
    ------
    UsageError
        An exchange has no directed stage to run alone.
    """
    if policy.exchanges and directed and not two_way:
        raise UsageError(
            Text(
                'balance.mode = "exchange" 下没有定向交流',
                'there is no directed placement under balance.mode = "exchange"',
            )
        )
    if not two_way and policy.exchanges:
        # the mode stays: a contest asks it who keeps a post and whose relatives leave
        policy = _with(policy, two_way={"rule": "none"})
    if not contest:
        policy = _with(policy, contest={"rule": "none"})
    if not sections:
        policy = _with(policy, sections={"rule": "none"})
    if not policy.exchanges:
        if not two_way:
            policy = _with(policy, two_way={"rule": "none"}, unmatched={"two_way": "directed"})
        if not directed:
            policy = _with(policy, unmatched={"two_way": "next_round"})
    return policy


def _with(policy: Policy, **groups: Mapping[str, Any]) -> Policy:
    """The policy with some keys of some groups replaced."""
    changed = {name: getattr(policy, name).model_copy(update=keys) for name, keys in groups.items()}
    return policy.model_copy(update=changed)


def run(
    instance: Instance,
    policy: Policy,
    *,
    seed: int = 0,
    time_limit_s: float | None = None,
    workers: int = 1,
    progress: Reporter | None = None,
    should_stop: Callable[[], bool] | None = None,
    screens: bool = False,
) -> Verified:
    """:func:`solve` for an instance that has been checked under exactly this policy.

    With `screens` the campaign ends with the contest's shortlists: who qualifies, before anybody is scored.
    """
    began = time.monotonic()
    limits = Limits(
        deadline=None if time_limit_s is None else began + time_limit_s,
        should_stop=should_stop or (lambda: False),
        workers=workers,
        seed=seed,
    )
    work = Work(instance, policy, limits, progress or _silent, screens)
    for procedure in Procedure:
        conduct = conduct_of(procedure)
        if work.goes_on and conduct.due(work):
            conduct.run(work)
    result = _result(work)
    log.info("%s, %s after %.2f s", result.status, result.stop, time.monotonic() - began)
    return result


def _result(work: Work) -> Verified:
    """The verified result of finished work."""
    allocation = assemble(work)
    parts = {**work.parts, **_shares(work)}
    result = Verified(
        status=work.status,
        stop=_stop(work),
        parts={procedure: parts[procedure] for procedure in Procedure if procedure in parts},
        allocation=allocation,
        conflict=work.conflict,
        notes=tuple(work.notes),
        seed=work.limits.seed,
        roster=None if work.roster is work.instance else work.roster,
    )
    verdict = None
    if allocation is not None or work.parts:
        with work.step("verify"):
            verdict = verify(
                work.instance, work.policy, allocation, contest=result.contest, sections=result.sections,
                seed=result.seed,
            )  # fmt: skip
            _insist(verdict, result)
    return replace(result, verdict=verdict, seconds=dict(work.seconds))


def _shares(work: Work) -> dict[Procedure, Part]:
    """The parts of the procedures between units: what was found, or the names of what was looked for."""
    matching = Procedure.EXCHANGE if work.policy.exchanges else Procedure.TWO_WAY
    if work.between is None or work.between.selection is None:
        if work.goes_on:
            return {}
        unknown = tuple(Objective(name, None, None) for name in work.policy.objectives)
        return {matching: Share(work.status, unknown)}
    found, directed = work.between.selection, work.between.directed
    parts: dict[Procedure, Part] = {matching: Share(found.status, found.objective, found.figures)}
    if directed is not None:
        named = zip(("directed_placed", "directed_cost"), directed.placed.objective, strict=True)
        objective = tuple(Objective(name, o.value, o.bound) for name, o in named)
        parts[Procedure.DIRECTED] = Share(directed.placed.status, objective)
    return parts


def _stop(work: Work) -> Stop:
    """Why the work ended; a limit that came too late to matter is not named."""
    if work.status.settled:
        return Stop.COMPLETED
    if work.limits.should_stop():
        return Stop.CANCELLED
    return Stop.TIME_LIMIT if work.limits.exhausted else Stop.COMPLETED


def _insist(verdict: Verdict, result: Verified) -> None:
    """No breach, and every value as the engines state it; otherwise the answer is ours to be ashamed of."""
    complaints = [breach.text.en for breach in verdict.breaches]
    judged = dict(verdict.values)
    complaints += [
        f"{o.name}: stated {o.value}, verified {judged[o.name]}"
        for part in result.parts.values()
        for o in part.objective
        if o.value is not None and judged.get(o.name) not in (None, o.value)
    ]
    complaints += _other_entries(verdict, result)
    if complaints:
        raise BreachFound("the answer failed its re-verification:\n" + "\n".join(complaints[:20]))


def _other_entries(verdict: Verdict, result: Verified) -> list[str]:
    """Entries that came as far as a shortlist or a seat here and not there, or with another score or rank."""
    if result.contest is None or verdict.contest is None:
        return []
    entries = result.contest.entries
    stated = {
        (cadre, post): (score, rank, wish)
        for cadre, post, fate, score, rank, wish in zip(
            entries.cadre.tolist(), entries.post.tolist(), entries.fate, entries.score,
            entries.post_rank.tolist(), entries.wish_rank.tolist(), strict=True,
        )
        if fate in (Fate.CANDIDATE, Fate.APPOINTED)
    }  # fmt: skip
    found = {(c.cadre, c.post): (c.score, c.post_rank, c.wish_rank) for c in verdict.contest.candidates}
    return [
        f"candidate {pair}: stated {stated.get(pair)}, verified {found.get(pair)}"
        for pair in sorted(stated.keys() | found.keys())
        if stated.get(pair) != found.get(pair)
    ]


__all__ = ["STAGES", "Verified", "only", "resolve_policy", "run", "solve"]

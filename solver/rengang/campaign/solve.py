"""`solve`: check, run the procedures, assemble, re-verify by independent code, and only then hand out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rengang.campaign.assemble import assemble
from rengang.campaign.pipeline import Work, run_exchange, run_stages
from rengang.engines.solvers.cpsat import Limits
from rengang.errors import BreachFound, InvalidInput, Text, UsageError
from rengang.model import Instance, Objective, Progress, Reporter, Result, Status, Stop
from rengang.policy import Policy, read_document, resolve
from rengang.tables import check
from rengang.verify import Verdict, verify

log = logging.getLogger(__name__)


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
) -> Result:
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


def only(policy: Policy, *, two_way: bool = True, directed: bool = True) -> Policy:
    """The policy of a campaign that runs one stage alone.

    Without the directed stage the unmatched wait for another round; without the selection the whole pool is
    directed.

    Raises
    ------
    UsageError
        An exchange has no directed stage to run alone.
    """
    if policy.exchanges and not two_way:
        raise UsageError(
            Text(
                'balance.mode = "exchange" 下没有定向交流',
                'there is no directed placement under balance.mode = "exchange"',
            )
        )
    if not directed and not policy.exchanges:
        unmatched = policy.unmatched.model_copy(update={"two_way": "next_round"})
        policy = policy.model_copy(update={"unmatched": unmatched})
    if not two_way:
        none = policy.two_way.model_copy(update={"rule": "none"})
        direct = policy.unmatched.model_copy(update={"two_way": "directed"})
        policy = policy.model_copy(update={"two_way": none, "unmatched": direct})
    return policy


def run(
    instance: Instance,
    policy: Policy,
    *,
    seed: int = 0,
    time_limit_s: float | None = None,
    workers: int = 1,
    progress: Reporter | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """:func:`solve` for an instance that has been checked under exactly this policy."""
    began = time.monotonic()
    limits = Limits(
        deadline=None if time_limit_s is None else began + time_limit_s,
        should_stop=should_stop or (lambda: False),
        workers=workers,
        seed=seed,
    )
    work = Work(instance, policy, limits, progress or _silent)
    (run_exchange if policy.exchanges else run_stages)(work)
    result = _result(work)
    log.info("%s, %s after %.2f s", result.status, result.stop, time.monotonic() - began)
    return result


def _result(work: Work) -> Result:
    """The verified result of finished work."""
    directed: tuple[Objective, ...] = ()
    allocation = None
    if work.selection is not None:
        allocation = assemble(work.instance, work.policy, work.selection, work.directed)
        if work.directed is not None:
            names = ("directed_placed", "directed_cost")
            directed = tuple(
                Objective(name, o.value, o.bound)
                for name, o in zip(names, work.directed.placed.objective, strict=True)
            )
        with work.step("verify"):
            _insist(verify(work.instance, work.policy, allocation), work, directed)
    return Result(
        status=work.status,
        stop=_stop(work),
        objective=work.selection.objective if work.selection is not None else _unknown(work),
        directed=directed,
        allocation=allocation,
        conflict=work.conflict,
        seconds=dict(work.seconds),
        notes=tuple(work.notes),
        seed=work.limits.seed,
    )


def _unknown(work: Work) -> tuple[Objective, ...]:
    return tuple(Objective(name, None, None) for name in work.policy.objectives)


def _stop(work: Work) -> Stop:
    """Why the work ended; a limit that came too late to matter is not named."""
    if work.status in (Status.OPTIMAL, Status.INFEASIBLE):
        return Stop.COMPLETED
    if work.limits.should_stop():
        return Stop.CANCELLED
    return Stop.TIME_LIMIT if work.limits.exhausted else Stop.COMPLETED


def _insist(verdict: Verdict, work: Work, directed: tuple[Objective, ...]) -> None:
    """No breach, and every value as the engines state it; otherwise the answer is ours to be ashamed of."""
    assert work.selection is not None
    complaints = [breach.text.en for breach in verdict.breaches]
    judged = dict(verdict.objective)
    complaints += [
        f"{o.name}: stated {o.value}, verified {judged[o.name]}"
        for o in work.selection.objective
        if judged[o.name] != o.value
    ]
    stated = {o.name: o.value for o in directed if o.value is not None}
    for name, value in (
        ("directed_placed", verdict.directed_placed),
        ("directed_cost", verdict.directed_cost),
    ):
        if name in stated and value is not None and stated[name] != value:
            complaints.append(f"{name}: stated {stated[name]}, verified {value}")
    if complaints:
        raise BreachFound("the answer failed its re-verification:\n" + "\n".join(complaints[:20]))


__all__ = ["only", "resolve_policy", "run", "solve"]

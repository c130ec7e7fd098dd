"""The summary document: what ``summary.json`` holds and what ``rengang solve --json`` prints."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING, Any

from rengang.model import Instance, Objective, Requirement, Result
from rengang.model.procedure import Procedure
from rengang.policy import Policy
from rengang.report.digest import instance_sha256 as hash_of
from rengang.report.outcome import Outcome
from rengang.report.part import parts
from rengang.version import __version__

if TYPE_CHECKING:
    from rengang.verify import Opinion, Verdict

_PACKAGES = ("numpy", "scipy", "ortools", "numba", "polars", "matching")


def versions() -> dict[str, str]:
    """Versions that the bytes of an allocation may depend on: ours, Python's, and the solvers'."""
    return {
        "rengang": __version__,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _PACKAGES},
    }


def summary_document(
    instance: Instance,
    policy: Policy,
    result: Result,
    verdict: Verdict | None = None,
    *,
    second_opinion: Opinion | None = None,
    instance_sha256: str | None = None,
    outcome: Outcome | None = None,
) -> dict[str, Any]:
    """What is proven about a result, as a JSON-ready document with its keys in a fixed order.

    Parameters
    ----------
    instance, policy, result
        What was handed in and solved, under what, and what came out; a result without an answer (infeasible,
        unknown) has None for every figure that needs one.
    verdict, second_opinion
        What the judge found about the whole and what the peer thinks of the selection; they are asked where None.
    instance_sha256
        The instance's hash if the caller has it already.
    outcome
        The result laid out if the caller has it already.

    Notes
    -----
    `pool`, `placed`, `first_intent_share`, `blocking_pairs` and `fairness` speak of the selection, on the
    roster that the contest left; `by_stage` and `units` of the whole campaign. What each procedure says is made
    in its room (:class:`~rengang.report.part.Part`). `policy` is the policy's name and `policy_document` every
    key of it, so that the result can be verified without the file that it was solved with. With a contest or a
    section selection `procedures` and a block of each are added.
    """
    outcome = outcome or Outcome(instance, policy, result, verdict)
    if result.allocation is not None and second_opinion is None:
        from rengang.verify import second_opinion as ask

        second_opinion = ask(outcome.roster, policy, result.allocation)
    told = {key: value for part in parts().values() for key, value in part.summary(outcome).items()}
    directed = result.parts.get(Procedure.DIRECTED)
    return {
        "status": result.status.value,
        "stop": result.stop.value,
        "objective": [
            _objective(o) for part in result.parts.values() if part is not directed for o in part.objective
        ],
        "pool": told.pop("pool"),
        "placed": told.pop("placed"),
        "by_stage": outcome.stages if result.answered else None,
        "first_intent_share": told.pop("first_intent_share"),
        "first_intent_share_exact": told.pop("first_intent_share_exact"),
        "blocking_pairs": told.pop("blocking_pairs"),
        "units": _units(outcome) if result.answered else None,
        "policy": policy.id,
        "seed": result.seed,
        "instance_sha256": hash_of(instance) if instance_sha256 is None else instance_sha256,
        "versions": versions(),
        "seconds": {step: round(spent, 3) for step, spent in result.seconds.items()},
        "directed": [_objective(o) for o in result.directed],
        "fairness": told.pop("fairness"),
        "verified": outcome.judged.ok if result.answered else None,
        "second_opinion": None if second_opinion is None else _opinion(second_opinion),
        "conflict": [{"key": r.key, "rule": r.rule, **r.text._asdict()} for r in _conflict(result)],
        "notes": [note._asdict() for note in result.notes],
        **({"procedures": _procedures(outcome)} if told else {}),  # else there is the selection alone
        **told,
        "policy_document": policy.model_dump(mode="json", exclude={"provisions"}),
    }


def _procedures(outcome: Outcome) -> list[str]:
    """Which procedures ran, in the order of the campaign."""
    return [procedure.value for part in parts().values() for procedure in part.ran(outcome)]


def _conflict(result: Result) -> tuple[Requirement, ...]:
    """Every conflicting requirement, each once, of whichever part found it."""
    return tuple(
        dict.fromkeys((*result.conflict, *(r for part in result.parts.values() for r in part.conflict)))
    )


def _objective(objective: Objective) -> dict[str, str | int | None]:
    return {"name": objective.name, "value": objective.value, "bound": objective.bound}


def _opinion(opinion: Opinion) -> dict[str, str]:
    return {"answer": opinion.answer, **opinion.reason._asdict()}


def _units(outcome: Outcome) -> list[dict[str, str | int]]:
    columns = (outcome.instance.staff, outcome.out, outcome.into, outcome.after, outcome.vacancies_left)
    names = ("before", "out", "in", "after", "vacancies_left")
    rows = zip(outcome.instance.units["unit_id"].to_list(), *(c.tolist() for c in columns), strict=True)
    return [dict(zip(("unit_id", *names), row, strict=True)) for row in rows]

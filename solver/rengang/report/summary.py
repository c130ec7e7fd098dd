"""The summary document: what ``summary.json`` holds and what ``rengang solve --json`` prints."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING, Any

from rengang import __version__
from rengang.model import Instance, Objective, Result
from rengang.policy import Policy
from rengang.report.digest import instance_sha256 as hash_of
from rengang.report.figures import Figures

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
    figures: Figures | None = None,
) -> dict[str, Any]:
    """What is proven about a result, as a JSON-ready document with its keys in a fixed order.

    Parameters
    ----------
    instance, policy, result
        What was solved, under what, and what came out; a result without an allocation (infeasible, unknown)
        has None for every figure that needs one.
    verdict, second_opinion
        What the judge found and what the peer thinks; they are asked where None.
    instance_sha256
        The instance's hash if the caller has it already.
    figures
        The figures of `result.allocation` if the caller has them already.

    Notes
    -----
    `placed` counts everybody who is given a unit, by intent or by direction; the objective of that name
    counts the intents alone. `first_intent_share` is the share of those who filed intents whose intent of
    rank 1 was met, to six places, and `first_intent_share_exact` the same as the fraction met/filed.
    `blocking_pairs` is None in an exchange, which knows none. `policy` is the policy's name and
    `policy_document` every key of it, so that the result can be verified without the file that it was
    solved with.
    """
    if result.allocation is not None:
        from rengang.verify import second_opinion as ask
        from rengang.verify import verify

        figures = figures or Figures(instance, policy, result.allocation)
        verdict = verdict or verify(instance, policy, result.allocation)
        second_opinion = second_opinion or ask(instance, policy, result.allocation)
    met, filed = (0, 0) if figures is None else figures.first_intents
    return {
        "status": result.status.value,
        "stop": result.stop.value,
        "objective": [_objective(o) for o in result.objective],
        "pool": len(instance.pool),
        "placed": None if figures is None else int(figures.placed.sum()),
        "by_stage": None if figures is None else figures.stages,
        "first_intent_share": round(met / filed, 6) if filed else None,
        "first_intent_share_exact": f"{met}/{filed}" if filed else None,
        "blocking_pairs": None if policy.exchanges or verdict is None else len(verdict.blocking_cadre),
        "units": None if figures is None else _units(figures),
        "policy": policy.id,
        "seed": result.seed,
        "instance_sha256": hash_of(instance) if instance_sha256 is None else instance_sha256,
        "versions": versions(),
        "seconds": {step: round(spent, 3) for step, spent in result.seconds.items()},
        "directed": [_objective(o) for o in result.directed],
        "fairness": None if figures is None or verdict is None else _fairness(figures, verdict),
        "verified": None if verdict is None else verdict.ok,
        "second_opinion": None if second_opinion is None else _opinion(second_opinion),
        "conflict": [{"key": r.key, "rule": r.rule, **r.text._asdict()} for r in result.conflict],
        "notes": [note._asdict() for note in result.notes],
        "policy_document": policy.model_dump(mode="json"),
    }


def _objective(objective: Objective) -> dict[str, str | int | None]:
    return {"name": objective.name, "value": objective.value, "bound": objective.bound}


def _opinion(opinion: Opinion) -> dict[str, str]:
    return {"answer": opinion.answer, **opinion.reason._asdict()}


def _units(figures: Figures) -> list[dict[str, str | int]]:
    columns = (figures.instance.staff, figures.out, figures.into, figures.after, figures.vacancies_left)
    names = ("before", "out", "in", "after", "vacancies_left")
    rows = zip(figures.instance.units["unit_id"].to_list(), *(c.tolist() for c in columns), strict=True)
    return [dict(zip(("unit_id", *names), row, strict=True)) for row in rows]


def _fairness(figures: Figures, verdict: Verdict) -> dict[str, Any]:
    """Who was harmed by what: envy that rank alone would justify (cadres), intents that a rule barred."""
    return {
        "justified_envy": verdict.justified_envy,
        "intents": len(figures.pairs.cadre),
        "intents_barred": figures.barred,
    }

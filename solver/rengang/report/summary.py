"""The summary document: what ``summary.json`` holds and what ``rengang solve --json`` prints."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING, Any

from rengang.model import Instance, Objective, Requirement, Result
from rengang.policy import Policy
from rengang.report.digest import instance_sha256 as hash_of
from rengang.report.outcome import Outcome
from rengang.report.selection.figures import Figures
from rengang.report.summary_blocks import contest_block, procedures, sections_block
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
    roster that the contest left; `by_stage` and `units` of the whole campaign. `placed` counts everybody who
    is given a unit, by intent or by direction; the objective of that name counts the intents alone.
    `first_intent_share` is the share of those who filed intents whose intent of rank 1 was met, to six
    places, and `first_intent_share_exact` the same as the fraction met/filed. `blocking_pairs` is None in an
    exchange, which knows none. `policy` is the policy's name and `policy_document` every key of it, so that
    the result can be verified without the file that it was solved with. With a contest or a section selection
    `procedures`, `contest` and `sections` are added.
    """
    outcome = outcome or Outcome(instance, policy, result)
    figures = outcome.figures
    if result.answered:
        verdict = verdict or judged(outcome)
    if result.allocation is not None and second_opinion is None:
        from rengang.verify import second_opinion as ask

        second_opinion = ask(outcome.roster, policy, result.allocation)
    met, filed = (0, 0) if figures is None else figures.first_intents
    return {
        "status": result.status.value,
        "stop": result.stop.value,
        "objective": [_objective(o) for o in _objectives(result)],
        "pool": len(outcome.roster.pool),
        "placed": None if figures is None else int(figures.placed.sum()),
        "by_stage": outcome.stages if result.answered else None,
        "first_intent_share": round(met / filed, 6) if filed else None,
        "first_intent_share_exact": f"{met}/{filed}" if filed else None,
        "blocking_pairs": _pairs(outcome, verdict),
        "units": _units(outcome) if result.answered else None,
        "policy": policy.id,
        "seed": result.seed,
        "instance_sha256": hash_of(instance) if instance_sha256 is None else instance_sha256,
        "versions": versions(),
        "seconds": {step: round(spent, 3) for step, spent in result.seconds.items()},
        "directed": [_objective(o) for o in result.directed],
        "fairness": None if figures is None or verdict is None else _fairness(figures, verdict),
        "verified": None if verdict is None else verdict.ok,
        "second_opinion": None if second_opinion is None else _opinion(second_opinion),
        "conflict": [{"key": r.key, "rule": r.rule, **r.text._asdict()} for r in _conflict(result)],
        "notes": [note._asdict() for note in result.notes],
        **_blocks(outcome),
        "policy_document": policy.model_dump(mode="json", exclude={"provisions"}),
    }


def judged(outcome: Outcome) -> Verdict:
    """What the judge finds about a result."""
    from rengang.verify import verify

    result = outcome.result
    return verify(
        outcome.instance,
        outcome.policy,
        result.allocation,
        contest=result.contest,
        sections=result.sections,
        seed=result.seed,
    )


def _pairs(outcome: Outcome, verdict: Verdict | None) -> int | None:
    """Blocking pairs of the selection; None where it did not run, and in an exchange, which knows none."""
    if verdict is None or outcome.figures is None or outcome.policy.exchanges:
        return None
    return len(verdict.blocking_cadre)


def _blocks(outcome: Outcome) -> dict[str, Any]:
    """The keys that only a contest or a section selection brings."""
    if outcome.alone:
        return {}
    blocks: dict[str, Any] = {"procedures": procedures(outcome)}
    if outcome.contest is not None:
        blocks["contest"] = contest_block(outcome, outcome.contest)
    if outcome.sections is not None:
        blocks["sections"] = sections_block(outcome, outcome.sections)
    return blocks


def _objectives(result: Result) -> tuple[Objective, ...]:
    """The objectives of contest, section selection and selection, in the order of the campaign."""
    contest = () if result.contest is None else result.contest.objective
    sections = () if result.sections is None else result.sections.objective
    return (*contest, *sections, *result.objective)


def _conflict(result: Result) -> tuple[Requirement, ...]:
    """Every conflicting requirement, each once, of whichever part found it."""
    parts = [part.conflict for part in (result.contest, result.sections) if part is not None]
    return tuple(dict.fromkeys((*result.conflict, *(r for part in parts for r in part))))


def _objective(objective: Objective) -> dict[str, str | int | None]:
    return {"name": objective.name, "value": objective.value, "bound": objective.bound}


def _opinion(opinion: Opinion) -> dict[str, str]:
    return {"answer": opinion.answer, **opinion.reason._asdict()}


def _units(outcome: Outcome) -> list[dict[str, str | int]]:
    columns = (outcome.instance.staff, outcome.out, outcome.into, outcome.after, outcome.vacancies_left)
    names = ("before", "out", "in", "after", "vacancies_left")
    rows = zip(outcome.instance.units["unit_id"].to_list(), *(c.tolist() for c in columns), strict=True)
    return [dict(zip(("unit_id", *names), row, strict=True)) for row in rows]


def _fairness(figures: Figures, verdict: Verdict) -> dict[str, Any]:
    """Who was harmed by what: envy that rank alone would justify (cadres), intents that a rule barred."""
    return {
        "justified_envy": verdict.justified_envy,
        "intents": len(figures.pairs.cadre),
        "intents_barred": figures.barred,
    }

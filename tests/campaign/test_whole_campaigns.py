"""Whole campaigns, everything at once: what holds of every answer, and the causes of what once did not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from oracle.contest_cases import ContestCase
from oracle.random_campaigns import PACKS, random_campaign
from rengang import open_result, read
from rengang.campaign import only, run, solve
from rengang.campaign.solve import Verified
from rengang.errors import InvalidInput, Text
from rengang.explain import Explainer
from rengang.model import Fate, Instance, Status
from rengang.policy import Policy, resolve
from rengang.procedures.contest.after import after_contest
from rengang.report import write_folder
from rengang.tables import write

SEED = 3
BASES = ("seats", "seats", "contest", *PACKS)
CARRIERS = ("folder", "book.xlsx", "document.json")


def solved(instance: Instance) -> Verified | None:
    """The answer; None where the input is refused, in sentences that are whole."""
    try:
        return solve(instance, seed=SEED)
    except InvalidInput as refused:
        for problem in refused.problems:
            for sentence in (problem.sentence("zh"), problem.sentence("en")):
                assert sentence
                assert not {"{", "}"} & set(sentence)
        return None


def explainer(instance: Instance, policy: Policy, result: Verified) -> Explainer:
    """Who explains the whole result."""
    assert result.verdict is not None
    return Explainer(instance, policy, result.verdict)


def tables_of(folder: Path) -> dict[str, bytes]:
    """The CSV files of a result folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def written(instance: Instance, result: Verified, out: Path) -> dict[str, bytes]:
    """The result folder's CSV files."""
    policy = resolve(instance.policy)
    write_folder(
        instance,
        policy,
        result,
        out,
        explanations=explainer(instance, policy, result),
        verdict=result.verdict,
    )
    return tables_of(out)


def shuffled(instance: Instance, rng: np.random.Generator) -> Instance:
    """The same tables with their rows in another order."""
    frames = {
        name: frame[rng.permutation(len(frame)).tolist()] if len(frame) else frame
        for name, frame in instance.tables.items()
    }
    return Instance.from_tables(frames, instance.policy)


def claims_of(instance: Instance, out: Path) -> tuple[Text, ...]:
    """The folder reads back and keeps every rule; what it claims falsely."""
    opened = open_result(out, instance)
    assert opened.seed == SEED
    assert opened.audit.breaches == ()
    assert opened.warnings == ()
    return opened.audit.false_claims


def check_words(instance: Instance, result: Verified) -> None:
    """Everybody, every unit and every post is explained; who is appointed is called so, nobody else is."""
    says = explainer(instance, resolve(instance.policy), result)
    appointed = set() if result.contest is None else set(result.contest.cadre.tolist())
    texts = [says.cadre(i) for i in range(len(instance.cadres))]
    for i, text in enumerate(texts):
        assert ("任用" in text.zh and "appointed" in text.en) or i not in appointed
    texts += [says.unit(u) for u in range(len(instance.units))]
    texts += [says.post(p) for p in range(len(instance.tables["posts"]))]
    for text in texts:
        assert all(text)
        assert not {"{", "}"} & set(text.zh + text.en)


def check_parts(instance: Instance, result: Verified) -> None:
    """The contest alone is the campaign's contest, and the rest on its roster is the campaign's rest."""
    contest, policy = result.contest, resolve(instance.policy)
    if contest is None:
        return
    alone = run(instance, only(policy, sections=False, two_way=False, directed=False), seed=SEED).contest
    assert alone is not None
    assert (alone.cadre.tolist(), alone.post.tolist()) == (contest.cadre.tolist(), contest.post.tolist())
    roster = after_contest(instance, policy, contest.cadre, contest.post)
    rest = run(roster, only(policy, contest=False), seed=SEED).allocation
    if result.allocation is not None:
        assert rest is not None
        assert rest.stage == result.allocation.stage
        assert rest.to_unit.tolist() == result.allocation.to_unit.tolist()


@pytest.mark.parametrize("number", range(18))
def test_what_holds_of_every_campaign(number: int, tmp_path: Path) -> None:
    """Row order changes no byte, the folder verifies, everybody is explained, the parts make up the whole."""
    instance = random_campaign(np.random.default_rng([41, number]), base=BASES[number % len(BASES)])
    result = solved(instance)
    if result is None or not result.answered:
        return
    first = written(instance, result, tmp_path / "first")
    other = shuffled(instance, np.random.default_rng([42, number]))
    again = solved(other)
    assert again is not None
    assert written(other, again, tmp_path / "again") == first
    assert claims_of(instance, tmp_path / "first") == ()
    check_words(instance, result)
    check_parts(instance, result)


@pytest.mark.parametrize("number", range(6))
def test_a_limit_proves_nothing_false(number: int) -> None:
    """Without time a value is never better than its bound, and what is called optimal is the optimum."""
    instance = random_campaign(np.random.default_rng([43, number]))
    result = solved(instance)
    if result is None:
        return
    hurried = run(instance, resolve(instance.policy), seed=SEED, time_limit_s=0.0)
    if hurried.status is Status.OPTIMAL:
        assert all(o.proven for o in (*hurried.objective, *hurried.directed))
        assert result.status is Status.OPTIMAL
        assert [o.value for o in hurried.objective] == [o.value for o in result.objective]


def test_the_campaigns_are_worth_solving() -> None:
    """Most are accepted and answered; contest, sections and selection all occur, also together."""
    counts = dict.fromkeys(("answered", "appointed", "sections", "moved", "all"), 0)
    for number in range(30):
        result = solved(random_campaign(np.random.default_rng([44, number])))
        if result is None or not result.answered:
            continue
        appointed = result.contest is not None and len(result.contest.cadre) > 0
        moved = result.allocation is not None and bool((result.allocation.to_unit >= 0).any())
        counts["answered"] += 1
        counts["appointed"] += appointed
        counts["sections"] += result.sections is not None
        counts["moved"] += moved
        counts["all"] += appointed and moved and result.sections is not None
    assert counts["answered"] >= 20
    assert min(counts["appointed"], counts["sections"], counts["moved"]) >= 8
    assert counts["all"] >= 3


def everything() -> tuple[Instance, Verified]:
    """A campaign in which somebody is appointed, somebody moves, and sections are staffed."""
    for number in range(60):
        instance = random_campaign(np.random.default_rng([45, number]), base="seats")
        result = solved(instance)
        if result is None or result.contest is None or result.allocation is None or result.sections is None:
            continue
        candidates = [fate for fate in result.contest.entries.fate if fate is Fate.CANDIDATE]
        if len(result.contest.cadre) and candidates and (result.allocation.to_unit >= 0).any():
            return instance, result
    raise AssertionError("no such campaign")


CLAIMS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "units.": lambda d: d["units"][0].update({"in": d["units"][0]["in"] + 1}),
    "pool": lambda d: d.update(pool=d["pool"] + 1),
    "contest.filled": lambda d: d["contest"].update(filled=d["contest"]["filled"] + 1),
    "contest.qualified": lambda d: d["contest"].update(qualified=d["contest"]["qualified"] + 1),
    "contest.fates": lambda d: d["contest"]["fates"].update(late=99),
    "sections.placed": lambda d: d["sections"].update(placed=99),
    "vacancies_left": lambda d: d["units"][0].update(vacancies_left=99),
    "procedures": lambda d: d["procedures"].pop(),
    "first_intent_share_exact": lambda d: d.update(first_intent_share_exact="1/97"),
    "fairness.justified_envy": lambda d: d["fairness"].update(justified_envy=99),
}
"""Falsehoods in summary.json, by what names them."""


def test_a_false_count_in_the_summary_is_noticed(tmp_path: Path) -> None:
    """One count at a time, in every block of the summary: each is called false, and it alone."""
    instance, result = everything()
    written(instance, result, tmp_path / "out")
    document = (tmp_path / "out" / "summary.json").read_text("utf-8")
    for name, falsify in CLAIMS.items():
        summary = json.loads(document)
        falsify(summary)
        (tmp_path / "out" / "summary.json").write_text(json.dumps(summary), "utf-8")
        (claim,) = claims_of(instance, tmp_path / "out")
        assert name in claim.en


def test_a_candidate_called_appointed_in_contest_csv_is_noticed(tmp_path: Path) -> None:
    """Who was appointed stands in allocation.csv; contest.csv may not say it of another candidate."""
    instance, result = everything()
    written(instance, result, tmp_path / "out")
    table = pl.read_csv(tmp_path / "out" / "contest.csv", infer_schema=False)
    first = (pl.col("fate") == "candidate") & ((pl.col("fate") == "candidate").cum_sum() == 1)
    told = pl.when(first).then(pl.lit("appointed")).otherwise(pl.col("fate")).alias("fate")
    table.with_columns(told).write_csv(tmp_path / "out" / "contest.csv", include_bom=True)
    (claim,) = claims_of(instance, tmp_path / "out")
    assert "appointed" in claim.en


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_date_in_the_policy_survives_every_carrier(carrier: str, tmp_path: Path) -> None:
    """A TOML date (contest.as_of) is text in the instance, so that JSON and workbooks can hold it."""
    case = ContestCase(policy={"contest": {"as_of": "2014-06-01"}})
    dated = Instance.from_tables(case.instance().tables, resolve_dates())
    write(dated, tmp_path / carrier)
    assert read(tmp_path / carrier) == dated
    assert dated.policy["contest"]["as_of"] == "2014-06-01"


def resolve_dates() -> dict[str, object]:
    """A policy document as TOML reads it, with a date."""
    from tomllib import loads

    return loads("[contest]\nas_of = 2014-06-01\n")


def test_a_contest_without_applications_is_written(tmp_path: Path) -> None:
    """Posts are offered, nobody applies: the forms of the examination are empty, not a crash."""
    case = ContestCase(applications=[])
    instance = replace(case.instance(), policy={})
    result = solve(instance, case.rules())
    assert result.contest is not None
    assert len(result.contest.entries) == 0
    out = tmp_path / "out"
    write_folder(instance, case.rules(), result, out, explanations=explainer(instance, case.rules(), result))
    assert pl.read_csv(out / "contest.csv").height == 0


def test_the_contest_alone_knows_that_the_rest_is_an_exchange() -> None:
    """Under an exchange a pool member who stays keeps the post (S3): so also when the contest is run alone."""
    case = ContestCase(
        cadres={
            **ContestCase().cadres,
            "a": {"cadre_id": "a", "unit_id": "A", "level": "deputy", "post_id": "A1", "pool": True},
        },
        applications=[{"cadre_id": "b", "post_id": "A1"}, {"cadre_id": "y", "post_id": "A1"}],
        policy={
            "balance": {"mode": "exchange"},
            "two_way": {"rule": "exchange-max"},
            "contest": {"midlevel_cap": "off"},
        },
    )
    instance, policy = case.instance(), case.rules()
    whole = run(instance, policy).contest
    alone = run(instance, only(policy, sections=False, two_way=False, directed=False)).contest
    assert whole is not None
    assert alone is not None
    assert whole.cadre.tolist() == alone.cadre.tolist() == []

"""The report's part about contest and sections: what it tells, and that no cell becomes markup."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from rengang.errors import Text
from rengang.model import Event, Fate, Instance
from rengang.model.procedure import Procedure
from rengang.report import html as page_module
from rengang.report import summary_document
from rengang.report.contest import page as html_contest
from rengang.report.contest.chains import Chain, chains
from rengang.report.contest.fates import entry_reason
from rengang.report.html import flows, html_report
from rengang.report.outcome import Outcome
from rengang.verify import judge_contest
from report.small_contest import Held, entry_of, held
from report.test_html import EVIL, Page, data_of


def page_of(case: Held, lang: Any = "en") -> str:
    """The report of a case."""
    outcome = case.outcome
    summary = summary_document(case.instance, case.policy, case.result, outcome=outcome)
    return html_report(outcome, summary, case.plain, lang)


def test_the_contest_is_told() -> None:
    """What was asked, what is missing, each post with its outcome, each entry with score and derivation."""
    page = page_of(held("city"))
    markup, document = page.split('<script type="application/json"')[0], data_of(page)["contest"]
    for told in (
        "大专以上学历", "not in the own unit", "shortlist of at most 10", "竞岗得分 = 70% 领导评委 + 30% 群众评委",
        "Unit D must offer at least 1 post(s)", "votes above 1/2", "none: no person and post",
    ):  # fmt: skip
        assert told in markup, told
    posts, entries = document["posts"], document["entries"]
    outcome = [document["outcomes"][o]["key"] for o in posts["outcome"]]
    assert outcome == ["filled", "filled", "cancelled", "filled"]
    assert posts["winner"] == [["吴二", "c2"], ["郑三", "c3"], None, ["周一", "c1"]]
    assert posts["applied"] == [2, 2, 1, 4]
    assert posts["why"] == [f"about post {k}" for k in range(4)]
    first = {name: entries[name][0] for name in ("id", "score", "votes", "rank")}
    assert first == {"id": "c1", "score": "88.3", "votes": 7, "rank": 1}
    assert entries["why"][0].splitlines()[-1].endswith("= 88.3.")
    assert document["fates"][entries["fate"][5]]["key"] == "unqualified"
    assert document["log"]["kind"] == [
        "too few posts offered",
        "post cancelled",
        "may re-apply",
    ]


def test_the_sections_are_told() -> None:
    """Sections with their members, people with their group, turns of the rounds; no flows between units."""
    document = data_of(page_of(held("rounds")))
    assert document["sections"]["list"]["members"][1] == ["陶庚", "孔甲"]
    assert document["sections"]["people"]["group"][0] == "administrative staff"
    assert document["sections"]["picks"]["cadre"][2] is None
    assert document["flows"] == []
    stages = [document["stages"][s]["name"] for s in document["people"]["stage"]]
    assert stages[:2] == ["as declared", "kept"]
    assert stages[6] == "contest"
    assert document["people"]["section"][:2] == ["计财科", "办公室"]


def test_moves_by_contest_are_flows() -> None:
    """A to C, B to A, C to B by contest; A to B and B to A by intent; one of A left over."""
    assert flows(held("city").outcome) == [
        [0, -1, 1], [0, 1, 1], [0, 2, 1], [1, 0, 2], [2, 1, 1],
    ]  # fmt: skip


@pytest.mark.parametrize("which", ["city", "rounds"])
def test_no_cell_becomes_markup(which: str) -> None:
    """Names, titles and log lines that close the script or open a tag add no element."""
    case = held(which)
    tables = dict(case.instance.tables)
    for name, column in (("cadres", "name"), ("posts", "title"), ("units", "name"), ("sections", "name")):
        tables[name] = tables[name].with_columns(pl.lit(EVIL).alias(column))
    instance = Instance.from_tables(tables)
    contest = case.result.contest
    assert contest is not None
    log = (*contest.events, Event("statement", Text(EVIL, EVIL), rule=EVIL))
    roster = Instance.from_tables(
        {
            **(case.result.roster or instance).tables,
            **{name: tables[name] for name in ("units", "sections")},
            "cadres": (case.result.roster or instance).cadres.with_columns(name=pl.lit(EVIL)),
        }
    )
    result = case.result.having({Procedure.CONTEST: replace(contest, events=log)}, roster=roster)
    plain = replace(case, result=case.result.having({Procedure.CONTEST: replace(contest, events=log)}))
    one, other = Page(page_of(plain)), Page(page_of(replace(case, instance=instance, result=result)))
    assert [tag for tag, _ in one.tags].count("img") == 0
    assert [tag for tag, _ in one.tags] == [tag for tag, _ in other.tags]
    document = json.loads(other.scripts[0])
    assert set(document["contest"]["posts"]["name"]) == {EVIL}
    assert document["contest"]["log"]["text"][-1] == EVIL


def test_the_script_of_the_procedures_makes_no_markup_from_data() -> None:
    """It sets text only: no innerHTML, no eval, no request; and it is left out where it has nothing to show."""
    script = "".join(page_module._asset(name) for name in ("contest.js", "sections.js"))
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "fetch(",
        "XMLHttp",
    ):
        assert word not in script
    case = held("city")
    alone = replace(case, result=case.result.having({Procedure.CONTEST: None}, roster=None))
    assert "post-table" in page_of(case)
    page = page_of(alone)
    assert "contest" not in data_of(page)
    assert "post-table" not in page


def test_many_entries_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit neither people nor entries stand in the page, and it says where they are."""
    monkeypatch.setattr(page_module, "LARGEST_POOL", 5)
    page = page_of(held("city"))
    document = data_of(page)
    assert document["people"] is None
    assert document["contest"]["entries"] is None
    assert "contest.csv" in page.split("<script")[0]


def test_derivations_are_for_pages_of_readable_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit an entry is told by its reason alone, and a person without the lines of each score."""
    assert data_of(page_of(held("city")))["people"]["why"][0].startswith("about ")
    monkeypatch.setattr(html_contest, "MOST_DERIVED", 3)
    document = data_of(page_of(held("city")))
    assert document["contest"]["entries"]["why"][0] == "appointed to this post"
    assert document["people"]["why"][0].startswith("briefly about ")


def with_winners(case: Held, winners: dict[str, str], held_before: dict[str, str]) -> Outcome:
    """The case with other appointments and other incumbents of its posts."""
    contest = case.result.contest
    assert contest is not None
    posts = case.instance.tables["posts"].with_columns(
        incumbent_id=pl.col("post_id").replace_strict(held_before, default=None, return_dtype=pl.String)
    )
    cadres = case.instance.cadres.with_columns(post_id=pl.lit(None, dtype=pl.String))
    instance = Instance.from_tables({**case.instance.tables, "posts": posts, "cadres": cadres})
    labels = posts["post_id"].to_list()
    cadre = np.array(sorted(instance.cadre_index[c] for c in winners), dtype=np.int32)
    post = np.array([labels.index(winners[instance.cadre_id(c)]) for c in cadre.tolist()], dtype=np.int32)
    changed = replace(contest, cadre=cadre, post=post)
    return Outcome(
        instance, case.policy, case.result.having({Procedure.CONTEST: changed}, roster=None, allocation=None)
    )


def test_chains_of_moves() -> None:
    """A chain in the order in which posts fall vacant, a circle, and a move that leaves a post vacant."""
    case = held("city")
    outcome = with_winners(case, {"c1": "C1", "c2": "A1", "c3": "B1"}, {"A1": "c1", "B1": "c2", "B2": "c3"})
    assert chains(outcome) == [Chain((0, 1, 2), vacant=2)]
    outcome = with_winners(case, {"c1": "B1", "c2": "A1", "c3": "C1"}, {"A1": "c1", "B1": "c2"})
    assert chains(outcome) == [Chain((0, 1), vacant=None, circle=True)]
    outcome = with_winners(case, {"c1": "C1", "c3": "B1"}, {"A1": "c1"})
    assert chains(outcome) == [Chain((0,), vacant=0)]
    outcome = with_winners(case, {"c1": "A1"}, {"A1": "c1"})
    assert chains(outcome) == []


def candidates(winners: dict[int, int], **ranks: int) -> Outcome:
    """The city's contest with c2's entries at A1 and C1 and c8's at A1 in the running, and these appointed.

    All rank 1, but for ``post_…`` (the post's rank) and ``wish_…`` given as ``<cadre>_<post>``.
    """
    case = held("city")
    contest = case.result.contest
    assert contest is not None
    entries = contest.entries
    pairs = list(zip(entries.cadre.tolist(), entries.post.tolist(), strict=True))
    running = dict.fromkeys([(1, 0), (1, 3), (7, 0)], Fate.CANDIDATE)
    fates = running | dict.fromkeys(winners.items(), Fate.APPOINTED)
    cadre = np.array(sorted(winners), dtype=np.int32)
    post = np.array([winners[c] for c in cadre.tolist()], dtype=np.int32)
    judged = judge_contest(case.instance, case.policy, cadre, post, case.result.seed)
    for (c, p), entry in judged.trace.entries.items():
        entry.fate = Fate.CANDIDATE if (c, p) in fates else Fate.NOT_INSPECTED
        entry.post_rank = ranks.get(f"post_{c}_{p}", 1)
        entry.wish_rank = ranks.get(f"wish_{c}_{p}", 1)
    changed = entries.having(
        fate=tuple(fates.get(pair, Fate.NOT_INSPECTED) for pair in pairs),
        post_rank=np.ones(len(pairs), dtype=np.int32),
    )
    decided = replace(contest, entries=changed, cadre=cadre, post=post)
    verdict = replace(case.result.verdict, parts={**case.result.verdict.parts, Procedure.CONTEST: judged})
    return Outcome(case.instance, case.policy, case.result.having({Procedure.CONTEST: decided}), verdict)


def test_a_candidate_is_told_what_happened() -> None:
    """Elsewhere and content, outranked, outdecided, or the post stays open: each says its own."""

    def told(outcome: Outcome) -> str:
        return entry_reason(outcome, entry_of(outcome, 1, 0)).en

    assert told(candidates({1: 3, 7: 0})).startswith("appointed to a post that the person puts first")
    assert told(candidates({1: 3, 7: 0}, wish_1_3=2)) == "the post went to somebody it ranks better"
    assert told(candidates({7: 0}, post_7_0=2)).startswith("the post went to somebody else, by decision")
    assert told(candidates({})).startswith("the post stays open")

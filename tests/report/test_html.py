"""The page: one file, no request, no cell that becomes markup or code."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from rengang.errors import Text
from rengang.report import html as page_module
from rengang.report import summary_document, write_folder
from rengang.report.html import embedded, flows, html_report
from rengang.report.outcome import Outcome

EVIL = "</script><img src=x onerror=alert(1)>&\u2028\"'"


class Page(HTMLParser):
    """Tags, attributes and the text of each script of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = self._in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts[-1] += data


def page_of(case: Any, explanations: Any, lang: Any = "zh") -> str:
    """The report of a case."""
    outcome = Outcome(case.instance, case.policy, case.result, case.verdict)
    summary = summary_document(case.instance, case.policy, case.result, outcome=outcome)
    return html_report(outcome, summary, explanations, lang)


def data_of(page: str) -> dict[str, Any]:
    """The data that is embedded in a page."""
    document: dict[str, Any] = json.loads(Page(page).scripts[0])
    return document


def test_no_cell_becomes_markup(make_case: Any, make_plain: Any) -> None:
    """Names that close the script or open a tag add no element, and come back unchanged as data."""
    plain, evil = make_case(("甲",) * 6), make_case((EVIL,) * 6)
    one, other = page_of(plain, make_plain(plain)), page_of(evil, make_plain(evil))
    assert [tag for tag, _ in Page(one).tags] == [tag for tag, _ in Page(other).tags]
    assert data_of(other)["people"]["name"] == [EVIL] * 5
    assert "\u2028" not in Page(other).scripts[0]


def test_notes_and_titles_are_escaped(case: Any, make_plain: Any) -> None:
    """Notes and the policy's title stand in the markup as text."""
    result = replace(case.result, notes=(Text(EVIL, EVIL),))
    policy = case.policy.model_copy(update={"title": EVIL, "id": EVIL})
    evil = replace(case, result=result, policy=policy)
    tags = Page(page_of(evil, make_plain(case))).tags
    assert not any(tag == "img" for tag, _ in tags)
    assert len([tag for tag, _ in tags if tag == "script"]) == 3


def test_nothing_is_fetched(case: Any, make_plain: Any) -> None:
    """No element refers to anything outside, and the policy in the head forbids it."""
    page = Page(page_of(case, make_plain(case)))
    for tag, attributes in page.tags:
        assert tag not in ("link", "iframe", "img", "object", "base")
        assert not {"src", "href", "action", "srcset", "data"} & set(attributes)
    guards = [a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a]
    assert len(guards) == 1
    assert guards[0] is not None
    assert guards[0].startswith("default-src 'none'")
    style = re.search(r"<style>(.*?)</style>", page_of(case, make_plain(case)), re.S)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_the_script_makes_no_markup_from_data() -> None:
    """Our script sets text only: no innerHTML, no eval, no request."""
    script = page_module._asset("report.js")
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


def test_figures_stand_in_the_page_without_script(case: Any, make_plain: Any) -> None:
    """Status, objectives with bounds, verification and notes are markup."""
    page = page_of(case, make_plain(case), "en")
    assert '<html lang="en">' in page
    for part in ("Feasible", "not proven", "a note", "time limit reached", "sum of met intent ranks"):
        assert part in page
    assert re.search(r"<b>50\.0%</b><span class=\"what\">first intents met", page)
    assert "{{" not in page.split("<script>")[0]


def test_people_and_explanations(case: Any, make_plain: Any) -> None:
    """Everybody with stage, units and paragraph, in the language of the page."""
    people = data_of(page_of(case, make_plain(case), "en"))["people"]
    assert people["id"] == ["01", "02", "03", "04", "05"]
    assert people["why"][2] == "about 03"
    assert people["to"] == [-1, 0, 1, -1, 1]
    assert sorted(people) == ["from", "id", "intent", "name", "nomination", "stage", "to", "why"]


def test_flows(case: Any) -> None:
    """B sends one to A and one nowhere, C one to B and one waiting, A one to B."""
    outcome = Outcome(case.instance, case.policy, case.result)
    assert flows(outcome) == [[0, 1, 1], [1, -1, 1], [1, 0, 1], [2, -2, 1], [2, 1, 1]]


def test_large_pools_list_nobody(case: Any, make_plain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit units and summary are told, people are not, and the page says so."""
    monkeypatch.setattr(page_module, "LARGEST_POOL", 4)
    page = page_of(case, make_plain(case))
    data = data_of(page)
    assert data["people"] is None
    assert data["blocking"] is None
    assert len(data["units"]["id"]) == 3
    assert "allocation.csv" in page.split("<script")[0]


def test_embedded_json_reads_back() -> None:
    """Escaping changes no value."""
    value = {"a": EVIL, "b": ["<!--", "]]>", "&amp;", None, 1.5]}
    text = embedded(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028") & set(text)


def test_folder_holds_the_page(case: Any, make_plain: Any, tmp_path: Path) -> None:
    """The page in the folder is in the language asked for."""
    out = tmp_path / "o"
    write_folder(case.instance, case.policy, case.result, out, explanations=make_plain(case), lang="en")
    assert '<html lang="en">' in (out / "report.html").read_text("utf-8")

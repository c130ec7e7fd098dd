"""One breakage for each kind of fault of the contest and of the section selection, and where it is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tables.city_of_cards import Break, Rows, add, both, clear, drop, put

Where = tuple[str, int | None, str | None, str | None]


def contest(**keys: Any) -> dict[str, Any]:
    """Keys below ``contest``."""
    return {"contest": keys}


OWN_UNIT = {"apply": {"own_unit": True}}
ROUNDS = contest(apply={"rounds": [[1, 2], [1, 1]], "max": 2})


def mark(post: str, cadre: str, panel: str, judge: str, score: int = 80) -> Break:
    """One more mark."""
    return add("scores", post_id=post, cadre_id=cadre, panel=panel, judge=judge, score=score)


def _declared(*rows: tuple[str, str, int]) -> Break:
    """The applications replaced by declarations (cadre, post, round)."""

    def breaks(tables: Rows) -> None:
        tables["applications"] = [
            {"cadre_id": c, "post_id": p, "round": r, "consent": True} for c, p, r in rows
        ]
        tables["scores"].clear()

    return breaks


CONTEST_CASES: list[tuple[str, Break, dict[str, Any], Where]] = [
    ("contested-vertical", put("posts", 4, contested=True), {}, ("职位", 16, "<contested>", None)),
    (
        "mid-leaving-above-staff", put("units", 0, mid_staff=1, mid_leaving=2), {},
        ("单位", 12, "<mid_leaving>", "2"),
    ),
    (
        "incumbent-twice", both(put("posts", 3, incumbent_id="04"), put("cadres", 2, post_id=None)), {},
        ("职位", 15, "<incumbent_id>", "04"),
    ),
    ("incumbent-other-unit", put("posts", 2, incumbent_id="01"), {}, ("职位", 14, "<incumbent_id>", "01")),
    ("holder-not-incumbent", put("cadres", 4, post_id="PC"), {}, ("干部", 16, "<post_id>", "PC")),
    ("condition-unknown", put("posts", 0, condition="old"), {}, ("职位", 12, "<condition>", "old")),
    ("condition-unknown", put("waivers", 0, condition="old"), {}, ("资格放宽", 12, "<condition>", "old")),
    ("waiver-of-must", put("waivers", 0, condition="rated"), {}, ("资格放宽", 12, "<condition>", "rated")),
    (
        "decision-binding", lambda rows: None, contest(decision="binding"),
        ("集体决定", 12, "<post_id>", "PB"),
    ),
    (
        "decision-person-twice", add("decisions", post_id="PC", cadre_id="02", reason="too"), {},
        ("集体决定", 13, "<cadre_id>", "02"),
    ),
    ("application-own-unit", put("applications", 0, post_id="PA"), {}, ("竞岗报名", 12, "<post_id>", "PA")),
    (
        "application-own-post", put("applications", 3, post_id="PB"), contest(**OWN_UNIT),
        ("竞岗报名", 15, "<post_id>", "PB"),
    ),
    (
        "application-from-vertical",
        add("applications", cadre_id="09", post_id="PA", consent=True), {},
        ("竞岗报名", 17, "<cadre_id>", "09"),
    ),
    (
        "application-not-contested", put("applications", 3, post_id="PD"), {},
        ("竞岗报名", 15, "<post_id>", "PD"),
    ),
    (
        "application-not-contested", put("applications", 3, post_id="PV"), {},
        ("竞岗报名", 15, "<post_id>", "PV"),
    ),
    (
        "applications-without-contest", lambda rows: None, contest(rule="none"),
        ("竞岗报名", None, None, None),
    ),
    (
        "applications-too-many", lambda rows: None, contest(apply={"switch": False}),
        ("竞岗报名", 14, "<post_id>", "PB"),
    ),
    (
        "applications-cut-tie", put("applications", 2, filed=date(2014, 5, 2)), {},
        ("竞岗报名", 13, "<post_id>", "PC"),
    ),
    (
        "applications-cut-tie", both(drop("applications", "filed"), drop("applications", "order")), {},
        ("竞岗报名", 13, "<post_id>", "PC"),
    ),
    ("application-round", put("applications", 3, round=3), {}, ("竞岗报名", 15, "<round>", "3")),
    (
        "application-round", _declared(("01", "PB", 1), ("01", "PC", 3)), ROUNDS,
        ("竞岗报名", 13, "<round>", "3"),
    ),
    (
        "declarations-outside", _declared(("01", "PB", 1), ("02", "PB", 2), ("02", "PC", 2)), ROUNDS,
        ("竞岗报名", 14, "<cadre_id>", "02"),
    ),
    (
        "declarations-outside", _declared(("01", "PB", 1), ("02", "PB", 1), ("02", "PC", 1)),
        contest(apply={"rounds": [[2, 2]]}),
        ("竞岗报名", 12, "<cadre_id>", "01"),
    ),
    ("consent-blank", put("applications", 1, consent=None), {}, ("竞岗报名", 13, "<consent>", None)),
    ("consent-blank", drop("applications", "consent"), {}, ("竞岗报名", 12, "单位同意", None)),
    (
        "exam-missing", lambda rows: rows["exams"].pop(3), contest(exam_for_all=True),
        ("干部", 15, "<cadre_id>", "05"),
    ),
    ("exams-missing", clear("exams"), contest(exam_for_all=True), ("考试", None, None, None)),
    ("mark-above-full", put("scores", 4, score=Decimal("100.000001")), {}, ("竞岗评分", 16, "<score>", "100.000001")),
    ("mark-above-full", put("exams", 4, score=Decimal("99.6")), {}, ("考试", 16, "<score>", "99.6")),
    ("mark-above-full", put("ratings", 0, score=11), {}, ("民主测评", 12, "<score>", "11")),
    ("mark-unread", mark("PB", "01", "leeders", "L1"), {}, ("竞岗评分", 22, "<panel>", "leeders")),
    ("mark-unread", add("exams", cadre_id="01", paper="lore", score=9), {}, ("考试", 17, "<paper>", "lore")),
    (
        "mark-unread", add("recommendations", cadre_id="01", post_id="PB", group="crew", votes=1, present=9), {},
        ("定岗推荐", 15, "<group>", "crew"),
    ),
    (
        "panel-size", lambda rows: rows["scores"].pop(0), {},
        ("竞岗评分", 12, "<panel>", "leaders"),
    ),
    (
        "panel-size",
        both(mark("PB", "02", "leaders", "L4"), add("judges", panel="leaders", judge="L4", source="unit")), {},
        ("竞岗评分", 17, "<panel>", "leaders"),
    ),
    ("panel-size", lambda rows: rows["scores"].pop(3), {}, ("竞岗评分", 15, "<panel>", "crowd")),
    ("panel-office", put("judges", 0, source=None), {}, ("评委名单", 12, "<source>", None)),
    (
        "panel-office",
        both(
            put("judges", 0, source="unit", post_id="PB"),
            *(put("judges", n, post_id="PB") for n in (1, 2)),
        ), {},
        ("评委名单", 12, "<source>", None),
    ),
    ("judge-not-listed", put("judges", 2, judge="L9"), {}, ("竞岗评分", 14, "<judge>", "L3")),
    (
        "judge-not-listed",
        add("judges", post_id="PB", panel="crowd", judge="1"), {},
        ("竞岗评分", 16, "<judge>", "2"),
    ),
    (
        "mark-without-application",
        both(*(mark("PC", "05", "leaders", f"L{n}") for n in (1, 2, 3))), {},
        ("竞岗评分", 22, "<cadre_id>", "05"),
    ),
    (
        "rating-without-votes", put("ratings", 1, votes=None, score=20), {},
        ("民主测评", 13, "<item>", None),
    ),
    (
        "rating-without-votes", put("ratings", 1, due=None), contest(qualification=["attended"]),
        ("民主测评", 13, "<item>", None),
    ),
    ("votes-sum-above-present", put("votes", 0, votes=5), {}, ("票决", 13, "<votes>", None)),
    ("votes-sum-above-present", put("recommendations", 0, votes=5), {}, ("定岗推荐", 14, "<votes>", None)),
    ("present-differs", put("votes", 1, present=8), {}, ("票决", 13, "<present>", "8")),
    ("present-differs", put("recommendations", 1, present=8), {}, ("定岗推荐", 13, "<present>", "8")),
    ("holiday-no-effect", put("holidays", 1, date=date(2014, 6, 6)), {}, ("节假日", 13, "<date>", "2014-06-06")),
]  # fmt: skip

SECTIONS_CASES: list[tuple[str, Break, dict[str, Any], Where]] = [
    ("section-capacity-below", put("sections", 0, capacity=0), {}, ("科室", 12, "<capacity>", "0")),
    (
        "section-intent-other-unit",
        both(put("section_intents", 1, section_id="Y1"), put("section_picks", 1, cadre_id=None)),
        {}, ("科室意向", 13, "<section_id>", "Y1"),
    ),
    (
        "section-intent-no-capacity", put("section_intents", 3, section_id="Z1"), {},
        ("科室意向", 15, "<section_id>", "Z1"),
    ),
    ("section-intent-twice", put("section_intents", 3, section_id="X1"), {}, ("科室意向", 15, "<section_id>", "X1")),
    (
        "section-intents-too-many", add("section_intents", cadre_id="06", order=3, section_id="X2", consent=True), {},
        ("科室意向", 17, "<section_id>", "X2"),
    ),
    ("section-intent-order-gap", put("section_intents", 4, order=2), {}, ("科室意向", 16, "<order>", "2")),
    ("section-consent-blank", put("section_intents", 2, consent=None), {}, ("科室意向", 14, "<consent>", None)),
    ("section-intent-missing", add("cadres", cadre_id="10", unit_id="X"), {}, ("干部", 21, "<cadre_id>", "10")),
    (
        "section-intents-missing", both(clear("section_intents"), clear("section_picks")), {},
        ("科室意向", None, None, None),
    ),
    ("picks-unused", lambda rows: None, {"sections": {"rule": "propose"}}, ("科室选人", None, None, None)),
    ("pick-not-declared", put("section_picks", 0, cadre_id="07"), {}, ("科室选人", 12, "<cadre_id>", "07")),
    ("pick-twice", put("section_picks", 2, cadre_id="03"), {}, ("科室选人", 14, "<cadre_id>", "03")),
    ("pick-order-twice", put("section_picks", 1, order=1), {}, ("科室选人", 13, "<order>", "1")),
    (
        "pick-round-gap", both(put("section_picks", 2, round=3), put("section_picks", 3, round=3)), {},
        ("科室选人", 14, "<round>", "3"),
    ),
]  # fmt: skip

"""The forms of a contest and of a section selection: what is printed, and by which rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from rengang.model import Fate, Instance
from rengang.model.procedure import Procedure
from rengang.policy import resolve
from rengang.policy.contest import Publicity
from rengang.report.contest import fates, part
from rengang.report.contest import seat_forms as seat_forms_module
from rengang.report.contest.forms import condition_of, contest_forms
from rengang.report.contest.seat_forms import notice_words, promoted, seat_forms
from rengang.report.forms import forms
from rengang.report.outcome import Outcome
from rengang.report.sheets.form import Form
from report.small_contest import Held, entry_of, held


def made(which: str) -> dict[str, Form]:
    """The forms of a case by name."""
    case = held(which)
    return {form.name: form for form in forms(case.outcome, ["原因"] * len(case.outcome.rows))}


def table(form: Form, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a form."""
    return form.rows.select(columns).rows()


def test_forms_follow_the_procedure() -> None:
    """Contest, then sections, then units and selection; what would be empty is left out."""
    assert list(made("city"))[:9] == [
        "竞岗职位", "报名人数", "资格审查", "竞岗得分", "考察对象", "票决情况", "拟任公示", "竞岗落岗", "缺员",
    ]  # fmt: skip
    assert list(made("rounds")) == [
        "竞岗职位", "报名人数", "资格审查", "资格分类", "第一轮报岗", "第二轮报岗", "演讲顺序", "竞岗得分",
        "考察对象", "拟任公示", "竞岗落岗", "选人记录", "科室定岗", "事业返回",
    ]  # fmt: skip
    assert "选人记录" not in made("propose")


def test_posts_with_their_conditions() -> None:
    """TX-12: every contested post with incumbent and conditions."""
    form = made("city")["竞岗职位"]
    assert form.title == "跨单位竞岗中层职位表"
    assert table(form, "职位编号", "现任", "专业要求", "资格条件")[1:3] == [
        ("B1", "吴二", None, "大专以上学历"), ("B2", None, "农学", "大专以上学历"),
    ]  # fmt: skip
    assert made("rounds")["竞岗职位"].title == "竞岗职位表"


def test_missing_conditions_are_said_aloud() -> None:
    """A-20: without any condition the form says so; one that is asked at other levels only is not asked."""
    policy = resolve(
        {
            "extends": "tongxiang-2014",
            "contest": {
                "qualification": ["正职"],
                "conditions": {
                    "正职": {"title": "任副职满三年", "levels": ["chief"], "all": []},
                    "自带": {"all": []},
                },
            },
        }
    )
    assert condition_of(policy, "deputy", None) == "条件未提供"
    assert condition_of(policy, None, None) == "条件未提供"
    assert condition_of(policy, "chief", "自带") == "任副职满三年；自带"
    assert condition_of(policy, "chief", "正职") == "任副职满三年"


def test_applicants_are_published_day_by_day() -> None:
    """TX-18: live applications at the end of each day; c2 counts for C1 until the switch, for A1 after it."""
    form = made("city")["报名人数"]
    assert table(form, "职位编号", "9月2日", "9月3日", "9月4日", "改报", "有效报名", "竞岗对象", "备注") == [
        ("A1", 0, 1, 3, 0, 2, 2, None),
        ("B1", 0, 2, 2, 0, 2, 2, None),
        ("B2", 0, 0, 1, 0, 1, 0, "取消竞岗"),
        ("C1", 3, 4, 3, 1, 4, 3, None),
    ]


def test_declarations_are_published_round_by_round() -> None:
    """JL-43: each round's declarations, also those that a later round replaces."""
    first = made("rounds")["第一轮报岗"]
    assert table(first, "职位编号", "干部编号", "志愿序号") == [
        ("P1", "k1", 1), ("P1", "k2", 1), ("P2", "k3", 1), ("P2", "k1", 2),
    ]  # fmt: skip
    assert table(made("rounds")["报名人数"], "第一轮", "第二轮", "有效报名") == [(2, 2, 2), (2, 2, 2)]


def test_the_qualified_in_four_categories() -> None:
    """JL-10: incumbents, contestants, administrative staff, institution staff; each person once."""
    form = made("rounds")["资格分类"]
    found: dict[str, list[str]] = {}
    for kind, cadre in table(form, "类别", "干部编号"):
        found.setdefault(kind, []).append(cadre)
    assert found == {
        "原任科长": ["k1"], "拟竞争科长职位人员": ["k2", "k3"],
        "行政一般人员": ["a1", "a2", "a3", "a4", "x1"], "拟到行政科室工作的事业人员": ["b1", "b2"],
    }  # fmt: skip


def test_scores_with_every_part() -> None:
    """TX-27: both panels, the total and the place; JL-53: who is barred has no points of the vote."""
    city, bureau = made("city")["竞岗得分"], made("rounds")["竞岗得分"]
    assert table(city, "干部编号", "领导评委", "群众评委", "竞岗得分", "名次")[2:4] == [
        ("c3", "85", "86", "85.3", 1), ("c4", "85", "85.5", "85.15", 2),
    ]  # fmt: skip
    assert table(bureau, "干部编号", "竞岗演讲", "定岗推荐", "综合考评", "名次", "备注")[:2] == [
        ("k2", "87.000", "52.500", "64.000", 1, None), ("k3", "82.000", None, None, None, "推荐率未达标"),
    ]  # fmt: skip


def test_two_are_inspected_for_each_post() -> None:
    """TX-28: the list in the order of the scores, with the base of their number."""
    form = made("city")["考察对象"]
    assert "1:2" in form.line
    assert table(form, "职位编号", "干部编号", "得分名次")[4:] == [("C1", "c1", 1), ("C1", "c7", 2)]


def test_votes_with_shares_and_bounds() -> None:
    """TX-29: votes, present, members, share of those present, outcome; the bounds as they were set."""
    form = made("city")["票决情况"]
    assert form.line == "到会须达到应到的 2/3；得票须超过实到的 50%"
    assert table(form, "干部编号", "同意票", "实到", "应到", "得票率", "结果") == [
        ("c1", 7, 9, 11, "≈77.78%", "通过，拟任用"), ("c7", 2, 9, 11, "≈22.22%", "未通过"),
    ]  # fmt: skip


def test_public_notice() -> None:
    """TX-31, A-02: from and to, promotion or lateral, five working days of which the first counts, probation."""
    form = made("city")["拟任公示"]
    assert "2014年9月26日至2014年10月2日" in form.line
    assert table(form, "干部编号", "现单位", "拟任单位", "任职类型", "试用期") == [
        ("c2", "乙镇", "甲局", "平职", None), ("c3", "丙街道", "乙镇", "提任", "12 个月，至2015年10月2日"),
        ("c1", "甲局", "丙街道", "平职", None),
    ]  # fmt: skip
    assert form.remarks[1].startswith("其中 2 个职位尚无票决结果")
    assert form.remarks[-2:] == (
        "公示渠道：市政府网站、=公示栏",
        "公示期间如有异议，请反映至：监督电话 0573-0000",
    )


def test_a_notice_without_a_day_gives_the_rule() -> None:
    """A-02: no day of publication: the rule in words; both units and both ways to count."""
    assert notice_words(Publicity(), None) == "公示期 5 个工作日，发布当日计入"
    calendar = Publicity(days=7, unit="calendar", count_from="next_day")
    assert notice_words(calendar, None) == "公示期 7 天，自发布次日起计算"
    told = notice_words(calendar, (date(2015, 6, 2), date(2015, 6, 8)))
    assert told == "公示期 2015年6月2日至2015年6月8日（7 天，自发布次日起计算）"


def test_promotion_is_a_higher_level() -> None:
    """A-32: ordinary staff (blank, too) to deputy rises; the same level and a blank post do not."""
    before, after = (
        ["staff", None, "deputy", "chief", "staff"],
        ["deputy", "deputy", "deputy", "deputy", None],
    )
    assert promoted(before, after) == [True, True, False, False, False]


def test_the_unsuccessful_by_unit() -> None:
    """TX-35: per present unit who was not appointed, with where each entry ended; winners and switches not."""
    form = made("city")["竞岗落岗"]
    assert table(form, "所在单位", "干部编号", "止于") == [
        ("甲局", "c4", "未任用"), ("甲局", "c5", "资格不符"), ("甲局", "c7", "职位取消"), ("甲局", "c7", "票决未通过"),
        ("乙镇", "c9", "未列为考察对象"), ("丙街道", "c6", "单位不同意"), ("丙街道", "c8", "未任用"),
    ]  # fmt: skip


def test_sections_with_their_members() -> None:
    """JL-01, 70, 82: heads and exempt people stand with those who were placed; the number of posts once."""
    form = made("rounds")["科室定岗"]
    assert table(form, "科室编号", "岗位数", "干部编号", "人员类别", "定岗方式", "原科室")[4:6] == [
        ("S3", 5, "x1", "不轮岗", "留在原科室", "业务科"), ("S3", None, "a3", "行政人员", "安排", "计财科"),
    ]  # fmt: skip
    assert table(form, "干部编号", "人员类别", "原科室")[2] == ("k1", "科室负责人", "办公室")
    assert table(made("rounds")["事业返回"], "干部编号", "编制单位") == [("b2", "信息中心")]
    assert table(made("rounds")["选人记录"], "轮次", "所选人编号", "是否选定")[2:4] == [
        (1, "（放弃）", "否"), (2, "a1", "否"),
    ]  # fmt: skip


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """Names and channels that start like a formula are text in every sheet, remarks included."""
    held("city").write(tmp_path / "o")
    book = openpyxl.load_workbook(tmp_path / "o" / "result.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert "=王四" in {cell.value for cell in book["竞岗得分"]["F"]}
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"


def pending(case: Held, fate: Fate) -> Outcome:
    """The case with its contest where nobody was ranked: every candidate and appointee of this fate."""
    contest = case.result.contest
    assert contest is not None
    entries = contest.entries
    decided = (Fate.CANDIDATE, Fate.APPOINTED, Fate.NOT_ELECTED, Fate.NOT_INSPECTED)
    none = contest.cadre[:0]
    screened = replace(
        contest,
        entries=entries.having(
            fate=tuple(fate if f in decided else f for f in entries.fate),
            score=(None,) * len(entries),
            post_rank=entries.post_rank * 0,
            wish_rank=entries.wish_rank * 0,
        ),
        cadre=none,
        post=none,
        objective=(),
    )
    return Outcome(
        case.instance,
        case.policy,
        case.result.having({Procedure.CONTEST: screened}, allocation=None, roster=None),
    )


@pytest.mark.parametrize("fate", [Fate.CANDIDATE, Fate.UNSCORED])
def test_who_is_still_in_has_not_failed(fate: Fate) -> None:
    """A contest that was only screened, or not scored yet, has no list on which somebody in the running stands."""
    outcome = pending(held("city"), fate)
    assert outcome.contest is not None
    listed = {form.name: form for form in seat_forms(outcome, outcome.contest)}
    assert set(listed) <= {"竞岗落岗"}
    for form in listed.values():
        assert not {"c1", "c2", "c3", "c4", "c8", "c9"} & set(form.rows["干部编号"].to_list())
    examined = {form.name: form for form in contest_forms(outcome, outcome.contest)}["资格审查"]
    assert examined.rows.filter(pl.col("审查结果") == "合格").height == 7
    entry = entry_of(outcome, 0, 3)
    told = fates.entry_reason(outcome, entry).en
    assert told == (
        "on the shortlist; the contest has not been held yet"
        if fate is Fate.CANDIDATE
        else "nobody has been scored for this post yet"
    )


def test_numbers_as_people_write_them() -> None:
    """Exact where they end, to six (points) or two places (shares) behind ≈ where they do not."""
    assert fates.points(Fraction(175, 2), 3) == "87.500"
    assert fates.points(Fraction(250, 3), 3) == "250/3"
    assert fates.points(Fraction(-1, 2), None) == "-0.5"
    assert fates.points(None, 3) is None
    assert fates.readable(Fraction(250, 3)) == "≈83.333333"
    assert fates.percent(Fraction(2, 3)) == "≈66.67%"
    assert fates.percent(Fraction(1, 2)) == "50%"
    assert fates.percent(Fraction(1, 8)) == "12.5%"


def test_a_large_contest_lists_posts_and_appointees_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the limit of entries nobody else is listed, and a sheet says where they are."""
    monkeypatch.setattr(part, "LARGEST_CONTEST", 5)
    held("city").write(tmp_path / "o")
    book = openpyxl.load_workbook(tmp_path / "o" / "result.xlsx")
    assert book.sheetnames[:4] == ["竞岗职位", "报名人数", "拟任公示", "缺员"]
    assert book.sheetnames[-1] == "说明"
    assert "contest.csv" in book["说明"]["A1"].value


def test_many_parts_take_a_sheet_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheet of the totals keeps what they are made of directly; every part stands in the other."""
    monkeypatch.setattr(seat_forms_module, "MOST_PARTS", 2)
    found = made("rounds")
    assert list(found)[7:9] == ["竞岗得分", "得分明细"]
    assert found["竞岗得分"].rows.columns[7:10] == ["竞岗演讲", "定岗推荐", "综合考评"]
    assert found["得分明细"].rows.columns[:3] == ["序号", "职位编号", "姓名"]
    assert len(found["得分明细"].rows) == len(found["竞岗得分"].rows)


def test_a_post_is_called_with_its_section() -> None:
    """A bare 科长 stands behind its section; a title that names the section stays as it is."""
    case = held("rounds")
    posts = case.instance.tables["posts"].with_columns(title=pl.Series(["科长", "计财科长"]))
    instance = Instance.from_tables({**case.instance.tables, "posts": posts})
    names = Outcome(instance, case.policy, case.result).post_names
    assert names.to_list() == ["办公室 科长", "计财科长"]
    assert held("city").outcome.post_names.to_list()[0] == "办公室副主任"

"""The forms of the two-way selection (TX-41 to TX-46).

The names are those of the regulation's own forms: 缺员, 基本情况, 意向, 人选需求, 匹配结果, 落岗, 定向交流; 待岗 and
未安排 list those whom the campaign leaves without a unit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from rengang.model import Stage
from rengang.model.arrays import Bool
from rengang.procedures.admissible import nomination_ranks
from rengang.report import words
from rengang.report.csvs import labels
from rengang.report.outcome import Outcome
from rengang.report.selection.figures import Figures
from rengang.report.sheets.form import SEX, Form, numbered, ordinal


def selection_forms(outcome: Outcome, reasons: Sequence[str]) -> list[Form]:
    """The forms about people, in the order in which the procedure goes; none where no selection ran.

    Parameters
    ----------
    reasons
        One Chinese sentence for each row of the allocation.
    """
    figures = outcome.figures
    if figures is None:
        return []
    people = _people(outcome, figures, reasons)
    unmatched = people.filter(~figures.by_intent)
    left = "未换岗人员" if figures.policy.exchanges else "落岗人员"
    return [
        _roster(outcome, figures),
        _intents(outcome, figures, people),
        _nominations(outcome, figures, people),
        _list("匹配结果", "一般干部跨单位双向选择匹配结果", people.filter(figures.by_intent),
              "干部编号", "姓名", "原单位", "接收单位", "意向序号", "提名顺序"),
        _list("落岗", f"一般干部跨单位双向选择{left}名单", unmatched,
              "干部编号", "姓名", "原单位", "去向", "接收单位", "说明"),
        _list("定向交流", "定向交流人员名单", people.filter(_of(figures, Stage.DIRECTED)),
              "干部编号", "姓名", "原单位", "接收单位", "说明"),
        _list("待岗", "待岗人员名单", people.filter(_of(figures, Stage.WAITING)),
              "干部编号", "姓名", "原单位", "说明"),
        _list("未安排", "未安排人员名单", people.filter(_of(figures, Stage.UNPLACED)),
              "干部编号", "姓名", "原单位", "说明"),
    ]  # fmt: skip


def _of(figures: Figures, stage: Stage) -> Bool:
    return np.asarray(figures.stage == stage.value)


def _list(name: str, title: str, people: pl.DataFrame, *columns: str) -> Form:
    return Form(name, title, f"共 {len(people)} 人", numbered(people.select(columns)))


def _people(outcome: Outcome, figures: Figures, reasons: Sequence[str]) -> pl.DataFrame:
    """One row per row of the allocation."""
    allocation, names = figures.allocation, outcome.unit_names
    people = figures.instance.cadres[allocation.cadre]
    stages = {key: text.zh for key, text in words.STAGES.items()}
    return pl.DataFrame(
        {
            "cadre": pl.Series(allocation.cadre, dtype=pl.Int64),
            "干部编号": people["cadre_id"],
            "姓名": people["name"],
            "原单位": labels(names, figures.home),
            "接收单位": labels(names, allocation.to_unit),
            "去向": pl.Series(figures.stage.tolist(), dtype=pl.String).replace_strict(
                stages, return_dtype=pl.String
            ),
            "意向序号": pl.Series(allocation.intent_rank, dtype=pl.Int64).replace(0, None),
            "提名顺序": pl.Series(allocation.nomination_rank, dtype=pl.Int64).replace(0, None),
            "说明": pl.Series(list(reasons), dtype=pl.String),
        }
    )


def vacancies(outcome: Outcome) -> Form:
    """Units with vacancies or with people who come or go."""
    units = outcome.instance.units
    kinds = {key: text.zh for key, text in words.UNIT_KINDS.items()}
    rows = pl.DataFrame(
        {
            "单位编号": units["unit_id"],
            "单位名称": units["name"],
            "单位类型": units["kind"].replace_strict(kinds, default=None, return_dtype=pl.String),
            "编制数": units["establishment"],
            "实有人数": outcome.instance.staff,
            "调出人数": outcome.out,
            "缺员人数": outcome.instance.vacancies,
            "竞岗调入": outcome.into_by_contest,
            "竞岗后缺员": outcome.roster.vacancies,
            "双向选择调入": outcome.into_by_intent,
            "定向交流调入": outcome.into_by_direction,
            "交流后人数": outcome.after,
            "剩余缺员": outcome.vacancies_left,
        }
    )
    taking_part = (
        (pl.col("缺员人数") > 0) | (pl.col("调出人数") > 0) | (pl.col("交流后人数") != pl.col("实有人数"))
    )
    rows = rows.filter(taking_part)
    published, left = int(rows["缺员人数"].sum()), int(rows["剩余缺员"].sum())
    line = f"共 {len(rows)} 个单位，公布缺员 {published} 人，剩余缺员 {left} 人"
    if outcome.policy.exchanges:  # vacancies bind nothing there, and who comes replaces who goes
        rows, line = rows.drop("剩余缺员", "定向交流调入"), f"共 {len(rows)} 个单位"
    if outcome.contest is None:
        rows = rows.drop("竞岗调入", "竞岗后缺员")
    if outcome.figures is None:
        rows = rows.drop("双向选择调入", "定向交流调入", "剩余缺员", strict=False)
    return Form("缺员", "各单位缺员人数及进出情况", line, numbered(rows))


def _roster(outcome: Outcome, figures: Figures) -> Form:
    cadres = figures.instance.cadres[figures.allocation.cadre]
    rows = pl.DataFrame(
        {
            "干部编号": cadres["cadre_id"],
            "姓名": cadres["name"],
            "性别": cadres["sex"].replace_strict(SEX, default=None, return_dtype=pl.String),
            "出生年月": cadres["birth_date"].dt.strftime("%Y.%m"),
            "参加工作时间": cadres["work_start"].dt.strftime("%Y.%m"),
            "学历": cadres["education"],
            "政治面貌": cadres["politics"],
            "编制类型": cadres["establishment_type"],
            "职务职级": cadres["rank"],
            "专业特长": cadres["speciality"],
            "现单位": labels(outcome.unit_names, figures.home),
        }
    )
    line = f"共 {len(rows)} 人"
    return Form("基本情况", "一般干部跨单位双向选择人员基本情况表", line, numbered(rows))


def _intents(outcome: Outcome, figures: Figures, people: pl.DataFrame) -> Form:
    """Who filed what, one row each, as the form has it: 意向一, 意向二, …"""
    pairs, names = figures.pairs, outcome.unit_names
    long = pl.DataFrame(
        {
            "cadre": pl.Series(pairs.cadre, dtype=pl.Int64),
            "order": pl.Series(pairs.order, dtype=pl.Int64),
            "unit": labels(names, pairs.unit),
        }
    )
    rows = people.select("cadre", "干部编号", "姓名", "原单位")
    for order in sorted(long["order"].unique().to_list()):
        one = long.filter(pl.col("order") == order).unique("cadre", keep="first", maintain_order=True)
        heading = f"意向{ordinal(order)}"
        rows = rows.join(
            one.select("cadre", pl.col("unit").alias(heading)), on="cadre", how="left", maintain_order="left"
        )
    rows = rows.with_columns(people["接收单位"], people["去向"]).drop("cadre")
    filed = len(np.unique(pairs.cadre))
    line = f"交流对象 {len(rows)} 人，其中填报意向 {filed} 人"
    return Form("意向", "一般干部跨单位双向选择意向表", line, numbered(rows))


def _nominations(outcome: Outcome, figures: Figures, people: pl.DataFrame) -> Form:
    """Whom each unit nominated, best first, and whether they came."""
    instance, names = figures.instance, outcome.unit_names
    unit, cadre, _ = instance.nominations
    known = (unit >= 0) & (cadre >= 0)
    unit, cadre = unit[known], cadre[known]
    rank = nomination_ranks(instance, figures.policy, cadre, unit)
    unit, cadre, rank = unit[rank > 0], cadre[rank > 0], rank[rank > 0]
    order = np.lexsort((cadre, rank, unit))
    unit, cadre, rank = unit[order], cadre[order], rank[order]
    nominee = instance.cadres[cadre]
    went = pl.DataFrame({"cadre": pl.Series(cadre, dtype=pl.Int64)}).join(
        people.select("cadre", "接收单位", "去向"), on="cadre", how="left", maintain_order="left"
    )
    rows = pl.DataFrame(
        {
            "单位编号": labels(instance.units["unit_id"], unit),
            "单位名称": labels(names, unit),
            "缺员人数": instance.vacancies[unit],
            "提名顺序": rank,
            "干部编号": nominee["cadre_id"],
            "姓名": nominee["name"],
            "现单位": labels(names, instance.unit_of[cadre]),
            "接收单位": went["接收单位"],
            "去向": went["去向"],
        }
    )
    line = f"{len(np.unique(unit))} 个单位提名 {len(rows)} 人次"
    return Form("人选需求", "一般干部跨单位双向选择人选需求表", line, numbered(rows))

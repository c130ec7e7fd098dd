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
from rengang.report.csvs import labels
from rengang.report.outcome import Outcome
from rengang.report.people import allocation_table
from rengang.report.selection.figures import Figures, figures_of
from rengang.report.sheets.form import SEX, Form, numbered, ordinal


def selection_forms(outcome: Outcome, reasons: Sequence[str]) -> list[Form]:
    """The forms about people, in the order in which the procedure goes; none where no selection ran.

    Parameters
    ----------
    reasons
        One Chinese sentence for each row of ``allocation.csv``.
    """
    figures = figures_of(outcome)
    if figures is None:
        return []
    people = allocation_table(outcome, reasons).filter(outcome.rows.selected)

    def listed(name: str, title: str, rows: Bool, *columns: str) -> Form:
        of_them = people.filter(rows).form("cadre_id", "name", "from_unit", *columns)
        return Form(name, title, f"共 {len(of_them)} 人", numbered(of_them))

    def by(stage: Stage) -> Bool:
        return np.asarray(figures.stage == stage.value)

    selection, met = "一般干部跨单位双向选择", figures.by_intent
    left = "未换岗人员" if figures.policy.exchanges else "落岗人员"
    went = people.form("to_unit", "stage")
    return [
        _roster(outcome, figures),
        _intents(outcome, figures, people.form("cadre_id", "name", "from_unit"), went),
        _nominations(outcome, figures, went),
        listed("匹配结果", f"{selection}匹配结果", met, "to_unit", "intent_rank", "nomination_rank"),
        listed("落岗", f"{selection}{left}名单", ~met, "stage", "to_unit", "reason"),
        listed("定向交流", "定向交流人员名单", by(Stage.DIRECTED), "to_unit", "reason"),
        listed("待岗", "待岗人员名单", by(Stage.WAITING), "reason"),
        listed("未安排", "未安排人员名单", by(Stage.UNPLACED), "reason"),
    ]


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


def _intents(outcome: Outcome, figures: Figures, people: pl.DataFrame, went: pl.DataFrame) -> Form:
    """Who filed what, one row each, as the form has it: 意向一, 意向二, …"""
    pairs, names = figures.pairs, outcome.unit_names
    long = pl.DataFrame(
        {
            "cadre": pl.Series(pairs.cadre, dtype=pl.Int64),
            "order": pl.Series(pairs.order, dtype=pl.Int64),
            "unit": labels(names, pairs.unit),
        }
    )
    rows = people.with_columns(pl.Series("cadre", figures.allocation.cadre, dtype=pl.Int64))
    for order in sorted(long["order"].unique().to_list()):
        one = long.filter(pl.col("order") == order).unique("cadre", keep="first", maintain_order=True)
        heading = f"意向{ordinal(order)}"
        rows = rows.join(
            one.select("cadre", pl.col("unit").alias(heading)), on="cadre", how="left", maintain_order="left"
        )
    rows = rows.drop("cadre").hstack(went)
    filed = len(np.unique(pairs.cadre))
    line = f"交流对象 {len(rows)} 人，其中填报意向 {filed} 人"
    return Form("意向", "一般干部跨单位双向选择意向表", line, numbered(rows))


def _nominations(outcome: Outcome, figures: Figures, went: pl.DataFrame) -> Form:
    """Whom each unit nominated, best first, and whether they came."""
    instance, names = figures.instance, outcome.unit_names
    unit, cadre, _ = instance.nominations
    known = (unit >= 0) & (cadre >= 0)
    unit, cadre = unit[known], cadre[known]
    rank = figures.trace.case.nominations.of(cadre, unit)
    unit, cadre, rank = unit[rank > 0], cadre[rank > 0], rank[rank > 0]
    order = np.lexsort((cadre, rank, unit))
    unit, cadre, rank = unit[order], cadre[order], rank[order]
    nominee = instance.cadres[cadre]
    what_became = pl.DataFrame({"cadre": pl.Series(cadre, dtype=pl.Int64)}).join(
        went.with_columns(pl.Series("cadre", figures.allocation.cadre, dtype=pl.Int64)),
        on="cadre",
        how="left",
        maintain_order="left",
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
        }
    ).hstack(what_became.drop("cadre"))
    line = f"{len(np.unique(unit))} 个单位提名 {len(rows)} 人次"
    return Form("人选需求", "一般干部跨单位双向选择人选需求表", line, numbered(rows))

"""The forms of a section selection: who works where, the rounds as they were played, who goes home (JL-70…85)."""

from __future__ import annotations

import polars as pl

from rengang.model import SectionPlan, Stage
from rengang.model.section_plan import Group
from rengang.report.csvs import labels
from rengang.report.outcome import Outcome
from rengang.report.sections.evidence import trace_of
from rengang.report.sheets.form import Form, numbered
from rengang.rules.section_rounds import told
from rengang.rules.section_ways import GROUPS, STAGES

_OCCUPANT = "科室负责人"


def section_forms(outcome: Outcome, plan: SectionPlan) -> list[Form]:
    """The forms of the selection, in the order of the procedure; no empty ones."""
    made = [
        _picks(outcome, plan),
        _staffed(outcome, plan),
        _placed_nowhere(outcome, plan),
        _home(outcome, plan),
    ]
    return [form for form in made if len(form.rows)]


def members(outcome: Outcome, plan: SectionPlan) -> list[tuple[int, int, str, str, int]]:
    """(section, cadre, capacity in which, how, order of the wish) of everybody who is in a staffed section.

    First whoever holds a post there, then the exempt, then those who were given the section; by cadre.
    """
    found = [(section, cadre, _OCCUPANT, "任职", 0) for cadre, section in trace_of(outcome).heads.items()]
    found += [
        (section, cadre, GROUPS[group].zh, STAGES[stage].zh, wish)
        for cadre, section, group, stage, wish in zip(
            plan.cadre.tolist(),
            plan.section.tolist(),
            plan.group,
            plan.stage,
            plan.wish_rank.tolist(),
            strict=True,
        )
        if section >= 0
    ]
    order = [_OCCUPANT, *(name.zh for name in GROUPS.values())]
    return sorted(found, key=lambda m: (m[0], order.index(m[2]), m[1]))


def _person(outcome: Outcome, cadres: list[int]) -> dict[str, pl.Series]:
    people = outcome.instance.cadres[cadres]
    section = outcome.instance.codes(people["section_id"], "sections", "section_id")
    return {
        "干部编号": people["cadre_id"],
        "姓名": people["name"],
        "编制单位": labels(outcome.unit_names, outcome.instance.unit_of[cadres]),
        "原科室": labels(outcome.section_names, section),
    }


def _staffed(outcome: Outcome, plan: SectionPlan) -> Form:
    """Every section with its members; the number of posts stands with the first of them (JL-01)."""
    listed = members(outcome, plan)
    sections = outcome.roster.tables["sections"]
    at = [section for section, *_ in listed]
    first = [k == 0 or at[k - 1] != at[k] for k in range(len(at))]
    capacity = sections["capacity"].to_list()
    rows = pl.DataFrame(
        {
            "科室编号": sections["section_id"][at],
            "科室": outcome.section_names[at],
            "岗位数": pl.Series(
                [capacity[s] if new else None for s, new in zip(at, first, strict=True)], dtype=pl.Int64
            ),
            **_person(outcome, [cadre for _, cadre, *_ in listed]),
            "人员类别": pl.Series([kind for _, _, kind, _, _ in listed], dtype=pl.String),
            "定岗方式": pl.Series([how for _, _, _, how, _ in listed], dtype=pl.String),
            "志愿序号": pl.Series([wish or None for *_, wish in listed], dtype=pl.Int64),
        }
    )
    posts = sum(c for c in capacity if c is not None)
    line = f"{sum(c is not None for c in capacity)} 个科室，岗位 {posts} 个，到岗 {len(rows)} 人"
    missed = [outcome.section_names[s] for s in plan.unkept.tolist()]
    remarks = (f"应选原事业人员而未能选到的科室：{'、'.join(missed)}",) if missed else ()
    return Form("科室定岗", "科室定岗结果", line, numbered(rows), remarks)


def _picks(outcome: Outcome, plan: SectionPlan) -> Form:
    """Each section's turn in each round (JL-73, 83)."""
    picks = trace_of(outcome).picks
    ids_of_sections = outcome.roster.tables["sections"]["section_id"].to_list()
    sections = [pick.section for pick in picks]
    people = [pick.cadre for pick in picks]
    ids, names = outcome.roster.cadres["cadre_id"], outcome.roster.cadres["name"]
    rows = pl.DataFrame(
        {
            "轮次": pl.Series([pick.round for pick in picks], dtype=pl.Int64),
            "科室": outcome.section_names[sections],
            "所选人编号": pl.Series([ids[c] if c >= 0 else "（放弃）" for c in people], dtype=pl.String),
            "姓名": pl.Series([names[c] if c >= 0 else None for c in people], dtype=pl.String),
            "是否选定": pl.Series(["是" if pick.taken else "否" for pick in picks], dtype=pl.String),
            "说明": pl.Series([told(pick, ids_of_sections).zh for pick in picks], dtype=pl.String),
        }
    )
    taken = sum(pick.taken for pick in picks)
    return Form("选人记录", "科室各轮选人记录", f"{len(rows)} 次，选定 {taken} 人", rows)


def _listed(outcome: Outcome, plan: SectionPlan, name: str, title: str, stage: Stage, *groups: Group) -> Form:
    people = [
        cadre
        for cadre, how, group in zip(plan.cadre.tolist(), plan.stage, plan.group, strict=True)
        if how is stage and group in groups
    ]
    return Form(name, title, f"共 {len(people)} 人", numbered(pl.DataFrame(_person(outcome, people))))


def _placed_nowhere(outcome: Outcome, plan: SectionPlan) -> Form:
    """Those who are left without a section (JL-76)."""
    return _listed(outcome, plan, "科室未定岗", "未定岗人员名单", Stage.UNPLACED, *Group)


def _home(outcome: Outcome, plan: SectionPlan) -> Form:
    """Institution staff who go back to their home unit (JF-03, JL-85)."""
    return _listed(outcome, plan, "事业返回", "事业人员返回原编制单位名单", Stage.RETURNED, *Group)

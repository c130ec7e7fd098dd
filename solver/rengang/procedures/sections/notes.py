"""What a reader of the plan should know beside the numbers: who is left without a section, and why."""

from __future__ import annotations

import numpy as np

from rengang.errors import Text
from rengang.model import Objective
from rengang.model.arrays import Int32, Int64
from rengang.procedures.sections.participants import Part
from rengang.procedures.sections.relatives import meets
from rengang.procedures.sections.state import State


def notes(state: State, objective: tuple[Objective, ...], unkept: Int32, left: Int64) -> tuple[Text, ...]:
    """The unplaceable with their reasons (JL-76, A-17), the musts that are missed (JL-81), those who go home.

    Parameters
    ----------
    unkept : int32
        Rows of `sections` that had to take a former institution member and did not.
    left : int64, shape (sites,)
        Seats left after the administrative stage.
    """
    return (*_unplaced(state, objective, left), *_unkept(state, unkept), *_going_home(state))


def _unplaced(state: State, objective: tuple[Objective, ...], left: Int64) -> list[Text]:
    """Administrative staff without a section where direction should have placed everybody (JL-76)."""
    if state.policy.sections.directs_admin:
        people = state.bureau.who(Part.ADMIN, Part.WAIVER)
    else:
        people = state.bureau.who(Part.WAIVER)
    without = [i for i in people.tolist() if i not in state.at]
    if not without:
        return []
    until = [o.name for o in objective].index("section_placed")
    proven = all(o.proven for o in objective[: until + 1])
    number = len(without)
    head = Text(
        f"行政人员 {number} 人无法安排岗位" + ("（已证明人数最少）" if proven else "（未证明人数最少）"),
        f"{number} administrative staff cannot be given a section"
        + (" (proven least)" if proven else " (not proven least)"),
    )
    return [head, *(_why(state, i, left) for i in without)]


def _why(state: State, cadre: int, left: Int64) -> Text:
    """What bars each section of the own unit to this person."""
    name = state.instance.cadre_id(cadre)
    sections = np.flatnonzero(state.bureau.unit == state.instance.unit_of[cadre]).tolist()
    free = [s for s in sections if left[s] > 0]
    if not free:
        return Text(
            f"{name}：本单位 {len(sections)} 个科室岗位已满",
            f"{name}: all {len(sections)} sections of the unit are full",
        )
    zh, en = [], []
    full = len(sections) - len(free)
    if full:
        zh.append(f"{full} 个科室岗位已满")
        en.append(f"{full} full")
    label = state.instance.tables["sections"]["section_id"]
    for s in free:
        where = label[int(state.bureau.section[s])]
        if meets(state.kin, cadre, s, state.at):
            zh.append(f"科室 {where} 有亲属")
            en.append(f"a relative in {where}")
        elif state.bureau.former[cadre] == s:
            zh.append(f"科室 {where} 保留的原工作人员已达上限")
            en.append(f"{where} has kept as many former members as it may")
        else:
            zh.append(f"科室 {where} 有空岗，但时限内没有找到安排")
            en.append(f"{where} has a seat, but no plan was found in time")
    return Text(f"{name}：" + "；".join(zh), f"{name}: " + "; ".join(en))


def _unkept(state: State, unkept: Int32) -> list[Text]:
    """Sections that had to take a former institution member and did not (JL-81)."""
    label = state.instance.tables["sections"]["section_id"]
    return [
        Text(
            f"科室 {label[k]} 未保留原行政人员，应选一名原在该科室工作的事业人员而未能选到",
            f"section {label[k]} kept no former administrative member and had to take a former institution one, "
            "but did not",
        )
        for k in unkept.tolist()
    ]


def _going_home(state: State) -> list[Text]:
    """Institution staff who work in their home unit and wait for a later supplement (JF-03, JL-85)."""
    people = state.bureau.who(Part.INSTITUTION).tolist()
    home = [i for i in people if i not in state.at]
    if not home:
        return []
    return [
        Text(
            f"事业人员 {len(home)} 人到原编制单位工作，待条件成熟时再补充",
            f"{len(home)} institution staff work in their home unit and may be supplemented later",
        )
    ]

"""What the seats of a contest must keep together: incumbents, caps, relatives, decisions (S3…S7)."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.rules.rule import About, Rule, Words

_CONTEST = (Procedure.CONTEST,)

INCUMBENT = Rule(
    "contest-incumbent",
    About.POST,
    _CONTEST,
    Words(
        breach=Text(
            "{post} 的现任 {cadre} 未另有任用，职位却已任用他人",
            "{cadre} holds {post} and wins no other post, yet it is given away",
        ),
        bar=Text("现任未另任他职", "the incumbent stays"),
        person=Text("该职位现任没有另任他职，职位未空出", "its incumbent wins no other post and stays"),
    ),
    keys=("contest.incumbents",),
    on={"contest.incumbents": ("hold",)},
)
MID_LEVEL = Rule(
    "contest-midlevel-cap",
    About.UNIT,
    _CONTEST,
    Words(
        breach=Text(
            "{unit} 中层人数净增 {growth} 名，最多可增 {most} 名",
            "the mid-level people of {unit} grow by {growth}, but may grow by {most}",
        ),
        bar=Text("中层人数已满", "mid-level cap"),
    ),
    keys=("contest.midlevel_cap",),
    off={"contest.midlevel_cap": ("off",)},
)
ESTABLISHMENT = Rule(
    "contest-establishment",
    About.UNIT,
    _CONTEST,
    Words(
        breach=Text(
            "{unit} 净进 {growth} 名，编制只容 {most} 名",
            "{unit} takes {growth} more than it lets go, but its establishment has room for {most}",
        ),
        bar=Text("编制已满", "no establishment left"),
    ),
    keys=("caps.establishment",),
    off={"caps.establishment": ("off",)},
)
RELATIVES = Rule(
    "contest-relatives",
    About.WHOLE,
    _CONTEST,
    Words(
        breach=Text(
            "{cadre} 竞岗后与亲属 {relative} 同在 {unit}",
            "after the contest {cadre} is in {unit} beside a relative, {relative}",
        ),
        bar=Text("亲属回避", "relatives"),
        person=Text("亲属将同在{unit}", "relatives would be together in {unit}"),
    ),
    keys=("avoidance.relations",),
    off={"avoidance.relations": ((),)},
)
SAME_SECTION = Rule(
    "contest-relatives-section",
    About.WHOLE,
    _CONTEST,
    Words(
        breach=Text(
            "{cadre} 与亲属 {relative} 被任用到 {unit} 的同一科室",
            "{cadre} and a relative, {relative}, are appointed in one section of {unit}",
        ),
        bar=Text("亲属回避", "relatives"),
        person=Text("亲属将同在{unit}的一个科室", "relatives would be in one section of {unit}"),
    ),
    keys=("avoidance.relations",),
    off={"avoidance.relations": ((),)},
)
DECISION = Rule(
    "contest-decision",
    About.ENTRY,
    _CONTEST,
    Words(
        breach=Text(
            "集体决定由 {cadre} 任 {post}，未执行",
            "it was decided that {cadre} is to have {post}, but that is not so",
        ),
        bar=Text("集体决定", "a decision of the leading group"),
        person=Text("集体决定该职位由他人任职", "it was decided that somebody else is to have it"),
    ),
    keys=("contest.decision",),
    on={"contest.decision": ("advisory",)},
)

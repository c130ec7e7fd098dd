"""No unit takes more than its published vacancies (TX-42)."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.rules.rule import About, Modality, Rule, Words

VACANCIES = Rule(
    "vacancies",
    About.UNIT,
    (Procedure.TWO_WAY, Procedure.DIRECTED),
    Words(
        breach=Text(
            "{unit} 缺员 {most} 名，安排了 {came} 名", "{unit} has {most} vacancies but takes {came}"
        ),
        bar=Text("没有剩余名额", "without a seat left"),
        person=Text("没有剩余名额", "no seat is left"),
        unit=Text("本单位没有名额", "no seat here"),
    ),
    Modality.DEFINES,
    keys=("balance.mode",),
    off={"balance.mode": ("exchange",)},
    order=120,
)

"""The form of an allocation: it covers the pool exactly, and stage, unit and ranks go together (TX-40, 45, 46)."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.procedure import BETWEEN_UNITS
from rengang.rules.rule import About, Modality, Rule, Words


def _rule(code: str, zh: str, en: str, *keys: str) -> Rule:
    return Rule(code, About.WHOLE, BETWEEN_UNITS, Words(breach=Text(zh, en)), Modality.DEFINES, keys)


MISSING = _rule("missing", "交流对象 {cadre} 不在结果中", "{cadre} is in the pool but not in the result")
NOT_IN_POOL = _rule(
    "not-in-pool", "{cadre} 不是交流对象，却在结果中", "{cadre} is not in the pool but in the result"
)
LISTED_TWICE = _rule(
    "listed-twice", "{cadre} 在结果中出现 {times} 次", "{cadre} stands in the result {times} times"
)
STAGE_NOT_ALLOWED = _rule(
    "stage-not-allowed",
    "{cadre} 的去向类别在本政策下不应出现",
    "{cadre} has a stage that this policy does not have",
    "unmatched.two_way",
)
STAGE_UNIT = _rule(
    "stage-unit", "{cadre} 的去向类别与去向单位不一致", "stage and unit of {cadre} do not go together"
)
INTENT_RANK = _rule(
    "intent-rank",
    "{cadre} 的意向序号写为 {stated}，应为 {true}",
    "the intent rank of {cadre} is stated as {stated} but is {true}",
    "intents.ordered",
)
NOMINATION_RANK = _rule(
    "nomination-rank",
    "{cadre} 的提名顺序写为 {stated}，应为 {true}",
    "the nomination rank of {cadre} is stated as {stated} but is {true}",
    "nomination.source",
)

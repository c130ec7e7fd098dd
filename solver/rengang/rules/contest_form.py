"""The form of a list of appointments: only contested posts, one post a person, one person a post."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.rules.rule import About, Modality, Rule, Words


def _rule(code: str, about: About, zh: str, en: str, *keys: str) -> Rule:
    return Rule(code, about, (Procedure.CONTEST,), Words(breach=Text(zh, en)), Modality.DEFINES, keys)


CONTESTED = _rule(
    "contest-post-not-contested",
    About.POST,
    "{post} 不是竞岗职位，却任用了 {cadre}",
    "{post} is not contested, yet {cadre} is appointed to it",
)
PERSON_TWICE = _rule(
    "contest-person-twice",
    About.WHOLE,
    "{cadre} 被任用 {times} 次",
    "{cadre} is appointed {times} times",
    "contest.apply.max",
)
POST_TWICE = _rule(
    "contest-post-twice",
    About.POST,
    "{post} 任用了 {times} 人",
    "{post} is given to {times} people",
    "contest.rule",
)

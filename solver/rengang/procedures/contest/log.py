"""Events of the log, with the labels of whom and what they concern filled in."""

from __future__ import annotations

from rengang.model import Event, Instance
from rengang.policy import Policy
from rengang.rules.contest_log import Line


def logged(
    instance: Instance,
    policy: Policy,
    line: Line,
    *,
    round: int = 0,
    post: int = -1,
    cadre: int = -1,
    **facts: object,
) -> Event:
    """A sentence of the log about a post (index) or a person (index), by the provisions of the sentence's key."""
    if post >= 0:
        facts["post"] = instance.tables["posts"]["post_id"][post]
    if cadre >= 0:
        facts["cadre"] = instance.cadre_id(cadre)
    rule = None if line.key is None else policy.rule_of(line.key)
    return Event(line.kind, line.filled(round=round, **facts), round, post, cadre, rule)

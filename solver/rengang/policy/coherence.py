"""Keys that must go together: each key alone is allowed, their combination says nothing sensible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rengang.errors import Problem, Text
from rengang.model.values import written
from rengang.policy.conditions import Condition, Education
from rengang.policy.schema import EXCHANGE_RULES, RULES, Policy, is_exchange
from rengang.policy.scores import Node, Panel, Sum, weights_of
from rengang.rules.catalogue import rules
from rengang.rules.rule import value_of


def incoherences(policy: Policy, source: str) -> list[Problem]:
    """Every combination of keys that contradicts itself."""
    found = [*_rule_and_mode(policy), *_required(policy), *_scores(policy), *_conditions(policy)]
    return [
        Problem("policy-value", what, expected, table=source, column=key, value=value)
        for key, value, what, expected in found
    ]


Fault = tuple[str, str | None, Text, Text]
"""Key, value, what is wrong, what is expected."""


def _rule_and_mode(policy: Policy) -> Iterator[Fault]:
    rule, mode = policy.two_way.rule, policy.balance.mode
    if rule != "none" and is_exchange(rule) != policy.exchanges:
        allowed = " / ".join(
            (*EXCHANGE_RULES, "none")
            if policy.exchanges
            else (other for other in RULES if not is_exchange(other))
        )
        yield (
            "two_way.rule", rule,
            Text(f'匹配规则与 balance.mode = "{mode}" 不相容', f'the rule does not go with balance.mode = "{mode}"'),
            Text(allowed, allowed),
        )  # fmt: skip


def _required(policy: Policy) -> Iterator[Fault]:
    """The keys that a rule asks for while it is in force."""
    for rule in rules():
        if rule.in_force(policy):
            for key in rule.requires:
                if value_of(policy, key) is None:
                    name = rule.words.bar or Text(rule.code, rule.code)
                    yield (
                        key, None,
                        Text(f"规则“{name.zh}”须有此键", f"the rule “{name.en}” asks for this key"),
                        Text("一个值", "a value"),
                    )  # fmt: skip


def _scores(policy: Policy) -> Iterator[Fault]:
    """Weights add to one, nodes refer to nodes, nothing goes in a circle, panels are not trimmed away."""
    nodes = policy.contest.scores
    names = " / ".join(nodes) or "—"
    for name, node in nodes.items():
        key = f"contest.scores.{name}"
        weights = weights_of(node)
        if weights is not None and sum(weights.values()) != 1:
            total = written(sum(weights.values()))  # type: ignore[arg-type]
            yield key, total, Text("权重之和不为 1", "the weights do not add to one"), Text("1", "1")
        if isinstance(node, Sum):
            for part in node.terms:
                if part not in nodes:
                    yield (
                        f"{key}.terms",
                        part,
                        Text("没有这个得分", "there is no such score"),
                        Text(names, names),
                    )
        if isinstance(node, Panel):
            yield from _panel(key, node)
    for name in _circular(nodes):
        yield (
            f"contest.scores.{name}", None,
            Text("得分的构成循环引用", "the score is made of itself"),
            Text("不循环的构成", "no circle"),
        )  # fmt: skip
    for key, name in (("contest.total", policy.contest.total), ("sections.rank_by", policy.sections.rank_by)):
        if name and name not in nodes:
            yield key, name, Text("没有这个得分", "there is no such score"), Text(names, names)


def _panel(key: str, node: Panel) -> Iterator[Fault]:
    if node.judges_max is not None and node.judges_max < node.judges_min:
        most = str(node.judges_min)
        yield (
            f"{key}.judges_max", str(node.judges_max),
            Text("评委人数上限小于下限", "the most judges are fewer than the least"),
            Text(f"≥ {most}", f"≥ {most}"),
        )  # fmt: skip
    dropped = node.drop_high + node.drop_low
    if dropped >= node.judges_min:
        yield (
            f"{key}.judges_min", str(node.judges_min),
            Text("去掉最高分和最低分后没有剩余得分", "dropping the highest and lowest marks leaves none"),
            Text(f"≥ {dropped + 1}", f"≥ {dropped + 1}"),
        )  # fmt: skip


def _circular(nodes: Mapping[str, Node]) -> Iterator[str]:
    """Names of scores that are, at some remove, made of themselves."""
    for name in nodes:
        seen: list[str] = []
        todo = [name]
        while todo:
            node = nodes.get(todo.pop())
            below = [part for part in node.terms if part not in seen] if isinstance(node, Sum) else []
            seen += below
            todo += below
        if name in seen:
            yield name


def _conditions(policy: Policy) -> Iterator[Fault]:
    known = policy.contest.conditions
    names = " / ".join(known) or "—"
    for name in policy.contest.qualification:
        if name not in known:
            yield (
                "contest.qualification", name,
                Text("没有定义这个资格条件", "there is no such condition"), Text(names, names),
            )  # fmt: skip
    words = [word for step in policy.contest.education_scale for word in step]
    for name, condition in known.items():
        for word in _education_words(condition):
            if word not in words:
                scale = " / ".join(words)
                yield (
                    f"contest.conditions.{name}", word,
                    Text("学历不在 contest.education_scale 中", "not a step of contest.education_scale"),
                    Text(scale, scale),
                )  # fmt: skip


def _education_words(condition: Condition) -> list[str]:
    tests = [*condition.all, *(test for group in condition.any for test in group)]
    return [test.at_least for test in tests if isinstance(test, Education)]

"""A score step by step, so that a candidate can check it with a pocket calculator.

Every mark, every sum, every division, every rounding stands in a line of plain language; the numbers are the
judge's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from rengang.errors import Text
from rengang.model.figures import about, equals, exactly, fixed, number, percent, summand
from rengang.model.schema import GRADES
from rengang.model.values import holds
from rengang.policy.scores import AppraisalMean, Bonus, GroupVote, Panel, Paper, Rating, Rounding, Sum
from rengang.verify.contest.candidacy import Candidacy
from rengang.verify.contest.scores import Reckoned
from rengang.verify.contest.trace import Trace

MODES = {
    "half_up": Text("四舍五入", "half up"),
    "half_even": Text("四舍六入五成双", "half to even"),
    "down": Text("其余舍去", "the rest cut off"),
}
MET = {
    "ge": Text("达到", "reaches"),
    "gt": Text("超过", "exceeds"),
    "le": Text("不超过", "does not exceed"),
    "lt": Text("低于", "is below"),
}
UNMET = {
    "ge": Text("未达到", "does not reach"),
    "gt": Text("未超过", "does not exceed"),
    "le": Text("超过", "exceeds"),
    "lt": Text("不低于", "is not below"),
}

Mark = tuple[str, Fraction]


def derivation(trace: Trace, entry: Candidacy, node: str | None = None) -> tuple[Text, ...]:
    """How the score of an entry (or one node) comes about, line by line: TX-27, JL-21…56, A-03."""
    return tuple(
        Text(f"{step.name}{zh}。", f"{step.name}{en}.")
        for step in trace.reckoned(entry, node)
        for zh, en in _Step(trace, entry, step).lines()
    )


class _Step:
    """The lines about one node, each behind its name."""

    def __init__(self, trace: Trace, entry: Candidacy, step: Reckoned) -> None:
        self.trace, self.entry, self.step = trace, entry, step

    def lines(self) -> Iterator[Text]:
        node, given = self.step.node, self.step.given
        match node:
            case Panel():
                return self._panel(node)
            case Paper():
                return self._read(Text("没有成绩", "no mark"))
            case Rating():
                return self._rating(node, *given)
            case AppraisalMean():
                return self._appraisal(given)
            case Bonus():
                return self._bonus(given)
            case GroupVote():
                return self._group_vote(node, given)
            case Sum():
                return self._sum(node, given)
        assert_never(node)

    # -- numbers ----------------------------------------------------------------------------------------------
    @property
    def _rounding(self) -> Rounding | None:
        """The rounding that this node is subject to (A-03)."""
        rules = self.trace.facts.rules
        rounds = rules.rounding.stage == "every" or self.step.name == rules.total
        return rules.rounding if rounds and rules.rounding.decimals is not None else None

    def _result(self) -> str:
        """A value before its rounding; the fraction behind it is written only where it goes on being used."""
        assert self.step.exact is not None
        return (about if self._rounding else equals)(self.step.exact)

    @property
    def _tail(self) -> Text:
        """Half a sentence about the rounding, where that changes the value (A-03)."""
        value, rounding = self.step.value, self._rounding
        if rounding is None or rounding.decimals is None or value is None or value == self.step.exact:
            return Text("", "")
        shown, how, places = fixed(value, rounding.decimals), MODES[rounding.mode], rounding.decimals
        return Text(
            f"，保留 {places} 位小数（{how.zh}）得 {shown}",
            f", to {places} decimals ({how.en}) {shown}",
        )

    # -- what is read -----------------------------------------------------------------------------------------
    def _panel(self, node: Panel) -> Iterator[Text]:
        """Each judge's mark, those dropped, the sum, the mean: TX-27, JL-45, A-16."""
        at = self.step.given
        if at < 0:
            yield Text("：没有评分", ": no marks")
            return
        given = self.trace.marks(self.entry, node.panel, at)
        zh, en = "，".join(map(_mark, given)), ", ".join(map(_mark, given))
        here = Text("", "")
        if at != self.entry.post:
            where = self.trace.facts.posts[at].label
            here = Text(
                f"（演讲只有一次，用职位 {where} 的评分）", f" (one speech: the marks at post {where})"
            )
        yield Text(f"{here.zh}，{len(given)} 位评委：{zh}", f"{here.en}, {len(given)} judges: {en}")
        high, low = node.drop_high, node.drop_low
        if self.step.exact is None:
            least = high + low + 1
            yield Text(f"：评分不足 {least} 个，不能计算", f": fewer than {least} marks, so there is no mean")
            return
        ranked = sorted(given, key=lambda pair: (pair[1], pair[0]))
        top, kept, bottom = (
            ranked[len(ranked) - high :][::-1],
            ranked[low : len(ranked) - high],
            ranked[:low],
        )
        yield from _dropped(top, bottom)
        total, count = sum((mark for _, mark in kept), Fraction(0)), len(kept)
        sums, tail = f"{exactly(total)} ÷ {count} {self._result()}", self._tail
        yield Text(
            f"：{count} 个分数相加得 {exactly(total)}；{sums}{tail.zh}",
            f": the {count} marks add to {exactly(total)}; {sums}{tail.en}",
        )

    def _read(self, none: Text) -> Iterator[Text]:
        """A mark that is taken as it stands."""
        mark, tail = self.step.exact, self._tail
        if mark is None:
            yield Text(f"：{none.zh}", f": {none.en}")
        else:
            yield Text(f"：{exactly(mark)} 分{tail.zh}", f": {_in_points(mark)}{tail.en}")

    def _rating(self, node: Rating, score: object, votes: int | None, present: int | None) -> Iterator[Text]:
        """The score of the item, or its votes as a share of those present: JL-28."""
        if score is not None or self.step.exact is None:
            yield from self._read(Text("没有测评结果", "no rating"))
            return
        sums, tail = f"{exactly(node.full)} × {votes} ÷ {present} {self._result()}", self._tail
        yield Text(
            f"：{votes} 票，实到 {present} 人；{sums}{tail.zh}",
            f": {votes} votes of {present} present; {sums}{tail.en}",
        )

    def _appraisal(self, years: Sequence[tuple[int, str | None, Fraction | None]]) -> Iterator[Text]:
        """The points of each year and their mean: JL-40, A-27."""

        def told(words: Mapping[str, str], none: str, year: str, unit: str, comma: str) -> str:
            return comma.join(
                f"{number}{year}{words[grade] if grade else none}"
                + ("" if points is None else f" {exactly(points)}{unit}")
                for number, grade, points in years
            )

        zh = told(GRADES, "无考核", " 年", " 分", "，")
        en = told({grade: grade for grade in GRADES}, "not appraised", " ", "", ", ")
        if self.step.exact is None:
            yield Text(f"：{zh or '没有考核'}，不能计算", f": {en or 'no appraisals'}; there is no mean")
            return
        shown, tail = " + ".join(exactly(points) for _, _, points in years if points is not None), self._tail
        sums = f"({shown}) ÷ {len(years)} {self._result()}"
        yield Text(f"：{zh}；{sums}{tail.zh}", f": {en}; {sums}{tail.en}")

    def _bonus(self, rank: str | None) -> Iterator[Text]:
        """Points by rank: JL-41."""
        exact, tail = self.step.exact, self._tail
        assert exact is not None
        yield Text(
            f"：职务职级{rank or '未填'}，{exactly(exact)} 分{tail.zh}",
            f": rank {rank or 'not given'}, {_in_points(exact)}{tail.en}",
        )

    # -- recommendation ---------------------------------------------------------------------------------------
    def _group_vote(self, node: GroupVote, groups: Mapping[str, tuple[int, int]]) -> Iterator[Text]:
        """The pooled rate against the gate, each group's share and weight, the points: JL-52…55, A-26."""
        votes, present = sum(v for v, _ in groups.values()), sum(p for _, p in groups.values())
        rate = Fraction(votes, present) if present > 0 else Fraction(0)
        zh, en = "没有推荐票，推荐率 0", "nobody voted, so the rate is 0"
        if present > 0:
            sums = f"{votes} ÷ {present} {equals(rate)}"
            zh = f"共得 {votes} 票，实到 {present} 人，推荐率 {sums}"
            en = f"{votes} votes in all of {present} present, rate {sums}"
        if node.gate is not None:
            met, bound = holds(rate, node.op, node.gate), exactly(node.gate)
            verb = (MET if met else UNMET)[node.op]
            stop = Text("", "")
            if not met:
                stop = Text("，不得任此职位，不再计分", "; barred from this post, no points")
            zh, en = f"{zh}，{verb.zh} {bound}{stop.zh}", f"{en}, which {verb.en} {bound}{stop.en}"
        yield Text(f"：{zh}", f": {en}")
        if self.step.exact is not None:
            yield from self._group_points(node, groups)

    def _group_points(self, node: GroupVote, groups: Mapping[str, tuple[int, int]]) -> Iterator[Text]:
        total, there = Fraction(0), Fraction(0)
        empty = [group for group in node.weights if groups.get(group, (0, 0))[1] <= 0]
        for group, weight in node.weights.items():
            if group not in empty:
                votes, present = groups[group]
                share = Fraction(votes, present)
                total, there = total + weight * share, there + weight
                term = f"{votes} ÷ {present} {equals(share)}"
                worth = f"{percent(weight)} × {votes} ÷ {present} {equals(weight * share)}"
                yield Text(f"·{group}：{term}；{worth}", f" · {group}: {term}; {worth}")
        sums = f"{exactly(node.full)} × {number(total)}"
        scaled = bool(empty) and node.empty == "renormalise" and there > 0
        if empty:
            yield _nobody_of(empty, percent(there) if scaled else None)
        result = f"{sums}{f' ÷ {percent(there)}' if scaled else ''} {self._result()}"
        tail = self._tail
        yield Text(
            f"：各组相加 {equals(total)}；{result}{tail.zh}",
            f": the groups add to {equals(total)[2:]}; {result}{tail.en}",
        )

    # -- sums -------------------------------------------------------------------------------------------------
    def _sum(self, node: Sum, values: Mapping[str, Fraction | None]) -> Iterator[Text]:
        """Each weighted term and their sum: TX-26, JL-21, JL-28, JL-40, JL-41, JL-56."""
        absent = [part for part, value in values.items() if value is None]
        if absent:
            yield Text(
                f"：缺少{'、'.join(absent)}，不能计算", f": without {', '.join(absent)} there is no sum"
            )
            return
        terms = [(part, value, node.terms[part]) for part, value in values.items() if value is not None]
        shown, tail = [_term(part, value, weight, node.plain) for part, value, weight in terms], self._tail
        if len(terms) > 1:
            worth = " + ".join(_signed(value * weight) for _, value, weight in terms)
            shown.append(f"{worth} {self._result()}")
        yield Text(f"：{'；'.join(shown)}{tail.zh}", f": {'; '.join(shown)}{tail.en}")


def _dropped(top: Sequence[Mark], bottom: Sequence[Mark]) -> Iterator[Text]:
    """Which marks are dropped, if any."""
    kinds = ((Text("最高分", "highest"), top), (Text("最低分", "lowest"), bottom))
    parts = [(kind, chosen) for kind, chosen in kinds if chosen]
    if parts:
        zh = "和 ".join(f"{len(c)} 个{k.zh}（{'，'.join(map(_mark, c))}）" for k, c in parts)
        en = " and ".join(f"the {len(c)} {k.en} ({', '.join(map(_mark, c))})" for k, c in parts)
        yield Text(f"：去掉 {zh}", f": without {en}")


def _nobody_of(empty: Sequence[str], rest: str | None) -> Text:
    """Groups of whom nobody came: they count 0, or the result is divided by the weights of the rest."""
    zh, en = "、".join(empty), ", ".join(empty)
    if rest is None:
        return Text(f"：{zh}无人到会，计 0", f": nobody came of {en}, which counts 0")
    return Text(
        f"：{zh}无人到会，其余各组的权重合计 {rest}，结果除以 {rest}",
        f": nobody came of {en}; the other weights add to {rest}, and the result is divided by it",
    )


def _mark(given: Mark) -> str:
    judge, mark = given
    return f"{judge} {exactly(mark)}"


def _in_points(value: Fraction) -> str:
    return "1 point" if value == 1 else f"{exactly(value)} points"


def _signed(value: Fraction) -> str:
    return f"({summand(value)})" if value < 0 else summand(value)


def _term(part: str, value: Fraction, weight: Fraction, plain: bool) -> str:
    """One weighted term: ``领导评委 89.6 × 70% = 62.72``."""
    if weight == 1:
        return f"{part} {number(value)}"
    factor = exactly(weight) if plain else percent(weight)
    return f"{part} {number(value)} × {factor} {equals(value * weight)}"

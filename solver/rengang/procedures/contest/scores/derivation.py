"""A score step by step, so that a candidate can check it with a pocket calculator.

Every mark, every sum, every division, every rounding stands in a line of plain language. The numbers are worked
out here from the raw rows, person by person, apart from :mod:`scoring`; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from rengang.errors import Text
from rengang.model import Entries, Instance
from rengang.model.schema import GRADES
from rengang.model.values import holds
from rengang.policy import Policy
from rengang.policy.scores import AppraisalMean, Bonus, GroupVote, Panel, Paper, Rating, Sum
from rengang.procedures.contest.scores import marks
from rengang.procedures.contest.scores.derivation_facts import gather
from rengang.procedures.contest.scores.figures import about, equals, exactly, fixed, number, percent, summand
from rengang.procedures.contest.scores.rounding import places_of, rounded
from rengang.procedures.contest.scores.scoring import needs_post, parts_of

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


def derivation(
    instance: Instance, policy: Policy, cadre: int, post: int | None = None, entries: Entries | None = None
) -> tuple[Text, ...]:
    """How ``contest.total`` comes about for `cadre` at `post`, line by line: TX-27, JL-21…56, A-03.

    Without a post only what the total takes from the person alone (exam, ratings, appraisals) is derived. For
    many people use one :class:`Derivations`, which gathers the rows once. O(rows of the tables).
    """
    return Derivations(instance, policy, entries, [cadre]).lines(cadre, post)


class Derivations:
    """Derivations for several people over one gathering of their rows.

    Parameters
    ----------
    entries
        The contest's entries; they say at which post a speech counts that was given once. None: the posts
        are taken from the table of applications, each with its latest round's order of wish.
    cadres
        Those who will be asked about; None: everybody.
    """

    def __init__(
        self,
        instance: Instance,
        policy: Policy,
        entries: Entries | None = None,
        cadres: Sequence[int] | None = None,
    ) -> None:
        self.instance = instance
        self.policy = policy
        self.facts = gather(instance, entries, cadres)

    def lines(self, cadre: int, post: int | None = None, node: str | None = None) -> tuple[Text, ...]:
        """The lines for `node` (default: ``contest.total``); empty when there is no such score."""
        return self._walk(cadre, post, node).lines

    def value(self, cadre: int, post: int | None = None, node: str | None = None) -> Fraction | None:
        """What the last line comes to; None where an input is missing or the gate is missed."""
        walk = self._walk(cadre, post, node)
        return walk.values.get(node or self.policy.contest.total)

    def _walk(self, cadre: int, post: int | None, node: str | None) -> _Walk:
        walk = _Walk(self, cadre, post)
        scores, name = self.policy.contest.scores, node or self.policy.contest.total
        parts = parts_of(scores, [name] if name else [])
        if post is None:
            parts = tuple(part for part in parts if not needs_post(scores, part))
        for part in parts:
            walk.step(part)
        return walk


class _Walk:
    """One pass over the nodes for one person at one post."""

    def __init__(self, owner: Derivations, cadre: int, post: int | None) -> None:
        self.instance, self.policy, self.facts = owner.instance, owner.policy, owner.facts
        self.cadre, self.post = cadre, post
        self.values: dict[str, Fraction | None] = {}
        self.said: list[Text] = []

    @property
    def lines(self) -> tuple[Text, ...]:
        return tuple(self.said)

    def say(self, zh: str, en: str) -> None:
        self.said.append(Text(zh, en))

    def step(self, name: str) -> None:
        """Derive one node whose parts are derived."""
        node = self.policy.contest.scores[name]
        match node:
            case Panel():
                self.values[name] = self._panel(name, node)
            case Paper():
                self.values[name] = self._paper(name, node)
            case Rating():
                self.values[name] = self._rating(name, node)
            case AppraisalMean():
                self.values[name] = self._appraisal(name, node)
            case Bonus():
                self.values[name] = self._bonus(name, node)
            case GroupVote():
                self.values[name] = self._group_vote(name, node)
            case Sum():
                self.values[name] = self._sum(name, node)

    def _finished(self, name: str, value: Fraction) -> tuple[Fraction, Text]:
        """The value as it counts, and half a sentence about its rounding where that changes it: A-03."""
        places, mode = places_of(self.policy, name), self.policy.contest.rounding.mode
        final = rounded(value.numerator, value.denominator, places, mode)
        if places is None or final == value:
            return final, Text("", "")
        shown, how = fixed(final, places), MODES[mode]
        return final, Text(
            f"，保留 {places} 位小数（{how.zh}）得 {shown}",
            f", to {places} decimals ({how.en}) {shown}",
        )

    def _result(self, name: str, value: Fraction) -> str:
        """A value before its rounding; the fraction behind it is written only where it goes on being used."""
        return equals(value) if places_of(self.policy, name) is None else about(value)

    # -- what is read -----------------------------------------------------------------------------------------
    def _panel(self, name: str, node: Panel) -> Fraction | None:
        """Each judge's mark, those dropped, the sum, the mean: TX-27, JL-45, A-16."""
        assert self.post is not None
        at = self.facts.speech(self.cadre, node.panel, self.post)
        if at < 0:
            self.say(f"{name}：没有评分。", f"{name}: no marks.")
            return None
        given = self.facts.speeches[(self.cadre, node.panel)][at]
        zh, en = "，".join(_mark(g) for g in given), ", ".join(_mark(g) for g in given)
        here = Text("", "")
        if at != self.post:
            where = str(self.instance.tables["posts"]["post_id"][at])
            here = Text(
                f"（演讲只有一次，用职位 {where} 的评分）", f" (one speech: the marks at post {where})"
            )
        self.say(
            f"{name}{here.zh}，{len(given)} 位评委：{zh}。", f"{name}{here.en}, {len(given)} judges: {en}."
        )
        kept = self._dropped(name, node, given)
        if not kept:
            return None
        total, count = Fraction(sum(kept), marks.UNIT), len(kept)
        value, tail = self._finished(name, total / count)
        sums = f"{exactly(total)} ÷ {count} {self._result(name, total / count)}"
        self.say(
            f"{name}：{count} 个分数相加得 {exactly(total)}；{sums}{tail.zh}。",
            f"{name}: the {count} marks add to {exactly(total)}; {sums}{tail.en}.",
        )
        return value

    def _dropped(self, name: str, node: Panel, given: list[tuple[str, int]]) -> list[int]:
        """Say which marks are dropped; hand back those that are kept (none: too few were given)."""
        ranked = sorted(given, key=lambda pair: (pair[1], pair[0]))
        high, low = node.drop_high, node.drop_low
        if len(ranked) <= high + low:
            self.say(
                f"{name}：评分不足 {high + low + 1} 个，不能计算。",
                f"{name}: fewer than {high + low + 1} marks, so there is no mean.",
            )
            return []
        top, bottom = ranked[len(ranked) - high :][::-1], ranked[:low]
        parts = [
            (kind, chosen)
            for kind, chosen in ((Text("最高分", "highest"), top), (Text("最低分", "lowest"), bottom))
            if chosen
        ]
        if parts:
            zh = "和 ".join(f"{len(c)} 个{k.zh}（{'，'.join(_mark(g) for g in c)}）" for k, c in parts)
            en = " and ".join(f"the {len(c)} {k.en} ({', '.join(_mark(g) for g in c)})" for k, c in parts)
            self.say(f"{name}：去掉 {zh}。", f"{name}: without {en}.")
        return [mark for _, mark in ranked[low : len(ranked) - high]]

    def _paper(self, name: str, node: Paper) -> Fraction | None:
        mark = self.facts.papers.get((self.cadre, node.paper))
        return self._read(name, mark, Text("没有成绩", "no mark"))

    def _read(self, name: str, mark: Fraction | None, none: Text) -> Fraction | None:
        """A mark that is taken as it stands."""
        if mark is None:
            self.say(f"{name}：{none.zh}。", f"{name}: {none.en}.")
            return None
        value, tail = self._finished(name, mark)
        self.say(f"{name}：{exactly(mark)} 分{tail.zh}。", f"{name}: {_in_points(mark)}{tail.en}.")
        return value

    def _rating(self, name: str, node: Rating) -> Fraction | None:
        """The score of the item, or its votes as a share of those present: JL-28."""
        score, votes, present = self.facts.ratings.get((self.cadre, node.item), (None, None, None))
        if score is not None or votes is None or not present:
            return self._read(name, score, Text("没有测评结果", "no rating"))
        exact = node.full * Fraction(votes, present)
        value, tail = self._finished(name, exact)
        sums = f"{exactly(node.full)} × {votes} ÷ {present} {self._result(name, exact)}"
        self.say(
            f"{name}：{votes} 票，实到 {present} 人；{sums}{tail.zh}。",
            f"{name}: {votes} votes of {present} present; {sums}{tail.en}.",
        )
        return value

    def _appraisal(self, name: str, node: AppraisalMean) -> Fraction | None:
        """The points of each year and their mean: JL-40, A-27."""
        years = marks.appraisal_years(self.instance, self.policy, node.last)
        grades = [self.facts.grades.get((self.cadre, year)) for year in years]
        points = [dict(node.points.items()).get(grade) for grade in grades]  # type: ignore[call-overload]
        zh = "，".join(
            f"{year} 年{GRADES[grade] if grade else '无考核'}"
            + ("" if point is None else f" {exactly(point)} 分")
            for year, grade, point in zip(years, grades, points, strict=True)
        )
        en = ", ".join(
            f"{year} {grade or 'not appraised'}" + ("" if point is None else f" {exactly(point)}")
            for year, grade, point in zip(years, grades, points, strict=True)
        )
        if not years or None in points:
            self.say(
                f"{name}：{zh or '没有考核'}，不能计算。",
                f"{name}: {en or 'no appraisals'}; there is no mean.",
            )
            return None
        exact: Fraction = sum(points, Fraction(0)) / len(points)
        value, tail = self._finished(name, exact)
        shown = " + ".join(exactly(point) for point in points)
        sums = f"({shown}) ÷ {len(points)} {self._result(name, exact)}"
        self.say(f"{name}：{zh}；{sums}{tail.zh}。", f"{name}: {en}; {sums}{tail.en}.")
        return value

    def _bonus(self, name: str, node: Bonus) -> Fraction:
        """Points by rank: JL-41."""
        rank = self.instance.cadres["rank"][self.cadre]
        exact = node.points.get(rank, node.otherwise)
        value, tail = self._finished(name, exact)
        self.say(
            f"{name}：职务职级{rank or '未填'}，{exactly(exact)} 分{tail.zh}。",
            f"{name}: rank {rank or 'not given'}, {_in_points(exact)}{tail.en}.",
        )
        return value

    # -- recommendation ---------------------------------------------------------------------------------------
    def _group_vote(self, name: str, node: GroupVote) -> Fraction | None:
        """The pooled rate against the gate, each group's share and weight, the points: JL-52…55, A-26."""
        assert self.post is not None
        groups = self.facts.votes.get((self.cadre, self.post), {})
        votes, present = sum(v for v, _ in groups.values()), sum(p for _, p in groups.values())
        rate = Fraction(votes, present) if present > 0 else Fraction(0)
        zh, en = "没有推荐票，推荐率 0", "nobody voted, so the rate is 0"
        if present > 0:
            sums = f"{votes} ÷ {present} {equals(rate)}"
            zh = f"共得 {votes} 票，实到 {present} 人，推荐率 {sums}"
            en = f"{votes} votes in all of {present} present, rate {sums}"
        if node.gate is None:
            self.say(f"{name}：{zh}。", f"{name}: {en}.")
            return self._group_points(name, node, groups)
        met, bound = holds(rate, node.op, node.gate), exactly(node.gate)
        verb = (MET if met else UNMET)[node.op]
        stop = Text("", "") if met else Text("，不得任此职位，不再计分", "; barred from this post, no points")
        self.say(
            f"{name}：{zh}，{verb.zh} {bound}{stop.zh}。", f"{name}: {en}, which {verb.en} {bound}{stop.en}."
        )
        return self._group_points(name, node, groups) if met else None

    def _group_points(self, name: str, node: GroupVote, groups: dict[str, tuple[int, int]]) -> Fraction:
        total, weight_there = Fraction(0), Fraction(0)
        empty = []
        for group, weight in node.weights.items():
            votes, present = groups.get(group, (0, 0))
            if present <= 0:
                empty.append(group)
                continue
            share = Fraction(votes, present)
            total, weight_there = total + weight * share, weight_there + weight
            term = f"{votes} ÷ {present} {equals(share)}"
            worth = f"{percent(weight)} × {votes} ÷ {present} {equals(weight * share)}"
            self.say(f"{name}·{group}：{term}；{worth}。", f"{name} · {group}: {term}; {worth}.")
        sums = f"{exactly(node.full)} × {number(total)}"
        exact = node.full * total
        if empty:
            scaled = node.empty == "renormalise" and weight_there > 0
            self._say_empty(name, empty, weight_there if scaled else None)
            if scaled:
                exact, sums = exact / weight_there, f"{sums} ÷ {percent(weight_there)}"
        result = f"{sums} {self._result(name, exact)}"
        value, tail = self._finished(name, exact)
        self.say(
            f"{name}：各组相加 {equals(total)}；{result}{tail.zh}。",
            f"{name}: the groups add to {equals(total)[2:]}; {result}{tail.en}.",
        )
        return value

    def _say_empty(self, name: str, empty: list[str], weight_there: Fraction | None) -> None:
        zh, en = "、".join(empty), ", ".join(empty)
        if weight_there is None:
            self.say(f"{name}：{zh}无人到会，计 0。", f"{name}: nobody came of {en}, which counts 0.")
            return
        rest = percent(weight_there)
        self.say(
            f"{name}：{zh}无人到会，其余各组的权重合计 {rest}，结果除以 {rest}。",
            f"{name}: nobody came of {en}; the other weights add to {rest}, and the result is divided by it.",
        )

    # -- sums -------------------------------------------------------------------------------------------------
    def _sum(self, name: str, node: Sum) -> Fraction | None:
        """Each weighted term and their sum: TX-26, JL-21, JL-28, JL-40, JL-41, JL-56."""
        absent = [part for part in node.terms if self.values.get(part) is None]
        if absent:
            self.say(
                f"{name}：缺少{'、'.join(absent)}，不能计算。",
                f"{name}: without {', '.join(absent)} there is no sum.",
            )
            return None
        terms = [
            (part, value, weight)
            for part, weight in node.terms.items()
            if (value := self.values[part]) is not None
        ]
        exact = sum((value * weight for _, value, weight in terms), Fraction(0))
        shown = [_term(part, value, weight, node.plain) for part, value, weight in terms]
        value, tail = self._finished(name, exact)
        if len(terms) > 1:
            worth = " + ".join(_signed(value * weight) for _, value, weight in terms)
            shown.append(f"{worth} {self._result(name, exact)}")
        self.say(f"{name}：{'；'.join(shown)}{tail.zh}。", f"{name}: {'; '.join(shown)}{tail.en}.")
        return value


def _mark(given: tuple[str, int]) -> str:
    judge, mark = given
    return f"{judge} {_points(mark)}"


@lru_cache(maxsize=4096)
def _points(millionths: int) -> str:
    return exactly(Fraction(millionths, marks.UNIT))


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

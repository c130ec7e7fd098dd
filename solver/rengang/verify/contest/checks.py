"""C7, rule by rule: what is wrong with a list of appointments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rengang.errors import Text
from rengang.model import Fate
from rengang.verify.breach import Breach, Rule
from rengang.verify.contest.candidacy import Entries
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.seating import Seating

CONTESTED = Rule(
    "contest-post-not-contested",
    "{post} 不是竞岗职位，却任用了 {cadre}",
    "{post} is not contested, yet {cadre} is appointed to it",
    ("TX-12",),
)
NEVER_APPLIED = Rule(
    "contest-no-application",
    "{cadre} 没有报名 {post}，也没有被推荐",
    "{cadre} neither applied for {post} nor was recommended to it",
    ("TX-14",),
)
DROPPED: dict[Fate, Rule] = {
    fate: Rule(f"contest-{fate.value.replace('_', '-')}", f"{zh}，却任用到 {{post}}", f"{en}", ids, keys)
    for fate, zh, en, ids, keys in (
        (
            Fate.SUPERSEDED,
            "{cadre} 已改报其他职位",
            "{cadre} switched to another application, yet is appointed to {post}",
            ("TX-14", "TX-19"),
            ("contest.apply.max",),
        ),
        (
            Fate.LATE,
            "{cadre} 的报名不在期限内",
            "{cadre} applied out of time, yet is appointed to {post}",
            ("TX-19", "TX-20"),
            ("contest.apply.closes",),
        ),
        (
            Fate.NO_CONSENT,
            "{cadre} 所在单位不同意",
            "the unit of {cadre} does not consent to the application for {post}",
            ("TX-16",),
            ("contest.apply.consent",),
        ),
        (
            Fate.UNQUALIFIED,
            "{cadre} 不符合资格条件",
            "{cadre} does not meet the conditions of {post}",
            ("TX-17",),
            ("contest.qualification",),
        ),
        (
            Fate.CANCELLED,
            "职位已因合格人数不足取消，{cadre}",
            "the contest for {post} is cancelled: too few qualified besides {cadre}",
            ("TX-20",),
            ("contest.min_qualified",),
        ),
        (
            Fate.NOT_SHORTLISTED,
            "{cadre} 未列为竞岗对象",
            "{cadre} is not shortlisted for {post}",
            ("TX-22",),
            ("contest.shortlist_cap",),
        ),
        (
            Fate.UNSCORED,
            "职位尚未评分，{cadre}",
            "nobody is scored for {post} yet, {cadre} included",
            ("TX-27",),
            ("contest.total",),
        ),
        (
            Fate.WITHDRAWN,
            "{cadre} 没有得分，视为放弃",
            "{cadre} has no score and counts as withdrawn from {post}",
            ("XX-32",),
            ("contest.absent",),
        ),
        (
            Fate.BARRED,
            "{cadre} 的推荐率未达要求",
            "the recommendation rate of {cadre} bars the person from {post}",
            ("JL-53",),
            ("contest.scores",),
        ),
        (
            Fate.NOT_INSPECTED,
            "{cadre} 不是考察对象",
            "{cadre} is no inspection candidate for {post}",
            ("TX-28",),
            ("contest.inspection.ratio",),
        ),
        (
            Fate.NOT_ELECTED,
            "{cadre} 未通过票决",
            "the vote for {post} does not elect {cadre}",
            ("TX-29",),
            ("contest.vote.majority",),
        ),
    )
}
"""At which step somebody who is no candidate dropped out, and by which rule."""

OWN_UNIT = Rule(
    "contest-own-unit",
    "{cadre} 竞得本单位的 {post}",
    "{cadre} is appointed to {post} of the own unit",
    ("TX-15",),
    ("contest.apply.own_unit",),
)
PERSON_TWICE = Rule(
    "contest-person-twice",
    "{cadre} 被任用 {times} 次",
    "{cadre} is appointed {times} times",
    ("TX-14",),
)
POST_TWICE = Rule(
    "contest-post-twice",
    "{post} 任用了 {times} 人",
    "{post} is given to {times} people",
    ("TX-29",),
)
INCUMBENT = Rule(
    "contest-incumbent",
    "{post} 的现任 {cadre} 未另有任用，职位却已任用他人",
    "{cadre} holds {post} and wins no other post, yet it is given away",
    keys=("contest.incumbents",),
)
MID_LEVEL = Rule(
    "contest-midlevel-cap",
    "{unit} 中层人数净增 {growth} 名，最多可增 {most} 名",
    "the mid-level people of {unit} grow by {growth}, but may grow by {most}",
    ("TX-34",),
    ("contest.midlevel_cap",),
)
ESTABLISHMENT = Rule(
    "contest-establishment",
    "{unit} 净进 {growth} 名，编制只容 {most} 名",
    "{unit} takes {growth} more than it lets go, but its establishment has room for {most}",
    ("JF-01", "HB-19", "WC-11"),
    ("caps.establishment",),
)
RELATIVES = Rule(
    "contest-relatives",
    "{cadre} 竞岗后与亲属 {relative} 同在 {unit}",
    "after the contest {cadre} is in {unit} beside a relative, {relative}",
    ("DY-04",),
    ("avoidance.relations",),
)
SAME_SECTION = Rule(
    "contest-relatives-section",
    "{cadre} 与亲属 {relative} 被任用到 {unit} 的同一科室",
    "{cadre} and a relative, {relative}, are appointed in one section of {unit}",
    ("DY-04",),
    ("avoidance.relations",),
)
DECISION = Rule(
    "contest-decision",
    "集体决定由 {cadre} 任 {post}，未执行",
    "it was decided that {cadre} is to have {post}, but that is not so",
    ("A-11",),
    ("contest.decision",),
)
OWN_TYPE = Rule(
    "contest-establishment-type",
    "{cadre} 的编制类型与 {post} 不符",
    "the establishment type of {cadre} is not that of {post}",
    ("WC-16",),
    ("caps.establishment",),
)


@dataclass(frozen=True, eq=False)
class Bench:
    """A list of appointments before the judge: the list itself, the candidates, and the state it makes.

    Of a person or a post that stands in the list twice, the first row makes the state.
    """

    facts: Facts
    entries: Entries
    pairs: tuple[tuple[int, int], ...]
    seating: Seating


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [cadre for cadre, _ in pairs], [post for _, post in pairs]


def check_contested(bench: Bench) -> list[Breach]:
    """Only posts that are offered for contest are given away (TX-12, TX-02)."""
    cadre, post = _columns([pair for pair in bench.pairs if not bench.facts.posts[pair[1]].contested])
    return CONTESTED.broken(bench.facts.case, cadre, post=post)


def check_candidates(bench: Bench) -> list[Breach]:
    """Only candidates are appointed; of others it is said at which step they dropped out (TX-14 … TX-29, JL-53).

    Who misses nothing but the establishment type is reported under that rule (WC-16).
    """
    wrong: dict[str, tuple[Rule, list[tuple[int, int]]]] = {}
    for pair in bench.pairs:
        entry = bench.entries.get(pair)
        if (entry is not None and entry.still_in) or not bench.facts.posts[pair[1]].contested:
            continue
        rule = NEVER_APPLIED if entry is None else DROPPED[entry.fate]
        if entry is not None and entry.unmet == ("establishment_type",):
            rule = OWN_TYPE
        wrong.setdefault(rule.code, (rule, []))[1].append(pair)
    out = []
    for code in (NEVER_APPLIED.code, OWN_TYPE.code, *(rule.code for rule in DROPPED.values())):
        if code in wrong:
            rule, pairs = wrong[code]
            cadre, post = _columns(pairs)
            out += [_named(bench, breach) for breach in rule.broken(bench.facts.case, cadre, post=post)]
    return out


def _named(bench: Bench, breach: Breach) -> Breach:
    """The breach with the conditions that the person misses, where that is the reason."""
    if breach.cadre is None or breach.post is None:
        return breach
    entry = bench.entries.get((breach.cadre, breach.post))
    if entry is None or not entry.unmet:
        return breach
    names = [bench.facts.title(name) for name in entry.unmet]
    zh, en = breach.text
    return replace(breach, text=Text(f"{zh}：{'、'.join(names)}", f"{en}: {', '.join(names)}"))


def check_own_unit(bench: Bench) -> list[Breach]:
    """Nobody who applied wins a post of the own unit, unless the policy allows that (TX-15)."""
    facts = bench.facts
    if facts.rules.apply.own_unit:
        return []
    own = [
        (cadre, post)
        for cadre, post in bench.pairs
        if facts.posts[post].unit == facts.home[cadre]
        and (entry := bench.entries.get((cadre, post))) is not None
        and entry.round > 0
    ]
    cadre, post = _columns(own)
    return OWN_UNIT.broken(facts.case, cadre, post=post)


def check_once(bench: Bench) -> list[Breach]:
    """S1, S2: nobody has two posts, and no post two people (TX-14)."""
    cadres, posts = _columns(bench.pairs)
    people = sorted((cadre, times) for cadre, times in Counter(cadres).items() if times > 1)
    seats = sorted((post, times) for post, times in Counter(posts).items() if times > 1)
    case = bench.facts.case
    return [
        *PERSON_TWICE.broken(case, [c for c, _ in people], times=[n for _, n in people]),
        *POST_TWICE.broken(case, post=[p for p, _ in seats], times=[n for _, n in seats]),
    ]


def check_incumbents(bench: Bench) -> list[Breach]:
    """S3: under ``hold`` a post is filled only if its incumbent is appointed to another (A-32)."""
    posts = sorted(post for post in bench.seating.holder if bench.seating.evicts(post))
    return incumbents_told(bench.seating, posts)


def incumbents_told(seating: Seating, posts: Sequence[int]) -> list[Breach]:
    """S3 said of these posts."""
    held_by = [seating.facts.posts[post].incumbent for post in posts]
    return INCUMBENT.broken(seating.facts.case, held_by, post=posts)


def check_midlevel(bench: Bench) -> list[Breach]:
    """S4: a unit's mid-level people do not grow beyond the cap (TX-34, A-07)."""
    seating = bench.seating
    return midlevel_told(seating, sorted(unit for unit in seating.grounds.mid_room if seating.over_mid(unit)))


def midlevel_told(seating: Seating, units: Sequence[int]) -> list[Breach]:
    """S4 said of these units."""
    growth = [seating.mid_growth[unit] for unit in units]
    most = [seating.grounds.mid_room[unit] for unit in units]
    return MID_LEVEL.broken(seating.facts.case, unit=units, growth=growth, most=most)


def check_establishment(bench: Bench) -> list[Breach]:
    """S5: after ≤ max(before, authorised) (JF-01, HB-19, WC-11)."""
    seating = bench.seating
    units = sorted(unit for unit in seating.grounds.room if seating.over_establishment(unit))
    return establishment_told(seating, units)


def establishment_told(seating: Seating, units: Sequence[int]) -> list[Breach]:
    """S5 said of these units."""
    growth = [seating.growth[unit] for unit in units]
    most = [seating.grounds.room[unit] for unit in units]
    return ESTABLISHMENT.broken(seating.facts.case, unit=units, growth=growth, most=most)


def check_relatives(bench: Bench) -> list[Breach]:
    """S6: nobody is appointed beside a relative (DY-04)."""
    seating = bench.seating
    pairs = sorted(
        (min(cadre, relative), max(cadre, relative))
        for cadre in seating.post_of
        for relative in seating.grounds.kin.get(cadre, ())
        if seating.together(cadre, relative)
    )
    return relatives_told(seating, list(dict.fromkeys(pairs)))


def relatives_told(seating: Seating, pairs: Sequence[tuple[int, int]]) -> list[Breach]:
    """S6 said of these pairs of relatives."""
    units, sections = [], []
    for one, other in pairs:
        # name the one who moves; where both do, the first
        if seating.moves(one) or seating.moves(other):
            units.append((one, other) if seating.moves(one) else (other, one))
        else:
            sections.append((one, other))
    out = []
    for rule, found in ((RELATIVES, units), (SAME_SECTION, sections)):
        where = [seating.end(cadre) for cadre, _ in found]
        out += rule.broken(seating.facts.case, [a for a, _ in found], where, [b for _, b in found])
    return out


def check_decisions(bench: Bench) -> list[Breach]:
    """S7: whom a collective decision names has the post (A-11)."""
    seating = bench.seating
    wrong = [(post, cadre) for post, cadre in seating.grounds.decisions if seating.disobeyed(post, cadre)]
    return decisions_told(seating, wrong)


def decisions_told(seating: Seating, decisions: Sequence[tuple[int, int]]) -> list[Breach]:
    """S7 said of these decisions, each (post, cadre)."""
    cadre, post = _columns([(cadre, post) for post, cadre in decisions])
    return DECISION.broken(seating.facts.case, cadre, post=post)


CHECKS = (
    check_contested,
    check_candidates,
    check_own_unit,
    check_once,
    check_incumbents,
    check_midlevel,
    check_establishment,
    check_relatives,
    check_decisions,
)
"""Every hard rule of a contest, in the order in which breaches are reported."""

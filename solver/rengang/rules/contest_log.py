"""The log of a contest: every kind of event with its short name, and every sentence that the log can say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rengang.errors import Text

KINDS: Mapping[str, Text] = {
    "post-cancelled": Text("职位取消", "post cancelled"),
    "may-reapply": Text("可改报", "may re-apply"),
    "condition-missing": Text("条件未提供", "no condition given"),
    "statement": Text("须由人认定", "to be decided by people"),
    "fact-missing": Text("资料缺失", "missing fact"),
    "waived": Text("资格放宽", "waived"),
    "supply-short": Text("推出职位不足", "too few posts offered"),
    "chief-vacancies": Text("应补充职位", "posts to fill anew"),
    "unscored": Text("待评分", "not scored yet"),
    "withdrawn": Text("缺席", "did not appear"),
    "vote-void": Text("票决无效", "vote void"),
    "lot-drawn": Text("抽签", "lot drawn"),
    "overridden": Text("另作决定", "decided otherwise"),
    "reading-differs": Text("逐条读法不同", "literal reading differs"),
    "batch-limit": Text("须事先报批", "needs approval"),
}
"""Short names of the kinds of events."""


@dataclass(frozen=True)
class Line:
    """A sentence of the log: its kind, a template, and the policy key whose provisions it rests on.

    ``{post}`` and ``{cadre}`` stand for labels, other names for what is reckoned, as numbers or words.
    """

    kind: str
    says: Text
    key: str | None = None

    def filled(self, **facts: object) -> Text:
        """The sentence with its facts, those that are words in either language."""
        zh, en = ({name: _in(fact, lang) for name, fact in facts.items()} for lang in ("zh", "en"))
        return Text(self.says.zh.format_map(zh), self.says.en.format_map(en))


def _in(fact: object, lang: str) -> object:
    return getattr(fact, lang) if isinstance(fact, Text) else fact


def listed(names: Iterable[str]) -> Text:
    """Names in a row."""
    told = list(names)
    return Text("、".join(told), ", ".join(told))


# -- from the applications to the shortlist -----------------------------------------------------------------
SUPPLY_SHORT = Line(
    "supply-short",
    Text(
        "单位 {unit}应至少推出 {least} 个竞岗职位（{why}），实际推出 {offered} 个。",
        "Unit {unit} must offer at least {least} post(s) ({why}); it offers {offered}.",
    ),
    "contest.supply.min_posts",
)
CHIEF_VACANCIES = Line(
    "chief-vacancies",
    Text(
        "竞岗职位 {posts} 个，原任 {staying} 人仍符合条件继续参加，应补充 {added} 人。",
        "{posts} contested post(s), {staying} incumbent(s) still qualified and in: {added} to be added.",
    ),
    "contest.supply.min_posts",
)
CONDITION_MISSING = Line(
    "condition-missing",
    Text("条件未提供：{posts}没有资格条件。", "No conditions given: nothing is asked at {posts}."),
    "contest.qualification",
)
STATEMENT = Line("statement", Text("须由人工核实：{text}。", "To be checked by people: {text}."))
WAIVED = Line(
    "waived",
    Text("放宽条件“{condition}”（理由：{reason}）。", "“{condition}” waived (reason: {reason})."),
)
FACT_MISSING = Line(
    "fact-missing",
    Text("条件“{condition}”资料缺失，视为符合。", "Facts for “{condition}” are missing; it counts as met."),
)
POST_CANCELLED = Line(
    "post-cancelled",
    Text(
        "职位 {post} 资格审查合格 {qualified} 人，少于 {least} 人，不进行竞岗。",
        "Post {post} has {qualified} qualified, fewer than {least}: it holds no contest.",
    ),
    "contest.min_qualified",
)
MAY_REAPPLY = Line(
    "may-reapply",
    Text(
        "{cadre} 原报职位 {post} 取消，可在第 {round} 轮改报其他职位。",
        "{cadre} applied for {post}, which is cancelled, and may apply elsewhere in round {round}.",
    ),
    "contest.apply.reapply_rounds",
)
LOT_AT_SHORTLIST = Line(
    "lot-drawn",
    Text(
        "职位 {post} 竞岗对象取舍处并列：{tied}；抽签（种子 {seed}）确定：{kept}。",
        "Tied at the shortlist's cut of {post}: {tied}; the lot (seed {seed}) keeps {kept}.",
    ),
    "contest.post_order",
)

# -- from the scores to the ranks ---------------------------------------------------------------------------
UNSCORED = Line(
    "unscored",
    Text(
        "职位 {post} 尚无人有评分或推荐票，暂不排名。",
        "Nobody at post {post} has marks or recommendation votes yet; it is not ranked.",
    ),
    "contest.total",
)
WITHDRAWN = Line(
    "withdrawn",
    Text(
        "{cadre} 在职位 {post} 缺少{missing}，按放弃处理。",
        "{cadre} lacks {missing} at post {post} and counts as withdrawn.",
    ),
    "contest.absent",
)
VOTE_VOID = Line(
    "vote-void",
    Text(
        "职位 {post} 的票决无效：应到 {members} 人，实到 {present} 人，不足 {quorum}。",
        "The vote on post {post} is void: {present} of {members} members came, less than {quorum}.",
    ),
    "contest.vote.quorum",
)
QUORUM_UNCHECKED = Line(
    "fact-missing",
    Text(
        "职位 {post} 的票决没有填写应到人数，到会比例未核对。",
        "The vote on post {post} does not give the members, so the quorum was not checked.",
    ),
    "contest.vote.quorum",
)
LOT_AT_POST = Line(
    "lot-drawn",
    Text(
        "职位 {post} 的并列人选抽签（种子 {seed}），先后为：{order}{above}。",
        "Lots were drawn between equals at post {post} (seed {seed}), in this order: {order}{above}.",
    ),
    "contest.post_order",
)
LOT_OF_PERSON = Line(
    "lot-drawn",
    Text(
        "{cadre} 的并列职位抽签（种子 {seed}），先后为：{order}。",
        "Lots were drawn between equal posts of {cadre} (seed {seed}), in this order: {order}.",
    ),
    "contest.person_order",
)

# -- the seats ----------------------------------------------------------------------------------------------
OVERRIDDEN = Line(
    "overridden",
    Text(
        "职位 {post} 经集体决定由 {cadre} 任用（排名第 {rank}）：{reason}。",
        "It was decided that {cadre}, ranked {rank}, has post {post}: {reason}.",
    ),
    "contest.decision",
)
READING_DIFFERS = Line(
    "reading-differs",
    Text(
        "职位 {post}：本结果为{here}；按条文逐句先定人、后定岗的读法为{there}。",
        "Post {post}: {here} here; {there} if each person is first tied to one post, "
        "as the text read word by word has it.",
    ),
    "contest.rule",
)
BATCH_LIMIT = Line(
    "batch-limit",
    Text(
        "本次任用 {appointed} 人，超过 {limit} 人，须事先上报审批。",
        "{appointed} appointments in one batch, more than {limit}: prior approval is needed.",
    ),
    "contest.batch_limit",
)

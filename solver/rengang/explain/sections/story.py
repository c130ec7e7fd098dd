"""Why the section selection gave a person what it gave: one sentence, and a paragraph."""

from __future__ import annotations

from typing import assert_never

from rengang.errors import Text
from rengang.explain.words import joined
from rengang.model import Group, Instance, Pick, PickFate, Stage
from rengang.policy import Policy
from rengang.rules.section_keeping import SECTION_KEEPS_ADMINISTRATIVE, SECTION_KEEPS_INSTITUTION
from rengang.rules.section_rounds import PICK_FATES, told
from rengang.rules.section_ways import GROUPS, provisions
from rengang.verify.sections import Missed, SectionsVerdict, Wish


class SectionStory:
    """What is told about one section plan: what its judge found, in sentences.

    `instance` is the roster that the plan was made on.
    """

    def __init__(self, instance: Instance, policy: Policy, verdict: SectionsVerdict) -> None:
        self.instance, self.policy, self.trace = instance, policy, verdict.trace
        self._labels: list[str] = instance.tables["sections"]["section_id"].to_list()

    def concerns(self, cadre: int) -> bool:
        """Does the cadre stand in the plan."""
        return cadre in self.trace.section

    def reason(self, cadre: int) -> Text:
        """One sentence on where a participant goes, and by what."""
        stage, rank = self.trace.stage[cadre], self.trace.wish_rank[cadre]
        section = self._section(self.trace.section[cadre])
        match stage:
            case Stage.RETAINED if self.trace.group[cadre] is Group.EXEMPT:
                return Text(f"免轮，留在{section.zh}", f"exempt: stays in {section.en}")
            case Stage.RETAINED:
                return Text(f"由原科室{section.zh}留用", f"kept by the own section {section.en}")
            case Stage.INTENT:
                return Text(
                    f"双向选择到{section.zh}（第 {rank} 志愿）", f"selected by {section.en} (wish {rank})"
                )
            case Stage.DIRECTED:
                return Text(f"由领导组安排到{section.zh}", f"placed in {section.en} by the leading group")
            case Stage.RETURNED:
                return Text("未定岗，回原编制单位", "not placed: back to the home unit")
            case Stage.UNPLACED | Stage.CONTEST | Stage.STAY | Stage.WAITING:  # the latter in no sound plan
                return Text("未能安排科室", "no section could be given")
            case _:
                assert_never(stage)

    def cadre(self, cadre: int) -> Text:
        """A paragraph: in which capacity, what was declared, what came of every wish and pick, the rule."""
        group, reason = self.trace.group[cadre], self.reason(cadre)
        cited = _cited(provisions(self.policy, group, self.trace.stage[cadre]))
        parts = [
            Text(
                f"科室选人（{GROUPS[group].zh}）：{reason.zh}{cited.zh}。",
                f"Sections ({GROUPS[group].en}): {reason.en}{cited.en}.",
            )
        ]
        parts += [self._wish(cadre, w, w.missed) for w in self.trace.wishes(cadre) if w.missed is not None]
        parts += [self._pick(pick) for pick in self.trace.picks if pick.cadre == cadre]
        return joined(parts, "\n  ", "\n  ")

    def _pick(self, pick: Pick) -> Text:
        """What came of a section's turn on which it picked the person."""
        name, came = self._section(pick.section), told(pick, self._labels)
        return Text(
            f"第 {pick.round} 轮，{name.zh}选本人：{came.zh}。",
            f"Round {pick.round}, picked by {name.en}: {came.en}.",
        )

    def _wish(self, cadre: int, wish: Wish, missed: Missed) -> Text:
        """What stood against a declared section that was not given."""
        order = (
            Text(f"第 {wish.order} 志愿", f"wish {wish.order}") if wish.order else Text("所报", "declared")
        )
        name, why = self._section(wish.section), self._missed(cadre, wish.section, missed)
        return Text(f"{order.zh}{name.zh}：{why.zh}。", f"{order.en}, {name.en}: {why.en}.")

    def _missed(self, cadre: int, section: int, missed: Missed) -> Text:
        match missed:
            case Missed.NO_CONSENT:
                return PICK_FATES[PickFate.NO_CONSENT]
            case Missed.KEPT:
                group = self.trace.group[cadre]
                institution, most = group is Group.INSTITUTION, self.trace.most_kept(group)
                rule = SECTION_KEEPS_INSTITUTION if institution else SECTION_KEEPS_ADMINISTRATIVE
                cited = _cited(rule.provisions(self.policy))
                return Text(
                    f"原科室最多留用原有人员 {most} 名，已留满{cited.zh}",
                    f"the own section keeps at most {most} former member(s) and has kept them{cited.en}",
                )
            case Missed.NOT_PICKED:
                return Text("各轮均未选本人", "picked this person in no round")
            case Missed.OTHERS:
                given, posts = self.trace.arrivals.get(section, 0), self.trace.capacity.get(section, 0)
                return Text(
                    f"岗位 {posts} 个，本次安排 {given} 人，未含本人",
                    f"{given} were placed there ({posts} posts), not this person",
                )
            case _:
                assert_never(missed)

    def _section(self, section: int) -> Text:
        if section < 0:
            return Text("—", "—")
        name, label = self.instance.tables["sections"]["name"][section], self._labels[section]
        return Text(f"{name}（{label}）", f"{name} ({label})") if name else Text(label, label)


def _cited(ids: tuple[str, ...]) -> Text:
    """The provisions in brackets; nothing where none is cited."""
    listed = ", ".join(ids)
    return Text(f"〔{listed}〕", f" [{listed}]") if ids else Text("", "")

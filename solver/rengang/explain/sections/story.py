"""Why the section selection gave a person what it gave: one sentence, and a paragraph."""

from __future__ import annotations

from functools import cached_property

from rengang.errors import Text
from rengang.explain.words import joined
from rengang.model import Group, Instance, Pick, SectionPlan, Stage
from rengang.policy import Policy

GROUP_WORDS: dict[Group, Text] = {
    Group.EXEMPT: Text("免轮人员", "exempt"),
    Group.WAIVER: Text("放弃竞岗人员", "gave up the contest"),
    Group.ADMIN: Text("行政人员", "administrative staff"),
    Group.INSTITUTION: Text("事业人员", "institution staff"),
}
_RULES = {Group.WAIVER: "JL-71", Group.EXEMPT: "JL-82"}
"""Rules that decide of a whole group, whatever the policy says."""
_KEYS: dict[Stage, str] = {
    Stage.DIRECTED: "sections.unmatched_admin",
    Stage.RETURNED: "sections.unmatched_institution",
    Stage.RETAINED: "sections.retain.admin_max",
    Stage.INTENT: "sections.rule",
    Stage.UNPLACED: "sections.unmatched_admin",
}


class SectionStory:
    """What is told about one section plan; `instance` is the roster that it was made on."""

    def __init__(self, instance: Instance, policy: Policy, plan: SectionPlan) -> None:
        self.instance, self.policy, self.plan = instance, policy, plan

    @cached_property
    def row(self) -> dict[int, int]:
        """Row of the plan of each participant."""
        return {cadre: k for k, cadre in enumerate(self.plan.cadre.tolist())}

    def reason(self, cadre: int) -> Text:
        """One sentence on where a participant goes, and by what."""
        k = self.row[cadre]
        stage, group = self.plan.stage[k], self.plan.group[k]
        section = self._section(int(self.plan.section[k]))
        rank = int(self.plan.wish_rank[k])
        if stage is Stage.RETAINED and group is Group.EXEMPT:
            return Text(f"免轮，留在{section.zh}", f"exempt: stays in {section.en}")
        if stage is Stage.RETAINED:
            return Text(f"由原科室{section.zh}留用", f"kept by the own section {section.en}")
        if stage is Stage.INTENT:
            return Text(
                f"双向选择到{section.zh}（第 {rank} 志愿）", f"selected by {section.en} (wish {rank})"
            )
        if stage is Stage.DIRECTED:
            return Text(f"由领导组安排到{section.zh}", f"placed in {section.en} by the leading group")
        if stage is Stage.RETURNED:
            return Text("未定岗，回原编制单位", "not placed: back to the home unit")
        return Text("未能安排科室", "no section could be given")

    def cadre(self, cadre: int) -> Text:
        """A paragraph: in which capacity, what was declared, what came of every wish and pick, the rule."""
        k = self.row[cadre]
        group = GROUP_WORDS[self.plan.group[k]]
        reason = self.reason(cadre)
        rule = _RULES.get(self.plan.group[k]) or self.policy.rule_of(_KEYS[self.plan.stage[k]])
        parts = [
            Text(
                f"科室选人（{group.zh}）：{reason.zh}{f'〔{rule}〕' if rule else ''}。",
                f"Sections ({group.en}): {reason.en}{f' [{rule}]' if rule else ''}.",
            )
        ]
        parts += self._wishes(cadre, k)
        parts += [self._pick(pick) for pick in self.plan.picks if pick.cadre == cadre]
        return joined(parts, "\n  ", "\n  ")

    def _pick(self, pick: Pick) -> Text:
        """What came of a section's turn on which it picked the person."""
        name = self._section(pick.section)
        return Text(
            f"第 {pick.round} 轮，{name.zh}选本人：{pick.text.zh}。",
            f"Round {pick.round}, picked by {name.en}: {pick.text.en}.",
        )

    def _wishes(self, cadre: int, k: int) -> list[Text]:
        """What came of each declared section that was not given."""
        frame = self.instance.tables["section_intents"]
        mine = frame.filter(frame["cadre_id"] == self.instance.cadre_id(cadre)).sort("order")
        index = {label: i for i, label in enumerate(self.instance.tables["sections"]["section_id"].to_list())}
        told = []
        for label, order, consent in mine.select("section_id", "order", "consent").iter_rows():
            section = index.get(label, -1)
            if section < 0 or section == int(self.plan.section[k]):
                continue
            wish = Text("所报", "declared") if order is None else Text(f"第 {order} 志愿", f"wish {order}")
            name, why = self._section(section), self._not_given(cadre, k, section, consent)
            told.append(Text(f"{wish.zh}{name.zh}：{why.zh}。", f"{wish.en}, {name.en}: {why.en}."))
        return told

    def _not_given(self, cadre: int, k: int, section: int, consent: bool | None) -> Text:
        """What stood against a declared section: the unit's consent, the limit on former members, or its seats."""
        group = self.plan.group[k]
        if group is Group.INSTITUTION and consent is False and self.policy.sections.consent == "required":
            return Text("编制单位不同意", "the home unit does not consent")
        retain = self.policy.sections.retain
        most = retain.institution_max if group is Group.INSTITUTION else retain.admin_max
        if self._former[cadre] == section and self._kept(section, group) >= most:
            rule = self.policy.rule_of("sections.retain.admin_max") or ""
            cited = Text(f"〔{rule}〕", f" [{rule}]") if rule else Text("", "")
            return Text(
                f"原科室最多留用原有人员 {most} 名，已留满{cited.zh}",
                f"the own section keeps at most {most} former member(s) and has kept them{cited.en}",
            )
        mine = any(pick.cadre == cadre and pick.section == section for pick in self.plan.picks)
        if self.policy.sections.rule == "rounds" and not mine:
            return Text("各轮均未选本人", "picked this person in no round")
        given, seats = self._arrivals.get(section, 0), self._capacity[section]
        return Text(
            f"岗位 {seats} 个，本次安排 {given} 人，未含本人",
            f"{given} were placed there ({seats} posts), not this person",
        )

    @cached_property
    def _former(self) -> list[int]:
        """Section of everybody before the selection, -1 for none."""
        former: list[int] = self.instance.codes(
            self.instance.cadres["section_id"], "sections", "section_id"
        ).tolist()
        return former

    def _kept(self, section: int, group: Group) -> int:
        """Former members whom a section was given again, of the kind of `group`."""
        kind = (Group.INSTITUTION,) if group is Group.INSTITUTION else (Group.ADMIN, Group.WAIVER)
        rows = zip(self.plan.cadre.tolist(), self.plan.section.tolist(), self.plan.group, strict=True)
        return sum(s == section and self._former[i] == s and g in kind for i, s, g in rows)

    @cached_property
    def _capacity(self) -> list[int]:
        return self.instance.tables["sections"]["capacity"].fill_null(0).to_list()

    @cached_property
    def _arrivals(self) -> dict[int, int]:
        counts: dict[int, int] = {}
        for section in self.plan.section.tolist():
            counts[section] = counts.get(section, 0) + 1
        return counts

    def _section(self, section: int) -> Text:
        if section < 0:
            return Text("—", "—")
        row = self.instance.tables["sections"].row(section, named=True)
        name, label = row["name"], row["section_id"]
        return Text(f"{name}（{label}）", f"{name} ({label})") if name else Text(label, label)

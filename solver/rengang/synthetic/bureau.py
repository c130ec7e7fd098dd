"""One synthetic bureau that rotates its whole staff: chiefs contend for the sections, staff are selected."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Text, UsageError
from rengang.model import Instance
from rengang.model.arrays import Int64
from rengang.synthetic import words
from rengang.synthetic.bureau_contest import contest_tables
from rengang.synthetic.bureau_sections import section_tables
from rengang.synthetic.bureau_staff import RANKS, Staff
from rengang.synthetic.city import Knob, knob, range_faults
from rengang.synthetic.streams import stream

AS_OF = "2024-10-01"
NOW = np.datetime64("2024-10", "M")
FUNCTIONS = (
    ("办公室", "文秘"), ("法规科", "法律"), ("规划财务科", "财会"), ("人事科", "行政管理"), ("综合业务科", "经济"),
    ("项目科", "经济"), ("农业科", "农林"), ("教育培训科", "教育"), ("社会服务科", "社会工作"), ("督查科", "行政管理"),
    ("信息科", "文秘"), ("审批科", "法律"),
)  # fmt: skip


@dataclass(frozen=True)
class Bureau:
    """What a synthetic bureau is like.

    Raises
    ------
    UsageError
        A knob is of the wrong type or out of range, or the bureau has fewer people than its sections need.
    """

    people: int = knob(60, 8, 5_000, "局机关行政人员数", "administrative staff of the bureau")
    sections: int = knob(12, 2, 400, "科室数", "sections")
    institution: int = knob(24, 0, 5_000, "下属事业单位人员数", "staff of the subordinate institutions")
    contenders: float = knob(0.2, 0, 1, "竞争科长的非现任人员比例", "share of others who contend for chief")
    exempt: float = knob(0.07, 0, 0.5, "特殊岗位不轮岗人员比例", "share that is exempt from rotation")
    waives: float = knob(0.05, 0, 0.5, "自愿放弃竞争科长的比例", "share that gives up the contest")
    judges: int = knob(13, 5, 1_000, "演讲评委人数", "judges of the speeches")
    vacant: float = knob(0.15, 0, 1, "科长职位空缺的比例", "share of vacant chief posts")

    def __post_init__(self) -> None:
        faults = [fault for one in bureau_knobs() for fault in range_faults(one, getattr(self, one.name))]
        if not faults and self.people < 3 * self.sections:
            least = 3 * self.sections
            faults = [
                Text(
                    f"people = {self.people}：{self.sections} 个科室至少 {least} 人",
                    f"people = {self.people}: {self.sections} sections need {least} or more",
                )
            ]
        if faults:
            raise UsageError(Text("；".join(f.zh for f in faults), "; ".join(f.en for f in faults)))


def bureau_knobs() -> tuple[Knob, ...]:
    """Every knob of :class:`Bureau` in order."""
    return tuple(Knob.of(field) for field in fields(Bureau))


def bureau(bureau: Bureau | None = None, seed: int = 0, *, picks: bool = False) -> Instance:
    """A bureau under the pack ``bureau-rotation``: contest for chief in three rounds, then section selection.

    One unit with sections and chief posts, all of them contested, and four subordinate institutions, some of
    whose staff are seconded to sections. Exams, ratings with the share of the dissatisfied, appraisals, three
    rounds of declarations, marks of the speeches, recommendations in four groups, sections declared; with
    `picks` also the rounds in which the sections pick, and a policy that plays them. No votes.

    Raises
    ------
    UsageError
        The seed is no whole number ≥ 0.
    """
    knobs = Bureau() if bureau is None else bureau
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise UsageError(
            Text(f"seed = {seed!r}：应为不小于 0 的整数", f"seed = {seed!r}: expected a whole number ≥ 0")
        )
    staff = _staff(knobs, seed)
    sections = words.labels("S", knobs.sections, 2)
    functions = pl.Series([FUNCTIONS[k % len(FUNCTIONS)][1] for k in range(knobs.sections)])
    frames = {
        "units": _units(),
        "sections": _sections(knobs, sections, functions),
        "cadres": _cadres(knobs, seed, staff, sections),
        "posts": _posts(staff, sections),
        "kinship": _kinship(staff, seed),
        **contest_tables(staff, sections, knobs.judges, seed),
        **section_tables(staff, sections, seed, picks),
    }
    document: dict[str, Any] = {"extends": "bureau-rotation", "contest": {"as_of": AS_OF}}
    if picks:
        document["sections"] = {"rule": "rounds"}
    return Instance.from_tables(frames, document)


def _staff(knobs: Bureau, seed: int) -> Staff:
    rng = stream(seed, "bureau")
    n, total = knobs.people, knobs.people + knobs.institution
    admin = np.arange(total) < n
    leading = rng.permutation(n)[: knobs.sections]
    vacant = round(knobs.vacant * knobs.sections)
    led = np.sort(rng.permutation(knobs.sections)[vacant:])
    chief = np.full(total, -1, dtype=np.int64)
    chief[leading[: len(led)]] = led
    section = np.where(admin, np.arange(total) % knobs.sections, -1)
    section = np.where(chief >= 0, chief, section)
    seconded = np.flatnonzero(~admin)[: round(0.4 * knobs.institution)]
    section[seconded] = rng.integers(0, knobs.sections, len(seconded))
    others = rng.permutation(np.flatnonzero(admin & (chief < 0)))
    sizes = np.cumsum([round(share * n) for share in (knobs.contenders, knobs.exempt, knobs.waives)])
    groups = np.split(others, sizes)[:3]
    masks = [np.isin(np.arange(total), group) for group in groups]
    higher = 1 + rng.integers(0, 3, total)
    rank = np.where(chief >= 0, 0, np.where(masks[0] | masks[2], higher, 4))
    ids = words.labels("B", total, 3)
    return Staff(ids, admin, section, chief, rank, masks[1], masks[2], masks[0] | (chief >= 0))


def _units() -> pl.DataFrame:
    names = ("局机关", "服务中心", "信息中心", "培训中心", "监测站")
    return pl.DataFrame(
        {
            "unit_id": [f"U{k}" for k in range(1, 6)],
            "name": list(names),
            "kind": ["department"] + ["institution"] * 4,
            "establishment_type": ["行政"] + ["事业"] * 4,
        }
    )


def _sections(knobs: Bureau, sections: pl.Series, functions: pl.Series) -> pl.DataFrame:
    """Places for all administrative staff and about one in ten more."""
    places = -(-knobs.people * 11 // 10)
    capacity = places // knobs.sections + (np.arange(knobs.sections) < places % knobs.sections)
    block = np.arange(knobs.sections) // len(FUNCTIONS)
    names = [
        FUNCTIONS[k % len(FUNCTIONS)][0] + ("" if b == 0 else f"（{b + 1}）")
        for k, b in enumerate(block.tolist())
    ]
    return pl.DataFrame(
        {
            "section_id": sections,
            "unit_id": pl.repeat("U1", knobs.sections, eager=True, dtype=pl.String),
            "name": names,
            "function": functions,
            "capacity": capacity,
            "general_office": np.arange(knobs.sections) == 0,
        }
    )


def _posts(staff: Staff, sections: pl.Series) -> pl.DataFrame:
    holder = np.full(len(sections), -1, dtype=np.int64)
    leads = np.flatnonzero(staff.chief >= 0)
    holder[staff.chief[leads]] = leads
    return pl.DataFrame(
        {
            "post_id": pl.Series(["P"]) + sections.str.slice(1),
            "unit_id": pl.repeat("U1", len(sections), eager=True, dtype=pl.String),
            "section_id": sections,
            "title": pl.repeat("科长", len(sections), eager=True, dtype=pl.String),
            "level": pl.repeat("chief", len(sections), eager=True, dtype=pl.String),
            "contested": pl.repeat(True, len(sections), eager=True, dtype=pl.Boolean),
            "incumbent_id": gather(staff.ids, holder),
            "condition": pl.repeat("竞争科长", len(sections), eager=True, dtype=pl.String),
        }
    )


def _cadres(knobs: Bureau, seed: int, staff: Staff, sections: pl.Series) -> pl.DataFrame:
    rng = stream(seed, "people")
    n = len(staff.ids)
    age = 12 * 26 + rng.integers(0, 12 * 30, n) + 60 * (staff.rank < 4)
    age = np.minimum(age, 12 * 59)
    male = rng.random(n) < 0.58
    education = rng.choice(3, n, p=[0.12, 0.66, 0.22])
    work = np.minimum(age - 12 * (21 + np.array([0, 1, 4])[education]), age - 12 * 19)
    work = np.maximum(work, 24)
    in_rank = np.minimum(12 * rng.integers(3, 9, n) + rng.integers(0, 12, n), work)
    here = np.minimum(rng.integers(12, 120, n), work)
    surname, given = rng.integers(0, len(words.SURNAMES), n), rng.integers(0, len(words.GIVEN_MALE), n)
    female = rng.integers(0, len(words.GIVEN_FEMALE), n)
    first = [
        words.GIVEN_MALE[g] if m else words.GIVEN_FEMALE[f]
        for g, f, m in zip(given, female, male, strict=True)
    ]
    home = np.where(staff.admin, 0, 1 + np.arange(n) % 4)
    skill = rng.integers(0, len(words.COMMON_SKILLS) + 3, n)
    skill = np.where(skill < len(words.COMMON_SKILLS), skill, -1)
    return pl.DataFrame(
        {
            "cadre_id": staff.ids,
            "name": words.choose(words.SURNAMES, surname) + pl.Series(first),
            "sex": words.choose(("female", "male"), male.astype(np.int64)),
            "birth_date": _before(age),
            "work_start": _before(work),
            "education": words.choose(words.EDUCATION, education),
            "politics": words.choose(words.POLITICS, rng.choice(4, n, p=[0.75, 0.17, 0.04, 0.04])),
            "establishment_type": words.choose(("事业", "行政"), staff.admin.astype(np.int64)),
            "rank": gather(pl.Series(RANKS), np.where(staff.admin, staff.rank, -1)),
            "rank_since": _before(in_rank),
            "unit_id": pl.Series([f"U{k + 1}" for k in home]),
            "section_id": gather(sections, staff.section),
            "post_id": gather(pl.Series(["P"]) + sections.str.slice(1), staff.chief),
            "level": words.choose(("staff", "chief"), (staff.chief >= 0).astype(np.int64)),
            "section_since": _before(here),
            "speciality": words.choose(words.COMMON_SKILLS, skill),
            "pool": np.zeros(n, dtype=bool),
            "exempt": pl.Series(["保密岗位" if e else None for e in staff.exempt], dtype=pl.String),
            "waives": staff.waives,
        }
    )


def _before(months: Int64) -> pl.Series:
    """The first of the month so many months before the contest."""
    return pl.Series((NOW - months).astype("datetime64[M]").astype("datetime64[D]"))


def _kinship(staff: Staff, seed: int) -> pl.DataFrame:
    """Two of the institution staff are relatives of administrative staff of the bureau."""
    rng = stream(seed, "kinship")
    outside, inside = np.flatnonzero(~staff.admin)[:2], np.flatnonzero(staff.admin & (staff.chief < 0))
    chosen = rng.permutation(inside)[: len(outside)]
    return pl.DataFrame(
        {
            "cadre_id": staff.ids.gather(chosen),
            "relative_id": staff.ids.gather(outside),
            "relation": pl.Series(["spouse", "lineal"][: len(outside)], dtype=pl.String),
        }
    )


def gather(labels: pl.Series, at: Int64) -> pl.Series:
    """The label at each index, blank at −1."""
    index = pl.Series(np.asarray(at, dtype=np.int64))
    return labels.gather(index.set(index < 0, None))

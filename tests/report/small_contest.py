"""A small city with a contest, and a bureau with three rounds and sections: complete enough for every form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from rengang.errors import Text
from rengang.explain.contest.derivation import derivation
from rengang.model import Instance, Result
from rengang.policy import Policy, resolve
from rengang.report import write_folder
from rengang.report.outcome import Outcome

CITY_POLICY: dict[str, Any] = {
    "extends": "tongxiang-2014",
    "contest": {
        "as_of": date(2014, 9, 1),
        "midlevel_cap": "authorised",
        "qualification": ["学历"],
        "conditions": {
            "学历": {
                "title": "大专以上学历",
                "all": [{"test": "education", "at_least": "大专"}],
                "rules": ["TX-17"],
            },
        },
        "publicity": {
            "starts": date(2014, 9, 26), "channels": ["市政府网站", "=公示栏"], "contact": "监督电话 0573-0000",
        },
    },
}  # fmt: skip


def city() -> tuple[Instance, Policy]:
    """Four contested posts, nine applicants: a chain of three, one post cancelled, one vote, one unqualified.

    c1 (holds A1) wins C1; c2 (holds B1) wins A1; c3 (ordinary) wins B1. B2 has one applicant: cancelled, and c7
    re-applies for C1. c5 misses the education asked, c6's unit does not consent. p1 and p2 are the pool.
    """
    people = [
        ("c1", "周一", "A", "deputy", "A1", "本科", False),
        ("c2", "吴二", "B", "deputy", "B1", "本科", False),
        ("c3", "郑三", "C", None, None, "大专", False),
        ("c4", "=王四", "A", None, None, "本科", False),
        ("c5", "冯五", "A", None, None, "高中", False),
        ("c6", "陈六", "C", None, None, "本科", False),
        ("c7", "褚七", "A", None, None, "本科", True),
        ("c8", "卫八", "C", "chief", None, "本科", False),
        ("c9", "秦七", "B", None, None, "本科", False),
        ("p1", "蒋九", "A", None, None, "本科", True),
        ("p2", "沈十", "B", None, None, "本科", True),
    ]
    columns = ["cadre_id", "name", "unit_id", "level", "post_id", "education", "pool"]
    frames = {
        "units": pl.DataFrame(
            {
                "unit_id": ["A", "B", "C", "D"],
                "name": ["甲局", "乙镇", "丙街道", "丁街道"],
                "kind": ["department", "town", "subdistrict", "subdistrict"],
                "staff": [10, 8, 9, 5],
                "mid_quota": [3, 3, 3, 2],
                "mid_staff": [2, 2, 2, 2],
                "vacancies": [1, 1, 0, 0],
            }
        ),
        "posts": pl.DataFrame(
            [
                ("A1", "A", "办公室副主任", "deputy", True, "c1", None),
                ("B1", "B", "城建办副主任", "deputy", True, "c2", None),
                ("B2", "B", "农业办副主任", "deputy", True, None, "农学"),
                ("C1", "C", "党政办副主任", "deputy", True, None, None),
            ],
            schema=["post_id", "unit_id", "title", "level", "contested", "incumbent_id", "reserved_for"],
            orient="row",
        ),
        "cadres": pl.DataFrame(people, schema=columns, orient="row"),
        "applications": pl.DataFrame(
            [
                ("c1", "C1", 1, None, date(2014, 9, 2)),
                ("c2", "C1", 1, None, date(2014, 9, 2)),
                ("c2", "A1", 1, None, date(2014, 9, 4)),
                ("c3", "B1", 1, True, date(2014, 9, 3)),
                ("c4", "B1", 1, True, date(2014, 9, 3)),
                ("c5", "C1", 1, True, date(2014, 9, 3)),
                ("c6", "A1", 1, False, date(2014, 9, 3)),
                ("c7", "B2", 1, True, date(2014, 9, 4)),
                ("c7", "C1", 2, True, date(2014, 9, 10)),
                ("c8", "A1", 1, True, date(2014, 9, 4)),
                ("c9", "C1", 1, True, None),
            ],
            schema=["cadre_id", "post_id", "round", "consent", "filed"],
            orient="row",
        ),
        "scores": pl.DataFrame(_marks(), schema=["post_id", "cadre_id", "panel", "judge", "score"], orient="row"),
        "votes": pl.DataFrame(
            [("C1", "c1", 7, 9, 11), ("C1", "c7", 2, 9, 11)],
            schema=["post_id", "cadre_id", "votes", "present", "members"],
            orient="row",
        ),
        "intents": pl.DataFrame({"cadre_id": ["p1", "p2"], "order": [1, 1], "unit_id": ["B", "A"]}),
        "nominations": pl.DataFrame({"unit_id": ["B", "A"], "rank": [1, 1], "cadre_id": ["p1", "p2"]}),
    }  # fmt: skip
    return Instance.from_tables(frames), resolve(CITY_POLICY)


def _marks() -> list[tuple[str, str, str, str, float]]:
    """Seven leaders and four of the staff; trimmed means: leaders base, staff base + 1."""
    bases = {
        ("C1", "c1"): 88.0, ("C1", "c7"): 84.0, ("C1", "c9"): 80.0, ("A1", "c2"): 86.5, ("A1", "c8"): 81.0,
        ("B1", "c3"): 85.0, ("B1", "c4"): 85.0,
    }  # fmt: skip
    rows = []
    for (post, cadre), base in bases.items():
        spread = [base - 4, *[base] * 5, base + 3]
        rows += [(post, cadre, "领导评委", f"L{k}", mark) for k, mark in enumerate(spread)]
        staff = [base - 9, base + 1, base + (1 if cadre != "c4" else 0), base + 5]
        rows += [(post, cadre, "群众评委", f"M{k}", mark) for k, mark in enumerate(staff)]
    return rows


def solved(instance: Instance, policy: Policy, seed: int = 3) -> Result:
    """What the campaign makes of it."""
    from rengang.campaign import run

    return run(instance, policy, seed=seed)


BUREAU_POLICY: dict[str, Any] = {
    "extends": "bureau-rotation",
    "contest": {
        "as_of": date(2015, 5, 1),
        "qualification": ["不满意率"],
        "total": "综合考评",
        "scores": {
            "竞岗演讲": {
                "kind": "panel",
                "panel": "演讲评委",
                "judges_min": 5,
                "drop_high": 2,
                "drop_low": 2,
            },
            "定岗推荐": {
                "kind": "group_vote",
                "weights": {"局领导": "35%", "行政编制人员": "65%"},
                "gate": "1/3",
                "op": "ge",
                "empty": "renormalise",
            },
            "综合考评": {"kind": "sum", "terms": {"竞岗演讲": "1/3", "定岗推荐": "2/3"}},
        },
    },
    "sections": {"rank_by": ""},
}


def bureau(rule: str = "propose") -> tuple[Instance, Policy]:
    """One bureau with three sections, two chiefs' posts contested, three rounds; then its staff is selected.

    k1 held S1 and wins S2; k2 wins S1; k3 is recommended below the gate for S1. Ordinary staff a1…a4, b1 from
    an institution declares S3, b2 (institution) is seconded to S2 and declares nothing: returned. x1 is exempt.
    """
    people = [
        ("a1", "孔甲", "U", "S1", "行政", "科员", None, "会计", None),
        ("a2", "曹乙", "U", "S1", "行政", "科员", None, None, None),
        ("a3", "严丙", "U", "S2", "行政", "科员", None, None, None),
        ("a4", "华丁", "U", "S3", "行政", "科员", None, None, None),
        ("b1", "金戊", "I", None, "事业", "管理", None, None, None),
        ("b2", "魏己", "I", "S2", "事业", "管理", None, None, None),
        ("k1", "陶庚", "U", "S1", "行政", "正科实职", "chief", None, "P1"),
        ("k2", "姜辛", "U", "S3", "行政", "副科实职", None, None, None),
        ("k3", "戚壬", "U", "S2", "行政", "副科实职", None, None, None),
        ("x1", "谢癸", "U", "S3", "行政", "科员", None, None, None),
    ]
    columns = (
        "cadre_id", "name", "unit_id", "section_id", "establishment_type", "rank", "level", "speciality", "post_id",
    )  # fmt: skip
    cadres = pl.DataFrame(people, schema=dict.fromkeys(columns, pl.String), orient="row").with_columns(
        pool=pl.lit(False), exempt=pl.when(pl.col("cadre_id") == "x1").then(pl.lit("特殊岗位"))
    )
    frames = {
        "units": pl.DataFrame({"unit_id": ["U", "I"], "name": ["某局", "信息中心"]}),
        "sections": pl.DataFrame(
            {
                "section_id": ["S1", "S2", "S3"],
                "unit_id": ["U", "U", "U"],
                "name": ["办公室", "计财科", "业务科"],
                "capacity": [3, 2, 5],
                "function": [None, "会计", None],
            }
        ),
        "posts": pl.DataFrame(
            {
                "post_id": ["P1", "P2"],
                "unit_id": ["U", "U"],
                "section_id": ["S1", "S2"],
                "title": ["办公室主任", "计财科长"],
                "level": ["chief", "chief"],
                "contested": [True, True],
                "incumbent_id": ["k1", None],
            }
        ),
        "cadres": cadres,
        "applications": pl.DataFrame(
            [
                ("k1", "P1", 1, 1), ("k1", "P2", 1, 2), ("k2", "P1", 1, 1), ("k3", "P2", 1, 1),
                ("k1", "P2", 2, 1), ("k2", "P1", 2, 1), ("k2", "P2", 2, 2), ("k3", "P1", 2, 1),
            ],
            schema=["cadre_id", "post_id", "round", "order"],
            orient="row",
        ),
        "ratings": pl.DataFrame(
            {"cadre_id": ["k1", "k2", "k3"], "item": ["不满意"] * 3, "votes": [1, 2, 3], "present": [30, 30, 30]}
        ),
        "scores": pl.DataFrame(
            [
                (post, cadre, "演讲评委", f"J{k}", base + k)
                for (post, cadre), base in {("P2", "k1"): 88, ("P1", "k2"): 85, ("P1", "k3"): 80}.items()
                for k in range(5)
            ],
            schema=["post_id", "cadre_id", "panel", "judge", "score"],
            orient="row",
        ),
        "recommendations": pl.DataFrame(
            [
                ("k1", "P2", "局领导", 5, 7), ("k1", "P2", "行政编制人员", 20, 30),
                ("k2", "P1", "局领导", 4, 7), ("k2", "P1", "行政编制人员", 15, 30),
                ("k2", "P2", "局领导", 1, 7), ("k2", "P2", "行政编制人员", 13, 30),
                ("k3", "P1", "局领导", 1, 7), ("k3", "P1", "行政编制人员", 3, 30),
            ],
            schema=["cadre_id", "post_id", "group", "votes", "present"],
            orient="row",
        ),
        "section_intents": pl.DataFrame(
            [
                ("a1", 1, "S2", None), ("a1", 2, "S1", None), ("a2", 1, "S1", None), ("a3", 1, "S1", None),
                ("b1", 1, "S3", True), ("k3", 1, "S3", None),
            ],
            schema=["cadre_id", "order", "section_id", "consent"],
            orient="row",
        ),
        "section_picks": pl.DataFrame(
            [
                ("S1", 1, "a2", 1), ("S2", 1, "a1", 2), ("S3", 1, None, 3),
                ("S1", 2, "a1", 1), ("S3", 2, "k3", 2), ("S3", 3, "b1", 1),
            ],
            schema=["section_id", "round", "cadre_id", "order"],
            orient="row",
        ),
    }  # fmt: skip
    document = {**BUREAU_POLICY, "sections": {**BUREAU_POLICY["sections"], "rule": rule}}
    return Instance.from_tables(frames), resolve(document)


class Plain:
    """Explanations that say only whom they are about."""

    def __init__(self, instance: Instance, result: Any) -> None:
        self.instance, self.result = instance, result

    def reasons(self) -> list[Text]:
        """As in the contract."""
        rows = [] if self.result.allocation is None else self.result.allocation.cadre.tolist()
        return [
            Text(f"选择 {self.instance.cadre_id(c)}", f"selected {self.instance.cadre_id(c)}") for c in rows
        ]

    def reasons_of(self, cadres: Any) -> list[Text]:
        """As in the contract."""
        labels = [self.instance.cadre_id(c) for c in cadres.tolist()]
        return [Text(f"其他 {label}", f"beside {label}") for label in labels]

    def cadre(self, cadre: int, *, derived: bool = True) -> Text:
        """As in the contract."""
        return Text(f"关于 {cadre}", f"about {cadre}" if derived else f"briefly about {cadre}")

    def derivation(self, cadre: int, post: int) -> tuple[Text, ...]:
        """As in the contract; true to the policy, since the page shows it."""
        trace = self.result.verdict.contest.trace
        return derivation(trace, trace.entries[cadre, post])

    def unit(self, unit: int) -> Text:
        """As in the contract."""
        return Text(f"关于单位 {unit}", f"about unit {unit}")

    def post(self, post: int) -> Text:
        """As in the contract."""
        return Text(f"关于职位 {post}", f"about post {post}")


@dataclass(frozen=True)
class Held:
    """A campaign with a contest or sections, solved."""

    instance: Instance
    policy: Policy
    result: Result

    @property
    def plain(self) -> Plain:
        """Plain explanations of it."""
        return Plain(self.instance, self.result)

    @property
    def outcome(self) -> Outcome:
        """The result laid out."""
        return Outcome(self.instance, self.policy, self.result)

    def write(self, out: Any, **options: Any) -> None:
        """Its result folder."""
        write_folder(self.instance, self.policy, self.result, out, **{"explanations": self.plain, **options})


@cache
def held(which: str) -> Held:
    """``city``, ``propose`` or ``rounds``, solved once."""
    instance, policy = city() if which == "city" else bureau(which)
    return Held(instance, policy, solved(instance, policy))


def entry_of(outcome: Outcome, cadre: int, post: int) -> int:
    """Row of the entry of a person at a post."""
    assert outcome.contest is not None
    entries = outcome.contest.entries
    return list(zip(entries.cadre.tolist(), entries.post.tolist(), strict=True)).index((cadre, post))

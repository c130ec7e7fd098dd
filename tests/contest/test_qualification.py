"""Conditions: all and any, missing facts, waivers, levels, the sentences and the log."""

from __future__ import annotations

from datetime import date

import pytest

from contest.applicants import AS_OF, Row, applying, asking, graded, held, one, only, policy, told, unmet

GRADUATE = {"test": "education", "at_least": "本科"}
MEMBER = {"test": "one_of", "column": "politics", "values": ["中共党员"]}
LAWYER = {"test": "one_of", "column": "speciality", "values": ["法律"]}


def test_tx_17_one_group_of_any_must_hold_whole() -> None:
    """all: graduate; any: member, or (lawyer and civil servant). Half of a group is not enough."""
    civil = {"test": "one_of", "column": "establishment_type", "values": ["行政"]}
    rules = asking(GRADUATE, any_of=[[MEMBER], [LAWYER, civil]])
    graduate = {"education": "本科"}
    assert one({**graduate, "politics": "中共党员"}, rules)
    assert one({**graduate, "speciality": "法律", "establishment_type": "行政"}, rules)
    assert not one({**graduate, "speciality": "法律", "establishment_type": "事业"}, rules)
    assert not one({"education": "大专", "politics": "中共党员"}, rules)


def test_a_20_a_missing_fact_rejects_or_passes() -> None:
    """missing = "reject": fails and says 资料缺失; "pass": holds and is logged; a fact that fails fails."""
    case = applying([{"cadre_id": "1"}], [("1", "p")])
    assert unmet(case, asking(GRADUATE))["1@p"] == [("条件", "学历应不低于本科，资料缺失（学历）")]
    lenient = asking(GRADUATE, missing="pass")
    fate, events = held(case, lenient)
    assert fate == {"1@p": "candidate"}
    (event,) = [e for e in events if e.kind == "fact-missing"]
    assert (event.cadre, event.post) == (0, 0)
    assert told(case, lenient, [event]) == [
        "条件“条件”资料缺失，视为符合：学历应不低于本科，资料缺失（学历）。"
    ]
    assert not one({"politics": "群众"}, asking(GRADUATE, MEMBER, missing="pass"))


def test_a_20_a_fact_that_nothing_depends_on_is_not_missed() -> None:
    """A member needs no education where either will do: no log, under either setting."""
    rules = asking(any_of=[[GRADUATE], [MEMBER]], missing="pass")
    case = applying([{"cadre_id": "1", "politics": "中共党员"}], [("1", "p")])
    assert [e.kind for e in held(case, rules)[1]] == []
    assert one({"politics": "中共党员"}, asking(any_of=[[GRADUATE], [MEMBER]]))


def test_an_age_needs_sex_birth_and_day() -> None:
    """Each of the three is a fact that can be missing, and is named."""
    test = {"test": "age", "male": 45, "female": 40}
    born = date(1980, 1, 1)
    for person, rules, word in (
        ({"sex": "male"}, asking(test), "出生年月"),
        ({"birth_date": born}, asking(test), "性别"),
        ({"sex": "male", "birth_date": born}, asking(test, as_of=None), "计算日期"),
    ):
        ((_, text),) = unmet(applying([{"cadre_id": "1", **person}], [("1", "p")]), rules)["1@p"]
        assert f"资料缺失（{word}）" in text


def test_conditions_are_asked_by_level_of_the_post() -> None:
    """A condition of chiefs is asked at a chief's post only; a post without a level is none."""
    rules = asking(MEMBER, levels=["chief"])
    assert not one({}, rules, {"level": "chief"})
    assert one({}, rules, {"level": "deputy"})
    assert one({}, rules)


def test_tx_17_every_condition_missed_is_listed_in_order() -> None:
    """The built-in first, then the policy's order, then the post's own; each sentence can be checked."""
    rules = policy(
        {
            "as_of": AS_OF,
            "qualification": ["年龄", "学历"],
            "conditions": {
                "党员": {"all": [MEMBER], "rules": ["CD-03"]},
                "学历": {"all": [GRADUATE]},
                "年龄": {"all": [{"test": "age", "male": 45, "female": 40}], "rules": ["KF-05"]},
            },
        }
    )
    person: Row = {
        "cadre_id": "1", "sex": "male", "birth_date": date(1967, 11, 30), "education": "大专",
        "politics": "群众", "establishment_type": "事业",
    }  # fmt: skip
    case = applying(
        [person],
        [("1", "p")],
        [{"post_id": "p", "condition": "党员"}],
        units=[{"unit_id": "A"}, {"unit_id": "B", "establishment_type": "行政"}],
    )
    assert unmet(case, rules)["1@p"] == [
        ("contest_establishment_type", "编制类型应为“行政”，本人为“事业”"),
        ("年龄", "年龄应小于 45 周岁（男），截至 2014-12-01 为 47 周岁"),
        ("学历", "学历应不低于本科，现为“大专”"),
        ("党员", "政治面貌应为中共党员，现为“群众”"),
    ]


def test_sentences_of_records_name_the_numbers() -> None:
    """Shares as fractions, turnouts, years of appraisals, sanctions and years in rank: as found, in both languages."""
    ratings: list[Row] = [
        {"cadre_id": "1", "item": "不满意", "votes": 10, "present": 30},
        {"cadre_id": "1", "item": "测评", "present": 59, "due": 90},
    ]
    rules = asking(
        {"test": "share", "item": "不满意", "op": "lt", "share": "1/3"},
        {"test": "turnout", "item": "测评", "share": "2/3"},
        {"test": "turnout", "item": "测评", "count": 60},
        {"test": "appraisals", "last": 2},
        {"test": "discipline", "within_years": 3},
        {"test": "tenure", "since": "rank_since", "years": 3, "ranks": ["副科实职"]},
    )
    person: Row = {
        "cadre_id": "1", "discipline": "党内警告", "discipline_date": date(2013, 5, 1),
        "rank": "副科实职", "rank_since": date(2012, 1, 1),
    }  # fmt: skip
    case = applying([person], [("1", "p")], ratings=ratings, appraisals=graded(y2013="basic"))
    ((_, text),) = unmet(case, rules)["1@p"]
    assert text.split("；") == [
        "“不满意”比例应小于 1/3，实为 10/30",
        "“测评”参加人数与应到人数之比应不少于 2/3，实为 59/90",
        "“测评”参加人数应不少于 60 人，实到 59 人",
        "近 2 年年度考核均应为称职以上，2013 年为基本称职、2012 年无考核记录",
        "近 3 年内不得受处分，有“党内警告”（2013-05-01）",
        "应为副科实职，自任现职级时间起应不少于 3 年，2012-01-01 起，截至 2014-12-01 满 2 年",
    ]


def test_alternatives_that_all_fail_are_numbered() -> None:
    """JL-03's four ways, none of which a clerk has."""
    case = applying([{"cadre_id": "1", "rank": "科员", "establishment_type": "行政"}], [("1", "p")])
    ((name, text),) = unmet(case, only("bureau-rotation", "竞争科长", as_of=AS_OF))["1@p"]
    assert name == "竞争科长"
    assert text.startswith("应至少符合下列一项：（1）应为正科虚职，")
    assert "（4）职务职级应为正科实职，现为“科员”" in text


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        ("zone-contest", ["热爱本职工作", "身体健康"]),  # KF-03, KF-20
        ("school-contest", ["教师资格证书", "相应学段"]),  # XX-01, XX-04
        ("school-selection", ["校级及以上表彰", "后备干部", "纪委"]),
    ],
)
def test_statements_are_said_once(pack: str, words: list[str]) -> None:
    """KF-03, KF-20, XX-01, XX-04: what no table says bars nobody and is said once, not once a person."""
    people = [{"cadre_id": c} for c in "123"]
    case = applying(people, [(c, "p") for c in "123"], [{"post_id": "p", "level": "deputy"}])
    said = [e.text.zh for e in held(case, policy(pack=pack))[1] if e.kind == "statement"]
    assert len(said) == len(set(said))
    assert all(any(word in text for text in said) for word in words)


def test_a_20_posts_without_conditions_are_said_aloud() -> None:
    """A-20: the Tongxiang pack asks nothing: 条件未提供, once, for all posts; with one condition, for none."""
    case = applying([{"cadre_id": "1"}], [("1", "p")])
    (event,) = held(case, policy())[1]
    assert event.kind == "condition-missing"
    assert "条件未提供" in event.text.zh
    assert event.rule == "TX-17, A-20"
    assert held(case, asking(MEMBER))[1] == ()


def test_a_20_the_posts_affected_are_listed() -> None:
    """A condition of chiefs leaves deputies' posts bare, unless they name a condition themselves."""
    posts: list[Row] = [
        {"post_id": "p", "level": "chief"},
        {"post_id": "q", "level": "deputy"},
        {"post_id": "r", "level": "deputy", "condition": "条件2"},
    ]
    rules = policy(
        {
            "qualification": ["条件"],
            "conditions": {"条件": {"all": [MEMBER], "levels": ["chief"]}, "条件2": {"all": [MEMBER]}},
        }
    )
    (event,) = held(applying([{"cadre_id": "1"}], [("1", "p")], posts), rules)[1]
    assert "（q）" in event.text.zh


def test_xx_21_fewer_than_two_qualified() -> None:
    """XX-21: the school's contest needs two who are qualified; the pack says so by itself."""
    rules = policy({"min_qualified": 2, "qualification": ["逐级提拔"]}, pack="school-contest")
    people: list[Row] = [{"cadre_id": "1", "level": "deputy"}, {"cadre_id": "2", "level": "staff"}]
    case = applying(people, [("1", "p"), ("2", "p")], [{"post_id": "p", "level": "chief"}])
    assert held(case, rules)[0] == {"1@p": "cancelled", "2@p": "unqualified"}

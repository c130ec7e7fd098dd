"""Two small faultless instances for the checks of the contest and of the section selection, with policies."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from rengang.policy.resolve import merge
from tables.city_of_cards import Rows

CONTEST_POLICY: dict[str, Any] = {
    "contest": {
        "as_of": date(2014, 6, 1),
        "apply": {"max": 1, "closes": date(2014, 5, 31)},
        "qualification": ["young"],
        "conditions": {
            "young": {"all": [{"test": "age", "male": 50, "female": 50}], "modality": "default"},
            "rated": {"all": [{"test": "share", "item": "no", "op": "lt", "share": "1/3"}]},
            "attended": {"all": [{"test": "turnout", "item": "no", "share": "1/2"}]},
        },
        "scores": {
            "leaders": {
                "kind": "panel", "panel": "leaders", "judges_min": 3, "judges_max": 3, "office_min": 1,
                "drop_high": 1, "drop_low": 1,
            },
            "crowd": {"kind": "panel", "panel": "crowd", "missing": "use_present", "drop_high": 1, "judges_min": 2},
            "paper": {"kind": "paper", "paper": "law", "full": "99.5"},
            "mood": {"kind": "rating", "item": "mood", "full": 10},
            "advice": {"kind": "group_vote", "weights": {"staff": 1}},
            "total": {"kind": "sum", "terms": {"leaders": "0.6", "crowd": "0.3", "paper": "0.1"}},
        },
        "total": "total",
    }
}  # fmt: skip

_CONTEST: Rows = {
    "units": [
        {"unit_id": "A", "kind": "town"},
        {"unit_id": "B", "kind": "town"},
        {"unit_id": "C", "kind": "town"},
        {"unit_id": "V", "kind": "vertical"},
    ],
    "posts": [
        {"post_id": "PA", "unit_id": "A", "level": "chief", "contested": True},
        {"post_id": "PB", "unit_id": "B", "level": "deputy", "contested": True, "incumbent_id": "04"},
        {"post_id": "PC", "unit_id": "C", "level": "chief", "contested": True, "condition": "rated"},
        {"post_id": "PD", "unit_id": "C", "level": "staff", "contested": False},
        {"post_id": "PV", "unit_id": "V", "level": "chief", "contested": False},
    ],
    "cadres": [
        {"cadre_id": "01", "unit_id": "A", "pool": False},
        {"cadre_id": "02", "unit_id": "A", "pool": False},
        {"cadre_id": "04", "unit_id": "B", "pool": False, "post_id": "PB"},
        {"cadre_id": "05", "unit_id": "B", "pool": False},
        {"cadre_id": "06", "unit_id": "C", "pool": True},
        {"cadre_id": "09", "unit_id": "V", "pool": False},
    ],
    "applications": [
        {"cadre_id": "01", "post_id": "PB", "consent": True, "filed": date(2014, 5, 2), "order": 1},
        {"cadre_id": "02", "post_id": "PC", "consent": True, "filed": date(2014, 5, 2), "order": 1},
        {"cadre_id": "02", "post_id": "PB", "consent": True, "filed": date(2014, 5, 3), "order": 1},
        {"cadre_id": "04", "post_id": "PA", "consent": False, "filed": date(2014, 5, 2), "order": 1},
        {"cadre_id": "06", "post_id": "PA", "consent": True, "filed": date(2014, 5, 2), "order": 1},
    ],
    "waivers": [{"cadre_id": "01", "condition": "young", "reason": "needed"}],
    "judges": [
        {"panel": "leaders", "judge": "L1", "source": "office"},
        {"panel": "leaders", "judge": "L2", "source": "unit"},
        {"panel": "leaders", "judge": "L3", "source": "external"},
    ],
    "scores": [
        {"post_id": "PB", "cadre_id": cadre, "panel": panel, "judge": judge, "score": 90}
        for cadre in ("01", "02")
        for panel, judge in (("leaders", "L1"), ("leaders", "L2"), ("leaders", "L3"), ("crowd", "1"), ("crowd", "2"))
    ],
    "ratings": [
        {"cadre_id": "01", "item": "mood", "score": 8, "votes": None, "present": None, "due": None},
        {"cadre_id": "01", "item": "no", "score": None, "votes": 2, "present": 8, "due": 10},
    ],
    "exams": [{"cadre_id": c, "paper": "law", "score": 90} for c in ("01", "02", "04", "05", "06")],
    "recommendations": [
        {"cadre_id": "01", "post_id": "PB", "group": "staff", "votes": 4, "present": 9},
        {"cadre_id": "02", "post_id": "PB", "group": "staff", "votes": 5, "present": 9},
        {"cadre_id": "01", "post_id": "PC", "group": "staff", "votes": 5, "present": 9},
    ],
    "votes": [
        {"post_id": "PB", "cadre_id": "01", "votes": 4, "present": 7, "members": 9},
        {"post_id": "PB", "cadre_id": "02", "votes": 3, "present": 7, "members": 9},
    ],
    "decisions": [{"post_id": "PB", "cadre_id": "02", "reason": "known"}],
    "holidays": [{"date": date(2014, 6, 2), "kind": "off"}, {"date": date(2014, 6, 7), "kind": "work"}],
}  # fmt: skip

SECTIONS_POLICY: dict[str, Any] = {
    "contest": {"rule": "none"},
    "two_way": {"rule": "none"},
    "sections": {"rule": "rounds", "max_intents": 2, "round_order": "fixed"},
}

_SECTIONS: Rows = {
    "units": [{"unit_id": "X"}, {"unit_id": "Y"}, {"unit_id": "Z"}],
    "sections": [
        {"section_id": "X1", "unit_id": "X", "capacity": 2},
        {"section_id": "X2", "unit_id": "X", "capacity": 3},
        {"section_id": "Y1", "unit_id": "Y", "capacity": 2},
        {"section_id": "Z1", "unit_id": "Z", "capacity": None},
    ],
    "posts": [
        {"post_id": "C1", "unit_id": "X", "section_id": "X1", "level": "chief", "incumbent_id": "01"},
        {"post_id": "C2", "unit_id": "X", "section_id": "X2", "level": "chief", "incumbent_id": None},
    ],
    "cadres": [
        {"cadre_id": "01", "unit_id": "X", "establishment_type": "行政"},
        {"cadre_id": "02", "unit_id": "X", "establishment_type": "行政", "post_id": "C2"},
        {"cadre_id": "03", "unit_id": "X", "establishment_type": "行政"},
        {"cadre_id": "04", "unit_id": "X", "establishment_type": "行政", "exempt": "保密"},
        {"cadre_id": "05", "unit_id": "X", "establishment_type": "行政", "waives": True},
        {"cadre_id": "06", "unit_id": "Z", "establishment_type": "事业"},
        {"cadre_id": "07", "unit_id": "X", "establishment_type": "行政"},
        {"cadre_id": "08", "unit_id": "X", "establishment_type": "行政", "pool": True},
        {"cadre_id": "09", "unit_id": "Y", "establishment_type": "事业"},
    ],
    "section_intents": [
        {"cadre_id": "03", "order": 1, "section_id": "X1", "consent": None},
        {"cadre_id": "03", "order": 2, "section_id": "X2", "consent": None},
        {"cadre_id": "06", "order": 1, "section_id": "X1", "consent": True},
        {"cadre_id": "06", "order": 2, "section_id": "Y1", "consent": False},
        {"cadre_id": "07", "order": 1, "section_id": "X2", "consent": None},
    ],
    "section_picks": [
        {"section_id": "X1", "round": 1, "cadre_id": "03", "order": 1},
        {"section_id": "X2", "round": 1, "cadre_id": "03", "order": 2},
        {"section_id": "X1", "round": 2, "cadre_id": None, "order": 2},
        {"section_id": "X2", "round": 2, "cadre_id": "07", "order": 1},
    ],
}

BASES = {"contest": (_CONTEST, CONTEST_POLICY), "sections": (_SECTIONS, SECTIONS_POLICY)}


def base(name: str) -> Rows:
    """A copy of the tables that a test may break."""
    return copy.deepcopy(BASES[name][0])


def policy_of(name: str, over: dict[str, Any]) -> dict[str, Any]:
    """The policy document of a base with `over` on top."""
    return merge(BASES[name][1], over)

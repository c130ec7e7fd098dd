"""What the report calls the parts of a selection between units."""

from __future__ import annotations

from collections.abc import Mapping

from rengang.errors import Text

OBJECTIVES = {
    "blocking_pairs": Text("可行阻塞对", "feasible blocking pairs"),
    "placed": Text("按意向落实人数", "placed by intent"),
    "intent_ranks": Text("所落实意向的序号之和", "sum of met intent ranks"),
    "nomination_ranks": Text("所落实提名的顺序之和", "sum of met nomination ranks"),
    "directed_placed": Text("定向交流人数", "placed by direction"),
    "directed_cost": Text("定向交流不匹配分", "mismatch of directed placement"),
}
MOST = ("placed", "directed_placed")
"""Objectives of which more is better."""

STAGES: Mapping[str, Text] = {}
"""Its stages have no other names here."""

BARS = {
    "own_unit": Text("是原单位", "own unit"),
    "vertical": Text("涉及垂直管理单位", "vertical unit"),
    "not_nominated": Text("未被提名", "not nominated"),
    "establishment_type": Text("编制类型不同", "establishment type differs"),
    "relative_stays": Text("亲属留在该单位", "a relative stays there"),
}
"""What bars an intent, by the names of the rules."""

SCRIPT = {
    "free": Text("占用空余名额", "takes a free seat"),
    "replace": Text("替换 {id}", "replaces {id}"),
}
"""Words of the script; the headings of the tables stand with them."""

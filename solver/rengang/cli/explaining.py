"""The verb ``explain``: why a cadre or a unit got what it got."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Annotated

import typer

from rengang.cli.guard import guarded
from rengang.cli.language import Language, said
from rengang.cli.options import InstanceArg, JsonOpt, LangOpt, PolicyOpt, QuietOpt, ResultArg
from rengang.errors import Text, UsageError

CadreOpt = Annotated[
    str | None,
    typer.Option("--cadre", metavar="ID", show_default=False, help=said("干部编号", "id of a cadre")),
]
UnitOpt = Annotated[
    str | None,
    typer.Option("--unit", metavar="ID", show_default=False, help=said("单位编号", "id of a unit")),
]


def explain(
    instance: InstanceArg,
    result: ResultArg,
    cadre: CadreOpt = None,
    unit: UnitOpt = None,
    policy: PolicyOpt = None,
    lang: LangOpt = Language.ZH,
    as_json: JsonOpt = False,
    quiet: QuietOpt = False,
) -> None:
    with guarded(lang, as_json=as_json, quiet=quiet) as screen:
        if (cadre is None) == (unit is None):
            raise UsageError(Text("请给出 --cadre 或 --unit 其中之一", "give one of --cadre and --unit"))
        from rengang.cli.verifying import read_result
        from rengang.explain import Explainer

        reading = read_result(screen, instance, result, policy)
        tables, allocation = reading.loaded.instance, reading.folder.allocation
        explainer = Explainer(tables, reading.policy, allocation)
        if cadre is not None:
            known = [tables.cadre_id(i) for i in allocation.cadre.tolist()]
            _known(cadre, known, Text("交流对象", "pool"))
            text = explainer.cadre(tables.cadre_index[cadre])
            key, label = "cadre_id", cadre
        else:
            assert unit is not None
            _known(unit, list(tables.unit_index), Text("单位", "units"))
            text = explainer.unit(tables.unit_index[unit])
            key, label = "unit_id", unit
        if as_json:
            screen.document({key: label, **text._asdict()})
        else:
            screen.line(text.of(screen.lang))


def _known(label: str, labels: Sequence[str], group: Text) -> None:
    if label in labels:
        return
    near = difflib.get_close_matches(label, labels[:100_000], 3, 0.6)
    some = "、".join(near)
    raise UsageError(
        Text(
            f"{group.zh}中没有编号 {label}" + (f"，相近的有：{some}" if near else ""),
            f"there is no {label} in the {group.en}" + (f"; similar: {', '.join(near)}" if near else ""),
        )
    )

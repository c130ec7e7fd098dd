"""The verb ``explain``: why a cadre or a unit got what it got."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from rengang.cli.guard import guarded
from rengang.cli.language import Language, said
from rengang.cli.options import InstanceArg, JsonOpt, LangOpt, PolicyOpt, QuietOpt, ResultArg
from rengang.errors import Text, UsageError

if TYPE_CHECKING:
    import polars as pl

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
            if cadre in tables.cadre_index and cadre not in known:
                raise UsageError(_not_in_the_pool(cadre))
            _known(cadre, known, Text("交流对象", "pool"), _called(cadre, tables.cadres, "cadre_id"))
            text = explainer.cadre(tables.cadre_index[cadre])
            key, label = "cadre_id", cadre
        else:
            assert unit is not None
            _known(
                unit, list(tables.unit_index), Text("单位", "units"), _called(unit, tables.units, "unit_id")
            )
            text = explainer.unit(tables.unit_index[unit])
            key, label = "unit_id", unit
        if as_json:
            screen.document({key: label, **text._asdict()})
        else:
            screen.line(text.of(screen.lang))


def _not_in_the_pool(label: str) -> Text:
    return Text(
        f"{label} 不是交流对象，这次交流没有此人的去向可说明",
        f"{label} is not in the pool: this campaign decided nothing about them",
    )


def _called(name: str, table: pl.DataFrame, key: str) -> list[str]:
    """Ids of those in `table` who have this name."""
    found: list[str] = table.filter(table["name"] == name)[key].to_list()
    return found


def _known(label: str, labels: Sequence[str], group: Text, named: Sequence[str]) -> None:
    """Raise :class:`UsageError` unless `label` is one of `labels`; `named` are the ids of who is called so."""
    if label in labels:
        return
    if named:
        ids = "、".join(named[:10])
        raise UsageError(
            Text(
                f"“{label}”是名称，请用编号：{ids}",
                f"“{label}” is a name; give the id: {', '.join(named[:10])}",
            )
        )
    near = difflib.get_close_matches(label, labels[:100_000], 3, 0.6)
    some = "、".join(near)
    raise UsageError(
        Text(
            f"{group.zh}中没有编号 {label}" + (f"，相近的有：{some}" if near else ""),
            f"there is no {label} in the {group.en}" + (f"; similar: {', '.join(near)}" if near else ""),
        )
    )

"""The verb ``explain``: why a cadre, a unit or a post got what it got."""

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

    from rengang.explain import Explainer
    from rengang.model import Instance

_UNITS = Text("单位", "units")
_POSTS = Text("职位", "posts")

CadreOpt = Annotated[
    str | None,
    typer.Option("--cadre", metavar="ID", show_default=False, help=said("干部编号", "id of a cadre")),
]
UnitOpt = Annotated[
    str | None,
    typer.Option("--unit", metavar="ID", show_default=False, help=said("单位编号", "id of a unit")),
]
PostOpt = Annotated[
    str | None,
    typer.Option("--post", metavar="ID", show_default=False, help=said("职位编号", "id of a post")),
]


def explain(
    instance: InstanceArg,
    result: ResultArg,
    cadre: CadreOpt = None,
    unit: UnitOpt = None,
    post: PostOpt = None,
    policy: PolicyOpt = None,
    lang: LangOpt = Language.ZH,
    as_json: JsonOpt = False,
    quiet: QuietOpt = False,
) -> None:
    with guarded(lang, as_json=as_json, quiet=quiet) as screen:
        asked = {"cadre_id": cadre, "unit_id": unit, "post_id": post}
        if sum(label is not None for label in asked.values()) != 1:
            raise UsageError(
                Text("请给出 --cadre、--unit、--post 其中之一", "give one of --cadre, --unit and --post")
            )
        from rengang.cli.loading import locating
        from rengang.cli.verbs.verifying import opening

        opened = opening(screen, instance, result, policy)
        with locating(instance):
            explainer = opened.explainer
        tables = opened.instance
        if cadre is not None:
            text = _of_cadre(explainer, tables, cadre)
        elif unit is not None:
            _known(unit, list(tables.unit_index), _UNITS, _called(unit, tables.units, "unit_id"))
            text = explainer.unit(tables.unit_index[unit])
        else:
            assert post is not None
            posts = tables.tables["posts"]
            labels = posts["post_id"].to_list()
            _known(post, labels, _POSTS, _called(post, posts, "post_id", "title"))
            at = labels.index(post)
            if not explainer.concerns_post(at):
                raise UsageError(
                    Text(
                        f"{post} 没有参加这次竞岗，没有结果可说明",
                        f"{post} was not contested in this result: nothing was decided",
                    )
                )
            text = explainer.post(at)
        key, label = next((key, label) for key, label in asked.items() if label is not None)
        if as_json:
            screen.document({key: label, **text._asdict()})
        else:
            screen.line(text.of(screen.lang))


def _of_cadre(explainer: Explainer, tables: Instance, cadre: str) -> Text:
    """The paragraph about a cadre whom the result says something about."""
    index = tables.cadre_index
    if cadre in index and not explainer.concerns(index[cadre]):
        raise UsageError(
            Text(
                f"{cadre} 不是交流对象，也未参加竞岗或科室选人，没有去向可说明",
                f"{cadre} is not in the pool, and in no contest or section selection: nothing was decided",
            )
        )
    known = [label for label, i in index.items() if explainer.concerns(i)]
    _known(cadre, known, Text("交流对象", "pool"), _called(cadre, tables.cadres, "cadre_id"))
    return explainer.cadre(index[cadre])


def _called(name: str, table: pl.DataFrame, key: str, column: str = "name") -> list[str]:
    """Ids of those in `table` who have this name."""
    found: list[str] = table.filter(table[column] == name)[key].to_list()
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

"""The verbs that make input: ``generate`` a synthetic city, ``template`` an empty workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rengang.cli.console import Column, Screen
from rengang.cli.guard import guarded
from rengang.cli.language import Language, said
from rengang.cli.options import ForceOpt, LangOpt, PolicyOpt, QuietOpt, SeedOpt
from rengang.errors import Text, UsageError

if TYPE_CHECKING:
    from rengang.tables.carrier import Carrier

CityArg = Annotated[
    Path | None,
    typer.Argument(
        metavar="[INSTANCE]",
        show_default=False,
        help=said(
            "写到哪里：文件夹（CSV）、.xlsx 或 .json 文件；加 --parquet 则为 Parquet 文件夹",
            "where to: a folder (CSV), an .xlsx or a .json file; with --parquet a folder of Parquet files",
        ),
    ),
]
CadresOpt = Annotated[
    int | None,
    typer.Option(
        "--cadres", metavar="N", min=2, show_default=False, help=said("干部总数", "number of cadres")
    ),
]
PoolOpt = Annotated[
    int | None,
    typer.Option(
        "--pool", metavar="N", min=0, show_default=False, help=said("交流对象人数", "size of the pool")
    ),
]
SetOpt = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KNOB=VALUE",
        show_default=False,
        help=said("设定一个旋钮，可重复；--knobs 列出全部", "set a knob, repeatable; --knobs lists them"),
    ),
]
KnobsOpt = Annotated[bool, typer.Option("--knobs", help=said("列出全部旋钮", "list the knobs"))]
ParquetOpt = Annotated[
    bool, typer.Option("--parquet", help=said("写成 Parquet 文件夹", "write Parquet files"))
]
BookArg = Annotated[
    Path,
    typer.Argument(
        metavar="BOOK.xlsx", show_default=False, help=said("要写出的工作簿", "the workbook to be written")
    ),
]


def generate(
    instance: CityArg = None,
    cadres: CadresOpt = None,
    pool: PoolOpt = None,
    seed: SeedOpt = 0,
    settings: SetOpt = None,
    knobs: KnobsOpt = False,
    parquet: ParquetOpt = False,
    force: ForceOpt = False,
    lang: LangOpt = Language.ZH,
    quiet: QuietOpt = False,
) -> None:
    with guarded(lang, quiet=quiet) as screen:
        if knobs:
            _print_knobs(screen)
            return
        if instance is None:
            raise UsageError(
                Text("请给出写到哪里，或加 --knobs", "say where to write it, or ask for --knobs")
            )
        from rengang import tables
        from rengang.cli.interrupt import beside, finishing
        from rengang.cli.progress import Ticker
        from rengang.synthetic import county
        from rengang.synthetic import generate as make
        from rengang.tables.atomic import refuse_existing, refuse_foreign

        city = county(cadres, pool, **_settings(settings or []))
        refuse_existing(instance, force)
        refuse_foreign(instance)
        with Ticker(screen):
            made = beside(lambda: make(city, seed))
            carrier: Carrier | None = "parquet" if parquet else None
            with finishing(screen):
                tables.write(made, instance, screen.lang, carrier=carrier, force=force)
        screen.line(
            screen.of(
                f"已生成 {instance}：{len(made.units):,} 个单位，{len(made.cadres):,} 名干部，"
                f"其中交流对象 {len(made.pool):,} 名（种子 {seed}）",
                f"{instance} made: {len(made.units):,} units, {len(made.cadres):,} cadres, "
                f"{len(made.pool):,} of them in the pool (seed {seed})",
            )
        )


def template(
    book: BookArg,
    policy: PolicyOpt = None,
    force: ForceOpt = False,
    lang: LangOpt = Language.ZH,
    quiet: QuietOpt = False,
) -> None:
    with guarded(lang, quiet=quiet) as screen:
        from rengang import tables
        from rengang.policy import read_document, resolve

        regulation = None if policy is None else resolve(read_document(policy), source=policy)
        tables.template(book, screen.lang, regulation, force=force)
        screen.line(screen.of(f"已写出空白工作簿 {book}", f"empty workbook written: {book}"))


def _settings(settings: list[str]) -> dict[str, int | float]:
    """The values of ``--set``, typed as the knobs are.

    Raises
    ------
    UsageError
        Not of the form KNOB=VALUE, no such knob, or a value that is no number; each is named.
    """
    from rengang.synthetic import knobs

    kinds = {knob.name: knob.kind for knob in knobs()}
    found: dict[str, int | float] = {}
    faults: list[Text] = []
    for setting in settings:
        name, _, value = setting.partition("=")
        try:
            found[name] = kinds[name](value)
        except KeyError:
            faults.append(
                Text(f"没有旋钮 {name}（--knobs 列出全部）", f"there is no knob {name} (--knobs lists them)")
            )
        except ValueError:
            kind = Text("整数", "a whole number") if kinds[name] is int else Text("数", "a number")
            faults.append(Text(f"{setting}：值应为{kind.zh}", f"{setting}: the value should be {kind.en}"))
    if faults:
        raise UsageError(Text("；".join(f.zh for f in faults), "; ".join(f.en for f in faults)))
    return found


def _print_knobs(screen: Screen) -> None:
    from rengang.synthetic import knobs

    columns = [
        Column(screen.of("旋钮", "knob")),
        Column(screen.of("默认", "default"), "right"),
        Column(screen.of("范围", "range")),
        Column(screen.of("含义", "meaning")),
    ]
    rows = [
        (k.name, f"{k.default:g}", f"{k.minimum:g} – {k.maximum:g}", k.help.of(screen.lang)) for k in knobs()
    ]
    screen.table(columns, rows)

"""The verbs that make input: ``generate`` a synthetic city, ``template`` an empty workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rengang.cli.guard import guarded
from rengang.cli.language import Language, said
from rengang.cli.options import ForceOpt, LangOpt, PolicyOpt, QuietOpt, SeedOpt
from rengang.cli.screen.console import Column, Screen
from rengang.errors import Text, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rengang.model import Instance
    from rengang.synthetic import Knob
    from rengang.tables.carriers.carrier import Carrier

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
ContestOpt = Annotated[
    int | None,
    typer.Option(
        "--contest",
        metavar="POSTS",
        min=1,
        show_default=False,
        help=said(
            "另加竞岗：竞岗职位数（报名人数为其八倍）",
            "with a post contest: contested posts (eight applicants to each)",
        ),
    ),
]
BureauOpt = Annotated[
    bool,
    typer.Option(
        "--bureau",
        help=said("一个竞争轮岗的局，而不是一座城市", "a bureau that rotates its staff instead of a city"),
    ),
]
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
    contest: ContestOpt = None,
    bureau: BureauOpt = False,
    parquet: ParquetOpt = False,
    force: ForceOpt = False,
    lang: LangOpt = Language.ZH,
    quiet: QuietOpt = False,
) -> None:
    with guarded(lang, quiet=quiet) as screen:
        if knobs:
            _print_knobs(screen, contest is not None, bureau)
            return
        if instance is None:
            raise UsageError(
                Text("请给出写到哪里，或加 --knobs", "say where to write it, or ask for --knobs")
            )
        from rengang import tables
        from rengang.cli.screen.interrupt import beside, finishing
        from rengang.cli.screen.progress import Ticker
        from rengang.whole import refuse_existing, refuse_foreign

        make = _maker(cadres, pool, seed, settings or [], contest, bureau)
        refuse_existing(instance, force)
        refuse_foreign(instance)
        with Ticker(screen):
            made = beside(make)
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


def _maker(
    cadres: int | None, pool: int | None, seed: int, settings: list[str], posts: int | None, of_bureau: bool
) -> Callable[[], Instance]:
    """What makes the instance asked for; every knob is checked at once."""
    from rengang import synthetic

    if of_bureau:
        if posts is not None or cadres is not None or pool is not None:
            raise UsageError(
                Text(
                    "--bureau 不与 --contest、--cadres、--pool 同用；人数请用 --set people=N",
                    "--bureau does not go with --contest, --cadres or --pool; say --set people=N",
                )
            )
        office = synthetic.Bureau(**_settings(settings, synthetic.bureau_knobs()))  # type: ignore[arg-type]
        return lambda: synthetic.bureau(office, seed)
    of_city, of_contest = synthetic.knobs(), synthetic.contest_knobs() if posts else ()
    values = _settings(settings, (*of_city, *of_contest))
    names = {knob.name for knob in of_contest}
    if posts is not None and cadres is None and pool is None:
        cadres = max(3_600, 36 * posts)
    city = synthetic.county(cadres, pool, **{k: v for k, v in values.items() if k not in names})
    if posts is None:
        return lambda: synthetic.generate(city, seed)
    preset = {"posts": posts, "applicants": min(8 * posts, city.cadres // 3)}
    contest = synthetic.CityContest(**{**preset, **{k: v for k, v in values.items() if k in names}})  # type: ignore[arg-type]
    return lambda: synthetic.city_contest(city, contest, seed)


def _settings(settings: list[str], known: Iterable[Knob]) -> dict[str, int | float]:
    """The values of ``--set``, typed as the knobs are.

    Raises
    ------
    UsageError
        Not of the form KNOB=VALUE, no such knob, or a value that is no number; each is named.
    """
    kinds = {knob.name: knob.kind for knob in known}
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


def _print_knobs(screen: Screen, contest: bool, bureau: bool) -> None:
    """The knobs of a city (with those of its contest), or of a bureau."""
    from rengang.synthetic import bureau_knobs, contest_knobs, knobs

    shown = bureau_knobs() if bureau else (*knobs(), *(contest_knobs() if contest else ()))

    columns = [
        Column(screen.of("旋钮", "knob")),
        Column(screen.of("默认", "default"), "right"),
        Column(screen.of("范围", "range")),
        Column(screen.of("含义", "meaning")),
    ]
    rows = [
        (k.name, f"{k.default:g}", f"{k.minimum:g} – {k.maximum:g}", k.help.of(screen.lang)) for k in shown
    ]
    screen.table(columns, rows)

"""The options that verbs share, each declared once."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from rengang.cli.language import VARIABLE, Language, said


def _seconds(value: float | None) -> float | None:
    if value is not None and math.isnan(value):
        raise typer.BadParameter("NaN")
    return None if value is None or math.isinf(value) else value


InstanceArg = Annotated[
    Path,
    typer.Argument(
        metavar="INSTANCE",
        show_default=False,
        help=said(
            "实例：CSV 或 Parquet 文件夹、Excel 工作簿、JSON 文件",
            "the instance: a folder of CSV or Parquet files, an Excel workbook, a JSON document",
        ),
    ),
]
ResultArg = Annotated[
    Path,
    typer.Argument(
        metavar="RESULT",
        show_default=False,
        help=said("solve 写出的结果文件夹", "a result folder that solve wrote"),
    ),
]
PolicyOpt = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="NAME|FILE",
        show_default=False,
        help=said(
            "政策包名称或 TOML 文件，代替实例自带的政策",
            "a policy pack or a TOML file, instead of the instance's own",
        ),
    ),
]
OutOpt = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        show_default=False,
        help=said("结果文件夹；不给则只显示结果", "the result folder; without it the results are only shown"),
    ),
]
ForceOpt = Annotated[
    bool,
    typer.Option("--force", help=said("覆盖已有的结果", "replace an earlier result")),
]
SeedOpt = Annotated[
    int,
    typer.Option("--seed", metavar="N", min=0, max=2**31 - 1, help=said("随机种子", "seed of the search")),
]
TimeLimitOpt = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        min=0,
        show_default=False,
        callback=_seconds,
        help=said(
            "时限（秒）；到时给出已核验的最好方案及其界",
            "seconds; then the best verified allocation so far is given with its bounds",
        ),
    ),
]
WorkersOpt = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=1024,
        help=said(
            "求解所用线程数；多于 1 时，并列最优的方案中可能取到另一个",
            "threads of the exact search; with more than one, another optimum among equals may be found",
        ),
    ),
]
LangOpt = Annotated[
    Language,
    typer.Option(
        "--lang", envvar=VARIABLE, show_envvar=False, help=said("输出语言", "language of the output")
    ),
]
JsonOpt = Annotated[
    bool,
    typer.Option("--json", help=said("标准输出只给一份 JSON", "print one JSON document alone")),
]
QuietOpt = Annotated[
    bool,
    typer.Option("--quiet", "-q", help=said("不显示进度和提示", "no progress and no remarks")),
]

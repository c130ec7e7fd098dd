"""The application: its verbs and its entry point."""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import Annotated

import typer

from rengang.cli import exits
from rengang.cli.guard import DEBUG
from rengang.cli.language import said
from rengang.cli.screen.help import Group, Verb
from rengang.cli.verbs import checking, explaining, making, policies, solving, verifying
from rengang.version import __version__

app = typer.Typer(
    name="rengang",
    cls=Group,
    help=said(
        "人岗：干部交流时谁到哪里去——在政策之下最优、独立核验、逐人说明。\n\n"
        "结果在标准输出，进度与错误在标准错误。",
        "rengang (人岗): who goes where when cadres rotate: best under the policy, verified, explained.\n\n"
        "Results go to standard output, progress and errors to standard error.",
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"rengang {__version__}")
        raise typer.Exit


@app.callback()
def start(
    debug: Annotated[
        bool, typer.Option("--debug", help=said("出错时给出详细记录", "tracebacks and log on standard error"))
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=said("版本", "the version")),
    ] = False,
) -> None:
    if debug:
        os.environ[DEBUG] = "1"
    level = logging.DEBUG if os.environ.get(DEBUG) else logging.WARNING
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s")


_VERBS = (
    (
        solving.solve,
        "solve",
        "计算一次交流：竞岗、科室选人、双向选择、定向交流；写出结果文件夹",
        "Solve a campaign: contest, sections, two-way selection, directed placement; write the result folder.",
    ),
    (
        solving.screen,
        "screen",
        "只做竞岗的资格审查：合格人员、取消的职位、竞岗对象",
        "The contest up to its shortlists: who qualifies, which posts are cancelled.",
    ),
    (
        solving.contest,
        "contest",
        "只做竞岗：得分、考察对象、任用方案",
        "The post contest alone: scores, inspection candidates, appointments.",
    ),
    (solving.sections, "sections", "只做科室双向选择", "The section selection alone."),
    (solving.match, "match", "只做双向选择", "The two-way selection alone."),
    (
        solving.place,
        "place",
        "只做定向交流（全部交流对象）",
        "Directed placement alone, of the whole pool.",
    ),
    (
        checking.check,
        "check",
        "检查数据，一次列出全部问题",
        "Check the input; list every problem in one go.",
    ),
    (
        verifying.verify,
        "verify",
        "按原始表格重新核验一份结果",
        "Verify a result against the tables, by separate code.",
    ),
    (
        explaining.explain,
        "explain",
        "说明一名干部、一个单位或一个职位的结果从何而来",
        "Say why a cadre, a unit or a post got what it got.",
    ),
    (making.generate, "generate", "生成一座虚构的城市", "Make a synthetic city."),
    (making.template, "template", "写出供填报的空白工作簿", "Write an empty workbook to fill in."),
    (
        policies.policies,
        "policies",
        "列出政策包及每个键的含义",
        "List the policy packs and what each key means.",
    ),
)

for _call, _name, _zh, _en in _VERBS:
    app.command(_name, cls=Verb, help=said(_zh, _en))(_call)


OBJECTS = 500_000
"""New objects between two searches for cycles; Python's 700 cost a tenth of a short run, on modules being loaded."""


def run() -> None:
    """The entry point of the command ``rengang``."""
    gc.set_threshold(OBJECTS, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        # a terminal that cannot show a character gets an escape instead of ending the run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except SystemExit as left:
        if left.code == exits.INTERRUPTED:
            # the interrupted work still goes on in its thread, and compiled code does not bear being torn
            # down together with the interpreter
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(exits.INTERRUPTED)
        raise


if __name__ == "__main__":
    run()

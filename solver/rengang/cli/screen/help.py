"""Help texts as plain text: what ``--help`` prints, without loading a library that draws or validates."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from rengang.cli.language import VARIABLE, Language, said
from rengang.cli.screen.layout import columns, wrap

if TYPE_CHECKING:
    Base = TyperCommand
else:
    Base = object

_WIDEST = 100
"""Columns of a help text, on a terminal that has more."""
_NAMES = 30
"""Longest name that has its explanation beside it; that of a longer one is on the next line."""
_OURS = {"[required]": said("[必填]", "[required]"), "[default: ": said("[默认：", "[default: ")}


class _Plain(Base):
    """Prints usage, purpose, arguments, options and, of a group, its commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of this command to `formatter`."""
        width = min(shutil.get_terminal_size().columns, _WIDEST)
        usage = " ".join([ctx.command_path, *map(_bare, self.collect_usage_pieces(ctx))])
        about = (self.help or "").split("\n\n")
        blocks = [
            [said("用法：", "Usage: ") + usage],
            *(["  " + line for line in wrap(paragraph, width - 2)] for paragraph in about),
            *(_listed(heading, rows, width) for heading, rows in self._sections(ctx) if rows),
        ]
        formatter.write("\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n")

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``; where it is not given its value is False at once, and nobody validates None."""
        option = super().get_help_option(ctx)
        if option is not None and option.default is None:
            option.default = False
        return option

    def _sections(self, ctx: Any) -> list[tuple[str, list[tuple[str, str]]]]:
        shown: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                about = said("显示本说明", "show this help") if parameter.name == "help" else record[1]
                for theirs, ours in _OURS.items():
                    about = about.replace(theirs, ours)
                shown[parameter.param_type_name].append((_bare(record[0]), about))
        return [
            (said("参数：", "Arguments:"), shown["argument"]),
            (said("选项：", "Options:"), shown["option"]),
        ]


class Verb(_Plain, TyperCommand):
    """A verb whose help is plain text."""


class Group(_Plain, TyperGroup):
    """The verbs, whose help is plain text; knows the option ``--lang`` by itself.

    Typer hands every value to a validating library, which takes longer to load than all the rest that
    ``rengang solve --help`` needs.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take ``--lang`` from before the verb into the environment, and parse the rest as usual."""
        rest, at = [], 0
        while at < len(args) and args[at].startswith("-"):
            option, given, value = args[at].partition("=")
            at += 1
            if option != "--lang":
                rest.append(args[at - 1])
                continue
            if not given:
                value = args[at] if at < len(args) else ""
                at += 1
            if value not in list(Language):
                choices = " or ".join(repr(choice.value) for choice in Language)
                raise typer.BadParameter(f"Input should be {choices}", ctx=ctx, param_hint="'--lang'")
            os.environ[VARIABLE] = value
        return super().parse_args(ctx, [*rest, *args[at:]])

    def _sections(self, ctx: Any) -> list[tuple[str, list[tuple[str, str]]]]:
        verbs = []
        for name in self.list_commands(ctx):
            verb = self.get_command(ctx, name)
            if verb is not None:
                verbs.append((name, verb.help or ""))
        arguments, (heading, options) = super()._sections(ctx)
        language = (f"--lang <{'|'.join(Language)}>", said("输出语言（默认 zh）", "language (default zh)"))
        return [arguments, (heading, [language, *options]), (said("命令：", "Commands:"), verbs)]


def _bare(name: str) -> str:
    """A name without the braces and the second pair of brackets that Typer puts around it."""
    return name.replace("[[", "[").replace("]]", "]").replace("{", "").replace("}", "")


def _listed(heading: str, rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """A heading, and below it each name with what it is for beside it."""
    beside = max((columns(name) for name, _ in rows if columns(name) <= _NAMES), default=_NAMES)
    lines = [heading]
    for name, about in rows:
        told = wrap(about, max(20, width - beside - 4))
        first = [] if columns(name) > beside or not told else [told.pop(0)]
        lines.append(f"  {name}{' ' * (beside - columns(name))}  {''.join(first)}".rstrip())
        lines += [" " * (beside + 4) + line for line in told]
    return lines

"""Whatever happens in a verb becomes an exit code and, where something went wrong, a message that helps."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from rengang.cli import exits
from rengang.cli.language import Language
from rengang.cli.screen.console import Screen
from rengang.cli.screen.problems import print_problems, records
from rengang.errors import InvalidInput, UsageError
from rengang.first_time import tell_before_compiling

DEBUG = "RENGANG_DEBUG"
"""Environment variable that asks for tracebacks and the library's log."""

_SURROUNDINGS = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EISDIR,
    errno.ENOTDIR,
    errno.EEXIST,
}
"""Faults of the place that the user named, not ours."""


@contextmanager
def guarded(lang: Language, *, as_json: bool = False, quiet: bool = False) -> Iterator[Screen]:
    """A screen for one verb; errors raised inside are printed and become the exit code of their class.

    Raises
    ------
    typer.Exit
        With the exit code, for anything that was raised inside.
    """
    screen = Screen("en" if lang is Language.EN else "zh", quiet, as_json)
    tell_before_compiling(lambda kept: _say_compiling(screen, kept))
    try:
        yield screen
        sys.stdout.flush()
    except typer.Exit:
        raise
    except BrokenPipeError:
        # the reader of our output is content (`rengang check … | head`); the interpreter's own flush at exit
        # must not find the closed pipe again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(exits.BROKEN_PIPE) from None
    except KeyboardInterrupt:
        screen.error(screen.of("已中断，没有写出任何结果", "interrupted; nothing was written"))
        raise typer.Exit(exits.INTERRUPTED) from None
    except InvalidInput as error:
        if as_json:
            screen.document(records(screen, error.problems))
        else:
            print_problems(screen, error.problems)
        raise typer.Exit(error.exit_code) from None
    except UsageError as error:
        screen.error(screen.of("错误：", "error: ") + error.text.of(screen.lang))
        raise typer.Exit(error.exit_code) from None
    except Exception as error:
        raise typer.Exit(_unexpected(screen, error)) from None


def _say_compiling(screen: Screen, kept: bool) -> None:
    if kept:
        screen.remark(
            "首次运行：正在为这台机器编译算法，只此一次，约需一分钟",
            "first run: compiling the algorithms for this machine, once; about a minute",
        )
    else:
        screen.remark(
            "正在编译算法，约需一分钟；没有可写的文件夹存放结果，每次运行都要重新编译"
            "（可用环境变量 NUMBA_CACHE_DIR 指定一个）",
            "compiling the algorithms, about a minute; no folder to keep them in can be written to, so that every "
            "run compiles anew (name one in NUMBA_CACHE_DIR)",
        )


def _unexpected(screen: Screen, error: Exception) -> int:
    """Print what was not foreseen; the traceback only where it is asked for."""
    if isinstance(error, OSError) and error.errno in _SURROUNDINGS and error.filename is not None:
        where, why = error.filename, error.strerror
        screen.error(screen.of(f"错误：无法使用 {where}：{why}", f"error: cannot use {where}: {why}"))
        return exits.USAGE
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        # no file is named: standard output itself goes to a full disk
        why = error.strerror
        screen.error(screen.of(f"错误：标准输出写不下：{why}", f"error: no room for standard output: {why}"))
        return exits.USAGE
    if os.environ.get(DEBUG):
        traceback.print_exception(error, file=sys.stderr)
    told = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    screen.error(
        screen.of(
            f"程序自身出错（不是您的数据的问题），没有写出任何结果：{told}。"
            f"设置环境变量 {DEBUG}=1 再运行一次可得到详细记录，请随同问题一并反馈。",
            f"our own fault, not that of your data; nothing was written: {told}. "
            f"Run it again with {DEBUG}=1 in the environment for the details, and report them, please.",
        )
    )
    return exits.OURS

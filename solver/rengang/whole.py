"""Write a file or a folder whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from rengang.errors import Text, UsageError

_REPLACEABLE = (".csv", ".parquet", ".toml")
"""Endings of the files of an instance in a folder."""


def refuse_existing(path: Path, force: bool) -> None:
    """Raise :class:`UsageError` if `path` holds something and `force` is not given."""
    if force or not path.exists():
        return
    if path.is_dir() and not any(path.iterdir()):
        return
    raise UsageError(
        Text(
            f"“{path}”已存在，不会覆盖；确要覆盖请加 --force",
            f"{path} exists and is not overwritten; use --force (force=True) to replace it",
        )
    )


def refuse_foreign(path: Path) -> None:
    """Not even `force` replaces a folder that holds anything but tables and a policy.

    Raises
    ------
    UsageError
        It does.
    """
    entries = sorted(path.iterdir()) if path.is_dir() else []
    foreign = [entry.name for entry in entries if entry.is_dir() or entry.suffix not in _REPLACEABLE]
    if foreign:
        some = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        raise UsageError(
            Text(
                f"文件夹 {path} 中有不属于实例的内容（{some}），不予覆盖；请先移走",
                f"the folder {path} holds what is no part of an instance ({some}) and is not replaced; "
                "move it away first",
            )
        )


def replace_whole(path: Path, fill: Callable[[Path], None], *, folder: bool, force: bool = False) -> None:
    """Let `fill` write a temporary sibling of `path`, then rename it; on any error nothing is left behind.

    Parameters
    ----------
    fill
        Called with the path to write: a folder that exists and is empty, or a file that does not exist.
    folder
        Whether `path` is a folder.
    force
        Replace what is there.

    Raises
    ------
    UsageError
        `path` holds something and `force` is not given, or it cannot be written.
    """
    refuse_existing(path, force)
    beside = path.parent / f".{path.name}.{os.getpid()}.part"
    old = path.parent / f".{path.name}.{os.getpid()}.old"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if folder:
            beside.mkdir()
        fill(beside)
        if path.is_dir() or (folder and path.exists()):
            path.rename(old)
            try:
                beside.rename(path)
            except OSError:
                old.rename(path)
                raise
        else:
            beside.replace(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(Text(f"无法写入“{path}”：{why}", f"{path} cannot be written: {why}")) from error
    finally:
        for rest in (beside, old):
            if rest.is_dir():
                shutil.rmtree(rest)
            else:
                rest.unlink(missing_ok=True)

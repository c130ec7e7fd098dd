"""Write a file or a folder whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
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


def replace_whole(
    path: Path,
    fill: Callable[[Path], None],
    *,
    folder: bool,
    force: bool = False,
    refuse: Callable[[], None] | None = None,
) -> None:
    """Let `fill` write beside `path`, then give that the name `path`; on any error nothing is left behind.

    Parameters
    ----------
    fill
        Called with the path to write: a folder that exists and is empty, or a file that does not exist. It stands
        in a hidden sibling of `path`.
    folder
        Whether `path` is a folder.
    force
        Replace what is there: it is moved aside, and removed when all is done, so that at every moment one of the
        two is there.
    refuse
        Raises where what stands at `path` may not be replaced; asked before the work, and again before the names
        change, since another run may have put its own there meanwhile. By default :func:`refuse_existing`.

    Raises
    ------
    UsageError
        What `refuse` raises, or `path` cannot be written.
    """
    refuse = refuse or partial(refuse_existing, path, force)
    refuse()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    except OSError as error:
        raise _unwritable(path, error) from error
    made = room / path.name
    try:
        if folder:
            made.mkdir()  # within the room, which is its owner's alone: what takes the name follows the umask
        fill(made)
        refuse()
        _swap_in(made, path, room / f"{path.name}.old", force=force)
    except OSError as error:
        refuse()
        raise _unwritable(path, error) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _swap_in(made: Path, path: Path, aside: Path, *, force: bool) -> None:
    """Give `made` the name `path`; a folder that has it is moved to `aside`, and comes back if that fails.

    Without `force` a folder that is not empty, be it that of a run that ended just now, is left as it is.
    """
    if path.is_dir() and not force:
        path.rmdir()
    if not path.is_dir() and made.is_file():
        made.replace(path)
        return
    try:
        if path.exists():
            path.rename(aside)
        made.rename(path)
    except BaseException:
        if aside.exists() and not path.exists():
            aside.rename(path)
        raise


def _unwritable(path: Path, error: OSError) -> UsageError:
    why = error.strerror or str(error)
    return UsageError(Text(f"无法写入 {path}：{why}", f"cannot write {path}: {why}"))

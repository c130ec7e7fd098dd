"""What becomes of errors: exit codes and messages."""

from __future__ import annotations

import errno
import json
import subprocess
import sys

import pytest
import typer

from rengang.cli import exits
from rengang.cli.guard import DEBUG, guarded
from rengang.cli.language import Language
from rengang.errors import BreachFound, InvalidInput, Problem, Text, UsageError

FAULT = Problem(
    "missing-id", Text("缺少编号", "the id is missing"), Text("编号", "an id"), table="units", row=3
)
WARNING = Problem("odd", Text("可疑", "odd"), Text("不可疑", "not odd"), table="units", severity="warning")


def code_of(error: BaseException, *, as_json: bool = False) -> int:
    """The exit code that an error raised in a verb ends with."""
    with pytest.raises(typer.Exit) as left, guarded(Language.EN, as_json=as_json):
        raise error
    return left.value.exit_code


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (UsageError(Text("用法", "choose another folder")), 2, "error: choose another folder\n"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/x"),
            2,
            "error: cannot use /x: Permission denied\n",
        ),
        (KeyboardInterrupt(), 130, "interrupted; nothing was written\n"),
        (OSError(28, "No space left"), 2, "error: no room for standard output: No space left\n"),
        (
            InvalidInput([FAULT, WARNING]),
            3,
            "[units]\n  error: row 3: the id is missing; expected an id\n"
            "  warning: odd; expected not odd\n1 error, 1 warning\n",
        ),
    ],
)
def test_each_class_of_error_has_its_code_and_its_message(
    error: BaseException, code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The code is that of FORMAT's table; the message is on standard error, without a traceback."""
    assert code_of(error) == code
    assert capsys.readouterr() == ("", message)


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("x/0"), BreachFound("unit u1 over-full"), FileNotFoundError("f")]
)
def test_what_nobody_foresaw_is_our_own_fault(
    error: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 70, one line that names the error, no traceback unless it is asked for."""
    monkeypatch.delenv(DEBUG, raising=False)
    assert code_of(error) == exits.OURS
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("our own fault") and err.count("\n") == 1  # noqa: PT018
    assert str(error) in err
    assert "Traceback" not in err


def test_debugging_shows_the_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With RENGANG_DEBUG the traceback is printed before the line."""
    monkeypatch.setenv(DEBUG, "1")
    assert code_of(ZeroDivisionError("x/0")) == exits.OURS
    err = capsys.readouterr().err
    assert err.startswith("Traceback")
    assert "ZeroDivisionError: x/0" in err


def test_invalid_input_as_json_is_a_list_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """With `--json` every problem is a record on standard output, and standard error is empty."""
    assert code_of(InvalidInput([FAULT, WARNING]), as_json=True) == exits.INVALID
    out, err = capsys.readouterr()
    assert [(r["code"], r["row"], r["severity"]) for r in json.loads(out)] == [
        ("missing-id", 3, "error"),
        ("odd", None, "warning"),
    ]
    assert err == ""


def test_a_reader_that_went_away_is_no_error() -> None:
    """`rengang policies | head -1` ends quietly: no traceback, nothing on standard error."""
    command = f"{sys.executable} -m rengang.cli.main policies --toml | head -c 1"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30, check=False)
    assert ended.stderr == ""
    assert len(ended.stdout) == 1

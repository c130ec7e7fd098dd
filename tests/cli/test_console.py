"""Tables and documents on standard output."""

from __future__ import annotations

import io
import json
import sys

import pytest

from rengang.cli.screen.console import Column, Screen


def test_a_table_in_a_file_is_aligned_and_plain(capsys: pytest.CaptureFixture[str]) -> None:
    """No rules, no colours, no wrapping, no trailing blanks; Chinese counts as two columns wide."""
    Screen("zh").table([Column("目标"), Column("结果", "right")], [("阻塞对", "0"), ("x" * 300, "1,234")])
    expected = [
        "目标" + " " * (300 - 4) + "   结果",
        "阻塞对" + " " * (300 - 6) + "      0",
        "x" * 300 + "  1,234",
    ]
    assert capsys.readouterr().out.splitlines() == expected


def test_what_looks_like_markup_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """A name with brackets or colons in it is data, not a style."""
    Screen("en").table([Column("unit")], [("[bold]Office[/bold] :smile:",)])
    assert "[bold]Office[/bold] :smile:" in capsys.readouterr().out


def test_with_json_nothing_but_the_document_is_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines and tables fall silent; the document keeps Chinese readable."""
    screen = Screen("zh", as_json=True)
    screen.line("hello")
    screen.table([Column("a")], [("b",)])
    screen.document({"名": "值"})
    out = capsys.readouterr().out
    assert json.loads(out) == {"名": "值"}
    assert "名" in out


def test_a_document_on_a_stream_that_is_not_utf8_is_still_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON is read as UTF-8 by everybody: where the stream is GB18030, it is kept to ASCII."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="gb18030"))
    Screen("zh", as_json=True).document({"名": "值"})
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode("utf-8")) == {"名": "值"}


def test_a_quiet_call_makes_no_remarks(capsys: pytest.CaptureFixture[str]) -> None:
    """Remarks go, errors stay."""
    screen = Screen("en", quiet=True)
    screen.remark("说明", "a remark")
    screen.error("an error")
    assert capsys.readouterr() == ("", "an error\n")

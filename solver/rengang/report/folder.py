"""Writing a result folder: whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rengang.errors import Lang, Text, UsageError
from rengang.model import Instance, Result
from rengang.model.arrays import frozen
from rengang.policy import Policy
from rengang.report.contract import Explanations
from rengang.report.csvs import write_csv
from rengang.report.forms import forms, notes
from rengang.report.html import html_report
from rengang.report.outcome import Outcome
from rengang.report.part import parts
from rengang.report.people import allocation_table
from rengang.report.sheets.workbook import write_workbook
from rengang.report.summary import summary_document
from rengang.report.units import units_table
from rengang.whole import replace_whole

if TYPE_CHECKING:
    from rengang.verify import Opinion, Verdict

FILES = (
    "allocation.csv",
    "summary.json",
    "blocking_pairs.csv",
    "units.csv",
    "result.xlsx",
    "report.html",
)
"""What every result folder holds."""

OPTIONAL = tuple(name for part in parts().values() for name in part.FILES)
"""What a result folder holds besides, from the procedures that ran."""


def check_target(out: Path, *, force: bool = False) -> None:
    """Refuse a place where no result folder may be written; call it before the work starts.

    Raises
    ------
    UsageError
        `out` is a file; or it is a non-empty folder and `force` is not given; or it holds something that is
        not part of a result folder, which `force` does not remove either.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise UsageError(
            Text(f"输出位置 {out} 是一个文件，应为文件夹", f"{out} is a file; a folder is expected")
        )
    names = sorted(entry.name for entry in out.iterdir())
    foreign = [name for name in names if name not in FILES + OPTIONAL]
    if names and not force:
        raise UsageError(
            Text(
                f"输出文件夹 {out} 不是空的；请换一个文件夹，或加 --force 覆盖原结果",
                f"the folder {out} is not empty; choose another one, or replace its result with --force",
            )
        )
    if foreign:
        some = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        raise UsageError(
            Text(
                f"输出文件夹 {out} 中有不属于结果的文件（{some}），不予覆盖；请先移走",
                f"the folder {out} holds files that are no part of a result ({some}) and is not replaced; "
                "move them away first",
            )
        )


def write_folder(
    instance: Instance,
    policy: Policy,
    result: Result,
    out: Path,
    *,
    explanations: Explanations,
    verdict: Verdict | None = None,
    second_opinion: Opinion | None = None,
    instance_sha256: str | None = None,
    lang: Lang = "zh",
    force: bool = False,
) -> None:
    """Write the result folder `out`: all files of :data:`FILES` and those of :data:`OPTIONAL` that the result
    has something for, or nothing.

    The files are made in a hidden sibling of `out`, which then takes its name; with `force` the old folder is
    swapped out first and removed last, so that at every moment one of the two is there.

    Parameters
    ----------
    instance, policy, result
        What was handed in and solved, under what, and what came out.
    out
        The folder; its parents are made where missing.
    explanations
        Who says why, for the sentences in ``allocation.csv`` and the paragraphs in ``report.html``.
    verdict
        What :func:`rengang.verify` found about the whole; it is asked where None.
    second_opinion, instance_sha256
        See :func:`~rengang.report.summary.summary_document`.
    lang
        Language of the reasons and of the report; headings of the CSV files are English, forms are Chinese.
    force
        Replace an earlier result.

    Raises
    ------
    UsageError
        See :func:`check_target`; or the place cannot be written.
    ValueError
        `result` has no answer: an infeasible or unknown result is told by its summary alone.
    """
    outcome = Outcome(instance, policy, result, verdict)
    if not result.answered:
        raise ValueError(f"a result with status {result.status} has nothing to write")
    out = Path(out).resolve()
    check_target(out, force=force)  # before the judge is asked
    summary = summary_document(
        instance,
        policy,
        result,
        second_opinion=second_opinion,
        instance_sha256=instance_sha256,
        outcome=outcome,
    )
    replace_whole(
        out,
        lambda folder: _fill(folder, outcome, summary, explanations, lang),
        folder=True,
        force=force,
        refuse=lambda: check_target(out, force=force),
    )


def _fill(
    folder: Path, outcome: Outcome, summary: dict[str, Any], explanations: Explanations, lang: Lang
) -> None:
    """Write every file of a result into `folder`."""
    reasons = _reasons(outcome, explanations)
    frames = {
        "allocation.csv": allocation_table(outcome, [text.of(lang) for text in reasons]).csv(),
        "units.csv": units_table(outcome).csv(),
    }
    for part in parts().values():
        frames |= part.csvs(outcome, lang)
    for name, frame in frames.items():
        write_csv(frame, folder / name)
    text = json.dumps(summary, ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    made = forms(outcome, [text.zh for text in reasons])
    title = outcome.policy.title or outcome.policy.id
    write_workbook(made, folder / "result.xlsx", policy_title=title, notes=notes(outcome))
    page = html_report(outcome, summary, explanations, lang)
    (folder / "report.html").write_text(page, encoding="utf-8", newline="\n")


def _reasons(outcome: Outcome, explanations: Explanations) -> list[Text]:
    """One sentence for each row of ``allocation.csv``."""
    rows = outcome.rows
    told = dict(zip(rows.cadre[rows.selected].tolist(), explanations.reasons(), strict=True))
    others = rows.cadre[~rows.selected]
    if len(others):
        told |= zip(others.tolist(), explanations.reasons_of(frozen(others)), strict=True)
    return [told[cadre] for cadre in rows.cadre.tolist()]

"""What a person reads about every broken input of instances/broken, line by line, in both languages.

After a change of wording run ``python tests/tables/test_broken_workbook.py`` and read the diff.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rengang.errors import Lang
from rengang.tables import load

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "instances" / "broken"
GOLDEN = Path(__file__).parent / "golden"

INPUTS = (
    "broken.xlsx",
    "contest.xlsx",
    "bureau.xlsx",
    "not-a-workbook.xlsx",
    "no-bytes.xlsx",
    "blank.xlsx",
    "encrypted.xlsx",
    "far-cell.xlsx",
    "bomb.xlsx",
    "truncated",
)
POLICIES = ("policy-unknown-key.toml", "policy-out-of-range.toml", "policy-not-toml.toml")
SOUND = ROOT / "instances" / "textbook" / "two-units"


def printed(lang: Lang) -> list[str]:
    """Every problem of every broken input as one line: severity, code, sentence."""
    lines = []
    found = [(name, load(BROKEN / name).problems) for name in INPUTS]
    found += [(name, load(SOUND, BROKEN / name).problems) for name in POLICIES]
    for name, problems in found:
        lines.append(f"# {name}")
        for problem in problems:
            # the policy file is shown by the path that it was given by
            sentence = problem.sentence(lang).replace(f"{BROKEN}/", "")
            lines.append(f"{problem.severity} {problem.code}: {sentence}")
    return lines


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_problem_is_told_as_the_golden_list_has_it(lang: Lang) -> None:
    """No fault of a broken input is silent, none is told twice or in other words than these."""
    assert printed(lang) == (GOLDEN / f"broken.{lang}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", INPUTS)
def test_broken_input_gives_no_instance(name: str) -> None:
    """Each of them stops the work with an error: there is no instance to solve."""
    loaded = load(BROKEN / name)
    assert loaded.instance is None
    assert loaded.errors


@pytest.mark.parametrize("name", POLICIES)
def test_broken_policy_gives_no_policy(name: str) -> None:
    """A broken policy file on a sound instance is an error that names the file."""
    loaded = load(SOUND, BROKEN / name)
    assert loaded.policy is None
    assert [Path(p.table or "").name for p in loaded.errors] == [name]


if __name__ == "__main__":
    languages: tuple[Lang, ...] = ("zh", "en")
    for language in languages:
        text = "\n".join(printed(language)) + "\n"
        (GOLDEN / f"broken.{language}.txt").write_text(text, encoding="utf-8")

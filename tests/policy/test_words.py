"""Every value of every enumeration of the policy has words in both languages, and they are shown."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from rengang.cli.main import app
from rengang.policy import keys
from rengang.policy.enumerations import enumerations
from rengang.policy.schema import Policy
from rengang.policy.words import WORDS

VALUES = [(key, value) for key, values in enumerations().items() for value in values]


@pytest.mark.parametrize(("key", "value"), VALUES)
def test_every_value_has_words(key: str, value: str) -> None:
    """A value of the schema without an entry fails by its name."""
    words = WORDS[key][value]
    assert re.search(r"[\u4e00-\u9fff]", words.zh)
    assert re.search(r"[a-z]", words.en)


def test_no_words_for_what_the_schema_does_not_have() -> None:
    """The table is the schema's, in its order; values that share words cannot be told apart."""
    assert {key: set(words) for key, words in WORDS.items()} == {k: set(v) for k, v in enumerations().items()}
    assert list(WORDS) == list(enumerations())
    for key, words in WORDS.items():
        for lang in ("zh", "en"):
            said = [word.of(lang) for word in words.values()]
            assert len(set(said)) == len(said), key


def test_no_literal_of_the_schema_is_overlooked() -> None:
    """Every key whose type names a Literal is an enumeration, or holds some."""
    named = [key for key, field in keys(Policy) if "Literal" in str(field.annotation)]
    assert set(named) <= set(enumerations())
    assert len(VALUES) > len(named) > 30


def test_the_policy_of_a_pack_is_shown_in_words() -> None:
    """`rengang policies NAME` says what each of its values means, `rengang policies` what all of them do."""
    run = CliRunner().invoke
    one, every = run(app, ["policies", "bureau-rotation"]).stdout, run(app, ["policies"]).stdout
    assert WORDS["contest.decision"]["binding"].zh in one
    assert WORDS["contest.decision"]["advisory"].zh not in one
    for words in WORDS.values():
        assert all(word.zh in every for word in words.values())

"""What is said about a section selection: by which way, which wish was not met and why, of others nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest

from oracle.section_plans import SEED, Staffing, in_rounds
from rengang.explain import Explainer
from rengang.policy import resolve
from rengang.verify import verify


def explainer_of(case: Staffing) -> Explainer:
    """The explainer of the case's plan, as somebody reads it back."""
    instance, policy = case.instance(), resolve(case.document())
    verdict = verify(instance, policy, None, sections=case.staffed(), seed=SEED)
    return Explainer(instance, policy, verdict)


def told(case: Staffing, who: str) -> str:
    """The English paragraph about a participant."""
    return explainer_of(case).cadre(case.instance().cadre_index[who]).en


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("a1", "(administrative staff): kept by the own section A"),
        ("a2", "(administrative staff): selected by B (wish 2)"),
        ("a3", "(administrative staff): placed in C by the leading group"),
        ("e", "(exempt): exempt: stays in B"),
        ("i2", "(institution staff): selected by A (wish 1)"),
        ("i3", "(institution staff): not placed: back to the home unit"),
        ("w", "(gave up the contest): placed in C by the leading group"),
    ],
)
def test_everybody_is_told_by_which_way(who: str, says: str) -> None:
    """Group, stage, section and wish of each of the eight ways."""
    assert says in told(Staffing(), who).splitlines()[0]


def test_a_wish_for_the_own_section_that_keeps_another_says_the_limit() -> None:
    """A keeps a1 and may keep no second; a2's first wish was A."""
    assert "wish 1, A: the own section keeps at most 1 former member(s)" in told(Staffing(), "a2")


def test_a_wish_without_consent_says_so() -> None:
    """i3's unit does not consent to C, which has a seat left."""
    assert "wish 1, C: the home unit does not consent" in told(Staffing(), "i3")


def test_a_wish_for_a_full_section_says_its_seats() -> None:
    """a3 wished B, where it was; of B's three posts three were filled in this selection."""
    case = Staffing()
    case.cadres["a3"]["section_id"] = None
    assert "wish 1, B: 3 were placed there (3 posts)" in told(case, "a3")


def test_a_wish_that_no_round_met_says_so() -> None:
    """B picks a2 and i1, never a3, who was there and wished to stay."""
    assert "wish 1, B: picked this person in no round" in told(in_rounds(), "a3")


def test_who_was_kept_or_directed_is_told_by_the_provisions_of_their_kind() -> None:
    """Exempt and waivers by the rule of their group, the others by the key of their kind; none where none is cited."""
    case = Staffing()
    assert told(case, "e").splitlines()[0].endswith(" [JL-82, JL-05].")  # as the shipped pack cites it
    case.policy["rules"] = {
        "section-exempt": ["FG-01"],
        "section-waiver": ["FG-02"],
        "sections.retain.admin_max": ["FG-03"],
        "sections.retain.institution_max": ["FG-04"],
        "sections.unmatched_admin": ["FG-05"],
        "sections.unmatched_institution": ["FG-06"],
    }
    cited = {"e": "FG-01", "w": "FG-02", "a1": "FG-03", "i1": "FG-04", "a3": "FG-05", "i3": "FG-06"}
    for who, provision in cited.items():
        assert told(case, who).splitlines()[0].endswith(f" [{provision}].")


def test_picks_are_told_with_the_section_that_picked() -> None:
    """In rounds, each turn that concerned the person."""
    assert "Round 1, picked by B: " in told(in_rounds(), "a2")
    assert "Round" not in told(in_rounds(), "a3")


def test_nobody_else_stands_in_a_paragraph() -> None:
    """Ids of other participants appear in no paragraph, proposed or by rounds."""
    for case in (Staffing(), in_rounds()):
        explainer, index = explainer_of(case), case.instance().cadre_index
        for who in case.plan:
            text = " ".join(explainer.cadre(index[who]))
            assert not set(re.findall(r"\b[aei]\d\b", text)) - {who}


def test_the_sentence_of_the_list_is_that_of_the_paragraph() -> None:
    """One source for both."""
    case = Staffing()
    explainer, index = explainer_of(case), case.instance().cadre_index
    for who in case.plan:
        (sentence,) = explainer.reasons_of(np.array([index[who]], dtype=np.int32))
        assert sentence.en in explainer.cadre(index[who]).en

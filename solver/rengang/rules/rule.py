"""What a rule of a regulation is: one entry of the catalogue, as data.

A *provision* (TX-15) is a sentence of a document and stands in the pack that cites it; a *rule* is what the
program obeys and judges. The function that obeys a rule stands in `procedures`, the one that judges it in `verify`;
both are registered under the rule itself, so that a rule without one of them fails by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, assert_never

from rengang.errors import Text
from rengang.model.procedure import Procedure


class About(StrEnum):
    """What a rule asks about."""

    PAIR = "pair"
    """A cadre and a unit: may the cadre go there at all, whatever becomes of the others."""
    PERSON = "person"
    """A cadre: may the cadre move at all."""
    ENTRY = "entry"
    """A person at a contested post: does the application hold, how far does it come."""
    UNIT = "unit"
    """A unit: how many may, or must, come."""
    POST = "post"
    """A post."""
    SECTION = "section"
    """A section of a unit."""
    WHOLE = "whole"
    """The answer as a whole: its form, or what several people have together."""


class Modality(StrEnum):
    """How strictly a rule is meant."""

    DEFINES = "defines"
    """What the problem is; without it there is nothing to solve, and it cannot be dropped."""
    MUST = "must"
    """Holds for every answer."""
    DEFAULT = "default"
    """Holds as far as it can, at a price that is counted."""
    MAY = "may"
    """A liberty that the regulation gives."""


@dataclass(frozen=True)
class Words:
    """A rule in both languages.

    Attributes
    ----------
    bar
        The bar as a noun, as a count is told of it: 3 个 …, "3 …".
    person
        The clause that the person reads, who is addressed (你, you).
    unit
        The clause that the unit reads about one of its nominees or of those left over.
    breach
        What is wrong where the rule is broken: a template whose ``{cadre}``, ``{relative}``, ``{unit}``,
        ``{post}``, ``{section}`` stand for labels, other names for numbers. None for a default, which is not
        broken but counted.

    `person` and `unit` are templates too; what they name is what the judge found (a date, a type), as text.
    """

    breach: Text | None = None
    bar: Text | None = None
    person: Text | None = None
    unit: Text | None = None


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    code
        Stable kebab-case name.
    about, binds, modality
        What it asks about, which procedures it binds, how strictly.
    words
        What is said of it; a rule that can bar has all four.
    keys
        The policy keys that it reads; their provisions are its own.
    on, off
        Key → values with which the rule is in force (`on`), or is not (`off`); it is in force when every key of
        `on` has one of these values and no key of `off` has.
    requires
        Policy keys without which it cannot be decided: while it is in force, one that is not given is an error of
        the policy.
    needs
        Columns of the roster without which it cannot be decided: while it is in force, a blank in one of them is
        an error of the input for whom it is asked of (a member of the pool, an applicant).
    order
        Where several rules hold, the one of least order is said first; then by code.
    """

    code: str
    about: About
    binds: tuple[Procedure, ...]
    words: Words
    modality: Modality = Modality.MUST
    keys: tuple[str, ...] = ()
    on: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    off: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    order: int = 100

    def __hash__(self) -> int:
        return hash(self.code)

    @property
    def name(self) -> str:
        """The code as a name of a column or of a key: ``relative-stays`` is ``relative_stays``."""
        return self.code.replace("-", "_")

    @property
    def bars(self) -> bool:
        """Does it bar a pair or a person, so that it has a bit in the masks of what bars them."""
        match self.about:
            case About.PAIR | About.PERSON:
                pass
            case About.ENTRY | About.UNIT | About.POST | About.SECTION | About.WHOLE:
                return False
            case unknown:
                assert_never(unknown)
        match self.modality:
            case Modality.DEFINES | Modality.MUST:
                return True
            case Modality.DEFAULT | Modality.MAY:
                return False
            case other:
                assert_never(other)

    def in_force(self, policy: Any) -> bool:
        """Is the rule in force under a policy (:class:`rengang.policy.Policy`)."""
        return all(value_of(policy, key) in values for key, values in self.on.items()) and not any(
            value_of(policy, key) in values for key, values in self.off.items()
        )

    def provisions(self, policy: Any) -> tuple[str, ...]:
        """IDs of the provisions behind the rule under a policy: those of its code, then of its keys, each once."""
        cited: list[str] = [*policy.rules.get(self.code, ())]
        for key in self.keys:
            cited += policy.rules.get(key, ())
        return tuple(dict.fromkeys(cited))


def value_of(policy: Any, key: str) -> Any:
    """The value of a dotted key under a policy."""
    value = policy
    for part in key.split("."):
        value = getattr(value, part)
    return value

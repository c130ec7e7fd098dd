"""What the judge reads off the tables about the section selection: who takes part as what, and where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, frozen
from rengang.model.section_plan import Group
from rengang.policy import Policy
from rengang.policy.contest import MID_LEVELS
from rengang.rules.section_wishes import SECTION_CONSENT
from rengang.verify.case import Case

Wishes = dict[int, int]
"""Order of each section that a person declared."""

ADMINISTRATIVE = (Group.ADMIN, Group.WAIVER)
"""The groups of stage A, placed before the institution staff (JF-04)."""


@dataclass(frozen=True, eq=False)
class Bureau:
    """The sections that are staffed, and the people around them; sections and cadres by index."""

    case: Case

    @property
    def instance(self) -> Instance:
        """The instance after the contest."""
        return self.case.instance

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.case.policy

    @cached_property
    def capacity(self) -> dict[int, int]:
        """Authorised posts of the sections that take part (JL-01), those with a number, ascending."""
        column = self.instance.tables["sections"]["capacity"].to_list()
        return {at: int(posts) for at, posts in enumerate(column) if posts is not None}

    @cached_property
    def unit(self) -> Int32:
        """Unit of each section, −1 where unknown."""
        return self.instance.codes(self.instance.tables["sections"]["unit_id"], "units", "unit_id")

    @cached_property
    def function(self) -> list[str | None]:
        """Function of each section."""
        return self.instance.tables["sections"]["function"].to_list()

    @cached_property
    def former(self) -> Int32:
        """Present section of each cadre, −1 where blank, shape (cadres,)."""
        return self.instance.codes(self.instance.cadres["section_id"], "sections", "section_id")

    @cached_property
    def in_bureau(self) -> Bool:
        """Does the cadre's unit have sections that take part, shape (cadres,)."""
        units = self.unit[np.array(list(self.capacity), dtype=np.int64)]
        return frozen(np.isin(self.case.home, units) & (self.case.home >= 0))

    @cached_property
    def occupants(self) -> dict[int, int]:
        """Who heads a section, and which: they count there and take no part (JL-70: 除科长外).

        Of several posts the one that the roster names counts, else the first by label.
        """
        return {cadre: section for cadre, section in self.leaders.items() if section >= 0}

    @cached_property
    def leaders(self) -> dict[int, int]:
        """Holders of mid-level or contested posts with the post's section; −1: a post without section.

        They take no part.
        """
        posts = self.instance.tables["posts"]
        section = self.instance.codes(posts["section_id"], "sections", "section_id").tolist()
        holder = self.instance.codes(posts["incumbent_id"], "cadres", "cadre_id").tolist()
        held = self.instance.codes(self.instance.cadres["post_id"], "posts", "post_id")
        levels, contested = posts["level"].to_list(), posts["contested"].fill_null(False).to_list()
        pairs = [(int(i), int(held[i])) for i in np.flatnonzero(held >= 0)]
        pairs += [(holder[post], post) for post in range(len(posts)) if holder[post] >= 0]
        out: dict[int, int] = {}
        for cadre, post in pairs:
            mid_level = levels[post] in MID_LEVELS or (levels[post] is None and contested[post])
            leads = mid_level and section[post] >= 0
            outside = section[post] < 0 and (mid_level or contested[post])
            if leads and out.get(cadre, -1) < 0:
                out[cadre] = section[post]
            elif outside:
                out.setdefault(cadre, -1)
        return out

    @cached_property
    def groups(self) -> dict[int, Group]:
        """Everybody who takes part, ascending, and as what (JL-05, 06, 71, 82; JF-02…04)."""
        cadres = self.instance.cadres
        exempt = cadres["exempt"].fill_null("").str.strip_chars().to_list()
        types = self.policy.sections.institution_types
        institution = cadres["establishment_type"].is_in(list(types)).fill_null(False).to_numpy()
        waives = cadres["waives"].fill_null(False).to_numpy()
        out: dict[int, Group] = {}
        for cadre in self._within_reach():
            own_section = int(self.former[cadre]) in self.capacity
            if cadre in self.leaders:
                continue
            if exempt[cadre] and own_section:
                out[cadre] = Group.EXEMPT
            elif self.instance.in_pool[cadre]:
                continue  # leaves by the two-way selection
            elif institution[cadre]:
                if own_section or self._counting(cadre, institution=True):
                    out[cadre] = Group.INSTITUTION
            elif self.in_bureau[cadre]:
                out[cadre] = Group.WAIVER if waives[cadre] else Group.ADMIN
        return out

    def _within_reach(self) -> list[int]:
        """Cadres of bureau units or sections, and whoever declared a section: nobody else can take part."""
        near = self.in_bureau | np.isin(self.former, list(self.capacity))
        wanting = list(self.declared)
        near[wanting] = True
        return [int(i) for i in np.flatnonzero(near)]

    @cached_property
    def declared(self) -> dict[int, list[tuple[int, int, bool]]]:
        """Rows of the declarations by cadre, in order: order, section, consent (a blank is a consent)."""
        frame = self.instance.tables["section_intents"]
        cadre = self.instance.codes(frame["cadre_id"], "cadres", "cadre_id").tolist()
        section = self.instance.codes(frame["section_id"], "sections", "section_id").tolist()
        consent = frame["consent"].fill_null(True).to_list()
        out = defaultdict(list)
        for i, order, s, agreed in zip(cadre, frame["order"].to_list(), section, consent, strict=True):
            if i >= 0:
                out[i].append((int(order or 0), s, bool(agreed)))
        return {cadre: sorted(rows) for cadre, rows in out.items()}

    def _counting(self, cadre: int, institution: bool) -> Wishes:
        """Sections that count as declared: within the number allowed, with consent, and taking part.

        The home unit's consent is asked for institution staff only (JL-06, JF-13). Whoever declares a section
        twice wants it at the better place.
        """
        asks = institution and SECTION_CONSENT.in_force(self.policy)
        out: Wishes = {}
        for order, section, agreed in self.declared.get(cadre, [])[: self.policy.sections.max_intents]:
            if section in self.capacity and (agreed or not asks):
                out.setdefault(section, order)
        return out

    def refused(self, cadre: int, section: int) -> bool:
        """Did the person declare the section, and their home unit not consent (JL-06)."""
        answers = [agreed for _, s, agreed in self.declared.get(cadre, []) if s == section]
        return SECTION_CONSENT.in_force(self.policy) and bool(answers) and not any(answers)

    @cached_property
    def wishes(self) -> dict[int, Wishes]:
        """What each participant declared, as far as it counts (JL-72, 74); nothing for waivers and exempt.

        Administrative staff choose among the sections of their own unit.
        """
        out: dict[int, Wishes] = {}
        for cadre, group in self.groups.items():
            match group:
                case Group.INSTITUTION:
                    out[cadre] = self._counting(cadre, institution=True)
                case Group.ADMIN:
                    home = int(self.case.home[cadre])
                    wishes = self._counting(cadre, institution=False)
                    out[cadre] = {s: order for s, order in wishes.items() if self.unit[s] == home}
                case Group.WAIVER | Group.EXEMPT:
                    out[cadre] = {}
                case _:
                    assert_never(group)
        return out

    @cached_property
    def fixed(self) -> dict[int, list[int]]:
        """Members of each section before anybody is selected: its heads and those exempt (JL-82)."""
        out: dict[int, list[int]] = {section: [] for section in self.capacity}
        for cadre, section in sorted(self.occupants.items()):
            if section in out:
                out[section].append(cadre)
        for cadre, group in self.groups.items():
            if group is Group.EXEMPT:
                out[int(self.former[cadre])].append(cadre)
        return out

    @cached_property
    def seats(self) -> dict[int, int]:
        """Places that the selection may fill in each section (JL-01, JF-12)."""
        return {s: max(0, posts - len(self.fixed[s])) for s, posts in self.capacity.items()}

    @cached_property
    def kin(self) -> dict[int, list[int]]:
        """Relatives whom the policy keeps apart (DY-04), both ways."""
        out = defaultdict(list)
        for one, other in zip(*(side.tolist() for side in self.case.kin), strict=True):
            out[one].append(other)
        return out

    def column(self, name: str) -> list[str | None]:
        """A text column of the roster."""
        return self.instance.cadres[name].cast(pl.String).to_list()

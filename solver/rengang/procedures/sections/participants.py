"""Who takes part in the section selection, in which capacity, with which declarations (JL-71, 72, 80, 82, JF-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.policy import Policy

Int8 = npt.NDArray[np.int8]

NONE = -1
"""No section, or one that takes no part."""


class Part(IntEnum):
    """The part that a cadre has in the selection."""

    OUTSIDE = 0
    OCCUPANT = 1
    EXEMPT = 2
    INSTITUTION = 3
    WAIVER = 4
    ADMIN = 5


@dataclass(frozen=True, eq=False)
class Bureau:
    """The sections that are staffed, and the people.

    A *site* is the position 0…n−1 of a section among those with a capacity, in the order of the labels.

    Attributes
    ----------
    section : int32, shape (sites,)
        Row of each site in the table `sections`.
    unit, capacity : int32 and int64, shape (sites,)
    part : int8, shape (cadres,)
        :class:`Part` of every cadre.
    seat : int32, shape (cadres,)
        Site in which an occupant or an exempt person counts, −1 for everybody else.
    former : int32, shape (cadres,)
        Site of the cadre's present section, −1 where it has none or one without capacity.
    wishes
        For each participant the sites declared that count, with their order, best first.
    refused
        Pairs (cadre, site) to which the home unit of institution staff does not consent (JL-84, JF-13).
    """

    section: Int32
    unit: Int32
    capacity: Int64
    part: Int8
    seat: Int32
    former: Int32
    wishes: Mapping[int, Mapping[int, int]]
    refused: frozenset[tuple[int, int]]

    @property
    def sites(self) -> int:
        """Number of sections that are staffed."""
        return len(self.section)

    def who(self, *parts: Part) -> Int32:
        """Cadres who have one of these parts, ascending."""
        return np.flatnonzero(np.isin(self.part, [int(p) for p in parts])).astype(np.int32)

    @property
    def seats(self) -> Int64:
        """Seats that the selection fills: capacity less occupants and exempt people, never below 0 (JF-12)."""
        taken = np.bincount(self.seat[self.seat >= 0], minlength=self.sites)
        left: Int64 = np.maximum(self.capacity - taken, 0)
        return left


def has_sections(instance: Instance, policy: Policy) -> bool:
    """Is there a section selection to make: the policy has a rule, and some section a capacity."""
    return policy.sections.selects and instance.tables["sections"]["capacity"].count() > 0


def bureau(instance: Instance, policy: Policy) -> Bureau:
    """The sections with a capacity and everybody's part.  O(cadres), vectorised, plus the declarations.

    Parts are decided in this order. *Occupants* hold a post of level chief or deputy (or a contested one whose
    level is not given): they count in its section and take no part. Holders of such a post, or of any contested
    one, that has no staffed section take no part and count nowhere.
    *Exempt* people stay in their section and come first (JL-82, JF-02). *Institution* staff take part with a
    declaration that their home unit consents to, or because they are seconded to a section (JF-03). *Waivers*
    gave up the contest (JL-71). *Administrative* is everybody else of a unit with such sections. The pool of
    the two-way selection takes no part.
    """
    sections = instance.tables["sections"]
    section = np.flatnonzero(sections["capacity"].is_not_null().to_numpy()).astype(np.int32)
    site_of = np.full(len(sections) + 1, NONE, dtype=np.int32)  # the last entry serves the code −1
    site_of[section] = np.arange(len(section))
    unit = instance.codes(sections["unit_id"], "units", "unit_id")[section]
    cadres = instance.cadres
    former = site_of[instance.codes(cadres["section_id"], "sections", "section_id")]
    local = np.isin(instance.unit_of, unit[unit >= 0]) & ~instance.in_pool
    held = _held(instance, site_of)
    institution = cadres["establishment_type"].is_in(list(policy.sections.institution_types))
    institutional = institution.fill_null(False).to_numpy().astype(bool)
    wishes, refused = _declared(instance, policy, site_of, unit, institutional)
    declares = np.zeros(len(cadres), dtype=bool)
    declares[[i for i, mine in wishes.items() if mine]] = True

    part = np.where(local, Part.ADMIN, Part.OUTSIDE).astype(np.int8)
    part[local & cadres["waives"].fill_null(False).to_numpy().astype(bool)] = Part.WAIVER
    part[institutional] = Part.OUTSIDE
    part[institutional & ~instance.in_pool & (declares | (former >= 0))] = Part.INSTITUTION
    exempt = cadres["exempt"].fill_null("").str.strip_chars() != ""
    part[exempt.to_numpy() & (former >= 0)] = Part.EXEMPT
    part[held != _HOLDS_NOTHING] = Part.OCCUPANT
    seat = np.where(part == Part.EXEMPT, former, np.where(part == Part.OCCUPANT, held, NONE))
    taking = (part == Part.ADMIN) | (part == Part.INSTITUTION)
    return Bureau(
        section=frozen(section),
        unit=frozen(unit),
        capacity=sections["capacity"].to_numpy()[section].astype(np.int64),
        part=frozen(part),
        seat=frozen(seat.astype(np.int32)),
        former=frozen(former.astype(np.int32)),
        wishes={i: mine for i, mine in wishes.items() if mine and taking[i]},
        refused=refused,
    )


_HOLDS_NOTHING = -2


def _held(instance: Instance, site_of: Int32) -> Int32:
    """Site of the post that settles a cadre: −1 outside the staffed sections, −2 where no post does.

    Posts of level chief or deputy settle their holder, and contested ones (of a section: unless they are of
    level staff). One of a section goes before one without; then the post that the roster names, then the least
    `post_id` that names the cadre (JL-70: 除科长外).
    """
    posts = instance.tables["posts"]
    level = posts["level"].fill_null("")
    contested = posts["contested"].fill_null(False).to_numpy().astype(bool)
    middle = (level.is_in(["chief", "deputy"]).to_numpy()) | (contested & (level == "").to_numpy())
    section = instance.codes(posts["section_id"], "sections", "section_id")
    site = site_of[section]
    incumbent = instance.codes(posts["incumbent_id"], "cadres", "cadre_id")
    own = instance.codes(instance.cadres["post_id"], "posts", "post_id")
    held = np.full(len(instance.cadres), _HOLDS_NOTHING, dtype=np.int32)
    # what goes first is written last
    for settles in ((section < 0) & (middle | contested), (section >= 0) & middle):
        rows = np.flatnonzero(settles & (incumbent >= 0))[::-1]
        held[incumbent[rows]] = site[rows]
        named = np.flatnonzero(own >= 0)
        named = named[settles[own[named]]]
        held[named] = site[own[named]]
    return held


def _declared(
    instance: Instance, policy: Policy, site_of: Int32, unit: Int32, institutional: Bool
) -> tuple[dict[int, dict[int, int]], frozenset[tuple[int, int]]]:
    """Declarations that count, by cadre and site, and the refused ones (JL-72, JL-84, JF-13).

    A person may declare ``sections.max_intents`` sections: the first rows by order. Of these count rows for
    staffed sections, of the own unit for administrative staff, with the home unit's consent for institution
    staff where it is required (a blank is consent). The same section twice: the better order.
    """
    rows = instance.tables["section_intents"].sort("cadre_id", "order", "section_id")
    cadre = instance.codes(rows["cadre_id"], "cadres", "cadre_id").tolist()
    site = site_of[instance.codes(rows["section_id"], "sections", "section_id")].tolist()
    order = rows["order"].fill_null(0).to_list()
    required = policy.sections.asks_consent
    wishes: dict[int, dict[int, int]] = {}
    refused: list[tuple[int, int]] = []
    filed: dict[int, int] = {}
    for i, s, place, consent in zip(cadre, site, order, rows["consent"].to_list(), strict=True):
        if i < 0:
            continue
        filed[i] = filed.get(i, 0) + 1
        if s < 0:
            continue
        if institutional[i] and required and consent is False:
            refused.append((i, s))
        elif filed[i] > policy.sections.max_intents:
            continue
        elif institutional[i] or unit[s] == instance.unit_of[i]:
            wishes.setdefault(i, {}).setdefault(s, place)
    return wishes, frozenset(refused)

"""Composition of the sections: age, sex, education and speciality as sums of pairs and misfits (JL-80).

The regulation names the criteria and no weights. A section is well mixed when few of its members are alike,
so that each pair of members of one age band, one sex or one education costs that criterion's weight, and each
person placed whose speciality is not what the section does costs the weight of speciality. What is unknown
pairs with nobody. Proficiency (业务熟练程度) is what the scores of ``sections.rank_by`` are for.
"""

from __future__ import annotations

import numpy as np

from rengang.engines.sections.problem import Trait, counts
from rengang.model import Instance
from rengang.model.arrays import Int32, Int64
from rengang.model.calendar import completed_years, packed
from rengang.policy import Policy
from rengang.procedures.sections.participants import Bureau


def traits(
    instance: Instance, policy: Policy, bureau: Bureau, people: Int32, members: Int32, at: Int32
) -> tuple[Trait, ...]:
    """The dimensions of composition for `people` who are being placed (JL-80).  O(people + members).

    Parameters
    ----------
    people : int32
        Cadres whom the engine places, in its order.
    members, at : int32
        Cadres who are in a section whatever is decided, and their sites.
    """
    weights = policy.sections.composition
    everybody = np.concatenate([people, members]).astype(np.int32)
    found = []
    for weight, column in (
        (weights.age, _age_bands(instance, policy, everybody)),
        (weights.sex, _texts(instance, "sex", everybody)),
        (weights.education, _texts(instance, "education", everybody)),
    ):
        if weight == 0:
            continue
        words: list[int | str] = sorted({word for word in column if word is not None})
        position = {word: k for k, word in enumerate(words)}
        code = np.array([-1 if w is None else position[w] for w in column], dtype=np.int32)
        nobody = np.zeros((bureau.sites, len(words)), dtype=np.int64)
        present = counts(Trait(weight, code[len(people) :], nobody), at)
        found.append(Trait(weight, code[: len(people)], present))
    return tuple(found)


def _age_bands(instance: Instance, policy: Policy, cadres: Int32) -> list[int | None]:
    """Age band on ``contest.as_of``: how many of the bounds the completed years exceed; None where unknown."""
    on = policy.contest.as_of
    if on is None:
        return [None] * len(cadres)
    bands = policy.sections.composition.age_bands
    births = instance.cadres["birth_date"].gather(cadres.tolist()).to_list()
    return [
        None if b is None else sum(completed_years(packed(b), packed(on)) > bound for bound in bands)
        for b in births
    ]


def _texts(instance: Instance, column: str, cadres: Int32) -> list[str | None]:
    return instance.cadres[column].gather(cadres.tolist()).to_list()


def misfits(instance: Instance, policy: Policy, bureau: Bureau, person: Int32, site: Int32) -> Int64:
    """Weight of speciality for each pair (cadre, site) whose speciality is not the section's function (JL-80)."""
    weight = policy.sections.composition.speciality
    function = instance.tables["sections"]["function"].to_list()
    wanted = [function[row] for row in bureau.section.tolist()]
    mine = instance.cadres["speciality"].gather(person.tolist()).to_list()
    differs = [
        speciality is not None and wanted[s] is not None and speciality != wanted[s]
        for speciality, s in zip(mine, site.tolist(), strict=True)
    ]
    return np.where(np.array(differs, dtype=bool), weight, 0).astype(np.int64)

"""From the knobs of a city and a seed to an instance."""

from __future__ import annotations

from typing import Any

import numpy as np

from rengang.errors import Text, UsageError
from rengang.model import Instance
from rengang.policy import DEFAULT_PACK, resolve
from rengang.synthetic.city import City
from rengang.synthetic.kin import kinship_table
from rengang.synthetic.people import cadres_table, draw_roster, leaders_per_unit
from rengang.synthetic.units import draw_openings, draw_units, units_table
from rengang.synthetic.wishes import draw_intents, draw_nominations, intents_table


def generate(city: City, seed: int = 0) -> Instance:
    """A synthetic city: units, posts, cadres, intents, nominations, relatives and a policy document.

    The same city and seed give the same instance, on any machine and at any time. Every subject draws from
    its own stream (:mod:`rengang.synthetic.streams`): a knob changes its own subject and what is derived from
    that, e.g. `kinship` changes the relatives alone, while `vacancy_slack` also changes which units can be
    listed. The result passes :func:`rengang.check` under its own policy document, which extends the default
    pack and states how many intents and nominations there may be.

    Parameters
    ----------
    city
        The knobs.
    seed
        A whole number ≥ 0.

    Raises
    ------
    UsageError
        The seed is no whole number ≥ 0.

    Notes
    -----
    O(cadres + pool · intents) but for sorting; a million cadres take seconds.

    >>> instance = generate(City(cadres=200, units=10, pool=20), seed=1)
    >>> len(instance.cadres), len(instance.units), len(instance.pool)
    (200, 10, 20)
    """
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise UsageError(
            Text(f"seed = {seed!r}：应为不小于 0 的整数", f"seed = {seed!r}: expected a whole number ≥ 0")
        )
    units = draw_units(city, seed)
    roster = draw_roster(city, seed, units)
    out = np.bincount(roster.unit[roster.pool], minlength=city.units).astype(np.int64)
    openings = draw_openings(city, seed, units, out)
    intents = draw_intents(city, seed, units, openings, roster)
    frames = {
        "units": units_table(city, units, openings, leaders_per_unit(city, roster)),
        "posts": openings.posts,
        "cadres": cadres_table(city, seed, units, roster),
        "intents": intents_table(city, intents),
        "nominations": draw_nominations(city, seed, openings, roster, intents),
        "kinship": kinship_table(city, seed, roster, intents),
    }
    return Instance.from_tables(frames, policy_document(city))


def policy_document(city: City) -> dict[str, Any]:
    """The default pack, with the city's numbers of intents and nominations where they differ from it."""
    pack = resolve()
    document: dict[str, Any] = {"extends": DEFAULT_PACK}
    if city.intents != pack.intents.max:
        document["intents"] = {"max": city.intents}
    if city.ratio != pack.nomination.ratio:
        document["nomination"] = {"ratio": city.ratio}
    return document

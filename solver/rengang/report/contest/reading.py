"""The appointments of a contest read back from ``allocation.csv``; its other files are only held against the judge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from rengang.model import Instance, Stage
from rengang.model.arrays import Bool, frozen
from rengang.report.reading.table import ANY, May, Table
from rengang.verify import Appointments

MOVES = True


def read(path: Path, instance: Instance) -> None:
    """Nothing."""


def take_part(instance: Instance, own: None) -> Bool:
    """Who applied for a contested post; every such application is an entry."""
    frame, posts = instance.tables["applications"], instance.tables["posts"]
    asked = np.append(posts["contested"].fill_null(False).to_numpy().astype(bool), False)
    post = instance.codes(frame["post_id"], "posts", "post_id")
    cadre = instance.codes(frame["cadre_id"], "cadres", "cadre_id")
    found = np.zeros(len(instance.cadres), dtype=bool)
    found[cadre[asked[post] & (cadre >= 0)]] = True
    return found


def decided(table: Table, own: None) -> Bool:
    """The appointments."""
    return table.having(Stage.CONTEST)


def may(table: Table, own: None) -> May:
    """The unit of the post that is given."""
    units = table.instance.codes(table.instance.tables["posts"]["unit_id"], "units", "unit_id")
    unit = np.append(units, ANY)[table.post].astype(np.int32)
    return May(unit=unit, post=True)


def answer(table: Table, mine: Bool, own: None, summary: dict[str, Any]) -> Appointments:
    """The appointments by cadre; that the contest ended with its shortlists is what the summary says."""
    cadre, post = table.cadre[mine], table.post[mine]
    order, block = np.argsort(cadre, kind="stable"), summary.get("contest")
    return Appointments(
        frozen(cadre[order].astype(np.int32)),
        frozen(post[order].astype(np.int32)),
        screened=isinstance(block, dict) and block.get("screened") is True,
    )

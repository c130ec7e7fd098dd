"""The intents: whose they are, for which units, how many, in which order."""

from __future__ import annotations

import polars as pl

from rengang.tables.checks.inspection import Inspection, repeated


def check_intents(inspection: Inspection) -> None:
    """Every check of the intents table."""
    if inspection.frames["intents"].height == 0:
        return
    _check_parties(inspection)
    _check_units(inspection)
    _check_numbers(inspection)


def _check_parties(inspection: Inspection) -> None:
    """The cadre is in the pool and comes from a unit that takes part."""
    wishes = inspection.wishes
    vertical = pl.col("from_vertical")
    if inspection.has_pool_column:
        # a pool member from a vertical unit is one fault, reported in the roster
        rows = wishes.filter(vertical & ~pl.col("pool"))
        unread = inspection.unread_rows("cadres", "pool")
        unsure = inspection.people.filter(pl.col("i").is_in(unread))["cadre"]
        outside = wishes.filter(~vertical & ~pl.col("pool") & ~pl.col("cadre").is_in(unsure.implode()))
        if inspection.people["pool"].any():  # otherwise one word about the whole column is enough
            inspection.faults(
                "intent-outside-pool", "intents", outside.select("i", "cadre_id"), "cadre_id", "cadre_id"
            )
    else:
        rows = wishes.filter(vertical)
    inspection.faults(
        "intent-from-vertical", "intents", rows.select("i", "cadre_id", "own"), "cadre_id", "cadre_id"
    )


def _check_units(inspection: Inspection) -> None:
    """The unit is another one than the own, takes part, and is listed once."""
    known = inspection.wishes.filter(pl.col("unit").is_not_null())
    own = (pl.col("unit") == pl.col("home")).fill_null(False)
    for code, where in (("intent-own-unit", own), ("intent-vertical-unit", pl.col("vertical") & ~own)):
        inspection.faults(code, "intents", known.filter(where).select("i", "unit_id"), "unit_id", "unit_id")
    again = repeated(known.select("i", "unit_id", "pair"), ["pair"])
    inspection.faults("intent-unit-twice", "intents", again, "unit_id", "unit_id")


def _check_numbers(inspection: Inspection) -> None:
    """No more intents than the policy allows, and orders 1, 2, … without a repetition or a gap."""
    most = inspection.policy.intents.max
    frame = inspection.wishes.select("i", "cadre", "cadre_id", "unit_id", "order")
    counts = frame.group_by("cadre").agg(lines=pl.len(), last=pl.col("order").max())
    odd = counts.filter((pl.col("lines") > most) | (pl.col("last") != pl.col("lines")))["cadre"]
    # an order above `most` makes its cadre odd, so the place below is a number of its own for each order
    place = (pl.col("cadre") * (most + 1) + pl.col("order")).alias("place")
    within = frame.filter(pl.col("order") <= most).select("cadre", place)
    twice = within["place"].n_unique() < within.height
    alike = within.filter(pl.col("place").is_duplicated())["cadre"] if twice else within["cadre"].clear()
    # everyone whose orders are 1…n is done with here; the rest are few
    rows = frame.filter(pl.col("cadre").is_in(pl.concat([odd, alike]).unique().implode())).with_columns(
        count=pl.col("unit_id").drop_nulls().n_unique().over("cadre")
    )
    beyond = (
        rows.filter(pl.col("count") > most)
        .sort("order", "i")
        .group_by("cadre", maintain_order=True)
        .agg(pl.col("i", "cadre_id", "unit_id", "count").get(most))
        .sort("i")
    )
    inspection.faults("intents-too-many", "intents", beyond, "unit_id", "unit_id", max=most)
    if inspection.policy.intents.ordered:
        _check_orders(inspection, rows.filter(pl.col("count") <= most), most)


def _check_orders(inspection: Inspection, rows: pl.DataFrame, most: int) -> None:
    """Orders of cadres who do not file too many intents: none above the maximum, none twice, none skipped."""
    # in the wide form the order has no cell of its own: there stands the unit
    column = "unit_id" if inspection.origins["intents"].cell_headings.get("order") else "order"
    above = rows.filter(pl.col("order") > most)
    inspection.faults("intent-order-above-max", "intents", above, column, column, max=most)
    # the same unit twice is a fault of its own, whatever the orders
    again = pl.col("unit_id").is_not_null() & ~pl.struct("cadre", "unit_id").is_first_distinct()
    single = rows.filter(~again) if rows.height else rows
    twice = repeated(single.drop_nulls("order"), ("cadre", "order"))
    inspection.faults("intent-order-twice", "intents", twice, column, column)
    # a blank order is a fault of the cell, and nobody knows where its intent belongs
    sound = pl.col("order").is_not_null().all() & (pl.col("order").max() <= most)
    gaps = (
        single.filter(sound.over("cadre"))
        .sort("cadre", "order", "i")
        .with_columns(before=pl.col("order").shift(1).over("cadre").fill_null(0))
        .filter(pl.col("order") > pl.col("before") + 1)
        .with_columns(missing=pl.col("before") + 1)
        .sort("i")
    )
    inspection.faults("intent-order-gap", "intents", gaps, column, column)

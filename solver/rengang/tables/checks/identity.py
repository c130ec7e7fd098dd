"""Ids and references: everything once, nothing that refers to nobody, tables that agree."""

from __future__ import annotations

import difflib
import unicodedata

import polars as pl

from rengang.errors import Text
from rengang.model.schema import TABLES, Column, Table
from rengang.tables.checks.inspection import Inspection, repeated

HINTS = 20
"""So many unknown references get a guess at what was meant; a guess costs a pass over the ids."""

_SPECIAL_KEYS = ("intents", "nominations", "kinship")  # their duplicates have checks of their own


def check_needed_rows(inspection: Inspection) -> None:
    """Units and cadres have rows (a table that is not there at all is the reader's to report)."""
    for name in ("units", "cadres"):
        if name in inspection.given and inspection.given[name].height == 0:
            inspection.fault("table-empty", name)


def check_duplicates(inspection: Inspection) -> None:
    """No id and no key twice; the first row with it is named."""
    for name, table in TABLES.items():
        frame = inspection.frames[name]
        if name in _SPECIAL_KEYS or frame.height == 0:
            continue
        rows = repeated(frame.select("i", *table.key), table.key)
        if len(table.key) == 1:
            inspection.faults("id-duplicate", name, rows, table.key[0], table.key[0])
            continue
        heads = [inspection.heading(name, column) for column in table.key]
        words = Text("、".join(f"「{h}」" for h in heads), ", ".join(f"“{h}”" for h in heads))
        inspection.faults("row-duplicate", name, rows, table.key[0], table.key[0], key_columns=words)


def check_references(inspection: Inspection) -> None:
    """Every id that refers to another table stands in it."""
    guesses = _Guesses(inspection)
    for name, table in TABLES.items():
        frame = inspection.frames[name]
        for column in table.columns:
            if column.refers is not None and frame.height:
                _check_column(inspection, table, column, guesses)


def _check_column(inspection: Inspection, table: Table, column: Column, guesses: _Guesses) -> None:
    target = TABLES[str(column.refers)]
    key = target.key[0]
    known = inspection.frames[target.name].select(key).drop_nulls()
    held = inspection.frames[table.name].select("i", column.name).drop_nulls(column.name)
    if held.height == 0:
        return
    if known.height == 0:
        # one word about the table instead of one about each of its ids; units and cadres are needed anyway
        if target.name not in ("units", "cadres"):
            inspection.fault(
                "reference-unchecked", table.name, None, column.name,
                target=_table_word(inspection, target), count=held.height,
            )  # fmt: skip
        return
    unknown = _unknown(inspection, table, column, known[key])
    for i, value in unknown.iter_rows():
        inspection.fault(
            "reference-unknown", table.name, i, column.name, value,
            target=_table_word(inspection, target), target_column=inspection.heading(target.name, key),
            hint=guesses.of(target, value),
        )  # fmt: skip


def _unknown(inspection: Inspection, table: Table, column: Column, known: pl.Series) -> pl.DataFrame:
    """Row and id of each cell of `column` that is none of `known`."""
    if table.name in ("intents", "nominations"):
        # the long tables are looked up once for all of their checks: unknown is what got no number
        rows = inspection.intents if table.name == "intents" else inspection.nominations
        number = pl.col("unit" if column.refers == "units" else "cadre")
        return rows.filter(pl.col(column.name).is_not_null() & number.is_null()).select("i", column.name)
    held = inspection.frames[table.name].select("i", column.name).drop_nulls(column.name)
    return held.join(
        known.to_frame("id"), left_on=column.name, right_on="id", how="anti", maintain_order="left"
    )


def _table_word(inspection: Inspection, table: Table) -> Text:
    """The user's name for the table, or its name in each language when the user handed none in."""
    if table.name in inspection.given:
        return Text(*[inspection.shown(table.name)] * 2)
    return Text(table.heading, table.name)


class _Guesses:
    """Guesses at what an unknown id was meant to be: the id behind a name, or one that is written alike."""

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection
        self.left = HINTS
        self.numbers: dict[str, pl.DataFrame] = {}

    def of(self, target: Table, value: str) -> Text:
        """A bracketed hint for `value`, empty when there is none or the guesses are used up."""
        if self.left == 0:
            return Text("", "")
        self.left -= 1
        frame = self.inspection.frames[target.name]
        name = {"posts": "title"}.get(target.name, "name")
        named = frame.filter(pl.col(name) == value)[target.key[0]]
        if named.len() == 1 and named[0] is not None:
            return Text(f"（这是名称，编号是 {named[0]}）", f" (this is a name; its id is {named[0]})")
        alike = self._alike(target, value)
        near = difflib.get_close_matches(value, alike, 1, 0.5)
        if not near and value.isdecimal():  # 3 and 0003 are one number, but too unlike for difflib
            near = [label for label in alike if label.isdecimal()][:1]
        return Text(f"（是否 {near[0]}？）", f" (did you mean {near[0]}?)") if near else Text("", "")

    def _alike(self, target: Table, value: str) -> list[str]:
        """Ids with the same number in them, whatever the zeros in front.

        Ids are numbered on, so an id with another number is as near as a dozen others: no guess. O(n) once a
        table, and O(n) a guess.
        """
        if target.name not in self.numbers:
            ids = self.inspection.frames[target.name][target.key[0]].drop_nulls().unique(maintain_order=True)
            self.numbers[target.name] = pl.DataFrame({"id": ids, "number": _number(ids)})
        known = self.numbers[target.name]
        number = _number(pl.Series([unicodedata.normalize("NFKC", value)]))[0]
        return known.filter(pl.col("number") == number)["id"].head(2000).to_list()


def _number(ids: pl.Series) -> pl.Series:
    return ids.str.replace_all(r"[^0-9]", "").str.strip_chars_start("0")


def check_structure(inspection: Inspection) -> None:
    """Sections and posts belong to the unit of the row that names them; incumbents agree with the roster."""
    frames = inspection.frames
    owners = {
        "section_id": frames["sections"].select("section_id", pl.col("unit_id").alias("owner")),
        "post_id": frames["posts"].select("post_id", pl.col("unit_id").alias("owner")),
    }
    for name, key, code in (
        ("posts", "section_id", "section-other-unit"),
        ("cadres", "section_id", "section-other-unit"),
        ("cadres", "post_id", "post-other-unit"),
    ):
        owner = owners[key].drop_nulls().unique(key, keep="first", maintain_order=True)
        held = frames[name]
        if (name, key) == ("cadres", "section_id") and inspection.policy.sections.selects:
            # institution staff may be seconded to a section of the bureau (JF-03)
            types = list(inspection.policy.sections.institution_types)
            held = held.filter(~pl.col("establishment_type").is_in(types).fill_null(False))
        rows = (
            held.select("i", key, "unit_id")
            .drop_nulls()
            .join(owner, on=key, how="inner", maintain_order="left")
            .filter(pl.col("owner") != pl.col("unit_id"))
            # an unknown unit is a fault of its own
            .join(inspection.units.select("unit_id"), on="unit_id", how="semi", maintain_order="left")
        )
        inspection.faults(code, name, rows, key, key)
    held = frames["cadres"].select(pl.col("cadre_id").alias("incumbent_id"), pl.col("post_id").alias("held"))
    rows = (
        frames["posts"]
        .select("i", "incumbent_id", "post_id")
        .drop_nulls()
        .join(held.drop_nulls(), on="incumbent_id", how="inner", maintain_order="left")
        .filter(pl.col("held") != pl.col("post_id"))
        .unique("i", keep="first", maintain_order=True)
    )
    inspection.faults("incumbent-elsewhere", "posts", rows, "incumbent_id", "incumbent_id")

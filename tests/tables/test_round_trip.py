"""Writing and reading again, in all four carriers."""

from __future__ import annotations

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.model import Instance
from rengang.model.schema import TABLES
from rengang.tables.carriers.carrier import read_raw
from rengang.tables.carriers.write import write
from rengang.tables.reading.cells import ROUNDED_ID
from rengang.tables.reading.frames import type_table
from rengang.tables.reading.headings import table_called

OWN_POLICY = {
    "extends": "tongxiang-2014",
    "title": '= "x"\n2014',
    "title_en": "2014",
    "intents": {"max": 3, "ordered": False},
    "avoidance": {"relations": ["spouse"]},
    "directed": {"hard": [], "weights": {"unlisted": 5}},
    "rules": {"intents.max": ["X-1"]},
}
CARRIERS = ("csv", "parquet", "xlsx", "json")
NASTY = [
    "=1+1", "'=1+1", "''=x", "+86", "-5", "@SUM(A1)", "'quoted'", '"q"', 'a"b', "a,b", "a\nb", "007", "1e5",
    "1.50", "#N/A", "true", "是", "桐乡", "张 三", "_x000D_", "_x005F_", "http://example.org", "{=A1}",
    "\u200b", "　x　y",
    "<a&b>", "'", "NULL", "nan", "None", "1980-01-02", "a\tb", "9" * 30, "\U0001f600", "é",
]  # fmt: skip

plain = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u2028\u2029\x85"), max_size=12
)
texts = st.one_of(st.sampled_from(NASTY), plain).map(lambda t: t.strip() or None)
ids = (
    st.one_of(st.sampled_from([*NASTY, "0E00", "1E+05"]), plain)
    .map(lambda t: t.strip())
    .filter(lambda t: t and not ROUNDED_ID.fullmatch(t))  # such ids are refused, in every carrier
)
dates = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
scores = st.decimals(0, 10**13, places=6)


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    names = list(dict.fromkeys(k for r in rows for k in r))
    schema = {n: TABLES[table].dtypes[n] for n in names}
    return pl.DataFrame(rows, schema=schema, orient="row")


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    units = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    people = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    unit, who = st.sampled_from(units), st.sampled_from(people)
    count, flag = st.none() | st.integers(0, 10**9), st.none() | st.booleans()
    source = st.none() | st.sampled_from(["office", "unit", "external"])
    level = st.none() | st.sampled_from(["chief", "deputy", "staff"])
    tables = {
        "units": [
            {"unit_id": u, "name": draw(texts), "kind": draw(st.none() | st.just("town")),
             "establishment": draw(count), "vacancies": draw(count)}
            for u in units
        ],
        "cadres": [
            {"cadre_id": c, "name": draw(texts), "unit_id": draw(unit), "birth_date": draw(st.none() | dates),
             "rank_since": draw(st.none() | dates), "discipline": draw(texts), "waives": draw(flag),
             "level": draw(level), "pool": draw(flag), "refuses": draw(flag)}
            for c in people
        ],
        "intents": [
            {"cadre_id": c, "order": o, "unit_id": draw(unit)}
            for c in people for o in sorted(draw(st.sets(st.integers(1, 4), max_size=3)))
        ],
        "scores": [
            {"post_id": draw(ids), "cadre_id": draw(who), "panel": draw(ids), "judge": draw(ids),
             "score": draw(scores)}
            for _ in range(draw(st.integers(0, 3)))
        ],
        "judges": [
            {"post_id": draw(st.none() | ids), "panel": p, "judge": draw(ids), "source": draw(source)}
            for p in draw(st.lists(ids, max_size=2, unique=True))
        ],
        "waivers": [
            {"cadre_id": c, "condition": draw(ids), "post_id": draw(st.none() | ids), "reason": draw(ids)}
            for c in draw(st.sets(who, max_size=2))
        ],
        "section_intents": [
            {"cadre_id": c, "order": 1, "section_id": draw(ids), "consent": draw(flag)}
            for c in draw(st.sets(who, max_size=2))
        ],
        "holidays": [
            {"date": d, "kind": draw(st.sampled_from(["off", "work"]))}
            for d in draw(st.lists(dates, max_size=2, unique=True))
        ],
    }  # fmt: skip
    policy = draw(st.sampled_from([{}, OWN_POLICY]))
    return Instance.from_tables({n: frame(n, r) for n, r in tables.items() if r}, policy)


def reread(path: Path) -> Instance:
    """What stands at `path`, without the checks across tables (nasty ids may break those)."""
    raw = read_raw(path)
    assert raw.problems == ()
    frames = {}
    for table in raw.tables:
        known = table_called(table.name)
        assert known is not None
        typed = type_table(known, table)
        assert [p.sentence("en") for p in typed.problems] == []
        frames[known.name] = typed.frame
    return Instance.from_tables(frames, dict(raw.policy.document) if raw.policy else {})


def path_of(folder: Path, carrier: str) -> Path:
    return folder / {"xlsx": "book.xlsx", "json": "doc.json"}.get(carrier, carrier)


def assert_same(got: Instance, want: Instance) -> None:
    for name in TABLES:
        assert got.tables[name].to_dicts() == want.tables[name].to_dicts(), name
    assert dict(got.policy) == dict(want.policy)
    assert got == want


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("lang", ["zh", "en"])
@settings(max_examples=25, deadline=None)
@given(instances(), st.booleans())
def test_written_and_read_again_is_equal(carrier: Any, lang: Any, instance: Instance, wide: bool) -> None:
    """Any instance survives a carrier: nasty text, leading zeros, early dates, exact scores, policy."""
    with tempfile.TemporaryDirectory() as folder:
        path = path_of(Path(folder), carrier)
        write(instance, path, lang, wide=wide, carrier=carrier)
        assert_same(reread(path), instance)


@settings(max_examples=15, deadline=None)
@given(instances())
def test_through_all_carriers_in_turn(instance: Instance) -> None:
    """CSV, workbook, JSON and Parquet one after the other lose nothing."""
    with tempfile.TemporaryDirectory() as folder:
        now = instance
        for carrier in ("csv", "xlsx", "json", "parquet"):
            path = path_of(Path(folder), carrier)
            write(now, path, carrier=carrier)  # type: ignore[arg-type]
            now = reread(path)
        assert_same(now, instance)


@settings(max_examples=25, deadline=None)
@given(instances())
def test_gb18030_reads_like_utf8(instance: Instance) -> None:
    """The same CSV files in GB18030 give the same instance."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "csv"
        write(instance, path)
        for file in path.glob("*.csv"):
            text = file.read_bytes().decode("utf-8-sig")
            file.write_bytes(text.encode("gb18030"))
        assert_same(reread(path), instance)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_same_instance_same_bytes(carrier: Any, tmp_path: Path) -> None:
    """Two writings of one instance do not differ in a byte."""
    birth = dt.date(1980, 5, 1)
    instance = Instance.from_tables(
        {
            "units": frame("units", [{"unit_id": "U1", "vacancies": 1}]),
            "cadres": frame("cadres", [{"cadre_id": "C1", "unit_id": "U1", "birth_date": birth}]),
            "exams": frame("exams", [{"cadre_id": "C1", "paper": "x", "score": Decimal("85.35")}]),
        }
    )
    for side in ("a", "b"):
        write(instance, path_of(tmp_path / side, carrier), carrier=carrier)
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert files
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()

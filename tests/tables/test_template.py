"""The template: what it offers to fill in, and that what is filled in is read back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from rengang.errors import Lang, UsageError
from rengang.model import Instance
from rengang.model.schema import TABLES
from rengang.policy import Policy, keys, resolve
from rengang.tables import load
from rengang.tables.blank.template import fields, template
from rengang.tables.carriers.policy_document import from_rows
from rengang.tables.reading.headings import map_headings, table_called

LANGS: tuple[Lang, ...] = ("zh", "en")
FILLED: dict[str, list[dict[str, Any]]] = {
    "units": [
        {
            "unit_id": "001",
            "name": "教育局",
            "kind": "department",
            "vacancies": 1,
            "establishment": 5,
            "staff": 4,
        },
        {"unit_id": "002", "name": "梧桐街道", "kind": "subdistrict", "vacancies": 1},
    ],
    "cadres": [
        {
            "cadre_id": "0007",
            "unit_id": "001",
            "pool": True,
            "birth_date": dt.date(1980, 5, 2),
            "level": "staff",
        },
        {"cadre_id": "330483198001010011", "unit_id": "002", "pool": True, "refuses": False},
        {"cadre_id": "0009", "unit_id": "002", "pool": False, "sex": "female"},
    ],
    "intents": [
        {"cadre_id": "0007", "order": 1, "unit_id": "002"},
        {"cadre_id": "330483198001010011", "order": 1, "unit_id": "001"},
    ],
    "nominations": [
        {"unit_id": "002", "rank": 1, "cadre_id": "0007", "score": "88.125"},
        {"unit_id": "001", "rank": 1, "cadre_id": "330483198001010011"},
    ],
    "kinship": [{"cadre_id": "0007", "relative_id": "0009", "relation": "spouse"}],
}


def expected_instance() -> Instance:
    """The records of FILLED as an instance with the template's policy."""
    frames = {}
    for name, records in FILLED.items():
        dtypes = TABLES[name].dtypes
        columns = {
            column: pl.Series([record.get(column) for record in records], strict=False).cast(dtype)
            for column, dtype in dtypes.items()
        }
        frames[name] = pl.DataFrame(columns)
    return Instance.from_tables(frames, {"extends": "tongxiang-2014"})


def fill(path: Path, lang: Lang) -> None:
    """Write FILLED into the template as a clerk would: by heading, in the words of the drop-down lists."""
    book = openpyxl.load_workbook(path)
    for name, records in FILLED.items():
        sheet = book[TABLES[name].heading if lang == "zh" else name]
        place = {cell.value: cell.column for cell in sheet[1]}
        for row, record in enumerate(records, 2):
            for column, value in record.items():
                if name == "intents" and column == "order":
                    continue
                heading = TABLES[name].column(column).heading if lang == "zh" else column
                if name == "intents" and column == "unit_id":
                    heading = (
                        ("意向一", "意向二")[record["order"] - 1]
                        if lang == "zh"
                        else f"intent_{record['order']}"
                    )
                sheet.cell(row, place[heading]).value = word(name, column, value, lang)
    book.save(path)


def word(table: str, column: str, value: Any, lang: Lang) -> Any:
    """A value in the words of the drop-down list."""
    if isinstance(value, bool):
        return {"zh": "否是", "en": ["no", "yes"]}[lang][value]
    if lang == "zh":
        return TABLES[table].column(column).values.get(value, value)
    return float(value) if column == "score" else value


def made(folder: Path, lang: Lang = "zh", policy: Policy | None = None) -> Any:
    """A template as openpyxl sees it."""
    path = folder / "book.xlsx"
    template(path, lang, policy, force=True)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("lang", LANGS)
def test_filled_template_loads_without_a_word(tmp_path: Path, lang: Lang) -> None:
    """What is filled in is the instance that is read, with no error, no warning, and the sheet's policy."""
    path = tmp_path / "book.xlsx"
    template(path, lang)
    fill(path, lang)
    loaded = load(path)
    assert loaded.problems == ()
    assert loaded.instance == expected_instance()
    assert loaded.policy == resolve({"extends": "tongxiang-2014"})


@pytest.mark.parametrize("lang", LANGS)
def test_template_is_the_same_bytes_again(tmp_path: Path, lang: Lang) -> None:
    """Two templates of one language do not differ in a byte."""
    template(tmp_path / "a.xlsx", lang)
    template(tmp_path / "b.xlsx", lang)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_existing_file_stays_without_force(tmp_path: Path) -> None:
    """A filled-in workbook is not overwritten by mistake; force replaces it, and nothing is left beside."""
    path = tmp_path / "book.xlsx"
    path.write_text("mine")
    with pytest.raises(UsageError, match="is not overwritten"):
        template(path)
    assert path.read_text() == "mine"
    template(path, force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["book.xlsx"]
    assert path.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("name", ["book.csv", "book", "nowhere/book.xlsx"])
def test_path_that_cannot_be_a_workbook_is_a_usage_error(tmp_path: Path, name: str) -> None:
    """Another ending or a folder that is not there is told as such."""
    with pytest.raises(UsageError) as raised:
        template(tmp_path / name)
    assert "book" in raised.value.text.zh
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_table_and_column_is_offered_and_understood(tmp_path: Path, lang: Lang) -> None:
    """Each table has its sheet, each heading is one that the reader maps, and no column is left out."""
    book = made(tmp_path, lang)
    offered = []
    for sheet in book.worksheets[1:-1]:
        table = table_called(sheet.title)
        assert table is not None
        offered.append(table.name)
        mapped = map_headings(table, sheet.title, [str(c.value) for c in sheet[1]])
        assert mapped.problems == ()
        wide = {"order", "unit_id"} if table.name == "intents" else set()
        assert {*mapped.columns} | wide == {*table.dtypes}
    assert offered == list(TABLES)


@pytest.mark.parametrize("lang", LANGS)
def test_guide_explains_every_column(tmp_path: Path, lang: Lang) -> None:
    """The first sheet has a row for each column of each sheet, with its meaning and what a blank means."""
    book = made(tmp_path, lang)
    guide = book.worksheets[0]
    assert guide.title == {"zh": "说明", "en": "Guide"}[lang]
    rows = [[cell.value or "" for cell in row] for row in guide.iter_rows()]
    explained: dict[str, list[str]] = {}
    for row in rows[rows.index([*rows[9]]) :]:
        if row[0]:
            explained[row[0]] = []
        elif row[1]:
            assert all(row[i] for i in (3, 4, 5)), row
            explained[list(explained)[-1]].append(row[1])
    assert explained == {s.title: [c.value for c in s[1]] for s in book.worksheets[1:-1]} | {
        k: v for k, v in explained.items() if k in ("表", "table")
    }


def test_every_sheet_prints_as_wide_as_a_page(tmp_path: Path) -> None:
    """A4 landscape with no column on a page of its own; headings stand on every page but in the guide."""
    template(tmp_path / "a.xlsx")
    for at, sheet in enumerate(openpyxl.load_workbook(tmp_path / "a.xlsx")):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToHeight) == 0
        assert sheet.print_title_rows == ("$1:$1" if at else None)


def test_needed_headings_are_marked_and_rows_frozen(tmp_path: Path) -> None:
    """Needed headings have another colour than the rest, every heading a note, and the heading row stays."""
    sheet = made(tmp_path)["干部"]
    colours = {c.value: c.fill.start_color.rgb for c in sheet[1]}
    needed = {c.heading for c in TABLES["cadres"].columns if c.needed}
    assert len({colours[h] for h in needed}) == 1
    assert colours["干部编号"] not in {colours[h] for h in colours if h not in needed}
    assert sheet.freeze_panes == "B2"
    assert [c.value for c in sheet[1] if c.comment is None] == []
    assert sheet["A1"].comment.text.startswith("必填")


def validations(sheet: Any) -> dict[str, Any]:
    """Heading → data validation below it."""
    rules = sheet.data_validations.dataValidation
    return {cell.value: rule for cell in sheet[1] for rule in rules if f"{cell.column_letter}2" in rule.sqref}


@pytest.mark.parametrize(
    ("lang", "flag", "kind"), [("zh", '"是,否"', '"镇,街道'), ("en", '"yes,no"', '"town,')]
)
def test_lists_speak_the_language(tmp_path: Path, lang: Lang, flag: str, kind: str) -> None:
    """Drop-down lists offer the words of the workbook's language, thousands of rows down."""
    book = made(tmp_path, lang)
    cadres = validations(book["干部" if lang == "zh" else "cadres"])
    units = validations(book["单位" if lang == "zh" else "units"])
    assert cadres["交流对象" if lang == "zh" else "pool"].formula1 == flag
    assert units["单位类型" if lang == "zh" else "kind"].formula1.startswith(kind)
    assert "A5001" not in units["单位类型" if lang == "zh" else "kind"].sqref
    assert "C5001" in units["单位类型" if lang == "zh" else "kind"].sqref


def test_cells_check_references_counts_and_dates(tmp_path: Path) -> None:
    """References list the ids of the other sheet, counts are whole and not negative, dates are dates."""
    book = made(tmp_path)
    intents, units, cadres = (validations(book[n]) for n in ("意向", "单位", "干部"))
    assert intents["意向一"].formula1 == "'单位'!$A$2:$A$5001"
    assert intents["干部编号"].formula1 == "'干部'!$A$2:$A$5001"
    assert (units["缺员人数"].type, units["缺员人数"].formula1) == ("whole", "0")
    assert cadres["出生年月"].type == "date"
    assert book["干部"].column_dimensions["A"].number_format == "@"


def test_number_of_intents_follows_the_policy(tmp_path: Path) -> None:
    """The form has as many intent columns as the policy allows, and the long form when these get too many."""
    sheet = made(tmp_path, policy=resolve({"intents": {"max": 3}}))["意向"]
    assert [c.value for c in sheet[1]] == ["干部编号", "意向一", "意向二", "意向三"]
    many = fields(TABLES["intents"], "zh", resolve({"intents": {"max": 100}}))
    assert [f.heading for f in many] == ["干部编号", "意向序号", "单位编号"]


def test_policy_sheet_holds_what_differs_from_the_pack(tmp_path: Path) -> None:
    """The sheet reads back as the policy that the template was made for."""
    wanted = resolve(
        {
            "intents": {"max": 3, "ordered": False},
            "two_way": {"tie_break": ["work_start"]},
            "refusal": {"sanction": "无"},
        }
    )
    sheet = made(tmp_path, policy=wanted)["政策"]
    raw, problems = from_rows("政策", [(i, row) for i, row in enumerate(sheet.values, 1)])
    assert problems == []
    assert resolve(raw.document) == wanted


@pytest.mark.parametrize("lang", LANGS)
def test_policy_sheet_lists_every_key(tmp_path: Path, lang: Lang) -> None:
    """Beside the values stands every key with default, allowed values and meaning."""
    sheet = made(tmp_path, lang).worksheets[-1]
    listed = {row[3]: row[4:7] for row in sheet.iter_rows(min_row=2, values_only=True) if row[3]}
    assert list(listed) == [key for key, _ in keys()]
    assert all(allowed and meaning for _, allowed, meaning in listed.values())
    assert listed["intents.max"][:2] == ("2", "1 … 100")
    assert listed["two_way.rule"][1].startswith("stable / max-placed")


@pytest.mark.parametrize("lang", LANGS)
def test_untouched_template_says_what_is_missing(tmp_path: Path, lang: Lang) -> None:
    """An empty template is no crash but two errors: no unit, no cadre."""
    path = tmp_path / "book.xlsx"
    template(path, lang)
    names = ["单位", "干部"] if lang == "zh" else ["units", "cadres"]
    assert [(p.table, p.code) for p in load(path).problems] == [(n, "table-empty") for n in names]

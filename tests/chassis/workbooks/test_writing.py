"""Templates are filled and read back; remarks come back in the workbook they are about."""

import asyncio
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.text import clean, fold_digits
from chassis.workbooks.columns import Column
from chassis.workbooks.reading import SheetRow, read_rows
from chassis.workbooks.refusals import NoRows
from chassis.workbooks.writing import REMARKS, Table, returned, template
from tests.chassis.workbooks.building import COLUMNS, sheet_of


class Titles(TypedDict):
    title_ar: str
    title_en: str


TITLES: Titles = {"title_ar": "تسجيل مؤمن عليهم", "title_en": "Enrolment"}
BAD_ROW = SheetRow(
    7,
    {
        "national_number": "9851",
        "name": "=1+1",
        "started_on": None,
        "wage": Decimal(10),
        "hazardous": "لا",
    },
)
GOOD_ROW = SheetRow(
    8,
    {
        "national_number": "0051012345",
        "name": "سامر",
        "started_on": date(2026, 3, 1),
        "wage": Decimal("500.125"),
        "hazardous": True,
    },
)
WRONG_WAGE = "الأجر أقل من الحد الأدنى.\nThe wage is under the minimum."
WRONG_ROW = "مكرر. / Twice."


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def read(content: bytes, columns: tuple[Column, ...] = COLUMNS) -> list[SheetRow]:
    return asyncio.run(read_rows(content, columns))


class TestTemplate:
    async def test_is_read_as_empty(self) -> None:
        with pytest.raises(NoRows):
            await read_rows(template(Table(**TITLES, columns=COLUMNS)), COLUMNS)

    def test_is_right_to_left_with_a_frozen_bilingual_head(self) -> None:
        parts = parts_of(template(Table(**TITLES, columns=COLUMNS)))
        for number in (1, 2):
            assert 'rightToLeft="1"' in parts[f"xl/worksheets/sheet{number}.xml"]
        assert re.search(r'<pane ySplit="1"[^>]*state="frozen"', parts["xl/worksheets/sheet1.xml"])
        assert "الرقم الوطني / National number *" in parts["xl/sharedStrings.xml"]
        assert "الاسم / Name<" in parts["xl/sharedStrings.xml"]

    def test_checks_dates_amounts_and_choices_while_they_are_typed(self) -> None:
        sheet = parts_of(template(Table(**TITLES, columns=COLUMNS), rows=40))[
            "xl/worksheets/sheet1.xml"
        ]
        checks = dict(re.findall(r'<dataValidation type="(\w+)"[^>]*sqref="([^"]+)"', sheet))
        assert checks == {"date": "C2:C41", "decimal": "D2:D41", "list": "E2:E41"}
        assert '"نعم,لا"' in sheet

    def test_keeps_identifiers_as_text(self) -> None:
        parts = parts_of(template(Table(**TITLES, columns=COLUMNS)))
        style = re.search(r'<col min="1"[^>]*style="(\d+)"', parts["xl/worksheets/sheet1.xml"])
        cells = parts["xl/styles.xml"].partition("<cellXfs")[2]
        assert style is not None
        assert 'numFmtId="49"' in re.findall(r"<xf [^>]*>", cells)[int(style[1])]

    def test_explains_every_column_in_both_languages(self) -> None:
        texts = parts_of(template(Table(**TITLES, columns=COLUMNS)))["xl/sharedStrings.xml"]
        assert all(f"<t>{c.ar}{' *' if c.required else ''}</t>" in texts for c in COLUMNS)
        assert all(f"<t>{c.en}{' *' if c.required else ''}</t>" in texts for c in COLUMNS)

    def test_offers_long_lists_from_the_sheet_of_guidance(self) -> None:
        reasons = tuple(f"سبب {number} / A rather long reason {number}" for number in range(30))
        columns = (*COLUMNS, Column("reason", "السبب", "Reason", kind="choice", choices=reasons))
        content = template(Table(**TITLES, columns=columns))
        parts = parts_of(content)
        assert "$F$1:$F$30</formula1>" in parts["xl/worksheets/sheet1.xml"]
        assert reasons[29] in parts["xl/sharedStrings.xml"]

    async def test_holds_several_tables_with_what_is_known_filled_in(self) -> None:
        people = (
            Column("number", "الرقم", "Number"),
            Column("left", "آخر يوم", "Last day", kind="date"),
        )
        known = [SheetRow(2, {"number": "0042", "left": None})]
        content = template(
            Table(**TITLES, columns=COLUMNS),
            Table("إيقاف", "Stops", columns=people, rows=known),
        )
        assert await read_rows(content, people) == known
        with pytest.raises(NoRows):
            await read_rows(content, COLUMNS)


class TestReturned:
    MARKS: Mapping[int, Mapping[str, str]] = {7: {"wage": WRONG_WAGE, "": WRONG_ROW}}

    def returned(self) -> bytes:
        return returned(
            Table(**TITLES, columns=COLUMNS, rows=[BAD_ROW, GOOD_ROW], marks=self.MARKS)
        )

    async def test_reads_back_as_the_same_rows(self) -> None:
        assert await read_rows(self.returned(), COLUMNS) == [BAD_ROW, GOOD_ROW]

    def test_comments_the_marked_cells(self) -> None:
        comments = parts_of(self.returned())["xl/comments1.xml"]
        said = dict(re.findall(r'<comment ref="(\w+)".*?<t>(.*?)</t>', comments, re.DOTALL))
        assert said == {"A7": WRONG_ROW, "D7": WRONG_WAGE}

    def test_colours_the_marked_cells_alone(self) -> None:
        parts = parts_of(self.returned())
        styles = dict(re.findall(r'<c r="(\w+)" s="(\d+)"', parts["xl/worksheets/sheet1.xml"]))
        forms = re.findall(r"<xf [^>]*>", parts["xl/styles.xml"].partition("<cellXfs")[2])
        fills = {
            place: re.findall(r'fillId="(\d+)"', forms[int(s)])[0] for place, s in styles.items()
        }
        assert fills["D7"] != fills["A7"]
        assert fills["A7"] == fills["C7"] != "0"
        assert {fills[f"{letter}8"] for letter in "ABCDE"} == {"0"}

    async def test_lists_every_sentence_of_a_row_in_the_last_column(self) -> None:
        remarks = Column("remarks", REMARKS, REMARKS)
        bad, good = await read_rows(self.returned(), (*COLUMNS, remarks))
        assert bad.cells["remarks"] == clean(f"{WRONG_WAGE} {WRONG_ROW}")
        assert good.cells["remarks"] is None

    def test_can_be_filtered(self) -> None:
        assert '<autoFilter ref="A1:F8"/>' in parts_of(self.returned())["xl/worksheets/sheet1.xml"]

    @pytest.mark.parametrize("text", ["=1+1", "+962", "-5", "@SUM(A1)", '=HYPERLINK("http://x")'])
    async def test_never_writes_a_formula(self, text: str) -> None:
        row = SheetRow(2, {**BAD_ROW.cells, "name": text})
        marks = {2: {"name": text}}
        content = returned(Table(**TITLES, columns=COLUMNS, rows=[row], marks=marks))
        parts = parts_of(content)
        assert "<f>" not in parts["xl/worksheets/sheet1.xml"]
        assert 'quotePrefix="1"' in parts["xl/styles.xml"]
        (found,) = await read_rows(content, COLUMNS)
        assert (found.cells["name"], found.formulas) == (text, ())

    async def test_gives_a_workbook_back_that_had_gaps_and_a_title(self) -> None:
        head = [column.ar for column in COLUMNS]
        rows = await read_rows(sheet_of([["x"], [], head, [], ["1"], [], ["2"]]), COLUMNS)
        assert [r.number for r in rows] == [5, 7]
        assert (
            await read_rows(returned(Table(**TITLES, columns=COLUMNS, rows=rows)), COLUMNS) == rows
        )


TEXTS = st.text(max_size=20).map(lambda text: clean(fold_digits(text)) or None)
ROWS = st.fixed_dictionaries(
    {
        "national_number": st.from_regex(r"\A[0-9]{10}\Z"),
        "name": st.one_of(st.sampled_from(["=A1", "_x000D_", "#REF!", "'x", "<b>&amp;"]), TEXTS),
        "started_on": st.one_of(st.none(), st.dates(date(1850, 1, 1), date(2199, 12, 31)), TEXTS),
        "wage": st.one_of(
            st.none(), TEXTS, st.decimals(-10, 10**9, places=3, allow_nan=False).map(Decimal)
        ),
        "hazardous": st.sampled_from(["نعم", "لا", True, False, None]),
    }
)


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=20))
def test_what_was_read_is_read_again_from_what_is_returned(rows: list[dict[str, Any]]) -> None:
    filled = [SheetRow(number, cells) for number, cells in enumerate(rows, start=2)]
    found = read(returned(Table(**TITLES, columns=COLUMNS, rows=filled, marks={2: {"": "x"}})))
    assert [(r.number, dict(r.cells)) for r in found] == [
        (row.number, {key: _as_written(value) for key, value in row.cells.items()})
        for row in filled
    ]


def _as_written(value: Any) -> Any:
    """Days before the sheet's calendar are kept as text."""
    return value.isoformat() if isinstance(value, date) and value < date(1900, 3, 1) else value

"""What a filled workbook says, in the many ways people and programs write it."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from chassis.workbooks.reading import SheetRow, read_rows
from tests.chassis.workbooks.building import (
    COLUMNS,
    GOOD_ROW,
    HEAD,
    LINK,
    made,
    parts,
    relationships,
    row,
    sheet_of,
    small,
    zipped,
)

DAY = date(2026, 3, 1)
GOOD_CELLS = dict(zip([column.key for column in COLUMNS], GOOD_ROW, strict=True))


async def cells_of(*values: Any) -> dict[str, Any]:
    """The cells of a single row with these values."""
    (found,) = await read_rows(sheet_of([HEAD, values]), COLUMNS)
    return dict(found.cells)


async def read_filled(fill: Any, **options: Any) -> list[SheetRow]:
    def with_head(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, HEAD)
        fill(workbook, sheet)

    return await read_rows(made(with_head, **options), COLUMNS)


class TestValues:
    async def test_text_is_cleaned_and_its_digits_folded(self) -> None:
        cells = await cells_of("٩٨٥١٠١٢٣٤٥\u200f", "  سامر \n علي ", "٢٠٢٦-٠٣-٠١", "٥٠٠٫٢٥٠", "لا")
        assert cells["national_number"] == "9851012345"
        assert cells["name"] == "سامر علي"
        assert cells["started_on"] == "2026-03-01"
        assert cells["wage"] == "500.250"

    @pytest.mark.parametrize("written", [9851012345, 9851012345.0])
    async def test_an_identifier_that_became_a_number_is_digits_again(self, written: float) -> None:
        assert (await cells_of(written))["national_number"] == "9851012345"

    @pytest.mark.parametrize(
        ("written", "exact"),
        [("260.10000000000002", "260.1"), ("318.15000000000003", "318.15"), ("5E2", "500")],
    )
    async def test_an_amount_is_the_number_that_was_seen(self, written: str, exact: str) -> None:
        """Spreadsheet programs store 17 digits of a binary fraction and show 15."""
        rows = row(1, HEAD) + f'<row r="2"><c r="D2"><v>{written}</v></c></row>'
        (found,) = await read_rows(small(rows=rows), COLUMNS)
        assert found.cells["wage"] == Decimal(exact)
        assert isinstance(found.cells["wage"], Decimal)

    async def test_yes_and_no_may_be_truth_values(self) -> None:
        cells = await cells_of("9851012345", "", "", "", True)
        assert cells["hazardous"] is True
        assert cells["name"] is None

    @pytest.mark.parametrize("options", [{}, {"date_1904": True}])
    async def test_dates_are_days_in_both_calendars(self, options: dict[str, Any]) -> None:
        def fill(workbook: Workbook, sheet: Worksheet) -> None:
            day = workbook.add_format({"num_format": "dd/mm/yyyy"})
            minute = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            sheet.write_datetime(1, 2, datetime.combine(DAY, time()), day)
            sheet.write_datetime(2, 2, datetime.combine(DAY, time()), minute)
            sheet.write_datetime(3, 2, datetime.combine(DAY, time(8, 30)), minute)

        found = [r.cells["started_on"] for r in await read_filled(fill, **options)]
        assert found == [DAY, DAY, "2026-03-01 08:30:00"]

    async def test_a_duration_where_a_date_belongs_is_text(self) -> None:
        def fill(workbook: Workbook, sheet: Worksheet) -> None:
            hours = workbook.add_format({"num_format": "[h]:mm"})
            sheet.write_datetime(1, 2, timedelta(hours=30), hours)

        (found,) = await read_filled(fill)
        assert found.cells["started_on"] == "1 day, 6:00:00"

    @pytest.mark.parametrize("number", ["1E+999", "NaN"])
    async def test_what_is_no_number_never_becomes_an_amount(self, number: str) -> None:
        rows = (
            row(1, HEAD) + f'<row r="2"><c r="A2"><v>1</v></c><c r="D2"><v>{number}</v></c></row>'
        )
        (found,) = await read_rows(small(rows=rows), COLUMNS)
        assert isinstance(found.cells["wage"], str)


class TestOddCells:
    async def test_formulas_are_told_with_the_value_beside_them(self) -> None:
        def fill(_workbook: Workbook, sheet: Worksheet) -> None:
            sheet.write_row(1, 0, GOOD_ROW)
            sheet.write_formula(1, 3, "=SUM(1,2)", None, 3)
            sheet.write_row(2, 0, GOOD_ROW)

        first, second = await read_filled(fill)
        assert (first.formulas, first.cells["wage"]) == (("wage",), Decimal(3))
        assert second.formulas == ()

    async def test_a_row_of_formulas_without_values_is_not_lost(self) -> None:
        """Some programs write formulas and leave computing them to the next one."""
        rows = row(1, HEAD) + row(2, GOOD_ROW) + '<row r="9"><c r="D9"><f>1+1</f></c></row>'
        found = await read_rows(small(rows=rows), COLUMNS)
        assert [(r.number, r.formulas) for r in found] == [(2, ()), (9, ("wage",))]

    async def test_formulas_are_found_behind_a_prefix_and_without_references(self) -> None:
        head = "".join(f'<x:c t="inlineStr"><x:is><x:t>{h}</x:t></x:is></x:c>' for h in HEAD)
        cells = "<x:c><x:v>1</x:v></x:c><x:c/><x:c/><x:c><x:f>2</x:f><x:v>2</x:v></x:c>"
        sheet = (
            '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<x:sheetData><x:row>{head}</x:row><x:row>{cells}</x:row></x:sheetData></x:worksheet>"
        )
        (found,) = await read_rows(small({"xl/worksheets/sheet1.xml": sheet}), COLUMNS)
        assert (found.number, found.formulas) == (2, ("wage",))

    async def test_errors_are_the_text_that_the_sheet_shows(self) -> None:
        def fill(_workbook: Workbook, sheet: Worksheet) -> None:
            sheet.write_row(1, 0, GOOD_ROW)
            sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")

        pasted = '<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>'
        (computed,) = await read_filled(fill)
        (found,) = await read_rows(small(rows=row(1, HEAD) + pasted), COLUMNS)
        assert (computed.cells["wage"], computed.formulas) == ("#DIV/0!", ("wage",))
        assert (found.cells["national_number"], found.formulas) == ("#REF!", ())

    async def test_merged_cells_count_once_and_hidden_rows_count(self) -> None:
        def fill(_workbook: Workbook, sheet: Worksheet) -> None:
            sheet.write_row(1, 0, GOOD_ROW)
            sheet.set_row(1, None, None, {"hidden": True})
            sheet.merge_range("A3:A4", "9851012345")
            sheet.write(3, 1, "سامر")

        hidden, merged, under = await read_filled(fill)
        assert hidden.cells == GOOD_CELLS
        assert merged.cells["national_number"] == "9851012345"
        assert under.cells["national_number"] is None

    async def test_coloured_empty_cells_far_away_do_no_harm(self) -> None:
        """Whoever formats whole rows and columns leaves a million cells without a value."""
        far = '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row>'
        content = small(rows=row(1, HEAD) + row(2, GOOD_ROW) + far)
        assert [r.number for r in await read_rows(content, COLUMNS)] == [2]


class TestHead:
    @pytest.mark.parametrize(
        "head",
        [
            [column.ar for column in COLUMNS],
            [column.en.upper() for column in COLUMNS],
            [f"{column.en} / {column.ar} *" for column in COLUMNS],
            ["* الرّقم   الوطـــني", "اسم العامل", "تاريخ\nالمباشرة", "أجر شهري:", "مهنه خطره"],
        ],
    )
    async def test_is_found_however_it_is_spelled(self, head: list[str]) -> None:
        (found,) = await read_rows(sheet_of([head, GOOD_ROW]), COLUMNS)
        assert found.cells == GOOD_CELLS

    async def test_is_found_under_a_title_and_in_any_order(self) -> None:
        rows = [["شركة النور"], [], ["x", *reversed(HEAD)], ["y", *reversed(GOOD_ROW)]]
        (found,) = await read_rows(sheet_of(rows), COLUMNS)
        assert (found.number, found.cells) == (4, GOOD_CELLS)

    async def test_optional_columns_may_be_absent(self) -> None:
        places = (0, 2, 3)
        rows = [[line[at] for at in places] for line in (HEAD, GOOD_ROW)]
        (found,) = await read_rows(sheet_of(rows), COLUMNS)
        assert found.cells == GOOD_CELLS | {"name": None, "hazardous": None}

    async def test_rows_keep_the_numbers_that_people_see(self) -> None:
        found = await read_rows(sheet_of([[], HEAD, GOOD_ROW, [], ["", " "], GOOD_ROW]), COLUMNS)
        assert [r.number for r in found] == [3, 6]

    async def test_hidden_sheets_and_sheets_without_the_columns_are_passed_over(self) -> None:
        def fill(workbook: Workbook, first: Worksheet) -> None:
            first.write_row(0, 0, ["notes"])
            for name, wage in (("hidden", "1"), ("shown", "2"), ("later", "3")):
                sheet = workbook.add_worksheet(name)
                sheet.write_row(0, 0, HEAD)
                sheet.write_row(1, 0, [*GOOD_ROW[:3], wage])
                if name == "hidden":
                    sheet.hide()

        (found,) = await read_rows(made(fill), COLUMNS)
        assert found.cells["wage"] == "2"


async def test_a_link_in_a_cell_is_no_reach_outside() -> None:
    links = relationships(
        LINK.format(
            id="rId1", kind="hyperlink", target="mailto:a@example.jo", mode=' TargetMode="External"'
        )
    )
    content = small({"xl/worksheets/_rels/sheet1.xml.rels": links})
    assert len(await read_rows(content, COLUMNS)) == 1


async def test_a_sheet_may_be_addressed_from_the_root() -> None:
    content = parts(row(1, HEAD) + row(2, GOOD_ROW))
    links = LINK.format(id="rId1", kind="worksheet", target="/xl/worksheets/sheet1.xml", mode="")
    content["xl/_rels/workbook.xml.rels"] = relationships(links).encode()
    assert len(await read_rows(zipped(content), COLUMNS)) == 1
